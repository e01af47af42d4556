// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: count_bytes()

use kernel::prelude::*;

module! {
    type: Old,
    name: "cstr_path",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("{}\n", Self::NAME.len());
        Ok(Old)
    }
}

impl Old {
    const NAME: &'static kernel::str::CStr = c"old";
}
