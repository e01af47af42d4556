// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Entries of a module's `.modinfo` section, which `modinfo` shows.
//!
//! C header: [`include/linux/module.h`](srctree/include/linux/module.h)

/// Declares the version of the module, like `MODULE_VERSION()` in C.
///
/// It is seen by `modinfo` and in `/sys/module/<name>/version`.
macro_rules! module_version {
    ($version:literal) => {
        $crate::abstractions::modinfo::modinfo!("version=", $version);
    };
}
pub(crate) use module_version;

/// Adds an entry, given as the literals it is made of, like `MODULE_INFO()` in C.
macro_rules! modinfo {
    ($($part:expr),+ $(,)?) => {
        const _: () = {
            const ENTRY: &str = ::core::concat!($($part,)+ "\0");

            // To the compiler's lint a section is unsafe. This one holds strings that end in a
            // NUL, which this is.
            #[allow(unsafe_code)]
            #[link_section = ".modinfo"]
            #[used(compiler)]
            static BYTES: [u8; ENTRY.len()] =
                $crate::abstractions::modinfo::to_array(ENTRY);
        };
    };
}
pub(crate) use modinfo;

/// Returns the bytes of a string whose length is `N`. For [`modinfo!`], at compile time.
pub(crate) const fn to_array<const N: usize>(text: &str) -> [u8; N] {
    match text.as_bytes().first_chunk() {
        Some(bytes) => *bytes,
        None => panic!("shorter than N"),
    }
}
