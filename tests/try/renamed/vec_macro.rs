// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: kernel::kvec!

use kernel::prelude::*;

module! {
    type: Old,
    name: "vec_macro",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let numbers = vec![1, 2];
        pr_info!("{}\n", numbers.len());
        Ok(Old)
    }
}
