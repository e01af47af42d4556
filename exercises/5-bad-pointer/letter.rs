// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 5, slide "Moving data in and out of the Kernel": a bad pointer answered wrongly.
//!
//! A write to `/dev/letter` puts its bytes into the log and returns their number. A bad pointer has to
//! give `EFAULT`, with nothing in the log. If only the first bytes can be copied, those go into the
//! log, and their number is returned. But `write_iter` does not look at what the copy returns. Change
//! it so that it does.
//! Then type `make exercise N=5`.

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
    prelude::*,
    str::BStr, //
};

module! {
    type: Module,
    name: "letter",
    authors: ["The developers of hello"],
    description: "Puts what is written to /dev/letter into the log",
    license: "Dual BSD/GPL",
}

/// The longest letter. A write takes at most this many bytes.
const MAX: usize = 64;

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;
    type RegistrationData = ();

    fn open(_file: &LocalFile, _registration: &Registered<Self>) -> Result<KBox<Self>> {
        Ok(KBox::new(Self, GFP_KERNEL)?)
    }

    fn write_iter(_kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        let mut buffer = [0; MAX];
        let wanted = iov.len().min(MAX);
        // copy_from_user() of the slide; but this one returns how many bytes it has copied.
        iov.copy_from_iter(&mut buffer[..wanted]);
        pr_info!("\"{}\"\n", BStr::from_bytes(&buffer[..wanted]));
        Ok(wanted)
    }
}

struct Module {
    _device: MiscDeviceRegistration<OpenFile>,
}

impl kernel::Module for Module {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let options = MiscDeviceOptions {
            name: c"letter",
            mode: 0o600,
        };
        let device = MiscDeviceRegistration::register(options, ())?;
        Ok(Self { _device: device })
    }
}
