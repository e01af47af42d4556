// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `io`: opens a file once, does one operation after another on it, and prints a line for each.

mod control;
mod fault;
mod plain;
mod special;
mod splice;
mod untouched;
mod vectored;

use crate::{errno, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use std::os::fd::OwnedFd;

pub const HELP: &str = "FILE FLAG[,FLAG...] 'OPERATION'...
      FLAG: rdonly wronly rdwr append trunc direct nonblock
      read LEN | pread OFF LEN | readv LEN... | preadv OFF LEN...
      write DATA | pwrite OFF DATA | writev DATA... | pwritev OFF DATA... | append OFF DATA
      seek set|cur|end|data|hole|NUMBER OFF | truncate LEN | reopen (the file is opened again)
      splice-out LEN | splice-in DATA | sendfile-out LEN | sendfile-in DATA
      nowait-pread OFF LEN | nowait-pwrite OFF LEN (RWF_NOWAIT; to and from memory that was never
      touched, which holds zeros) | uring-pread OFF LEN (likewise)
      untouched-write LEN (likewise; prints how many of its pages the write has touched as well)
      bad-pread OFF GOOD LEN [nowait] | bad-pwrite OFF GOOD LEN [nowait] (only the first GOOD bytes
      of the buffer are memory; prints \"part\" when 1 to GOOD bytes and no others were moved)
      wild-pread OFF WHERE LEN | wild-pwrite OFF WHERE LEN (WHERE: null kernel noncanonical last)
      poll | fdinfo NAME | ioctl NUMBER SIZE (SIZE is the first word of its struct; prints the words
      that were written) | bad-ioctl NUMBER | fsync | size | allocate LEN | map | readahead LEN
      sync-range LEN | copy-range LEN (from the beginning to 4096) | inotify write|truncate
      lock-end LEN (a lock from SEEK_END on; prints its start and length)
      prints for each: a count or an offset, then the bytes that were read, as DATA; or the error
      DATA: parts joined by +, each text or CHARACTER*COUNT; \\0 \\n \\\\ \\xNN";

/// The result of an operation: its line, or why it has none.
type Done = Result<String, Failure>;

pub fn run(args: &[String]) -> Outcome {
    let path = crate::word(args, 0)?;
    let flags = flags(crate::word(args, 1)?)?;
    let mut fd = open(path, flags)?;
    for operation in args.iter().skip(2) {
        if operation == "reopen" {
            fd = open(path, flags)?;
            continue;
        }
        match one(&fd, operation) {
            Ok(line) => println!("{line}"),
            Err(Failure::System(errno)) => println!("{}", errno::name(errno)),
            Err(other) => return Err(other),
        }
    }
    Ok(())
}

pub fn open(path: &str, flags: OFlags) -> Result<OwnedFd, Failure> {
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

/// `rdwr,append` for O_RDWR and O_APPEND.
pub fn flags(text: &str) -> Result<OFlags, Failure> {
    let mut flags = OFlags::CLOEXEC;
    for flag in text.split(',') {
        flags |= match flag {
            "rdonly" => OFlags::RDONLY,
            "wronly" => OFlags::WRONLY,
            "rdwr" => OFlags::RDWR,
            "append" => OFlags::APPEND,
            "trunc" => OFlags::TRUNC,
            "direct" => OFlags::DIRECT,
            "nonblock" => OFlags::NONBLOCK,
            _ => return Err(Failure::Usage(format!("no such flag: {flag}"))),
        };
    }
    Ok(flags)
}

/// Does an operation, and returns its line.
pub fn one(fd: &OwnedFd, operation: &str) -> Done {
    let (name, rest) = operation.split_once(' ').unwrap_or((operation, ""));
    let args: Vec<&str> = rest.split(' ').filter(|word| !word.is_empty()).collect();
    match name {
        "read" => plain::read(fd, &args),
        "pread" => plain::pread(fd, &args),
        "write" => plain::write(fd, rest),
        "pwrite" => plain::pwrite(fd, rest),
        "append" => plain::append(fd, rest),
        "seek" => plain::seek(fd, &args),
        "truncate" => plain::truncate(fd, &args),
        "readv" => vectored::readv(fd, &args),
        "preadv" => vectored::preadv(fd, &args),
        "writev" => vectored::writev(fd, &args),
        "pwritev" => vectored::pwritev(fd, &args),
        "splice-out" => splice::splice_out(fd, &args),
        "splice-in" => splice::splice_in(fd, rest),
        "sendfile-out" => splice::sendfile_out(fd, &args),
        "sendfile-in" => splice::sendfile_in(fd, rest),
        "nowait-pread" => untouched::nowait_pread(fd, &args),
        "nowait-pwrite" => untouched::nowait_pwrite(fd, &args),
        "fsync" => special::fsync(fd),
        "size" => special::size(fd),
        "allocate" => special::allocate(fd, &args),
        "copy-range" => special::copy_range(fd, &args),
        "map" => special::map(fd),
        "poll" => control::poll(fd),
        "ioctl" => control::ioctl(fd, &args),
        "bad-ioctl" => control::bad_ioctl(fd, &args),
        "fdinfo" => control::fdinfo(fd, &args),
        "uring-pread" => untouched::uring_pread(fd, &args),
        "untouched-write" => untouched::untouched_write(fd, &args),
        "lock-end" => special::lock_end(fd, &args),
        "inotify" => special::inotify(fd, &args),
        "readahead" => special::read_ahead(fd, &args),
        "sync-range" => special::sync_range(fd, &args),
        "bad-pread" => fault::bad_pread(fd, &args),
        "bad-pwrite" => fault::bad_pwrite(fd, &args),
        "wild-pread" => fault::wild_pread(fd, &args),
        "wild-pwrite" => fault::wild_pwrite(fd, &args),
        _ => Err(Failure::Usage(format!("no such operation: {name}"))),
    }
}

/// Returns the line for `count` bytes that were read into `buffer`: the count, then the bytes.
fn show_read(buffer: &[u8], count: usize) -> Done {
    let bytes = buffer.get(..count).unwrap_or(buffer);
    if bytes.is_empty() {
        return Ok(count.to_string());
    }
    Ok(format!("{count} {}", crate::data::show(bytes)))
}
