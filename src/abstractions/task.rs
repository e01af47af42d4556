// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The current task.
//!
//! C headers: [`include/linux/sched.h`](srctree/include/linux/sched.h) and
//! [`include/linux/sched/signal.h`](srctree/include/linux/sched/signal.h)

extern "C" {
    fn hello_fatal_signal_pending() -> bool;
    fn hello_cond_resched();
}

/// Returns whether the current task is about to be killed.
#[inline]
pub(crate) fn fatal_signal_pending() -> bool {
    // SAFETY: It reads the flags of the current task, which there always is.
    unsafe { hello_fatal_signal_pending() }
}

/// Lets another task run if one waits for the CPU. May sleep.
#[inline]
pub(crate) fn cond_resched() {
    // SAFETY: It has no arguments. To sleep in the wrong context is a bug that the kernel reports,
    // but breaks no memory.
    unsafe { hello_cond_resched() }
}
