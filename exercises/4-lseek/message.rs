// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 4, slide "Implementing a misc. device driver", step 4: an lseek beyond the end.
//!
//! `cat /dev/message` prints the message. As in a file, lseek() may go to any position, also beyond the
//! end. But a read() there stops the kernel. Change `read_iter` so that a read at the end or beyond it
//! gives 0 bytes: that is how a program knows that the file has ended.
//! Then type `make exercise N=4`.

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
        file::Offset,
        Kiocb,
        LocalFile, //
    },
    iov::IovIterDest,
    prelude::*, //
};

module! {
    type: Module,
    name: "message",
    authors: ["The developers of hello"],
    description: "Has a message in /dev/message",
    license: "Dual BSD/GPL",
}

const MESSAGE: &[u8] = b"Hello, world!\n";

struct OpenFile;

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;
    type RegistrationData = ();

    fn open(_file: &LocalFile, _registration: &Registered<Self>) -> Result<KBox<Self>> {
        Ok(KBox::new(Self, GFP_KERNEL)?)
    }

    /// The size, for lseek() from the end.
    fn size(_this: &Self) -> Offset {
        MESSAGE.len() as Offset
    }

    fn read_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let pos = usize::try_from(kiocb.ki_pos())?;
        let bytes = &MESSAGE[pos..];
        let wanted = bytes.len().min(iov.len());
        let copied = iov.copy_to_iter(bytes);
        if copied == 0 && wanted > 0 {
            return Err(EFAULT);
        }
        *kiocb.ki_pos_mut() += copied as Offset;
        Ok(copied)
    }
}

struct Module {
    _device: MiscDeviceRegistration<OpenFile>,
}

impl kernel::Module for Module {
    fn init(_module: &'static ThisModule) -> Result<Self> {
        let options = MiscDeviceOptions {
            name: c"message",
            mode: 0o600,
        };
        let device = MiscDeviceRegistration::register(options, ())?;
        Ok(Self { _device: device })
    }
}
