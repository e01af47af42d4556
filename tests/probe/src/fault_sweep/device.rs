// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device, and what is to be seen of it from beside: by a file of its own, without a fault.

use super::module::Module;
use super::{same, table};
use crate::hello::{info, PATH};
use crate::{load, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

/// The device has room for so much, and before each call holds so much.
pub const CAPACITY: usize = 8192;
pub const FILLED: usize = 6000;

/// What can be seen of the device.
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
    pub fn load(module: &Module) -> Result<Self, Failure> {
        load::insert(module.file, table::SMALL.parameters)?;
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        let control = rustix::fs::open(PATH, flags, Mode::empty())?;
        Ok(Device { control })
    }

    pub fn unload(self, module: &Module) -> Outcome {
        drop(self.control);
        load::unload()?;
        // What the calls may have left in a corner hinders no other load.
        load::insert(module.file, c"")?;
        Ok(load::unload()?)
    }

    pub fn open(&self, flags: OFlags) -> Result<OwnedFd, Errno> {
        rustix::fs::open(PATH, flags | OFlags::CLOEXEC, Mode::empty())
    }

    /// Fills the device with what it holds before a call, and returns what there is to be seen.
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

    /// Fails unless all is as in `before`, with `contents`, and another version if `changes`.
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

/// Bytes in which a lost or doubled one is seen: they repeat every 23.
pub fn pattern(first: u8, len: usize) -> Vec<u8> {
    (first..first + 23).cycle().take(len).collect()
}
