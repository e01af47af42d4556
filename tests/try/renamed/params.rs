// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: no permissions

use kernel::prelude::*;

module! {
    type: Old,
    name: "params",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
    params: {
        number: i32 {
            default: 1,
            permissions: 0o644,
            description: "a number",
        },
    },
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Old)
    }
}
