// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `load`: the time it takes to load a module, and to unload it.

use crate::clock::now;
use crate::row::{median, Row};
use crate::target::TWIN;
use crate::Outcome;
use rustix::fs::OFlags;
use rustix::system::{delete_module, finit_module};
use std::ffi::CString;
use std::fs::File;
use std::path::Path;

const ROUNDS: usize = 21;

struct Module {
    name: String,
    file: File,
    /// The nanoseconds that loading took, one number for each round.
    insmod: Vec<f64>,
    /// The same for unloading.
    rmmod: Vec<f64>,
}

impl Module {
    fn open(path: &str) -> Outcome<Self> {
        let file = File::open(path).map_err(|error| format!("{path}: {error}"))?;
        let name = Path::new(path).file_stem().unwrap_or_default();
        Ok(Module {
            name: name.to_string_lossy().into_owned(),
            file,
            insmod: Vec::new(),
            rmmod: Vec::new(),
        })
    }

    /// Loads and unloads the module once.
    fn cycle(&mut self) -> Outcome {
        let name = CString::new(self.name.as_str()).map_err(|error| error.to_string())?;
        let failed = |errno| format!("{}: {errno}", self.name);
        let began = now();
        finit_module(&self.file, c"", 0).map_err(failed)?;
        let loaded = now();
        delete_module(&name, OFlags::NONBLOCK.bits() as i32).map_err(failed)?;
        let gone = now();
        self.insmod.push((loaded - began) as f64);
        self.rmmod.push((gone - loaded) as f64);
        Ok(())
    }
}

fn print(op: &str, results: Vec<(&str, f64)>) {
    let twin = results.iter().find(|(name, _)| *name == TWIN);
    let twin = twin.map_or(f64::NAN, |(_, value)| *value);
    for (target, value) in results {
        Row {
            target,
            op,
            size: None,
            workload: None,
            unit: "seconds",
            value: value / 1e9,
            ratio_to_twin: value / twin,
        }
        .print();
    }
}

pub fn run(paths: &[&str]) -> Outcome {
    let mut modules: Vec<Module> = paths
        .iter()
        .map(|path| Module::open(path))
        .collect::<Outcome<_>>()?;
    for _ in 0..ROUNDS {
        for module in &mut modules {
            module.cycle()?;
        }
    }
    let medians = |times: fn(&Module) -> &Vec<f64>| {
        modules
            .iter()
            .map(|module| (module.name.as_str(), median(times(module).clone())))
            .collect()
    };
    print("insmod", medians(|module| &module.insmod));
    print("rmmod", medians(|module| &module.rmmod));
    Ok(())
}
