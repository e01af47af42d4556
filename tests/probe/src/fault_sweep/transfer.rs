// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Reads, writes and splices with a fault: they move as many bytes as they report, and no more.

use super::faults::{Attempt, Faults};
use super::same;
use super::target::{pattern, Device, CAPACITY};
use crate::Failure;
use rustix::fs::{seek, OFlags, SeekFrom};
use rustix::io::{readv, writev};
use rustix::pipe::{pipe_with, splice, PipeFlags, SpliceFlags};
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::OwnedFd;

/// The size of each piece in a pipe, less than a page.
const PIECE: usize = 3000;

/// Reads from the beginning into buffers of these lengths. The contents are at least as long.
pub fn read(faults: &Faults, device: &Device, lens: &[usize]) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let mut bytes = vec![0; lens.iter().sum()];
    let mut rest = bytes.as_mut_slice();
    let mut buffers = Vec::new();
    for len in lens {
        let (first, others) = rest.split_at_mut(*len);
        buffers.push(IoSliceMut::new(first));
        rest = others;
    }
    let injected = match buffers.as_mut_slice() {
        [one] => faults.call(|| rustix::io::read(&file, &mut **one))?,
        many => faults.call(|| readv(&file, many))?,
    };
    drop(buffers);
    let count = injected.moved();
    let all = bytes.len();
    same(
        "what was read",
        bytes.get(..count),
        before.contents.get(..count),
    )?;
    same("position", position(&file)?, count)?;
    device.expect_unchanged(&before)?;
    same("next read", rustix::io::pread(&file, &mut bytes, 0)?, all)?;
    same("next read", bytes.get(..), before.contents.get(..all))?;
    Ok(injected.attempt_of(all))
}

/// A write at a position, from buffers of these lengths.
pub struct Write {
    pub flags: OFlags,
    pub at: usize,
    pub lens: &'static [usize],
}

pub fn write(faults: &Faults, device: &Device, write: &Write) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::WRONLY | write.flags)?;
    let before = device.fill()?;
    let start = match write.flags.contains(OFlags::APPEND) {
        true => before.contents.len(),
        false => write.at,
    };
    let data = pattern(b'A', write.lens.iter().sum());
    let all = data.len().min(CAPACITY - start);
    let mut rest = data.as_slice();
    let mut buffers = Vec::new();
    for len in write.lens {
        let (first, others) = rest.split_at(*len);
        buffers.push(IoSlice::new(first));
        rest = others;
    }
    seek(&file, SeekFrom::Start(write.at as u64))?;
    let injected = match buffers.as_slice() {
        [one] => faults.call(|| rustix::io::write(&file, one))?,
        many => faults.call(|| writev(&file, many))?,
    };
    let count = injected.moved();
    let end = if count > 0 { start + count } else { write.at };
    same("position", position(&file)?, end)?;
    device.expect(
        &before,
        &stored(&before.contents, start, &data, count),
        count > 0,
    )?;

    let before = device.fill()?;
    seek(&file, SeekFrom::Start(write.at as u64))?;
    same("next write", writev(&file, &buffers)?, all)?;
    device.expect(&before, &stored(&before.contents, start, &data, all), true)?;
    Ok(injected.attempt_of(all))
}

pub fn splice_out(faults: &Faults, device: &Device) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::RDONLY)?;
    let before = device.fill()?;
    let all = before.contents.len();
    let (from, into) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    let injected = faults.call(|| splice(&file, None, &into, None, all, SpliceFlags::empty()))?;
    let count = injected.moved();
    same(
        "what was spliced",
        drain(&from, all)?.as_slice(),
        before.contents.get(..count).unwrap_or_default(),
    )?;
    same("position", position(&file)?, count)?;
    device.expect_unchanged(&before)?;

    seek(&file, SeekFrom::Start(0))?;
    let count = splice(&file, None, &into, None, all, SpliceFlags::empty())?;
    same("next splice", count, all)?;
    same("next splice", drain(&from, all)?, before.contents)?;
    Ok(injected.attempt_of(all))
}

pub fn splice_in(faults: &Faults, device: &Device, at: usize) -> Result<Attempt, Failure> {
    let file = device.open(OFlags::WRONLY)?;
    let before = device.fill()?;
    let data = pattern(b'A', 2 * PIECE);
    let all = data.len().min(CAPACITY - at);
    let from = full_pipe(&data)?;
    seek(&file, SeekFrom::Start(at as u64))?;
    let injected = faults.call(|| splice(&from, None, &file, None, all, SpliceFlags::empty()))?;
    let count = injected.moved();
    same("position", position(&file)?, at + count)?;
    let versions = device.state()?.version - before.version;
    same("no version without a byte", versions > 0, count > 0)?;
    same(
        "contents",
        device.state()?.contents,
        stored(&before.contents, at, &data, count),
    )?;
    // The bytes that were not stored stay in the pipe.
    same(
        "left in the pipe",
        drain(&from, data.len())?.as_slice(),
        data.get(count..).unwrap_or_default(),
    )?;

    let before = device.fill()?;
    let from = full_pipe(&data)?;
    seek(&file, SeekFrom::Start(at as u64))?;
    let count = splice(&from, None, &file, None, all, SpliceFlags::empty())?;
    same("next splice", count, all)?;
    same(
        "contents",
        device.state()?.contents,
        stored(&before.contents, at, &data, all),
    )?;
    Ok(injected.attempt_of(all))
}

/// The contents after the first `count` bytes of `data` have been stored at `start`.
fn stored(before: &[u8], start: usize, data: &[u8], count: usize) -> Vec<u8> {
    let mut contents = before.to_vec();
    let Some(data) = data.get(..count).filter(|data| !data.is_empty()) else {
        return contents;
    };
    if contents.len() < start + count {
        contents.resize(start + count, 0);
    }
    if let Some(place) = contents.get_mut(start..start + count) {
        place.copy_from_slice(data);
    }
    contents
}

fn position(file: &OwnedFd) -> Result<usize, Failure> {
    let position = seek(file, SeekFrom::Current(0))?;
    usize::try_from(position).map_err(|_| Failure::Result(format!("position {position}")))
}

fn full_pipe(data: &[u8]) -> Result<OwnedFd, Failure> {
    let (from, into) = pipe_with(PipeFlags::CLOEXEC | PipeFlags::NONBLOCK)?;
    for piece in data.chunks(PIECE) {
        same("pipe", rustix::io::write(&into, piece)?, piece.len())?;
    }
    Ok(from)
}

/// Empties a pipe that holds at most `most` bytes.
fn drain(from: &OwnedFd, most: usize) -> Result<Vec<u8>, Failure> {
    let mut bytes = vec![0; most];
    let count = match rustix::io::read(from, &mut bytes) {
        Ok(count) => count,
        Err(rustix::io::Errno::AGAIN) => 0,
        Err(errno) => return Err(errno.into()),
    };
    bytes.truncate(count);
    Ok(bytes)
}
