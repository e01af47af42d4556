// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! poll, ioctl, and what /proc tells of an open file.

use super::Done;
use crate::raw::control::{ioctl_wild, ioctl_words};
use crate::{number, raw, watch, word, Failure};
use rustix::event::{PollFd, PollFlags, Timespec};
use std::os::fd::{AsRawFd, OwnedFd};

/// What a word that the kernel has not written holds.
const FILL: u32 = 0xaaaa_aaaa;

/// Which of all events are there now.
pub fn poll(fd: &OwnedFd) -> Done {
    let mut fds = [PollFd::new(fd, PollFlags::from_bits_retain(0xffff))];
    rustix::event::poll(&mut fds, Some(&Timespec::default()))?;
    let [fd] = fds;
    Ok(watch::names(fd.revents()))
}

pub fn ioctl(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut words = [FILL; 4096];
    if let (Some(first), Some(_)) = (words.first_mut(), args.get(1)) {
        *first = number(args, 1)?;
    }
    let result = ioctl_words(fd, number(args, 0)?, &mut words)?;
    let written = words.iter().take_while(|word| **word != FILL);
    Ok(written.fold(result.to_string(), |line, word| format!("{line} {word}")))
}

pub fn bad_ioctl(fd: &OwnedFd, args: &[&str]) -> Done {
    let result = ioctl_wild(fd, number(args, 0)?, raw::Wild::Null)?;
    Ok(result.to_string())
}

/// One value of /proc/self/fdinfo.
pub fn fdinfo(fd: &OwnedFd, args: &[&str]) -> Done {
    let name = format!("{}:\t", word(args, 0)?);
    let text = std::fs::read_to_string(format!("/proc/self/fdinfo/{}", fd.as_raw_fd()))?;
    text.lines()
        .find_map(|line| line.strip_prefix(&name))
        .map(str::to_string)
        .ok_or_else(|| Failure::Result(format!("no {name} in:\n{text}")))
}
