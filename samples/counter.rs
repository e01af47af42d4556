// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Concurrency Issues", as in `race.c`: when a program writes the number N to
//! `/dev/counter`, the module counts N turns. It counts twice, with an atomic variable and under a mutex, and neither count loses any.
//!
//! Without one of them this does not compile: see `refused/counter_without_lock.rs`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../src/abstractions/mod.rs"]
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
        atomic::{
            Atomic,
            Relaxed, //
        },
        Arc,
        Mutex, //
    }, //
};

module! {
    type: Counter,
    name: "counter",
    authors: ["The developers of hello"],
    description: "Counts with an atomic variable and under a mutex",
    license: "Dual BSD/GPL",
}

/// What all open files share.
#[pin_data]
struct Counts {
    atomic: Atomic<u64>,
    #[pin]
    locked: Mutex<u64>,
}

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = Arc<Counts>;
    type RegistrationData = Arc<Counts>;

    fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<Counts>> {
        Ok(registration.data().clone())
    }

    fn write_iter(kiocb: Kiocb<'_, Arc<Counts>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let (len, mut text) = (iov.len(), [0; 16]);
        let text = text.get_mut(..len).ok_or(EINVAL)?;
        if iov.copy_from_iter(text) < len {
            return Err(EFAULT);
        }
        let digits = core::str::from_utf8(text).map_err(|_| EINVAL)?;
        let turns: u32 = digits.trim().parse().map_err(|_| EINVAL)?;

        let counts = kiocb.file();
        for _ in 0..turns {
            counts.atomic.fetch_add(1, Relaxed);
        }
        for _ in 0..turns {
            *counts.locked.lock() += 1;
        }
        let (atomic, locked) = (counts.atomic.load(Relaxed), *counts.locked.lock());
        pr_alert!("atomic is {atomic}, locked is {locked}\n");
        Ok(len)
    }
}

struct Counter {
    _device: MiscDeviceRegistration<OpenFile>,
}

impl kernel::Module for Counter {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let counts = pin_init!(Counts { atomic: Atomic::new(0), locked <- new_mutex!(0) });
        let options = MiscDeviceOptions {
            name: c"counter",
            mode: 0o600,
        };
        Ok(Self {
            _device: MiscDeviceRegistration::register(options, Arc::pin_init(counts, GFP_KERNEL)?)?,
        })
    }
}
