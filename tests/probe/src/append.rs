// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `append`: many processes append lines to one file at the same time.

use crate::{number, word, Failure, Outcome};
use rustix::fs::{Mode, OFlags};
use rustix::pipe::PipeFlags;
use std::io::Read;
use std::process::Child;

pub const HELP: &str = "FILE PROCESSES LINES
      each process opens FILE for appending, waits for all others, then appends its lines, each by
      one write: \"<process> <line> <letters, up to 70> end\"; prints nothing if all was written";

pub fn run(args: &[String]) -> Outcome {
    let processes: usize = number(args, 1)?;
    // The children begin to write when the parent closes this pipe.
    let (gate, keeper) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC)?;
    let mut children = Vec::new();
    for process in 0..processes {
        let child = crate::myself()
            .args([
                "append-one",
                word(args, 0)?,
                word(args, 2)?,
                &process.to_string(),
            ])
            .stdin(gate.try_clone()?)
            .spawn()?;
        children.push(child);
    }
    drop(gate);
    drop(keeper);
    let failed = children.iter_mut().filter_map(failed).count();
    if failed > 0 {
        return Err(Failure::Result(format!("{failed} processes failed")));
    }
    Ok(())
}

fn failed(child: &mut Child) -> Option<()> {
    match child.wait() {
        Ok(status) if status.success() => None,
        _ => Some(()),
    }
}

pub fn run_one(args: &[String]) -> Outcome {
    let flags = OFlags::WRONLY | OFlags::APPEND | OFlags::CLOEXEC;
    let fd = rustix::fs::open(word(args, 0)?, flags, Mode::empty())?;
    let lines: usize = number(args, 1)?;
    let process: usize = number(args, 2)?;
    std::io::stdin().read_to_end(&mut Vec::new())?;
    for line in 0..lines {
        let letters = "x".repeat((process * 7 + line * 3) % 71);
        let text = format!("{process} {line} {letters} end\n");
        let count = rustix::io::write(&fd, text.as_bytes())?;
        if count != text.len() {
            return Err(Failure::Result(format!("{count} of {} bytes", text.len())));
        }
    }
    Ok(())
}
