// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! fork(2) and signal(2), for a process with one thread.

use rustix::io::Errno;
use rustix::process::Pid;
use std::ffi::c_int;

const SIGXFSZ: c_int = 25;
const SIG_IGN: usize = 1;

extern "C" {
    fn fork() -> c_int;
    fn _exit(status: c_int) -> !;
    fn signal(signal: c_int, handler: usize) -> usize;
}

/// Makes a write past RLIMIT_FSIZE fail with EFBIG and without a signal.
pub fn ignore_sigxfsz() {
    // SAFETY: the signal is ignored, so no code of ours runs in a handler.
    unsafe { signal(SIGXFSZ, SIG_IGN) };
}

/// Starts a child that does `work`; the result is its exit status.
pub fn in_child(work: impl FnOnce() -> u8) -> Result<Pid, Errno> {
    // SAFETY: this process has one thread, so in the child no lock is held by a thread that the child
    // has not.
    let pid = unsafe { fork() };
    if pid == 0 {
        let status = work();
        // SAFETY: it only ends the process; the parent's exit handlers do not run in the child too.
        unsafe { _exit(c_int::from(status)) };
    }
    Pid::from_raw(pid).filter(|_| pid > 0).ok_or(Errno::AGAIN)
}
