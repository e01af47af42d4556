// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The kernel's fault injection: one system call in which the n-th allocation or user copy fails.
//!
//! One counter, /proc/thread-self/fail-nth, counts all three kinds of them, in the calling thread.

use crate::Failure;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::mm::{mlockall, MlockAllFlags};
use std::os::fd::OwnedFd;

/// What may fail: also what may sleep, and single pages. A stack dump of each would fill the log.
const SETTINGS: &[(&str, &str)] = &[
    ("failslab/ignore-gfp-wait", "N"),
    ("failslab/verbose", "0"),
    ("fail_page_alloc/ignore-gfp-wait", "N"),
    ("fail_page_alloc/ignore-gfp-highmem", "N"),
    ("fail_page_alloc/min-order", "0"),
    ("fail_page_alloc/verbose", "0"),
    ("fail_usercopy/verbose", "0"),
];

/// Fault injection for the calling thread.
pub struct Faults {
    file: OwnedFd,
    /// Which allocation or copy of a call fails, from 1 on.
    pub nth: u32,
}

/// What came of a call.
pub struct Injected<T> {
    pub result: Result<T, Errno>,
    /// Whether it came to the n-th allocation or copy, which failed then.
    pub fired: bool,
}

impl<T> Injected<T> {
    /// What the sweep wants to know of it.
    pub fn attempt(&self) -> Attempt {
        Attempt {
            fired: self.fired,
            errno: self.result.as_ref().err().copied(),
        }
    }
}

/// A call that was tried with a fault, after everything about it has been found in order.
pub struct Attempt {
    pub fired: bool,
    pub errno: Option<Errno>,
}

impl Faults {
    pub fn new() -> Result<Self, Failure> {
        for (name, value) in SETTINGS {
            std::fs::write(format!("/sys/kernel/debug/{name}"), value)?;
        }
        // A page of this program's own that is missing must not use up the fault.
        mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE)?;
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let file = rustix::fs::open("/proc/thread-self/fail-nth", flags, Mode::empty())?;
        Ok(Faults { file, nth: 1 })
    }

    /// Makes a system call, and nothing else.
    pub fn call<T>(&self, call: impl FnOnce() -> Result<T, Errno>) -> Result<Injected<T>, Failure> {
        let nth = self.nth.to_string();
        rustix::io::pwrite(&self.file, nth.as_bytes(), 0)?;
        let result = call();
        // The first digit of what is left. Reading and writing it are user copies that count too,
        // so either may be what fails now.
        let mut left = [0];
        let fired = match rustix::io::pread(&self.file, &mut left, 0) {
            Ok(_) => left == *b"0",
            Err(Errno::FAULT) => false,
            Err(errno) => return Err(errno.into()),
        };
        match rustix::io::pwrite(&self.file, b"0", 0) {
            Ok(_) | Err(Errno::FAULT) => Ok(Injected { result, fired }),
            Err(errno) => Err(errno.into()),
        }
    }
}
