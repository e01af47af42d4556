// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The second file of `two_files.ko`.

use kernel::prelude::*;

/// `pub(crate)`: other files of this module may call it, and no other module.
pub(crate) fn say() {
    pr_info!("second_file.rs: called by two_files.rs\n");
}
