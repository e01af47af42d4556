// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `fault-sweep`: every allocation and every user copy of an operation fails once.

mod faults;
mod module;
mod others;
mod table;
mod target;
mod transfer;

use crate::{errno, word, Failure, Outcome};
use faults::{Attempt, Faults};
use std::collections::BTreeMap;
use std::fs::File;
use table::{Operation, Tried, OPERATIONS};
use target::Device;

pub const HELP: &str = "MODULE NAME...
      repeats each operation whose name begins with a NAME: the first time its first allocation or
      user copy fails, the second time its second, and so on until there are no more; prints the
      number of faults and the results of each operation. MODULE is hello.ko, which is not loaded";

/// How many calls in a row without a fault end a sweep. One is not enough: now and then a cache of
/// the kernel's is full, and a call needs one allocation less than the call before.
const QUIET: u32 = 3;

/// How many times the faults of init are tried. Before init begins, two equal loads differ by a few
/// allocations (page tables, KASAN's shadow), so init's own have other numbers in each load, and one
/// round of numbers misses a third of them.
const ROUNDS: u32 = 4;

pub fn run(args: &[String]) -> Outcome {
    let module = File::open(word(args, 0)?)?;
    word(args, 1)?;
    let mut faults = Faults::new()?;
    for name in args.iter().skip(1) {
        let mut found = false;
        for operation in OPERATIONS.iter().filter(|o| o.name.starts_with(name)) {
            found = true;
            sweep(&mut faults, &module, operation)?;
        }
        if !found {
            return Err(Failure::Usage(format!("no operation {name}")));
        }
    }
    Ok(())
}

/// The results of the faults of one operation.
#[derive(Default)]
struct Tally {
    faults: u32,
    /// How many there were of each: the error's name, "worked" or "short".
    results: BTreeMap<String, u32>,
}

fn sweep(faults: &mut Faults, module: &File, operation: &Operation) -> Outcome {
    let mut tally = Tally::default();
    let mut first = 1;
    match operation.tried {
        Tried::Module(once) => {
            every(faults, first, operation, &mut tally, &|f| once(f, module))?;
        }
        Tried::Init(once) => {
            first = module::init_begins(faults, module)?;
            for _ in 0..ROUNDS {
                every(faults, first, operation, &mut tally, &|f| once(f, module))?;
            }
        }
        Tried::Device(once) => {
            let device = Device::load(module)?;
            every(faults, first, operation, &mut tally, &|f| once(f, &device))?;
            device.unload(module)?;
        }
    }
    if tally.faults == 0 {
        faults.shown()?;
    }
    if tally.faults < operation.least {
        return Err(Failure::Result(format!(
            "{}: {} faults, at least {} were expected",
            operation.name, tally.faults, operation.least
        )));
    }
    print!("{}: {} faults", operation.name, tally.faults);
    if first > 1 {
        print!(" from number {first} on");
    }
    for (result, times) in &tally.results {
        print!(", {times} {result}");
    }
    println!();
    Ok(())
}

/// Tries every fault, beginning with number `first`, until there are no more.
fn every(
    faults: &mut Faults,
    first: u32,
    operation: &Operation,
    tally: &mut Tally,
    once: &dyn Fn(&Faults) -> Result<Attempt, Failure>,
) -> Outcome {
    let mut quiet = 0;
    faults.nth = first;
    while quiet < QUIET {
        let attempt = once(faults).and_then(|attempt| documented(operation, attempt));
        let attempt = attempt.map_err(|failure| at(operation, faults.nth, failure))?;
        quiet = if attempt.fired { 0 } else { quiet + 1 };
        if attempt.fired {
            let result = match attempt.errno {
                Some(errno) => errno::name(errno),
                None if attempt.short => "short".to_string(),
                None => "worked".to_string(),
            };
            tally.faults += 1;
            *tally.results.entry(result).or_default() += 1;
        }
        faults.nth += 1;
    }
    Ok(())
}

/// Fails if the operation gave an error without a fault, or one that is not documented for it.
fn documented(operation: &Operation, attempt: Attempt) -> Result<Attempt, Failure> {
    match attempt.errno {
        Some(errno) if !attempt.fired => Err(Failure::Result(format!(
            "{}, but there was no fault",
            errno::name(errno)
        ))),
        Some(errno) if !operation.errnos.contains(&errno) => Err(Failure::Result(format!(
            "{} is not documented",
            errno::name(errno)
        ))),
        _ => Ok(attempt),
    }
}

/// Adds to a failure in which operation and at which fault it happened.
fn at(operation: &Operation, nth: u32, failure: Failure) -> Failure {
    let what = match failure {
        Failure::System(errno) => format!("{}, without a fault", errno::name(errno)),
        Failure::Result(text) => text,
        usage => return usage,
    };
    Failure::Result(format!("{}, fault {nth}: {what}", operation.name))
}

/// Fails unless both are the same.
fn same<T: PartialEq + std::fmt::Debug>(what: &str, got: T, wanted: T) -> Outcome {
    if got == wanted {
        return Ok(());
    }
    let shorten = |value: T| -> String { format!("{value:?}").chars().take(300).collect() };
    Err(Failure::Result(format!(
        "{what}: got {}, wanted {}",
        shorten(got),
        shorten(wanted)
    )))
}
