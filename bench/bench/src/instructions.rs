// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `instructions`: how many instructions one call of each operation takes. Those in user space are
//! counted too; they are the same for all targets. The least of many batches is printed: no
//! interrupt came while that batch ran.

use crate::clock::now;
use crate::row::Row;
use crate::target::{Buffer, Target, LARGEST, TARGETS, TWIN};
use crate::Outcome;
use rustix::fd::OwnedFd;
use rustix::fs::{seek, SeekFrom};
use rustix::io::Errno;

const BATCHES: usize = 200;
const CALLS: usize = 20;

#[derive(Clone, Copy)]
enum Op {
    OpenClose,
    Lseek,
    Pread(usize),
    Pwrite(usize),
}

const OPS: [Op; 10] = [
    Op::OpenClose,
    Op::Lseek,
    Op::Pread(1),
    Op::Pread(64),
    Op::Pread(4096),
    Op::Pread(LARGEST),
    Op::Pwrite(1),
    Op::Pwrite(64),
    Op::Pwrite(4096),
    Op::Pwrite(LARGEST),
];

impl Op {
    fn name(self) -> &'static str {
        match self {
            Op::OpenClose => "open+close",
            Op::Lseek => "lseek",
            Op::Pread(_) => "pread",
            Op::Pwrite(_) => "pwrite",
        }
    }

    fn size(self) -> Option<usize> {
        match self {
            Op::Pread(size) | Op::Pwrite(size) => Some(size),
            _ => None,
        }
    }
}

/// Makes `CALLS` calls. Returns the time they took and the sum of what they returned.
#[inline]
fn batch(mut call: impl FnMut() -> Result<usize, Errno>) -> Result<(u64, usize), Errno> {
    let mut sum = 0;
    let began = now();
    for _ in 0..CALLS {
        sum += call()?;
    }
    Ok((now() - began, sum))
}

/// Returns the time of one batch of `op`, or an error if a call read or wrote too little.
fn one_batch(op: Op, target: &Target, fd: &OwnedFd, buffer: &mut Buffer) -> Outcome<u64> {
    let (measured, expected) = match op {
        Op::OpenClose => (batch(|| target.open().map(|_| 0)), 0),
        Op::Lseek => (batch(|| seek(fd, SeekFrom::Start(0)).map(|_| 0)), 0),
        Op::Pread(size) => (batch(|| buffer.read(fd, size)), target.gives(size)),
        Op::Pwrite(size) => (batch(|| buffer.write(fd, size)), size),
    };
    let (time, sum) = measured.map_err(|errno| target.failed(op.name(), errno))?;
    if sum == expected * CALLS {
        Ok(time)
    } else {
        Err(format!("{}: a short {}", target.path, op.name()))
    }
}

/// Returns the time of each target's fastest batch. The targets take turns, one batch each, so that
/// all are measured under the same conditions.
fn least(op: Op, fds: &[OwnedFd], buffer: &mut Buffer) -> Outcome<Vec<u64>> {
    let mut least = vec![u64::MAX; TARGETS.len()];
    for _ in 0..BATCHES {
        for ((target, fd), least) in TARGETS.iter().zip(fds).zip(&mut least) {
            *least = one_batch(op, target, fd, buffer)?.min(*least);
        }
    }
    Ok(least)
}

pub fn run() -> Outcome {
    let fds: Vec<OwnedFd> = TARGETS
        .iter()
        .map(Target::prepare)
        .collect::<Outcome<_>>()?;
    let mut buffer = Buffer::new();
    for op in OPS {
        let least = least(op, &fds, &mut buffer)?;
        let of = |time: u64| time as f64 / CALLS as f64;
        let results = || TARGETS.iter().zip(least.iter().copied().map(of));
        let twin = results().find(|(target, _)| target.name == TWIN);
        for (target, value) in results() {
            Row {
                target: target.name,
                op: op.name(),
                size: op.size(),
                workload: None,
                unit: "instructions",
                value,
                ratio_to_twin: value / twin.map_or(f64::NAN, |(_, twin)| twin),
            }
            .print();
        }
    }
    Ok(())
}
