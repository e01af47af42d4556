// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Which code of hello.ko runs for this program, by KCOV: for scripts/coverage.
//!
//! Does nothing unless the environment names a file, PROBE_COVERAGE, which all programs append to,
//! one line for each program counter that is new to the thread: its section and its offset there.
//! `full` says that the buffer was. Of a load that is refused nothing is known: where its sections
//! were, nobody can say any more.

use crate::errno;
use crate::raw::kcov::Kcov;
use rustix::io::Errno;
use rustix::process::{getrlimit, setrlimit, Resource, Rlimit};
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{read_to_string, File};
use std::io::Write;

/// Names the file.
pub const VARIABLE: &str = "PROBE_COVERAGE";

/// Those with code in them.
const SECTIONS: &[&str] = &[".text", ".init.text", ".exit.text"];

/// Where the sections are, by their addresses. None are known of a module that is not loaded.
type Sections = BTreeMap<u64, &'static str>;

struct Recorder {
    kcov: Kcov,
    file: File,
    /// As the last drain found them.
    sections: Sections,
    seen: BTreeSet<(&'static str, u64)>,
}

thread_local! {
    static RECORDER: RefCell<Option<Recorder>> = const { RefCell::new(None) };
}

/// Does `work`, and records what runs for the calling thread. Each thread needs one of its own, and
/// so does the child of a fork.
pub fn recorded<T>(work: impl FnOnce() -> T) -> T {
    start();
    let result = work();
    drain();
    result
}

fn start() {
    let Some(path) = std::env::var_os(VARIABLE) else {
        return;
    };
    RECORDER.with_borrow_mut(|recorder| {
        // After a fork, the parent's.
        *recorder = None;
        match Recorder::new(&path) {
            Ok(new) => *recorder = Some(new),
            // KCOV is for root alone, and some tests are another user.
            Err(Errno::ACCESS) => {}
            Err(errno) => give_up(errno),
        }
    });
}

/// Saves what was recorded since the last time: every thousand system calls or so, before the
/// buffer is full, and both before and after hello is loaded or unloaded. All of it has to be of one
/// load, which is there still, as nobody else can unload it now, or was there the last time.
pub fn drain() {
    with_recorder(|recorder| {
        let last = std::mem::replace(&mut recorder.sections, loaded_at()?);
        match recorder.sections.is_empty() {
            true => recorder.save(&last),
            false => recorder.save(&recorder.sections.clone()),
        }
    });
}

/// Likewise, where others may have unloaded hello in the meantime: it is of the same load as the
/// last time.
pub fn drain_closed() {
    with_recorder(|recorder| recorder.save(&recorder.sections.clone()));
}

/// Forgets what was recorded since the last time: nobody knows of which load it is.
pub fn discard() {
    with_recorder(|recorder| {
        recorder.kcov.take(&mut Vec::new());
        Ok(())
    });
}

fn with_recorder(work: impl FnOnce(&mut Recorder) -> Result<(), Errno>) {
    RECORDER.with_borrow_mut(|recorder| {
        if let Some(recorder) = recorder {
            work(recorder).unwrap_or_else(|errno| give_up(errno));
        }
    });
}

/// Only who asks for coverage comes here: then it has to work.
fn give_up(errno: Errno) -> ! {
    println!("coverage: {}", errno::name(errno));
    std::process::exit(1)
}

impl Recorder {
    fn new(path: &OsStr) -> Result<Self, Errno> {
        let kcov = Kcov::new()?;
        let file = File::options().append(true).create(true).open(path);
        Ok(Recorder {
            kcov,
            file: file.map_err(|error| from_io(&error))?,
            sections: Sections::new(),
            seen: BTreeSet::new(),
        })
    }

    fn save(&mut self, sections: &Sections) -> Result<(), Errno> {
        let mut counters = Vec::new();
        let complete = self.kcov.take(&mut counters);
        counters.sort_unstable();
        counters.dedup();
        let mut lines = String::new();
        for counter in counters {
            if let Some((start, section)) = sections.range(..=counter).next_back() {
                let offset = counter - start;
                if self.seen.insert((section, offset)) {
                    let _ = writeln!(lines, "{section} {offset:x}");
                }
            }
        }
        if !complete {
            let _ = writeln!(lines, "full");
        }
        self.append(&lines)
    }

    /// In one write, so that it is not mixed with another program's, and whatever limit a test has
    /// set to the size of files.
    fn append(&mut self, lines: &str) -> Result<(), Errno> {
        let limit = getrlimit(Resource::Fsize);
        let lifted = Rlimit {
            current: limit.maximum,
            ..limit
        };
        setrlimit(Resource::Fsize, lifted)?;
        let written = self.file.write_all(lines.as_bytes());
        setrlimit(Resource::Fsize, limit)?;
        written.map_err(|error| from_io(&error))
    }
}

/// Where the sections of hello are, as far as it has them.
fn loaded_at() -> Result<Sections, Errno> {
    let mut sections = Sections::new();
    for section in SECTIONS {
        match read_to_string(format!("/sys/module/hello/sections/{section}")) {
            Ok(text) => {
                let digits = text.trim().trim_start_matches("0x");
                let start = u64::from_str_radix(digits, 16).map_err(|_| Errno::INVAL)?;
                sections.insert(start, section);
            }
            Err(error) => match from_io(&error) {
                Errno::NOENT | Errno::NODEV => {}
                errno => return Err(errno),
            },
        }
    }
    Ok(sections)
}

fn from_io(error: &std::io::Error) -> Errno {
    Errno::from_io_error(error).unwrap_or(Errno::IO)
}
