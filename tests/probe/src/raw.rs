// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The only unsafe code: calls that rustix rightly does not offer, with whences and pointers that
//! no sound program passes.

#![allow(unsafe_code)]

pub mod control;
pub mod process;
pub mod shared;
pub mod uffd;
pub mod uring;

use rustix::io::Errno;
use rustix::mm::{mmap, mmap_anonymous, mprotect, munmap, MapFlags, MprotectFlags, ProtFlags};
use std::ffi::{c_int, c_ulong, c_void};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;
use std::slice;

/// A page: reads and writes beyond a good part fault there.
const PAGE: usize = 4096;

extern "C" {
    fn lseek(fd: c_int, offset: i64, whence: c_int) -> i64;
    fn pread(fd: c_int, buffer: *mut c_void, len: usize, offset: i64) -> isize;
    fn pwrite(fd: c_int, buffer: *const c_void, len: usize, offset: i64) -> isize;
    fn ioctl(fd: c_int, request: c_ulong, ...) -> c_int;
}

fn outcome<T: TryFrom<N>, N: Copy>(value: N) -> Result<T, Errno> {
    T::try_from(value).map_err(|_| {
        let error = std::io::Error::last_os_error();
        Errno::from_io_error(&error).unwrap_or(Errno::INVAL)
    })
}

/// lseek(2) with any whence.
pub fn seek(fd: &OwnedFd, offset: i64, whence: c_int) -> Result<u64, Errno> {
    // SAFETY: lseek touches no memory of ours.
    outcome(unsafe { lseek(fd.as_raw_fd(), offset, whence) })
}

/// mmap(2) of a page of the file, which is unmapped again.
pub fn map(fd: &OwnedFd) -> Result<(), Errno> {
    // SAFETY: a fresh mapping at an address of the kernel's choice.
    let map = unsafe {
        mmap(
            ptr::null_mut(),
            PAGE,
            ProtFlags::READ,
            MapFlags::SHARED,
            fd,
            0,
        )
    }?;
    // SAFETY: our own mapping, to which no reference exists.
    unsafe { munmap(map, PAGE) }
}

/// Memory that ends: its last good byte stands just before a page that cannot be touched.
pub struct CutBuffer {
    map: *mut c_void,
    map_len: usize,
    good: usize,
}

impl CutBuffer {
    /// `good` bytes of `fill`, and after them nothing for `good` rounded up and a page.
    pub fn new(good: usize, fill: u8) -> Result<Self, Errno> {
        let memory = good.next_multiple_of(PAGE);
        let map_len = memory + PAGE;
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh private mapping at an address of the kernel's choice.
        let map = unsafe { mmap_anonymous(ptr::null_mut(), map_len, prot, MapFlags::PRIVATE) }?;
        let mut buffer = CutBuffer { map, map_len, good };
        // SAFETY: the last page of our own mapping, to which no reference exists.
        unsafe { mprotect(map.byte_add(memory), PAGE, MprotectFlags::empty()) }?;
        buffer.good_mut().fill(fill);
        Ok(buffer)
    }

    fn start(&self) -> *mut c_void {
        // The good part ends where the last page begins; map_len >= PAGE + good by new().
        self.map.wrapping_byte_add(self.map_len - PAGE - self.good)
    }

    /// The good part.
    pub fn good(&self) -> &[u8] {
        // SAFETY: start() is followed by `good` mapped, initialised bytes, borrowed with self.
        unsafe { slice::from_raw_parts(self.start().cast(), self.good) }
    }

    fn good_mut(&mut self) -> &mut [u8] {
        // SAFETY: as in good(), and self is borrowed for writing.
        unsafe { slice::from_raw_parts_mut(self.start().cast(), self.good) }
    }

    /// pread(2) into the buffer, `len` reaching at most a page into what is no memory.
    pub fn pread(&mut self, fd: &OwnedFd, len: usize, offset: i64) -> Result<usize, Errno> {
        let len = len.min(self.good + PAGE);
        // SAFETY: what the kernel can write to within `len` is our own mapping, held by &mut self.
        outcome(unsafe { pread(fd.as_raw_fd(), self.start(), len, offset) })
    }

    /// pwrite(2) from the buffer, `len` reaching at most a page into what is no memory.
    pub fn pwrite(&self, fd: &OwnedFd, len: usize, offset: i64) -> Result<usize, Errno> {
        let len = len.min(self.good + PAGE);
        // SAFETY: the kernel only reads, and what it can read within `len` is our own mapping.
        outcome(unsafe { pwrite(fd.as_raw_fd(), self.start(), len, offset) })
    }
}

impl Drop for CutBuffer {
    fn drop(&mut self) {
        // SAFETY: the mapping of new(); no reference into it outlives self. Nothing to do on
        // failure but to keep the memory.
        let _ = unsafe { munmap(self.map, self.map_len) };
    }
}

/// An address at which a program has no memory.
#[derive(Clone, Copy)]
pub enum Wild {
    Null,
    Kernel,
    NonCanonical,
    Last,
}

impl Wild {
    fn pointer(self) -> *mut c_void {
        ptr::without_provenance_mut(match self {
            Wild::Null => 0,
            Wild::Kernel => 0xffff_8880_0000_0000,
            Wild::NonCanonical => 0x8000_0000_0000_0000,
            Wild::Last => usize::MAX - 7,
        })
    }
}

/// pread(2) to an address that is not ours.
pub fn wild_pread(fd: &OwnedFd, at: Wild, len: usize, offset: i64) -> Result<usize, Errno> {
    let len = len.min(PAGE);
    // SAFETY: nothing of ours lies within a page of these addresses: the first pages are never
    // mapped, the others are not user space.
    outcome(unsafe { pread(fd.as_raw_fd(), at.pointer(), len, offset) })
}

/// pwrite(2) from an address that is not ours.
pub fn wild_pwrite(fd: &OwnedFd, at: Wild, len: usize, offset: i64) -> Result<usize, Errno> {
    let len = len.min(PAGE);
    // SAFETY: as in wild_pread(), and the kernel only reads.
    outcome(unsafe { pwrite(fd.as_raw_fd(), at.pointer(), len, offset) })
}
