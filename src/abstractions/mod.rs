// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the kernel crate lacks, in its style and with its names.
//!
//! All unsafe code is here, and so is what differs between kernel versions. Nothing here is specific
//! to one driver. Another module uses it by including this file as the module `abstractions` of its
//! crate, and by linking the objects that Kbuild lists as `abstractions`:
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
