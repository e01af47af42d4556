// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Copies with page faults disabled, and faulting pages in without a copy.
//!
//! A copy with page faults disabled stops at the first page of user memory that is not present. So
//! it can run under a lock that must not be held while a page is waited for. The caller then
//! releases the lock, faults the page in and tries again. Kernel memory is always present.
//!
//! C headers: [`include/linux/uio.h`](srctree/include/linux/uio.h) and
//! [`include/linux/uaccess.h`](srctree/include/linux/uaccess.h)
//!
//! In the kernel crate: none yet.

#[cfg(kunit_tests)]
use kernel::types::Opaque;
use kernel::{
    bindings,
    ffi::c_void,
    iov::{
        IovIterDest,
        IovIterSource, //
    },
};

extern "C" {
    fn rust_ext_copy_to_iter_nofault(
        from: *const c_void,
        bytes: usize,
        to: *mut bindings::iov_iter,
    ) -> usize;
    fn rust_ext_copy_from_iter_nofault(
        to: *mut c_void,
        bytes: usize,
        from: *mut bindings::iov_iter,
    ) -> usize;
}

/// What [`IovIterDest`] lacks.
pub trait IovIterDestExt {
    /// Copies `from` with page faults disabled. Returns the number of bytes copied, and advances by
    /// it.
    fn copy_nofault(&mut self, from: &[u8]) -> usize;

    /// Copies all of `from` with page faults disabled. Returns whether that was possible.
    ///
    /// If not, the position in the destination is as before, but some of its bytes may have been
    /// written.
    fn copy_all_nofault(&mut self, from: &[u8]) -> bool;

    /// Faults in the pages of the next `bytes` bytes for writing. May sleep.
    ///
    /// Returns the number of bytes before the first page that cannot be faulted in.
    fn fault_in_writeable(&mut self, bytes: usize) -> usize;
}

impl IovIterDestExt for IovIterDest<'_> {
    #[inline]
    fn copy_nofault(&mut self, from: &[u8]) -> usize {
        // SAFETY: `from` is valid for reads of its length. By its type invariants `self` is a valid
        // destination.
        unsafe { rust_ext_copy_to_iter_nofault(from.as_ptr().cast(), from.len(), self.as_raw()) }
    }

    #[inline]
    fn copy_all_nofault(&mut self, from: &[u8]) -> bool {
        let copied = self.copy_nofault(from);
        if copied == from.len() {
            return true;
        }
        // SAFETY: The copy has advanced it by `copied`, so this does not go past its beginning.
        unsafe { self.revert(copied) };
        false
    }

    #[inline]
    fn fault_in_writeable(&mut self, bytes: usize) -> usize {
        // SAFETY: By its type invariants `self` is a valid destination, which this only reads.
        let missing = unsafe { bindings::fault_in_iov_iter_writeable(self.as_raw(), bytes) };
        bytes.saturating_sub(missing)
    }
}

/// What [`IovIterSource`] lacks.
pub trait IovIterSourceExt {
    /// Copies to `to` with page faults disabled. Returns the number of bytes copied, and advances by
    /// it. The bytes of `to` after those are not modified; see `include/linux/uaccess.h`.
    fn copy_nofault(&mut self, to: &mut [u8]) -> usize;

    /// Faults in the pages of the next `bytes` bytes for reading. May sleep.
    ///
    /// Returns the number of bytes before the first page that cannot be faulted in.
    fn fault_in_readable(&mut self, bytes: usize) -> usize;
}

impl IovIterSourceExt for IovIterSource<'_> {
    #[inline]
    fn copy_nofault(&mut self, to: &mut [u8]) -> usize {
        // SAFETY: `to` is valid for writes of its length, and C writes initialised bytes only. By
        // its type invariants `self` is a valid source.
        unsafe { rust_ext_copy_from_iter_nofault(to.as_mut_ptr().cast(), to.len(), self.as_raw()) }
    }

    #[inline]
    fn fault_in_readable(&mut self, bytes: usize) -> usize {
        // SAFETY: By its type invariants `self` is a valid source, which this only reads.
        let missing = unsafe { bindings::fault_in_iov_iter_readable(self.as_raw(), bytes) };
        bytes.saturating_sub(missing)
    }
}

/// Calls `with` with a source that is kernel memory. For unit tests.
#[cfg(kunit_tests)]
pub fn with_source<R>(from: &[u8], with: impl FnOnce(&mut IovIterSource<'_>) -> R) -> R {
    let segment = bindings::kvec {
        iov_base: from.as_ptr().cast_mut().cast(),
        iov_len: from.len(),
    };
    let iter = Opaque::uninit();
    // SAFETY: This initialises `iter` with the one segment, which outlives it. The memory of a
    // source is only read.
    unsafe {
        bindings::iov_iter_kvec(iter.get(), bindings::ITER_SOURCE, &segment, 1, from.len());
    }
    // SAFETY: `iter` is a source of memory that is valid for reads, and is used through this
    // reference only.
    with(unsafe { IovIterSource::from_raw(iter.get()) })
}
