// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Error Handling": three registrations. The parameter `fail` names one that is to fail: those
//! before it are then unregistered, in reverse order.
//!
//! The slide does this with `goto`. Here each registration is a value, and its `drop` unregisters it.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../src/abstractions"]
pub mod abstractions {
    //! What the kernel crate lacks.
    pub mod modinfo;
    pub mod module_param;
}

use kernel::prelude::*;

module! {
    type: Unwind,
    name: "unwind",
    authors: ["The developers of hello"],
    description: "Registers A, B and C, and undoes it when one of them fails",
    license: "Dual BSD/GPL",
}

crate::module_params! {
    fail: charp {
        default: c"none",
        description: "the registration that fails: A, B or C",
    },
}

/// A registration under this letter and name.
struct Registration(char, &'static str);

/// The slide's `register_A(ptr1, "skull")`.
fn register(letter: char, name: &'static str) -> Result<Registration> {
    if fail.text() == [letter as u8] {
        pr_info!("register_{letter}: {name}: fails\n");
        return Err(ENOMEM);
    }
    pr_info!("register_{letter}: {name}\n");
    Ok(Registration(letter, name))
}

impl Drop for Registration {
    fn drop(&mut self) {
        pr_info!("unregister_{}: {}\n", self.0, self.1);
    }
}

/// When the module is unloaded, the fields are dropped in the order in which they are declared. So
/// the last registration stands first.
struct Unwind {
    _c: Registration,
    _b: Registration,
    _a: Registration,
}

impl kernel::Module for Unwind {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // A `?` that fails returns. Variables are dropped in the reverse of this order.
        let a = register('A', "skull")?;
        let b = register('B', "skull")?;
        let c = register('C', "skull")?;
        Ok(Self {
            _c: c,
            _b: b,
            _a: a,
        })
    }
}
