// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `stall`: threads that wait, in the middle of a system call, for a page of their buffer.

use crate::raw::uffd::{Missing, LEN};
use crate::{number, word, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::io::{Errno, ReadWriteFlags};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::Barrier;
use std::thread;

pub const HELP: &str = "FILE READERS WRITERS ASKERS first|second [REQUEST]
      so many threads open FILE and print \"ready\"; at the next line on stdin they read, write (every
      other one with RWF_NOWAIT) and call the ioctl REQUEST, each with a buffer whose first or second
      page is missing; prints \"stalled\" when all of them wait for their page. At another line on
      stdin the pages are filled in; prints \"done\" when each call has moved 8192 bytes of one
      writer, or with RWF_NOWAIT found the lock held";

enum Task {
    Read,
    Write(u8),
    Ask,
}

impl Task {
    /// The byte that fills its buffer. For an ioctl it makes a size that is larger than any struct.
    fn byte(&self) -> u8 {
        match self {
            Task::Write(letter) => *letter,
            Task::Read | Task::Ask => b'?',
        }
    }
}

struct Stall {
    request: u32,
    pages: Missing,
    ready: Barrier,
    go: Barrier,
    /// The pages are being filled in: from now on calls may end.
    may_end: AtomicBool,
}

pub fn run(args: &[String]) -> Outcome {
    let tasks = tasks(number(args, 1)?, number(args, 2)?, number(args, 3)?);
    let second = match word(args, 4)? {
        "first" => false,
        "second" => true,
        other => return Err(Failure::Usage(format!("no such page: {other}"))),
    };
    let stall = Stall {
        request: if args.len() > 5 { number(args, 5)? } else { 0 },
        pages: Missing::new(tasks.iter().map(Task::byte).collect(), second)?,
        ready: Barrier::new(tasks.len() + 1),
        go: Barrier::new(tasks.len() + 1),
        may_end: AtomicBool::new(false),
    };
    let mut files = Vec::new();
    for _ in &tasks {
        let flags = OFlags::RDWR | OFlags::CLOEXEC;
        files.push(rustix::fs::open(word(args, 0)?, flags, Mode::empty())?);
    }
    let stall = &stall;
    thread::scope(|scope| {
        for (index, (task, file)) in tasks.iter().zip(&files).enumerate() {
            scope.spawn(move || stall.call(index, task, file).unwrap_or_else(give_up));
        }
        stall.direct(&tasks).unwrap_or_else(give_up);
    });
    say("done")
}

/// Each writer writes another letter than the one before.
fn tasks(readers: usize, writers: usize, askers: usize) -> Vec<Task> {
    let letters = (b'a'..=b'y').cycle().take(writers);
    let mut tasks: Vec<Task> = letters.map(Task::Write).collect();
    tasks.extend((0..readers).map(|_| Task::Read));
    tasks.extend((0..askers).map(|_| Task::Ask));
    tasks
}

impl Stall {
    /// The main thread's part.
    fn direct(&self, tasks: &[Task]) -> Outcome {
        self.ready.wait();
        say("ready")?;
        wait_for_a_line()?;
        self.go.wait();
        let mut stalled = BTreeSet::new();
        while stalled.len() < tasks.len() {
            stalled.insert(self.pages.next()?);
        }
        say("stalled")?;
        wait_for_a_line()?;
        self.may_end.store(true, Ordering::Relaxed);
        (0..tasks.len()).try_for_each(|index| self.pages.fill(index))?;
        Ok(())
    }

    /// The part of each other thread.
    fn call(&self, index: usize, task: &Task, file: &OwnedFd) -> Outcome {
        let nowait = index % 2 == 1;
        let flags = match nowait {
            true => ReadWriteFlags::NOWAIT,
            false => ReadWriteFlags::empty(),
        };
        self.ready.wait();
        self.go.wait();
        let result = match task {
            Task::Read => self.pages.pread(file, index, flags),
            Task::Write(_) => self.pages.pwrite(file, index, flags),
            Task::Ask => self.pages.ioctl(file, self.request, index),
        };
        if !self.may_end.load(Ordering::Relaxed) {
            return Err(Failure::Result(format!(
                "a call did not wait for its page: {result:?}"
            )));
        }
        match (task, result) {
            (Task::Ask, Ok(0)) | (Task::Write(_), Ok(LEN)) => Ok(()),
            (Task::Read, Ok(LEN)) => self.one_letter(index),
            // Another thread held the lock after the page had been filled in.
            (Task::Read | Task::Write(_), Err(Errno::AGAIN)) if nowait => Ok(()),
            (_, Ok(count)) => Err(Failure::Result(format!(
                "a call of {LEN} bytes gave {count}"
            ))),
            (_, Err(errno)) => Err(errno.into()),
        }
    }

    /// Fails unless a read gave the letter of one writer, or of the contents before.
    fn one_letter(&self, index: usize) -> Outcome {
        let bytes = self.pages.bytes(index);
        match bytes.split_first() {
            Some((first, rest))
                if first.is_ascii_lowercase() && rest.iter().all(|b| b == first) =>
            {
                Ok(())
            }
            _ => Err(Failure::Result(format!(
                "a read gave {}",
                crate::data::show(bytes)
            ))),
        }
    }
}

fn say(line: &str) -> Outcome {
    let mut out = std::io::stdout();
    writeln!(out, "{line}")?;
    out.flush()?;
    Ok(())
}

fn wait_for_a_line() -> Outcome {
    let mut line = String::new();
    if std::io::stdin().lock().read_line(&mut line)? == 0 {
        return Err(Failure::Result("no line on stdin".to_string()));
    }
    Ok(())
}

/// Ends the process. Returning would wait for the threads, whose pages are never filled in then.
fn give_up(failure: Failure) {
    println!("{}", failure.line());
    std::process::exit(1);
}
