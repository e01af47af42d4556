// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The bytes of the device and what a write does to them. Whoever has a reference has the lock.

use crate::{
    abstractions::iov::IovIterSourceExt,
    greeting::Greeting, //
};
use kernel::{
    iov::IovIterSource,
    prelude::*, //
};

/// Where a write begins.
#[derive(Clone, Copy)]
pub(crate) enum Start {
    /// This many bytes behind the beginning.
    At(usize),
    /// At the end as it is when the write takes place.
    End,
}

/// What a write has stored.
pub(crate) struct Stored {
    /// The number of bytes.
    pub(crate) bytes: usize,
    /// The position behind them.
    pub(crate) end: usize,
}

/// The contents of the device.
pub(crate) struct Contents {
    /// All the memory there will ever be. Bytes behind `len` are left over from earlier versions.
    buffer: KVVec<u8>,
    /// How much of `buffer` is the contents; at most its length.
    len: usize,
    /// Counts the changes.
    version: u64,
}

impl Contents {
    /// Creates contents of at most `capacity` bytes that begin as `greeting`.
    ///
    /// Returns [`ENOMEM`] if there is no memory for them.
    pub(crate) fn new(greeting: &Greeting, capacity: usize) -> Result<Self> {
        let mut buffer = KVVec::from_elem(0, capacity, GFP_KERNEL)?;
        let len = greeting.write_to(&mut buffer);
        Ok(Self {
            buffer,
            len,
            version: 0,
        })
    }

    /// Returns the number of bytes.
    #[inline]
    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Returns the number of changes since the beginning.
    #[inline]
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Returns at most `max` bytes behind `pos`; none at the end or behind it.
    #[inline]
    pub(crate) fn part(&self, pos: usize, max: usize) -> &[u8] {
        let end = pos.saturating_add(max).min(self.len);
        self.buffer.get(pos..end).unwrap_or_default()
    }

    /// Removes all bytes. Nothing changes if there are none.
    pub(crate) fn truncate(&mut self) {
        if self.len > 0 {
            self.len = 0;
            self.changed();
        }
    }

    /// Puts `greeting` in the place of all that there is.
    pub(crate) fn reset(&mut self, greeting: &Greeting) {
        self.len = greeting.write_to(&mut self.buffer);
        self.changed();
    }

    /// Copies what fits of `from` into the buffer.
    ///
    /// No byte means that the first page of `from` is missing; nothing has changed then.
    /// Returns [`ENOSPC`] if there is no room behind `start`.
    #[inline]
    pub(crate) fn store(&mut self, start: Start, from: &mut IovIterSource<'_>) -> Result<Stored> {
        let start = match start {
            Start::At(pos) => pos,
            Start::End => self.len,
        };
        let room = self.buffer.get_mut(start..).ok_or(ENOSPC)?;
        if room.is_empty() {
            return Err(ENOSPC);
        }
        let bytes = from.copy_nofault(room);
        let end = start.saturating_add(bytes);
        if bytes > 0 {
            if let Some(gap) = self.buffer.get_mut(self.len..start) {
                gap.fill(0);
            }
            self.len = self.len.max(end);
            self.changed();
        }
        Ok(Stored { bytes, end })
    }

    #[inline]
    fn changed(&mut self) {
        self.version = self.version.wrapping_add(1);
    }
}
