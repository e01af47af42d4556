// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! std refers to functions of the C library that look up hosts and users by shared libraries. The linker
//! warns about each one in a static program. The probe calls none of them; with these in their place,
//! the linker takes none from libc.a.

use std::ffi::{c_char, c_int, c_uint, c_void};

const EAI_FAIL: c_int = -4;
const ENOSYS: c_int = 38;

#[no_mangle]
extern "C" fn getaddrinfo(
    _host: *const c_char,
    _service: *const c_char,
    _hints: *const c_void,
    _found: *mut *mut c_void,
) -> c_int {
    EAI_FAIL
}

/// libc.a has it in one object with getaddrinfo(), which would be linked for this one.
#[no_mangle]
extern "C" fn freeaddrinfo(_found: *mut c_void) {}

#[no_mangle]
extern "C" fn getpwuid_r(
    _uid: c_uint,
    _user: *mut c_void,
    _buffer: *mut c_char,
    _len: usize,
    _found: *mut *mut c_void,
) -> c_int {
    ENOSYS
}
