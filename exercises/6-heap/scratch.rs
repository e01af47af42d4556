// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Exercise 6, slide "Managing kernel heap space": memory that is not given back.
//!
//! Each open file of `/dev/scratch` has a buffer of its own, of 1 MiB and full of zeros, which can be
//! read. The buffer has to be freed when the file is closed. But nothing frees it, not even rmmod, and
//! sooner or later the machine has no memory left. Change `release` so that the buffer is freed.
//! Then type `make exercise N=6`.

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
    name: "scratch",
    authors: ["The developers of hello"],
    description: "Each open file of /dev/scratch has memory of its own",
    license: "Dual BSD/GPL",
}

const SIZE: usize = 1 << 20;

/// An open file. VVec is memory by vmalloc().
struct OpenFile {
    buffer: VVec<u8>,
}

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;
    type RegistrationData = ();

    fn open(_file: &LocalFile, _registration: &Registered<Self>) -> Result<KBox<Self>> {
        let buffer = VVec::from_elem(0, SIZE, GFP_KERNEL)?;
        Ok(KBox::new(Self { buffer }, GFP_KERNEL)?)
    }

    /// `.close` of the slide.
    fn release(this: KBox<Self>) {
        let this: &mut Self = KBox::leak(this);
        pr_debug!("a buffer of {} bytes is closed\n", this.buffer.len());
    }

    fn read_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let pos = usize::try_from(kiocb.ki_pos())?;
        let this = kiocb.file();
        let bytes = this.buffer.get(pos..).unwrap_or_default();
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
            name: c"scratch",
            mode: 0o600,
        };
        let device = MiscDeviceRegistration::register(options, ())?;
        Ok(Self { _device: device })
    }
}
