// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: kernel::sync::aref::ARef

use kernel::prelude::*;
use kernel::types::ARef;
module! {
    type: Old,
    name: "aref",
    authors: ["A. Student"],
    description: "written for an older kernel",
    license: "GPL",
}

struct Old;

impl kernel::Module for Old {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let device: Option<ARef<kernel::device::Device>> = None;
        pr_info!("{}\n", device.is_none());
        Ok(Old)
    }
}
