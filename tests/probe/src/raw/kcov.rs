// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! KCOV: the program counters of the instrumented code that a thread runs in the kernel.

use super::{ioctl, outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::mm::{mmap, munmap, MapFlags, ProtFlags};
use std::ffi::{c_int, c_ulong, c_void};
use std::os::fd::{AsRawFd, OwnedFd};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::{ptr, slice};

const INIT_TRACE: c_ulong = 0x8008_6301;
const ENABLE: c_ulong = 0x6364;
const TRACE_PC: c_ulong = 0;

/// Words of the buffer: how many program counters there are in it comes first. A load with the
/// default capacity fills half of them and more; one with 1M fills them all, which is then said.
const WORDS: usize = 1 << 19;
const BYTES: usize = WORDS * size_of::<u64>();

/// What the calling thread does is recorded, until it ends. A thread can have one only.
pub struct Kcov {
    buffer: *mut c_void,
    _file: OwnedFd,
}

impl Kcov {
    pub fn new() -> Result<Self, Errno> {
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let file = rustix::fs::open("/sys/kernel/debug/kcov", flags, Mode::empty())?;
        // SAFETY: the argument is a number.
        control(unsafe { ioctl(file.as_raw_fd(), INIT_TRACE, WORDS as c_ulong) })?;
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh mapping at an address of the kernel's choice.
        let buffer = unsafe { mmap(ptr::null_mut(), BYTES, prot, MapFlags::SHARED, &file, 0) }?;
        let kcov = Kcov {
            buffer,
            _file: file,
        };
        // SAFETY: the argument is a number; the kernel keeps its buffer for as long as it needs it.
        control(unsafe { ioctl(kcov._file.as_raw_fd(), ENABLE, TRACE_PC) })?;
        Ok(kcov)
    }

    /// Empties the buffer into `counters`. False when it was full, so that there may be more.
    pub fn take(&mut self, counters: &mut Vec<u64>) -> bool {
        // SAFETY: the mapping of new(), which outlives the borrow of self; who else writes to it,
        // the kernel and after a fork the parent, does so in whole words, as these atomics do.
        let words = unsafe { slice::from_raw_parts(self.buffer.cast::<AtomicU64>(), WORDS) };
        let mut words = words.iter();
        let Some(count) = words.next() else {
            return true;
        };
        let recorded = usize::try_from(count.swap(0, Relaxed)).unwrap_or(WORDS);
        counters.extend(words.take(recorded).map(|word| word.load(Relaxed)));
        recorded < WORDS - 1
    }
}

impl Drop for Kcov {
    fn drop(&mut self) {
        // SAFETY: the mapping of new(); no reference into it outlives take(). On failure it stays.
        let _ = unsafe { munmap(self.buffer, BYTES) };
    }
}

fn control(result: c_int) -> Result<(), Errno> {
    outcome::<u32, _>(result).map(|_| ())
}
