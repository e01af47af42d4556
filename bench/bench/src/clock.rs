// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The clock that all times are read from.

use rustix::time::{clock_gettime, ClockId};

/// Returns the nanoseconds since the guest started, by the clock that nobody adjusts. Under QEMU's
/// `-icount shift=0` each instruction takes one nanosecond.
#[inline]
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::MonotonicRaw);
    // Neither number is negative on this clock.
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
