// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `differential`: random sequences of operations, on the device and on a regular file.

mod compare;
mod operation;
mod side;
mod strategy;

use crate::{number, raw, word, Failure, Outcome};
use compare::Pair;
use operation::Operation;
use proptest::strategy::Strategy;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner};
use rustix::fs::{Mode, OFlags};
use rustix::process::{getrlimit, setrlimit, Resource, Rlimit};
use std::cell::RefCell;

pub const HELP: &str = "DEVICE FILE CAPACITY SEQUENCES SEED
      draws random sequences of operations, and does each on DEVICE and on FILE, which it creates,
      with RLIMIT_FSIZE = CAPACITY; the seed of the first sequence is SEED, of the next SEED + 1;
      prints how many sequences there were, or the shortest one that it finds whose results differ";

/// How many shorter or simpler sequences are tried when one has failed.
const SHRINKS: u32 = 4000;

pub fn run(args: &[String]) -> Outcome {
    let capacity: usize = number(args, 2)?;
    let sequences: u64 = number(args, 3)?;
    let first: u64 = number(args, 4)?;
    let file = word(args, 1)?;
    let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::TRUNC;
    drop(rustix::fs::open(file, flags, Mode::RUSR | Mode::WUSR)?);
    let pair = RefCell::new(Pair::new(word(args, 0)?, file, capacity)?);
    let strategy = strategy::sequence(capacity);
    raw::process::ignore_sigxfsz();
    for done in 0..sequences {
        let seed = first.wrapping_add(done);
        // Only for the sequence: stdout may be a file too.
        let unlimited = limit(capacity)?;
        let judged = one(&strategy, seed, &pair);
        setrlimit(Resource::Fsize, unlimited)?;
        if let Err(report) = judged {
            let header = format!("sequence {} of {sequences}, seed {seed}:", done + 1);
            return Err(Failure::Result(format!("{header}\n{report}")));
        }
    }
    let operations = pair.borrow().done;
    println!("{sequences} sequences, {operations} operations");
    Ok(())
}

/// Sets the soft limit, and returns the limit before.
fn limit(capacity: usize) -> Result<Rlimit, Failure> {
    let before = getrlimit(Resource::Fsize);
    let limited = Rlimit {
        current: Some(capacity as u64),
        maximum: before.maximum,
    };
    setrlimit(Resource::Fsize, limited)?;
    Ok(before)
}

/// Does the sequence of this seed; returns a report if it fails.
fn one(
    strategy: &impl Strategy<Value = Vec<Operation>>,
    seed: u64,
    pair: &RefCell<Pair>,
) -> Result<(), String> {
    let config = Config {
        cases: 1,
        max_shrink_iters: SHRINKS,
        ..Config::default()
    };
    // proptest reads a seed in Config only if it is built with std.
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.to_le_bytes(); 4].concat());
    let mut runner = TestRunner::new_with_rng(config, rng);
    let tried = runner.run(strategy, |operations| {
        let agreed = pair.borrow_mut().run(&operations);
        agreed.map_err(TestCaseError::fail)
    });
    match tried {
        Ok(()) => Ok(()),
        Err(TestError::Abort(reason)) => Err(reason.to_string()),
        Err(TestError::Fail(reason, operations)) => {
            Err(report(pair, &operations, &reason.to_string()))
        }
    }
}

/// Does the shortest sequence once more, to record its lines.
fn report(pair: &RefCell<Pair>, operations: &[Operation], reason: &str) -> String {
    let mut pair = pair.borrow_mut();
    pair.lines = Some(Vec::new());
    let again = pair.run(operations);
    let lines = pair.lines.take().unwrap_or_default();
    let verdict = match again {
        Err(again) => again,
        Ok(()) => format!("{reason}; but not the second time"),
    };
    format!("{}\n{verdict}", lines.join("\n"))
}
