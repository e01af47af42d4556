// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The state of the device, which all open files share.
//!
//! One lock protects the contents: readers share it, and a writer holds it alone. A copy to or from
//! user space runs under the lock, so a read returns bytes of one version. It runs with page faults
//! disabled, so no one waits for a page of another process. If a page is not present, the lock is
//! released, the page is faulted in, and the copy is tried again, as in `generic_perform_write()` in
//! `mm/filemap.c`. Reads and writes allocate no memory.

mod read;
mod write;

use crate::{
    abstractions::rwsem::{
        ReadGuard,
        RwSemaphore,
        WriteGuard, //
    },
    contents::Contents,
    parameters::Settings, //
};
use kernel::{
    new_poll_condvar,
    prelude::*,
    sync::{
        atomic::{
            Atomic,
            Relaxed, //
        },
        poll::PollCondVar, //
    }, //
};

/// How many times a copy that moved no byte is tried again.
///
/// A page may be swapped out again between fault-in and copy. So many failures in a row mean that it
/// is present but that access is forbidden, for example by a memory tag.
const TRIES: usize = 64;

/// The state of the device.
#[pin_data]
pub(crate) struct State {
    #[pin]
    contents: RwSemaphore<Contents>,
    /// Copies of what is in `contents`, so that lseek and poll need no lock. They change only while
    /// `contents` is locked for writing.
    len: Atomic<usize>,
    version: Atomic<u64>,
    /// The number of open files.
    openers: Atomic<i32>,
    /// Notified at each change of the contents.
    #[pin]
    changed: PollCondVar,
    settings: Settings,
}

/// Size and version of the contents at one moment.
pub(crate) struct Status {
    /// The length in bytes.
    pub(crate) len: usize,
    /// The largest possible length in bytes.
    pub(crate) capacity: usize,
    /// The number of changes since the module was loaded.
    pub(crate) version: u64,
}

impl State {
    /// Creates an initialiser of contents that begin as the greeting in `settings`.
    ///
    /// It returns [`ENOMEM`] if there is no memory for them.
    pub(crate) fn new(settings: Settings) -> impl PinInit<Self, Error> {
        try_pin_init!(Self {
            contents <- crate::new_rwsem!(Contents::new(&settings.greeting, settings.capacity)?, c"contents"),
            // The greeting fits the capacity: `Settings` has checked that.
            len: Atomic::new(settings.greeting.len()),
            version: Atomic::new(0),
            openers: Atomic::new(0),
            changed <- new_poll_condvar!("changed"),
            settings,
        })
    }

    /// Returns the length of the contents in bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len.load(Relaxed)
    }

    /// Returns the number of changes since the module was loaded.
    #[inline]
    pub(crate) fn version(&self) -> u64 {
        self.version.load(Relaxed)
    }

    /// Returns the number of open files.
    pub(crate) fn openers(&self) -> u32 {
        self.openers.load(Relaxed).unsigned_abs()
    }

    /// Counts an open file.
    pub(crate) fn add_opener(&self) {
        self.openers.add(1, Relaxed);
    }

    /// Subtracts an open file again.
    pub(crate) fn remove_opener(&self) {
        self.openers.add(-1, Relaxed);
    }

    /// Returns what is notified at each change of the contents.
    pub(crate) fn changed(&self) -> &PollCondVar {
        &self.changed
    }

    /// Returns size and version of the contents, or [`EINTR`] for a fatal signal.
    pub(crate) fn status(&self) -> Result<Status> {
        let contents = self.contents.read_killable()?;
        Ok(Status {
            len: contents.len(),
            capacity: self.settings.capacity,
            version: contents.version(),
        })
    }

    /// Makes the contents empty. Returns [`EINTR`] for a fatal signal.
    pub(crate) fn truncate(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        if contents.truncate() {
            self.publish(contents);
        }
        Ok(())
    }

    /// Makes the contents the greeting again. Returns [`EINTR`] for a fatal signal.
    pub(crate) fn reset(&self) -> Result {
        let mut contents = self.contents.write_killable()?;
        contents.reset(&self.settings.greeting);
        self.publish(contents);
        Ok(())
    }

    /// Locks the contents for reading. Returns [`EINTR`] for a fatal signal; with `nowait` it does
    /// not wait for the lock and returns [`EAGAIN`].
    #[inline]
    fn lock_read(&self, nowait: bool) -> Result<ReadGuard<'_, Contents>> {
        if nowait {
            self.contents.try_read().ok_or(EAGAIN)
        } else {
            self.contents.read_killable()
        }
    }

    /// Locks the contents for writing; as [`lock_read`](Self::lock_read) otherwise.
    #[inline]
    fn lock_write(&self, nowait: bool) -> Result<WriteGuard<'_, Contents>> {
        if nowait {
            self.contents.try_write().ok_or(EAGAIN)
        } else {
            self.contents.write_killable()
        }
    }

    /// Unlocks contents that have changed, and wakes all that wait for a change.
    #[inline]
    fn publish(&self, contents: WriteGuard<'_, Contents>) {
        self.version.store(contents.version(), Relaxed);
        self.len.store(contents.len(), Relaxed);
        drop(contents);
        self.changed.notify_all();
    }
}
