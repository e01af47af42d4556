// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Loading and unloading with a fault. A load that fails leaves nothing, and an unload that fails
//! leaves everything.

use super::faults::{Attempt, Faults};
use super::same;
use crate::{load, Failure, Outcome};
use rustix::io::Errno;
use std::ffi::CStr;
use std::fs::File;
use std::path::Path;

/// What exists while the module is loaded.
const TRACES: &[&str] = &[
    "/sys/module/hello",
    "/sys/class/misc/mydevice",
    "/sys/devices/virtual/misc/mydevice",
    "/dev/mydevice",
];

/// Lists with a line for the module or its device: the file, the column of the name, the name.
const LISTS: &[(&str, usize, &str)] =
    &[("/proc/modules", 0, "hello"), ("/proc/misc", 1, "mydevice")];

/// By how many allocations two equal loads may differ before init begins: a cache of the kernel's
/// may have been empty.
const MARGIN: u32 = 32;

/// The parameters of a load, and the greeting that they give.
pub struct Parameters {
    pub text: &'static CStr,
    pub whom: &'static str,
    pub howmany: usize,
}

/// Returns the number of a fault shortly before init begins.
///
/// A load whose parameters init refuses immediately gives EINVAL, and another error if a fault has
/// ended it earlier. So the last fault that gives another error is near the beginning of init.
pub fn init_begins(faults: &mut Faults, module: &File) -> Result<u32, Failure> {
    let refused = || load::insert(module, c"howmany=-1");
    let (result, count) = faults.count(refused)?;
    same("the load with howmany=-1", result, Err(Errno::INVAL))?;
    faults.nth = count;
    while faults.nth > 1 && faults.call(refused)?.result == Err(Errno::INVAL) {
        faults.nth -= 1;
    }
    Ok(faults.nth.saturating_sub(MARGIN).max(1))
}

pub fn load(faults: &Faults, module: &File, with: &Parameters) -> Result<Attempt, Failure> {
    let injected = faults.call(|| load::insert(module, with.text))?;
    if injected.result.is_err() {
        nothing_left()?;
        load::insert(module, with.text)?;
    }
    greets(with)?;
    load::unload()?;
    nothing_left()?;
    Ok(injected.attempt())
}

pub fn unload(faults: &Faults, module: &File, with: &Parameters) -> Result<Attempt, Failure> {
    load::insert(module, with.text)?;
    let injected = faults.call(load::unload)?;
    if injected.result.is_err() {
        greets(with)?;
        load::unload()?;
    }
    nothing_left()?;
    Ok(injected.attempt())
}

/// Fails unless the device exists and its contents are the greeting.
fn greets(with: &Parameters) -> Outcome {
    let line = format!("Hello, {}!\n", with.whom);
    let contents = std::fs::read_to_string(crate::device::PATH)?;
    same("contents", contents, line.repeat(with.howmany))
}

fn nothing_left() -> Outcome {
    if let Some(trace) = TRACES.iter().find(|trace| Path::new(trace).exists()) {
        return Err(Failure::Result(format!("left over: {trace}")));
    }
    for (list, column, name) in LISTS {
        let text = std::fs::read_to_string(list)?;
        if let Some(line) = text
            .lines()
            .find(|line| line.split_whitespace().nth(*column) == Some(name))
        {
            return Err(Failure::Result(format!("left over in {list}: {line}")));
        }
    }
    Ok(())
}
