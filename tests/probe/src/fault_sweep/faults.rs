// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The kernel's fault injection: one system call in which the n-th allocation or user copy fails.
//!
//! /proc/thread-self/fail-nth counts all of them in the calling thread: slab allocations, pages and
//! user copies.

use crate::{Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::mm::{mlockall, MlockAllFlags};
use std::os::fd::OwnedFd;

/// Allocations that may sleep and single pages fail too. Without a stack dump of each fault, which
/// would fill the log.
const SETTINGS: &[(&str, &str)] = &[
    ("failslab/ignore-gfp-wait", "N"),
    ("failslab/verbose", "0"),
    ("fail_page_alloc/ignore-gfp-wait", "N"),
    ("fail_page_alloc/ignore-gfp-highmem", "N"),
    ("fail_page_alloc/min-order", "0"),
    ("fail_page_alloc/verbose", "0"),
    ("fail_usercopy/verbose", "0"),
];

/// More than the allocations and copies of any call.
const FAR: u32 = 1_000_000;

/// Fault injection for the calling thread.
pub struct Faults {
    file: OwnedFd,
    /// The number of the allocation or copy that fails in a call; the first is 1.
    pub nth: u32,
}

/// The result of a call with a fault.
pub struct Injected<T> {
    pub result: Result<T, Errno>,
    /// Whether the call had an n-th allocation or copy, which then failed.
    pub fired: bool,
}

impl<T> Injected<T> {
    /// The attempt, for a call that moves no bytes.
    pub fn attempt(&self) -> Attempt {
        Attempt {
            fired: self.fired,
            errno: self.result.as_ref().err().copied(),
            short: false,
        }
    }
}

impl Injected<usize> {
    /// How many bytes the call moved: 0 if it failed.
    pub fn moved(&self) -> usize {
        self.result.as_ref().map_or(0, |count| *count)
    }

    /// The attempt, for a call that could move `all` bytes.
    pub fn attempt_of(&self, all: usize) -> Attempt {
        Attempt {
            short: self.moved() < all,
            ..self.attempt()
        }
    }
}

/// A call with a fault, after all that it had to leave as it was has been checked.
pub struct Attempt {
    pub fired: bool,
    pub errno: Option<Errno>,
    /// It moved fewer bytes than it could.
    pub short: bool,
}

impl Faults {
    pub fn new() -> Result<Self, Failure> {
        for (name, value) in SETTINGS {
            std::fs::write(format!("/sys/kernel/debug/{name}"), value)?;
        }
        // Else a page fault of this program itself could allocate, and use up the fault.
        mlockall(MlockAllFlags::CURRENT | MlockAllFlags::FUTURE)?;
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let file = rustix::fs::open("/proc/thread-self/fail-nth", flags, Mode::empty())?;
        Ok(Faults { file, nth: 1 })
    }

    /// Calls `call`, which must be a single system call.
    pub fn call<T>(&self, call: impl FnOnce() -> Result<T, Errno>) -> Result<Injected<T>, Failure> {
        let (result, left) = self.armed(self.nth, call)?;
        let fired = left == 0;
        Ok(Injected { result, fired })
    }

    /// Fails unless a fault is injected into the copy of a path, which every stat(2) makes.
    pub fn shown(&mut self) -> Outcome {
        self.nth = 1;
        match self.call(|| rustix::fs::stat("/"))?.fired {
            true => Ok(()),
            false => Err(Failure::Result("no fault is injected at all".to_string())),
        }
    }

    /// Calls `call` without a fault, and counts its allocations and copies.
    pub fn count<T>(
        &self,
        call: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<(Result<T, Errno>, u32), Failure> {
        let (result, left) = self.armed(FAR, call)?;
        Ok((result, FAR.saturating_sub(left)))
    }

    /// Calls `call` with a fault at the `nth` allocation or copy. Returns its result, and how many
    /// more allocations and copies there would have had to be until the fault.
    fn armed<T>(
        &self,
        nth: u32,
        call: impl FnOnce() -> Result<T, Errno>,
    ) -> Result<(Result<T, Errno>, u32), Failure> {
        let mut text = [0; 16];
        let nth = nth.to_string();
        rustix::io::pwrite(&self.file, nth.as_bytes(), 0)?;
        let result = call();
        // Reading and writing fail-nth are user copies too: either may be the one that fails.
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
