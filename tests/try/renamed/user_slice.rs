// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: UserPtr::from_addr

use kernel::prelude::*;

module! {
    type: Old,
    name: "user_slice",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let address: usize = 0;
        let slice = kernel::uaccess::UserSlice::new(address, 1);
        slice.reader().skip(1)?;
        Ok(Old)
    }
}
