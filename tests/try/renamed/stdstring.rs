// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: kernel::str::CString

use kernel::prelude::*;

module! {
    type: Old,
    name: "stdstring",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let text = String::from("hello");
        pr_info!("{}\n", text);
        Ok(Old)
    }
}
