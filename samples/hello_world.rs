// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Hello World Kernel Module": a message when the module is loaded, and one when it is
//! removed.

#![deny(unsafe_code)]

use kernel::prelude::*;

module! {
    type: HelloWorld,
    name: "hello_world",
    authors: ["The developers of hello"],
    description: "Says hello and goodbye",
    license: "Dual BSD/GPL",
}

struct HelloWorld;

impl kernel::Module for HelloWorld {
    /// Called when the module is loaded: the slide's `init_module()`.
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_alert!("Hello World!\n");
        Ok(Self)
    }
}

impl Drop for HelloWorld {
    /// Called when the module is removed: the slide's `cleanup_module()`.
    fn drop(&mut self) {
        pr_alert!("Goodbye, cruel world!!\n");
    }
}
