// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A reader/writer semaphore.
//!
//! C header: [`include/linux/rwsem.h`](srctree/include/linux/rwsem.h)
//!
//! In the kernel crate: none yet. Its `Lock` has one way to be held, and so no shared guard.

use core::{
    cell::UnsafeCell,
    ffi::CStr,
    ops::{
        Deref,
        DerefMut, //
    }, //
};
use kernel::{
    bindings,
    prelude::*,
    sync::LockClassKey,
    types::{
        NotThreadSafe,
        Opaque, //
    },
};

/// Creates an initialiser of a [`RwSemaphore`] with a lock class of its own.
#[macro_export]
macro_rules! new_rwsem {
    ($data:expr, $name:expr $(,)?) => {
        $crate::abstractions::rwsem::RwSemaphore::new($data, $name, ::kernel::static_lock_class!())
    };
}

/// Data that several threads may read at the same time, or one may change.
///
/// Taking it may sleep, so it is for process context only. Wraps the kernel's `struct rw_semaphore`.
#[pin_data]
pub struct RwSemaphore<T> {
    #[pin]
    sem: Opaque<bindings::rw_semaphore>,
    data: UnsafeCell<T>,
}

// SAFETY: The semaphore is not bound to a thread, and the data is `Send`.
unsafe impl<T: Send> Send for RwSemaphore<T> {}

// SAFETY: A shared `RwSemaphore` gives `&T` to several threads at the same time, and `&mut T` to one
// thread at a time.
unsafe impl<T: Send + Sync> Sync for RwSemaphore<T> {}

impl<T> RwSemaphore<T> {
    /// Creates an initialiser. Use [`new_rwsem!`].
    pub fn new(
        data: T,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: An initialiser may write to its slot, and `name` and `key` are static.
            sem <- Opaque::ffi_init(|slot| unsafe {
                bindings::__init_rwsem(slot, name.as_ptr().cast(), key.as_ptr())
            }),
            data: UnsafeCell::new(data),
        })
    }

    /// Acquires the semaphore for reading. Returns [`EINTR`] on a fatal signal.
    #[inline]
    pub fn read_killable(&self) -> Result<ReadGuard<'_, T>> {
        // SAFETY: `new` has initialised the semaphore.
        match unsafe { bindings::down_read_killable(self.sem.get()) } {
            // INVARIANT: It has just been acquired.
            0 => Ok(ReadGuard {
                lock: self,
                _not_send: NotThreadSafe,
            }),
            _ => Err(EINTR),
        }
    }

    /// Acquires the semaphore for reading, if that is possible without waiting.
    #[inline]
    pub fn try_read(&self) -> Option<ReadGuard<'_, T>> {
        // SAFETY: `new` has initialised the semaphore.
        match unsafe { bindings::down_read_trylock(self.sem.get()) } {
            0 => None,
            // INVARIANT: It has just been acquired.
            _ => Some(ReadGuard {
                lock: self,
                _not_send: NotThreadSafe,
            }),
        }
    }

    /// Acquires the semaphore for writing. Returns [`EINTR`] on a fatal signal.
    #[inline]
    pub fn write_killable(&self) -> Result<WriteGuard<'_, T>> {
        // SAFETY: `new` has initialised the semaphore.
        match unsafe { bindings::down_write_killable(self.sem.get()) } {
            // INVARIANT: It has just been acquired.
            0 => Ok(WriteGuard {
                lock: self,
                _not_send: NotThreadSafe,
            }),
            _ => Err(EINTR),
        }
    }

    /// Acquires the semaphore for writing, if that is possible without waiting.
    #[inline]
    pub fn try_write(&self) -> Option<WriteGuard<'_, T>> {
        // SAFETY: `new` has initialised the semaphore.
        match unsafe { bindings::down_write_trylock(self.sem.get()) } {
            0 => None,
            // INVARIANT: It has just been acquired.
            _ => Some(WriteGuard {
                lock: self,
                _not_send: NotThreadSafe,
            }),
        }
    }
}

/// Shared access to the data of a [`RwSemaphore`].
///
/// # Invariants
///
/// The semaphore is held for reading, by this guard.
#[must_use = "the semaphore is released when the guard is dropped"]
pub struct ReadGuard<'a, T> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

impl<T> Deref for ReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariants the semaphore is held for reading, so there is no writer.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> Drop for ReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type invariants the semaphore is held for reading. The guard is not `Send`,
        // so this is the task that acquired it.
        unsafe { bindings::up_read(self.lock.sem.get()) };
    }
}

/// Exclusive access to the data of a [`RwSemaphore`].
///
/// # Invariants
///
/// The semaphore is held for writing, by this guard.
#[must_use = "the semaphore is released when the guard is dropped"]
pub struct WriteGuard<'a, T> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

impl<T> Deref for WriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariants the semaphore is held for writing, so there is no other
        // guard.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> DerefMut for WriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: By the type invariants the semaphore is held for writing, so there is no other
        // guard.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T> Drop for WriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type invariants the semaphore is held for writing. The guard is not `Send`,
        // so this is the task that acquired it.
        unsafe { bindings::up_write(self.lock.sem.get()) };
    }
}
