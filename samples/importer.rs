// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Calls the functions of another module, `exporter.c`. `modprobe importer` loads that one first.

use kernel::{
    ffi::c_int,
    prelude::*, //
};

// `unsafe`: rustc cannot see the C code, so it believes these declarations. If one were wrong, a
// call would pass wrong arguments. `safe`: any argument is allowed, so a call needs no `unsafe`.
unsafe extern "C" {
    safe fn exporter_square(number: c_int) -> c_int;
    safe fn exporter_cube(number: c_int) -> c_int;
}

module! {
    type: Importer,
    name: "importer",
    authors: ["The developers of hello"],
    description: "Calls the functions that exporter exports",
    license: "Dual BSD/GPL",
}

struct Importer;

impl kernel::Module for Importer {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("3 * 3 = {}\n", exporter_square(3));
        pr_info!("3 * 3 * 3 = {}\n", exporter_cube(3));
        Ok(Self)
    }
}
