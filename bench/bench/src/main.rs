// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Measures the device of hello.ko, and compares it with its twins in C (ctwin.ko and
//! ctwin_rwsem.ko), a file in tmpfs, /dev/zero and /dev/null.
//!
//! Prints a line of CSV for each result: target, op, size, readers, writers, unit, value, ratio to
//! ctwin. Exit codes: 0 measured; 1 not measured, and the reason is on stderr; 2 wrong arguments.

#![forbid(unsafe_code)]

mod clock;
mod instructions;
mod load;
mod row;
mod target;
mod throughput;

use std::process::ExitCode;

/// A result whose error is the text for stderr.
type Outcome<T = ()> = Result<T, String>;

const USAGE: &str = "usage: bench instructions
         counts the instructions of each operation; only in a guest of scripts/guest --icount
       bench throughput
         measures the throughput of two threads on two CPUs
       bench load MODULE.ko...
         times how long each module takes to load and to unload";

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
