// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `throughput`: what readers and writers get through at the same time.
//!
//! The machine may have others on it, so the targets take turns in short slices, and each is
//! compared with the twin of its own round.

use crate::clock::now;
use crate::row::{median, Beside, Row};
use crate::target::{devices, Buffer, Target, LARGEST, TWIN};
use crate::Outcome;
use rustix::fd::OwnedFd;
use rustix::thread::{sched_setaffinity, CpuSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Barrier;
use std::thread;

const ROUNDS: usize = 41;
/// In so many all have to be punctual.
const ROUNDS_LEAST: usize = 9;
/// A slice, in nanoseconds, and how long before it all have to be ready.
const SLICE: u64 = 40_000_000;
const LEAD: u64 = 500_000;
/// A slice counts if all were so punctual, at its beginning and its end.
const PUNCTUAL: u64 = SLICE / 4;
/// How many calls are made between two looks at the clock.
const CALLS: usize = 8;
/// One a CPU.
const WORKERS: usize = 2;

const SIZES: [usize; 3] = [64, 4096, LARGEST];
const BESIDE: [Beside; 3] = [beside(1, 0), beside(2, 0), beside(1, 1)];

const fn beside(readers: usize, writers: usize) -> Beside {
    Beside { readers, writers }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Reader,
    Writer,
    Idle,
}

/// Readers come first, then writers.
fn role(worker: usize, beside: Beside) -> Role {
    if worker < beside.readers {
        Role::Reader
    } else if worker < beside.readers + beside.writers {
        Role::Writer
    } else {
        Role::Idle
    }
}

/// What the workers share.
struct Start {
    barrier: Barrier,
    time: AtomicU64,
}

impl Start {
    /// Returns when the next slice begins, the same time to all workers.
    fn next(&self) -> u64 {
        if self.barrier.wait().is_leader() {
            self.time.store(now() + LEAD, Ordering::Relaxed);
        }
        // The barrier orders this behind the store.
        self.barrier.wait();
        self.time.load(Ordering::Relaxed)
    }
}

/// One worker's slice of a target: the bytes a second it got through, or nothing if the machine had
/// no time for it when it should have begun or ended.
fn slice(
    role: Role,
    size: usize,
    start: u64,
    fd: &OwnedFd,
    buffer: &mut Buffer,
) -> Outcome<Option<f64>> {
    if role == Role::Idle {
        return Ok(Some(0.0));
    }
    let mut bytes = 0;
    let mut calls: usize = 0;
    while now() < start {}
    let began = now();
    let mut ended = began;
    while ended < start + SLICE {
        for _ in 0..CALLS {
            let done = match role {
                Role::Reader => buffer.read(fd, size),
                _ => buffer.write(fd, size),
            };
            bytes += done.map_err(|errno| errno.to_string())?;
        }
        calls += CALLS;
        ended = now();
    }
    if bytes != calls * size {
        return Err("a short read or write".to_string());
    }
    let punctual = began < start + PUNCTUAL && ended < start + SLICE + PUNCTUAL;
    let rate = bytes as f64 * 1e9 / (ended - began) as f64;
    Ok(punctual.then_some(rate))
}

/// Every slice there is, in its order: sizes, who is beside whom, rounds, targets.
fn slices() -> impl Iterator<Item = (usize, Beside, usize)> {
    SIZES.into_iter().flat_map(|size| {
        BESIDE.into_iter().flat_map(move |beside| {
            (0..ROUNDS * devices().len()).map(move |turn| (size, beside, turn))
        })
    })
}

/// Which target's turn it is: each round begins with another.
fn target_of(turn: usize) -> usize {
    let targets = devices().len();
    (turn + turn / targets) % targets
}

/// What one worker got through in every slice. It goes on after a failure, because the others
/// wait for it at the barrier.
fn worker(number: usize, start: &Start, fds: &[OwnedFd]) -> Vec<Outcome<Option<f64>>> {
    let mut cpus = CpuSet::new();
    cpus.set(number);
    let pinned = sched_setaffinity(None, &cpus);
    let mut buffer = Buffer::new();
    slices()
        .map(|(size, beside, turn)| {
            let begin = start.next();
            pinned.map_err(|errno| format!("CPU {number}: {errno}"))?;
            let fd = fds.get(target_of(turn)).ok_or("no such target")?;
            slice(role(number, beside), size, begin, fd, &mut buffer)
        })
        .collect()
}

/// What those of `wanted` got through together: for each target a value a round, or nothing where
/// one was not punctual. `results` are each worker's slices.
fn by_target(wanted: Role, beside: Beside, results: &[&[Option<f64>]]) -> Vec<Vec<Option<f64>>> {
    let targets = devices().len();
    let mut rates = vec![vec![None; ROUNDS]; targets];
    for turn in 0..ROUNDS * targets {
        let rate: Option<Vec<_>> = results
            .iter()
            .enumerate()
            .map(|(number, result)| Some((number, result.get(turn).copied().flatten()?)))
            .collect();
        let of_wanted = |rates: Vec<(usize, f64)>| -> f64 {
            let wanted = rates.iter().filter(|(n, _)| role(*n, beside) == wanted);
            wanted.map(|(_, rate)| rate).sum()
        };
        if let Some(rates) = rates.get_mut(target_of(turn)) {
            rates[turn / targets] = rate.map(of_wanted);
        }
    }
    rates
}

fn print(op: &str, size: usize, beside: Beside, rates: &[Vec<Option<f64>>]) -> Outcome {
    let twin = devices().iter().zip(rates).find(|(t, _)| t.name == TWIN);
    let twin = twin.map_or(&[][..], |(_, rates)| rates);
    for (target, rates) in devices().iter().zip(rates) {
        let ratios: Vec<f64> = rates
            .iter()
            .zip(twin)
            .filter_map(|(own, twin)| Some((*own)? / (*twin)?))
            .collect();
        if ratios.len() < ROUNDS_LEAST {
            return Err("the machine is too busy: its CPUs came late too often".to_string());
        }
        Row {
            target: target.name,
            op,
            size: Some(size),
            beside: Some(beside),
            unit: "bytes_per_second",
            value: median(rates.iter().copied().flatten().collect()),
            ratio_to_twin: median(ratios),
        }
        .print();
    }
    Ok(())
}

/// Every slice of every worker.
fn measure() -> Outcome<Vec<Vec<Option<f64>>>> {
    let fds: Vec<OwnedFd> = devices()
        .iter()
        .map(Target::prepare)
        .collect::<Outcome<_>>()?;
    let start = Start {
        barrier: Barrier::new(WORKERS),
        time: AtomicU64::new(0),
    };
    thread::scope(|scope| {
        let (start, fds) = (&start, &fds);
        let workers: Vec<_> = (0..WORKERS)
            .map(|number| scope.spawn(move || worker(number, start, fds)))
            .collect();
        workers
            .into_iter()
            .map(|worker| match worker.join() {
                Ok(results) => results.into_iter().collect(),
                Err(_) => Err("a worker died".to_string()),
            })
            .collect()
    })
}

pub fn run() -> Outcome {
    let results = measure()?;
    let each = ROUNDS * devices().len();
    let combinations = SIZES
        .into_iter()
        .flat_map(|size| BESIDE.into_iter().map(move |beside| (size, beside)));
    for (number, (size, beside)) in combinations.enumerate() {
        let part: Vec<&[Option<f64>]> = results
            .iter()
            .map(|result| result.chunks(each).nth(number).unwrap_or_default())
            .collect();
        print(
            "pread",
            size,
            beside,
            &by_target(Role::Reader, beside, &part),
        )?;
        if beside.writers > 0 {
            print(
                "pwrite",
                size,
                beside,
                &by_target(Role::Writer, beside, &part),
            )?;
        }
    }
    Ok(())
}
