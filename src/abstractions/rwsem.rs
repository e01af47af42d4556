// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A reader/writer semaphore.
//!
//! The kernel crate's `Lock` knows one way to be held, so this one does not fit into it.
//!
//! C header: [`include/linux/rwsem.h`](srctree/include/linux/rwsem.h)

use core::{
    cell::UnsafeCell,
    ffi::CStr,
    marker::PhantomPinned,
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
macro_rules! new_rwsem {
    ($data:expr, $name:expr $(,)?) => {
        $crate::abstractions::rwsem::RwSemaphore::new($data, $name, ::kernel::static_lock_class!())
    };
}
pub(crate) use new_rwsem;

/// Data that several may read at once, or one may change.
///
/// Sleeps, so it is for process context only. Exposes the kernel's `struct rw_semaphore`.
#[pin_data]
pub(crate) struct RwSemaphore<T> {
    #[pin]
    sem: Opaque<bindings::rw_semaphore>,
    /// The list of those who wait points to itself.
    #[pin]
    _pin: PhantomPinned,
    data: UnsafeCell<T>,
}

// SAFETY: The semaphore is not bound to a thread, so this can be sent where its data can.
unsafe impl<T: Send> Send for RwSemaphore<T> {}

// SAFETY: A shared `RwSemaphore` hands out `&T` to several threads at once, and `&mut T` to any
// one of them.
unsafe impl<T: Send + Sync> Sync for RwSemaphore<T> {}

impl<T> RwSemaphore<T> {
    /// Creates an initialiser. Use [`new_rwsem!`].
    pub(crate) fn new(
        data: T,
        name: &'static CStr,
        key: Pin<&'static LockClassKey>,
    ) -> impl PinInit<Self> {
        pin_init!(Self {
            // SAFETY: `slot` can be written to, and `name` and `key` are static.
            sem <- Opaque::ffi_init(|slot| unsafe {
                bindings::__init_rwsem(slot, name.as_ptr().cast(), key.as_ptr())
            }),
            _pin: PhantomPinned,
            data: UnsafeCell::new(data),
        })
    }

    /// Acquires the semaphore for reading. Returns [`EINTR`] on a fatal signal.
    #[inline]
    pub(crate) fn read_killable(&self) -> Result<ReadGuard<'_, T>> {
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

    /// Acquires the semaphore for reading if that needs no waiting.
    #[inline]
    pub(crate) fn try_read(&self) -> Option<ReadGuard<'_, T>> {
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
    pub(crate) fn write_killable(&self) -> Result<WriteGuard<'_, T>> {
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

    /// Acquires the semaphore for writing if that needs no waiting.
    #[inline]
    pub(crate) fn try_write(&self) -> Option<WriteGuard<'_, T>> {
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
pub(crate) struct ReadGuard<'a, T> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

impl<T> Deref for ReadGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariants there is no writer.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> Drop for ReadGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type invariants the semaphore is held for reading. The guard cannot be
        // sent, so this is the task that acquired it.
        unsafe { bindings::up_read(self.lock.sem.get()) };
    }
}

/// Exclusive access to the data of a [`RwSemaphore`].
///
/// # Invariants
///
/// The semaphore is held for writing, by this guard.
#[must_use = "the semaphore is released when the guard is dropped"]
pub(crate) struct WriteGuard<'a, T> {
    lock: &'a RwSemaphore<T>,
    _not_send: NotThreadSafe,
}

impl<T> Deref for WriteGuard<'_, T> {
    type Target = T;

    #[inline]
    fn deref(&self) -> &T {
        // SAFETY: By the type invariants nobody else has access.
        unsafe { &*self.lock.data.get() }
    }
}

impl<T> DerefMut for WriteGuard<'_, T> {
    #[inline]
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: By the type invariants nobody else has access.
        unsafe { &mut *self.lock.data.get() }
    }
}

impl<T> Drop for WriteGuard<'_, T> {
    #[inline]
    fn drop(&mut self) {
        // SAFETY: By the type invariants the semaphore is held for writing. The guard cannot be
        // sent, so this is the task that acquired it.
        unsafe { bindings::up_write(self.lock.sem.get()) };
    }
}
