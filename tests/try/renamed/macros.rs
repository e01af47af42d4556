// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: a name that no crate of the kernel has

use kernel::prelude::*;
module! {
    type: Old,
    name: "macros",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Old)
    }
}
