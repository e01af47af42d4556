// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A Rust module that says that it is proprietary: modpost refuses to build it, because all
//! functions of the kernel crate are exported by `EXPORT_SYMBOL_GPL`.

use kernel::prelude::*;

module! {
    type: ProprietaryRust,
    name: "proprietary_rust",
    authors: ["The developers of hello"],
    description: "Logs one line",
    license: "Proprietary",
}

struct ProprietaryRust;

impl kernel::Module for ProprietaryRust {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        pr_info!("never\n");
        Ok(Self)
    }
}
