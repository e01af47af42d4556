// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `throughput`: how many bytes a second readers and writers transfer at the same time.
//!
//! Other programs may use the machine, so the targets take turns in short slices of time: in each
//! round every target has one slice, and is compared with the twin's slice of the same round.

use crate::clock::now;
use crate::row::{median, Row, Workload};
use crate::target::{devices, Buffer, Target, LARGEST, TWIN};
use crate::Outcome;
use rustix::fd::OwnedFd;
use rustix::thread::{sched_setaffinity, CpuSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::Barrier;
use std::thread;

const ROUNDS: usize = 41;
/// At least so many rounds have to count.
const ROUNDS_LEAST: usize = 9;
/// The length of a slice, in nanoseconds.
const SLICE: u64 = 40_000_000;
/// How long before its slice begins a worker is told when that is, in nanoseconds.
const LEAD: u64 = 500_000;
/// A slice counts if no worker began or ended it later than this, in nanoseconds.
const PUNCTUAL: u64 = SLICE / 4;
/// The number of calls between two readings of the clock.
const CALLS: usize = 8;
/// One worker for each CPU.
const WORKERS: usize = 2;

const SIZES: [usize; 3] = [64, 4096, LARGEST];
const WORKLOADS: [Workload; 3] = [workload(1, 0), workload(2, 0), workload(1, 1)];

const fn workload(readers: usize, writers: usize) -> Workload {
    Workload { readers, writers }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Reader,
    Writer,
    Idle,
}

/// Returns what a worker does: the first ones read, the next ones write, the rest is idle.
fn role(worker: usize, workload: Workload) -> Role {
    if worker < workload.readers {
        Role::Reader
    } else if worker < workload.readers + workload.writers {
        Role::Writer
    } else {
        Role::Idle
    }
}

/// Tells all workers when the next slice begins.
struct Start {
    barrier: Barrier,
    time: AtomicU64,
}

impl Start {
    /// Waits for all workers, and returns the same time to each of them.
    fn next(&self) -> u64 {
        if self.barrier.wait().is_leader() {
            self.time.store(now() + LEAD, Ordering::Relaxed);
        }
        // The load comes after the leader's store, because the leader waits here too.
        self.barrier.wait();
        self.time.load(Ordering::Relaxed)
    }
}

/// Runs one worker's slice of one target. Returns the bytes a second that it transferred, or `None`
/// if it began or ended too late, because the CPU was busy.
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

/// Returns all slices in their order. A slice is a size, the roles of the workers, and a turn, which
/// says which round it is and which target is measured.
fn slices() -> impl Iterator<Item = (usize, Workload, usize)> {
    SIZES.into_iter().flat_map(|size| {
        WORKLOADS.into_iter().flat_map(move |workload| {
            (0..ROUNDS * devices().len()).map(move |turn| (size, workload, turn))
        })
    })
}

/// Returns which target is measured in this turn. Each round begins with a different one.
fn target_of(turn: usize) -> usize {
    let targets = devices().len();
    (turn + turn / targets) % targets
}

/// Runs all slices of one worker. It goes on after a failure, because the other workers wait for it
/// at the barrier.
fn worker(number: usize, start: &Start, fds: &[OwnedFd]) -> Vec<Outcome<Option<f64>>> {
    let mut cpus = CpuSet::new();
    cpus.set(number);
    let pinned = sched_setaffinity(None, &cpus);
    let mut buffer = Buffer::new();
    slices()
        .map(|(size, workload, turn)| {
            let begin = start.next();
            pinned.map_err(|errno| format!("CPU {number}: {errno}"))?;
            let fd = fds.get(target_of(turn)).ok_or("no such target")?;
            slice(role(number, workload), size, begin, fd, &mut buffer)
        })
        .collect()
}

/// Adds up the bytes a second of all workers in the role `wanted`. Returns one number for each
/// target and round, or `None` where a worker was too late. `results` has the slices of each worker.
fn by_target(
    wanted: Role,
    workload: Workload,
    results: &[&[Option<f64>]],
) -> Vec<Vec<Option<f64>>> {
    let targets = devices().len();
    let mut rates = vec![vec![None; ROUNDS]; targets];
    for turn in 0..ROUNDS * targets {
        let rate: Option<Vec<_>> = results
            .iter()
            .enumerate()
            .map(|(number, result)| Some((number, result.get(turn).copied().flatten()?)))
            .collect();
        let of_wanted = |rates: Vec<(usize, f64)>| -> f64 {
            let wanted = rates.iter().filter(|(n, _)| role(*n, workload) == wanted);
            wanted.map(|(_, rate)| rate).sum()
        };
        if let Some(rates) = rates.get_mut(target_of(turn)) {
            rates[turn / targets] = rate.map(of_wanted);
        }
    }
    rates
}

/// Prints the median of each target's rounds, and that of their ratios to the twin.
fn print(op: &str, size: usize, workload: Workload, rates: &[Vec<Option<f64>>]) -> Outcome {
    let twin = devices().iter().zip(rates).find(|(t, _)| t.name == TWIN);
    let twin = twin.map_or(&[][..], |(_, rates)| rates);
    for (target, rates) in devices().iter().zip(rates) {
        let ratios: Vec<f64> = rates
            .iter()
            .zip(twin)
            .filter_map(|(own, twin)| Some((*own)? / (*twin)?))
            .collect();
        if ratios.len() < ROUNDS_LEAST {
            return Err(
                "most slices began or ended too late: run it when nothing else runs".to_string(),
            );
        }
        Row {
            target: target.name,
            op,
            size: Some(size),
            workload: Some(workload),
            unit: "bytes_per_second",
            value: median(rates.iter().copied().flatten().collect()),
            ratio_to_twin: median(ratios),
        }
        .print();
    }
    Ok(())
}

/// Runs all workers. Returns the slices of each one.
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
                Err(_) => Err("a worker thread panicked".to_string()),
            })
            .collect()
    })
}

pub fn run() -> Outcome {
    let results = measure()?;
    let each = ROUNDS * devices().len();
    let combinations = SIZES
        .into_iter()
        .flat_map(|size| WORKLOADS.into_iter().map(move |workload| (size, workload)));
    for (number, (size, workload)) in combinations.enumerate() {
        let part: Vec<&[Option<f64>]> = results
            .iter()
            .map(|result| result.chunks(each).nth(number).unwrap_or_default())
            .collect();
        print(
            "pread",
            size,
            workload,
            &by_target(Role::Reader, workload, &part),
        )?;
        if workload.writers > 0 {
            print(
                "pwrite",
                size,
                workload,
                &by_target(Role::Writer, workload, &part),
            )?;
        }
    }
    Ok(())
}
