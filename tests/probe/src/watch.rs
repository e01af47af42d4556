// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `watch`: waits for a change of the contents.

use crate::raw::{control, uring::Ring};
use crate::{word, Failure, Outcome};
use rustix::event::epoll::{self, CreateFlags, Event, EventData, EventFlags};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::fs::{Mode, OFlags};
use std::os::fd::OwnedFd;

pub const HELP: &str = "FILE poll|select|epoll|epoll-edge|epoll-edge-in|epoll-exclusive|io_uring
      waits for a change of FILE (POLLPRI, with epoll-exclusive POLLERR); prints the events that were
      reported then, those that are reported immediately after, and those after a read: names joined
      by commas, or none. epoll-edge-in waits for POLLIN too, of which it skips the first edge";

pub fn run(args: &[String]) -> Outcome {
    let flags = OFlags::RDONLY | OFlags::CLOEXEC;
    let fd = rustix::fs::open(word(args, 0)?, flags, Mode::empty())?;
    let mut watcher = Watcher::new(word(args, 1)?, &fd)?;
    let changed = watcher.ask(&fd, None)?;
    let again = watcher.ask(&fd, Some(&Timespec::default()))?;
    rustix::io::read(&fd, &mut [0; 1])?;
    let after = watcher.ask(&fd, Some(&Timespec::default()))?;
    println!("{changed}; {again}; {after}");
    Ok(())
}

enum Watcher {
    Poll,
    Select,
    Epoll(OwnedFd),
    Uring(Box<Ring>),
}

impl Watcher {
    fn new(name: &str, fd: &OwnedFd) -> Result<Self, Failure> {
        let events = match name {
            "poll" => return Ok(Watcher::Poll),
            "select" => return Ok(Watcher::Select),
            "io_uring" => return Ok(Watcher::Uring(Box::new(Ring::new()?))),
            "epoll" => EventFlags::PRI,
            "epoll-edge" => EventFlags::PRI | EventFlags::ET,
            "epoll-edge-in" => EventFlags::PRI | EventFlags::IN | EventFlags::ET,
            // Forbids PRI; ERR is always reported.
            "epoll-exclusive" => EventFlags::EXCLUSIVE,
            _ => return Err(Failure::Usage(format!("no such way to wait: {name}"))),
        };
        let set = epoll::create(CreateFlags::CLOEXEC)?;
        epoll::add(&set, fd, EventData::new_u64(0), events)?;
        let mut watcher = Watcher::Epoll(set);
        if events.contains(EventFlags::IN) {
            watcher.ask(fd, Some(&Timespec::default()))?;
        }
        Ok(watcher)
    }

    /// Waits for events, no longer than `timeout`, and returns their names.
    fn ask(&mut self, fd: &OwnedFd, timeout: Option<&Timespec>) -> Result<String, Failure> {
        let events = match self {
            Watcher::Poll => {
                let mut fds = [PollFd::new(fd, PollFlags::PRI)];
                rustix::event::poll(&mut fds, timeout)?;
                let [fd] = fds;
                fd.revents()
            }
            Watcher::Select => match control::select_exception(fd, timeout)? {
                true => PollFlags::PRI,
                false => PollFlags::empty(),
            },
            Watcher::Epoll(set) => {
                let mut event = [Event {
                    flags: EventFlags::empty(),
                    data: EventData::new_u64(0),
                }];
                let count = epoll::wait(&set, &mut event, timeout)?;
                let [Event { flags, .. }] = event;
                poll_flags(if count > 0 { flags.bits() } else { 0 })
            }
            // It has no timeout. With POLLIN, which is always reported, it does not wait.
            Watcher::Uring(ring) => {
                let always = match timeout {
                    Some(_) => PollFlags::IN,
                    None => PollFlags::empty(),
                };
                let wanted = u32::from((PollFlags::PRI | always).bits());
                poll_flags(ring.poll(fd, wanted)?).difference(always)
            }
        };
        Ok(names(events))
    }
}

/// The bits of poll, epoll and io_uring are the same.
fn poll_flags(bits: u32) -> PollFlags {
    u16::try_from(bits).map_or(PollFlags::empty(), PollFlags::from_bits_retain)
}

const NAMES: &[(PollFlags, &str)] = &[
    (PollFlags::IN, "in"),
    (PollFlags::PRI, "pri"),
    (PollFlags::OUT, "out"),
    (PollFlags::ERR, "err"),
    (PollFlags::HUP, "hup"),
    (PollFlags::NVAL, "nval"),
    (PollFlags::RDNORM, "rdnorm"),
    (PollFlags::RDBAND, "rdband"),
    (PollFlags::WRNORM, "wrnorm"),
    (PollFlags::WRBAND, "wrband"),
];

/// `in,out` for POLLIN and POLLOUT.
pub fn names(events: PollFlags) -> String {
    let names: Vec<&str> = NAMES
        .iter()
        .filter(|(flag, _)| events.contains(*flag))
        .map(|(_, name)| *name)
        .collect();
    match names.is_empty() {
        true => "none".to_string(),
        false => names.join(","),
    }
}
