// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: impl kernel::Module

use kernel::prelude::*;

module! {
    type: Old,
    name: "kernel_module",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl KernelModule for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Old)
    }
}
