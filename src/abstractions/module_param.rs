// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Module parameters that sysfs shows: strings, integers and numbers of bytes.
//!
//! The kernel sets them when it loads the module, and never again. If a parameter is given twice,
//! the last value counts. The kernel refuses a parameter without a value.
//!
//! C header: [`include/linux/moduleparam.h`](srctree/include/linux/moduleparam.h)
//!
//! In the kernel crate: integers and `bool` without sysfs; none yet with strings or sysfs.

mod parse;
#[cfg(kunit_tests)]
mod tests;

use core::{
    cell::UnsafeCell,
    ffi::CStr,
    marker::PhantomData,
    slice, //
};
use kernel::{
    bindings,
    ffi::{
        c_char,
        c_int, //
    },
    prelude::*, //
};

/// Declares the parameters of the module, like `module_param()` and `MODULE_PARM_DESC()` in C.
///
/// The types are `charp`, `int` and `bytes`; defaults are C strings. Each parameter becomes a static
/// [`Param`] of its name. All can be read in `/sys/module/<name>/parameters`.
#[macro_export]
macro_rules! module_params {
    ($($name:ident: $type:ident {
        default: $default:expr,
        description: $description:literal $(,)?
    }),+ $(,)?) => {
        $(
            #[allow(non_upper_case_globals)]
            static $name: $crate::abstractions::module_param::Param<
                $crate::param_type!($type),
            > = $crate::abstractions::module_param::Param::new($default);

            const _: () = {
                // The lint counts `link_section` as unsafe. This section is an array of
                // `struct kernel_param`, and `PARAM` is one.
                #[allow(unsafe_code)]
                #[link_section = "__param"]
                #[used(compiler)]
                static PARAM: $crate::abstractions::module_param::KernelParam =
                    $name.describe(::kernel::c_str!(::core::stringify!($name)));
            };

            $crate::modinfo!(
                "parmtype=", ::core::stringify!($name), ":", ::core::stringify!($type)
            );
            $crate::modinfo!(
                "parm=", ::core::stringify!($name), ":", $description
            );
        )+
    };
}

/// Gives the Rust type for a parameter's type as `modinfo` shows it.
#[macro_export]
macro_rules! param_type {
    (charp) => {
        $crate::abstractions::module_param::Charp
    };
    (int) => {
        $crate::abstractions::module_param::Int
    };
    (bytes) => {
        $crate::abstractions::module_param::Bytes
    };
}

/// Parses a number. Returns [`None`] if the string is none.
pub type Parse = fn(&[u8]) -> Option<u64>;

/// The type of a parameter.
pub trait ParamType: 'static {
    /// Parses the value, if sysfs shows it as a number. If not, sysfs shows the string.
    const PARSE: Option<Parse>;
}

/// A string of up to 1024 bytes.
pub enum Charp {}

impl ParamType for Charp {
    const PARSE: Option<Parse> = None;
}

/// An integer: decimal, hexadecimal after `0x`, or octal after `0`. It has no sign.
pub enum Int {}

impl ParamType for Int {
    const PARSE: Option<Parse> = Some(parse::integer);
}

/// A number of bytes: an integer as for [`Int`], which may be followed by `K` or `M`.
pub enum Bytes {}

impl ParamType for Bytes {
    const PARSE: Option<Parse> = Some(parse::bytes);
}

/// A parameter of the module.
///
/// It stores the string that was given. A number is parsed when it is asked for, so that the module
/// itself can say what is wrong with it.
///
/// # Invariants
///
/// The pointer is to a NUL-terminated string that is valid as long as code of the module runs. Only
/// param_set_charp() changes it, which parse_args() calls before the module's init function runs
/// and before the parameters appear in sysfs.
#[repr(transparent)]
pub struct Param<T: ParamType> {
    string: UnsafeCell<*const c_char>,
    _type: PhantomData<T>,
}

// SAFETY: By the type invariants the pointer does not change while code of the module runs, and the
// string is only read.
unsafe impl<T: ParamType> Sync for Param<T> {}

impl<T: ParamType> Param<T> {
    const OPS: bindings::kernel_param_ops = bindings::kernel_param_ops {
        flags: 0,
        set: Some(bindings::param_set_charp),
        get: Some(Self::get),
        free: Some(bindings::param_free_charp),
    };

    /// Creates a parameter with this default.
    pub const fn new(default: &'static CStr) -> Self {
        // INVARIANT: The string is static.
        Self {
            string: UnsafeCell::new(default.as_ptr().cast()),
            _type: PhantomData,
        }
    }

    /// Describes the parameter to the kernel. For [`module_params!`].
    pub const fn describe(&'static self, name: &'static CStr) -> KernelParam {
        KernelParam(bindings::kernel_param {
            name: name.as_ptr().cast(),
            mod_: (&raw const bindings::__this_module).cast_mut(),
            ops: &Self::OPS,
            // Not writable: the invariants of `Param` depend on it.
            perm: 0o444,
            level: -1,
            flags: 0,
            __bindgen_anon_1: bindings::kernel_param__bindgen_ty_1 {
                arg: self.string.get().cast(),
            },
        })
    }

    /// Returns the string that was given, without its NUL.
    pub fn text(&'static self) -> &'static [u8] {
        // SAFETY: By the type invariants the pointer does not change while this code runs.
        let string = unsafe { *self.string.get() };
        // SAFETY: By the type invariants this is a NUL-terminated string that is valid as long as
        // code of the module runs. (`CStr` would check its length again, with a panic.)
        unsafe { slice::from_raw_parts(string.cast(), bindings::strlen(string)) }
    }

    /// Shows the parameter in sysfs.
    ///
    /// # Safety
    ///
    /// `buffer` must be a page that sysfs_emit() may write to, and `param` must come from
    /// [`Param::describe`] of a parameter of this type.
    unsafe extern "C" fn get(buffer: *mut c_char, param: *const bindings::kernel_param) -> c_int {
        let Some(parse) = T::PARSE else {
            // SAFETY: By the requirements of this function; `arg` is a pointer to a string, as
            // param_get_charp() expects.
            return unsafe { bindings::param_get_charp(buffer, param) };
        };
        // SAFETY: By the requirements of this function `param` is valid. `describe` has set `arg`
        // to a pointer to the contents of a static `Param<T>`, which has the layout of these.
        let param: &'static Self = unsafe { &*(*param).__bindgen_anon_1.arg.cast::<Self>() };

        match parse(param.text()) {
            // SAFETY: By the requirements of this function sysfs_emit() may write to `buffer`. The
            // format takes one argument of this type.
            Some(number) => unsafe {
                bindings::sysfs_emit(buffer, c"%llu\n".as_ptr().cast(), number)
            },
            // The driver has not refused the value.
            None => EINVAL.to_errno(),
        }
    }
}

impl Param<Int> {
    /// Returns the value, or [`None`] if the string is no integer or does not fit.
    pub fn value(&'static self) -> Option<u64> {
        parse::integer(self.text())
    }
}

impl Param<Bytes> {
    /// Returns the value in bytes, or [`None`] if the string is no such number or does not fit.
    pub fn value(&'static self) -> Option<u64> {
        parse::bytes(self.text())
    }
}

/// An entry of the section `__param`.
#[repr(transparent)]
pub struct KernelParam(bindings::kernel_param);

// SAFETY: Rust code does not access an entry, and the kernel only reads it.
unsafe impl Sync for KernelParam {}
