// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Memory that processes share: counters, and a buffer that goes away under whoever uses it.

use super::{outcome, pread, pwrite};
use rustix::io::Errno;
use rustix::mm::{mmap, mmap_anonymous, MapFlags, ProtFlags};
use std::ffi::c_void;
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::sync::atomic::AtomicU64;

/// Counters that a child counts on with, after a fork.
pub fn counters<const N: usize>() -> Result<&'static [AtomicU64; N], Errno> {
    let prot = ProtFlags::READ | ProtFlags::WRITE;
    let len = size_of::<[AtomicU64; N]>().max(1);
    // SAFETY: a fresh mapping at an address of the kernel's choice.
    let map = unsafe { mmap_anonymous(ptr::null_mut(), len, prot, MapFlags::SHARED) }?;
    // SAFETY: it is large enough, begins with a page, holds zeros, and is never unmapped.
    Ok(unsafe { &*map.cast() })
}

/// A file's first bytes, mapped. Whoever shortens the file takes the pages away: the kernel then
/// meets a bad pointer, and a program that touched one would be killed. So none of it is touched here.
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

    /// From `start`, at most so many bytes that they are in the mapping.
    fn part(&self, start: usize, len: usize) -> (*mut c_void, usize) {
        let start = start.min(self.len);
        (self.map.wrapping_byte_add(start), len.min(self.len - start))
    }

    /// pread(2) of at most `len` bytes to `start` bytes behind the mapping's beginning.
    pub fn pread(&self, fd: &OwnedFd, start: usize, len: usize, at: i64) -> Result<usize, Errno> {
        let (start, len) = self.part(start, len);
        // SAFETY: that is inside of our own mapping, to which no reference exists.
        outcome(unsafe { pread(fd.as_raw_fd(), start, len, at) })
    }

    /// pwrite(2) of at most `len` bytes from `start` bytes behind the mapping's beginning.
    pub fn pwrite(&self, fd: &OwnedFd, start: usize, len: usize, at: i64) -> Result<usize, Errno> {
        let (start, len) = self.part(start, len);
        // SAFETY: the kernel only reads, inside of our own mapping.
        outcome(unsafe { pwrite(fd.as_raw_fd(), start, len, at) })
    }
}
