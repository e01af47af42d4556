// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Misc devices with state of their own, and with the file operations that the kernel crate's
//! `MiscDevice` lacks: `llseek`, `poll`, splice, `fsync`, `RWF_NOWAIT`, and the mode of the node.
//! Of what that has, `mmap` and `compat_ioctl` are missing here.
//!
//! C header: [`include/linux/miscdevice.h`](srctree/include/linux/miscdevice.h)
//!
//! In the kernel crate: none yet; its `MiscDevice` does not have these operations.
//!
//! # Examples
//!
//! All open files share the device's state. Give it to the registration, and clone the [`Arc`] in
//! `open`; no static is needed:
//!
//! ```ignore
//! type Ptr = Arc<State>;
//! type RegistrationData = Arc<State>;
//!
//! fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<State>> {
//!     Ok(registration.data().clone())
//! }
//! ```
//!
//! [`Arc`]: kernel::sync::Arc

mod fops;

use super::poll::PollFlags;
use core::{
    ffi::CStr,
    ops::Deref, //
};
use fops::FileOperations;
use kernel::{
    bindings,
    device::Device,
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
    sync::poll::PollTable,
    types::{
        ForeignOwnable,
        Opaque, //
    }, //
};

// Safe to call as far as other functions of the kernel crate that may sleep are: that they are not
// called in atomic context is checked by tools (klint, DEBUG_ATOMIC_SLEEP), not by types.
unsafe extern "C" {
    safe fn rust_ext_synchronize_rcu_tasks();
}

/// What a misc device is registered with.
#[derive(Clone, Copy)]
pub struct MiscDeviceOptions {
    /// The name of the device, and of its node in `/dev`.
    pub name: &'static CStr,
    /// The permissions of the node, for example `0o644`. 0 stands for devtmpfs' default, `0o600`.
    pub mode: u16,
}

/// A registered misc device. Dropping it removes the device; files that are open then stay usable
/// until they are closed.
///
/// User space can open the device as soon as it is registered, also while the module's init function
/// still runs. Such an open fails with [`ENODEV`], because the kernel frees a module whose init
/// function fails even if files are open. So init may fail after the registration.
///
/// The module must not be unloaded before the registration is dropped. As with the kernel crate's
/// `MiscDeviceRegistration`, nothing enforces this for a registration that is leaked (with
/// [`core::mem::forget`]), or moved into a work item that is still queued when the module is
/// unloaded.
///
/// # Invariants
///
/// The miscdevice is registered, and its file operations are those of `T`.
pub struct MiscDeviceRegistration<T: MiscDevice>(Pin<KBox<Registered<T>>>);

/// A miscdevice and the data of its registration, as [`MiscDevice::open`] sees them.
#[repr(C)]
#[pin_data]
pub struct Registered<T: MiscDevice> {
    // First, so that a pointer to it is also a pointer to this struct: see `FileOperations::open`.
    #[pin]
    device: Opaque<bindings::miscdevice>,
    data: T::RegistrationData,
}

// SAFETY: misc_deregister() may be called by another thread than misc_register(), and the data is
// `Send`.
unsafe impl<T: MiscDevice> Send for Registered<T> {}

// SAFETY: A shared reference gives access to the data, which is `Sync`, and to the device, which
// does its own locking.
unsafe impl<T: MiscDevice> Sync for Registered<T> {}

impl<T: MiscDevice> Registered<T> {
    /// Returns the data that the device was registered with.
    #[inline]
    pub fn data(&self) -> &T::RegistrationData {
        &self.data
    }

    /// Returns the device, for example for `dev_info!`.
    pub fn device(&self) -> &Device {
        // SAFETY: misc_register() has set `this_device`. It stays valid until misc_deregister(),
        // which is called only when the registration is dropped; `&self` cannot outlive that.
        unsafe { Device::from_raw((*self.device.get()).this_device) }
    }
}

impl<T: MiscDevice> MiscDeviceRegistration<T> {
    /// Registers a misc device with a dynamic minor.
    ///
    /// Returns [`ENOMEM`] if there is no memory, [`EEXIST`] if the name is taken, [`EBUSY`] if no
    /// minor is left, and the other errors of `misc_register()` in `drivers/char/misc.c`.
    pub fn register(options: MiscDeviceOptions, data: T::RegistrationData) -> Result<Self> {
        let registered = KBox::try_pin_init(
            try_pin_init!(Registered {
                data,
                // After `data`: user space may open the device as soon as it is registered.
                device <- Opaque::try_ffi_init(move |slot: *mut bindings::miscdevice| {
                    let device = bindings::miscdevice {
                        minor: bindings::MISC_DYNAMIC_MINOR as c_int,
                        name: options.name.as_ptr().cast(),
                        fops: &FileOperations::<T>::VTABLE,
                        mode: options.mode,
                        ..pin_init::zeroed()
                    };
                    // SAFETY: An initialiser may write to its slot.
                    unsafe { slot.write(device) };
                    // SAFETY: The miscdevice is filled in. The box pins it, and is freed only
                    // after `MiscDeviceRegistration::drop` has deregistered it.
                    to_result(unsafe { bindings::misc_register(slot) })
                }),
            }? Error),
            GFP_KERNEL,
        )?;
        // INVARIANT: misc_register() has succeeded, with these file operations.
        Ok(Self(registered))
    }
}

impl<T: MiscDevice> Deref for MiscDeviceRegistration<T> {
    type Target = Registered<T>;

    fn deref(&self) -> &Registered<T> {
        &self.0
    }
}

impl<T: MiscDevice> Drop for MiscDeviceRegistration<T> {
    // `Registered` has no `drop` of its own: its `&mut self` would cover the data, which an open() may
    // still read until misc_deregister() has taken misc_mtx. Here `&mut self` covers only a pointer.
    fn drop(&mut self) {
        // SAFETY: By the type invariants the miscdevice is registered; only this deregisters it.
        unsafe { bindings::misc_deregister(self.device.get()) };
        // A failed init is followed by the freeing of the module. An open() that was refused has
        // released misc_mtx, but do_dentry_open() may be about to read `owner` in the module's
        // file operations.
        if module_is_coming() {
            rust_ext_synchronize_rcu_tasks();
        }
    }
}

/// Returns whether the module's init function has not returned yet.
fn module_is_coming() -> bool {
    // SAFETY: `__this_module` exists as long as code of the module runs. Volatile, as
    // `READ_ONCE()`: do_init_module() changes the state while other threads call this.
    let state = unsafe { (&raw const bindings::__this_module.state).read_volatile() };
    state == bindings::module_state_MODULE_STATE_COMING
}

/// The file operations of a misc device.
///
/// `'static`, because an open file outlives the registration and all that it may have borrowed.
#[vtable]
pub trait MiscDevice: Sized + 'static {
    /// What an open file owns: a `KBox`, an `Arc` and the like. It is the file's `private_data`.
    type Ptr: ForeignOwnable + Send + Sync;

    /// What the registration owns. Each `open` gets a reference to it.
    type RegistrationData: Send + Sync;

    /// Whether `read_iter` and `write_iter` know [`KiocbExt::is_nowait`]. If not, the VFS refuses
    /// `RWF_NOWAIT` with `EOPNOTSUPP`.
    ///
    /// [`KiocbExt::is_nowait`]: super::fs::KiocbExt::is_nowait
    const NOWAIT: bool = false;

    /// Whether splice(2) and sendfile(2) work; the kernel then calls `read_iter` and `write_iter`
    /// for them.
    const SPLICE: bool = false;

    /// Whether the device is a stream: it has no position, and pread(2) and pwrite(2) give
    /// [`ESPIPE`]. If not, calls of read(2) and write(2) through the same open file wait for each
    /// other, as with a regular file, also if one of them waits in `read_iter` for the other.
    ///
    /// C source: `stream_open()` in `fs/open.c`.
    const STREAM: bool = false;

    /// Opens the device.
    ///
    /// The kernel holds the mutex of all misc devices meanwhile. So this has to be short, and must
    /// not register or drop a misc device, which would wait for that mutex forever. The
    /// registration may be gone afterwards: clone what the open file needs.
    fn open(file: &LocalFile, registration: &Registered<Self>) -> Result<Self::Ptr>;

    /// Closes the file, when its last reference is gone.
    fn release(device: Self::Ptr) {
        drop(device);
    }

    /// Returns the size in bytes. With it lseek(2) works as in a file of this size without holes,
    /// and may go past the end. Without it lseek(2) gives [`ESPIPE`].
    fn size(_device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>) -> Offset {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Reads. Returns the number of bytes that it has copied to `iov`.
    fn read_iter(_kiocb: Kiocb<'_, Self::Ptr>, _iov: &mut IovIterDest<'_>) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Writes. Returns the number of bytes that it has taken from `iov`.
    fn write_iter(_kiocb: Kiocb<'_, Self::Ptr>, _iov: &mut IovIterSource<'_>) -> Result<usize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Waits until what was written is stored. Without it fsync(2) gives [`EINVAL`].
    fn fsync(_device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>) -> Result {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Registers `table` with each `PollCondVar` that is notified when the result changes, and then
    /// returns what the file is ready for. Without it the file is always readable and writable.
    ///
    /// Each `PollCondVar` must live as long as the open file. Nothing enforces this: its `drop`
    /// removes the waiters of epoll, but not those of poll(2) and select(2).
    fn poll(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _table: PollTable<'_>,
    ) -> PollFlags {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Handles an ioctl; of a 32-bit program, too, if `arg` is a pointer or not used.
    ///
    /// Return [`ENOTTY`] for an unknown `cmd`.
    fn ioctl(
        _device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>,
        _file: &File,
        _cmd: u32,
        _arg: usize,
    ) -> Result<isize> {
        build_error!(VTABLE_DEFAULT_ERROR)
    }

    /// Adds lines to `/proc/<pid>/fdinfo/<fd>`.
    fn show_fdinfo(_device: <Self::Ptr as ForeignOwnable>::Borrowed<'_>, _seq: &SeqFile) {
        build_error!(VTABLE_DEFAULT_ERROR)
    }
}
