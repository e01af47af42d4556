// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The ninth process, which loads and unloads the module.

use super::{draws, Event, Storm};
use crate::{errno, load, Failure, Outcome};
use proptest::prelude::Rng;
use rustix::io::Errno;
use std::ffi::CStr;
use std::fs::File;
use std::sync::atomic::Ordering;
use std::thread::sleep;
use std::time::Duration;

/// The parameters of the loads; `whom` is always [`WHOM`](super::consistent::WHOM).
const LOADS: &[&CStr] = &[
    c"whom=Storm",
    c"whom=Storm howmany=0 capacity=1",
    c"whom=Storm howmany=3 capacity=100",
    c"whom=Storm capacity=4096",
    c"whom=Storm capacity=10000",
    c"whom=Storm capacity=1M",
];

/// Parameters that are refused, each by another check.
const REFUSED: &[&CStr] = &[c"howmany=x", c"howmany=1001", c"whom=Storm capacity=8"];

/// How many tries to unload may be refused before the others are asked to pause.
const PATIENCE: u32 = 50;

pub fn run(storm: &Storm, module: &File, seed: u64) -> Outcome {
    let mut draws = draws(seed);
    while !storm.is_over() {
        let rng = draws.rng();
        if rng.random_ratio(1, 4) {
            let parameters = one_of(REFUSED, rng.random_range(0..REFUSED.len()));
            expect(parameters, load::insert(module, parameters), Errno::INVAL)?;
            storm.count(Event::Refusal);
        }
        let parameters = one_of(LOADS, rng.random_range(0..LOADS.len()));
        load::insert(module, parameters)?;
        storm.count(Event::Load);
        if rng.random_ratio(1, 4) {
            expect(parameters, load::insert(module, parameters), Errno::EXIST)?;
            storm.count(Event::Refusal);
        }
        sleep(Duration::from_millis(rng.random_range(0..100)));
        unload(storm)?;
    }
    Ok(())
}

fn one_of(all: &[&'static CStr], index: usize) -> &'static CStr {
    all.get(index).copied().unwrap_or_default()
}

fn expect(parameters: &CStr, result: Result<(), Errno>, wanted: Errno) -> Outcome {
    match result {
        Err(errno) if errno == wanted => Ok(()),
        other => Err(Failure::Result(format!(
            "load with {parameters:?}: {}",
            other.map_or_else(errno::name, |()| "ok".to_string())
        ))),
    }
}

/// Tries to unload until no process has the device open, or the storm is over. After some tries it
/// asks the others to pause; without that the device might always be open.
fn unload(storm: &Storm) -> Outcome {
    let mut tries = 0;
    while !storm.is_over() {
        match load::unload() {
            Ok(()) => {
                storm.count(Event::Unload);
                break;
            }
            Err(Errno::AGAIN) => storm.count(Event::Busy),
            Err(errno) => return Err(errno.into()),
        }
        tries += 1;
        if tries == PATIENCE {
            storm.pause.store(1, Ordering::Relaxed);
        }
        sleep(Duration::from_millis(1));
    }
    storm.pause.store(0, Ordering::Relaxed);
    Ok(())
}
