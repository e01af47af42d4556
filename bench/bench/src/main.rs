// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What the device of hello.ko costs, beside its twins in C, a file in tmpfs and the simplest
//! devices there are.
//!
//! Prints a line of CSV for each result: target, op, size, readers, writers, unit, value, ratio to
//! the twin. Exit status: 0 measured, 1 not (the reason is on stderr), 2 called wrongly.

#![forbid(unsafe_code)]

mod clock;
mod instructions;
mod load;
mod row;
mod target;
mod throughput;

use std::process::ExitCode;

/// What went wrong, in words.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "usage: bench instructions
         of each operation; in a guest whose clock counts them (scripts/guest --icount)
       bench throughput
         of two threads on two CPUs
       bench load MODULE.ko...
         the time to load and unload each; the first is the one that is compared";

fn run(args: &[&str]) -> Option<Outcome> {
    match args {
        ["instructions"] => Some(instructions::run()),
        ["throughput"] => Some(throughput::run()),
        ["load", modules @ ..] if !modules.is_empty() => Some(load::run(modules)),
        _ => None,
    }
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Some(Ok(())) => ExitCode::SUCCESS,
        Some(Err(reason)) => {
            eprintln!("bench: {reason}");
            ExitCode::FAILURE
        }
        None => {
            eprintln!("{USAGE}");
            ExitCode::from(2)
        }
    }
}
