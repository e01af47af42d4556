// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What a device may do otherwise than a file: fsync, stat, fallocate, mmap and their like, and
//! reads and writes that must not sleep.

use super::plain::offset;
use super::{show_read, Done};
use crate::{data, number, raw};
use rustix::fs::FallocateFlags;
use rustix::io::ReadWriteFlags;
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::OwnedFd;

pub fn fsync(fd: &OwnedFd) -> Done {
    rustix::fs::fsync(fd)?;
    Ok("0".to_string())
}

pub fn size(fd: &OwnedFd) -> Done {
    Ok(rustix::fs::fstat(fd)?.st_size.to_string())
}

pub fn allocate(fd: &OwnedFd, args: &[&str]) -> Done {
    rustix::fs::fallocate(fd, FallocateFlags::empty(), 0, number(args, 0)?)?;
    Ok("0".to_string())
}

pub fn copy_range(fd: &OwnedFd, args: &[&str]) -> Done {
    let (mut from, mut to) = (0, 4096);
    let len = number(args, 0)?;
    Ok(rustix::fs::copy_file_range(fd, Some(&mut from), fd, Some(&mut to), len)?.to_string())
}

pub fn map(fd: &OwnedFd) -> Done {
    raw::map(fd)?;
    Ok("0".to_string())
}

pub fn nowait_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = vec![0; number(args, 1)?];
    // A page that has never been touched is not there, and waiting for it is not allowed.
    buffer.fill(1);
    let mut slices = [IoSliceMut::new(&mut buffer)];
    let count = rustix::io::preadv2(fd, &mut slices, offset(args)?, ReadWriteFlags::NOWAIT)?;
    show_read(&buffer, count)
}

pub fn nowait_pwrite(fd: &OwnedFd, rest: &str) -> Done {
    let (at, text) = rest.split_once(' ').unwrap_or((rest, ""));
    let bytes = data::parse(text)?;
    let slices = [IoSlice::new(&bytes)];
    let count = rustix::io::pwritev2(fd, &slices, offset(&[at])?, ReadWriteFlags::NOWAIT)?;
    Ok(count.to_string())
}
