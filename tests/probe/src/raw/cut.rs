// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Buffers of which only the beginning is memory.

use super::{page, pread_with, pwrite_with};
use rustix::io::{Errno, ReadWriteFlags};
use rustix::mm::{mmap_anonymous, mprotect, munmap, MapFlags, MprotectFlags, ProtFlags};
use std::ffi::c_void;
use std::os::fd::OwnedFd;
use std::{ptr, slice};

/// A buffer that reaches past the end of its memory: after the good bytes comes a page that cannot
/// be accessed.
pub struct CutBuffer {
    map: *mut c_void,
    map_len: usize,
    good: usize,
}

impl CutBuffer {
    /// `good` bytes of `fill`, then a page without access.
    pub fn new(good: usize, fill: u8) -> Result<Self, Errno> {
        let memory = good.next_multiple_of(page());
        let map_len = memory + page();
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh private mapping at an address of the kernel's choice.
        let map = unsafe { mmap_anonymous(ptr::null_mut(), map_len, prot, MapFlags::PRIVATE) }?;
        let mut buffer = CutBuffer { map, map_len, good };
        // SAFETY: the last page of our own mapping, to which no reference exists.
        unsafe { mprotect(map.byte_add(memory), page(), MprotectFlags::empty()) }?;
        buffer.good_mut().fill(fill);
        Ok(buffer)
    }

    fn start(&self) -> *mut c_void {
        // The last page begins where the good bytes end; map_len >= page() + good by new().
        self.map
            .wrapping_byte_add(self.map_len - page() - self.good)
    }

    /// The good bytes.
    pub fn good(&self) -> &[u8] {
        // SAFETY: start() is followed by `good` mapped, initialised bytes, borrowed with self.
        unsafe { slice::from_raw_parts(self.start().cast(), self.good) }
    }

    fn good_mut(&mut self) -> &mut [u8] {
        // SAFETY: start() is followed by `good` mapped, initialised bytes, borrowed with self for
        // writing.
        unsafe { slice::from_raw_parts_mut(self.start().cast(), self.good) }
    }

    /// A read into the buffer; `len` may reach a page past the good bytes.
    pub fn pread(
        &mut self,
        fd: &OwnedFd,
        len: usize,
        offset: i64,
        flags: ReadWriteFlags,
    ) -> Result<usize, Errno> {
        // SAFETY: what the kernel can write to is our own mapping, borrowed with self.
        unsafe { pread_with(fd, self.start(), self.at_most(len), offset, flags) }
    }

    /// A write from the buffer; `len` may reach a page past the good bytes.
    pub fn pwrite(
        &self,
        fd: &OwnedFd,
        len: usize,
        offset: i64,
        flags: ReadWriteFlags,
    ) -> Result<usize, Errno> {
        // SAFETY: the kernel only reads, and what it can read is our own mapping.
        unsafe { pwrite_with(fd, self.start(), self.at_most(len), offset, flags) }
    }

    fn at_most(&self, len: usize) -> usize {
        len.min(self.good + page())
    }
}

impl Drop for CutBuffer {
    fn drop(&mut self) {
        // SAFETY: the mapping of new(); no reference into it outlives self. If it fails the memory
        // stays.
        let _ = unsafe { munmap(self.map, self.map_len) };
    }
}
