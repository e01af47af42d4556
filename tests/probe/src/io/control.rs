// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! poll, ioctl, and the lines of /proc about an open file.

use super::Done;
use crate::raw::control::{ioctl_wild, ioctl_words, Words};
use crate::{number, raw, watch, word, Failure};
use rustix::event::{PollFd, PollFlags, Timespec};
use std::os::fd::{AsRawFd, OwnedFd};

/// What the words for an ioctl hold before it.
const FILL: u32 = 0xaaaa_aaaa;

/// Which of all events there are now.
pub fn poll(fd: &OwnedFd) -> Done {
    let mut fds = [PollFd::new(fd, PollFlags::from_bits_retain(0xffff))];
    rustix::event::poll(&mut fds, Some(&Timespec::default()))?;
    let [fd] = fds;
    Ok(watch::names(fd.revents()))
}

/// An ioctl with a pointer to words of which the first is SIZE. It may write the first of them, with
/// no gap, and none at all if it fails.
pub fn ioctl(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut words: Words = [FILL; 4096];
    let size = number(args, 1).unwrap_or(FILL);
    words[0] = size;
    let result = ioctl_words(fd, number(args, 0)?, &mut words);
    if result.is_err() && words[0] == size {
        words[0] = FILL;
    }
    let count = match result {
        Ok(_) => words.iter().take_while(|word| **word != FILL).count(),
        Err(_) => 0,
    };
    let (written, rest) = words.split_at(count);
    if let Some(index) = rest.iter().position(|word| *word != FILL) {
        let index = count + index;
        return Err(Failure::Result(format!(
            "{result:?}, and word {index} was written"
        )));
    }
    let result = result?.to_string();
    Ok(written
        .iter()
        .fold(result, |line, word| format!("{line} {word}")))
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
