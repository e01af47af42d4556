// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: kernel::uaccess::{UserPtr

use kernel::prelude::*;
use kernel::user_ptr::UserSlicePtr;
module! {
    type: Old,
    name: "user_slice_ptr",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        Ok(Old)
    }
}
