// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: Error::from_errno

use kernel::prelude::*;

module! {
    type: Old,
    name: "from_kernel_errno",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Err(Error::from_kernel_errno(-22))
    }
}
