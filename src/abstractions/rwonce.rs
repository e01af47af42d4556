// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Numbers that several threads read and write without a lock, and without an order.
//!
//! The kernel crate's `Atomic` does this by calling a C function for each access where the kernel
//! has no `CONFIG_RUST_INLINE_HELPERS`, which is six instructions for one.
//!
//! C header: [`include/asm-generic/rwonce.h`](srctree/include/asm-generic/rwonce.h)

use core::cell::UnsafeCell;

/// A number that is always read and written as a whole.
#[repr(transparent)]
pub(crate) struct RwOnce<T: Word>(UnsafeCell<T>);

// SAFETY: What is shared is a number, and no access sees half of another's.
unsafe impl<T: Word> Sync for RwOnce<T> {}

impl<T: Word> RwOnce<T> {
    /// Creates it with this value.
    pub(crate) const fn new(value: T) -> Self {
        Self(UnsafeCell::new(value))
    }

    /// Returns the value, like `READ_ONCE()`.
    #[inline]
    pub(crate) fn read(&self) -> T {
        // SAFETY: The pointer is that of a reference. A volatile access to an aligned word is a
        // single one, which the kernel's memory model allows beside others of its kind; nothing
        // else ever accesses the cell.
        unsafe { self.0.get().read_volatile() }
    }

    /// Changes the value, like `WRITE_ONCE()`.
    #[inline]
    pub(crate) fn write(&self, value: T) {
        // SAFETY: As in `read`.
        unsafe { self.0.get().write_volatile(value) };
    }
}

/// A number that the machine reads and writes at once.
///
/// # Safety
///
/// It must be an integer of at most the size of a pointer.
pub(crate) unsafe trait Word: Copy + Send {}

// SAFETY: It has the size of a pointer.
unsafe impl Word for usize {}

// SAFETY: The module is for 64-bit kernels only: it would not compile otherwise.
unsafe impl Word for u64 {}
const _: () = assert!(size_of::<u64>() <= size_of::<usize>());
