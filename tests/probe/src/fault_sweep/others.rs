// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Open, close, lseek, poll, epoll, ioctl and fdinfo with a fault.

use super::faults::{Attempt, Faults};
use super::same;
use super::target::{Device, FILLED};
use crate::device::{FIONREAD, INFO, INFO_SIZE, PATH, RESET};
use crate::raw::control::{ioctl_words, Words};
use crate::Failure;
use rustix::event::{epoll, poll, PollFd, PollFlags, Timespec};
use rustix::fs::{seek, Mode, OFlags, SeekFrom};
use rustix::io::Errno;
use std::os::fd::AsRawFd;

pub fn open(faults: &Faults, device: &Device, flags: OFlags) -> Result<Attempt, Failure> {
    let before = device.fill()?;
    let flags = flags | OFlags::CLOEXEC;
    let injected = faults.call(|| rustix::fs::open(PATH, flags, Mode::empty()))?;
    let attempt = injected.attempt();
    let truncated = attempt.errno.is_none() && flags.contains(OFlags::TRUNC);
    let contents = if truncated {
        &[]
    } else {
        before.contents.as_slice()
    };
    if let Ok(file) = injected.result {
        let opened = device.state()?;
        same(
            "openers while it is open",
            opened.openers,
            before.openers + 1,
        )?;
        drop(file);
    }
    device.expect(&before, contents, truncated)?;
    drop(device.open(flags)?);
    Ok(attempt)
}

/// With flags that open(2) always refuses. It must change nothing.
pub fn open_refused(faults: &Faults, device: &Device, flags: OFlags) -> Result<Attempt, Failure> {
    let before = device.fill()?;
    let injected = faults.call(|| rustix::fs::open(PATH, flags, Mode::empty()))?;
    let mut attempt = injected.attempt();
    device.expect_unchanged(&before)?;
    match attempt.errno {
        None => return Err(Failure::Result("it was not refused".to_string())),
        Some(Errno::INVAL) => attempt.errno = None,
        Some(_) => {}
    }
    Ok(attempt)
}

pub fn close(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let before = device.fill()?;
    let file = device.open(OFlags::RDWR)?;
    let injected = faults.call(|| {
        drop(file);
        Ok(())
    })?;
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}

pub fn lseek(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let injected = faults.call(|| seek(&file, SeekFrom::End(-1)))?;
    if injected.result.is_err() {
        same("position", seek(&file, SeekFrom::Current(0))?, 0)?;
    }
    same("lseek", seek(&file, SeekFrom::End(-1))?, FILLED as u64 - 1)?;
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}

pub fn poll_once(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let before = device.fill()?;
    let file = device.open(OFlags::RDWR)?;
    let mut fds = [PollFd::new(
        &file,
        PollFlags::IN | PollFlags::OUT | PollFlags::PRI,
    )];
    let now = Timespec::default();
    let injected = faults.call(|| poll(&mut fds, Some(&now)))?;
    if injected.result.is_err() {
        same("ready", poll(&mut fds, Some(&now))?, 1)?;
    }
    let [fd] = fds;
    same("events", fd.revents(), PollFlags::IN | PollFlags::OUT)?;
    drop(file);
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}

/// Adds the device to an epoll. A write must then make it ready, also if the first try failed.
pub fn epoll_add(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    device.fill()?;
    let file = device.open(OFlags::RDWR)?;
    let waiter = epoll::create(epoll::CreateFlags::CLOEXEC)?;
    let data = epoll::EventData::new_u64(0);
    let events = epoll::EventFlags::PRI;
    let injected = faults.call(|| epoll::add(&waiter, &file, data, events))?;
    if injected.result.is_err() {
        epoll::add(&waiter, &file, data, events)?;
    }
    let now = Timespec::default();
    let mut ready = Vec::with_capacity(1);
    epoll::wait(
        &waiter,
        rustix::buffer::spare_capacity(&mut ready),
        Some(&now),
    )?;
    same("ready before a write", ready.len(), 0)?;
    device.fill()?;
    epoll::wait(
        &waiter,
        rustix::buffer::spare_capacity(&mut ready),
        Some(&now),
    )?;
    same("ready after a write", ready.len(), 1)?;
    Ok(injected.attempt())
}

pub fn info(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let mut words: Words = [0; 4096];
    words[0] = INFO_SIZE;
    let injected = faults.call(|| ioctl_words(&file, INFO, &mut words))?;
    if injected.result.is_err() {
        // Nothing of the struct has been filled in.
        same(
            "struct",
            words.iter().any(|word| *word != 0 && *word != INFO_SIZE),
            false,
        )?;
        words[0] = INFO_SIZE;
        ioctl_words(&file, INFO, &mut words)?;
    }
    same("size", words[0], INFO_SIZE)?;
    same("length", words[2], FILLED as u32)?;
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}

pub fn fionread(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let mut words: Words = [0; 4096];
    let injected = faults.call(|| ioctl_words(&file, FIONREAD, &mut words))?;
    if injected.result.is_err() {
        same("int", words[0], 0)?;
        ioctl_words(&file, FIONREAD, &mut words)?;
    }
    same("FIONREAD", words[0], FILLED as u32)?;
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}

pub fn reset(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDWR)?;
    let before = device.fill()?;
    let mut words: Words = [0; 4096];
    let injected = faults.call(|| ioctl_words(&file, RESET, &mut words))?;
    match injected.result {
        Ok(_) => device.expect(&before, b"Hello, world!\n", true)?,
        Err(_) => device.expect_unchanged(&before)?,
    }
    let before = device.fill()?;
    ioctl_words(&file, RESET, &mut words)?;
    device.expect(&before, b"Hello, world!\n", true)?;
    Ok(injected.attempt())
}

pub fn fdinfo(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let path = format!("/proc/self/fdinfo/{}", file.as_raw_fd());
    let text = rustix::fs::open(&path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty())?;
    let mut bytes = [0; 1024];
    let injected = faults.call(|| rustix::io::read(&text, &mut bytes))?;
    let got = injected.moved();
    let wanted = format!("size:\t{FILLED}\ncapacity:\t");
    if injected.result.is_ok() {
        let said = String::from_utf8_lossy(bytes.get(..got).unwrap_or_default());
        same("the size in fdinfo", said.contains(&wanted), true)?;
    }
    let said = std::fs::read_to_string(&path)?;
    same("the size in the next fdinfo", said.contains(&wanted), true)?;
    device.expect_unchanged(&before)?;
    Ok(injected.attempt())
}
