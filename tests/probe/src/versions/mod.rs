// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `versions`: what one call reads is one version, however many write at the same time.

mod message;
mod ways;
mod writers;

use crate::{number, word, Failure, Outcome};
use message::{Checker, HEADER};
use rustix::io::Errno;
use rustix::thread::CpuSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, ScopedJoinHandle};
use ways::{Source, Way, PIPE_SIZE, WAYS};
use writers::{Writer, Writers};

pub const HELP: &str = "FILE CAPACITY READS CHANGES
      two threads write to FILE while eight others read it, each in another way, READS times in all
      without those by RWF_NOWAIT; first messages of CAPACITY bytes, then of all lengths, also after a
      truncation. Fails if a read is not of one version, if a reader saw fewer than CHANGES
      changes, or if RWF_NOWAIT never gave EAGAIN; prints the counts of each reader";

const WRITERS: usize = 2;

/// How many times as often as asked for a reader reads while it has not seen enough changes.
const PATIENCE: u64 = 100;

/// What the writers write: messages as long as the capacity, or of any length.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lengths {
    Whole,
    Any,
}

/// The counts of a reader.
#[derive(Default)]
struct Tally {
    reads: u64,
    /// How often a read gave another version than the one before.
    changes: u64,
    /// How often it got EAGAIN.
    again: u64,
}

struct Run<'a> {
    path: &'a str,
    capacity: usize,
    lengths: Lengths,
    /// How often each reader reads at least.
    reads: u64,
    /// How many changes each reader has to see.
    changes: u64,
    writers: Writers<'a>,
    /// The readers have ended, or a thread has failed.
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
    for lengths in [Lengths::Whole, Lengths::Any] {
        let run = Run {
            path: word(args, 0)?,
            capacity,
            lengths,
            reads: reads.div_ceil(2 * counted as u64),
            changes,
            writers: Writers::new(word(args, 0)?, capacity),
            over: AtomicBool::new(false),
        };
        run.all()?;
    }
    Ok(())
}

impl Run<'_> {
    /// Starts all threads, and prints the counts of the readers.
    fn all(&self) -> Outcome {
        let mut first = self.writers.new_writer()?;
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

    /// After a failure all threads end.
    fn until_over<T>(&self, result: Result<T, Failure>) -> Result<T, Failure> {
        if result.is_err() {
            self.over.store(true, Ordering::Relaxed);
        }
        result
    }

    fn write(&self, writer: &mut Writer<'_>) -> Outcome {
        match self.lengths {
            Lengths::Whole => writer.write_whole(),
            Lengths::Any => writer.write_any(),
        }
    }

    fn writer(&self, index: usize) -> Outcome {
        pin(index)?;
        let mut writer = self.writers.new_writer()?;
        while !self.over.load(Ordering::Relaxed) {
            self.write(&mut writer)?;
        }
        Ok(())
    }

    fn reader(&self, index: usize, way: &Way) -> Result<Tally, Failure> {
        pin(index)?;
        let mut source = Source::open(self.path, way)?;
        let mut checker = Checker::default();
        // Longer than the contents can be.
        let mut buffer = vec![0; self.capacity + 1];
        let mut tally = Tally::default();
        let mut last = 0;
        while self.wants_more(way, &tally) && !self.over.load(Ordering::Relaxed) {
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
            // Empty between a truncation and the next write.
            let seen = if count == 0 && self.lengths == Lengths::Any {
                0
            } else {
                checker
                    .check(buffer.get(..count).unwrap_or_default())
                    .map_err(|what| Failure::Result(format!("{}: {what}", way.name)))?
            };
            tally.changes += u64::from(seen != last);
            last = seen;
            // Readers seldom sleep: without this the writer on their CPU would seldom run.
            if tally.reads % 4 == 0 {
                thread::yield_now();
            }
        }
        Ok(tally)
    }

    /// A reader goes on until it has seen enough changes, and one that may give up until it has had to,
    /// but not for ever.
    fn wants_more(&self, way: &Way, tally: &Tally) -> bool {
        let tries = tally.reads + tally.again;
        let seen_all = tally.changes >= self.changes && (tally.again > 0 || !way.may_give_up());
        tries < self.reads || (!seen_all && tries < PATIENCE * self.reads)
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
        if way.may_give_up() && *again == 0 {
            let name = way.name;
            return Err(Failure::Result(format!("{name}: the lock was never held")));
        }
        Ok(())
    }
}

fn joined<T>(thread: ScopedJoinHandle<'_, Result<T, Failure>>) -> Result<T, Failure> {
    thread
        .join()
        .unwrap_or_else(|_| Err(Failure::Result("a thread panicked".to_string())))
}

/// Keeps this thread on one CPU, so that each CPU has readers and writers.
fn pin(index: usize) -> Outcome {
    let mut cpus = CpuSet::new();
    cpus.set(index % thread::available_parallelism()?.get());
    Ok(rustix::thread::sched_setaffinity(None, &cpus)?)
}
