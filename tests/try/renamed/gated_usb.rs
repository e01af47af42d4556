// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: CONFIG_USB=y
// advice: CONFIG_SOC_BUS=y
// advice: CONFIG_RUST_SERIAL_DEV_BUS_ABSTRACTIONS=y

use kernel::prelude::*;
use kernel::serdev;
use kernel::soc;
use kernel::usb;

module! {
    type: Old,
    name: "gated_usb",
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
