// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reading: a copy of one version, with no lock held while a page of the reader's is waited for.

use super::{
    Message,
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
    /// At the end or behind it that is no byte. A page that cannot be had ends the copy early; if
    /// it is the first one the result is [`EFAULT`]. A fatal signal gives [`EINTR`].
    #[inline]
    pub(crate) fn read(&self, pos: usize, to: &mut IovIterDest<'_>) -> Result<Copied> {
        match copy_all(self.contents.read_killable()?, pos, to) {
            Ok(copied) => Ok(copied),
            Err(wanted) => self.read_faulting(pos, to, wanted),
        }
    }

    /// Like [`read`](Self::read), but never sleeps: what would need that gives [`EAGAIN`].
    pub(crate) fn read_nowait(&self, pos: usize, to: &mut IovIterDest<'_>) -> Result<Copied> {
        let contents = self.contents.try_read().ok_or(EAGAIN)?;
        copy_all(contents, pos, to).map_err(|_| EAGAIN)
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
            let contents = self.contents.read_killable()?;
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
}

/// Copies what there is behind `pos`, or returns how many bytes that would be if a page is missing.
#[inline]
fn copy_all(
    contents: ReadGuard<'_, Contents>,
    pos: usize,
    to: &mut IovIterDest<'_>,
) -> Result<Copied, usize> {
    let bytes = contents.part(pos, to.len());
    if !to.copy_all_nofault(bytes) {
        return Err(bytes.len());
    }
    Ok(Copied {
        bytes: bytes.len(),
        version: contents.version(),
    })
}
