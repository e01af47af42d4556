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
        // So that a large write does not end at a page that is not present yet.
        from.fault_in_readable(self.wanted(start, from));
        let mut contents = self.lock_write(nowait)?;
        let stored = contents.store(start, from)?;
        if stored.bytes == 0 {
            drop(contents);
            return self.write_faulting(start, from, nowait);
        }
        self.publish(contents);
        Ok(stored)
    }

    /// Continues a write that could not copy its first page, which is not present or not readable.
    #[cold]
    fn write_faulting(
        &self,
        start: Start,
        from: &mut IovIterSource<'_>,
        nowait: bool,
    ) -> Result<Stored> {
        for _ in 0..TRIES {
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            // If the contents are full, no byte is wanted, but another thread may empty them before
            // they are locked.
            let wanted = self.wanted(start, from);
            if wanted > 0 && from.fault_in_readable(wanted) == 0 {
                break;
            }
            let mut contents = self.lock_write(nowait)?;
            let stored = contents.store(start, from)?;
            if stored.bytes > 0 {
                self.publish(contents);
                return Ok(stored);
            }
        }
        Err(EFAULT)
    }

    /// Returns how many bytes of `from` fit from `start` on. For an append that may change until the
    /// contents are locked.
    #[inline]
    fn wanted(&self, start: Start, from: &IovIterSource<'_>) -> usize {
        let start = match start {
            Start::At(pos) => pos,
            Start::End => self.len(),
        };
        from.len().min(self.settings.capacity.saturating_sub(start))
    }
}
