// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: fn init(_module: &'static ThisModule)

use kernel::prelude::*;

module! {
    type: Old,
    name: "two_arguments",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_name: &'static CStr, _module: &'static ThisModule) -> Result<Self> {
        Ok(Old)
    }
}
