// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! userfaultfd: buffers whose pages are missing until this program fills them in.

use super::{ioctl, outcome, page, pread_with, pwrite_with, read};
use rustix::io::{Errno, ReadWriteFlags};
use rustix::mm::{mmap_anonymous, userfaultfd, MapFlags, ProtFlags, UserfaultfdFlags};
use std::ffi::{c_ulong, c_void};
use std::os::fd::{AsRawFd, OwnedFd};
use std::{ptr, slice};

const UFFDIO_API: c_ulong = 0xc018_aa3f;
const UFFDIO_REGISTER: c_ulong = 0xc020_aa00;
const UFFDIO_COPY: c_ulong = 0xc028_aa03;
const UFFD_API: u64 = 0xaa;
const MODE_MISSING: u64 = 1;
const EVENT_PAGEFAULT: u8 = 0x12;

/// The length of each buffer.
pub const LEN: usize = 2 * HALF;

/// The part of a buffer that is on its first page: the end of the page, whatever the size of a page is.
const HALF: usize = 4096;

/// Many buffers, each on two pages of its own. Never unmapped, because a thread may be waiting for one of the pages.
pub struct Missing {
    map: *mut c_void,
    bytes: Vec<u8>,
    first_is_there: bool,
    page: usize,
    uffd: OwnedFd,
}

// SAFETY: the threads share an address, which only the kernel uses, and a file descriptor.
unsafe impl Send for Missing {}
// SAFETY: the threads share an address, which only the kernel uses, and a file descriptor. bytes()
// makes the only reference to a buffer, after the last call that writes to it.
unsafe impl Sync for Missing {}

impl Missing {
    /// Makes a buffer for each of `bytes`. Its pages hold that byte when they are filled in; with
    /// `first_is_there` only the second page is missing.
    pub fn new(bytes: Vec<u8>, first_is_there: bool) -> Result<Self, Errno> {
        let page = page();
        let len = bytes.len() * 2 * page;
        let prot = ProtFlags::READ | ProtFlags::WRITE;
        // SAFETY: a fresh private mapping at an address of the kernel's choice.
        let map = unsafe { mmap_anonymous(ptr::null_mut(), len, prot, MapFlags::PRIVATE) }?;
        // SAFETY: nobody else uses it, and it is closed when this program ends.
        let uffd = unsafe { userfaultfd(UserfaultfdFlags::CLOEXEC) }?;
        let missing = Missing {
            map,
            bytes,
            first_is_there,
            page,
            uffd,
        };
        if first_is_there {
            for (buffer, byte) in missing.bytes.iter().enumerate() {
                let first = missing.pages(buffer).cast::<u8>();
                // SAFETY: a page of our own mapping, to which no reference exists.
                unsafe { first.write_bytes(*byte, page) };
            }
        }
        missing.control(UFFDIO_API, &mut [UFFD_API, 0, 0])?;
        let (start, len) = (map.addr() as u64, len as u64);
        missing.control(UFFDIO_REGISTER, &mut [start, len, MODE_MISSING, 0])?;
        Ok(missing)
    }

    fn control<const N: usize>(&self, request: c_ulong, words: &mut [u64; N]) -> Result<(), Errno> {
        // SAFETY: `words` is as long as the struct of this request.
        let result = unsafe { ioctl(self.uffd.as_raw_fd(), request, words.as_mut_ptr()) };
        outcome::<u32, _>(result).map(|_| ())
    }

    /// The first of a buffer's two pages.
    fn pages(&self, buffer: usize) -> *mut c_void {
        let last = self.bytes.len().saturating_sub(1);
        self.map.wrapping_byte_add(buffer.min(last) * 2 * self.page)
    }

    fn start(&self, buffer: usize) -> *mut c_void {
        self.pages(buffer).wrapping_byte_add(self.page - HALF)
    }

    /// Waits until a thread waits for a page, and returns the number of its buffer.
    pub fn next(&self) -> Result<usize, Errno> {
        let mut message = [0; 32];
        loop {
            match rustix::io::read(&self.uffd, &mut message) {
                Err(Errno::INTR) => {}
                Err(errno) => return Err(errno),
                Ok(_) if message.first() == Some(&EVENT_PAGEFAULT) => break,
                Ok(_) => {}
            }
        }
        let (_, address) = message.split_at(16);
        let bytes = address.first_chunk().copied().unwrap_or_default();
        let offset = usize::from_le_bytes(bytes).wrapping_sub(self.map.addr());
        Ok(offset / (2 * self.page))
    }

    /// Fills in the missing pages of one buffer; the threads that wait for them go on.
    pub fn fill(&self, buffer: usize) -> Result<(), Errno> {
        let page = self.page;
        let filled = vec![self.bytes.get(buffer).copied().unwrap_or(0); page];
        let present = if self.first_is_there { page } else { 0 };
        for offset in (present..2 * page).step_by(page) {
            let to = self.pages(buffer).wrapping_byte_add(offset).addr() as u64;
            let from = filled.as_ptr().addr() as u64;
            self.control(UFFDIO_COPY, &mut [to, from, page as u64, 0, 0])?;
        }
        Ok(())
    }

    /// A read of the file's beginning into a buffer, which no other call uses.
    pub fn pread(
        &self,
        fd: &OwnedFd,
        buffer: usize,
        flags: ReadWriteFlags,
    ) -> Result<usize, Errno> {
        // SAFETY: the memory is our own, and no reference to it exists before bytes().
        unsafe { pread_with(fd, self.start(buffer), LEN, 0, flags) }
    }

    /// A write of a buffer to the file's beginning.
    pub fn pwrite(
        &self,
        fd: &OwnedFd,
        buffer: usize,
        flags: ReadWriteFlags,
    ) -> Result<usize, Errno> {
        // SAFETY: the kernel only reads it.
        unsafe { pwrite_with(fd, self.start(buffer), LEN, 0, flags) }
    }

    /// read(2) at the file's position into a buffer, which no other call uses.
    pub fn read(&self, fd: &OwnedFd, buffer: usize) -> Result<usize, Errno> {
        // SAFETY: the memory is our own, and no reference to it exists before bytes().
        outcome(unsafe { read(fd.as_raw_fd(), self.start(buffer), LEN) })
    }

    /// ioctl(2) with a struct of at most 4096 bytes: the beginning of the buffer, or, if the first
    /// page is there, only its last four bytes and then the missing page.
    pub fn ioctl(&self, fd: &OwnedFd, request: u32, buffer: usize) -> Result<usize, Errno> {
        let offset = if self.first_is_there { HALF - 4 } else { 0 };
        let at = self.start(buffer).wrapping_byte_add(offset);
        // SAFETY: the memory is our own for HALF bytes from here on, and no reference to it exists.
        outcome(unsafe { ioctl(fd.as_raw_fd(), c_ulong::from(request), at) })
    }

    /// The bytes of a buffer that is filled in, after the call that used it.
    pub fn bytes(&self, buffer: usize) -> &[u8] {
        // SAFETY: our own mapping, which the kernel has filled in, and no call writes to it any more.
        unsafe { slice::from_raw_parts(self.start(buffer).cast(), LEN) }
    }
}
