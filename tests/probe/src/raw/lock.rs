// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! fcntl(2) locks of a range, readahead(2) and sync_file_range(2).

use super::outcome;
use rustix::io::Errno;
use std::ffi::{c_int, c_short, c_uint};
use std::os::fd::{AsRawFd, OwnedFd};

const F_OFD_GETLK: c_int = 36;
const F_OFD_SETLK: c_int = 37;
const F_WRLCK: c_short = 1;
const SEEK_SET: c_short = 0;
const SEEK_END: c_short = 2;

/// struct flock of 64-bit kernels.
#[repr(C)]
struct Flock {
    kind: c_short,
    whence: c_short,
    start: i64,
    len: i64,
    pid: c_int,
}

extern "C" {
    fn fcntl(fd: c_int, command: c_int, ...) -> c_int;
    fn readahead(fd: c_int, offset: i64, count: usize) -> isize;
    fn sync_file_range(fd: c_int, offset: i64, count: i64, flags: c_uint) -> c_int;
}

/// Locks `len` bytes from SEEK_END on, for the open file `fd`.
pub fn lock_from_the_end(fd: &OwnedFd, len: i64) -> Result<(), Errno> {
    control(fd, F_OFD_SETLK, SEEK_END, len).map(drop)
}

/// Returns the start and the length of a lock that another open file than `fd` holds.
pub fn lock_of_another(fd: &OwnedFd) -> Result<(i64, i64), Errno> {
    // A length of 0 is everything.
    let lock = control(fd, F_OFD_GETLK, SEEK_SET, 0)?;
    Ok((lock.start, lock.len))
}

fn control(fd: &OwnedFd, command: c_int, whence: c_short, len: i64) -> Result<Flock, Errno> {
    let mut lock = Flock {
        kind: F_WRLCK,
        whence,
        start: 0,
        len,
        pid: 0,
    };
    // SAFETY: both commands take a pointer to a struct flock, and this one is ours.
    let result = unsafe { fcntl(fd.as_raw_fd(), command, &raw mut lock) };
    outcome::<u32, _>(result).map(|_| lock)
}

/// readahead(2) of the first `count` bytes.
pub fn read_ahead(fd: &OwnedFd, count: usize) -> Result<u32, Errno> {
    // SAFETY: it touches no memory of ours.
    outcome(unsafe { readahead(fd.as_raw_fd(), 0, count) })
}

/// sync_file_range(2) of the first `count` bytes.
pub fn sync_range(fd: &OwnedFd, count: i64) -> Result<u32, Errno> {
    // SAFETY: it touches no memory of ours.
    outcome(unsafe { sync_file_range(fd.as_raw_fd(), 0, count, 0) })
}
