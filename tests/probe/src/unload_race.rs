// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `unload-race`: the module is unloaded and loaded while processes open and close its device.

use crate::{load, number, word, Failure, Outcome};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::Timespec;
use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};

pub const HELP: &str = "MODULE FILE PROCESSES ROUNDS
      PROCESSES open FILE, add it to an epoll and close it, again and again, while hello is loaded and
      unloaded ROUNDS times; prints how often an unload was refused as busy, and how often FILE was
      opened";

pub fn run(args: &[String]) -> Outcome {
    let module = File::open(word(args, 0)?)?;
    let processes: usize = number(args, 2)?;
    let rounds: usize = number(args, 3)?;
    let mut openers = Vec::new();
    for _ in 0..processes {
        openers.push(
            crate::myself()
                .args(["open-loop", word(args, 1)?])
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .spawn()?,
        );
    }
    let busy = race(&module, &mut openers, rounds);
    let opens: Result<Vec<u64>, Failure> = openers.into_iter().map(finish).collect();
    println!("busy {} opens {}", busy?, opens?.iter().sum::<u64>());
    Ok(())
}

/// Loads and unloads, and returns how often an unload was refused.
fn race(module: &File, openers: &mut [Child], rounds: usize) -> Result<u64, Failure> {
    let mut busy = 0;
    for round in 0..rounds {
        load::insert(module, c"")?;
        if round == 0 {
            openers.iter_mut().try_for_each(first_open)?;
        }
        loop {
            match load::unload() {
                Ok(()) => break,
                Err(Errno::AGAIN) => busy += 1,
                Err(errno) => return Err(errno.into()),
            }
        }
    }
    Ok(busy)
}

/// Waits until this process has opened the device once.
fn first_open(opener: &mut Child) -> Outcome {
    if let Some(out) = opener.stdout.as_mut() {
        out.read_exact(&mut [0])?;
    }
    Ok(())
}

/// Ends a process and returns the number of its opens.
fn finish(mut opener: Child) -> Result<u64, Failure> {
    drop(opener.stdin.take());
    let output = opener.wait_with_output()?;
    let text = String::from_utf8_lossy(&output.stdout);
    if !output.status.success() {
        return Err(Failure::Result(format!("an opener: {}", text.trim())));
    }
    number(&[text.trim()], 0)
}

/// Opens and closes until stdin ends. open(2) may fail only because the module is not loaded.
pub fn open_loop(args: &[String]) -> Outcome {
    let path = word(args, 0)?;
    let stdin = rustix::stdio::stdin();
    rustix::fs::fcntl_setfl(stdin, OFlags::NONBLOCK)?;
    let set = epoll::create(CreateFlags::CLOEXEC)?;
    let mut opens: u64 = 0;
    while rustix::io::read(stdin, &mut [0; 1]) == Err(Errno::AGAIN) {
        match rustix::fs::open(path, OFlags::RDONLY | OFlags::CLOEXEC, Mode::empty()) {
            Ok(fd) => {
                epoll::add(&set, &fd, EventData::new_u64(opens), EventFlags::PRI)?;
                drop(fd);
                no_event(&set)?;
                opens += 1;
                if opens == 1 {
                    announce()?;
                }
            }
            Err(Errno::NOENT | Errno::NODEV | Errno::NXIO) => {}
            Err(errno) => return Err(errno.into()),
        }
        // Else, with few CPUs, a process that is preempted nearly always has the device open.
        std::thread::yield_now();
    }
    println!("{opens}");
    Ok(())
}

/// A closed file leaves the epoll set, so that the set reports no event.
fn no_event(set: &std::os::fd::OwnedFd) -> Outcome {
    let mut event = [Event {
        flags: EventFlags::empty(),
        data: EventData::new_u64(0),
    }];
    match epoll::wait(set, &mut event, Some(&Timespec::default()))? {
        0 => Ok(()),
        _ => Err(Failure::Result("an event of a closed file".to_string())),
    }
}

fn announce() -> Outcome {
    let mut out = std::io::stdout();
    out.write_all(b" ")?;
    out.flush()?;
    Ok(())
}
