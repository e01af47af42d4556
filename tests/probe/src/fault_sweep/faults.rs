// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The kernel's fault injection: one system call in which the n-th allocation or user copy fails.
//!
//! One counter, /proc/thread-self/fail-nth, counts all three kinds of them, in the calling thread.

use crate::{Failure, Outcome};
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

/// No call has as many allocations and copies.
const FAR: u32 = 1_000_000;

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
            short: false,
        }
    }
}

impl Injected<usize> {
    /// The bytes that the call moved, none when it failed.
    pub fn moved(&self) -> usize {
        self.result.as_ref().map_or(0, |count| *count)
    }

    /// What the sweep wants to know of a call that had `all` bytes to move.
    pub fn attempt_of(&self, all: usize) -> Attempt {
        Attempt {
            short: self.moved() < all,
            ..self.attempt()
        }
    }
}

/// A call that was tried with a fault, after everything about it has been found in order.
pub struct Attempt {
    pub fired: bool,
    pub errno: Option<Errno>,
    /// It moved some bytes, and not all that it could have.
    pub short: bool,
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
        let (result, left) = self.armed(self.nth, call)?;
        let fired = left == 0;
        Ok(Injected { result, fired })
    }

    /// Fails unless a fault fires where there is one for certain: in the copy of a path.
    pub fn shown(&mut self) -> Outcome {
        self.nth = 1;
        match self.call(|| rustix::fs::stat("/"))?.fired {
            true => Ok(()),
            false => Err(Failure::Result("no fault is injected at all".to_string())),
        }
    }

    /// Makes a system call, and counts the allocations and copies in it, of which none fails.
    pub fn count<T>(
        &self,
        call: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<(Result<T, Errno>, u32), Failure> {
        let (result, left) = self.armed(FAR, call)?;
        Ok((result, FAR.saturating_sub(left)))
    }

    /// Makes a system call with the `nth` fault in it, and says how many faults before that it has
    /// not come to.
    fn armed<T>(
        &self,
        nth: u32,
        call: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<(Result<T, Errno>, u32), Failure> {
        let mut text = [0; 16];
        let nth = nth.to_string();
        rustix::io::pwrite(&self.file, nth.as_bytes(), 0)?;
        let result = call();
        // Reading and writing what is left are user copies that count too, so either may be what
        // fails now.
        let left = match rustix::io::pread(&self.file, &mut text, 0) {
            Ok(_) => String::from_utf8_lossy(&text)
                .lines()
                .next()
                .and_then(|line| line.parse().ok())
                .ok_or_else(|| Failure::Result("fail-nth gives no number".to_string()))?,
            Err(Errno::FAULT) => 1,
            Err(errno) => return Err(errno.into()),
        };
        let disarmed = rustix::io::pwrite(&self.file, b"0", 0);
        match disarmed {
            Ok(_) | Err(Errno::FAULT) => Ok((result, left)),
            Err(errno) => Err(errno.into()),
        }
    }
}
