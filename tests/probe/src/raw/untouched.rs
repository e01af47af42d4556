// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Memory that the program has never touched: a copy to or from it without page faults fails.

use super::{outcome, page};
use rustix::io::Errno;
use rustix::mm::{madvise, mmap_anonymous, munmap, Advice, MapFlags, ProtFlags};
use std::ffi::{c_int, c_void};
use std::{ptr, slice};

extern "C" {
    fn mincore(start: *mut c_void, len: usize, pages: *mut u8) -> c_int;
}

/// Zeros in pages that do not exist until they are touched.
pub struct Untouched {
    map: *mut c_void,
    len: usize,
}

impl Untouched {
    pub fn new(len: usize) -> Result<Self, Errno> {
        let len = len.max(1);
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh private mapping at an address of the kernel's choice.
        let map = unsafe { mmap_anonymous(ptr::null_mut(), len, prot, MapFlags::PRIVATE) }?;
        let memory = Untouched { map, len };
        // A huge page would be touched as a whole. A kernel without them gives EINVAL.
        // SAFETY: our own mapping, whose contents this does not change.
        match unsafe { madvise(map, len, Advice::LinuxNoHugepage) } {
            Ok(()) | Err(Errno::INVAL) => Ok(memory),
            Err(errno) => Err(errno),
        }
    }

    /// The bytes. Making the slice touches none of them.
    pub fn bytes(&self) -> &[u8] {
        // SAFETY: our own mapping of `len` zeros, borrowed with self.
        unsafe { slice::from_raw_parts(self.map.cast(), self.len) }
    }

    /// The bytes, to be written to.
    pub fn bytes_mut(&mut self) -> &mut [u8] {
        // SAFETY: our own mapping of `len` zeros, borrowed with self for writing.
        unsafe { slice::from_raw_parts_mut(self.map.cast(), self.len) }
    }

    /// Returns how many of the pages have been touched.
    pub fn touched(&self) -> Result<usize, Errno> {
        let mut pages = vec![0; self.len.div_ceil(page())];
        // SAFETY: our own mapping, and `pages` has a byte for each page of it.
        let result = unsafe { mincore(self.map, self.len, pages.as_mut_ptr()) };
        outcome::<u32, _>(result)?;
        Ok(pages.iter().filter(|page| **page & 1 != 0).count())
    }
}

impl Drop for Untouched {
    fn drop(&mut self) {
        // SAFETY: the mapping of new(); no reference into it outlives self. If it fails the memory
        // stays.
        let _ = unsafe { munmap(self.map, self.len) };
    }
}
