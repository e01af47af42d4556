// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What a device may do otherwise than a file: fsync, stat, fallocate, mmap, locks, inotify and the
//! like.

use super::{open, Done};
use crate::raw::{self, lock};
use crate::{number, word, Failure};
use rustix::fs::inotify::{self, CreateFlags, ReadFlags, WatchFlags};
use rustix::fs::{FallocateFlags, OFlags};
use rustix::io::Errno;
use std::mem::MaybeUninit;
use std::os::fd::{AsRawFd, OwnedFd};

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

pub fn read_ahead(fd: &OwnedFd, args: &[&str]) -> Done {
    Ok(lock::read_ahead(fd, number(args, 0)?)?.to_string())
}

pub fn sync_range(fd: &OwnedFd, args: &[&str]) -> Done {
    Ok(lock::sync_range(fd, number(args, 0)?)?.to_string())
}

/// Locks from the end on, and gives the range as another open file is told it.
pub fn lock_end(fd: &OwnedFd, args: &[&str]) -> Done {
    lock::lock_from_the_end(fd, number(args, 0)?)?;
    let (start, len) = lock::lock_of_another(&open(&path(fd), OFlags::RDWR)?)?;
    Ok(format!("{start} {len}"))
}

/// Whether inotify reports this change of the contents (IN_MODIFY).
pub fn inotify(fd: &OwnedFd, args: &[&str]) -> Done {
    let watcher = inotify::init(CreateFlags::CLOEXEC | CreateFlags::NONBLOCK)?;
    inotify::add_watch(&watcher, path(fd), WatchFlags::MODIFY)?;
    match word(args, 0)? {
        "write" => drop(rustix::io::pwrite(fd, b"x", 0)?),
        "truncate" => drop(open(&path(fd), OFlags::WRONLY | OFlags::TRUNC)?),
        other => return Err(Failure::Usage(format!("no such change: {other}"))),
    }
    let mut buffer = [MaybeUninit::uninit(); 512];
    match inotify::Reader::new(watcher, &mut buffer).next() {
        Ok(event) if event.events() == ReadFlags::MODIFY => Ok("modify".to_string()),
        Ok(event) => Ok(format!("{:?}", event.events())),
        Err(Errno::AGAIN) => Ok("none".to_string()),
        Err(errno) => Err(errno.into()),
    }
}

/// A path by which the file of `fd` can be opened once more.
fn path(fd: &OwnedFd) -> String {
    format!("/proc/self/fd/{}", fd.as_raw_fd())
}
