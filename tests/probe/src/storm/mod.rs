// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `storm`: many processes use the device in all ways at the same time, while it is unloaded and
//! loaded.

mod consistent;
mod operation;
mod reload;
mod worker;

use crate::device::{info, PATH, RESET};
use crate::raw::control::{ioctl_words, Words};
use crate::raw::process::in_child;
use crate::raw::shared::{counters, Mapped};
use crate::{load, number, word, Failure, Outcome};
use operation::MAPPED;
use proptest::prelude::{Rng, RngCore};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use rustix::fs::{memfd_create, MemfdFlags, Mode, OFlags};
use rustix::io::Errno;
use rustix::process::{
    getpid, kill_process, set_child_subreaper, waitpid, Pid, Signal, WaitOptions, WaitStatus,
};
use std::fs::{read_to_string, write, File};
use std::os::fd::OwnedFd;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{available_parallelism, sleep};
use std::time::{Duration, Instant};
use worker::Worker;

pub const HELP: &str = "MODULE SECONDS SEED
      8 processes do random operations on the device, and fork; now and then one of them is killed, or
      a CPU goes offline or online; a ninth process unloads hello and loads it with other parameters.
      Fails if one of them finds something wrong, and leaves hello unloaded; prints how many
      operations, opens and so on there were";

const WORKERS: u64 = 8;

/// What all processes together count.
#[derive(Clone, Copy)]
enum Event {
    Operation,
    Open,
    Load,
    Refusal,
    Unload,
    Busy,
    Kill,
    Hotplug,
    /// A process has failed; the others stop.
    Failure,
}

/// The events of which there must be at least one.
const EVENTS: &[(Event, &str)] = &[
    (Event::Operation, "operations"),
    (Event::Open, "opens"),
    (Event::Load, "loads"),
    (Event::Refusal, "loads refused"),
    (Event::Unload, "unloads"),
    (Event::Busy, "unloads refused"),
    (Event::Kill, "kills"),
    (Event::Hotplug, "CPUs gone or come"),
];

/// What the processes share.
struct Storm {
    end: Instant,
    counters: &'static [AtomicU64; Event::Failure as usize + 1],
    /// Not 0 while no process may open the device, so that the module can be unloaded.
    pause: &'static AtomicU64,
    /// The file that is mapped, and made shorter.
    buffer: OwnedFd,
}

impl Storm {
    fn count(&self, event: Event) {
        if let Some(counter) = self.counters.get(event as usize) {
            counter.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn counted(&self, event: Event) -> u64 {
        let counter = self.counters.get(event as usize);
        counter.map_or(0, |counter| counter.load(Ordering::Relaxed))
    }

    fn is_over(&self) -> bool {
        Instant::now() >= self.end || self.counted(Event::Failure) > 0
    }

    /// Counts a failure unless this is the status of a process that ended as it should.
    fn judge(&self, status: WaitStatus) {
        if !ended_well(status) {
            self.count(Event::Failure);
        }
    }

    /// Starts a process, which prints what has failed.
    fn start(&self, work: impl FnOnce() -> Outcome) -> Result<Pid, Failure> {
        Ok(in_child(|| {
            let status = status(work());
            if status != 0 {
                self.count(Event::Failure);
            }
            status
        })?)
    }
}

/// A source of random values with this seed.
fn draws(seed: u64) -> TestRunner {
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[seed.to_le_bytes(); 4].concat());
    TestRunner::new_with_rng(Config::default(), rng)
}

/// Whether it has succeeded or was killed. A panic aborts, which is neither.
fn ended_well(status: WaitStatus) -> bool {
    status.exit_status() == Some(0) || status.terminating_signal() == Some(Signal::KILL.as_raw())
}

/// Returns the exit status of a child, after printing what has failed.
fn status(outcome: Outcome) -> u8 {
    match outcome {
        Ok(()) => 0,
        Err(failure) => {
            println!("{}", failure.line());
            1
        }
    }
}

pub fn run(args: &[String]) -> Outcome {
    let module = File::open(word(args, 0)?)?;
    let seconds = number(args, 1)?;
    let seed: u64 = number(args, 2)?;
    let buffer = memfd_create("storm", MemfdFlags::CLOEXEC)?;
    let mapped = Mapped::new(&buffer, MAPPED)?;
    let [pause] = counters()?;
    let storm = Storm {
        end: Instant::now() + Duration::from_secs(seconds),
        counters: counters()?,
        pause,
        buffer,
    };
    // So that the children of a process that was killed become children of this one.
    set_child_subreaper(Some(getpid()))?;
    storm.start(|| reload::run(&storm, &module, seed))?;
    let result = run_workers(&storm, &mapped, seed);
    if result.is_err() {
        storm.count(Event::Failure);
    }
    wait_for_all(&storm)?;
    result?;
    if storm.counted(Event::Failure) > 0 {
        return Err(Failure::Result("the storm was ended".to_string()));
    }
    afterwards(&module)?;
    report(&storm)
}

/// Starts the workers; then, at random times, kills one or switches the last CPU.
fn run_workers(storm: &Storm, mapped: &Mapped, seed: u64) -> Outcome {
    let mut draws = draws(seed);
    let rng = draws.rng();
    let mut start = || {
        let seed = rng.next_u64();
        storm.start(|| Worker::new(storm, mapped).run(seed))
    };
    let mut workers = (0..WORKERS)
        .map(|_| start())
        .collect::<Result<Vec<_>, _>>()?;
    let mut hotplug = Hotplug::new()?;
    let mut draws = self::draws(!seed);
    while !storm.is_over() {
        let rng = draws.rng();
        sleep(Duration::from_millis(rng.random_range(50..1000)));
        if rng.random_ratio(1, 4) {
            hotplug.toggle()?;
            storm.count(Event::Hotplug);
            continue;
        }
        let victim = rng.random_range(0..workers.len());
        if let Some(worker) = workers.get_mut(victim) {
            // Works also if it has just ended by itself: it has not been waited for.
            kill_process(*worker, Signal::KILL)?;
            if let Some((_, status)) = waitpid(Some(*worker), WaitOptions::empty())? {
                storm.judge(status);
            }
            storm.count(Event::Kill);
            *worker = start()?;
        }
    }
    Ok(())
}

/// The last CPU, which goes offline and online.
struct Hotplug {
    file: String,
    online: bool,
}

impl Hotplug {
    fn new() -> Result<Self, Failure> {
        match available_parallelism()?.get() {
            1 => Err(Failure::Usage("there is no second CPU".to_string())),
            cpus => Ok(Hotplug {
                file: format!("/sys/devices/system/cpu/cpu{}/online", cpus - 1),
                online: true,
            }),
        }
    }

    fn toggle(&mut self) -> Outcome {
        write(&self.file, if self.online { "0" } else { "1" })?;
        self.online = !self.online;
        Ok(())
    }
}

impl Drop for Hotplug {
    fn drop(&mut self) {
        if !self.online {
            // On failure later tests have one CPU less, and work all the same.
            let _ = self.toggle();
        }
    }
}

/// Waits also for the children of processes that were killed, and counts their failures.
fn wait_for_all(storm: &Storm) -> Outcome {
    loop {
        match waitpid(None, WaitOptions::empty()) {
            Ok(Some((_, status))) => storm.judge(status),
            Ok(None) => {}
            Err(Errno::CHILD) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        }
    }
}

/// No process has the device open any more, it works, and the module can be unloaded.
fn afterwards(module: &File) -> Outcome {
    match load::insert(module, c"whom=Storm") {
        Ok(()) | Err(Errno::EXIST) => {}
        Err(errno) => return Err(errno.into()),
    }
    let howmany = read_to_string("/sys/module/hello/parameters/howmany")?;
    let greeting = format!("Hello, {}!\n", consistent::WHOM).repeat(number(&[howmany.trim()], 0)?);
    let fd = rustix::fs::open(PATH, OFlags::RDWR | OFlags::CLOEXEC, Mode::empty())?;
    settles("openers", 1, || Ok(u64::from(info(&fd)?.openers)))?;
    consistent::check(&fd)?;
    let mut words: Words = [0; 4096];
    ioctl_words(&fd, RESET, &mut words)?;
    let contents = read_to_string(PATH)?;
    if contents != greeting {
        return Err(Failure::Result(format!("after a reset: {contents}")));
    }
    drop(fd);
    let references = || number(&[read_to_string("/sys/module/hello/refcnt")?.trim()], 0);
    settles("references on the module", 0, references)?;
    Ok(load::unload()?)
}

/// Waits for a value: a file that io_uring has open for a process that was killed is closed a little
/// later.
fn settles(what: &str, wanted: u64, now: impl Fn() -> Result<u64, Failure>) -> Outcome {
    for _ in 0..100 {
        if now()? == wanted {
            return Ok(());
        }
        sleep(Duration::from_millis(100));
    }
    Err(Failure::Result(format!("{what}: {}, not {wanted}", now()?)))
}

fn report(storm: &Storm) -> Outcome {
    let counts = EVENTS
        .iter()
        .map(|(event, name)| (storm.counted(*event), name));
    let line: Vec<String> = counts
        .clone()
        .map(|(count, name)| format!("{count} {name}"))
        .collect();
    println!("{}", line.join(", "));
    match counts.clone().find(|(count, _)| *count == 0) {
        Some((_, name)) => Err(Failure::Result(format!("no storm: there were no {name}"))),
        None => Ok(()),
    }
}
