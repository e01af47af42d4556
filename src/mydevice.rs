// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device `/dev/mydevice`: what each file operation does with the [`State`].

use crate::{
    abstractions::{
        fs::KiocbExt,
        miscdevice::{
            MiscDevice,
            MiscDeviceOptions,
            Registered, //
        },
        poll::{
            PollFlag,
            PollFlags, //
        }, //
    },
    contents::Start,
    ioctl,
    state::State, //
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
    sync::{
        atomic::{
            Atomic,
            Relaxed, //
        },
        poll::PollTable,
        Arc, //
    }, //
};

/// How the device is registered: all users may read it, only root may write.
pub(crate) const OPTIONS: MiscDeviceOptions = MiscDeviceOptions {
    name: c"mydevice",
    mode: 0o644,
};

/// An open file of the device.
pub(crate) struct OpenFile {
    state: Arc<State>,
    /// The version of the contents at the last read, or else when the file was opened.
    seen: Atomic<u64>,
}

impl OpenFile {
    /// Creates an open file and adds it to the number of openers. `drop` subtracts it again, also
    /// when open fails.
    fn new(state: Arc<State>) -> Self {
        state.add_opener();
        Self {
            state,
            seen: Atomic::new(0),
        }
    }

    #[inline]
    fn set_seen(&self, version: u64) {
        self.seen.store(version, Relaxed);
    }
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        self.state.remove_opener();
    }
}

#[vtable]
impl MiscDevice for OpenFile {
    type Ptr = KBox<Self>;
    type RegistrationData = Arc<State>;
    const NOWAIT: bool = true;
    const SPLICE: bool = true;

    fn open(file: &LocalFile, registration: &Registered<Self>) -> Result<KBox<Self>> {
        // The VFS refuses O_DIRECT only after open(). By then O_TRUNC would have emptied the contents.
        if file.flags() & flags::O_DIRECT != 0 {
            return Err(EINVAL);
        }
        // Allocated before O_TRUNC, so that an open that fails changes nothing.
        let open_file = KBox::new(Self::new(registration.data().clone()), GFP_KERNEL)?;
        // O_TRUNC needs the permission to write, also with O_RDONLY. The VFS has checked it.
        if file.flags() & flags::O_TRUNC != 0 {
            open_file.state.truncate()?;
        }
        open_file.set_seen(open_file.state.version());
        Ok(open_file)
    }

    #[inline]
    fn size(this: &Self) -> Offset {
        // The length is at most 16 MiB.
        this.state.len() as Offset
    }

    #[inline]
    fn read_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterDest<'_>) -> Result<usize> {
        if iov.is_empty() {
            return Ok(0);
        }
        let this = kiocb.file();
        let pos = kiocb.ki_pos();
        let copied = this.state.read(index(pos), iov, kiocb.is_nowait())?;
        // If two threads read the same file at the same time, the older version may be stored last.
        // Then poll reports the change once more; it misses none.
        this.set_seen(copied.version);
        // At most 16 MiB.
        *kiocb.ki_pos_mut() = pos.saturating_add(copied.bytes as Offset);
        Ok(copied.bytes)
    }

    #[inline]
    fn write_iter(mut kiocb: Kiocb<'_, KBox<Self>>, iov: &mut IovIterSource<'_>) -> Result<usize> {
        if iov.is_empty() {
            return Ok(0);
        }
        let start = if kiocb.is_append() {
            Start::End
        } else {
            Start::At(index(kiocb.ki_pos()))
        };
        let stored = kiocb.file().state.write(start, iov, kiocb.is_nowait())?;
        // The position is at most 16 MiB.
        *kiocb.ki_pos_mut() = stored.end as Offset;
        Ok(stored.bytes)
    }

    /// A write has stored everything already.
    fn fsync(_this: &Self) -> Result {
        Ok(())
    }

    /// Reads and writes never have to wait for data or room, as with a regular file. A change of the
    /// contents is an exceptional event, as with an attribute in sysfs.
    fn poll(this: &Self, file: &File, table: PollTable<'_>) -> PollFlags {
        table.register_wait(file, this.state.changed());
        let ready = PollFlag::In | PollFlag::RdNorm | PollFlag::Out | PollFlag::WrNorm;
        if this.seen.load(Relaxed) == this.state.version() {
            ready
        } else {
            ready | PollFlag::Pri | PollFlag::Err
        }
    }

    fn ioctl(this: &Self, file: &File, cmd: u32, arg: usize) -> Result<isize> {
        ioctl::handle(&this.state, file, cmd, arg)
    }

    fn show_fdinfo(this: &Self, seq: &SeqFile) {
        // This function returns nothing. The only error is that the reader is being killed.
        if let Ok(status) = this.state.status() {
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

/// Returns `pos` as an index into the contents. The VFS passes no negative position; as an index it
/// would be past the end of any contents.
#[inline]
fn index(pos: Offset) -> usize {
    const {
        assert!(size_of::<usize>() == size_of::<Offset>()); // CONFIG_64BIT
    }
    pos as usize
}

#[cfg(kunit_tests)]
#[kunit_tests(mydevice)]
#[allow(unsafe_code)] // in the code that the macro generates
mod tests {
    use super::*;

    #[test]
    fn index_is_the_position() {
        for pos in [0, 1, 16 << 20, Offset::MAX - 1, Offset::MAX] {
            assert_eq!(Offset::try_from(index(pos)), Ok(pos));
        }
    }

    #[test]
    fn index_of_a_negative_position_is_past_any_end() {
        for pos in [-1, -2, Offset::MIN + 1, Offset::MIN] {
            assert!(index(pos) > index(Offset::MAX));
        }
    }
}
