// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The ways to read all of a file by one call.

use crate::raw::uring::Ring;
use crate::Failure;
use rustix::fs::{Mode, OFlags, SeekFrom};
use rustix::io::{Errno, ReadWriteFlags};
use rustix::pipe::{PipeFlags, SpliceFlags};
use std::io::IoSliceMut;
use std::os::fd::OwnedFd;

/// The capacity of a new pipe, which is the most that one splice can move.
pub const PIPE_SIZE: usize = 65536;

pub struct Way {
    pub name: &'static str,
    flags: OFlags,
    read: fn(&mut Source, &mut [u8]) -> Result<usize, Errno>,
}

#[rustfmt::skip]
pub const WAYS: &[Way] = &[
    Way { name: "read", flags: OFlags::empty(), read },
    Way { name: "readv", flags: OFlags::empty(), read: readv },
    Way { name: "pread", flags: OFlags::empty(), read: pread },
    Way { name: "preadv2", flags: OFlags::empty(), read: preadv2 },
    Way { name: "RWF_NOWAIT", flags: OFlags::empty(), read: nowait },
    Way { name: "O_NONBLOCK", flags: OFlags::NONBLOCK, read },
    Way { name: "splice", flags: OFlags::empty(), read: splice },
    Way { name: "io_uring", flags: OFlags::empty(), read: uring },
];

impl Way {
    /// Whether a read may end because another thread holds the lock.
    pub fn may_give_up(&self) -> bool {
        self.name == "RWF_NOWAIT"
    }
}

/// The file, and what some of the ways need besides.
pub struct Source {
    read: fn(&mut Source, &mut [u8]) -> Result<usize, Errno>,
    fd: OwnedFd,
    pipe: (OwnedFd, OwnedFd),
    ring: Ring,
}

impl Source {
    pub fn open(path: &str, way: &Way) -> Result<Self, Failure> {
        let flags = OFlags::RDONLY | OFlags::CLOEXEC | way.flags;
        Ok(Source {
            read: way.read,
            fd: rustix::fs::open(path, flags, Mode::empty())?,
            pipe: rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?,
            ring: Ring::new()?,
        })
    }

    /// Reads from the beginning, by one call.
    pub fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Errno> {
        (self.read)(self, buffer)
    }

    /// Waits for the lock. A reader that only tried again and again would take the CPU's time from a
    /// writer that was preempted while it holds the lock.
    pub fn wait(&self) -> Result<(), Errno> {
        rustix::io::pread(&self.fd, &mut [0], 0).map(|_| ())
    }
}

fn read(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::fs::seek(&source.fd, SeekFrom::Start(0))?;
    rustix::io::read(&source.fd, buffer)
}

fn readv(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::fs::seek(&source.fd, SeekFrom::Start(0))?;
    rustix::io::readv(&source.fd, &mut pieces(buffer))
}

fn pread(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::io::pread(&source.fd, buffer, 0)
}

fn preadv2(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::io::preadv2(&source.fd, &mut pieces(buffer), 0, ReadWriteFlags::empty())
}

fn nowait(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    rustix::io::preadv2(&source.fd, &mut pieces(buffer), 0, ReadWriteFlags::NOWAIT)
}

/// One splice into the empty pipe; then the pipe is read until it is empty.
fn splice(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    let (from, into) = &source.pipe;
    let mut start = 0;
    let flags = SpliceFlags::empty();
    let count = rustix::pipe::splice(&source.fd, Some(&mut start), into, None, PIPE_SIZE, flags)?;
    let mut filled = 0;
    while filled < count {
        let rest = buffer.get_mut(filled..).ok_or(Errno::OVERFLOW)?;
        filled += rustix::io::read(from, rest)?;
    }
    Ok(count)
}

fn uring(source: &mut Source, buffer: &mut [u8]) -> Result<usize, Errno> {
    source.ring.read(&source.fd, buffer, 0)
}

/// Three pieces, which end neither at the end of a page nor of a word.
fn pieces(buffer: &mut [u8]) -> [IoSliceMut<'_>; 3] {
    let (first, rest) = buffer.split_at_mut((buffer.len() / 3) | 1);
    let (second, third) = rest.split_at_mut((rest.len() / 2) | 1);
    [first, second, third].map(IoSliceMut::new)
}
