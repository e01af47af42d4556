// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! How the file operations find the data of the device.
//!
//! `misc_open()` leaves a pointer to the device in `private_data`, which is then the only place for
//! what belongs to the one open file. With a static for the one, the other needs no allocation.

use super::{
    MiscDevice,
    MiscDeviceRegistration, //
};
use core::{
    cell::UnsafeCell,
    ptr, //
};
use kernel::{
    prelude::*,
    sync::atomic::{
        Acquire,
        Atomic,
        Release, //
    }, //
};

/// A static that refers to the registration of a `T` while there is one.
///
/// # Invariants
///
/// `registration` is written to only by who has changed `taken` from 0 to 1.
pub(crate) struct MiscDeviceSlot<T: MiscDevice> {
    taken: Atomic<i32>,
    registration: UnsafeCell<*const MiscDeviceRegistration<T>>,
}

// SAFETY: What is shared is a pointer to a registration, which can be shared. It does not change
// while it is read, by the requirements of `data`.
unsafe impl<T: MiscDevice> Sync for MiscDeviceSlot<T> {}

impl<T: MiscDevice> MiscDeviceSlot<T> {
    /// Creates a slot that refers to nothing.
    pub(crate) const fn new() -> Self {
        Self {
            taken: Atomic::new(0),
            registration: UnsafeCell::new(ptr::null()),
        }
    }

    /// Makes the slot refer to `registration`. Returns [`EBUSY`] if it refers to another.
    pub(super) fn take(&self, registration: *const MiscDeviceRegistration<T>) -> Result {
        if self.taken.cmpxchg(0, 1, Acquire).is_err() {
            return Err(EBUSY);
        }
        // SAFETY: By the type invariants this is the only access: nobody can have opened a device
        // that is not registered yet.
        unsafe { self.registration.get().write(registration) };
        Ok(())
    }

    /// Makes the slot refer to nothing.
    ///
    /// # Safety
    ///
    /// The caller must have taken it, and nobody may have the device open or be able to open it.
    pub(super) unsafe fn give_back(&self) {
        self.taken.store(0, Release);
    }

    /// Returns the data of the device.
    ///
    /// # Safety
    ///
    /// The device must be registered, or have been and be open, and stay so during `'a`.
    #[inline]
    pub(super) unsafe fn data<'a>(&self) -> &'a T::Data {
        // SAFETY: By the requirements of this function the pointer has been written before the
        // device was registered, and the registration lives; it is dropped when the module is
        // unloaded, which an open file prevents.
        unsafe { &(**self.registration.get()).data }
    }
}
