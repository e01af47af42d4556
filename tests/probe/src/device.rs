// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device of hello.ko and its ioctls, by the numbers of `src/uapi/hello.h`.

use crate::raw::control::{ioctl_words, Words};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

pub const PATH: &str = "/dev/mydevice";

pub const INFO: u32 = 0xc004_e401;
pub const RESET: u32 = 0xe402;
pub const FIONREAD: u32 = 0x541b;
/// The smallest size that INFO accepts.
pub const INFO_SIZE: u32 = 32;

/// The members of INFO's struct that the tests need.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Info {
    pub openers: u32,
    pub length: u32,
    pub capacity: u32,
    /// The lower half: no test changes the contents more often.
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
