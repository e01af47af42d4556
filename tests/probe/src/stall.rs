// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `stall`: callers that wait in the middle of a system call for a page that nobody brings.

use crate::raw::uffd::{Missing, LEN};
use crate::{number, word, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use std::collections::BTreeSet;
use std::io::{BufRead, Write};
use std::os::fd::OwnedFd;
use std::sync::Barrier;
use std::thread;

pub const HELP: &str = "FILE READERS WRITERS ASKERS first|second [REQUEST]
      so many threads open FILE and print \"ready\"; at the next line on stdin they read, write and
      call the ioctl REQUEST, each with a buffer whose first or second page is missing; prints
      \"stalled\" as soon as all of them wait for theirs. At another line on stdin the pages come;
      prints \"done\" when all calls gave what they had to: 8192 bytes of one writer";

enum Task {
    Read,
    Write(u8),
    Ask,
}

impl Task {
    /// What is in its buffer; of an ioctl more than enough for the size that comes first.
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

/// The writers differ in the letter they write.
fn tasks(readers: usize, writers: usize, askers: usize) -> Vec<Task> {
    let letters = (b'a'..=b'y').cycle().take(writers);
    let mut tasks: Vec<Task> = letters.map(Task::Write).collect();
    tasks.extend((0..readers).map(|_| Task::Read));
    tasks.extend((0..askers).map(|_| Task::Ask));
    tasks
}

impl Stall {
    /// What the main thread does.
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
        (0..tasks.len()).try_for_each(|index| self.pages.bring(index))?;
        Ok(())
    }

    /// What each of the others does.
    fn call(&self, index: usize, task: &Task, file: &OwnedFd) -> Outcome {
        self.ready.wait();
        self.go.wait();
        let count = match task {
            Task::Read => self.pages.pread(file, index)?,
            Task::Write(_) => self.pages.pwrite(file, index)?,
            Task::Ask => self.pages.ioctl(file, self.request, index)?,
        };
        match task {
            Task::Ask if count == 0 => return Ok(()),
            Task::Write(_) if count == LEN => return Ok(()),
            Task::Read if count == LEN => {}
            _ => {
                return Err(Failure::Result(format!(
                    "a call of {LEN} bytes gave {count}"
                )))
            }
        }
        // One letter, whoever wrote it, or what the test wrote before.
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

/// Ends all: a thread that waits for its page would be waited for, for ever.
fn give_up(failure: Failure) {
    println!(
        "{}",
        match failure {
            Failure::System(errno) => crate::errno::name(errno),
            Failure::Result(line) | Failure::Usage(line) => line,
        }
    );
    std::process::exit(1);
}
