// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slide "Concurrency Issues", as in `race.c`: when two programs write the number N to `/dev/counter`,
//! the module counts N turns for each, at the same time. It counts twice, with an atomic variable and under
//! a mutex, and neither count loses any.
//!
//! Without one of them this does not compile: see `refused/counter_without_lock.rs`.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
#[path = "../src/abstractions/mod.rs"]
pub mod abstractions;
mod two_writers;

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
use two_writers::Barrier;

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
    #[pin]
    start: Barrier,
}

#[vtable]
impl MiscDevice for Counts {
    type Ptr = Arc<Self>;
    type RegistrationData = Arc<Self>;

    fn open(_file: &LocalFile, registration: &Registered<Self>) -> Result<Arc<Self>> {
        Ok(registration.data().clone())
    }

    fn write_iter(kiocb: Kiocb<'_, Arc<Self>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let (len, turns) = (iov.len(), two_writers::number(iov)?);
        let counts = kiocb.file();
        counts.start.wait()?;
        for _ in 0..turns {
            counts.atomic.fetch_add(1, Relaxed);
        }
        for _ in 0..turns {
            *counts.locked.lock() += 1;
        }
        let (atomic, locked) = (counts.atomic.load(Relaxed), *counts.locked.lock());
        pr_info!("atomic is {atomic}, locked is {locked}\n");
        Ok(len)
    }
}

struct Counter {
    _device: MiscDeviceRegistration<Counts>,
}

impl kernel::Module for Counter {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let counts = pin_init!(Counts {
            atomic: Atomic::new(0),
            locked <- new_mutex!(0),
            start <- Barrier::new(),
        });
        let options = MiscDeviceOptions {
            name: c"counter",
            mode: 0o600,
        };
        let device = MiscDeviceRegistration::register(options, Arc::pin_init(counts, GFP_KERNEL)?)?;
        Ok(Self { _device: device })
    }
}
