// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The greeting: the text in the device, and the lines in the kernel log.

#[cfg(kunit_tests)]
mod tests;

use crate::abstractions::task;
use core::slice;
use kernel::{
    fmt,
    prelude::*,
    str::BStr, //
};

const HELLO: &[u8] = b"Hello, ";
const MARK_NEWLINE: &[u8] = b"!\n";

/// `Hello, <whom>!`, `howmany` times, each a line.
#[derive(Clone, Copy)]
pub(crate) struct Greeting {
    whom: &'static [u8],
    howmany: usize,
}

impl Greeting {
    /// Creates a greeting of `howmany` lines. `whom` has no control bytes.
    pub(crate) fn new(whom: &'static [u8], howmany: usize) -> Self {
        Self { whom, howmany }
    }

    /// Returns the length of the text in bytes.
    pub(crate) fn len(&self) -> usize {
        self.line_len().saturating_mul(self.howmany)
    }

    /// Writes the text to the beginning of `to` and returns its length in bytes.
    ///
    /// If the text is longer than `to`, this writes as many whole lines as fit.
    pub(crate) fn write_to(&self, to: &mut [u8]) -> usize {
        let mut written: usize = 0;
        for line in to.chunks_exact_mut(self.line_len()).take(self.howmany) {
            for (to, from) in line.iter_mut().zip(self.parts().iter().copied().flatten()) {
                *to = *from;
            }
            written = written.saturating_add(line.len());
        }
        written
    }

    /// Writes the lines to the kernel log, at the level of an alert.
    ///
    /// Returns [`EINTR`] if a fatal signal has ended it early.
    pub(crate) fn log(&self) -> Result {
        for _ in 0..self.howmany {
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            pr_alert!("Hello, {}!\n", LogName(self.whom));
            // A slow console makes this loop long.
            task::cond_resched();
        }
        Ok(())
    }

    /// Returns the parts of a line.
    fn parts(&self) -> [&'static [u8]; 3] {
        [HELLO, self.whom, MARK_NEWLINE]
    }

    fn line_len(&self) -> usize {
        self.parts()
            .iter()
            .fold(0, |len, part| len.saturating_add(part.len()))
    }
}

/// How many bytes of a name fit into a line of the log.
///
/// The kernel cuts a record after 1 KiB. Without its newline the record would not be shown until
/// the next one comes.
const LOG_NAME_MAX: usize = 960;

/// A name as the log shows it: UTF-8 as it is, other bytes escaped as [`BStr`] does, and the end cut
/// off after a whole character if it is too long.
struct LogName<'a>(&'a [u8]);

impl fmt::Display for LogName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const ESCAPE_LEN: usize = r"\xff".len();
        let mut room = LOG_NAME_MAX;
        for chunk in self.0.utf8_chunks() {
            for character in chunk.valid().chars() {
                let Some(left) = room.checked_sub(character.len_utf8()) else {
                    return Ok(());
                };
                room = left;
                fmt::Display::fmt(&character, f)?;
            }
            for byte in chunk.invalid() {
                let Some(left) = room.checked_sub(ESCAPE_LEN) else {
                    return Ok(());
                };
                room = left;
                fmt::Display::fmt(BStr::from_bytes(slice::from_ref(byte)), f)?;
            }
        }
        Ok(())
    }
}
