// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Misc devices, with what the kernel crate's lack: `llseek`, `poll`, splice, `fsync`, a mode, own data.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)

mod fops;

use super::poll::PollTable;
use core::ffi::CStr;
use fops::FileOperations;
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
    seq_file::SeqFile,
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

    /// Returns the size of the device in bytes. With this it can be seeked like a file of that size,
    /// beyond it too, and holds no holes.
    fn size(_device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>) -> Offset {
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

    /// Returns what the file is ready for, as an or of [`poll`](super::poll)'s flags, after
    /// `table` has been given the queue that is woken when that changes.
    fn poll(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _table: &PollTable<'_>,
    ) -> u32 {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Handles an ioctl, of a 64-bit program or, where `arg` is a pointer, of a 32-bit one.
    ///
    /// What is unknown gives [`ENOTTY`].
    fn ioctl(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &LocalFile,
        _cmd: u32,
        _arg: usize,
    ) -> Result<isize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Adds lines to `/proc/<pid>/fdinfo/<fd>`.
    fn show_fdinfo(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _seq: &SeqFile,
        _file: &LocalFile,
    ) {
        build_error!(VTABLE_DEFAULT_ERROR)
    }
}
