// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What hello.ko gives to programs: its device, and that one's ioctls as `src/uapi/hello.h` has them.

use crate::raw::control::{ioctl_words, Words};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

pub const PATH: &str = "/dev/mydevice";

pub const INFO: u32 = 0xc004_e401;
pub const RESET: u32 = 0xe402;
pub const FIONREAD: u32 = 0x541b;
/// The size that a struct for INFO is at least.
pub const INFO_SIZE: u32 = 32;

/// What INFO tells, as far as a test asks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Info {
    pub openers: u32,
    pub length: u32,
    pub capacity: u32,
    /// Its lower half: no test changes the contents more often.
    pub version: u32,
}

pub fn info(fd: &OwnedFd) -> Result<Info, Errno> {
    let mut words: Words = [0; 4096];
    words[0] = INFO_SIZE;
    ioctl_words(fd, INFO, &mut words)?;
    let [_, openers, length, _, capacity, _, version, ..] = words;
    Ok(Info {
        openers,
        length,
        capacity,
        version,
    })
}
