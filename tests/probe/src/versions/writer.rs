// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Those who replace the contents all the time.

use super::message::{Version, HEADER};
use crate::Failure;
use rustix::fs::{Mode, OFlags};
use std::io::IoSlice;
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

/// What the writers of one file share.
pub struct Desk<'a> {
    path: &'a str,
    capacity: usize,
    next: AtomicU64,
    /// The message that a shorter one can be written over.
    below: Mutex<Option<Version>>,
}

/// Each writer has a file and a buffer of its own.
pub struct Writer<'a> {
    desk: &'a Desk<'a>,
    fd: OwnedFd,
    bytes: Vec<u8>,
}

impl<'a> Desk<'a> {
    pub fn new(path: &'a str, capacity: usize) -> Self {
        Desk {
            path,
            capacity,
            next: AtomicU64::new(1),
            below: Mutex::new(None),
        }
    }

    pub fn writer(&'a self) -> Result<Writer<'a>, Failure> {
        Ok(Writer {
            desk: self,
            fd: open(self.path, OFlags::empty())?,
            bytes: Vec::new(),
        })
    }

    fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

impl Writer<'_> {
    /// Replaces all by one write, whatever the others do meanwhile.
    pub fn write_whole(&mut self) -> Result<(), Failure> {
        let version = Version::whole(self.desk.number(), self.desk.capacity);
        self.write(&version)
    }

    /// The same by messages of all lengths. Only one writer at a time: each has to know what the
    /// one before has left.
    pub fn write_any(&mut self) -> Result<(), Failure> {
        let desk = self.desk;
        let mut below = desk.below.lock().unwrap_or_else(PoisonError::into_inner);
        let number = desk.number();
        let len = some_length(number, desk.capacity);
        *below = match *below {
            // Over the one that is there, whose end stays.
            Some(old) if len < old.total => {
                self.write(&Version {
                    number,
                    len,
                    below: old.number,
                    total: old.total,
                })?;
                None
            }
            // Instead of all that is there, by a truncation first.
            _ if number % 2 == 0 => {
                drop(open(desk.path, OFlags::TRUNC)?);
                let version = Version::whole(number, len);
                self.write(&version)?;
                Some(version)
            }
            _ => {
                let version = Version::whole(number, desk.capacity);
                self.write(&version)?;
                Some(version)
            }
        };
        Ok(())
    }

    /// One call, in one piece or in several.
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

/// From a header to all there is room for, in no order.
fn some_length(number: u64, capacity: usize) -> usize {
    let drawn = number.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33;
    let room = capacity.saturating_sub(HEADER) as u64 + 1;
    HEADER + (drawn % room) as usize
}
