// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The contents of the device, shared by all who have it open.
//!
//! One buffer and one lock: readers share it, a writer has it alone. What user space sees of it
//! is always one version, because a copy to or from user space runs under the lock; and nobody
//! waits for another's page, because it runs with page faults disabled. When a page is missing,
//! the lock is dropped, the page is waited for, and the copy is tried again, as in
//! `generic_perform_write()` in `mm/filemap.c`.

use crate::{
    abstractions::{
        iov::{
            IovIterDestExt,
            IovIterSourceExt, //
        },
        rwsem::{
            new_rwsem,
            ReadGuard,
            RwSemaphore,
            WriteGuard, //
        },
        task, //
    },
    greeting::Greeting,
};
use core::ops::Range;
use kernel::{
    iov::{
        IovIterDest,
        IovIterSource, //
    },
    prelude::*, //
};

/// How often a copy that moves nothing is tried again.
///
/// A page lost this often between being faulted in and being used is not swapped out by chance:
/// it is there and may not be accessed, as with memory tags.
const TRIES: usize = 64;

/// Whether a caller may be put to sleep.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wait {
    /// It may: for the lock and for its own pages.
    Allowed,
    /// It may not: what would need it gives [`EAGAIN`].
    Never,
}

/// Where a write begins.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    /// This many bytes behind the beginning.
    At(usize),
    /// At the end as it is when the write takes place.
    End,
}

/// The contents of the device.
#[pin_data]
pub(crate) struct Message {
    #[pin]
    contents: RwSemaphore<Contents>,
    capacity: usize,
    greeting: Greeting,
}

/// What the lock protects.
struct Contents {
    /// All the memory there will ever be. Bytes behind `len` are left over from earlier versions.
    buffer: KVVec<u8>,
    /// How much of `buffer` is the contents; at most its length.
    len: usize,
    /// Counts the changes.
    version: u64,
}

impl Message {
    /// Creates contents of at most `capacity` bytes that begin as `greeting`.
    ///
    /// Returns [`ENOMEM`] if there is no memory for them.
    pub(crate) fn new(greeting: Greeting, capacity: usize) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            contents <- new_rwsem!(Contents::new(&greeting, capacity)?, c"hello::contents"),
            capacity,
            greeting,
        })
    }

    /// Returns what the contents began as.
    pub(crate) fn greeting(&self) -> &Greeting {
        &self.greeting
    }

    /// Returns the length of the contents in bytes, or [`EINTR`] on a fatal signal.
    pub(crate) fn len(&self) -> Result<usize> {
        Ok(self.contents.read_killable()?.len)
    }

    /// Makes the contents empty. Returns [`EINTR`] on a fatal signal.
    pub(crate) fn truncate(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        if contents.len > 0 {
            contents.len = 0;
            contents.changed();
        }
        Ok(())
    }

    /// Copies the contents behind `pos` to `to`, all of one version, and returns how many bytes.
    ///
    /// At the end or behind it that is 0. A page that cannot be had ends the copy early; if it is
    /// the first one the result is [`EFAULT`]. A fatal signal gives [`EINTR`].
    #[inline]
    pub(crate) fn read(&self, pos: usize, to: &mut IovIterDest<'_>, wait: Wait) -> Result<usize> {
        let wanted = {
            let contents = self.lock_shared(wait)?;
            let bytes = contents.part(pos, to.len());
            if to.copy_all_nofault(bytes) {
                return Ok(bytes.len());
            }
            bytes.len()
        };
        match wait {
            Wait::Allowed => self.read_faulting(pos, to, wanted),
            Wait::Never => Err(EAGAIN),
        }
    }

    /// Goes on with a read that misses a page among the first `wanted` bytes of `to`.
    ///
    /// It starts over: by now there may be another version.
    #[cold]
    fn read_faulting(
        &self,
        pos: usize,
        to: &mut IovIterDest<'_>,
        mut wanted: usize,
    ) -> Result<usize> {
        for _ in 0..TRIES {
            if to.fault_in_writeable(wanted) == 0 {
                break;
            }
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            let contents = self.lock_shared(Wait::Allowed)?;
            let bytes = contents.part(pos, to.len());
            let copied = to.copy_nofault(bytes);
            if copied > 0 || bytes.is_empty() {
                return Ok(copied);
            }
            wanted = bytes.len();
        }
        Err(EFAULT)
    }

    /// Stores `from`, which is not empty, and returns the positions that were written.
    ///
    /// It becomes visible at once. What does not fit the capacity is left out, and when nothing
    /// fits the result is [`ENOSPC`]. Between the old end and a `start` behind it there are zeros
    /// then. A page that cannot be had ends the copy early; if it is the first one the result is
    /// [`EFAULT`] and nothing has changed. A fatal signal gives [`EINTR`].
    #[inline]
    pub(crate) fn write(
        &self,
        start: Start,
        from: &mut IovIterSource<'_>,
        wait: Wait,
    ) -> Result<Range<usize>> {
        let room = match start {
            Start::At(pos) => self.capacity.saturating_sub(pos),
            Start::End => self.capacity,
        };
        let wanted = room.min(from.len());
        for _ in 0..TRIES {
            let present = match wait {
                Wait::Allowed => from.fault_in_readable(wanted),
                Wait::Never => from.probe_readable(wanted),
            };
            if wait == Wait::Never && present < wanted {
                return Err(EAGAIN);
            }
            let stored = self.lock_exclusive(wait)?.store(start, from)?;
            if !stored.is_empty() {
                return Ok(stored);
            }
            if wait == Wait::Never {
                return Err(EAGAIN);
            }
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            if present == 0 {
                break;
            }
        }
        Err(EFAULT)
    }

    #[inline]
    fn lock_shared(&self, wait: Wait) -> Result<ReadGuard<'_, Contents>> {
        match wait {
            Wait::Allowed => self.contents.read_killable(),
            Wait::Never => self.contents.try_read().ok_or(EAGAIN),
        }
    }

    #[inline]
    fn lock_exclusive(&self, wait: Wait) -> Result<WriteGuard<'_, Contents>> {
        match wait {
            Wait::Allowed => self.contents.write_killable(),
            Wait::Never => self.contents.try_write().ok_or(EAGAIN),
        }
    }
}

impl Contents {
    fn new(greeting: &Greeting, capacity: usize) -> Result<Self> {
        let mut buffer = KVVec::from_elem(0, capacity, GFP_KERNEL)?;
        let len = greeting.write_to(&mut buffer);
        Ok(Self {
            buffer,
            len,
            version: 0,
        })
    }

    /// Returns at most `max` bytes behind `pos`; none at the end or behind it.
    #[inline]
    fn part(&self, pos: usize, max: usize) -> &[u8] {
        let end = pos.saturating_add(max).min(self.len);
        self.buffer.get(pos..end).unwrap_or_default()
    }

    /// Copies what fits of `from` into the buffer and returns where it went.
    ///
    /// An empty range means that the first page of `from` is missing; nothing has changed then.
    #[inline]
    fn store(&mut self, start: Start, from: &mut IovIterSource<'_>) -> Result<Range<usize>> {
        let start = match start {
            Start::At(pos) => pos,
            Start::End => self.len,
        };
        let room = self.buffer.get_mut(start..).unwrap_or_default();
        if room.is_empty() {
            return Err(ENOSPC);
        }
        let end = start.saturating_add(from.copy_nofault(room));
        if start < end {
            if let Some(gap) = self.buffer.get_mut(self.len..start) {
                gap.fill(0);
            }
            self.len = self.len.max(end);
            self.changed();
        }
        Ok(start..end)
    }

    #[inline]
    fn changed(&mut self) {
        self.version = self.version.wrapping_add(1);
    }
}
