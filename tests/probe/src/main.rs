// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The system calls that the tests of hello.ko need and a shell cannot make.
//!
//! Each subcommand is in a file of its own, and prints its result in lines that a shell can compare.
//! Exit status: 0 if all went as it should; 1 if not, and stdout says what, for a system call that
//! failed the name of its error; 2 if it was called wrongly, and stderr says why.

#![deny(unsafe_code)]

mod append;
mod asleep;
mod data;
mod device;
mod differential;
mod errno;
mod fault_sweep;
mod interrupt;
mod io;
mod load;
mod log;
mod memory;
mod raw;
mod shared;
mod stall;
mod storm;
mod unload_race;
mod versions;
mod watch;

use std::process::ExitCode;

/// Why a subcommand ended early.
enum Failure {
    /// A system call failed; the error's name goes to stdout.
    System(rustix::io::Errno),
    /// A result is not what it should be; the line goes to stdout.
    Result(String),
    /// It was called wrongly; the reason goes to stderr.
    Usage(String),
}

impl Failure {
    /// Returns the line that says what failed.
    fn line(self) -> String {
        match self {
            Failure::System(errno) => errno::name(errno),
            Failure::Result(line) | Failure::Usage(line) => line,
        }
    }
}

impl From<rustix::io::Errno> for Failure {
    fn from(errno: rustix::io::Errno) -> Self {
        Failure::System(errno)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        match rustix::io::Errno::from_io_error(&error) {
            Some(errno) => Failure::System(errno),
            None => Failure::Result(error.to_string()),
        }
    }
}

type Outcome = Result<(), Failure>;

struct Subcommand {
    name: &'static str,
    help: &'static str,
    run: fn(&[String]) -> Outcome,
}

/// The subcommands. Those without help are started by others, as their children.
#[rustfmt::skip]
const SUBCOMMANDS: &[Subcommand] = &[
    Subcommand { name: "io", help: io::HELP, run: io::run },
    Subcommand { name: "append", help: append::HELP, run: append::run },
    Subcommand { name: "append-one", help: "", run: append::run_one },
    Subcommand { name: "load", help: load::HELP_LOAD, run: load::load },
    Subcommand { name: "unload", help: load::HELP_UNLOAD, run: load::delete },
    Subcommand { name: "cycle", help: load::HELP_CYCLE, run: load::cycle },
    Subcommand { name: "interrupt", help: interrupt::HELP, run: interrupt::run },
    Subcommand { name: "unload-race", help: unload_race::HELP, run: unload_race::run },
    Subcommand { name: "open-loop", help: "", run: unload_race::open_loop },
    Subcommand { name: "versions", help: versions::HELP, run: versions::run },
    Subcommand { name: "stall", help: stall::HELP, run: stall::run },
    Subcommand { name: "shared", help: shared::HELP, run: shared::run },
    Subcommand { name: "asleep", help: asleep::HELP, run: asleep::run },
    Subcommand { name: "watch", help: watch::HELP, run: watch::run },
    Subcommand { name: "differential", help: differential::HELP, run: differential::run },
    Subcommand { name: "fault-sweep", help: fault_sweep::HELP, run: fault_sweep::run },
    Subcommand { name: "storm", help: storm::HELP, run: storm::run },
    Subcommand { name: "memory", help: memory::HELP, run: memory::run },
    Subcommand { name: "log", help: log::HELP, run: log::run },
];

fn help() {
    println!("usage: probe SUBCOMMAND ARGUMENT...");
    for subcommand in SUBCOMMANDS.iter().filter(|s| !s.help.is_empty()) {
        println!("  {} {}", subcommand.name, subcommand.help);
    }
}

fn main() -> ExitCode {
    // An argument may be no UTF-8: std::env::args() would panic.
    let args: Vec<String> = std::env::args_os()
        .skip(1)
        .map(|arg| arg.to_string_lossy().into_owned())
        .collect();
    let Some((name, rest)) = args.split_first() else {
        help();
        return ExitCode::from(2);
    };
    if name == "--help" {
        help();
        return ExitCode::SUCCESS;
    }
    let Some(subcommand) = SUBCOMMANDS.iter().find(|s| s.name == name) else {
        eprintln!("probe: no subcommand {name}; probe --help lists them");
        return ExitCode::from(2);
    };
    match (subcommand.run)(rest) {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Usage(reason)) => {
            eprintln!("probe: {name}: {reason}");
            ExitCode::from(2)
        }
        Err(failure) => {
            println!("{}", failure.line());
            ExitCode::FAILURE
        }
    }
}

/// A number among the arguments of a subcommand or an operation.
fn number<T: std::str::FromStr>(args: &[impl AsRef<str>], index: usize) -> Result<T, Failure> {
    let Some(text) = args.get(index) else {
        return Err(Failure::Usage(format!("argument {} missing", index + 1)));
    };
    let text = text.as_ref();
    text.parse()
        .map_err(|_| Failure::Usage(format!("not a number in range: {text}")))
}

/// A word among the arguments of a subcommand or an operation.
fn word(args: &[impl AsRef<str>], index: usize) -> Result<&str, Failure> {
    args.get(index)
        .map(AsRef::as_ref)
        .ok_or_else(|| Failure::Usage(format!("argument {} missing", index + 1)))
}

/// This program again, with other arguments.
fn myself() -> std::process::Command {
    std::process::Command::new("/proc/self/exe")
}
