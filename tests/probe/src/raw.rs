// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The only unsafe code: system calls that rustix does not offer, with a whence or a pointer that is
//! wrong on purpose, or with memory that is special.

#![allow(unsafe_code)]

pub mod control;
pub mod cut;
pub mod lock;
pub mod process;
pub mod shared;
pub mod uffd;
pub mod untouched;
pub mod uring;

use rustix::io::Errno;
use rustix::mm::{mmap, munmap, MapFlags, ProtFlags};
use std::ffi::{c_int, c_ulong, c_void};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;

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
