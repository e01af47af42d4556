// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The contents of the device, shared by all who have it open.
//!
//! One buffer and one lock: readers share it, a writer has it alone. What user space sees of it
//! is always one version, because a copy to or from user space runs under the lock; and nobody
//! waits for another's page, because it runs with page faults disabled. When a page is missing,
//! the lock is dropped, the page is waited for, and the copy is tried again, as in
//! `generic_perform_write()` in `mm/filemap.c`. Nothing is allocated for it.

use crate::{
    abstractions::{
        iov::{
            IovIterDestExt,
            IovIterSourceExt, //
        },
        poll::{
            self,
            new_poll_wait_queue,
            PollWaitQueue, //
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
    prelude::*,
    sync::atomic::{
        Atomic,
        Relaxed, //
    }, //
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
    /// Copies of what is in `contents`, for those who need no more than one of them. They change
    /// while `contents` is locked for writing.
    len: Atomic<usize>,
    version: Atomic<u64>,
    openers: Atomic<i32>,
    /// Who waits for another version.
    #[pin]
    changed: PollWaitQueue,
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

/// What a read has given.
pub(crate) struct Copied {
    /// The number of bytes.
    pub(crate) bytes: usize,
    /// The version they are of.
    pub(crate) version: u64,
}

/// The state of the contents at one moment.
pub(crate) struct Status {
    /// Bytes that there are.
    pub(crate) len: usize,
    /// Bytes that there can be.
    pub(crate) capacity: usize,
    /// The number of changes since the beginning.
    pub(crate) version: u64,
}

impl Message {
    /// Creates contents of at most `capacity` bytes that begin as `greeting`.
    ///
    /// Returns [`ENOMEM`] if there is no memory for them.
    pub(crate) fn new(greeting: Greeting, capacity: usize) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            contents <- new_rwsem!(Contents::new(&greeting, capacity)?, c"hello::contents"),
            // Of a greeting longer than `capacity`, which `Settings` refuses, this would be wrong.
            len: Atomic::new(greeting.len()),
            version: Atomic::new(0),
            openers: Atomic::new(0),
            changed <- new_poll_wait_queue!(c"hello::changed"),
            capacity,
            greeting,
        })
    }

    /// Returns the length of the contents in bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.load(Relaxed)
    }

    /// Returns the number of changes since the beginning.
    #[inline]
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Relaxed)
    }

    /// Returns how many have the contents open.
    pub(crate) fn openers(&self) -> u32 {
        self.openers.load(Relaxed).unsigned_abs()
    }

    /// Counts one more opener.
    pub(crate) fn opened(&self) {
        self.openers.add(1, Relaxed);
    }

    /// Counts one opener less.
    pub(crate) fn closed(&self) {
        self.openers.add(-1, Relaxed);
    }

    /// Returns who is woken when there is another version.
    pub(crate) fn changed(&self) -> &PollWaitQueue {
        &self.changed
    }

    /// Returns the state of the contents, or [`EINTR`] on a fatal signal.
    pub(crate) fn status(&self) -> Result<Status> {
        let contents = self.contents.read_killable()?;
        Ok(Status {
            len: contents.len,
            capacity: self.capacity,
            version: contents.version,
        })
    }

    /// Makes the contents empty. Returns [`EINTR`] on a fatal signal.
    pub(crate) fn truncate(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        if contents.len > 0 {
            contents.len = 0;
            self.publish(contents);
        }
        Ok(())
    }

    /// Makes the contents the greeting again. Returns [`EINTR`] on a fatal signal.
    pub(crate) fn reset(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        contents.len = self.greeting.write_to(&mut contents.buffer);
        self.publish(contents);
        Ok(())
    }

    /// Copies the contents behind `pos` to `to`, all of one version.
    ///
    /// At the end or behind it that is no byte. A page that cannot be had ends the copy early; if it is
    /// the first one the result is [`EFAULT`]. A fatal signal gives [`EINTR`].
    #[inline]
    pub(crate) fn read(&self, pos: usize, to: &mut IovIterDest<'_>, wait: Wait) -> Result<Copied> {
        let wanted = {
            let contents = self.lock_shared(wait)?;
            let bytes = contents.part(pos, to.len());
            if to.copy_all_nofault(bytes) {
                return Ok(Copied {
                    bytes: bytes.len(),
                    version: contents.version,
                });
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
    ) -> Result<Copied> {
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
                return Ok(Copied {
                    bytes: copied,
                    version: contents.version,
                });
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
            let mut contents = self.lock_exclusive(wait)?;
            let stored = contents.store(start, from)?;
            if !stored.is_empty() {
                self.publish(contents);
                return Ok(stored);
            }
            drop(contents);
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

    /// Makes what has been done to `contents` the next version, and tells those who wait for it.
    #[inline]
    fn publish(&self, mut contents: WriteGuard<'_, Contents>) {
        contents.version = contents.version.wrapping_add(1);
        self.version.store(contents.version, Relaxed);
        self.len.store(contents.len, Relaxed);
        drop(contents);
        self.changed.wake_up(poll::flags::PRI | poll::flags::ERR);
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
        }
        Ok(start..end)
    }
}
