// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A module for the tests of `src/abstractions/miscdevice.rs`: two devices of one type, of which the
//! second one can be removed while it is open, and an init function that fails after it has
//! registered a device.
//!
//! `/dev/registrations0` and `/dev/registrations1` read as their names. A write to
//! `registrations0` removes `registrations1`. Reads and writes report one byte too many. With `fail=1` init registers both, waits until the
//! loading process is killed, and then fails.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../../src/abstractions/mod.rs"]
pub mod abstractions;

use abstractions::{
    miscdevice::{
        MiscDevice,
        MiscDeviceOptions,
        MiscDeviceRegistration,
        Registered, //
    },
    task, //
};
use kernel::{
    fs::{
        Kiocb,
        LocalFile, //
    },
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    new_mutex,
    prelude::*,
    sync::{
        Arc,
        Mutex, //
    },
    time::{
        delay::fsleep,
        Delta, //
    },
};

module! {
    type: Registrations,
    name: "registrations",
    authors: ["The developers of hello"],
    description: "Misc devices for the tests of src/abstractions/miscdevice.rs",
    license: "Dual BSD/GPL",
}

crate::module_params! {
    fail: int {
        default: c"0",
        description: "1: init fails when the loading process is killed",
    },
}

/// The state of one device.
#[pin_data]
struct Device {
    text: &'static [u8],
    /// The device that a write removes.
    #[pin]
    other: Mutex<Option<MiscDeviceRegistration<OpenFile>>>,
}

impl Device {
    fn register(
        name: &'static CStr,
        text: &'static [u8],
        other: Option<MiscDeviceRegistration<OpenFile>>,
    ) -> Result<MiscDeviceRegistration<OpenFile>> {
        let device = Arc::pin_init(
            pin_init!(Self {
                text,
                other <- new_mutex!(other),
            }),
            GFP_KERNEL,
        )?;
        MiscDeviceRegistration::register(MiscDeviceOptions { name, mode: 0o600 }, device)
    }
}

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = Arc<Device>;
    type RegistrationData = Arc<Device>;

    fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<Device>> {
        Ok(registration.data().clone())
    }

    fn read_iter(mut kiocb: Kiocb<'_, Arc<Device>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let text = kiocb.file().text;
        let copied = iov.simple_read_from_buffer(kiocb.ki_pos_mut(), text)?;
        Ok(copied.saturating_add(1))
    }

    fn write_iter(kiocb: Kiocb<'_, Arc<Device>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let other = kiocb.file().other.lock().take();
        drop(other.ok_or(ENODEV)?);
        Ok(iov.len().saturating_add(1))
    }
}

fn wait_to_be_killed() {
    while !task::fatal_signal_pending() {
        fsleep(Delta::from_millis(10));
    }
}

struct Registrations {
    _first: MiscDeviceRegistration<OpenFile>,
}

impl kernel::Module for Registrations {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let second = Device::register(c"registrations1", b"registrations1\n", None)?;
        let first = Device::register(c"registrations0", b"registrations0\n", Some(second))?;
        if fail.value() == Some(1) {
            wait_to_be_killed();
            return Err(EINTR);
        }
        Ok(Self { _first: first })
    }
}
