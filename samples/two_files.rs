// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Compiling the Module", several source files: one module out of this file,
//! `second_file.rs` and `third_file.c`.
//!
//! rustc makes one object of this file and of every `mod` in it. `third_file.c` becomes an object of
//! its own. Kbuild links both into `two_files.ko`.

#![deny(unsafe_code)]

mod second_file;

use kernel::prelude::*;

module! {
    type: TwoFiles,
    name: "two_files",
    authors: ["The developers of hello"],
    description: "One module out of two files in Rust and one in C",
    license: "Dual BSD/GPL",
}

struct TwoFiles;

impl kernel::Module for TwoFiles {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("two_files.rs: init\n");
        second_file::say();
        Ok(Self)
    }
}
