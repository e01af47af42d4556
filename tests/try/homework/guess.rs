// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A student's first driver: a misc device on the kernel crate's own abstractions.

use kernel::{
    fs::{
        File,
        Kiocb, //
    },
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    miscdevice::{
        MiscDevice,
        MiscDeviceOptions,
        MiscDeviceRegistration, //
    },
    prelude::*,
};

module! {
    type: GuessModule,
    name: "guess",
    authors: ["A. Student"],
    description: "answers each question with the same number",
    license: "GPL",
}

#[pin_data]
struct GuessModule {
    #[pin]
    device: MiscDeviceRegistration<Guess>,
}

impl kernel::InPlaceModule for GuessModule {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        pr_info!("ready\n");
        try_pin_init!(Self {
            device <- MiscDeviceRegistration::register(MiscDeviceOptions { name: c"guess" }),
        })
    }
}

struct Guess;

#[vtable]
impl MiscDevice for Guess {
    type Ptr = KBox<Self>;

    fn open(_file: &File, _device: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        Ok(KBox::new(Guess, GFP_KERNEL)?)
    }

    fn read_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        iov.simple_read_from_buffer(kiocb.ki_pos_mut(), b"42\n")
    }

    fn write_iter(_kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        Ok(iov.len())
    }
}
