// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause
//
// advice: CONFIG_DRM=y
// advice: CONFIG_RUST_FWCTL_ABSTRACTIONS=y
// advice: CONFIG_KUNIT=y
// advice: CONFIG_RUST_PWM_ABSTRACTIONS=y

use kernel::drm;
use kernel::fwctl;
use kernel::kunit;
use kernel::prelude::*;
use kernel::pwm;

module! {
    type: Old,
    name: "gated_drm",
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
