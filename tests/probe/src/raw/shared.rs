// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Memory that processes share: counters, and a buffer whose pages can be taken away.

use super::{outcome, pread, pwrite};
use rustix::io::Errno;
use rustix::mm::{mmap, mmap_anonymous, MapFlags, ProtFlags};
use std::ffi::c_void;
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::sync::atomic::AtomicU64;

/// Counters that a process shares with its children after a fork.
pub fn counters<const N: usize>() -> Result<&'static [AtomicU64; N], Errno> {
    let prot = ProtFlags::READ | ProtFlags::WRITE;
    let len = size_of::<[AtomicU64; N]>().max(1);
    // SAFETY: a fresh mapping at an address of the kernel's choice.
    let map = unsafe { mmap_anonymous(ptr::null_mut(), len, prot, MapFlags::SHARED) }?;
    // SAFETY: the mapping is large enough, aligned to a page, full of zeros and never unmapped.
    Ok(unsafe { &*map.cast() })
}

/// The first bytes of a file, mapped. When the file is made shorter its pages are gone: a copy by the
/// kernel then fails, and a program that touches one is killed. So this program touches none.
pub struct Mapped {
    map: *mut c_void,
    len: usize,
}

impl Mapped {
    /// Never unmapped.
    pub fn new(file: &OwnedFd, len: usize) -> Result<Self, Errno> {
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh mapping at an address of the kernel's choice.
        let map = unsafe { mmap(ptr::null_mut(), len, prot, MapFlags::SHARED, file, 0) }?;
        Ok(Mapped { map, len })
    }

    /// The part of the mapping from `start` on, at most `len` bytes.
    fn part(&self, start: usize, len: usize) -> (*mut c_void, usize) {
        let start = start.min(self.len);
        (self.map.wrapping_byte_add(start), len.min(self.len - start))
    }

    /// pread(2) of at most `len` bytes into the mapping from `start` on.
    pub fn pread(&self, fd: &OwnedFd, start: usize, len: usize, at: i64) -> Result<usize, Errno> {
        let (start, len) = self.part(start, len);
        // SAFETY: inside our own mapping, to which no reference exists.
        outcome(unsafe { pread(fd.as_raw_fd(), start, len, at) })
    }

    /// pwrite(2) of at most `len` bytes of the mapping from `start` on.
    pub fn pwrite(&self, fd: &OwnedFd, start: usize, len: usize, at: i64) -> Result<usize, Errno> {
        let (start, len) = self.part(start, len);
        // SAFETY: the kernel only reads, inside our own mapping.
        outcome(unsafe { pwrite(fd.as_raw_fd(), start, len, at) })
    }
}
