// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: kernel::sync::Arc

use kernel::prelude::*;
use kernel::sync::Ref;
module! {
    type: Old,
    name: "arc_ref",
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
