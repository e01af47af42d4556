// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `versions`: what one call reads is one version, however many write at the same time.

mod message;
mod ways;
mod writer;

use crate::{number, word, Failure, Outcome};
use message::{Checker, HEADER};
use rustix::io::Errno;
use rustix::thread::CpuSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use ways::{Source, Way, PIPE_SIZE, WAYS};
use writer::{Desk, Writer};

pub const HELP: &str = "FILE CAPACITY READS CHANGES
      two threads write to FILE, with eight that read it at once, each in its own way, READS times
      in all, RWF_NOWAIT's apart; first messages of CAPACITY bytes, then of all lengths, also behind a truncation.
      Fails when a read is not of one version, or a reader saw fewer than CHANGES;
      prints what each did";

const WRITERS: usize = 2;

/// How many times more often than asked for a reader reads before it gives up waiting for changes.
const PATIENCE: u64 = 100;

/// What the writers do.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mix {
    Whole,
    Any,
}

/// What a reader saw.
#[derive(Default)]
struct Tally {
    reads: u64,
    /// How often a read gave another version than the one before.
    changes: u64,
    /// How often it was told to try again.
    again: u64,
}

struct Storm<'a> {
    path: &'a str,
    capacity: usize,
    mix: Mix,
    /// Of each reader, at least.
    reads: u64,
    /// That each reader has to see.
    changes: u64,
    desk: Desk<'a>,
    /// The readers are done, or one of all has failed.
    over: AtomicBool,
}

pub fn run(args: &[String]) -> Outcome {
    let capacity: usize = number(args, 1)?;
    let reads: u64 = number(args, 2)?;
    let changes: u64 = number(args, 3)?;
    if !(HEADER..=PIPE_SIZE).contains(&capacity) {
        return Err(Failure::Usage(format!("CAPACITY: {HEADER} to {PIPE_SIZE}")));
    }
    let counted = WAYS.iter().filter(|way| !way.may_give_up()).count();
    for mix in [Mix::Whole, Mix::Any] {
        let storm = Storm {
            path: word(args, 0)?,
            capacity,
            mix,
            reads: reads.div_ceil(2 * counted as u64),
            changes,
            desk: Desk::new(word(args, 0)?, capacity),
            over: AtomicBool::new(false),
        };
        storm.rage()?;
    }
    Ok(())
}

impl Storm<'_> {
    /// Starts them all, spread over the CPUs, and says what the readers saw.
    fn rage(&self) -> Outcome {
        let mut first = self.desk.writer()?;
        self.write(&mut first)?;
        thread::scope(|scope| {
            let writers: Vec<_> = (0..WRITERS)
                .map(|index| scope.spawn(move || self.until_over(self.writer(index))))
                .collect();
            let readers: Vec<_> = WAYS
                .iter()
                .enumerate()
                .map(|(index, way)| scope.spawn(move || self.until_over(self.reader(index, way))))
                .collect();
            let tallies: Vec<_> = readers.into_iter().map(joined).collect();
            self.over.store(true, Ordering::Relaxed);
            for writer in writers {
                joined(writer)?;
            }
            let tallies = tallies.into_iter().collect::<Result<Vec<_>, _>>()?;
            WAYS.iter()
                .zip(&tallies)
                .try_for_each(|(way, tally)| self.report(way, tally))
        })
    }

    /// A failure is the end for all.
    fn until_over<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        if result.is_err() {
            self.over.store(true, Ordering::Relaxed);
        }
        result
    }

    fn write(&self, writer: &mut Writer<'_>) -> Outcome {
        match self.mix {
            Mix::Whole => writer.write_whole(),
            Mix::Any => writer.write_any(),
        }
    }

    fn writer(&self, index: usize) -> Outcome {
        pin(index)?;
        let mut writer = self.desk.writer()?;
        while !self.over.load(Ordering::Relaxed) {
            self.write(&mut writer)?;
        }
        Ok(())
    }

    fn reader(&self, index: usize, way: &Way) -> Result<Tally, Failure> {
        pin(index)?;
        let mut source = Source::open(self.path, way)?;
        let mut checker = Checker::default();
        // Longer than the contents can be, and touched: RWF_NOWAIT waits for no page.
        let mut buffer = vec![1; self.capacity + 1];
        let mut tally = Tally::default();
        let mut last = 0;
        while self.wants_more(&tally) && !self.over.load(Ordering::Relaxed) {
            let count = match source.read(&mut buffer) {
                Ok(count) => count,
                Err(Errno::AGAIN) if way.may_give_up() => {
                    tally.again += 1;
                    source.wait()?;
                    continue;
                }
                Err(errno) => return Err(errno.into()),
            };
            tally.reads += 1;
            // Between a truncation and the write behind it.
            let seen = if count == 0 && self.mix == Mix::Any {
                0
            } else {
                checker
                    .check(buffer.get(..count).unwrap_or_default())
                    .map_err(|what| Failure::Result(format!("{}: {what}", way.name)))?
            };
            tally.changes += u64::from(seen != last);
            last = seen;
            // Else a CPU's readers, who seldom wait, would leave its writer little time.
            if tally.reads % 4 == 0 {
                thread::yield_now();
            }
        }
        Ok(tally)
    }

    /// A reader goes on until it has seen some changes, but not for ever.
    fn wants_more(&self, tally: &Tally) -> bool {
        let tries = tally.reads + tally.again;
        tries < self.reads || (tally.changes < self.changes && tries < PATIENCE * self.reads)
    }

    fn report(&self, way: &Way, tally: &Tally) -> Outcome {
        let wanted = self.changes;
        let Tally {
            reads,
            changes,
            again,
        } = tally;
        let line = format!("{} reads={reads} changes={changes} again={again}", way.name);
        println!("{line}");
        if reads + again < self.reads || *changes < wanted {
            return Err(Failure::Result(format!(
                "{}: {} reads and {wanted} changes were wanted",
                way.name, self.reads
            )));
        }
        Ok(())
    }
}

fn joined<T>(thread: ScopedJoinHandle<'_, Result<T, Failure>>) -> Result<T, Failure> {
    thread
        .join()
        .unwrap_or_else(|_| Err(Failure::Result("a thread panicked".to_string())))
}

/// Keeps this thread on one CPU, so that every CPU has some of each kind.
fn pin(index: usize) -> Outcome {
    let mut cpus = CpuSet::new();
    // A reader beside each writer, and the next reader on the other CPU.
    cpus.set(index % thread::available_parallelism()?.get());
    Ok(rustix::thread::sched_setaffinity(None, &cpus)?)
}
