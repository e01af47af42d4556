// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Written for a kernel of some years ago.

use kernel::prelude::*;

module! {
    type: Old,
    name: "old",
    authors: ["A. Student"],
    description: "keeps a number in a box",
    license: "GPL",
}

struct Old {
    _number: KBox<u32>,
}

impl kernel::Module for Old {
    fn init(_name: &'static CStr, _module: &'static ThisModule) -> Result<Self> {
        Ok(Old {
            _number: Box::try_new(42)?,
        })
    }
}
