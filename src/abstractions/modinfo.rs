// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Entries of a module's `.modinfo` section, which `modinfo` shows.
//!
//! C header: [`include/linux/module.h`](srctree/include/linux/module.h)
//!
//! In the kernel crate: `module!` has no version yet.

/// Declares the version of the module, like `MODULE_VERSION()` in C.
///
/// `modinfo` and `/sys/module/<name>/version` show it.
#[macro_export]
macro_rules! module_version {
    ($version:literal) => {
        $crate::modinfo!("version=", $version);
    };
}

/// Adds an entry, given as one or more literals, like `MODULE_INFO()` in C.
#[macro_export]
macro_rules! modinfo {
    ($($part:expr),+ $(,)?) => {
        const _: () = {
            const ENTRY: &str = ::core::concat!($($part,)+ "\0");

            // The lint counts `link_section` as unsafe. This section holds strings that end in a
            // NUL, and `ENTRY` is one.
            #[allow(unsafe_code)]
            #[link_section = ".modinfo"]
            #[used(compiler)]
            static BYTES: [u8; ENTRY.len()] =
                $crate::abstractions::modinfo::to_array(ENTRY);
        };
    };
}

/// Returns the bytes of `text`, whose length is `N`. For [`modinfo!`], which calls it at compile
/// time.
#[inline(always)]
pub const fn to_array<const N: usize>(text: &str) -> [u8; N] {
    match text.as_bytes().first_chunk() {
        Some(bytes) => *bytes,
        None => panic!("shorter than N"),
    }
}
