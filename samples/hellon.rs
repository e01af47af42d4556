// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Module Parameters": greets `whom`, `howmany` times.
//!
//! `module!` of the kernel crate has no strings and shows no parameter in sysfs. The parameters of
//! `src/abstractions` do both: they can be read there, as with the slide's `S_IRUGO`.
//!
//! As on the slide, `howmany` has no limit: 1000000000 keeps a CPU busy for hours. To set one is exercise 3.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../src/abstractions"]
pub mod abstractions {
    //! What the kernel crate lacks.
    pub mod modinfo;
    pub mod module_param;
}

use kernel::{
    prelude::*,
    str::BStr, //
};

module! {
    type: Hellon,
    name: "hellon",
    authors: ["The developers of hello"],
    description: "Greets whom, howmany times",
    license: "Dual BSD/GPL",
}

crate::module_params! {
    howmany: int {
        default: c"1",
        description: "Number of times to print msg",
    },
    whom: charp {
        default: c"world",
        description: "Whom to greet",
    },
}

struct Hellon;

impl kernel::Module for Hellon {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // Not a number: then loading fails with "Invalid parameters".
        let times = howmany.value().ok_or(EINVAL)?;
        for _ in 0..times {
            pr_info!("Hello, {}!\n", BStr::from_bytes(whom.text()));
        }
        Ok(Self)
    }
}
