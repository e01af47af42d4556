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

/// Converts the result of a read or a write. splice relies on it that no more than `max` bytes are
/// reported, and read(2) that no operation is reported as queued.
#[inline]
fn transferred(result: Result<usize>, max: usize) -> isize {
    match result {
        Ok(bytes) => bytes.min(max) as isize,
        Err(EIOCBQUEUED) => EIO.to_errno() as isize,
        Err(err) => err.to_errno() as isize,
    }
}

/// The functions of [`MiscDevice`] as C calls them.
pub(super) struct FileOperations<T>(PhantomData<T>);

impl<T: MiscDevice> FileOperations<T> {
    pub(super) const VTABLE: bindings::file_operations = bindings::file_operations {
        // The owner's reference is what keeps the module while a file is open.
        owner: (&raw const bindings::__this_module).cast_mut(),
        open: Some(Self::open),
        release: Some(Self::release),
        llseek: if T::HAS_SIZE {
            Some(Self::llseek)
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
        // SAFETY: misc_open() has the only reference to the file, which no descriptor refers to yet.
        let file = unsafe { LocalFile::from_raw_file(raw_file) };

        match T::open(file, registration) {
            Ok(device) => {
                // SAFETY: As a `LocalFile` cannot be shared, misc_open() still has the only
                // reference to the file.
                unsafe {
                    (*raw_file).private_data = device.into_foreign();
                    (*raw_file).f_mode |= if T::NOWAIT { fmode_nowait() } else { 0 };
                    if T::STREAM {
                        bindings::stream_open(inode, raw_file);
                    } else {
                        (*raw_file).f_mode |= fmode_atomic_pos();
                    }
                }
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
        // SAFETY: lseek(2) holds a reference to the file, by fdget_pos().
        let size = T::size(unsafe { Self::device(file) });
        // SAFETY: lseek(2) holds a reference to the file, whose position is all that this changes.
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

        let len = iov.len();
        let result = T::read_iter(kiocb, iov);
        // What is copied takes room away from `iov`.
        transferred(result, len.saturating_sub(iov.len()))
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
        // SAFETY: The VFS passes a source. Without this, `from_raw` would leave a path to a panic in
        // the module.
        unsafe { assert_unchecked((*iov).data_source == (bindings::ITER_SOURCE != 0)) };
        // SAFETY: The VFS passes a valid source that only this call uses.
        let iov = unsafe { IovIterSource::from_raw(iov) };

        let len = iov.len();
        transferred(T::write_iter(kiocb, iov), len)
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
        // SAFETY: do_fsync() in fs/sync.c holds a reference to the file, by fdget(); io_uring has its own.
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
        // SAFETY: poll(2), epoll and io_uring hold a reference to the file during this call.
        let device = unsafe { Self::device(file) };
        // SAFETY: The reference that keeps `device` keeps the file. This thread is not between
        // fdget_pos() and fdput_pos() for it, and other threads' fdget_pos() take f_pos_lock, because
        // the file has FMODE_ATOMIC_POS, or use no position, because it has FMODE_STREAM.
        let file = unsafe { File::from_raw_file(file) };
        // SAFETY: The VFS passes null or a table that is valid during this call.
        let table = unsafe { PollTable::from_raw(table) };

        T::poll(device, file, table).into()
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and the caller must hold a reference to it.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: ioctl(2) holds a reference to the file during this call, by fdget().
        let device = unsafe { Self::device(file) };
        // SAFETY: The reference that keeps `device` keeps the file. This thread is not between
        // fdget_pos() and fdput_pos() for it, and other threads' fdget_pos() take f_pos_lock, because
        // the file has FMODE_ATOMIC_POS, or use no position, because it has FMODE_STREAM.
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
