// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 1, slide "Concurrency Issues": a lock that is released too early.
//!
//! Each write to `/dev/counter` adds one, and at rmmod the module logs how many writes there were.
//! But when two programs write at the same time, some of their writes are not counted. Change
//! `write_iter` so that every write is counted. Keep `slow_device()` in it: that stands for a device
//! that needs a millisecond.
//! Then type `make exercise N=1`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../../src/abstractions/mod.rs"]
pub mod abstractions;

use abstractions::miscdevice::{
    MiscDevice,
    MiscDeviceOptions,
    MiscDeviceRegistration,
    Registered, //
};
use kernel::{
    fs::{
        Kiocb,
        LocalFile, //
    },
    iov::IovIterSource,
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
    type: Module,
    name: "counter",
    authors: ["The developers of hello"],
    description: "Counts the writes to /dev/counter",
    license: "Dual BSD/GPL",
}

/// What all open files share.
#[pin_data]
struct Counter {
    #[pin]
    writes: Mutex<u64>,
}

#[vtable]
impl MiscDevice for Counter {
    type Ptr = Arc<Self>;
    type RegistrationData = Arc<Self>;

    fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<Self>> {
        Ok(registration.data().clone())
    }

    fn write_iter(kiocb: Kiocb<'_, Arc<Self>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let counter = kiocb.file();
        let writes = *counter.writes.lock();
        slow_device();
        *counter.writes.lock() = writes + 1;
        Ok(iov.len())
    }
}

/// What the device does for each write takes a millisecond.
fn slow_device() {
    fsleep(Delta::from_millis(1));
}

struct Module {
    device: MiscDeviceRegistration<Counter>,
}

impl kernel::Module for Module {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let counter = Arc::pin_init(pin_init!(Counter { writes <- new_mutex!(0) }), GFP_KERNEL)?;
        let options = MiscDeviceOptions {
            name: c"counter",
            mode: 0o600,
        };
        let device = MiscDeviceRegistration::register(options, counter)?;
        Ok(Self { device })
    }
}

impl Drop for Module {
    fn drop(&mut self) {
        pr_info!("{} writes\n", *self.device.data().writes.lock());
    }
}
