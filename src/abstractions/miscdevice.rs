// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Misc devices, with what the kernel crate's lack: `llseek`, `poll`, splice, `fsync`, a mode, own data.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)

mod fops;
mod slot;

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
    types::Opaque, //
};
pub(crate) use slot::MiscDeviceSlot;

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
/// `inner` is registered, `data` was initialised before that, and `T::slot()` refers to this.
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
    /// Returns [`EEXIST`] if the name is taken, [`EBUSY`] if there is no minor left or if a `T` is
    /// registered, and whatever `misc_register()` in `drivers/char/misc.c` meets.
    pub(crate) fn register(options: MiscDeviceOptions, data: T::Data) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            data,
            // INVARIANT: `data` has been initialised, so the file operations may use it from now
            // on, and the slot leads them there.
            inner <- Opaque::try_ffi_init(move |place: *mut bindings::miscdevice| {
                let device = bindings::miscdevice {
                    minor: bindings::MISC_DYNAMIC_MINOR as c_int,
                    name: options.name.as_ptr().cast(),
                    fops: &FileOperations::<T>::VTABLE,
                    mode: options.mode,
                    ..pin_init::zeroed()
                };
                // SAFETY: An initialiser may write to its place.
                unsafe { place.write(device) };
                T::slot().take(place.cast())?;
                // SAFETY: The device is filled in. It is pinned, and dropping it deregisters it
                // before its memory is freed.
                to_result(unsafe { bindings::misc_register(place) }).inspect_err(|_| {
                    // SAFETY: Taken above, and nobody has been able to open the device.
                    unsafe { T::slot().give_back() }
                })
            }),
        })
    }
}

#[pinned_drop]
impl<T: MiscDevice> PinnedDrop for MiscDeviceRegistration<T> {
    fn drop(self: Pin<&mut Self>) {
        // SAFETY: By the type invariants the device is registered, and nothing else deregisters
        // it.
        unsafe { bindings::misc_deregister(self.inner.get()) };
        // SAFETY: By the type invariants it is this registration's. The device cannot be opened
        // any more, and no file is open: that would keep the module from being unloaded.
        unsafe { T::slot().give_back() };
    }
}

/// The file operations of a misc device.
#[vtable]
pub(crate) trait MiscDevice: Sized + 'static {
    /// What all who open the device share.
    type Data: Send + Sync;

    /// What belongs to one open file. It is kept in `private_data` itself, so it is at most as
    /// large as a pointer: a number, or a `KBox` or `Arc` of something larger.
    type OpenFile: Send + Sync;

    /// Whether `read_iter` and `write_iter` never sleep when the caller forbids it.
    ///
    /// If not, the VFS gives `EOPNOTSUPP` to such a caller.
    const NOWAIT: bool = false;

    /// Returns where the file operations find the registration: a static of this type's own.
    fn slot() -> &'static MiscDeviceSlot<Self>;

    /// Opens the device. All other misc devices wait meanwhile, so this has to be short.
    fn open(data: &Self::Data, file: &File) -> Result<Self::OpenFile>;

    /// Closes the device, after the last reference to the open file is gone.
    fn release(_data: &Self::Data, open_file: Self::OpenFile) {
        drop(open_file);
    }

    /// Returns the size of the device in bytes. With this it can be seeked like a file of that size,
    /// beyond it too, and holds no holes.
    fn size(_data: &Self::Data) -> Offset {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Reads. Also what splice and sendfile from the device use.
    fn read_iter(
        _data: &Self::Data,
        _open_file: &Self::OpenFile,
        _kiocb: Kiocb<'_, ()>,
        _to: &mut IovIterDest<'_>,
    ) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Writes. Also what splice and sendfile to the device use.
    fn write_iter(
        _data: &Self::Data,
        _open_file: &Self::OpenFile,
        _kiocb: Kiocb<'_, ()>,
        _from: &mut IovIterSource<'_>,
    ) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Returns what the file is ready for, as an or of [`poll`](super::poll)'s flags, after
    /// `table` has been given the queue that is woken when that changes.
    fn poll(
        _data: &Self::Data,
        _open_file: &Self::OpenFile,
        _file: &File,
        _table: &PollTable<'_>,
    ) -> u32 {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Handles an ioctl, of a 64-bit program or, where `arg` is a pointer, of a 32-bit one.
    ///
    /// What is unknown gives [`ENOTTY`].
    fn ioctl(_data: &Self::Data, _file: &LocalFile, _cmd: u32, _arg: usize) -> Result<isize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Adds lines to `/proc/<pid>/fdinfo/<fd>`.
    fn show_fdinfo(_data: &Self::Data, _seq: &SeqFile) {
        build_error!(VTABLE_DEFAULT_ERROR)
    }
}
