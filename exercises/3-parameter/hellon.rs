// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 3, slide "Module Parameters": a parameter that is not checked.
//!
//! The module greets `howmany` times. Anybody who loads it with `howmany=1000000000` keeps a CPU busy
//! for hours, and `howmany=many` is taken for 1. Change `init` so that 1 to 10 are allowed, and so that
//! any other value gives `EINVAL`, no greeting, and a line in the log that says what is allowed.
//! Then type `make exercise N=3`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../../src/abstractions/mod.rs"]
pub mod abstractions;

use kernel::{
    prelude::*,
    str::BStr, //
};

module! {
    type: HelloN,
    name: "hellon",
    authors: ["The developers of hello"],
    description: "Greets whom howmany times",
    license: "Dual BSD/GPL",
}

crate::module_params! {
    howmany: int {
        default: c"1",
        description: "Number of times to print msg: 1 to 10",
    },
    whom: charp {
        default: c"world",
        description: "Whom to greet",
    },
}

struct HelloN;

impl kernel::Module for HelloN {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // None if the text after `howmany=` is not a number.
        let times: Option<u64> = howmany.value();
        let times = times.unwrap_or(1);
        for _ in 0..times {
            pr_info!("Hello, {}!\n", BStr::from_bytes(whom.text()));
        }
        Ok(Self)
    }
}

impl Drop for HelloN {
    fn drop(&mut self) {
        pr_info!("Goodbye, cruel world!\n");
    }
}
