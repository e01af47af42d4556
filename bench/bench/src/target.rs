// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What is measured, and the memory that it reads into and writes from.

use crate::Outcome;
use rustix::fd::OwnedFd;
use rustix::fs::{open, Mode, OFlags};
use rustix::io::{pread, pwrite, Errno};

/// The largest read or write; the default of `capacity`.
pub const LARGEST: usize = 64 << 10;

/// Something that can be opened, read and written.
pub struct Target {
    /// Its name in the results.
    pub name: &'static str,
    pub path: &'static str,
    /// Whether a read returns bytes; /dev/null returns none.
    pub readable: bool,
}

/// The target that all others are compared with.
pub const TWIN: &str = "ctwin";

/// All targets. The device and its twins come first: [`devices`] relies on it.
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

/// Returns the device and its twins.
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
    /// Opens the target for reading and writing.
    #[inline]
    pub fn open(&self) -> Result<OwnedFd, Errno> {
        open(self.path, OFlags::RDWR | OFlags::CREATE, Mode::RUSR)
    }

    /// Opens the target and fills it, so that the largest read finds enough.
    pub fn prepare(&self) -> Outcome<OwnedFd> {
        let fd = self.open().map_err(|errno| self.failed("open", errno))?;
        let filled = pwrite(&fd, Buffer::new().bytes(LARGEST), 0);
        match filled.map_err(|errno| self.failed("pwrite", errno))? {
            LARGEST => Ok(fd),
            less => Err(format!("{}: only {less} bytes fit", self.path)),
        }
    }

    /// Returns how many bytes a read of `size` bytes has to return.
    pub fn gives(&self, size: usize) -> usize {
        if self.readable {
            size
        } else {
            0
        }
    }

    /// Returns the text for stderr: `what` failed with `errno`.
    pub fn failed(&self, what: &str, errno: Errno) -> String {
        format!("{}: {what}: {errno}", self.path)
    }
}

/// Memory for a read or a write. Its pages are its own, and present.
#[repr(C, align(4096))]
pub struct Buffer([u8; LARGEST]);

impl Buffer {
    pub fn new() -> Box<Self> {
        // Zeros would not do: the allocator could leave their pages to be faulted in later.
        Box::new(Buffer([b'x'; LARGEST]))
    }

    /// Returns the first `size` bytes.
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

    /// Reads `size` bytes at position 0, by pread(2).
    #[inline]
    pub fn read(&mut self, fd: &OwnedFd, size: usize) -> Result<usize, Errno> {
        pread(fd, self.bytes_mut(size), 0)
    }

    /// Writes `size` bytes at position 0, by pwrite(2).
    #[inline]
    pub fn write(&self, fd: &OwnedFd, size: usize) -> Result<usize, Errno> {
        pwrite(fd, self.bytes(size), 0)
    }
}
