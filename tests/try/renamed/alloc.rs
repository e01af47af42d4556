// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: KBox, KVec

use kernel::prelude::*;
extern crate alloc;
use alloc::{boxed::Box, vec::Vec};
module! {
    type: Old,
    name: "alloc",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let text = alloc::format!("hello");
        Ok(Old)
    }
}
