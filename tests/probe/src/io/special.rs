// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What a device may do otherwise than a file: fsync, stat, fallocate, mmap and their like, and
//! reads and writes that must not sleep.

use super::plain::{offset, pwrite_with};
use super::{show_read, Done};
use crate::{number, raw};
use rustix::fs::FallocateFlags;
use rustix::io::ReadWriteFlags;
use std::io::IoSliceMut;
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
    // Not zeros: those would be pages that nobody has touched yet, which must not be waited for.
    let mut buffer = vec![1; number(args, 1)?];
    let mut slices = [IoSliceMut::new(&mut buffer)];
    let count = rustix::io::preadv2(fd, &mut slices, offset(args)?, ReadWriteFlags::NOWAIT)?;
    show_read(&buffer, count)
}

pub fn nowait_pwrite(fd: &OwnedFd, rest: &str) -> Done {
    pwrite_with(fd, rest, ReadWriteFlags::NOWAIT)
}

/// Into pages that nobody has touched yet.
pub fn uring_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = vec![0; number(args, 1)?];
    let count = raw::uring::Ring::new()?.read(fd, &mut buffer, offset(args)?)?;
    show_read(&buffer, count)
}
