// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reading: a copy of one version, with no lock held while a page is faulted in.

use super::{
    State,
    TRIES, //
};
use crate::abstractions::{
    iov::IovIterDestExt,
    task, //
};
use kernel::{
    iov::IovIterDest,
    prelude::*, //
};

/// What a read has copied.
pub(crate) struct Copied {
    /// The number of bytes.
    pub(crate) bytes: usize,
    /// The version that they are of.
    pub(crate) version: u64,
}

impl State {
    /// Copies the contents from `pos` on to `to`, all of one version. At the end and past it that is
    /// no byte.
    ///
    /// A page that cannot be faulted in ends the copy early; if not even one byte can be copied,
    /// this returns [`EFAULT`]. It returns [`EINTR`] for a fatal signal, and with `nowait`
    /// [`EAGAIN`] instead of waiting for the lock.
    #[inline]
    pub(crate) fn read(
        &self,
        pos: usize,
        to: &mut IovIterDest<'_>,
        nowait: bool,
    ) -> Result<Copied> {
        let contents = self.lock_read(nowait)?;
        let bytes = contents.bytes_from(pos, to.len());
        if to.copy_all_nofault(bytes) {
            return Ok(Copied {
                bytes: bytes.len(),
                version: contents.version(),
            });
        }
        let wanted = bytes.len();
        drop(contents);
        self.read_faulting(pos, to, nowait, wanted)
    }

    /// Continues a read for which a page of the next `wanted` bytes of `to` was not present.
    ///
    /// It starts again from `pos`, because the contents may be of another version now.
    #[cold]
    fn read_faulting(
        &self,
        pos: usize,
        to: &mut IovIterDest<'_>,
        nowait: bool,
        mut wanted: usize,
    ) -> Result<Copied> {
        for _ in 0..TRIES {
            if to.fault_in_writeable(wanted) == 0 {
                break;
            }
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            let contents = self.lock_read(nowait)?;
            let bytes = contents.bytes_from(pos, to.len());
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
