// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The operations, and the errors that are documented for each.

use super::device::Device;
use super::faults::{Attempt, Faults};
use super::module::{load, unload, Mix, Module};
use super::others::{
    close, epoll_add, fdinfo, fionread, info, lseek, open, open_refused, poll_once, reset,
};
use super::transfer::{read, splice_in, splice_out, write, Write};
use crate::Failure;
use rustix::fs::OFlags;
use rustix::io::Errno;
use std::time::Duration;

/// What an operation is tried on: the module, while it is not loaded, or the device.
#[derive(Clone, Copy)]
pub enum Tried {
    Module(fn(&Faults, &Module) -> Result<Attempt, Failure>),
    /// Only from about where the module's own part of a load begins, which may be before the kernel
    /// copies the parameters. What is before that has been swept with other ones.
    Init(fn(&Faults, &Module) -> Result<Attempt, Failure>),
    Device(fn(&Faults, &Device) -> Result<Attempt, Failure>),
}
use Tried::Device as On;
use Tried::Init;
use Tried::Module as Of;

/// An operation to be swept.
pub struct Operation {
    pub name: &'static str,
    /// What it may fail with, when something in it fails.
    pub errnos: &'static [Errno],
    /// How many faults there are in it, at least. A sweep that finds less has injected nothing. With
    /// 0, it may be that there is nothing in it that can fail.
    pub least: u32,
    pub tried: Tried,
}

/// No memory, for the kernel's own purposes or ours.
const MEMORY: &[Errno] = &[Errno::NOMEM];
/// A copy failed: of a path, of arguments, of an iovec, of the data when none of it had come yet.
const COPY: &[Errno] = &[Errno::FAULT];
const BOTH: &[Errno] = &[Errno::NOMEM, Errno::FAULT];
const NONE: &[Errno] = &[];

const DEFAULT: Mix = Mix {
    parameters: c"",
    whom: "world",
    howmany: 1,
    period: Duration::ZERO,
};

const MANY: Mix = Mix {
    parameters: c"whom=Class howmany=3 capacity=8192",
    whom: "Class",
    howmany: 3,
    period: Duration::ZERO,
};

const LARGE: Mix = Mix {
    parameters: c"capacity=16M",
    ..DEFAULT
};

const PERIOD: Mix = Mix {
    parameters: c"howmany=2 period_ms=20",
    howmany: 2,
    period: Duration::from_millis(20),
    ..DEFAULT
};

/// What the operations on the device are tried with.
pub const SMALL: Mix = Mix {
    parameters: c"capacity=8192",
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
    Operation { name: "load-period", errnos: BOTH, least: 10, tried: Init(|f, m| load(f, m, &PERIOD)) },
    Operation { name: "unload", errnos: COPY, least: 2, tried: Of(|f, m| unload(f, m, &DEFAULT)) },
    Operation { name: "unload-period", errnos: COPY, least: 2, tried: Of(|f, m| unload(f, m, &PERIOD)) },

    Operation { name: "open-rdonly", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDONLY)) },
    Operation { name: "open-wronly", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::WRONLY)) },
    Operation { name: "open-rdwr", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDWR)) },
    Operation { name: "open-rdwr-append", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::APPEND)) },
    Operation { name: "open-rdwr-trunc", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::TRUNC)) },
    Operation { name: "open-rdonly-trunc", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDONLY | OFlags::TRUNC)) },
    Operation { name: "open-direct-trunc", errnos: BOTH, least: 2, tried: On(|f, d| open_refused(f, d, OFlags::WRONLY | OFlags::DIRECT | OFlags::TRUNC)) },
    Operation { name: "open-append", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::WRONLY | OFlags::APPEND)) },
    Operation { name: "open-nonblock", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::RDWR | OFlags::NONBLOCK)) },
    Operation { name: "open-trunc", errnos: BOTH, least: 2, tried: On(|f, d| open(f, d, OFlags::WRONLY | OFlags::TRUNC)) },
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
