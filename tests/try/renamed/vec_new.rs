// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: VECTOR.push

use kernel::prelude::*;

module! {
    type: Old,
    name: "vec_new",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut numbers = Vec::new();
        numbers.try_push(1)?;
        pr_info!("{}\n", numbers.len());
        Ok(Old)
    }
}
