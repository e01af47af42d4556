// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The clock everything is measured by.

use rustix::time::{clock_gettime, ClockId};

/// Nanoseconds since the guest started, as the hardware counts them. Under `-icount shift=0` that
/// is one an instruction.
#[inline]
pub fn now() -> u64 {
    let time = clock_gettime(ClockId::MonotonicRaw);
    // Neither is negative on this clock.
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}
