// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The bytes of the device, and what a write does to them. [`State`] locks them.
//!
//! [`State`]: crate::state::State

#[cfg(kunit_tests)]
mod tests;

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
    /// At this position.
    At(usize),
    /// At the end of the contents, when the write takes place.
    End,
}

/// What a write has stored.
pub(crate) struct Stored {
    /// The number of bytes.
    pub(crate) bytes: usize,
    /// The position after the last of them.
    pub(crate) end: usize,
}

/// The contents of the device.
pub(crate) struct Contents {
    /// All the memory of the contents. Bytes from `len` on are left from earlier versions.
    buffer: KVVec<u8>,
    /// The length of the contents; at most that of `buffer`.
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

    /// Returns the number of changes since the module was loaded.
    #[inline]
    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// Returns at most `max` bytes from `pos` on; none at the end or past it.
    #[inline]
    pub(crate) fn bytes_from(&self, pos: usize, max: usize) -> &[u8] {
        let end = pos.saturating_add(max).min(self.len);
        self.buffer.get(pos..end).unwrap_or_default()
    }

    /// Removes all bytes. Returns false if there were none.
    pub(crate) fn truncate(&mut self) -> bool {
        if self.len == 0 {
            return false;
        }
        self.len = 0;
        self.count_change();
        true
    }

    /// Replaces all bytes by `greeting`.
    pub(crate) fn reset(&mut self, greeting: &Greeting) {
        self.len = greeting.write_to(&mut self.buffer);
        self.count_change();
    }

    /// Copies as much of `from` into the buffer as fits, without faulting pages in.
    ///
    /// If the first page of `from` is not present, this stores no byte and changes nothing: a copy
    /// from user space changes only the bytes that it reports as copied (`include/linux/uaccess.h`).
    /// Returns [`ENOSPC`] if there is no room at `start`.
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
            self.count_change();
        }
        Ok(Stored { bytes, end })
    }

    #[inline]
    fn count_change(&mut self) {
        self.version = self.version.wrapping_add(1);
    }
}
