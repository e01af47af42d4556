// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The operations, and the errors that are documented for each.

use super::faults::{Attempt, Faults};
use super::module::{load, unload, Parameters};
use super::others::{
    close, epoll_add, fdinfo, fionread, info, lseek, open, open_refused, poll_once, reset,
};
use super::target::Device;
use super::transfer::{read, splice_in, splice_out, write, Write};
use crate::Failure;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::fs::File;

/// What an operation is tried on: the module, which is not loaded, or the device.
#[derive(Clone, Copy)]
pub enum Tried {
    Module(fn(&Faults, &File) -> Result<Attempt, Failure>),
    /// A load, but only the faults from about where init begins, which may be before the kernel
    /// copies the parameters. The faults before that are swept by a load with other parameters.
    Init(fn(&Faults, &File) -> Result<Attempt, Failure>),
    Device(fn(&Faults, &Device) -> Result<Attempt, Failure>),
}
use Tried::Device as On;
use Tried::Init;
use Tried::Module as Of;

/// An operation to be swept.
pub struct Operation {
    pub name: &'static str,
    /// The errors that it may give when a fault is injected.
    pub errnos: &'static [Errno],
    /// How many faults it has at least. A sweep that finds fewer has not injected them. 0 for an
    /// operation in which perhaps nothing can fail.
    pub least: u32,
    pub tried: Tried,
}

/// An allocation failed, the module's or one that the kernel makes on the way.
const MEMORY: &[Errno] = &[Errno::NOMEM];
/// A user copy failed: of a path, of arguments, of an iovec, or of the data's first bytes.
const COPY: &[Errno] = &[Errno::FAULT];
const BOTH: &[Errno] = &[Errno::NOMEM, Errno::FAULT];
const NONE: &[Errno] = &[];

const DEFAULT: Parameters = Parameters {
    text: c"",
    whom: "world",
    howmany: 1,
};

const MANY: Parameters = Parameters {
    text: c"whom=Class howmany=3 capacity=8192",
    whom: "Class",
    howmany: 3,
};

const LARGE: Parameters = Parameters {
    text: c"capacity=16M",
    ..DEFAULT
};

/// The load for all operations on the device.
pub const SMALL: Parameters = Parameters {
    text: c"capacity=8192",
    ..DEFAULT
};

const IN_PLACE: Write = Write {
    flags: OFlags::empty(),
    at: 100,
    lens: &[3000],
};
const VECTORED: Write = Write {
    lens: &[1000, 1, 1000],
    ..IN_PLACE
};
const GROWING: Write = Write {
    at: 5500,
    lens: &[1000, 1000],
    ..IN_PLACE
};
const GAP: Write = Write {
    at: 7000,
    lens: &[100, 100],
    ..IN_PLACE
};
const AT_CAPACITY: Write = Write {
    at: 7500,
    lens: &[500, 1000, 1000],
    ..IN_PLACE
};
const APPEND: Write = Write {
    flags: OFlags::APPEND,
    at: 0,
    lens: &[1000, 1000],
};

#[rustfmt::skip]
pub const OPERATIONS: &[Operation] = &[
    Operation { name: "load-default", errnos: BOTH, least: 10, tried: Init(|f, m| load(f, m, &DEFAULT)) },
    Operation { name: "load-with-parameters", errnos: BOTH, least: 100, tried: Of(|f, m| load(f, m, &MANY)) },
    Operation { name: "load-large", errnos: BOTH, least: 20, tried: Init(|f, m| load(f, m, &LARGE)) },
    Operation { name: "unload", errnos: COPY, least: 2, tried: Of(|f, m| unload(f, m, &DEFAULT)) },

    Operation { name: "open-rdonly", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDONLY)) },
    Operation { name: "open-wronly", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::WRONLY)) },
    Operation { name: "open-rdwr", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDWR)) },
    Operation { name: "open-rdwr-append", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::APPEND)) },
    Operation { name: "open-rdwr-trunc", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::TRUNC)) },
    Operation { name: "open-rdonly-trunc", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDONLY | OFlags::TRUNC)) },
    Operation { name: "open-direct-trunc", errnos: BOTH, least: 5, tried: On(|f, d| open_refused(f, d, OFlags::WRONLY | OFlags::DIRECT | OFlags::TRUNC)) },
    Operation { name: "open-append", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::WRONLY | OFlags::APPEND)) },
    Operation { name: "open-nonblock", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::NONBLOCK)) },
    Operation { name: "open-trunc", errnos: BOTH, least: 5, tried: On(|f, d| open(f, d, OFlags::WRONLY | OFlags::TRUNC)) },
    Operation { name: "close", errnos: NONE, least: 0, tried: On(close) },

    Operation { name: "read", errnos: COPY, least: 1, tried: On(|f, d| read(f, d, &[6000])) },
    Operation { name: "readv", errnos: COPY, least: 3, tried: On(|f, d| read(f, d, &[2000, 1, 2000])) },
    Operation { name: "write-in-place", errnos: COPY, least: 1, tried: On(|f, d| write(f, d, &IN_PLACE)) },
    Operation { name: "write-vectored", errnos: COPY, least: 3, tried: On(|f, d| write(f, d, &VECTORED)) },
    Operation { name: "write-growing", errnos: COPY, least: 2, tried: On(|f, d| write(f, d, &GROWING)) },
    Operation { name: "write-gap", errnos: COPY, least: 2, tried: On(|f, d| write(f, d, &GAP)) },
    Operation { name: "write-at-capacity", errnos: COPY, least: 2, tried: On(|f, d| write(f, d, &AT_CAPACITY)) },
    Operation { name: "write-append", errnos: COPY, least: 2, tried: On(|f, d| write(f, d, &APPEND)) },
    Operation { name: "splice-out", errnos: MEMORY, least: 2, tried: On(splice_out) },
    Operation { name: "splice-in", errnos: MEMORY, least: 1, tried: On(|f, d| splice_in(f, d, 0)) },
    Operation { name: "splice-in-at-capacity", errnos: MEMORY, least: 1, tried: On(|f, d| splice_in(f, d, 4000)) },

    Operation { name: "lseek", errnos: NONE, least: 0, tried: On(lseek) },
    Operation { name: "poll", errnos: BOTH, least: 1, tried: On(poll_once) },
    Operation { name: "epoll-add", errnos: BOTH, least: 2, tried: On(epoll_add) },
    Operation { name: "ioctl-info", errnos: COPY, least: 2, tried: On(info) },
    Operation { name: "ioctl-fionread", errnos: COPY, least: 1, tried: On(fionread) },
    Operation { name: "ioctl-reset", errnos: NONE, least: 0, tried: On(reset) },
    Operation { name: "fdinfo", errnos: BOTH, least: 2, tried: On(fdinfo) },
];
