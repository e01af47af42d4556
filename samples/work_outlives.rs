// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A fault: a work item that still runs when its module is unloaded. `rmmod` frees the code of the
//! function, and when the function goes on, the kernel has a page fault.
//!
//! The kernel crate has no `flush_work()` or `cancel_work_sync()`, so a module cannot wait for its work
//! items. The other samples have none.

#![deny(unsafe_code)]

use kernel::{
    prelude::*,
    time::{
        delay::fsleep,
        Delta, //
    },
    workqueue, //
};

module! {
    type: WorkOutlives,
    name: "work_outlives",
    authors: ["The developers of hello"],
    description: "Its work item outlives it",
    license: "Dual BSD/GPL",
}

struct WorkOutlives;

impl kernel::Module for WorkOutlives {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        workqueue::system_long().try_spawn(GFP_KERNEL, || {
            pr_info!("the work item sleeps\n");
            fsleep(Delta::from_secs(3));
            pr_info!("the work item has slept\n");
        })?;
        Ok(Self)
    }
}
