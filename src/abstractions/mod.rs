// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the kernel crate lacks, in its style and with its names.
//!
//! All unsafe code of a module belongs here, and so does what changes from one kernel to the next.
//! Nothing here belongs to one driver. A module of its own includes this file as its crate's module
//! `abstractions`, and links the objects that Kbuild lists as `abstractions`:
//!
//! ```ignore
//! #[path = "../../src/abstractions/mod.rs"]
//! pub mod abstractions;
//! ```

pub mod fs;
pub mod iov;
pub mod miscdevice;
pub mod modinfo;
pub mod module_param;
pub mod poll;
pub mod rwsem;
pub mod task;
