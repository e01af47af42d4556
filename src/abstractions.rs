// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the kernel crate lacks, in its style and under its names.
//!
//! All of the module's unsafe code is here, and so is what may have to change with the kernel.

pub(crate) mod fs;
pub(crate) mod iov;
pub(crate) mod miscdevice;
pub(crate) mod modinfo;
pub(crate) mod module_param;
pub(crate) mod poll;
pub(crate) mod printk;
pub(crate) mod rwonce;
pub(crate) mod rwsem;
pub(crate) mod task;
pub(crate) mod uapi;
