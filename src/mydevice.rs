// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device `/dev/mydevice`: what its file operations do to the [`Message`].

use crate::{
    abstractions::{
        fs::{
            generic_file_llseek_size,
            KiocbExt, //
        },
        miscdevice::{
            MiscDevice,
            MiscDeviceOptions,
            MiscDeviceRegistration, //
        }, //
    },
    message::{
        Message,
        Start,
        Wait, //
    },
};
use kernel::{
    fs::{
        file::{
            flags,
            Offset, //
        },
        File,
        Kiocb,
        LocalFile, //
    },
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    prelude::*,
    sync::{
        Arc,
        ArcBorrow, //
    },
};

/// How the device is registered: anyone may read it, only its owner may write.
pub(crate) const OPTIONS: MiscDeviceOptions = MiscDeviceOptions {
    name: c"mydevice",
    mode: 0o644,
};

/// The device. Every open file holds a reference to the one [`Message`], and nothing else.
pub(crate) struct MyDevice;

#[vtable]
impl MiscDevice for MyDevice {
    type Data = Arc<Message>;
    type Ptr = Arc<Message>;
    const NOWAIT: bool = true;

    fn open(file: &File, misc: &MiscDeviceRegistration<Self>) -> Result<Arc<Message>> {
        let message = misc.data();
        // The VFS refuses O_DIRECT only after open; nothing must be lost by then.
        if file.flags() & flags::O_DIRECT != 0 {
            return Err(EINVAL);
        }
        // O_TRUNC has cost write permission, whatever the access mode.
        if file.flags() & flags::O_TRUNC != 0 {
            message.truncate()?;
        }
        Ok(message.clone())
    }

    fn llseek(
        message: ArcBorrow<'_, Message>,
        file: &LocalFile,
        offset: Offset,
        whence: i32,
    ) -> Result<Offset> {
        let end = Offset::try_from(message.len()?)?;
        generic_file_llseek_size(file, offset, whence, Offset::MAX, end)
    }

    #[inline]
    fn read_iter(mut kiocb: Kiocb<'_, Arc<Message>>, to: &mut IovIterDest<'_>) -> Result<usize> {
        let pos = kiocb.ki_pos();
        let copied = kiocb.file().read(index(pos), to, wait(&kiocb))?;
        *kiocb.ki_pos_mut() = pos.saturating_add(Offset::try_from(copied)?);
        Ok(copied)
    }

    #[inline]
    fn write_iter(
        mut kiocb: Kiocb<'_, Arc<Message>>,
        from: &mut IovIterSource<'_>,
    ) -> Result<usize> {
        if from.is_empty() {
            return Ok(0);
        }
        let start = if kiocb.is_append() {
            Start::End
        } else {
            Start::At(index(kiocb.ki_pos()))
        };
        let stored = kiocb.file().write(start, from, wait(&kiocb))?;
        *kiocb.ki_pos_mut() = Offset::try_from(stored.end)?;
        Ok(stored.len())
    }
}

/// Returns `pos`, which the VFS keeps from being negative, as an index into the contents. What no
/// index can express is behind the end of any contents.
#[inline]
fn index(pos: Offset) -> usize {
    usize::try_from(pos).unwrap_or(usize::MAX)
}

#[inline]
fn wait(kiocb: &Kiocb<'_, Arc<Message>>) -> Wait {
    if kiocb.is_nowait() {
        Wait::Never
    } else {
        Wait::Allowed
    }
}
