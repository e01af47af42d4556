// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reads and writes whose buffer is not all memory.

use super::Done;
use crate::{number, raw, word, Failure};
use std::os::fd::OwnedFd;

/// The byte that a good part of a buffer holds before the operation.
const FILL: u8 = b'.';

pub fn bad_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = raw::CutBuffer::new(number(args, 1)?, FILL)?;
    let count = buffer.pread(fd, number(args, 2)?, number(args, 0)?)?;
    super::show_read(buffer.good(), count)
}

pub fn bad_pwrite(fd: &OwnedFd, args: &[&str]) -> Done {
    let buffer = raw::CutBuffer::new(number(args, 1)?, FILL)?;
    let count = buffer.pwrite(fd, number(args, 2)?, number(args, 0)?)?;
    Ok(count.to_string())
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
