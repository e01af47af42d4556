// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The file operations of a misc device: each converts what C passes, calls the method of
//! [`MiscDevice`] and returns its errno.
//!
//! C header: [`include/linux/fs.h`](srctree/include/linux/fs.h)

use super::MiscDevice;
use crate::abstractions::{
    fs::fmode_nowait,
    poll::PollTable, //
};
use core::{
    hint::assert_unchecked,
    marker::PhantomData, //
};
use kernel::{
    bindings,
    ffi::{
        c_int,
        c_long,
        c_uint,
        c_ulong,
        c_void, //
    },
    fs::{
        File,
        Kiocb,
        LocalFile, //
    },
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    seq_file::SeqFile, //
};

/// The functions of [`MiscDevice`] as C calls them.
pub(super) struct FileOperations<T>(PhantomData<T>);

impl<T: MiscDevice> FileOperations<T> {
    pub(super) const VTABLE: bindings::file_operations = bindings::file_operations {
        // Without an owner the module could be unloaded while the device is open.
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
        splice_read: if T::HAS_READ_ITER {
            Some(bindings::copy_splice_read)
        } else {
            None
        },
        write_iter: if T::HAS_WRITE_ITER {
            Some(Self::write_iter)
        } else {
            None
        },
        splice_write: if T::HAS_WRITE_ITER {
            Some(bindings::iter_file_splice_write)
        } else {
            None
        },
        // What has been written is where it belongs; without this fsync(2) would give EINVAL.
        fsync: if T::HAS_WRITE_ITER {
            Some(bindings::noop_fsync)
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

    /// Returns the data of the device.
    ///
    /// # Safety
    ///
    /// The device must be open, or be being opened, and stay so during `'a`.
    #[inline]
    unsafe fn data<'a>() -> &'a T::Data {
        // SAFETY: `misc_open()` has found the device registered. It keeps it so during `open`, and
        // the open file, which has a reference on the module, does so from then on.
        unsafe { T::slot().data() }
    }

    /// Returns where a file holds its `T::OpenFile`.
    ///
    /// # Safety
    ///
    /// `file` must be valid.
    #[inline]
    unsafe fn place(file: *mut bindings::file) -> *mut T::OpenFile {
        const {
            assert!(size_of::<T::OpenFile>() <= size_of::<*mut c_void>());
            assert!(align_of::<T::OpenFile>() <= align_of::<*mut c_void>());
        }
        // SAFETY: By the requirements of this function.
        unsafe { (&raw mut (*file).private_data).cast() }
    }

    /// # Safety
    ///
    /// `raw_file` must be a file that is being opened, of a registered device of type `T`.
    unsafe extern "C" fn open(
        _inode: *mut bindings::inode,
        raw_file: *mut bindings::file,
    ) -> c_int {
        // SAFETY: By the requirements of this function.
        let data = unsafe { Self::data() };
        // SAFETY: The file is valid during this call, and no system call uses its position yet.
        let file = unsafe { File::from_raw_file(raw_file) };

        match T::open(data, file) {
            Ok(open_file) => {
                // SAFETY: Nobody else accesses a file that is being opened.
                unsafe { Self::place(raw_file).write(open_file) };
                if T::NOWAIT {
                    // SAFETY: As above.
                    unsafe { (*raw_file).f_mode |= fmode_nowait() };
                }
                0
            }
            Err(err) => err.to_errno(),
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened and that is being closed.
    unsafe extern "C" fn release(_inode: *mut bindings::inode, file: *mut bindings::file) -> c_int {
        // SAFETY: The reference on the module is given up after this call.
        let data = unsafe { Self::data() };
        // SAFETY: This is the last call for the file, so it takes out what `open` has put there.
        T::release(data, unsafe { Self::place(file).read() });
        0
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and in use by the current task.
    unsafe extern "C" fn llseek(
        file: *mut bindings::file,
        offset: bindings::loff_t,
        whence: c_int,
    ) -> bindings::loff_t {
        // SAFETY: The file is open during this call.
        let size = T::size(unsafe { Self::data() });
        // SAFETY: The file is valid during this call. Its position is all that this changes, as
        // lseek(2) may at any time.
        unsafe {
            bindings::generic_file_llseek_size(file, offset, whence, bindings::loff_t::MAX, size)
        }
    }

    /// # Safety
    ///
    /// `kiocb` must be valid and of a file that `Self::open` has opened; `to` must be a valid
    /// destination. Nobody else may use them during this call.
    unsafe extern "C" fn read_iter(
        kiocb: *mut bindings::kiocb,
        to: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: The file is open during this call.
        let data = unsafe { Self::data() };
        // SAFETY: By the requirements of this function; `open` has put something there.
        let open_file = unsafe { &*Self::place((*kiocb).ki_filp) };
        // SAFETY: By the requirements of this function. As `()`, what the file holds is not read.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: By the requirements of this function. So `from_raw` need not panic over it.
        unsafe { assert_unchecked((*to).data_source == (bindings::ITER_DEST != 0)) };
        // SAFETY: By the requirements of this function.
        let to = unsafe { IovIterDest::from_raw(to) };

        match T::read_iter(data, open_file, kiocb, to) {
            Ok(copied) => copied as isize,
            Err(err) => err.to_errno() as isize,
        }
    }

    /// # Safety
    ///
    /// `kiocb` must be valid and of a file that `Self::open` has opened; `from` must be a valid
    /// source. Nobody else may use them during this call.
    unsafe extern "C" fn write_iter(
        kiocb: *mut bindings::kiocb,
        from: *mut bindings::iov_iter,
    ) -> isize {
        // SAFETY: The file is open during this call.
        let data = unsafe { Self::data() };
        // SAFETY: By the requirements of this function; `open` has put something there.
        let open_file = unsafe { &*Self::place((*kiocb).ki_filp) };
        // SAFETY: By the requirements of this function. As `()`, what the file holds is not read.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: By the requirements of this function. So `from_raw` need not panic over it.
        unsafe { assert_unchecked((*from).data_source == (bindings::ITER_SOURCE != 0)) };
        // SAFETY: By the requirements of this function.
        let from = unsafe { IovIterSource::from_raw(from) };

        match T::write_iter(data, open_file, kiocb, from) {
            Ok(stored) => stored as isize,
            Err(err) => err.to_errno() as isize,
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and `table` null or valid.
    unsafe extern "C" fn poll(
        file: *mut bindings::file,
        table: *mut bindings::poll_table,
    ) -> bindings::__poll_t {
        // SAFETY: The file is open during this call.
        let data = unsafe { Self::data() };
        // SAFETY: The file is valid, and `open` has put something there.
        let open_file = unsafe { &*Self::place(file) };
        // SAFETY: The file is valid during this call, which does not touch its position.
        let file = unsafe { File::from_raw_file(file) };
        // SAFETY: By the requirements of this function.
        let table = unsafe { PollTable::from_raw(table) };

        T::poll(data, open_file, file, &table)
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and in use by the current task.
    unsafe extern "C" fn ioctl(file: *mut bindings::file, cmd: c_uint, arg: c_ulong) -> c_long {
        // SAFETY: The file is open during this call.
        let data = unsafe { Self::data() };
        // SAFETY: The file is valid during this call, and if its position is in use without a
        // lock then by this very system call.
        let file = unsafe { LocalFile::from_raw_file(file) };

        match T::ioctl(data, file, cmd, arg) {
            Ok(ret) => ret as c_long,
            Err(err) => err.to_errno() as c_long,
        }
    }

    /// # Safety
    ///
    /// `file` must be a file that `Self::open` has opened, and `seq` one that may be written to.
    unsafe extern "C" fn show_fdinfo(seq: *mut bindings::seq_file, _file: *mut bindings::file) {
        // SAFETY: The file is open during this call.
        let data = unsafe { Self::data() };
        // SAFETY: By the requirements of this function.
        T::show_fdinfo(data, unsafe { SeqFile::from_raw(seq) });
    }
}
