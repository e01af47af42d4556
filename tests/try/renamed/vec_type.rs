// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: KVec<TYPE>

use kernel::prelude::*;

module! {
    type: Old,
    name: "vec_type",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old {
    numbers: Vec<i32>,
}

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let mut numbers = KVec::new();
        numbers.push(1, GFP_KERNEL)?;
        pr_info!("{}\n", numbers.len());
        Ok(Old { numbers })
    }
}
