// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! readv, writev, preadv, pwritev.

use super::plain::offset;
use super::{show_read, Done};
use crate::{data, number, Failure};
use std::io::{IoSlice, IoSliceMut};
use std::os::fd::OwnedFd;

pub fn readv(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffers = buffers(args)?;
    let count = rustix::io::readv(fd, &mut slices_mut(&mut buffers))?;
    show_read(&buffers.concat(), count)
}

pub fn preadv(fd: &OwnedFd, args: &[&str]) -> Done {
    let mut buffers = buffers(args.get(1..).unwrap_or_default())?;
    let count = rustix::io::preadv(fd, &mut slices_mut(&mut buffers), offset(args)?)?;
    show_read(&buffers.concat(), count)
}

pub fn writev(fd: &OwnedFd, args: &[&str]) -> Done {
    let pieces = pieces(args)?;
    Ok(rustix::io::writev(fd, &slices(&pieces))?.to_string())
}

pub fn pwritev(fd: &OwnedFd, args: &[&str]) -> Done {
    let pieces = pieces(args.get(1..).unwrap_or_default())?;
    Ok(rustix::io::pwritev(fd, &slices(&pieces), offset(args)?)?.to_string())
}

fn buffers(lens: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
    (0..lens.len())
        .map(|index| Ok(vec![0; number(lens, index)?]))
        .collect()
}

fn pieces(texts: &[&str]) -> Result<Vec<Vec<u8>>, Failure> {
    texts.iter().map(|text| data::parse(text)).collect()
}

fn slices_mut(buffers: &mut [Vec<u8>]) -> Vec<IoSliceMut<'_>> {
    buffers
        .iter_mut()
        .map(|buffer| IoSliceMut::new(buffer))
        .collect()
}

fn slices(pieces: &[Vec<u8>]) -> Vec<IoSlice<'_>> {
    pieces.iter().map(|piece| IoSlice::new(piece)).collect()
}
