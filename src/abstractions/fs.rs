// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the kernel crate's types for files lack.
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)

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

/// `struct hello_fs_constants` in helpers.c.
#[repr(C)]
struct FsConstants {
    iocb_append: u32,
    iocb_nowait: u32,
    fmode_nowait: u32,
    fionread: u32,
}

extern "C" {
    static hello_fs_constants: FsConstants;
}

/// Whether a file can do without sleeping; set in its mode when it is opened.
#[inline]
pub(crate) fn fmode_nowait() -> bindings::fmode_t {
    // SAFETY: helpers.c defines it with this layout, and it is constant.
    unsafe { hello_fs_constants.fmode_nowait }
}

/// The number of the ioctl that asks how much there is to read.
pub(crate) fn fionread() -> u32 {
    // SAFETY: helpers.c defines it with this layout, and it is constant.
    unsafe { hello_fs_constants.fionread }
}

/// The flags of a [`Kiocb`].
pub(crate) trait KiocbExt {
    /// Returns `ki_flags`.
    fn flags(&self) -> u32;

    /// Returns whether a write goes to the end of the file, be it by `O_APPEND` or `RWF_APPEND`.
    #[inline]
    fn is_append(&self) -> bool {
        // SAFETY: helpers.c defines it with this layout, and it is constant.
        self.flags() & unsafe { hello_fs_constants.iocb_append } != 0
    }

    /// Returns whether the caller must not be put to sleep, be it by `RWF_NOWAIT` or io_uring.
    #[inline]
    fn is_nowait(&self) -> bool {
        // SAFETY: helpers.c defines it with this layout, and it is constant.
        self.flags() & unsafe { hello_fs_constants.iocb_nowait } != 0
    }
}

impl<T: ForeignOwnable> KiocbExt for Kiocb<'_, T> {
    #[inline]
    fn flags(&self) -> u32 {
        // SAFETY: A `Kiocb` points to a valid `struct kiocb`, whose flags are set before the
        // operation begins and stay.
        let flags = unsafe { (*self.as_raw()).ki_flags };
        flags as u32
    }
}

/// Returns whether the file has been opened for writing.
pub(crate) fn is_writable(file: &LocalFile) -> bool {
    matches!(
        file.flags() & flags::O_ACCMODE,
        flags::O_WRONLY | flags::O_RDWR
    )
}

/// Returns the position of the file, in bytes from its beginning.
///
/// Others may be moving it, so this is a snapshot.
pub(crate) fn f_pos(file: &LocalFile) -> Offset {
    // SAFETY: A `LocalFile` is a valid file. This is a `READ_ONCE()`: who moves the position writes
    // it as a whole.
    unsafe { (&raw const (*file.as_ptr()).f_pos).read_volatile() }
}
