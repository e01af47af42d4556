// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Loading and unloading with a fault. A load that fails leaves nothing, and an unload that fails
//! leaves everything.

use super::faults::{Attempt, Faults};
use super::same;
use crate::{load, log, Failure, Outcome};
use rustix::fs::SeekFrom;
use rustix::io::Errno;
use std::ffi::CStr;
use std::fs::File;
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::Duration;

/// What a loaded module can be seen by.
const TRACES: &[&str] = &[
    "/sys/module/hello",
    "/sys/class/misc/mydevice",
    "/sys/devices/virtual/misc/mydevice",
    "/dev/mydevice",
];

/// Where its name stands in a line, and which column that is.
const LISTS: &[(&str, usize, &str)] =
    &[("/proc/modules", 0, "hello"), ("/proc/misc", 1, "mydevice")];

/// The same load has now and then some allocations more or less before its init: a cache was full.
const MARGIN: u32 = 32;

/// How the module is loaded, and what that gives.
pub struct Mix {
    pub parameters: &'static CStr,
    pub whom: &'static str,
    pub howmany: usize,
    pub period: Duration,
}

/// hello.ko, not loaded.
pub struct Module<'a> {
    pub file: &'a File,
    log: OwnedFd,
}

impl<'a> Module<'a> {
    pub fn new(file: &'a File) -> Result<Self, Failure> {
        let log = log::open()?;
        rustix::fs::seek(&log, SeekFrom::End(0))?;
        Ok(Module { file, log })
    }

    /// The number of a fault a little before the module's own part of a load begins. A load that this
    /// part refuses at once gives another error when a fault has ended it before: of the faults that
    /// it has, the last of these is looked for.
    pub fn init_begins(&self, faults: &mut Faults) -> Result<u32, Failure> {
        let refused = || load::insert(self.file, c"howmany=-1");
        let (result, count) = faults.count(refused)?;
        same("the load with howmany=-1", result, Err(Errno::INVAL))?;
        faults.nth = count;
        while faults.nth > 1 && faults.call(refused)?.result == Err(Errno::INVAL) {
            faults.nth -= 1;
        }
        Ok(faults.nth.saturating_sub(MARGIN).max(1))
    }

    /// Fails if a timer that is still there logs something.
    fn no_greeting(&self, period: Duration) -> Outcome {
        if period.is_zero() {
            return Ok(());
        }
        // What was logged before the load failed is in order.
        while log::next(&self.log)?.is_some() {}
        std::thread::sleep(period + period / 4);
        while let Some(record) = log::next(&self.log)? {
            if record.text.starts_with("hello: ") {
                return Err(Failure::Result(format!(
                    "logged after the load had failed: {}",
                    record.text
                )));
            }
        }
        Ok(())
    }
}

pub fn load(faults: &Faults, module: &Module, mix: &Mix) -> Result<Attempt, Failure> {
    let injected = faults.call(|| load::insert(module.file, mix.parameters))?;
    if injected.result.is_err() {
        nothing_left()?;
        module.no_greeting(mix.period)?;
        load::insert(module.file, mix.parameters)?;
    }
    greets(mix)?;
    load::unload()?;
    nothing_left()?;
    Ok(injected.attempt())
}

pub fn unload(faults: &Faults, module: &Module, mix: &Mix) -> Result<Attempt, Failure> {
    load::insert(module.file, mix.parameters)?;
    let injected = faults.call(load::unload)?;
    if injected.result.is_err() {
        greets(mix)?;
        load::unload()?;
    }
    nothing_left()?;
    Ok(injected.attempt())
}

/// The module is loaded, and its device works.
fn greets(mix: &Mix) -> Outcome {
    let line = format!("Hello, {}!\n", mix.whom);
    let contents = std::fs::read_to_string(crate::hello::PATH)?;
    same("contents", contents, line.repeat(mix.howmany))
}

fn nothing_left() -> Outcome {
    if let Some(trace) = TRACES.iter().find(|trace| Path::new(trace).exists()) {
        return Err(Failure::Result(format!("left behind: {trace}")));
    }
    for (list, column, name) in LISTS {
        let text = std::fs::read_to_string(list)?;
        if let Some(line) = text
            .lines()
            .find(|line| line.split_whitespace().nth(*column) == Some(name))
        {
            return Err(Failure::Result(format!("left behind in {list}: {line}")));
        }
    }
    Ok(())
}
