// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device `/dev/mydevice`: what its file operations do to the [`Message`].

use crate::{
    abstractions::{
        fs::KiocbExt,
        miscdevice::{
            MiscDevice,
            MiscDeviceOptions,
            MiscDeviceSlot, //
        },
        poll::{
            self,
            PollTable, //
        },
        rwonce::RwOnce, //
    },
    contents::Start,
    ioctl,
    message::Message, //
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

/// What an open file remembers, and all that is kept for it, 8 bytes: the version of the contents
/// that its last read, or else its open, has met.
pub(crate) struct Seen(RwOnce<u64>);

#[vtable]
impl MiscDevice for MyDevice {
    type Data = Arc<Message>;
    type OpenFile = Seen;
    const NOWAIT: bool = true;

    fn slot() -> &'static MiscDeviceSlot<Self> {
        static SLOT: MiscDeviceSlot<MyDevice> = MiscDeviceSlot::new();
        &SLOT
    }

    #[inline]
    fn open(message: &Arc<Message>, file: &File) -> Result<Seen> {
        // The VFS refuses O_DIRECT only after open; nothing must be lost by then.
        if file.flags() & flags::O_DIRECT != 0 {
            return Err(EINVAL);
        }
        // O_TRUNC has cost write permission, whatever the access mode.
        if file.flags() & flags::O_TRUNC != 0 {
            message.truncate()?;
        }
        message.opened();
        Ok(Seen(RwOnce::new(message.version())))
    }

    #[inline]
    fn release(message: &Arc<Message>, _seen: Seen) {
        message.closed();
    }

    #[inline]
    fn size(message: &Arc<Message>) -> Offset {
        // At most 16 MiB.
        message.len() as Offset
    }

    #[inline]
    fn read_iter(
        message: &Arc<Message>,
        seen: &Seen,
        mut kiocb: Kiocb<'_, ()>,
        to: &mut IovIterDest<'_>,
    ) -> Result<usize> {
        let pos = kiocb.ki_pos();
        let copied = if kiocb.is_nowait() {
            message.read_nowait(index(pos), to)?
        } else {
            message.read(index(pos), to)?
        };
        // Of two reads of one file at once, the later to come here counts. If that is the one of
        // the older version, a change is reported twice, and none is missed.
        seen.0.write(copied.version);
        *kiocb.ki_pos_mut() = pos.saturating_add(Offset::try_from(copied.bytes)?);
        Ok(copied.bytes)
    }

    #[inline]
    fn write_iter(
        message: &Arc<Message>,
        _seen: &Seen,
        mut kiocb: Kiocb<'_, ()>,
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
        let stored = if kiocb.is_nowait() {
            message.write_nowait(start, from)?
        } else {
            message.write(start, from)?
        };
        // At most 16 MiB.
        *kiocb.ki_pos_mut() = stored.end as Offset;
        Ok(stored.bytes)
    }

    /// As for a file, a read or a write never has to wait for another; and as for an attribute in
    /// sysfs, a change is something else that has happened.
    fn poll(message: &Arc<Message>, seen: &Seen, file: &File, table: &PollTable<'_>) -> u32 {
        table.register(file, message.changed());
        let ready = poll::flags::IN | poll::flags::OUT;
        if seen.0.read() != message.version() {
            ready | poll::flags::PRI | poll::flags::ERR
        } else {
            ready
        }
    }

    fn ioctl(message: &Arc<Message>, file: &LocalFile, cmd: u32, arg: usize) -> Result<isize> {
        ioctl::handle(message, file, cmd, arg)
    }

    fn show_fdinfo(message: &Arc<Message>, seq: &SeqFile) {
        // Nothing can be returned, and the only error is that the reader is being killed.
        if let Ok(status) = message.status() {
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

/// Returns `pos` as an index into the contents. The VFS keeps it from being negative; if it did not,
/// it would be behind the end of any contents.
#[inline]
fn index(pos: Offset) -> usize {
    pos as usize
}

#[cfg(hello_kunit)]
#[kunit_tests(mydevice)]
#[allow(unsafe_code)] // in what the macro makes
mod tests {
    use super::*;

    #[test]
    fn index_is_the_position() {
        for pos in [0, 1, 16 << 20, Offset::MAX - 1, Offset::MAX] {
            assert_eq!(Offset::try_from(index(pos)), Ok(pos));
        }
    }

    #[test]
    fn index_of_a_negative_position_is_behind_any_end() {
        for pos in [-1, -2, Offset::MIN + 1, Offset::MIN] {
            assert!(index(pos) > index(Offset::MAX));
        }
    }
}
