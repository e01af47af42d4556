// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 2, slide "Error Handling": unwinding in the wrong order.
//!
//! The module registers A, B and C, as on the slide. If one of them fails (`insmod skull.ko fail=C`),
//! it unregisters those before it, in reverse order. But at rmmod it unregisters A first, when B and C
//! may still use A. Change this file so that at rmmod it unregisters C, then B, then A.
//! Then type `make exercise N=2`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../../src/abstractions/mod.rs"]
pub mod abstractions;

use kernel::prelude::*;

module! {
    type: Skull,
    name: "skull",
    authors: ["The developers of hello"],
    description: "Registers A, B and C under the name skull",
    license: "Dual BSD/GPL",
}

crate::module_params! {
    fail: charp {
        default: c"none",
        description: "which registration fails: A, B or C",
    },
}

/// A registration: the value exists as long as the thing is registered.
struct Registration(&'static str);

impl Registration {
    /// `register_A(ptr1, "skull")` and so on.
    fn new(what: &'static str) -> Result<Self> {
        if fail.text() == what.as_bytes() {
            return Err(ENODEV);
        }
        pr_info!("register_{what}\n");
        Ok(Self(what))
    }
}

impl Drop for Registration {
    /// `unregister_A(ptr1, "skull")` and so on.
    fn drop(&mut self) {
        pr_info!("unregister_{}\n", self.0);
    }
}

/// The loaded module. The kernel drops it at rmmod.
struct Skull {
    _a: Registration,
    _b: Registration,
    _c: Registration,
}

impl kernel::Module for Skull {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let a = Registration::new("A")?;
        let b = Registration::new("B")?;
        let c = Registration::new("C")?;
        Ok(Self {
            _a: a,
            _b: b,
            _c: c,
        })
    }
}
