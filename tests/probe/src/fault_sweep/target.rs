// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device that the operations are tried on, and its state as another open file sees it,
//! without a fault.

use super::{same, table};
use crate::device::{info, PATH};
use crate::{load, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::os::fd::OwnedFd;

/// The capacity of the device, and the length of its contents before each call.
pub const CAPACITY: usize = 8192;
pub const FILLED: usize = 6000;

/// The state of the device.
#[derive(Clone, Debug, PartialEq)]
pub struct State {
    pub openers: u32,
    pub version: u32,
    pub contents: Vec<u8>,
}

/// The loaded module's device.
pub struct Device {
    control: OwnedFd,
}

impl Device {
    pub fn load(module: &File) -> Result<Self, Failure> {
        load::insert(module, table::SMALL.text)?;
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let control = rustix::fs::open(PATH, flags, Mode::empty())?;
        Ok(Device { control })
    }

    pub fn unload(self, module: &File) -> Outcome {
        drop(self.control);
        load::unload()?;
        // Fails if a call has left something that is in the way of another load.
        load::insert(module, c"")?;
        Ok(load::unload()?)
    }

    pub fn open(&self, flags: OFlags) -> Result<OwnedFd, Errno> {
        rustix::fs::open(PATH, flags | OFlags::CLOEXEC, Mode::empty())
    }

    /// Gives the device the contents that it has before each call, and returns its state.
    pub fn fill(&self) -> Result<State, Failure> {
        drop(self.open(OFlags::WRONLY | OFlags::TRUNC)?);
        let bytes = pattern(b'a', FILLED);
        same(
            "filled",
            rustix::io::pwrite(&self.control, &bytes, 0)?,
            FILLED,
        )?;
        self.state()
    }

    pub fn state(&self) -> Result<State, Failure> {
        let info = info(&self.control)?;
        let mut contents = vec![0; CAPACITY + 1];
        let len = rustix::io::pread(&self.control, &mut contents, 0)?;
        contents.truncate(len);
        Ok(State {
            openers: info.openers,
            version: info.version,
            contents,
        })
    }

    /// Fails unless the contents are these, the version is one more if they have changed, and the
    /// rest of the state is as before.
    pub fn expect(&self, before: &State, contents: &[u8], changes: bool) -> Outcome {
        let wanted = State {
            openers: before.openers,
            version: before.version + u32::from(changes),
            contents: contents.to_vec(),
        };
        let got = self.state()?;
        same("openers", got.openers, wanted.openers)?;
        same("version", got.version, wanted.version)?;
        same("contents", got, wanted)
    }

    pub fn expect_unchanged(&self, before: &State) -> Outcome {
        self.expect(before, &before.contents, false)
    }
}

/// Bytes that repeat every 23, so that one that is lost or doubled shows.
pub fn pattern(first: u8, len: usize) -> Vec<u8> {
    (first..first + 23).cycle().take(len).collect()
}
