// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! It uses a macro whose assembly lies in a file that the build of the kernel makes; and it has a warning.

use kernel::prelude::*;

module! {
    type: AsmMacro,
    name: "asm_macro",
    authors: ["A. Student"],
    description: "made up, for tests/try/try.sh",
    license: "GPL",
}

struct AsmMacro;

impl kernel::Module for AsmMacro {
    fn init(module: &'static ThisModule) -> Result<Self> {
        kernel::warn_on!(false);
        Ok(AsmMacro)
    }
}
