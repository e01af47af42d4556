// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Each operation is done on the device and on the file. Its results, the positions and the contents
//! must then be the same.

use super::operation::{open_flags, Call, Operation};
use super::side::{Given, Position, Side};
use crate::{data, errno, raw};
use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use rustix::process::{waitpid, Pid, WaitOptions};
use std::fs::File;
use std::io::{Read, Write};

/// Separates a child's lines from its verdict.
const END: char = '\0';

const SEEK_DATA: i32 = 3;
const SEEK_HOLE: i32 = 4;

pub struct Pair {
    device: Side,
    file: Side,
    capacity: usize,
    /// For the contents of both, one byte longer than the capacity.
    buffers: (Vec<u8>, Vec<u8>),
    /// How many operations have been compared.
    pub done: usize,
    /// The operations so far and what the device gave, for a report.
    pub lines: Option<Vec<String>>,
}

/// What differs, or what else has failed.
pub type Agreement = Result<(), String>;

impl Pair {
    pub fn new(device: &str, file: &str, capacity: usize) -> Result<Self, Errno> {
        Ok(Pair {
            device: Side::new(device)?,
            file: Side::new(file)?,
            capacity,
            buffers: (vec![0; capacity + 1], vec![0; capacity + 1]),
            done: 0,
            lines: None,
        })
    }

    /// Does a sequence, beginning with empty contents.
    pub fn run(&mut self, operations: &[Operation]) -> Agreement {
        let cleared = self.device.clear(self.capacity);
        let cleared = cleared.and_then(|()| self.file.clear(self.capacity));
        cleared.map_err(|error| format!("cannot empty it: {}", errno::name(error)))?;
        self.run_all(operations)
    }

    fn run_all(&mut self, operations: &[Operation]) -> Agreement {
        for operation in operations {
            match operation {
                Operation::Fork(operations) => self.run_in_child(operations)?,
                _ => self.run_one(operation)?,
            }
            self.same_state()?;
        }
        Ok(())
    }

    fn run_one(&mut self, operation: &Operation) -> Agreement {
        let device = self.device.apply(operation);
        let file = self.file.apply(operation).map(limit_as_capacity);
        // A slot is empty on both sides or on none: else same_state() has failed before.
        let (Some(device), Some(file)) = (&device, &file) else {
            return Ok(());
        };
        self.done += 1;
        if let Some(lines) = &mut self.lines {
            lines.push(format!("{operation} = {}", show(device)));
        }
        match operation {
            Operation::Call(slot, Call::Seek(from, whence @ (SEEK_DATA | SEEK_HOLE))) => {
                self.same_seek(*slot, (*from, *whence), device, file)
            }
            _ if device == file => Ok(()),
            _ => Err(differ("the result", &show(device), &show(file))),
        }
    }

    /// SEEK_DATA and SEEK_HOLE find holes in the file, where no page was written, but none in the
    /// device. So either both fail alike, or each result is checked on its own.
    fn same_seek(
        &mut self,
        slot: usize,
        (from, whence): (i64, i32),
        device: &Given,
        file: &Given,
    ) -> Agreement {
        let (Ok((ours, _)), Ok((theirs, _))) = (device, file) else {
            return match device == file {
                true => Ok(()),
                false => Err(differ("the result", &show(device), &show(file))),
            };
        };
        let end = self.file.size().map_err(errno::name)?;
        let wanted = if whence == SEEK_DATA {
            from as u64
        } else {
            end
        };
        if *ours != wanted || *theirs < from as u64 || *theirs > end {
            let theirs = format!("{theirs}; without holes {wanted}");
            return Err(differ("the result", &ours.to_string(), &theirs));
        }
        self.file.set_position(slot, *ours);
        Ok(())
    }

    /// Compares the positions and flags of all file descriptors, and the contents.
    fn same_state(&mut self) -> Agreement {
        let (ours, theirs) = (self.device.positions(), self.file.positions());
        if ours != theirs {
            let (ours, theirs) = (show_positions(&ours), show_positions(&theirs));
            return Err(differ("positions or flags", &ours, &theirs));
        }
        let (ours, theirs) = &mut self.buffers;
        let ours = self.device.contents(ours).map_err(errno::name)?;
        let theirs = self.file.contents(theirs).map_err(errno::name)?;
        if ours == theirs {
            return Ok(());
        }
        let at = ours.iter().zip(theirs).take_while(|(a, b)| a == b).count();
        let describe = |bytes: &[u8]| {
            let there = bytes.get(at..bytes.len().min(at + 8)).unwrap_or_default();
            format!("{} bytes, at {at}: {}", bytes.len(), data::show(there))
        };
        Err(differ("contents", &describe(ours), &describe(theirs)))
    }

    /// The child has copies of the file descriptors: what it opens and closes is its own, but it
    /// shares the positions. It sends its lines and its verdict through a pipe.
    fn run_in_child(&mut self, operations: &[Operation]) -> Agreement {
        let (output, input) = rustix::pipe::pipe_with(PipeFlags::CLOEXEC).map_err(errno::name)?;
        let known = self.lines.as_mut().map_or(0, |lines| {
            lines.push("fork:".to_string());
            lines.len()
        });
        let child = raw::process::in_child(|| {
            let verdict = self.run_all(operations);
            let mut text = String::new();
            for line in self.lines.iter().flatten().skip(known) {
                text.push_str(&format!("    {line}\n"));
            }
            text.push(END);
            text.push_str(verdict.as_ref().err().map_or("", String::as_str));
            let written = File::from(input).write_all(text.as_bytes());
            u8::from(verdict.is_err() || written.is_err())
        })
        .map_err(errno::name)?;
        // The closure owned the input and has been dropped, so the read ends when the child does.
        let mut text = String::new();
        let read = File::from(output).read_to_string(&mut text);
        let status = wait(child)?;
        read.map_err(|error| error.to_string())?;
        let (lines, verdict) = text.split_once(END).unwrap_or(("", &text));
        if let Some(known) = &mut self.lines {
            known.extend(lines.lines().map(str::to_string));
        }
        self.done += operations.len();
        match (status, verdict) {
            (0, "") => Ok(()),
            (1, verdict) => Err(format!("in the child, {verdict}")),
            (status, _) => Err(format!("the child ended with status {status}")),
        }
    }
}

/// Returns the exit status, or 255 if a signal has ended the child.
fn wait(child: Pid) -> Result<i32, String> {
    let ended = waitpid(Some(child), WaitOptions::empty()).map_err(errno::name)?;
    let status = ended.and_then(|(_, status)| status.exit_status());
    Ok(status.unwrap_or(255))
}

/// The file has RLIMIT_FSIZE for its capacity, so its EFBIG counts as ENOSPC.
fn limit_as_capacity(given: Given) -> Given {
    given.map_err(|error| match error {
        Errno::FBIG => Errno::NOSPC,
        other => other,
    })
}

fn show(given: &Given) -> String {
    match given {
        Err(error) => errno::name(*error),
        Ok((value, bytes)) if bytes.is_empty() => value.to_string(),
        Ok((value, bytes)) => {
            // The sum tells apart buffers that begin with the same bytes.
            let sum: u64 = bytes.iter().map(|byte| u64::from(*byte)).sum();
            let start = data::show(bytes.get(..8).unwrap_or(bytes));
            format!("{value}, buffer {start}.. sum {sum}")
        }
    }
}

fn show_positions(positions: &[Position]) -> String {
    let show = |(slot, position): (usize, &Position)| {
        let (position, flags) = position.as_ref()?;
        let position = position.map_or_else(errno::name, |position| position.to_string());
        let flags = flags.map_or_else(errno::name, open_flags);
        Some(format!("fd{slot} at {position} with {flags}"))
    };
    let words: Vec<String> = positions.iter().enumerate().filter_map(show).collect();
    words.join(", ")
}

fn differ(what: &str, device: &str, file: &str) -> String {
    format!("they differ in {what}:\n    device: {device}\n    file:   {file}")
}
