// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A module that greets `whom` `howmany` times, in the kernel log and through `/dev/mydevice`.
//!
//! This file loads and unloads it; what the device does is in [`mydevice`] and [`message`].

#![deny(unsafe_code)]

#[allow(unsafe_code)]
mod abstractions;
mod contents;
mod greeting;
mod greeting_timer;
mod ioctl;
mod message;
mod mydevice;

use abstractions::{
    miscdevice::MiscDeviceRegistration,
    modinfo::module_version,
    module_param::module_params, //
};
use greeting::Settings;
use greeting_timer::GreetingTimer;
use kernel::{
    prelude::*,
    sync::Arc,
    time::hrtimer::ArcHrTimerHandle, //
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
    period_ms: int {
        default: 0,
        description: "milliseconds between two greetings in the log, 0 to 60000",
    },
}

/// The loaded module.
///
/// Unloading drops the fields in the order they stand here: the device goes first, so that nobody
/// can reach the contents when they go, and after the goodbye there is no greeting any more.
#[pin_data]
struct Hello {
    #[pin]
    device: MiscDeviceRegistration<MyDevice>,
    timer: Option<ArcHrTimerHandle<GreetingTimer>>,
    goodbye: Goodbye,
    message: Arc<Message>,
    settings: Settings,
}

impl kernel::InPlaceModule for Hello {
    /// Brings the module up, stage by stage. A stage that fails undoes those above it in reverse.
    ///
    /// The device comes last: once user space can open it, nothing may fail any more, because a
    /// failed load does not wait for those who have it open.
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        // Each line is the slide's `err = init_a(); if (err) goto fail_a;`. Its `fail_b: exit_a();`
        // nobody has to write: what a line above has made is dropped.
        try_pin_init!(Self {
            settings: check_parameters()?,
            message: allocate_contents(settings)?,
            timer: greet(settings)?,
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
        parameters::period_ms.value(),
    )
}

fn allocate_contents(settings: &Settings) -> Result<Arc<Message>> {
    Arc::pin_init(
        Message::new(settings.greeting, settings.capacity),
        GFP_KERNEL,
    )
}

/// Writes the greeting to the log, or starts the timer that does.
fn greet(settings: &Settings) -> Result<Option<ArcHrTimerHandle<GreetingTimer>>> {
    if settings.period.is_zero() {
        settings.greeting.log()?;
        return Ok(None);
    }
    GreetingTimer::start(settings.greeting, settings.period)
}

/// Says goodbye when the module is unloaded.
struct Goodbye;

impl Drop for Goodbye {
    fn drop(&mut self) {
        pr_alert!("Goodbye, cruel world!\n");
    }
}
