// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A module that calls `println!` of Rust's standard library, which is not there in the kernel.

use kernel::prelude::*;

module! {
    type: Println,
    name: "println",
    authors: ["The developers of hello"],
    description: "Calls println!",
    license: "Dual BSD/GPL",
}

struct Println;

impl kernel::Module for Println {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        println!("Hello World!");
        Ok(Self)
    }
}
