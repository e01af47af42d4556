// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Files: what the kernel crate's `Kiocb` and `LocalFile` lack.
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)
//!
//! In the kernel crate: none yet.

use kernel::{
    bindings,
    fs::{
        file::{
            flags,
            Offset, //
        },
        Kiocb,
        LocalFile, //
    },
    types::ForeignOwnable, //
};

/// `struct rust_ext_fs_constants` in `src/abstractions/helpers.c`.
#[repr(C)]
struct FsConstants {
    iocb_append: u32,
    iocb_nowait: u32,
    fmode_atomic_pos: u32,
    fmode_nowait: u32,
    fionread: u32,
}

// Safe to read: helpers.c defines it with this layout, and as a constant.
unsafe extern "C" {
    safe static rust_ext_fs_constants: FsConstants;
}

/// Returns `FMODE_ATOMIC_POS`: read(2), write(2) and lseek(2) take the lock of the position, if the
/// open file is shared.
#[inline]
pub(super) fn fmode_atomic_pos() -> bindings::fmode_t {
    rust_ext_fs_constants.fmode_atomic_pos
}

/// Returns `FMODE_NOWAIT`: the file understands `IOCB_NOWAIT`.
#[inline]
pub(super) fn fmode_nowait() -> bindings::fmode_t {
    rust_ext_fs_constants.fmode_nowait
}

/// Returns `FIONREAD`, the number of the ioctl that asks how many bytes can be read.
#[inline]
pub fn fionread() -> u32 {
    rust_ext_fs_constants.fionread
}

/// The flags of a [`Kiocb`].
pub trait KiocbExt {
    /// Returns `ki_flags`.
    fn flags(&self) -> u32;

    /// Returns whether the write goes to the end of the file: `O_APPEND` or `RWF_APPEND`.
    #[inline]
    fn is_append(&self) -> bool {
        self.flags() & rust_ext_fs_constants.iocb_append != 0
    }

    /// Returns whether the operation must not wait for a lock: `RWF_NOWAIT`, or io_uring's first
    /// attempt. It returns `EAGAIN` instead.
    #[inline]
    fn is_nowait(&self) -> bool {
        self.flags() & rust_ext_fs_constants.iocb_nowait != 0
    }
}

impl<T: ForeignOwnable> KiocbExt for Kiocb<'_, T> {
    #[inline]
    fn flags(&self) -> u32 {
        // SAFETY: By the type invariants of `Kiocb` the pointer is valid. The VFS sets the flags
        // before it calls the operation, and does not change them during the call.
        let flags = unsafe { (*self.as_raw()).ki_flags };
        flags as u32
    }
}

/// What [`LocalFile`] lacks.
pub trait LocalFileExt {
    /// Returns whether the file is open for writing.
    fn is_writable(&self) -> bool;

    /// Returns the position of the file in bytes. Another thread may change it at any time.
    fn f_pos(&self) -> Offset;
}

impl LocalFileExt for LocalFile {
    fn is_writable(&self) -> bool {
        matches!(
            self.flags() & flags::O_ACCMODE,
            flags::O_WRONLY | flags::O_RDWR
        )
    }

    fn f_pos(&self) -> Offset {
        // SAFETY: A `LocalFile` is a valid file, and any value of `f_pos` is valid. Volatile, as
        // `READ_ONCE()`, because other threads may write it.
        unsafe { (&raw const (*self.as_ptr()).f_pos).read_volatile() }
    }
}
