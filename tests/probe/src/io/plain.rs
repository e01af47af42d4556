// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! read, write, seek and their like.

use super::{show_read, Done};
use crate::{data, number, raw, word, Failure};
use rustix::io::ReadWriteFlags;
use std::io::IoSlice;
use std::os::fd::OwnedFd;

pub fn read(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = vec![0; number(args, 0)?];
    let count = rustix::io::read(fd, &mut buffer)?;
    show_read(&buffer, count)
}

pub fn pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = vec![0; number(args, 1)?];
    let count = rustix::io::pread(fd, &mut buffer, offset(args)?)?;
    show_read(&buffer, count)
}

pub fn write(fd: &OwnedFd, rest: &str) -> Done {
    Ok(rustix::io::write(fd, &data::parse(rest)?)?.to_string())
}

pub fn pwrite(fd: &OwnedFd, rest: &str) -> Done {
    let (at, text) = rest.split_once(' ').unwrap_or((rest, ""));
    Ok(rustix::io::pwrite(fd, &data::parse(text)?, offset(&[at])?)?.to_string())
}

/// One write with RWF_APPEND; the offset -1 stands for the file's position.
pub fn append(fd: &OwnedFd, rest: &str) -> Done {
    let (at, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let bytes = data::parse(text)?;
    let slices = [IoSlice::new(&bytes)];
    Ok(rustix::io::pwritev2(fd, &slices, offset(&[at])?, ReadWriteFlags::APPEND)?.to_string())
}

pub fn seek(fd: &OwnedFd, args: &[&str]) -> Done {
    let whence = match word(args, 0)? {
        "set" => 0,
        "cur" => 1,
        "end" => 2,
        "data" => 3,
        "hole" => 4,
        _ => number(args, 0)?,
    };
    Ok(raw::seek(fd, number(args, 1)?, whence)?.to_string())
}

pub fn truncate(fd: &OwnedFd, args: &[&str]) -> Done {
    rustix::fs::ftruncate(fd, number(args, 0)?)?;
    Ok("0".to_string())
}

/// The offset, which is the first argument; a negative one reaches the kernel as it is.
pub fn offset(args: &[&str]) -> Result<u64, Failure> {
    number::<i64>(args, 0).map(|offset| offset as u64)
}
