// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reading: a copy of one version, with no lock held while a page of the reader's is waited for.

use super::{
    Message,
    Wait,
    TRIES, //
};
use crate::{
    abstractions::{
        iov::IovIterDestExt,
        rwsem::ReadGuard,
        task, //
    },
    contents::Contents, //
};
use kernel::{
    iov::IovIterDest,
    prelude::*, //
};

/// What a read has given.
pub(crate) struct Copied {
    /// The number of bytes.
    pub(crate) bytes: usize,
    /// The version they are of.
    pub(crate) version: u64,
}

impl Message {
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
                    version: contents.version(),
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
                    version: contents.version(),
                });
            }
            wanted = bytes.len();
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
}
