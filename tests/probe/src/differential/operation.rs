// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The operations of a sequence, and how a report shows them.

use rustix::fs::OFlags;
use rustix::io::ReadWriteFlags;
use std::fmt::{self, Display, Formatter};

/// How many file descriptors a sequence has. An operation names one by its slot.
pub const SLOTS: usize = 3;

/// An operation. On an empty slot it does nothing.
#[derive(Clone, Debug)]
pub enum Operation {
    /// Puts the new file descriptor into the slot, or empties the slot if it fails.
    Open(usize, OFlags),
    /// Makes the second slot a duplicate of the first.
    Dup(usize, usize),
    Close(usize),
    Call(usize, Call),
    /// A child process does these, with the file descriptors that it inherits.
    Fork(Vec<Operation>),
}

/// A system call on an open file descriptor.
#[derive(Clone, Debug)]
pub enum Call {
    Read(usize),
    Pread(usize, i64),
    Readv(Vec<usize>),
    Preadv2(Vec<usize>, i64, ReadWriteFlags),
    Write(Data),
    Pwrite(Data, i64),
    Writev(Vec<Data>),
    Pwritev2(Vec<Data>, i64, ReadWriteFlags),
    Seek(i64, i32),
    SetFlags(OFlags),
    Sync,
}

/// The bytes of a write. Each differs from the one before it.
#[derive(Clone, Debug)]
pub struct Data {
    pub first: u8,
    pub len: usize,
}

impl Data {
    pub fn bytes(&self) -> Vec<u8> {
        // 251 is prime, so no two pages are alike.
        (0..self.len)
            .map(|index| self.first.wrapping_add((index % 251) as u8))
            .collect()
    }
}

impl Display for Data {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}*{:#04x}..", self.len, self.first)
    }
}

impl Display for Operation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Operation::Open(slot, flags) => write!(f, "fd{slot} = open({})", open_flags(*flags)),
            Operation::Dup(from, to) => write!(f, "fd{to} = dup(fd{from})"),
            Operation::Close(slot) => write!(f, "close(fd{slot})"),
            Operation::Call(slot, call) => call.show(f, *slot),
            Operation::Fork(operations) => write!(f, "fork, {} operations", operations.len()),
        }
    }
}

impl Call {
    fn show(&self, f: &mut Formatter<'_>, slot: usize) -> fmt::Result {
        match self {
            Call::Read(len) => write!(f, "read(fd{slot}, {len})"),
            Call::Pread(len, offset) => write!(f, "pread(fd{slot}, {len}, {offset})"),
            Call::Readv(lens) => write!(f, "readv(fd{slot}, [{}])", list(lens)),
            Call::Preadv2(lens, offset, flags) => {
                let flags = rwf(*flags);
                write!(f, "preadv2(fd{slot}, [{}], {offset}, {flags})", list(lens))
            }
            Call::Write(data) => write!(f, "write(fd{slot}, {data})"),
            Call::Pwrite(data, offset) => write!(f, "pwrite(fd{slot}, {data}, {offset})"),
            Call::Writev(data) => write!(f, "writev(fd{slot}, [{}])", list(data)),
            Call::Pwritev2(data, offset, flags) => {
                let flags = rwf(*flags);
                write!(f, "pwritev2(fd{slot}, [{}], {offset}, {flags})", list(data))
            }
            Call::Seek(offset, whence) => {
                write!(f, "lseek(fd{slot}, {offset}, {})", whence_name(*whence))
            }
            Call::SetFlags(flags) => {
                write!(f, "fcntl(fd{slot}, F_SETFL, {})", open_flags(*flags))
            }
            Call::Sync => write!(f, "fsync(fd{slot})"),
        }
    }
}

fn list<T: Display>(items: &[T]) -> String {
    let words: Vec<String> = items.iter().map(T::to_string).collect();
    words.join(", ")
}

fn whence_name(whence: i32) -> String {
    match whence {
        0 => "SEEK_SET".to_string(),
        1 => "SEEK_CUR".to_string(),
        2 => "SEEK_END".to_string(),
        3 => "SEEK_DATA".to_string(),
        4 => "SEEK_HOLE".to_string(),
        other => other.to_string(),
    }
}

/// The flags of open(2) that a sequence may have besides the access mode.
#[rustfmt::skip]
pub const OPEN_FLAGS: &[(OFlags, &str)] = &[
    (OFlags::APPEND, "O_APPEND"), (OFlags::TRUNC, "O_TRUNC"), (OFlags::NONBLOCK, "O_NONBLOCK"),
    (OFlags::CREATE, "O_CREAT"), (OFlags::EXCL, "O_EXCL"), (OFlags::DIRECTORY, "O_DIRECTORY"),
    (OFlags::NOFOLLOW, "O_NOFOLLOW"), (OFlags::PATH, "O_PATH"), (OFlags::NOATIME, "O_NOATIME"),
    (OFlags::SYNC, "O_SYNC"), (OFlags::DSYNC, "O_DSYNC"), (OFlags::NOCTTY, "O_NOCTTY"),
];

/// Shows the flags as in a call of open(2), without those that no sequence has.
pub fn open_flags(flags: OFlags) -> String {
    let mode = match flags.bits() & 3 {
        0 => "O_RDONLY",
        1 => "O_WRONLY",
        2 => "O_RDWR",
        _ => "3",
    };
    let mut words = vec![mode];
    for (flag, name) in OPEN_FLAGS {
        if flags.contains(*flag) {
            words.push(name);
        }
    }
    words.join("|")
}

/// RWF_NOAPPEND, which rustix does not name: the write goes to its offset in spite of O_APPEND.
pub const NOAPPEND: ReadWriteFlags = ReadWriteFlags::from_bits_retain(0x20);

fn rwf(flags: ReadWriteFlags) -> String {
    #[rustfmt::skip]
    const NAMES: &[(ReadWriteFlags, &str)] = &[
        (ReadWriteFlags::APPEND, "RWF_APPEND"), (NOAPPEND, "RWF_NOAPPEND"),
        (ReadWriteFlags::DSYNC, "RWF_DSYNC"), (ReadWriteFlags::SYNC, "RWF_SYNC"),
    ];
    match NAMES.iter().find(|(flag, _)| *flag == flags) {
        Some((_, name)) => (*name).to_string(),
        None => format!("{:#x}", flags.bits()),
    }
}
