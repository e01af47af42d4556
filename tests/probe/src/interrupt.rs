// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `interrupt`: a process that loads a module is killed when the module logs a line.

use crate::{log, word, Failure, Outcome};
use rustix::event::{poll, PollFd, PollFlags, Timespec};
use rustix::fs::SeekFrom;
use rustix::io::Errno;
use std::os::unix::process::ExitStatusExt;

pub const HELP: &str = "MODULE PARAMETERS TEXT
      a process loads the module and is killed as soon as a line with TEXT is in the log; prints
      \"killed\", or \"loaded\" if the load had already ended";

/// How long the line may take before this is a failure.
const PATIENCE: Timespec = Timespec {
    tv_sec: 10,
    tv_nsec: 0,
};

pub fn run(args: &[String]) -> Outcome {
    let wanted = word(args, 2)?;
    let log = log::open()?;
    rustix::fs::seek(&log, SeekFrom::End(0))?;
    let mut child = crate::myself()
        .args(["load", word(args, 0)?, word(args, 1)?])
        .spawn()?;
    let seen = wait_for(&log, wanted);
    child.kill()?;
    let status = child.wait()?;
    seen?;
    println!(
        "{}",
        match status.signal() {
            Some(_) => "killed",
            None => "loaded",
        }
    );
    Ok(())
}

fn wait_for(log: &std::os::fd::OwnedFd, wanted: &str) -> Outcome {
    loop {
        while let Some(record) = log::next(log)? {
            if record.text.contains(wanted) {
                return Ok(());
            }
        }
        let mut fds = [PollFd::new(log, PollFlags::IN)];
        match poll(&mut fds, Some(&PATIENCE)) {
            Ok(0) => return Err(Failure::Result(format!("no line with {wanted}"))),
            Ok(_) | Err(Errno::INTR) => {}
            Err(errno) => return Err(errno.into()),
        }
    }
}
