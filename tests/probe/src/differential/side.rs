// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! One of the two files: its path, its file descriptors, and the operations on them.

use super::operation::{Call, Data, Operation, SLOTS};
use crate::raw;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::OwnedFd;

/// Fills a buffer before a read: the bytes that are not read must stay so.
const UNTOUCHED: u8 = 0xa5;

/// Fills the contents before they are emptied: no byte of it may ever be read.
const LEFT_OVER: u8 = 0xee;

/// The result of a call: its value and, for a read, the whole buffer.
pub type Given = Result<(u64, Vec<u8>), Errno>;

/// The position and the flags of a file descriptor.
pub type Position = Option<(Result<u64, Errno>, Result<OFlags, Errno>)>;

pub struct Side {
    path: String,
    slots: [Option<OwnedFd>; SLOTS],
    /// Another open file, for reading the contents.
    observer: OwnedFd,
}

impl Side {
    pub fn new(path: &str) -> Result<Self, Errno> {
        Ok(Side {
            path: path.to_string(),
            slots: Default::default(),
            observer: open(path, OFlags::RDONLY)?,
        })
    }

    /// Closes all file descriptors and empties the contents, after filling them.
    pub fn clear(&mut self, capacity: usize) -> Result<(), Errno> {
        self.slots = Default::default();
        let fd = open(&self.path, OFlags::WRONLY | OFlags::TRUNC)?;
        rustix::io::write(&fd, &vec![LEFT_OVER; capacity])?;
        open(&self.path, OFlags::WRONLY | OFlags::TRUNC).map(drop)
    }

    /// Does an operation. Returns nothing if its slot is empty, and for [`Operation::Fork`], in which
    /// the child does operations on both sides.
    pub fn apply(&mut self, operation: &Operation) -> Option<Given> {
        match operation {
            Operation::Open(slot, flags) => {
                // The old file is closed before the new one is opened, as a shell does it.
                self.put(*slot, None);
                let opened = open(&self.path, *flags);
                Some(self.put_result(*slot, opened))
            }
            Operation::Dup(from, to) => {
                let copy = rustix::io::dup(self.get(*from)?);
                Some(self.put_result(*to, copy))
            }
            Operation::Close(slot) => {
                self.get(*slot)?;
                self.put(*slot, None);
                Some(value(0))
            }
            Operation::Call(slot, call) => Some(apply_call(self.get(*slot)?, call)),
            Operation::Fork(_) => None,
        }
    }

    fn get(&self, slot: usize) -> Option<&OwnedFd> {
        self.slots.get(slot)?.as_ref()
    }

    fn put(&mut self, slot: usize, fd: Option<OwnedFd>) {
        if let Some(place) = self.slots.get_mut(slot) {
            *place = fd;
        }
    }

    fn put_result(&mut self, slot: usize, fd: Result<OwnedFd, Errno>) -> Given {
        self.put(slot, Some(fd?));
        value(0)
    }

    /// Returns the position and the flags of each slot that is not empty.
    pub fn positions(&self) -> [Position; SLOTS] {
        self.slots.each_ref().map(|fd| {
            let fd = fd.as_ref()?;
            Some((raw::seek(fd, 0, 1), rustix::fs::fcntl_getfl(fd)))
        })
    }

    /// Moves the position of a slot. The operation does not appear in a report.
    pub fn set_position(&self, slot: usize, position: u64) {
        if let Some(fd) = self.get(slot) {
            let _ = rustix::fs::seek(fd, rustix::fs::SeekFrom::Start(position));
        }
    }

    /// Returns the length of a regular file.
    pub fn size(&self) -> Result<u64, Errno> {
        Ok(rustix::fs::fstat(&self.observer)?.st_size as u64)
    }

    /// Reads all of the contents to `buffer`, which is one byte longer than the capacity.
    pub fn contents<'a>(&self, buffer: &'a mut [u8]) -> Result<&'a [u8], Errno> {
        let count = rustix::io::pread(&self.observer, &mut *buffer, 0)?;
        Ok(buffer.get(..count).unwrap_or(buffer))
    }
}

fn open(path: &str, flags: OFlags) -> Result<OwnedFd, Errno> {
    rustix::fs::open(path, flags | OFlags::CLOEXEC, Mode::RUSR | Mode::WUSR)
}

fn value(value: u64) -> Given {
    Ok((value, Vec::new()))
}

fn apply_call(fd: &OwnedFd, call: &Call) -> Given {
    match call {
        Call::Read(len) => read(&[*len], |buffers| match buffers.first_mut() {
            Some(buffer) => rustix::io::read(fd, &mut **buffer),
            None => Ok(0),
        }),
        Call::Pread(len, offset) => read(&[*len], |buffers| match buffers.first_mut() {
            Some(buffer) => rustix::io::pread(fd, &mut **buffer, *offset as u64),
            None => Ok(0),
        }),
        Call::Readv(lens) => read(lens, |buffers| rustix::io::readv(fd, buffers)),
        Call::Preadv2(lens, offset, flags) => read(lens, |buffers| {
            rustix::io::preadv2(fd, buffers, *offset as u64, *flags)
        }),
        Call::Write(data) => count(rustix::io::write(fd, &data.bytes())),
        Call::Pwrite(data, offset) => count(rustix::io::pwrite(fd, &data.bytes(), *offset as u64)),
        Call::Writev(data) => write(data, |buffers| rustix::io::writev(fd, buffers)),
        Call::Pwritev2(data, offset, flags) => write(data, |buffers| {
            rustix::io::pwritev2(fd, buffers, *offset as u64, *flags)
        }),
        Call::Seek(offset, whence) => raw::seek(fd, *offset, *whence).and_then(value),
        Call::SetFlags(flags) => rustix::fs::fcntl_setfl(fd, *flags).and_then(|()| value(0)),
        Call::Sync => rustix::fs::fsync(fd).and_then(|()| value(0)),
    }
}

fn count(result: Result<usize, Errno>) -> Given {
    value(result? as u64)
}

fn read(lens: &[usize], call: impl FnOnce(&mut [IoSliceMut<'_>]) -> Result<usize, Errno>) -> Given {
    let mut buffers: Vec<Vec<u8>> = lens.iter().map(|len| vec![UNTOUCHED; *len]).collect();
    let mut slices: Vec<IoSliceMut<'_>> = buffers.iter_mut().map(|b| IoSliceMut::new(b)).collect();
    let count = call(&mut slices)?;
    Ok((count as u64, buffers.concat()))
}

fn write(data: &[Data], call: impl FnOnce(&[IoSlice<'_>]) -> Result<usize, Errno>) -> Given {
    let buffers: Vec<Vec<u8>> = data.iter().map(Data::bytes).collect();
    let slices: Vec<IoSlice<'_>> = buffers.iter().map(|b| IoSlice::new(b)).collect();
    count(call(&slices))
}
