// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A module that greets `whom` `howmany` times, in the kernel log and through `/dev/mydevice`.
//!
//! This file loads and unloads it; what the device does is in [`mydevice`] and [`message`].

#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod abstractions;
mod greeting;
mod message;
mod mydevice;

use abstractions::{
    miscdevice::MiscDeviceRegistration,
    modinfo::module_version,
    module_param::module_params, //
};
use greeting::Settings;
use kernel::{
    prelude::*,
    sync::Arc, //
};
use message::Message;
use mydevice::MyDevice;

module! {
    type: Hello,
    name: "hello",
    authors: ["The developers of hello"],
    description: "Greets whom howmany times, in the log and through /dev/mydevice",
    license: "Dual BSD/GPL",
}

module_version!("0.1.0");

module_params! {
    whom: charp {
        default: c"world",
        description: "who is greeted",
    },
    howmany: int {
        default: 1,
        description: "how many times, 0 to 1000",
    },
    capacity: bytes {
        default: c"65536",
        description: "most bytes the device holds, up to 16M, K and M suffixes allowed",
    },
}

/// The loaded module.
///
/// Unloading drops the fields in the order they stand here: the device goes first, so that nobody
/// can reach the contents when they go.
#[pin_data]
struct Hello {
    goodbye: Goodbye,
    #[pin]
    device: MiscDeviceRegistration<MyDevice>,
    message: Arc<Message>,
}

impl kernel::InPlaceModule for Hello {
    /// Brings the module up, stage by stage. A stage that fails undoes those above it in reverse.
    ///
    /// The device comes last: once user space can open it, nothing may fail any more, because a
    /// failed load does not wait for those who have it open.
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        // `message` is the slide's `err = init_a(); if (err) goto fail_a;`: nothing to undo yet.
        // `device` is its `err = init_b(); if (err) goto fail_b;`, the last that can fail.
        // Dropping `message` is its `fail_b: exit_a();`, which nobody has to write here.
        try_pin_init!(Self {
            message: allocate_contents(check_parameters()?)?,
            _: {
                message.greeting().log()?;
            },
            device <- MiscDeviceRegistration::register(mydevice::OPTIONS, message.clone()),
            // Nothing to fail here, so a load that is refused says no goodbye.
            goodbye: Goodbye,
        })
    }
}

fn check_parameters() -> Result<Settings> {
    Settings::check(
        parameters::whom.value(),
        parameters::howmany.value(),
        &parameters::capacity,
    )
}

fn allocate_contents(settings: Settings) -> Result<Arc<Message>> {
    Arc::pin_init(
        Message::new(settings.greeting, settings.capacity),
        GFP_KERNEL,
    )
}

/// Says goodbye when the module is unloaded.
struct Goodbye;

impl Drop for Goodbye {
    fn drop(&mut self) {
        pr_alert!("Goodbye, cruel world!\n");
    }
}
