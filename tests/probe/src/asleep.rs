// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `asleep`: waits until another process waits for a file. The numbers of system calls are another
//! architecture's own; the crate libc has them.

use crate::{word, Failure, Outcome};
use std::ffi::c_long;
use std::fs::read_to_string;
use std::path::Path;
use std::thread;
use std::time::Duration;

pub const HELP: &str = "PID
      returns when the process sleeps in a system call that waits for files (poll, select, epoll_wait
      and the like, io_uring_enter), and fails when it has ended";

/// The system calls that wait for files. arm64 has only the newer ones.
const WAITS: &[c_long] = &[
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_select,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_epoll_wait,
    libc::SYS_ppoll,
    libc::SYS_pselect6,
    libc::SYS_epoll_pwait,
    libc::SYS_epoll_pwait2,
    libc::SYS_io_uring_enter,
];

pub fn run(args: &[String]) -> Outcome {
    let pid = word(args, 0)?;
    while !sleeps_in(pid, WAITS) {
        if !Path::new(&format!("/proc/{pid}/syscall")).exists() {
            return Err(Failure::Result(format!("{pid} ended, and did not wait")));
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}

/// Whether a process or thread, a path below /proc, sleeps in one of these system calls. One that runs
/// or has ended does not.
pub fn sleeps_in(task: &str, calls: &[c_long]) -> bool {
    read_to_string(format!("/proc/{task}/syscall"))
        .ok()
        .and_then(|line| line.split(' ').next()?.parse().ok())
        .is_some_and(|call| calls.contains(&call))
}
