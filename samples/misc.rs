// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The slides "Implementing a misc. device driver", steps 1 to 5: the least device, `/dev/mydevice`,
//! by the kernel crate's own `MiscDevice`. It reads as `Hello World\n`.

#![deny(unsafe_code)]

use kernel::{
    fs::{
        File,
        Kiocb, //
    },
    iov::IovIterDest,
    miscdevice::{
        MiscDevice,
        MiscDeviceOptions,
        MiscDeviceRegistration, //
    },
    prelude::*, //
};

module! {
    type: Misc,
    name: "misc",
    authors: ["The developers of hello"],
    description: "The least misc device",
    license: "Dual BSD/GPL",
}

/// Steps 3 and 5: the device is registered as long as this lives. Its `drop` calls `misc_deregister()`.
#[pin_data]
struct Misc {
    #[pin]
    device: MiscDeviceRegistration<OpenFile>,
}

impl kernel::InPlaceModule for Misc {
    fn init(_module: &'static ThisModule) -> impl PinInit<Self, Error> {
        // Step 1: the minor is dynamic in any case.
        let options = MiscDeviceOptions { name: c"mydevice" };
        try_pin_init!(Self {
            device <- MiscDeviceRegistration::register(options),
        })
    }
}

struct OpenFile;

/// Step 2: the file operations. Those that are left out are null pointers in C. The crate fills in the owner.
#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;

    fn open(_file: &File, _device: &MiscDeviceRegistration<Self>) -> Result<KBox<Self>> {
        Ok(KBox::new(Self, GFP_KERNEL)?)
    }

    /// Step 4. `copy_to_iter()` checks the caller's pointer, as `copy_to_user()` does.
    ///
    /// Not by the crate's `simple_read_from_buffer()`: that answers a bad pointer with 0, end of file.
    fn read_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        let start = usize::try_from(kiocb.ki_pos())?;
        let rest = b"Hello World\n".get(start..).unwrap_or_default();
        let copied = iov.copy_to_iter(rest);
        if copied == 0 && !rest.is_empty() && !iov.is_empty() {
            return Err(EFAULT);
        }
        *kiocb.ki_pos_mut() += copied as i64;
        Ok(copied)
    }
}
