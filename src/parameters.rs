// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The parameters of the module, and what they may be.

#[cfg(kunit_tests)]
mod tests;

use crate::{
    abstractions::module_param::{
        Bytes,
        Charp,
        Int,
        Param, //
    },
    greeting::Greeting, //
};
use kernel::{
    prelude::*,
    str::BStr, //
};

crate::module_params! {
    whom: charp {
        default: c"world",
        description: "who is greeted",
    },
    howmany: int {
        default: c"1",
        description: "how many times, 0 to 1000",
    },
    capacity: bytes {
        default: c"65536",
        description: "most bytes the device holds, up to 16M, K and M suffixes allowed",
    },
}

/// The largest `howmany`.
const HOWMANY_MAX: u64 = 1000;

/// The largest `capacity`: 16 MiB.
const CAPACITY_MAX: u64 = 16 << 20;

/// How many bytes of a refused value the log shows, so that the limit still fits into the line.
const QUOTED_MAX: usize = 64;

/// The parameters of the module, checked.
#[derive(Clone, Copy)]
pub(crate) struct Settings {
    /// The greeting that `whom` and `howmany` make; never longer than `capacity`.
    pub(crate) greeting: Greeting,
    /// The most bytes that the device can hold, 1 to 16 MiB.
    pub(crate) capacity: usize,
}

impl Settings {
    /// Checks the parameters that the module was loaded with.
    ///
    /// For the first one that is not allowed this logs one line, with its value and what is
    /// allowed, and returns [`EINVAL`].
    pub(crate) fn check() -> Result<Self> {
        Self::check_values(&whom, &howmany, &capacity)
    }

    fn check_values(
        who: &'static Param<Charp>,
        count: &'static Param<Int>,
        size: &'static Param<Bytes>,
    ) -> Result<Self> {
        let greeting = Greeting::new(check_whom(who.text())?, check_howmany(count)?);
        let bytes = check_capacity(size)?;

        let needed = greeting.len();
        if needed > bytes {
            pr_err!("capacity={bytes}: must hold the greeting, {needed} bytes\n");
            return Err(EINVAL);
        }
        Ok(Self {
            greeting,
            capacity: bytes,
        })
    }
}

fn check_whom(value: &'static [u8]) -> Result<&'static [u8]> {
    if value.is_empty() || value.iter().any(u8::is_ascii_control) {
        let (quoted, more) = quote(value);
        pr_err!("whom={quoted}{more}: must be at least one byte, and no control bytes\n");
        return Err(EINVAL);
    }
    Ok(value)
}

fn check_howmany(param: &'static Param<Int>) -> Result<usize> {
    match param.value() {
        Some(count @ 0..=HOWMANY_MAX) => Ok(usize::try_from(count)?),
        _ => {
            let (quoted, more) = quote(param.text());
            pr_err!("howmany={quoted}{more}: must be 0 to {HOWMANY_MAX}\n");
            Err(EINVAL)
        }
    }
}

fn check_capacity(param: &'static Param<Bytes>) -> Result<usize> {
    match param.value() {
        Some(bytes @ 1..=CAPACITY_MAX) => Ok(usize::try_from(bytes)?),
        _ => {
            let (quoted, more) = quote(param.text());
            pr_err!(
                "capacity={quoted}{more}: must be 1 to {CAPACITY_MAX} bytes, K and M allowed\n"
            );
            Err(EINVAL)
        }
    }
}

/// Returns the beginning of `value` for a line in the log, and dots if that is not all of it. It is
/// printed with control bytes and bytes above 0x7e escaped.
fn quote(value: &[u8]) -> (&BStr, &'static str) {
    match value.get(..QUOTED_MAX) {
        Some(start) if start.len() < value.len() => (BStr::from_bytes(start), "..."),
        _ => (BStr::from_bytes(value), ""),
    }
}
