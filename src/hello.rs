// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A module that greets `whom` `howmany` times, in the kernel log and through `/dev/mydevice`.
//!
//! This file loads and unloads the module. [`mydevice`] has the file operations, and [`state`] what
//! all open files share.

#![deny(unsafe_code)]

#[allow(unsafe_code)]
pub mod abstractions;
mod contents;
mod greeting;
mod ioctl;
mod mydevice;
mod parameters;
mod state;
mod uapi;

use abstractions::miscdevice::MiscDeviceRegistration;
use kernel::{
    prelude::*,
    sync::Arc, //
};
use mydevice::OpenFile;
use parameters::Settings;
use state::State;

module! {
    type: Hello,
    name: "hello",
    authors: ["The developers of hello"],
    description: "Greets whom howmany times, in the log and through /dev/mydevice",
    license: "Dual BSD/GPL",
}

crate::module_version!("0.1.0");

/// The loaded module.
///
/// When the module is unloaded, the fields are dropped in the order of their declaration: the
/// device first, so that nobody can open it any more, and the goodbye is the last line in the log.
struct Hello {
    _device: MiscDeviceRegistration<OpenFile>,
    _goodbye: Goodbye,
}

impl kernel::Module for Hello {
    /// Loads the module, stage by stage. If a stage fails, the stages before it are undone in
    /// reverse order.
    fn init(_module: &'static ThisModule) -> Result<Self> {
        // In C each line would be `err = register_A(); if (err) goto fail_A;`. Here a `?` that fails
        // drops what the lines before it have made, so there is no `fail_B: unregister_A();`.
        let settings = Settings::check()?;
        let state = Arc::pin_init(State::new(settings), GFP_KERNEL)?;
        settings.greeting.log()?;
        let device = MiscDeviceRegistration::register(mydevice::OPTIONS, state)?;
        Ok(Self {
            _device: device,
            _goodbye: Goodbye,
        })
    }
}

/// Says goodbye when the module is unloaded.
struct Goodbye;

impl Drop for Goodbye {
    fn drop(&mut self) {
        pr_alert!("Goodbye, cruel world!\n");
    }
}
