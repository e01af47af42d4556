// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device `/dev/mydevice`: what its file operations do to the [`Message`].

use crate::{
    abstractions::{
        fs::KiocbExt,
        miscdevice::{
            MiscDevice,
            MiscDeviceOptions,
            MiscDeviceRegistration, //
        },
        poll::{
            self,
            PollTable, //
        }, //
    },
    contents::Start,
    ioctl,
    message::{
        Message,
        Wait, //
    },
    open_file::OpenFile, //
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
    seq_file::SeqFile,
    seq_print,
    sync::Arc, //
};

/// How the device is registered: anyone may read it, only its owner may write.
pub(crate) const OPTIONS: MiscDeviceOptions = MiscDeviceOptions {
    name: c"mydevice",
    mode: 0o644,
};

/// The device. All who open it share one [`Message`].
pub(crate) struct MyDevice;

#[vtable]
impl MiscDevice for MyDevice {
    type Data = Arc<Message>;
    type Ptr = KBox<OpenFile>;
    const NOWAIT: bool = true;

    fn open(file: &File, misc: &MiscDeviceRegistration<Self>) -> Result<KBox<OpenFile>> {
        // The VFS refuses O_DIRECT only after open; nothing must be lost by then.
        if file.flags() & flags::O_DIRECT != 0 {
            return Err(EINVAL);
        }
        let open_file = OpenFile::new(misc.data().clone())?;
        // O_TRUNC has cost write permission, whatever the access mode.
        if file.flags() & flags::O_TRUNC != 0 {
            open_file.message().truncate()?;
            open_file.saw(open_file.message().version());
        }
        Ok(open_file)
    }

    #[inline]
    fn size(open_file: &OpenFile) -> Offset {
        Offset::try_from(open_file.message().len()).unwrap_or(Offset::MAX)
    }

    #[inline]
    fn read_iter(mut kiocb: Kiocb<'_, KBox<OpenFile>>, to: &mut IovIterDest<'_>) -> Result<usize> {
        let open_file = kiocb.file();
        let pos = kiocb.ki_pos();
        let copied = open_file.message().read(index(pos), to, wait(&kiocb))?;
        open_file.saw(copied.version);
        *kiocb.ki_pos_mut() = pos.saturating_add(Offset::try_from(copied.bytes)?);
        Ok(copied.bytes)
    }

    #[inline]
    fn write_iter(
        mut kiocb: Kiocb<'_, KBox<OpenFile>>,
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
        let stored = kiocb.file().message().write(start, from, wait(&kiocb))?;
        *kiocb.ki_pos_mut() = Offset::try_from(stored.end)?;
        Ok(stored.len())
    }

    /// As for a file, a read or a write never has to wait for another; and as for an attribute in
    /// sysfs, a change is something else that has happened.
    fn poll(open_file: &OpenFile, file: &File, table: &PollTable<'_>) -> u32 {
        table.register(file, open_file.message().changed());
        let ready = poll::flags::IN | poll::flags::OUT;
        if open_file.has_changed() {
            ready | poll::flags::PRI | poll::flags::ERR
        } else {
            ready
        }
    }

    fn ioctl(open_file: &OpenFile, file: &LocalFile, cmd: u32, arg: usize) -> Result<isize> {
        ioctl::handle(open_file.message(), file, cmd, arg)
    }

    fn show_fdinfo(open_file: &OpenFile, seq: &SeqFile, _file: &LocalFile) {
        // There is no way to report an error, and the one there is, is that the reader dies.
        if let Ok(status) = open_file.message().status() {
            seq_print!(
                seq,
                "version:\t{}\nsize:\t{}\ncapacity:\t{}\n",
                status.version,
                status.len,
                status.capacity,
            );
        }
    }
}

/// Returns `pos`, which the VFS keeps from being negative, as an index into the contents. What no
/// index can express is behind the end of any contents.
#[inline]
fn index(pos: Offset) -> usize {
    usize::try_from(pos).unwrap_or(usize::MAX)
}

#[inline]
fn wait(kiocb: &Kiocb<'_, KBox<OpenFile>>) -> Wait {
    if kiocb.is_nowait() {
        Wait::Never
    } else {
        Wait::Allowed
    }
}
