// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Misc devices, with what the kernel crate's lack: `llseek`, splice, `fsync`, a mode, own data.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)

use super::fs::fmode_nowait;
use core::{
    ffi::CStr,
    marker::PhantomData, //
};
use kernel::{
    bindings,
    error::{
        to_result,
        VTABLE_DEFAULT_ERROR, //
    },
    ffi::c_int,
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
    types::{
        ForeignOwnable,
        Opaque, //
    },
};

/// What a misc device is registered with.
#[derive(Clone, Copy)]
pub(crate) struct MiscDeviceOptions {
    /// The name of the device, and of its node in `/dev`.
    pub(crate) name: &'static CStr,
    /// The permissions of the node, such as `0o644`.
    pub(crate) mode: u16,
}

/// A registered misc device.
///
/// User space can open it as soon as it is registered, which may be before the initialiser
/// returns. So it must be the last of a module's initialisers that can fail: a failed load frees
/// the code that an open file would call. After that the open files hold a reference on the
/// module.
///
/// # Invariants
///
/// `inner` is registered, and `data` was initialised before that.
#[repr(C)]
#[pin_data(PinnedDrop)]
pub(crate) struct MiscDeviceRegistration<T: MiscDevice> {
    // First, so that a pointer to it is one to the registration.
    #[pin]
    inner: Opaque<bindings::miscdevice>,
    data: T::Data,
}

// SAFETY: A device may be deregistered by another thread than the one that registered it, and its
// data can be sent by the bounds of `MiscDevice::Data`.
unsafe impl<T: MiscDevice> Send for MiscDeviceRegistration<T> {}

// SAFETY: A shared registration gives access to nothing but a shared reference to its data, which
// is `Sync` by the bounds of `MiscDevice::Data`.
unsafe impl<T: MiscDevice> Sync for MiscDeviceRegistration<T> {}

impl<T: MiscDevice> MiscDeviceRegistration<T> {
    /// Registers a misc device with a dynamic minor.
    ///
    /// Returns [`EEXIST`] if the name is taken, [`EBUSY`] if there is no minor left, and whatever
    /// `misc_register()` in `drivers/char/misc.c` meets.
    pub(crate) fn register(options: MiscDeviceOptions, data: T::Data) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            data,
            // INVARIANT: `data` has been initialised, so `open` may use it from now on.
            inner <- Opaque::try_ffi_init(move |slot: *mut bindings::miscdevice| {
                let device = bindings::miscdevice {
                    minor: bindings::MISC_DYNAMIC_MINOR as c_int,
                    name: options.name.as_ptr().cast(),
                    fops: &FileOperations::<T>::VTABLE,
                    mode: options.mode,
                    ..pin_init::zeroed()
                };
                // SAFETY: An initialiser may write to its slot.
                unsafe { slot.write(device) };
                // SAFETY: The device is filled in. It is pinned, and dropping it deregisters it
                // before its memory is freed.
                to_result(unsafe { bindings::misc_register(slot) })
            }),
        })
    }

    /// Returns the data of the device.
    #[inline]
    pub(crate) fn data(&self) -> &T::Data {
        &self.data
    }
}

#[pinned_drop]
impl<T: MiscDevice> PinnedDrop for MiscDeviceRegistration<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type invariants the device is registered, and nothing else deregisters
        // it.
        unsafe { bindings::misc_deregister(self.inner.get()) };
    }
}

/// The file operations of a misc device.
#[vtable]
pub(crate) trait MiscDevice: Sized {
    /// The data of the device, which all who open it share.
    type Data: Send + Sync;

    /// What an open file holds.
    type Ptr: ForeignOwnable + Send + Sync;

    /// Whether `read_iter` and `write_iter` never sleep when the caller forbids it.
    ///
    /// If not, the VFS gives `EOPNOTSUPP` to such a caller.
    const NOWAIT: bool = false;

    /// Opens the device. All other devices wait meanwhile, so this has to be short.
    fn open(file: &File, misc: &MiscDeviceRegistration<Self>) -> Result<Self::Ptr>;

    /// Closes the device, after the last reference to the open file is gone.
    fn release(device: Self::Ptr, _file: &File) {
        drop(device);
    }

    /// Moves the position of the open file, and returns it.
    fn llseek(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &LocalFile,
        _offset: Offset,
        _whence: i32,
    ) -> Result<Offset> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Reads. Also what splice and sendfile from the device use.
    fn read_iter(_kiocb: Kiocb<'_, Self::Ptr>, _to: &mut IovIterDest<'_>) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Writes. Also what splice and sendfile to the device use.
    fn write_iter(_kiocb: Kiocb<'_, Self::Ptr>, _from: &mut IovIterSource<'_>) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }
}

/// The functions of [`MiscDevice`] as C calls them.
struct FileOperations<T>(PhantomData<T>);

impl<T: MiscDevice> FileOperations<T> {
    const VTABLE: bindings::file_operations = bindings::file_operations {
        // Without an owner the module could be unloaded while the device is open.
        owner: (&raw const bindings::__this_module).cast_mut(),
        open: Some(Self::open),
        release: Some(Self::release),
        llseek: if T::HAS_LLSEEK {
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
        ..pin_init::zeroed()
    };

    /// # Safety
    ///
    /// `raw_file` must be a file that is being opened, of a device that is registered as a
    /// `MiscDeviceRegistration<T>`.
    unsafe extern "C" fn open(
        _inode: *mut bindings::inode,
        raw_file: *mut bindings::file,
    ) -> c_int {
        // SAFETY: Nobody else accesses a file that is being opened.
        let misc = unsafe { (*raw_file).private_data };
        // SAFETY: `misc_open()` has left a pointer to the `struct miscdevice` there, which is the
        // first field of a registration. Both fields are initialised by the type invariants, and
        // `misc_open()` keeps the device from being deregistered during this call.
        let misc = unsafe { &*misc.cast::<MiscDeviceRegistration<T>>() };
        // SAFETY: The file is valid during this call, and no system call uses its position yet.
        let file = unsafe { File::from_raw_file(raw_file) };

        match T::open(file, misc) {
            Ok(device) => {
                // SAFETY: Nobody else accesses a file that is being opened.
                unsafe { (*raw_file).private_data = device.into_foreign().cast() };
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
        // SAFETY: This is the last call for the file, so it takes back what `open` has left there.
        let device = unsafe { T::Ptr::from_foreign((*file).private_data.cast()) };
        // SAFETY: The file is valid during this call, and no system call uses its position now.
        T::release(device, unsafe { File::from_raw_file(file) });
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
        // SAFETY: `open` has left this there, and `release` has not been called yet.
        let device = unsafe { T::Ptr::borrow((*file).private_data.cast()) };
        // SAFETY: The file is valid during this call, and if its position is in use without a
        // lock then by this very system call.
        let file = unsafe { LocalFile::from_raw_file(file) };

        match T::llseek(device, file, offset, whence) {
            Ok(position) => position,
            Err(err) => err.to_errno().into(),
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
        // SAFETY: By the requirements of this function; `open` has left a `T::Ptr` in the file.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: By the requirements of this function.
        let to = unsafe { IovIterDest::from_raw(to) };

        match T::read_iter(kiocb, to) {
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
        // SAFETY: By the requirements of this function; `open` has left a `T::Ptr` in the file.
        let kiocb = unsafe { Kiocb::from_raw(kiocb) };
        // SAFETY: By the requirements of this function.
        let from = unsafe { IovIterSource::from_raw(from) };

        match T::write_iter(kiocb, from) {
            Ok(stored) => stored as isize,
            Err(err) => err.to_errno() as isize,
        }
    }
}
