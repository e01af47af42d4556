// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! splice and sendfile, both ways: out of the file into a pipe, and into the file.

use super::{show_read, Done};
use crate::{data, number, Failure};
use rustix::fs::{sendfile, MemfdFlags};
use rustix::pipe::{splice, PipeFlags, SpliceFlags};
use std::os::fd::OwnedFd;

/// The capacity of a new pipe. No operation moves more, so none blocks.
const PIPE_SIZE: usize = 65536;

pub fn splice_out(fd: &OwnedFd, args: &[&str]) -> Done {
    let len = at_most_a_pipe(number(args, 0)?)?;
    let (from, into) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
    let count = splice(fd, None, &into, None, len, SpliceFlags::empty())?;
    drain(&from, count)
}

pub fn splice_in(fd: &OwnedFd, text: &str) -> Done {
    let bytes = data::parse(text)?;
    at_most_a_pipe(bytes.len())?;
    let (from, into) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
    rustix::io::write(&into, &bytes)?;
    drop(into);
    let count = splice(&from, None, fd, None, bytes.len(), SpliceFlags::empty())?;
    Ok(count.to_string())
}

pub fn sendfile_out(fd: &OwnedFd, args: &[&str]) -> Done {
    let len = at_most_a_pipe(number(args, 0)?)?;
    let (from, into) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
    let count = sendfile(&into, fd, None, len)?;
    drain(&from, count)
}

pub fn sendfile_in(fd: &OwnedFd, text: &str) -> Done {
    let bytes = data::parse(text)?;
    let from = rustix::fs::memfd_create("data", MemfdFlags::CLOEXEC)?;
    rustix::io::write(&from, &bytes)?;
    let mut start = 0;
    let count = sendfile(fd, &from, Some(&mut start), bytes.len())?;
    Ok(count.to_string())
}

fn at_most_a_pipe(len: usize) -> Result<usize, Failure> {
    if len > PIPE_SIZE {
        return Err(Failure::Usage(format!("at most {PIPE_SIZE} bytes")));
    }
    Ok(len)
}

fn drain(from: &OwnedFd, count: usize) -> Done {
    let mut buffer = vec![0; count];
    let mut filled = 0;
    while let Some(rest) = buffer.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        filled += rustix::io::read(from, rest)?;
    }
    show_read(&buffer, count)
}
