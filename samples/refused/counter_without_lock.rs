// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The nearest to `../race.c` in safe Rust: a static counter that is not protected. rustc refuses it.

use core::cell::Cell;
use kernel::prelude::*;

module! {
    type: CounterWithoutLock,
    name: "counter_without_lock",
    authors: ["The developers of hello"],
    description: "Counts without a lock",
    license: "Dual BSD/GPL",
}

static COUNT: Cell<u64> = Cell::new(0);

struct CounterWithoutLock;

impl kernel::Module for CounterWithoutLock {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        COUNT.set(COUNT.get() + 1);
        Ok(Self)
    }
}
