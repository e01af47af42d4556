// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What `counter.rs` needs besides its counters: the number that a program has written, and a barrier, so
//! that two programs begin to count at the same time.

use kernel::{
    iov::IovIterSource,
    new_condvar,
    new_mutex,
    prelude::*,
    sync::{
        CondVar,
        Mutex, //
    }, //
};

/// How many writers begin together.
const WRITERS: u64 = 2;

/// The number in the text of a write.
pub(crate) fn number(iov: &mut IovIterSource<'_>) -> Result<u32> {
    let (len, mut text) = (iov.len(), [0; 16]);
    let text = text.get_mut(..len).ok_or(EINVAL)?;
    if iov.copy_from_iter(text) < len {
        return Err(EFAULT);
    }
    let digits = core::str::from_utf8(text).map_err(|_| EINVAL)?;
    digits.trim().parse().map_err(|_| EINVAL)
}

/// Where the writers wait for each other. Without it one may end before the next begins.
#[pin_data]
pub(crate) struct Barrier {
    #[pin]
    arrived: Mutex<u64>,
    #[pin]
    all_arrived: CondVar,
}

impl Barrier {
    pub(crate) fn new() -> impl PinInit<Self> {
        pin_init!(Self { arrived <- new_mutex!(0), all_arrived <- new_condvar!() })
    }

    /// Waits until all writers have arrived. Fails if a signal comes first, such as that of Ctrl-C.
    pub(crate) fn wait(&self) -> Result {
        let mut arrived = self.arrived.lock();
        *arrived += 1;
        let all = arrived.next_multiple_of(WRITERS);
        self.all_arrived.notify_all();
        while *arrived < all {
            if self.all_arrived.wait_interruptible(&mut arrived) && *arrived < all {
                *arrived -= 1;
                return Err(EINTR);
            }
        }
        Ok(())
    }
}
