// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Writing: one new version, with no lock held while a page of the writer's is waited for.

use super::{
    Message,
    TRIES, //
};
use crate::{
    abstractions::{
        iov::IovIterSourceExt,
        rwsem::WriteGuard,
        task, //
    },
    contents::{
        Contents,
        Start,
        Stored, //
    }, //
};
use kernel::{
    iov::IovIterSource,
    prelude::*, //
};

impl Message {
    /// Stores `from`, which is not empty.
    ///
    /// It becomes visible at once. What does not fit the capacity is left out, and when nothing
    /// fits the result is [`ENOSPC`]. Between the old end and a `start` behind it there are zeros
    /// then. A page that cannot be had ends the copy early; if it is the first one the result is
    /// [`EFAULT`] and nothing has changed. A fatal signal gives [`EINTR`].
    #[inline]
    pub(crate) fn write(&self, start: Start, from: &mut IovIterSource<'_>) -> Result<Stored> {
        match start {
            Start::At(_) => self.write_waiting(start, from),
            // Out of line, so that the other does not ask at each step which of the two it is.
            Start::End => self.append(from),
        }
    }

    #[inline(never)]
    fn append(&self, from: &mut IovIterSource<'_>) -> Result<Stored> {
        self.write_waiting(Start::End, from)
    }

    #[inline(always)]
    fn write_waiting(&self, start: Start, from: &mut IovIterSource<'_>) -> Result<Stored> {
        let wanted = self.room(start, from);
        from.fault_in_readable(wanted);
        let stored = self.store(self.contents.write_killable()?, start, from)?;
        if stored.bytes == 0 {
            return self.write_faulting(start, from);
        }
        Ok(stored)
    }

    /// Like [`write`](Self::write), but never sleeps: what would need that gives [`EAGAIN`].
    pub(crate) fn write_nowait(
        &self,
        start: Start,
        from: &mut IovIterSource<'_>,
    ) -> Result<Stored> {
        let wanted = self.room(start, from);
        if from.probe_readable(wanted) < wanted {
            return Err(EAGAIN);
        }
        let contents = self.contents.try_write().ok_or(EAGAIN)?;
        let stored = self.store(contents, start, from)?;
        if stored.bytes == 0 {
            return Err(EAGAIN);
        }
        Ok(stored)
    }

    /// Goes on with a write that has lost the first page of `from` again.
    #[cold]
    fn write_faulting(&self, start: Start, from: &mut IovIterSource<'_>) -> Result<Stored> {
        for _ in 0..TRIES {
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            let wanted = self.room(start, from);
            if from.fault_in_readable(wanted) == 0 {
                break;
            }
            let stored = self.store(self.contents.write_killable()?, start, from)?;
            if stored.bytes > 0 {
                return Ok(stored);
            }
        }
        Err(EFAULT)
    }

    /// Returns how many bytes of `from` may fit.
    #[inline]
    fn room(&self, start: Start, from: &mut IovIterSource<'_>) -> usize {
        let room = match start {
            Start::At(pos) => self.capacity.saturating_sub(pos),
            Start::End => self.capacity,
        };
        room.min(from.len())
    }

    /// Stores what fits of `from`, and unlocks the contents.
    #[inline]
    fn store(
        &self,
        mut contents: WriteGuard<'_, Contents>,
        start: Start,
        from: &mut IovIterSource<'_>,
    ) -> Result<Stored> {
        let stored = contents.store(start, from)?;
        if stored.bytes > 0 {
            self.publish(contents);
        }
        Ok(stored)
    }
}
