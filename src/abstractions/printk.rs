// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Printing of bytes that need not be UTF-8.
//!
//! C header: [`include/linux/printk.h`](srctree/include/linux/printk.h)

use core::ffi::CStr;
use kernel::{
    bindings,
    ffi::c_int, //
};

/// How much of the bytes in the middle of a line is printed.
///
/// The kernel cuts a record at 1 KiB, and with it the newline. It would then keep the record to
/// itself until the next one, in case that continues the line.
const MIDDLE_MAX: c_int = 960;

/// Prints a line made of three parts at the level of an alert, like `pr_alert!`.
///
/// The bytes go to the kernel log as they are; the kernel crate's macros would print those above
/// 0x7f as escapes. What is too long for the log is cut from `middle`; the others must be short.
pub(crate) fn alert_bytes(before: &CStr, middle: &CStr, after: &CStr) {
    // SAFETY: The format asks for a string, a string, an `int` and a string, and a string. The
    // first is the prefix that `module!` makes, which ends in a NUL; the others do by their type.
    // All outlive the call, which copies them.
    unsafe {
        bindings::_printk(
            c"\x011%s: %s%.*s%s\n".as_ptr().cast(),
            crate::__LOG_PREFIX.as_ptr(),
            before.as_ptr(),
            MIDDLE_MAX,
            middle.as_ptr(),
            after.as_ptr(),
        )
    };
}
