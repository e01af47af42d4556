// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `shared`: a read that waits for a page of its buffer, and other users of the same open file.

use crate::asleep::sleeps_in;
use crate::raw::uffd::{Missing, LEN};
use crate::{word, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::{pread, pwrite, read};
use std::os::fd::OwnedFd;
use std::sync::mpsc::{channel, Sender};
use std::thread;
use std::time::Duration;

pub const HELP: &str = "FILE
      two threads read from one open file; the page that the first one reads to is missing; meanwhile
      FILE is opened, read and written by others; when the second one waits too, the page is filled
      in; prints how many bytes the first one read and which byte the second one read";

pub fn run(args: &[String]) -> Outcome {
    let path = word(args, 0)?;
    let pages = Missing::new(vec![b'?'], false)?;
    let shared = open(path)?;
    let (sender, receiver) = channel();
    thread::scope(|scope| {
        let first = scope.spawn(|| pages.read(&shared, 0));
        // Returns when the first thread waits for its page.
        pages.next()?;
        let second = scope.spawn(|| read_byte(&shared, sender));
        let thread: i32 = receiver.recv().unwrap_or_default();
        while !sleeps_in(&format!("self/task/{thread}"), &[libc::SYS_read]) && !second.is_finished()
        {
            thread::sleep(Duration::from_millis(1));
        }
        use_by_others(path)?;
        pages.fill(0)?;
        let count = first.join().map_err(panicked)??;
        let byte = second.join().map_err(panicked)??;
        println!("{count} {byte}");
        Ok(())
    })
}

fn read_byte(fd: &OwnedFd, thread: Sender<i32>) -> Result<char, Failure> {
    let _ = thread.send(rustix::thread::gettid().as_raw_nonzero().get());
    let mut byte = [0];
    read(fd, &mut byte)?;
    Ok(byte.map(char::from)[0])
}

/// Those who have opened the file themselves are not held up: this returns.
fn use_by_others(path: &str) -> Outcome {
    let other = open(path)?;
    read(&other, &mut [0; 16])?;
    pread(&other, &mut [0; 1], 0)?;
    pwrite(&other, b"z", LEN as u64)?;
    Ok(())
}

fn open(path: &str) -> Result<OwnedFd, Failure> {
    let flags = OFlags::RDWR | OFlags::CLOEXEC;
    Ok(rustix::fs::open(path, flags, Mode::empty())?)
}

fn panicked<T>(_: T) -> Failure {
    Failure::Result("a thread panicked".to_string())
}
