// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reads and writes whose buffer is not, or not all, memory.

use super::{show_read, Done};
use crate::raw::{self, cut::CutBuffer};
use crate::{number, word, Failure};
use rustix::fs::{fcntl_getfl, OFlags};
use rustix::io::{pread, ReadWriteFlags};
use std::os::fd::OwnedFd;

/// What the good bytes of a buffer hold before the operation.
const FILL: u8 = b'.';

/// How many bytes a copy moves before it meets a bad page depends on the architecture: x86 moves
/// all the good bytes, arm64 may stop some bytes earlier. This stands for any result that is right.
const PART: &str = "part";

/// How much of the contents is read to compare it.
const CONTENTS_MAX: usize = 1 << 17;

pub fn bad_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let (offset, good, len) = (number(args, 0)?, number(args, 1)?, number(args, 2)?);
    let mut buffer = CutBuffer::new(good, FILL)?;
    let count = buffer.pread(fd, len, offset, flags(args)?)?;
    let mut wanted = vec![0; len];
    let there = pread(fd, &mut wanted, offset as u64)?;
    let right = count > 0 && wanted.starts_with(buffer.good().get(..count).unwrap_or(&[FILL]));
    match right && there > good {
        true => Ok(PART.to_string()),
        // Either the good bytes have room for all that there is, or the result is wrong.
        false => show_read(buffer.good(), count),
    }
}

pub fn bad_pwrite(fd: &OwnedFd, args: &[&str]) -> Done {
    let (offset, good, len) = (number(args, 0)?, number(args, 1)?, number(args, 2)?);
    let buffer = CutBuffer::new(good, FILL)?;
    let before = contents(fd);
    let count = buffer.pwrite(fd, len, offset, flags(args)?)?;
    let (Some(wanted), Some(after)) = (before, contents(fd)) else {
        // The file cannot be read.
        return Ok(count.to_string());
    };
    let start = match fcntl_getfl(fd)?.contains(OFlags::APPEND) {
        true => wanted.len(),
        false => usize::try_from(offset).unwrap_or(usize::MAX),
    };
    match count > 0 && count <= good && Some(&after) == overwritten(wanted, start, count).as_ref() {
        true => Ok(PART.to_string()),
        false => show_read(&after, count),
    }
}

/// The contents as they have to be after `count` bytes have been written at `start`; none if that is
/// more than [`contents`] reads.
fn overwritten(mut contents: Vec<u8>, start: usize, count: usize) -> Option<Vec<u8>> {
    let end = start
        .checked_add(count)
        .filter(|end| *end <= CONTENTS_MAX)?;
    contents.resize(contents.len().max(end), 0);
    contents.get_mut(start..end)?.fill(FILL);
    Some(contents)
}

/// The beginning of the contents, longer than any test's that has a bad page; none if `fd` cannot
/// be read.
fn contents(fd: &OwnedFd) -> Option<Vec<u8>> {
    let mut bytes = vec![0; CONTENTS_MAX];
    let count = pread(fd, &mut bytes, 0).ok()?;
    bytes.truncate(count);
    Some(bytes)
}

/// RWF_NOWAIT if the fourth argument is `nowait`.
fn flags(args: &[&str]) -> Result<ReadWriteFlags, Failure> {
    match args.get(3) {
        None => Ok(ReadWriteFlags::empty()),
        Some(&"nowait") => Ok(ReadWriteFlags::NOWAIT),
        Some(other) => Err(Failure::Usage(format!("no such flag: {other}"))),
    }
}

pub fn wild_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let count = raw::wild_pread(fd, wild(args)?, number(args, 2)?, number(args, 0)?)?;
    Ok(count.to_string())
}

pub fn wild_pwrite(fd: &OwnedFd, args: &[&str]) -> Done {
    let count = raw::wild_pwrite(fd, wild(args)?, number(args, 2)?, number(args, 0)?)?;
    Ok(count.to_string())
}

fn wild(args: &[&str]) -> Result<raw::Wild, Failure> {
    match word(args, 1)? {
        "null" => Ok(raw::Wild::Null),
        "kernel" => Ok(raw::Wild::Kernel),
        "noncanonical" => Ok(raw::Wild::NonCanonical),
        "last" => Ok(raw::Wild::Last),
        other => Err(Failure::Usage(format!("no such address: {other}"))),
    }
}
