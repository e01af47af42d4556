// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! fork(2) and signal(2), for a program of one thread.

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

/// Lets a write past RLIMIT_FSIZE fail by EFBIG alone.
pub fn ignore_sigxfsz() {
    // SAFETY: no handler of ours is installed, so nothing of ours ever runs in one.
    unsafe { signal(SIGXFSZ, SIG_IGN) };
}

/// Starts a child that does `work`, and ends with what it gives as its exit status.
pub fn in_child(work: impl FnOnce() -> u8) -> Result<Pid, Errno> {
    // SAFETY: this program has one thread, so the child's memory is in order: no lock is held in
    // it by a thread that it lacks.
    let pid = unsafe { fork() };
    if pid == 0 {
        let status = work();
        // SAFETY: it only ends the process; what the parent will do at its exit is not done twice.
        unsafe { _exit(c_int::from(status)) };
    }
    Pid::from_raw(pid).filter(|_| pid > 0).ok_or(Errno::AGAIN)
}
