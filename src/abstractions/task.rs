// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The current task.
//!
//! C headers: [`include/linux/sched.h`](srctree/include/linux/sched.h) and
//! [`include/linux/sched/signal.h`](srctree/include/linux/sched/signal.h)
//!
//! In the kernel crate: none yet.

// Safe to call: both use the current task only. cond_resched() may sleep; that it is not called in
// atomic context is checked by tools (klint, DEBUG_ATOMIC_SLEEP), not by types.
unsafe extern "C" {
    safe fn rust_ext_fatal_signal_pending() -> bool;
    safe fn rust_ext_cond_resched();
}

/// Returns whether the current task is about to be killed.
#[inline]
pub fn fatal_signal_pending() -> bool {
    rust_ext_fatal_signal_pending()
}

/// Gives up the CPU if another task waits for it. May sleep.
#[inline]
pub fn cond_resched() {
    rust_ext_cond_resched()
}
