// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Printing of bytes that need not be UTF-8.
//!
//! C header: [`include/linux/printk.h`](srctree/include/linux/printk.h)

use kernel::{
    bindings,
    ffi::c_int, //
};

/// How much of the bytes in the middle of a line is printed.
///
/// The kernel cuts a record at 1 KiB, and with it the newline. It would then keep the record to
/// itself until the next one, in case that continues the line.
const MIDDLE_MAX: usize = 960;

/// Prints a line made of three parts at the level of an alert, like `pr_alert!`.
///
/// The bytes go to the kernel log as they are; the kernel crate's macros would print those above
/// 0x7f as escapes. What is too long for the log is cut from `middle`; the others must be short.
pub(crate) fn alert_bytes(before: &[u8], middle: &[u8], after: &[u8]) {
    // SAFETY: The format asks for a string, which is the prefix that `module!` makes and ends in a
    // NUL, and for three pairs of an `int` and a string, of which no more bytes are read than that
    // `int` says. All outlive the call, which copies them.
    unsafe {
        bindings::_printk(
            c"\x011%s: %.*s%.*s%.*s\n".as_ptr().cast(),
            crate::__LOG_PREFIX.as_ptr(),
            precision(before),
            before.as_ptr(),
            precision(middle),
            middle.as_ptr(),
            precision(after),
            after.as_ptr(),
        )
    };
}

/// Returns how many of these bytes are printed.
fn precision(bytes: &[u8]) -> c_int {
    bytes.len().min(MIDDLE_MAX) as c_int
}
