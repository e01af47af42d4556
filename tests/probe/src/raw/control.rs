// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! ioctl(2) with any number, and select(2).

use super::{ioctl, outcome, Wild};
use rustix::event::{fd_set_insert, fd_set_num_elements, FdSetElement, Timespec};
use rustix::io::Errno;
use std::ffi::c_ulong;
use std::os::fd::{AsRawFd, OwnedFd};

/// As large as the largest struct whose size the number of an ioctl can encode.
pub type Words = [u32; 4096];

/// ioctl(2) with a pointer to `words`.
pub fn ioctl_words(fd: &OwnedFd, number: u32, words: &mut Words) -> Result<u32, Errno> {
    // SAFETY: `words` is at least as large as the driver's struct.
    outcome(unsafe { ioctl(fd.as_raw_fd(), c_ulong::from(number), words.as_mut_ptr()) })
}

/// ioctl(2) with a bad pointer.
pub fn ioctl_wild(fd: &OwnedFd, number: u32, at: Wild) -> Result<u32, Errno> {
    // SAFETY: no memory of ours is there.
    outcome(unsafe { ioctl(fd.as_raw_fd(), c_ulong::from(number), at.pointer()) })
}

/// select(2) for exceptional conditions only.
pub fn select_exception(fd: &OwnedFd, timeout: Option<&Timespec>) -> Result<bool, Errno> {
    let number = fd.as_raw_fd();
    let mut set = vec![FdSetElement::default(); fd_set_num_elements(1, number + 1)];
    fd_set_insert(&mut set, number);
    // SAFETY: the set has room for all descriptors up to `number`, which is open.
    let ready = unsafe { rustix::event::select(number + 1, None, None, Some(&mut set), timeout) }?;
    Ok(ready > 0)
}
