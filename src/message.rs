// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The contents of the device, shared by all who have it open.
//!
//! One buffer and one lock: readers share it, a writer has it alone. What user space sees of it
//! is always one version, because a copy to or from user space runs under the lock; and nobody
//! waits for another's page, because it runs with page faults disabled. When a page is missing,
//! the lock is dropped, the page is waited for, and the copy is tried again, as in
//! `generic_perform_write()` in `mm/filemap.c`. Nothing is allocated for it.

mod read;
mod write;

use crate::{
    abstractions::{
        poll::{
            new_poll_wait_queue,
            PollWaitQueue, //
        },
        rwonce::RwOnce,
        rwsem::{
            new_rwsem,
            RwSemaphore,
            WriteGuard, //
        }, //
    },
    contents::Contents,
    greeting::Greeting, //
};
use kernel::{
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

/// The contents of the device.
#[pin_data]
pub(crate) struct Message {
    #[pin]
    contents: RwSemaphore<Contents>,
    /// Copies of what is in `contents`, for those who need no more than one of them. They change
    /// while `contents` is locked for writing.
    len: RwOnce<usize>,
    version: RwOnce<u64>,
    /// How many have the contents open.
    openers: Atomic<i32>,
    /// Who waits for another version.
    #[pin]
    changed: PollWaitQueue,
    capacity: usize,
    greeting: Greeting,
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
            len: RwOnce::new(greeting.len()),
            version: RwOnce::new(0),
            openers: Atomic::new(0),
            changed <- new_poll_wait_queue!(c"hello::changed"),
            capacity,
            greeting,
        })
    }

    /// Returns the length of the contents in bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.read()
    }

    /// Returns the number of changes since the beginning.
    #[inline]
    pub(crate) fn version(&self) -> u64 {
        self.version.read()
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
            len: contents.len(),
            capacity: self.capacity,
            version: contents.version(),
        })
    }

    /// Makes the contents empty. Returns [`EINTR`] on a fatal signal.
    pub(crate) fn truncate(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        contents.truncate();
        self.publish(contents);
        Ok(())
    }

    /// Makes the contents the greeting again. Returns [`EINTR`] on a fatal signal.
    pub(crate) fn reset(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        contents.reset(&self.greeting);
        self.publish(contents);
        Ok(())
    }

    /// Unlocks the contents, of another version now, and tells those who wait for that.
    #[inline]
    fn publish(&self, contents: WriteGuard<'_, Contents>) {
        self.version.write(contents.version());
        self.len.write(contents.len());
        drop(contents);
        self.changed.wake_up_pri();
    }
}
