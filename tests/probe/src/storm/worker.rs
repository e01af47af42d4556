// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! A process of the storm, which does rounds of random operations.

use super::consistent::check;
use super::operation::{round, Operation, Round};
use super::{draws, Event, Storm};
use crate::device::PATH;
use crate::raw::process::in_child;
use crate::raw::shared::Mapped;
use crate::{errno, io, Failure, Outcome};
use proptest::strategy::{Strategy, ValueTree};
use rustix::event::{poll, PollFd, PollFlags, Timespec};
use rustix::io::Errno;
use rustix::process::{kill_process, waitpid, Signal, WaitOptions};
use rustix::thread::{sched_setaffinity, CpuSet};
use std::os::fd::OwnedFd;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::Duration;

/// The errors that an operation may give, by the beginning of its name. Each may also give EBADF,
/// depending on how its file was opened.
#[rustfmt::skip]
const ERRORS: &[(&str, &[Errno])] = &[
    ("bad-", &[Errno::FAULT, Errno::NOSPC]),
    ("wild-", &[Errno::FAULT, Errno::NOSPC]),
    ("nowait-pread", &[Errno::AGAIN]),
    ("nowait-pwrite", &[Errno::AGAIN, Errno::NOSPC]),
    ("write", &[Errno::NOSPC]),
    ("pwrite", &[Errno::NOSPC]),
    ("append", &[Errno::NOSPC]),
    // EINVAL: splice(2) refuses a file that is open for appending.
    ("splice-in", &[Errno::NOSPC, Errno::INVAL]),
    ("sendfile-in", &[Errno::NOSPC, Errno::INVAL]),
    ("seek", &[Errno::INVAL, Errno::NXIO, Errno::OVERFLOW]),
    ("ioctl 1", &[Errno::NOTTY]),
    ("map", &[Errno::NODEV, Errno::ACCESS]),
    ("allocate", &[Errno::NODEV]),
    ("truncate", &[Errno::INVAL]),
    ("copy-range", &[Errno::INVAL]),
];

/// The errors of open(2) while the device is removed, or when it has been.
const GONE: &[Errno] = &[Errno::NOENT, Errno::NODEV, Errno::NXIO];

pub struct Worker<'a> {
    storm: &'a Storm,
    mapped: &'a Mapped,
}

impl<'a> Worker<'a> {
    pub fn new(storm: &'a Storm, mapped: &'a Mapped) -> Self {
        Worker { storm, mapped }
    }

    pub fn run(&self, seed: u64) -> Outcome {
        let strategy = round();
        let mut draws = draws(seed);
        while !self.storm.is_over() {
            if self.storm.pause.load(Ordering::Relaxed) != 0 {
                sleep(Duration::from_millis(1));
                continue;
            }
            let round = strategy.new_tree(&mut draws);
            let round = round.map_err(|reason| Failure::Result(reason.to_string()))?;
            self.round(&round.current())?;
        }
        Ok(())
    }

    fn round(&self, round: &Round) -> Outcome {
        let mut files = Vec::new();
        for flags in &round.opens {
            match io::open(PATH, io::flags(flags)?) {
                Ok(fd) => {
                    self.storm.count(Event::Open);
                    files.push(fd);
                }
                Err(Failure::System(errno)) if GONE.contains(&errno) => {}
                Err(Failure::System(Errno::INVAL)) if flags.contains("direct") => {}
                Err(failure) => return Err(at(failure, &format!("open {flags}"))),
            }
        }
        self.all(&files, &round.operations)?;
        drop(files);
        sleep(Duration::from_millis(round.pause));
        Ok(())
    }

    fn all(&self, files: &[OwnedFd], operations: &[(usize, Operation)]) -> Outcome {
        for (which, operation) in operations {
            let Some(fd) = files.get(which % files.len().max(1)) else {
                return Ok(());
            };
            self.one(files, fd, operation)
                .map_err(|failure| at(failure, &format!("{operation:?}")))?;
            self.storm.count(Event::Operation);
        }
        Ok(())
    }

    fn one(&self, files: &[OwnedFd], fd: &OwnedFd, operation: &Operation) -> Outcome {
        match operation {
            Operation::Io(operation) => match io::one(fd, operation) {
                Err(Failure::System(errno)) => allowed(errors(operation), errno),
                done => done.map(drop),
            },
            Operation::MappedRead(at, start, len) => {
                transferred(self.mapped.pread(fd, *start, *len, *at))
            }
            Operation::MappedWrite(at, start, len) => {
                transferred(self.mapped.pwrite(fd, *start, *len, *at))
            }
            Operation::Resize(len) => Ok(rustix::fs::ftruncate(&self.storm.buffer, *len)?),
            Operation::Wait(milliseconds) => {
                let timeout = Timespec {
                    tv_sec: 0,
                    tv_nsec: milliseconds * 1_000_000,
                };
                poll(&mut [PollFd::new(fd, PollFlags::PRI)], Some(&timeout))?;
                Ok(())
            }
            Operation::Check => check(fd),
            Operation::Move(cpu) => {
                let mut cpus = CpuSet::new();
                cpus.set(*cpu);
                match sched_setaffinity(None, &cpus) {
                    // It is offline.
                    Err(Errno::INVAL) => Ok(()),
                    moved => Ok(moved?),
                }
            }
            Operation::Fork(operations, kill) => self.fork(files, operations, *kill),
        }
    }

    fn fork(&self, files: &[OwnedFd], operations: &[(usize, Operation)], kill: bool) -> Outcome {
        let child = in_child(|| super::status(self.all(files, operations)))?;
        if kill {
            std::thread::yield_now();
            kill_process(child, Signal::KILL)?;
        }
        match waitpid(Some(child), WaitOptions::empty())? {
            Some((_, status)) if !super::ended_well(status) => {
                Err(Failure::Result("the child has failed".to_string()))
            }
            _ => Ok(()),
        }
    }
}

fn transferred(result: Result<usize, Errno>) -> Outcome {
    result.map_or_else(
        |errno| allowed(&[Errno::FAULT, Errno::NOSPC], errno),
        |_| Ok(()),
    )
}

fn errors(operation: &str) -> &'static [Errno] {
    ERRORS
        .iter()
        .find(|(name, _)| operation.starts_with(name))
        .map_or(&[], |(_, errors)| errors)
}

fn allowed(errors: &[Errno], errno: Errno) -> Outcome {
    match errno == Errno::BADF || errors.contains(&errno) {
        true => Ok(()),
        false => Err(errno.into()),
    }
}

/// Adds to a failure the operation that it happened in.
fn at(failure: Failure, what: &str) -> Failure {
    let text = match failure {
        Failure::System(errno) => errno::name(errno),
        Failure::Result(text) => text,
        usage => return usage,
    };
    Failure::Result(format!("{what}: {text}"))
}
