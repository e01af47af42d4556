// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What is measured, and the memory it is measured with.

use crate::Outcome;
use rustix::fd::OwnedFd;
use rustix::fs::{open, Mode, OFlags};
use rustix::io::{pread, pwrite, Errno};

/// The largest read or write; the default of `capacity`.
pub const LARGEST: usize = 64 << 10;

/// Something that can be opened, read and written.
pub struct Target {
    /// As it stands in the results.
    pub name: &'static str,
    pub path: &'static str,
    /// Whether a read gives what there is; from /dev/null it gives nothing.
    pub readable: bool,
}

/// The name in the results of what all are compared with.
pub const TWIN: &str = "ctwin";

/// The first three are the device and its twins.
pub const TARGETS: [Target; 6] = [
    target("hello", "/dev/mydevice"),
    target(TWIN, "/dev/ctwin"),
    target("ctwin_rwsem", "/dev/ctwin_rwsem"),
    target("tmpfs", "/tmp/bench"),
    target("zero", "/dev/zero"),
    Target {
        readable: false,
        ..target("null", "/dev/null")
    },
];

/// The device and its twins.
pub fn devices() -> &'static [Target] {
    const DEVICES: &[Target] = TARGETS.split_at(3).0;
    DEVICES
}

const fn target(name: &'static str, path: &'static str) -> Target {
    Target {
        name,
        path,
        readable: true,
    }
}

impl Target {
    /// Opens it for reading and writing.
    #[inline]
    pub fn open(&self) -> Result<OwnedFd, Errno> {
        open(self.path, OFlags::RDWR | OFlags::CREATE, Mode::RUSR)
    }

    /// Opens it and fills it with as much as will be read.
    pub fn prepare(&self) -> Outcome<OwnedFd> {
        let fd = self.open().map_err(|errno| self.failed("open", errno))?;
        let filled = pwrite(&fd, Buffer::new().bytes(LARGEST), 0);
        match filled.map_err(|errno| self.failed("pwrite", errno))? {
            LARGEST => Ok(fd),
            less => Err(format!("{}: holds {less} bytes only", self.path)),
        }
    }

    /// Returns how many bytes a read of `size` bytes gives.
    pub fn gives(&self, size: usize) -> usize {
        if self.readable {
            size
        } else {
            0
        }
    }

    pub fn failed(&self, what: &str, errno: Errno) -> String {
        format!("{}: {what}: {errno}", self.path)
    }
}

/// Memory for a read or write, on pages of its own that are there.
#[repr(C, align(4096))]
pub struct Buffer([u8; LARGEST]);

impl Buffer {
    pub fn new() -> Box<Self> {
        // Not zeros, which the allocator would take from pages that are not there yet.
        Box::new(Buffer([b'x'; LARGEST]))
    }

    /// The first `size` bytes.
    #[inline]
    pub fn bytes(&self, size: usize) -> &[u8] {
        self.0.get(..size).unwrap_or(&self.0)
    }

    #[inline]
    fn bytes_mut(&mut self, size: usize) -> &mut [u8] {
        if size < LARGEST {
            &mut self.0[..size]
        } else {
            &mut self.0
        }
    }

    /// pread(2) of `size` bytes at the beginning.
    #[inline]
    pub fn read(&mut self, fd: &OwnedFd, size: usize) -> Result<usize, Errno> {
        pread(fd, self.bytes_mut(size), 0)
    }

    /// pwrite(2) of `size` bytes at the beginning.
    #[inline]
    pub fn write(&self, fd: &OwnedFd, size: usize) -> Result<usize, Errno> {
        pwrite(fd, self.bytes(size), 0)
    }
}
