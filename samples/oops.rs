// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Module Coding Hints": a segmentation fault in the kernel. This module reads from a null
//! pointer, on purpose.
//!
//! In safe Rust there is no null pointer to read from: a reference always refers to something, and what may
//! be absent is an `Option`. It takes `unsafe`, where the compiler believes what is promised.

use core::ptr;
use kernel::prelude::*;

module! {
    type: Oops,
    name: "oops",
    authors: ["The developers of hello"],
    description: "Reads from a null pointer",
    license: "Dual BSD/GPL",
}

struct Oops;

impl kernel::Module for Oops {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("about to read from a null pointer\n");
        // SAFETY: This is false, on purpose: the pointer is null.
        let value = unsafe { read_number(ptr::null()) };
        pr_info!("never logged: {value}\n");
        Ok(Self)
    }
}

/// Reads a number. A function of its own, not inlined, so that the oops names it.
///
/// # Safety
///
/// `number` must be valid for reads.
#[inline(never)]
unsafe fn read_number(number: *const u32) -> u32 {
    // SAFETY: By the safety requirement of this function.
    unsafe { number.read_volatile() }
}
