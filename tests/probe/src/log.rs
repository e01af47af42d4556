// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `log`: the kernel log, read from /dev/kmsg.

use crate::{word, Failure, Outcome};
use rustix::fs::{Mode, OFlags, SeekFrom};
use rustix::io::Errno;
use std::os::fd::OwnedFd;

pub const HELP: &str = "MARKER [START [BUT...]]
      prints the lines after the last MARKER in the log, as \"<level> <text>\": those whose text
      begins with START and contains no BUT. Fails if the log does not hold MARKER any more";

/// Longer than any record.
const RECORD: usize = 8192;

/// One record of the kernel log.
pub struct Record {
    pub level: u8,
    pub text: String,
}

/// Opens the kernel log at the first record after it was last cleared. There may be thousands of
/// older ones, and reading these takes longer than a test.
pub fn open() -> Result<OwnedFd, Failure> {
    let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::CLOEXEC;
    let log = rustix::fs::open("/dev/kmsg", flags, Mode::empty())?;
    rustix::fs::seek(&log, SeekFrom::Data(0))?;
    Ok(log)
}

/// Returns the next record, if there is one already.
pub fn next(log: &OwnedFd) -> Result<Option<Record>, Failure> {
    let mut buffer = [0; RECORD];
    loop {
        match rustix::io::read(log, &mut buffer) {
            Ok(count) => return Ok(buffer.get(..count).and_then(record)),
            Err(Errno::AGAIN) => return Ok(None),
            // That record has been overwritten; the next read returns the oldest one.
            Err(Errno::PIPE) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// A record is "priority,sequence,time,flags;text"; lines that begin with a space may follow.
fn record(bytes: &[u8]) -> Option<Record> {
    let line = String::from_utf8_lossy(bytes);
    let (head, rest) = line.split_once(';')?;
    let priority: u32 = head.split(',').next()?.parse().ok()?;
    Some(Record {
        level: u8::try_from(priority & 7).ok()?,
        text: rest.lines().next().unwrap_or("").to_string(),
    })
}

pub fn run(args: &[String]) -> Outcome {
    let marker = word(args, 0)?;
    let start = args.get(1).map_or("", String::as_str);
    let but = args.get(2..).unwrap_or_default();
    let log = open()?;
    let mut found = false;
    let mut since = String::new();
    while let Some(record) = next(&log)? {
        if record.text == marker {
            found = true;
            since.clear();
        } else if record.text.starts_with(start) && !but.iter().any(|b| record.text.contains(b)) {
            since.push_str(&format!("{} {}\n", record.level, record.text));
        }
    }
    if !found {
        return Err(Failure::Result(format!(
            "more was logged after \"{marker}\" than the kernel's buffer holds (log_buf_len=)"
        )));
    }
    print!("{since}");
    Ok(())
}
