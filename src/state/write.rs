// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Writing: one new version, with no lock held while a page is faulted in.

use super::{
    State,
    TRIES, //
};
use crate::{
    abstractions::{
        iov::IovIterSourceExt,
        task, //
    },
    contents::{
        Start,
        Stored, //
    }, //
};
use kernel::{
    iov::IovIterSource,
    prelude::*, //
};

impl State {
    /// Stores `from`, which is not empty, at `start`. It becomes visible atomically.
    ///
    /// Only what fits the capacity is stored; if that is no byte, this returns [`ENOSPC`]. Bytes
    /// between the old end and `start` become zeros. A page that cannot be faulted in ends the copy
    /// early; if not even one byte can be copied, this returns [`EFAULT`] and changes nothing. It
    /// returns [`EINTR`] for a fatal signal, and with `nowait` [`EAGAIN`] instead of waiting for the
    /// lock.
    #[inline]
    pub(crate) fn write(
        &self,
        start: Start,
        from: &mut IovIterSource<'_>,
        nowait: bool,
    ) -> Result<Stored> {
        for _ in 0..TRIES {
            // First, so that a large write does not end at a page that is not present yet.
            let wanted = self.room(start).min(from.len());
            let present = from.fault_in_readable(wanted);

            let mut contents = self.lock_write(nowait)?;
            let stored = contents.store(start, from)?;
            if stored.bytes > 0 {
                self.publish(contents);
                return Ok(stored);
            }
            drop(contents);

            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            if present == 0 {
                break;
            }
        }
        Err(EFAULT)
    }

    /// Returns how many bytes fit from `start` on. For an append that may change until the contents
    /// are locked.
    #[inline]
    fn room(&self, start: Start) -> usize {
        let start = match start {
            Start::At(pos) => pos,
            Start::End => self.len(),
        };
        self.settings.capacity.saturating_sub(start)
    }
}
