// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! `load`, `unload` and `cycle`: load and unload modules without starting insmod or rmmod.

use crate::{errno, number, word, Failure, Outcome};
use rustix::io::Errno;
use std::ffi::{CStr, CString};
use std::fs::File;

pub const HELP_LOAD: &str = "MODULE [PARAMETERS]
      one finit_module(2)";
pub const HELP_UNLOAD: &str = "
      one delete_module(2) of hello; rmmod would look at the count of its users first";
pub const HELP_CYCLE: &str = "MODULE TIMES WANTED [PARAMETERS]
      loads and unloads hello TIMES times; WANTED is ok, or the error that each load must give";

/// The kernel's name of the module under test.
pub const HELLO: &CStr = c"hello";

/// delete_module(2) that does not wait for the users, as rmmod calls it.
pub fn unload() -> Result<(), Errno> {
    let flags = rustix::fs::OFlags::NONBLOCK.bits() as i32;
    rustix::system::delete_module(HELLO, flags)
}

/// finit_module(2).
pub fn insert(module: &File, parameters: &CStr) -> Result<(), Errno> {
    rustix::system::finit_module(module, parameters, 0)
}

/// The argument `index` as parameters; none if it is missing.
pub fn parameters(args: &[String], index: usize) -> Result<CString, Failure> {
    let text = args.get(index).map_or("", String::as_str);
    CString::new(text).map_err(|_| Failure::Usage("a NUL among the parameters".to_string()))
}

pub fn load(args: &[String]) -> Outcome {
    let module = File::open(word(args, 0)?)?;
    Ok(insert(&module, &parameters(args, 1)?)?)
}

pub fn delete(_args: &[String]) -> Outcome {
    Ok(unload()?)
}

pub fn cycle(args: &[String]) -> Outcome {
    let module = File::open(word(args, 0)?)?;
    let times: usize = number(args, 1)?;
    let wanted = word(args, 2)?;
    let parameters = parameters(args, 3)?;
    for round in 1..=times {
        let got = match insert(&module, &parameters) {
            Ok(()) => {
                unload()?;
                "ok".to_string()
            }
            Err(errno) => errno::name(errno),
        };
        if got != wanted {
            return Err(Failure::Result(format!("{got} at load {round}")));
        }
    }
    Ok(())
}
