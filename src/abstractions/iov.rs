// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Copies that do not wait for pages, and waiting for pages without a copy.
//!
//! A copy with page faults disabled stops before the first byte whose page is missing. So it may
//! run under a lock that must not be held while a page is waited for. The page is then faulted in
//! without the lock. Memory of the kernel always is there.
//!
//! C headers: [`include/linux/uio.h`](srctree/include/linux/uio.h) and
//! [`include/linux/uaccess.h`](srctree/include/linux/uaccess.h)

#[cfg(hello_kunit)]
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
    fn hello_copy_to_iter_nofault(
        from: *const c_void,
        bytes: usize,
        to: *mut bindings::iov_iter,
    ) -> usize;
    fn hello_copy_from_iter_nofault(
        to: *mut c_void,
        bytes: usize,
        from: *mut bindings::iov_iter,
    ) -> usize;
    fn hello_probe_iov_iter_readable(from: *const bindings::iov_iter, bytes: usize) -> usize;
}

/// What [`IovIterDest`] lacks.
pub(crate) trait IovIterDestExt {
    /// Copies `from` with page faults disabled and returns how many bytes have been copied.
    fn copy_nofault(&mut self, from: &[u8]) -> usize;

    /// Copies `from` with page faults disabled and returns whether that was possible.
    ///
    /// If it was not, this is where it was before, though some of its bytes may be overwritten.
    fn copy_all_nofault(&mut self, from: &[u8]) -> bool;

    /// Waits for the pages of the next `bytes` bytes, ready to be written to.
    ///
    /// Returns how many bytes there are before the first page that cannot be had.
    fn fault_in_writeable(&mut self, bytes: usize) -> usize;
}

impl IovIterDestExt for IovIterDest<'_> {
    #[inline]
    fn copy_nofault(&mut self, from: &[u8]) -> usize {
        // SAFETY: `from` can be read for its length, and by the type invariants `self` can be
        // written to in the ways of C.
        unsafe { hello_copy_to_iter_nofault(from.as_ptr().cast(), from.len(), self.as_raw()) }
    }

    #[inline]
    fn copy_all_nofault(&mut self, from: &[u8]) -> bool {
        let copied = self.copy_nofault(from);
        if copied == from.len() {
            return true;
        }
        // SAFETY: It has just been advanced by `copied`, so it does not get before its beginning.
        unsafe { self.revert(copied) };
        false
    }

    #[inline]
    fn fault_in_writeable(&mut self, bytes: usize) -> usize {
        // SAFETY: By the type invariants `self` is valid, and this does not change it.
        let missing = unsafe { bindings::fault_in_iov_iter_writeable(self.as_raw(), bytes) };
        bytes.saturating_sub(missing)
    }
}

/// What [`IovIterSource`] lacks.
pub(crate) trait IovIterSourceExt {
    /// Copies to `to` with page faults disabled and returns how many bytes have been copied.
    ///
    /// These are at most [`IovIterSource::len`]. Behind them `to` may have been written to.
    fn copy_nofault(&mut self, to: &mut [u8]) -> usize;

    /// Waits for the pages of the next `bytes` bytes.
    ///
    /// Returns how many bytes there are before the first page that cannot be had.
    fn fault_in_readable(&mut self, bytes: usize) -> usize;

    /// Returns how many of the next `bytes` bytes there are before the first page that is missing.
    fn probe_readable(&mut self, bytes: usize) -> usize;
}

impl IovIterSourceExt for IovIterSource<'_> {
    #[inline]
    fn copy_nofault(&mut self, to: &mut [u8]) -> usize {
        // SAFETY: `to` can be written to for its length, and what is written is initialised; by
        // the type invariants `self` can be read in the ways of C.
        unsafe { hello_copy_from_iter_nofault(to.as_mut_ptr().cast(), to.len(), self.as_raw()) }
    }

    #[inline]
    fn fault_in_readable(&mut self, bytes: usize) -> usize {
        // SAFETY: By the type invariants `self` is valid, and this does not change it.
        let missing = unsafe { bindings::fault_in_iov_iter_readable(self.as_raw(), bytes) };
        bytes.saturating_sub(missing)
    }

    #[inline]
    fn probe_readable(&mut self, bytes: usize) -> usize {
        // SAFETY: By the type invariants `self` is valid, and this does not change it.
        let missing = unsafe { hello_probe_iov_iter_readable(self.as_raw(), bytes) };
        bytes.saturating_sub(missing)
    }
}

/// Calls `with` with a source that is memory of the kernel. For unit tests.
#[cfg(hello_kunit)]
pub(crate) fn with_source<R>(from: &[u8], with: impl FnOnce(&mut IovIterSource<'_>) -> R) -> R {
    let segment = bindings::kvec {
        iov_base: from.as_ptr().cast_mut().cast(),
        iov_len: from.len(),
    };
    let iter = Opaque::uninit();
    // SAFETY: `iter` can be written to, and this initialises it. It refers to the one segment, which outlives it, as do the
    // bytes; of a source those are only read.
    unsafe {
        bindings::iov_iter_kvec(iter.get(), bindings::ITER_SOURCE, &segment, 1, from.len());
    }
    // SAFETY: It has just been made a source, of memory that can be read, and is used only there.
    with(unsafe { IovIterSource::from_raw(iter.get()) })
}
