// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: KBox::new

use kernel::prelude::*;

module! {
    type: Old,
    name: "try_new",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let number = Box::try_new(1)?;
        pr_info!("{}\n", *number);
        Ok(Old)
    }
}
