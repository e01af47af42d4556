// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reads and writes whose buffer is memory that nobody has touched yet, so that the kernel has to
//! fault its pages in; with RWF_NOWAIT too, which is about the lock and not about the caller's pages.

use super::plain::offset;
use super::{show_read, Done};
use crate::number;
use crate::raw::untouched::Untouched;
use crate::raw::uring::Ring;
use rustix::io::{preadv2, pwritev2, ReadWriteFlags};
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::OwnedFd;

pub fn nowait_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = Untouched::new(number(args, 1)?)?;
    let mut slices = [IoSliceMut::new(buffer.bytes_mut())];
    let count = preadv2(fd, &mut slices, offset(args)?, ReadWriteFlags::NOWAIT)?;
    show_read(buffer.bytes(), count)
}

pub fn nowait_pwrite(fd: &OwnedFd, args: &[&str]) -> Done {
    let buffer = Untouched::new(number(args, 1)?)?;
    let slices = [IoSlice::new(buffer.bytes())];
    Ok(pwritev2(fd, &slices, offset(args)?, ReadWriteFlags::NOWAIT)?.to_string())
}

pub fn uring_pread(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffer = Untouched::new(number(args, 1)?)?;
    let count = Ring::new()?.read(fd, buffer.bytes_mut(), offset(args)?)?;
    show_read(buffer.bytes(), count)
}

/// A write of zeros at the position, and how many pages of the buffer it has touched.
pub fn untouched_write(fd: &OwnedFd, args: &[&str]) -> Done {
    let buffer = Untouched::new(number(args, 0)?)?;
    let count = rustix::io::write(fd, buffer.bytes())?;
    Ok(format!("{count} {}", buffer.touched()?))
}
