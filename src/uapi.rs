// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What user space sees: the numbers and the struct of the device's ioctls.
//!
//! C header: [`src/uapi/hello.h`](uapi/hello.h)

use kernel::{
    ioctl::{
        _IO,
        _IOWR, //
    },
    prelude::*, //
};
use zerocopy_derive::Immutable;

/// `HELLO_IOC_MAGIC`
const MAGIC: u32 = 0xE4;

/// `HELLO_IOC_INFO`
pub(crate) const INFO: u32 = _IOWR::<u32>(MAGIC, 1);

/// `HELLO_IOC_RESET`
pub(crate) const RESET: u32 = _IO(MAGIC, 2);

/// `struct hello_info`
#[derive(IntoBytes, Immutable)]
#[repr(C)]
pub(crate) struct Info {
    pub(crate) size: u32,
    pub(crate) openers: u32,
    pub(crate) length: u64,
    pub(crate) capacity: u64,
    pub(crate) version: u64,
}

/// `HELLO_INFO_SIZE_VER0`
pub(crate) const INFO_SIZE_VER0: u32 = 32;
