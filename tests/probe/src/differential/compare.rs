// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The device and the file side by side: each operation is done on both, and then all that can
//! be seen of them has to be the same.

use super::operation::{open_flags, Call, Operation};
use super::side::{Given, Position, Side};
use crate::{data, errno, raw};
use rustix::io::Errno;
use rustix::pipe::PipeFlags;
use rustix::process::{waitpid, Pid, WaitOptions};
use std::fs::File;
use std::io::{Read, Write};

/// What stands between a child's lines and its verdict.
const END: char = '\0';

const SEEK_DATA: i32 = 3;
const SEEK_HOLE: i32 = 4;

pub struct Pair {
    device: Side,
    file: Side,
    capacity: usize,
    /// For the contents of both, one byte longer than they may be.
    buffers: (Vec<u8>, Vec<u8>),
    /// How many operations were compared.
    pub done: usize,
    /// The operations so far and what the device gave, for a report.
    pub lines: Option<Vec<String>>,
}

/// What differs, or what of the test's own did not work.
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

    /// One sequence, from empty contents on.
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
        // A slot is empty on both sides or on neither: same_state() has seen to it.
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

    /// SEEK_DATA and SEEK_HOLE: tmpfs knows which pages were never written, the device has data up
    /// to its end. So each answer is judged by itself, but both have one or neither.
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
            let theirs = format!("{theirs}; without holes it were {wanted}");
            return Err(differ("the result", &ours.to_string(), &theirs));
        }
        self.file.set_position(slot, *ours);
        Ok(())
    }

    /// The positions of all file descriptors, and the contents.
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

    /// The child has copies of the slots: what it opens and closes is its own, the positions are
    /// shared. Its lines and its verdict come through a pipe.
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
        // The child has the pipe's other end; ours went with the closure.
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

/// The exit status; what a signal ended gives 255.
fn wait(child: Pid) -> Result<i32, String> {
    let ended = waitpid(Some(child), WaitOptions::empty()).map_err(errno::name)?;
    let status = ended.and_then(|(_, status)| status.exit_status());
    Ok(status.unwrap_or(255))
}

/// RLIMIT_FSIZE stands for the capacity, and its error for that of a full device.
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
            // A buffer that begins alike is told apart by its sum.
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
