// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The only unsafe code: system calls that rustix does not offer, with a whence or a pointer that is
//! wrong on purpose, or with memory that is special.

#![allow(unsafe_code)]

pub mod control;
pub mod cut;
pub mod lock;
mod lookup;
pub mod process;
pub mod shared;
pub mod uffd;
pub mod untouched;
pub mod uring;

use rustix::io::{Errno, ReadWriteFlags};
use rustix::mm::{mmap, munmap, MapFlags, ProtFlags};
use std::ffi::{c_int, c_uint, c_ulong, c_void};
use std::os::fd::{AsRawFd, OwnedFd};
use std::ptr;

/// The size of a page, which is 16 KiB on some arm64 kernels.
fn page() -> usize {
    rustix::param::page_size()
}

/// struct iovec.
#[repr(C)]
struct Iovec {
    start: *mut c_void,
    len: usize,
}

extern "C" {
    fn lseek(fd: c_int, offset: i64, whence: c_int) -> i64;
    fn read(fd: c_int, buffer: *mut c_void, len: usize) -> isize;
    fn pread(fd: c_int, buffer: *mut c_void, len: usize, offset: i64) -> isize;
    fn pwrite(fd: c_int, buffer: *const c_void, len: usize, offset: i64) -> isize;
    fn preadv2(fd: c_int, to: *const Iovec, count: c_int, offset: i64, flags: c_uint) -> isize;
    fn pwritev2(fd: c_int, from: *const Iovec, count: c_int, offset: i64, flags: c_uint) -> isize;
    fn ioctl(fd: c_int, request: c_ulong, ...) -> c_int;
}

fn outcome<T: TryFrom<N>, N: Copy>(value: N) -> Result<T, Errno> {
    T::try_from(value).map_err(|_| {
        let error = std::io::Error::last_os_error();
        Errno::from_io_error(&error).unwrap_or(Errno::INVAL)
    })
}

/// pread(2), or preadv2(2) where there are flags.
///
/// # Safety
///
/// The kernel may write to these `len` bytes, unless they are no memory of this program.
unsafe fn pread_with(
    fd: &OwnedFd,
    start: *mut c_void,
    len: usize,
    offset: i64,
    flags: ReadWriteFlags,
) -> Result<usize, Errno> {
    let (fd, buffer) = (fd.as_raw_fd(), Iovec { start, len });
    if flags.is_empty() {
        // SAFETY: the caller says that the kernel may write there.
        return outcome(unsafe { pread(fd, start, len, offset) });
    }
    // SAFETY: the caller says that the kernel may write there.
    outcome(unsafe { preadv2(fd, &buffer, 1, offset, flags.bits()) })
}

/// pwrite(2), or pwritev2(2) where there are flags.
///
/// # Safety
///
/// The kernel may read these `len` bytes, unless they are no memory of this program.
unsafe fn pwrite_with(
    fd: &OwnedFd,
    start: *mut c_void,
    len: usize,
    offset: i64,
    flags: ReadWriteFlags,
) -> Result<usize, Errno> {
    let (fd, buffer) = (fd.as_raw_fd(), Iovec { start, len });
    if flags.is_empty() {
        // SAFETY: the caller says that the kernel may read there.
        return outcome(unsafe { pwrite(fd, start, len, offset) });
    }
    // SAFETY: the caller says that the kernel may read there.
    outcome(unsafe { pwritev2(fd, &buffer, 1, offset, flags.bits()) })
}

/// lseek(2) with any whence.
pub fn seek(fd: &OwnedFd, offset: i64, whence: c_int) -> Result<u64, Errno> {
    // SAFETY: lseek touches no memory of ours.
    outcome(unsafe { lseek(fd.as_raw_fd(), offset, whence) })
}

/// mmap(2) of a page of the file, and munmap(2).
pub fn map(fd: &OwnedFd) -> Result<(), Errno> {
    // SAFETY: a fresh mapping at an address of the kernel's choice.
    let map = unsafe {
        mmap(
            ptr::null_mut(),
            page(),
            ProtFlags::READ,
            MapFlags::SHARED,
            fd,
            0,
        )
    }?;
    // SAFETY: our own mapping, to which no reference exists.
    unsafe { munmap(map, page()) }
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
    let len = len.min(page());
    // SAFETY: nothing of ours lies within a page of these addresses: the first pages are never
    // mapped, the others are not user space.
    outcome(unsafe { pread(fd.as_raw_fd(), at.pointer(), len, offset) })
}

/// pwrite(2) from an address that is not ours.
pub fn wild_pwrite(fd: &OwnedFd, at: Wild, len: usize, offset: i64) -> Result<usize, Errno> {
    let len = len.min(page());
    // SAFETY: the kernel only reads, and not from memory of ours: see wild_pread().
    outcome(unsafe { pwrite(fd.as_raw_fd(), at.pointer(), len, offset) })
}
