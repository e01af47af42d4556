// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! io_uring: one operation at a time, until it has ended.

use io_uring::{opcode, squeue, types, IoUring};
use rustix::io::Errno;
use std::os::fd::{AsRawFd, OwnedFd};

/// A ring that holds one operation.
pub struct Ring(IoUring);

impl Ring {
    pub fn new() -> Result<Self, Errno> {
        IoUring::new(2).map(Ring).map_err(|error| errno(&error))
    }

    /// IORING_OP_READ.
    pub fn read(&mut self, fd: &OwnedFd, buffer: &mut [u8], offset: u64) -> Result<usize, Errno> {
        let len = u32::try_from(buffer.len()).map_err(|_| Errno::INVAL)?;
        let fd = types::Fd(fd.as_raw_fd());
        let entry = opcode::Read::new(fd, buffer.as_mut_ptr(), len).offset(offset);
        // SAFETY: `buffer` is borrowed until the read has ended.
        let count = unsafe { self.one(&entry.build()) }?;
        usize::try_from(count).map_err(|_| Errno::INVAL)
    }

    /// IORING_OP_POLL_ADD: waits for one of `events`, and returns those that there are.
    pub fn poll(&mut self, fd: &OwnedFd, events: u32) -> Result<u32, Errno> {
        let entry = opcode::PollAdd::new(types::Fd(fd.as_raw_fd()), events);
        // SAFETY: a poll has no buffer.
        let events = unsafe { self.one(&entry.build()) }?;
        u32::try_from(events).map_err(|_| Errno::INVAL)
    }

    /// Submits one operation and waits until it has ended.
    ///
    /// # Safety
    ///
    /// The memory that `entry` points to has to be valid during the call.
    unsafe fn one(&mut self, entry: &squeue::Entry) -> Result<i32, Errno> {
        // SAFETY: the caller says that its memory is valid until it has ended.
        unsafe { self.0.submission().push(entry) }.map_err(|_| Errno::BUSY)?;
        loop {
            match self.0.submit_and_wait(1) {
                Ok(_) => {}
                Err(error) if errno(&error) == Errno::INTR => {}
                // The operation may be under way and use the buffer: returning would be unsound.
                Err(_) => std::process::abort(),
            }
            if let Some(done) = self.0.completion().next() {
                let result = done.result();
                return match result {
                    0.. => Ok(result),
                    _ => Err(Errno::from_raw_os_error(-result)),
                };
            }
        }
    }
}

fn errno(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::INVAL)
}
