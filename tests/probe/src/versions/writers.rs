// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The writers, which replace the contents again and again.

use super::message::{Version, HEADER};
use crate::Failure;
use rustix::fs::{Mode, OFlags};
use std::io::IoSlice;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the writers of one file share.
pub struct Writers<'a> {
    path: &'a str,
    capacity: usize,
    next: AtomicU64,
    /// The message that fills the contents, if one does. A shorter one can be written over it.
    below: Mutex<Option<Version>>,
}

/// A writer, with an open file and a buffer of its own.
pub struct Writer<'a> {
    shared: &'a Writers<'a>,
    fd: OwnedFd,
    bytes: Vec<u8>,
}

impl<'a> Writers<'a> {
    pub fn new(path: &'a str, capacity: usize) -> Self {
        Writers {
            path,
            capacity,
            next: AtomicU64::new(1),
            below: Mutex::new(None),
        }
    }

    pub fn new_writer(&'a self) -> Result<Writer<'a>, Failure> {
        Ok(Writer {
            shared: self,
            fd: open(self.path, OFlags::empty())?,
            bytes: Vec::new(),
        })
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Writer<'_> {
    /// Replaces all of the contents by one write.
    pub fn write_whole(&mut self) -> Result<(), Failure> {
        let version = Version::whole(self.shared.number(), self.shared.capacity);
        self.write(&version)
    }

    /// Writes a message of any length. One writer at a time, because it has to know the message before.
    pub fn write_any(&mut self) -> Result<(), Failure> {
        let shared = self.shared;
        let mut below = shared.below.lock().unwrap_or_else(PoisonError::into_inner);
        let number = shared.number();
        let len = some_length(number, shared.capacity);
        *below = match *below {
            // Over that message, whose end stays.
            Some(old) if len < old.total => {
                self.write(&Version {
                    number,
                    len,
                    below: old.number,
                    total: old.total,
                })?;
                None
            }
            // After a truncation.
            _ if number % 2 == 0 => {
                drop(open(shared.path, OFlags::TRUNC)?);
                let version = Version::whole(number, len);
                self.write(&version)?;
                Some(version)
            }
            _ => {
                let version = Version::whole(number, shared.capacity);
                self.write(&version)?;
                Some(version)
            }
        };
        Ok(())
    }

    /// One call, with one buffer or several.
    fn write(&mut self, version: &Version) -> Result<(), Failure> {
        version.contents(&mut self.bytes);
        let message = self.bytes.get(..version.len).unwrap_or_default();
        let count = if version.number % 3 == 0 {
            let (first, rest) = message.split_at((message.len() / 3) | 1);
            let (second, third) = rest.split_at(rest.len() / 2);
            let pieces = [first, second, third].map(IoSlice::new);
            rustix::io::pwritev(&self.fd, &pieces, 0)?
        } else {
            rustix::io::pwrite(&self.fd, message, 0)?
        };
        if count != version.len {
            let wanted = version.len;
            return Err(Failure::Result(format!("wrote {count} bytes of {wanted}")));
        }
        Ok(())
    }
}

fn open(path: &str, flags: OFlags) -> Result<OwnedFd, Failure> {
    let flags = OFlags::WRONLY | OFlags::CLOEXEC | flags;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// A length between that of a header and the capacity, which differs from number to number.
fn some_length(number: u64, capacity: usize) -> usize {
    let drawn = number.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
    let room = capacity.saturating_sub(HEADER) as u64 + 1;
    HEADER + (drawn % room) as usize
}
