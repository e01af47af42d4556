// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The file operations of a misc device as C calls them. Each converts its arguments, calls the
//! method of [`MiscDevice`] and returns its result or its errno.
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)
//!
//! In the kernel crate: see `miscdevice.rs`.

use super::{
    module_is_coming,
    MiscDevice,
    Registered, //
};
use crate::abstractions::fs::{
    fmode_atomic_pos,
    fmode_nowait, //
};
use core::{
    hint::assert_unchecked,
    marker::PhantomData, //
};
use kernel::{
    bindings,
    error::from_result,
    fs::{
        file::Offset,
        File,
        Kiocb,
        LocalFile, //
    },
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    prelude::*,
    seq_file::SeqFile,
    sync::poll::PollTable,
    types::ForeignOwnable, //
};

/// The functions of [`MiscDevice`] as C calls them.
pub(super) struct FileOperations<T>(PhantomData<T>);

impl<T: MiscDevice> FileOperations<T> {
    pub(super) const VTABLE: bindings::file_operations = bindings::file_operations {
        // The owner's reference is what keeps the module while a file is open.
        owner: (&raw const bindings::__this_module).cast_mut(),
        open: Some(Self::open),
        release: Some(Self::release),
        llseek: if T::HAS_LLSEEK {
            Some(Self::llseek)
        } else if T::HAS_SIZE {
            Some(Self::llseek_size)
        } else {
            None
        },
        read_iter: if T::HAS_READ_ITER {
            Some(Self::read_iter)
        } else {
            None
        },
        splice_read: if T::SPLICE && T::HAS_READ_ITER {
            Some(bindings::copy_splice_read)
        } else {
            None
        },
        write_iter: if T::HAS_WRITE_ITER {
            Some(Self::write_iter)
        } else {
            None
        },
        splice_write: if T::SPLICE && T::HAS_WRITE_ITER {
            Some(bindings::iter_file_splice_write)
        } else {
            None
        },
        fsync: if T::HAS_FSYNC {
            Some(Self::fsync)
        } else {
            None
        },
        poll: if T::HAS_POLL { Some(Self::poll) } else { None },
        unlocked_ioctl: if T::HAS_IOCTL {
            Some(Self::ioctl)
        } else {
            None
        },
        #[cfg(CONFIG_COMPAT)]
        compat_ioctl: if T::HAS_IOCTL {
            bindings::compat_ptr_ioctl
        } else {
            None
        },
        show_fdinfo: if T::HAS_SHOW_FDINFO {
            Some(Self::show_fdinfo)
        } else {
            None
        },
        ..pin_init::zeroed()
    };

    /// Borrows what an open file owns.
    ///
    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and must not be released during `'a`.
    #[inline]
    unsafe fn device<'a>(file: *mut bindings::file) -> <T::Ptr as ForeignOwnable>::Borrowed<'a> {
        // SAFETY: `Self::open` has put the result of `into_foreign` there. Only `Self::release`
        // takes it back, which by the requirements of this function comes after `'a`.
        unsafe { T::Ptr::borrow((*file).private_data) }
    }

    /// # Safety
    ///
    /// misc_open() must call this, for a miscdevice that is the first member of a `Registered<T>`.
    unsafe extern "C" fn open(inode: *mut bindings::inode, raw_file: *mut bindings::file) -> c_int {
        // SAFETY: misc_open() passes the inode and the file that it is opening.
        let ret = unsafe { bindings::generic_file_open(inode, raw_file) };
        if ret != 0 {
            return ret;
        }
        // A failed init frees the module, and does not wait for those that have a file open.
        if module_is_coming() {
            return ENODEV.to_errno();
        }
        // SAFETY: misc_open() has put a pointer to the miscdevice into `private_data`, and this is
        // a pointer to the `Registered<T>` too. misc_open() holds misc_mtx until this function
        // returns. `MiscDeviceRegistration::drop` calls misc_deregister(), which takes misc_mtx,
        // before it frees the registration. So the reference is valid now, and not longer.
        let registration = unsafe { &*(*raw_file).private_data.cast::<Registered<T>>() };
        // SAFETY: No other thread can access a file that is being opened. With FMODE_ATOMIC_POS
        // a system call that uses the position of a shared file holds f_pos_lock, which is what
        // `File` requires in `poll` and `ioctl`.
        unsafe {
            (*raw_file).f_mode |= fmode_atomic_pos() | if T::NOWAIT { fmode_nowait() } else { 0 };
        }
        // SAFETY: The file is valid during this call, and no system call uses its position yet.
        let file = unsafe { File::from_raw_file(raw_file) };

        match T::open(file, registration) {
            Ok(device) => {
                // SAFETY: No other thread can access a file that is being opened.
                unsafe { (*raw_file).private_data = device.into_foreign() };
                0
            }
            Err(err) => err.to_errno(),
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and this the last call for it.
    unsafe extern "C" fn release(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: `Self::open` has put the result of `into_foreign` there. __fput() calls this once,
        // after all other operations on the file have returned.
        T::release(unsafe { T::Ptr::from_foreign((*file).private_data) });
        0
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it.
    unsafe extern "C" fn llseek(
        file: *mut bindings::file,
        offset: bindings::loff_t,
        whence: c_int,
    ) -> bindings::loff_t {
        // SAFETY: The caller holds a reference to the file.
        let device = unsafe { Self::device(file) };
        // SAFETY: The caller holds a reference to the file. If it uses the position without
        // f_pos_lock, it does so on this thread.
        let file = unsafe { LocalFile::from_raw_file(file) };

        match T::llseek(device, file, offset, whence) {
            Ok(pos) => pos,
            Err(err) => err.to_errno().into(),
        }
    }

    /// # Safety
    ///
    /// As for `llseek`.
    unsafe extern "C" fn llseek_size(
        file: *mut bindings::file,
        offset: bindings::loff_t,
        whence: c_int,
    ) -> bindings::loff_t {
        // SAFETY: The caller holds a reference to the file.
        let size = T::size(unsafe { Self::device(file) });
        // SAFETY: The caller holds a reference to the file, whose position is all that this changes.
        unsafe { bindings::generic_file_llseek_size(file, offset, whence, Offset::MAX, size) }
    }

    /// # Safety
    ///
    /// `kiocb` must be valid and of a file that `Self::open` has opened; `iov` must be a valid
    /// destination that nobody else uses.
    unsafe extern "C" fn read_iter(
        kiocb: *mut bindings::kiocb,
        iov: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: The kiocb holds a reference to its file, whose private data is a `T::Ptr`.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: The VFS passes a destination. Without this, `from_raw` would leave a path to a
        // panic in the module.
        unsafe { assert_unchecked((*iov).data_source == (bindings::ITER_DEST != 0)) };
        // SAFETY: The VFS passes a valid destination that only this call uses.
        let iov = unsafe { IovIterDest::from_raw(iov) };

        match T::read_iter(kiocb, iov) {
            Ok(bytes) => bytes as isize,
            Err(err) => err.to_errno() as isize,
        }
    }

    /// # Safety
    ///
    /// `kiocb` must be valid and of a file that `Self::open` has opened; `iov` must be a valid source
    /// that nobody else uses.
    unsafe extern "C" fn write_iter(
        kiocb: *mut bindings::kiocb,
        iov: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: The kiocb holds a reference to its file, whose private data is a `T::Ptr`.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: The VFS passes a source. For the reason see `read_iter`.
        unsafe { assert_unchecked((*iov).data_source == (bindings::ITER_SOURCE != 0)) };
        // SAFETY: The VFS passes a valid source that only this call uses.
        let iov = unsafe { IovIterSource::from_raw(iov) };

        match T::write_iter(kiocb, iov) {
            Ok(bytes) => bytes as isize,
            Err(err) => err.to_errno() as isize,
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it.
    unsafe extern "C" fn fsync(
        file: *mut bindings::file,
        _start: bindings::loff_t,
        _end: bindings::loff_t,
        _datasync: c_int,
    ) -> c_int {
        // SAFETY: The caller holds a reference to the file.
        let device = unsafe { Self::device(file) };

        from_result(|| T::fsync(device).map(|()| 0))
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it;
    /// `table` must be null or valid.
    unsafe extern "C" fn poll(
        file: *mut bindings::file,
        table: *mut bindings::poll_table,
    ) -> bindings::__poll_t {
        // SAFETY: The caller holds a reference to the file.
        let device = unsafe { Self::device(file) };
        // SAFETY: The caller holds a reference to the file, which has FMODE_ATOMIC_POS.
        let file = unsafe { File::from_raw_file(file) };
        // SAFETY: The VFS passes null or a table that is valid during this call.
        let table = unsafe { PollTable::from_raw(table) };

        T::poll(device, file, table).into()
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The caller holds a reference to the file.
        let device = unsafe { Self::device(file) };
        // SAFETY: The caller holds a reference to the file, which has FMODE_ATOMIC_POS.
        let file = unsafe { File::from_raw_file(file) };

        match T::ioctl(device, file, cmd, arg) {
            Ok(ret) => ret as c_long,
            Err(err) => err.to_errno() as c_long,
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it;
    /// `seq` must be valid, and nobody else may use it.
    unsafe extern "C" fn show_fdinfo(seq: *mut bindings::seq_file, file: *mut bindings::file) {
        // SAFETY: seq_show() in fs/proc/fd.c holds a reference to the file.
        let device = unsafe { Self::device(file) };
        // SAFETY: The seq_file is valid during this call, and only this call writes to it.
        T::show_fdinfo(device, unsafe { SeqFile::from_raw(seq) });
    }
}
