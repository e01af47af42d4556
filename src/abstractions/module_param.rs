// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Module parameters that sysfs shows: strings, integers and sizes.
//!
//! They are set when the module is loaded and never again. When one is named twice, the last
//! counts. A parameter without a value is refused by the kernel.
//!
//! C header: [`include/linux/moduleparam.h`](srctree/include/linux/moduleparam.h)

#[cfg(hello_kunit)]
mod tests;

use core::{
    cell::UnsafeCell,
    ffi::CStr,
    slice, //
};
use kernel::{
    bindings,
    ffi::{
        c_char,
        c_int,
        c_void, //
    },
    prelude::*, //
};

/// Declares the parameters of the module, like `module_param()` and `MODULE_PARM_DESC()` in C.
///
/// The types are `charp`, `int` and `bytes`. The parameters become statics of type [`Param`] in a
/// module `parameters`; they are world-readable in `/sys/module/<name>/parameters`.
macro_rules! module_params {
    ($($name:ident: $type:ident {
        default: $default:expr,
        description: $description:literal $(,)?
    }),+ $(,)?) => {
        mod parameters {
            $(
                #[allow(non_upper_case_globals)]
                pub(super) static $name: $crate::abstractions::module_param::Param<
                    $crate::abstractions::module_param::param_type!($type),
                > = $crate::abstractions::module_param::Param::<
                    $crate::abstractions::module_param::param_type!($type),
                >::new($default);

                const _: () = {
                    // To the compiler's lint a section is unsafe. This one holds an array of
                    // `struct kernel_param`, which this is.
                    #[allow(unsafe_code)]
                    #[link_section = "__param"]
                    #[used(compiler)]
                    static PARAM: $crate::abstractions::module_param::KernelParam =
                        $name.describe($crate::abstractions::module_param::c_string(
                            ::core::concat!(::core::stringify!($name), "\0"),
                        ));
                };

                $crate::abstractions::modinfo::modinfo!(
                    "parmtype=", ::core::stringify!($name), ":", ::core::stringify!($type)
                );
                $crate::abstractions::modinfo::modinfo!(
                    "parm=", ::core::stringify!($name), ":", $description
                );
            )+
        }
    };
}
pub(crate) use module_params;

/// Gives the Rust type behind the name that `modinfo` shows for a parameter's type.
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
pub(crate) use param_type;

/// Returns `text`, which ends in a NUL, as a C string. For [`module_params!`], at compile time.
pub(crate) const fn c_string(text: &'static str) -> &'static CStr {
    match CStr::from_bytes_with_nul(text.as_bytes()) {
        Ok(string) => string,
        Err(_) => panic!("must have one NUL, at the end"),
    }
}

/// The type of a parameter.
///
/// # Safety
///
/// The functions in `OPS` must accept a pointer to a valid `Value` as the parameter's `arg`.
pub(crate) unsafe trait ParamType {
    /// What the kernel stores.
    type Value: Copy;
    /// How the kernel stores it, and shows it in sysfs.
    const OPS: *const bindings::kernel_param_ops;
}

/// A string of up to 1024 bytes, which the kernel copies.
pub(crate) enum Charp {}

// SAFETY: The functions of `charp` take a pointer to a `char *`.
unsafe impl ParamType for Charp {
    type Value = *const c_char;
    const OPS: *const bindings::kernel_param_ops = &raw const bindings::param_ops_charp;
}

/// A C `int`.
pub(crate) enum Int {}

// SAFETY: The functions of `int` take a pointer to an `int`.
unsafe impl ParamType for Int {
    type Value = c_int;
    const OPS: *const bindings::kernel_param_ops = &raw const bindings::param_ops_int;
}

/// A number of bytes, which may end in `K` or `M`; sysfs shows it without.
///
/// The kernel takes any string here, so that the module can say itself what is wrong with it.
pub(crate) enum Bytes {}

// SAFETY: The functions in `BYTES_OPS` are those of `charp`, and `show_bytes`, which takes the
// same.
unsafe impl ParamType for Bytes {
    type Value = *const c_char;
    const OPS: *const bindings::kernel_param_ops = &raw const BYTES_OPS;
}

static BYTES_OPS: bindings::kernel_param_ops = bindings::kernel_param_ops {
    flags: 0,
    set: Some(bindings::param_set_charp),
    get: Some(show_bytes),
    free: Some(bindings::param_free_charp),
};

/// A parameter of the module.
///
/// # Invariants
///
/// - The value is written only while the kernel parses the arguments of the module, which ends
///   before sysfs shows the parameter and before any other code of the module runs.
/// - A value that is a pointer points to a NUL-terminated string. It is valid until the module
///   is freed, and no code of the module runs any more by then.
#[repr(transparent)]
pub(crate) struct Param<T: ParamType>(UnsafeCell<T::Value>);

// SAFETY: By the invariants nobody writes the value while others can read it, and what it may
// point to is not bound to a thread.
unsafe impl<T: ParamType> Sync for Param<T> {}

impl<T: ParamType> Param<T> {
    /// Describes the parameter to the kernel.
    pub(crate) const fn describe(&'static self, name: &'static CStr) -> KernelParam {
        KernelParam(bindings::kernel_param {
            name: name.as_ptr().cast(),
            mod_: (&raw const bindings::__this_module).cast_mut(),
            ops: T::OPS,
            // Not writable: the invariants of `Param` depend on it.
            perm: 0o444,
            level: -1,
            flags: 0,
            __bindgen_anon_1: bindings::kernel_param__bindgen_ty_1 {
                arg: self.0.get().cast(),
            },
        })
    }

    fn get(&self) -> T::Value {
        // SAFETY: By the type invariants there is no writer any more.
        unsafe { *self.0.get() }
    }
}

impl<T: ParamType<Value = *const c_char>> Param<T> {
    /// Returns the string without its NUL.
    ///
    /// A `CStr` would add that to the length and take it off again, and could panic at either.
    fn bytes(&'static self) -> &'static [u8] {
        let string = self.get();
        // SAFETY: By the type invariants this is a string that is valid for as long as code of
        // the module runs.
        unsafe { slice::from_raw_parts(string.cast(), bindings::strlen(string)) }
    }
}

impl Param<Int> {
    /// Creates a parameter.
    pub(crate) const fn new(default: c_int) -> Self {
        Self(UnsafeCell::new(default))
    }

    /// Returns the value.
    pub(crate) fn value(&self) -> c_int {
        self.get()
    }
}

impl Param<Charp> {
    /// Creates a parameter.
    pub(crate) const fn new(default: &'static CStr) -> Self {
        // INVARIANT: The string is static.
        Self(UnsafeCell::new(default.as_ptr().cast()))
    }

    /// Returns the value.
    pub(crate) fn value(&'static self) -> &'static [u8] {
        self.bytes()
    }
}

impl Param<Bytes> {
    /// Creates a parameter.
    pub(crate) const fn new(default: &'static CStr) -> Self {
        // INVARIANT: The string is static.
        Self(UnsafeCell::new(default.as_ptr().cast()))
    }

    /// Returns the value as it was given.
    pub(crate) fn text(&'static self) -> &'static [u8] {
        self.bytes()
    }

    /// Returns the value in bytes, or [`None`] if it is no such number.
    pub(crate) fn value(&'static self) -> Option<u64> {
        parse_bytes(self.text())
    }
}

/// Reads digits and then perhaps one suffix, and nothing else.
fn parse_bytes(text: &[u8]) -> Option<u64> {
    let (digits, unit) = match text {
        [digits @ .., b'K' | b'k'] => (digits, 1 << 10),
        [digits @ .., b'M' | b'm'] => (digits, 1 << 20),
        digits => (digits, 1),
    };
    if digits.is_empty() {
        return None;
    }
    digits
        .iter()
        .try_fold(0u64, |number, digit| {
            let digit = digit.checked_sub(b'0').filter(|digit| *digit <= 9)?;
            number.checked_mul(10)?.checked_add(digit.into())
        })?
        .checked_mul(unit)
}

/// Shows a parameter of type [`Bytes`] in sysfs.
///
/// # Safety
///
/// `buffer` must be a page that `sysfs_emit()` may write to, and `param` must come from
/// [`Param::describe`] of a `Param<Bytes>`.
unsafe extern "C" fn show_bytes(
    buffer: *mut c_char,
    param: *const bindings::kernel_param,
) -> c_int {
    // SAFETY: `param` is valid by the requirements of this function, and `arg` is the member that
    // `describe` sets.
    let arg: *mut c_void = unsafe { (*param).__bindgen_anon_1.arg };
    // SAFETY: `describe` makes `arg` a pointer to the contents of a static `Param<Bytes>`, which
    // has the layout of its contents.
    let param: &'static Param<Bytes> = unsafe { &*arg.cast::<Param<Bytes>>() };

    match param.value() {
        // SAFETY: `buffer` is as it has to be by the requirements of this function, and the format
        // asks for the one argument that it gets.
        Some(bytes) => unsafe { bindings::sysfs_emit(buffer, c"%llu\n".as_ptr().cast(), bytes) },
        // The module is about to refuse the value.
        None => EINVAL.to_errno(),
    }
}

/// An entry of the section `__param`.
#[repr(transparent)]
pub(crate) struct KernelParam(bindings::kernel_param);

// SAFETY: Rust never accesses an entry, and the kernel only reads it.
unsafe impl Sync for KernelParam {}
