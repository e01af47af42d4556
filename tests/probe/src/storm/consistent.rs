// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What must be true of the contents at any moment, whatever other processes do to them.

use crate::device::{info, Info};
use crate::{Failure, Outcome};
use rustix::io::{pread, Errno};
use std::os::fd::OwnedFd;

/// `whom` of all loads. It contains no byte with which the kernel fills unused memory, like 0x6b,
/// which is k.
pub const WHOM: &str = "Storm";

/// All bytes that the contents may hold: of the greeting, of writes, and the zeros of a gap.
const BYTES: &[u8] = b"Hello, Storm!\nabcdefgh.\0";

/// Fails unless two reads and INFO are consistent; does nothing if the file cannot be read.
///
/// Two reads of the same version give the same bytes, as many as INFO says. With a change between
/// them each still gives no more bytes than the capacity, and only such as have been written.
pub fn check(fd: &OwnedFd) -> Outcome {
    let before = info(fd)?;
    let mut bytes = [0, 1].map(|fill| vec![fill; before.capacity as usize + 1]);
    for buffer in &mut bytes {
        match pread(fd, buffer.as_mut_slice(), 0) {
            Ok(count) => buffer.truncate(count),
            Err(Errno::BADF) => return Ok(()),
            Err(errno) => return Err(errno.into()),
        }
    }
    let after = info(fd)?;
    let [first, second] = &bytes;
    for contents in [first, second] {
        check_one(contents, &after)?;
    }
    let unchanged = before.version == after.version;
    if unchanged && (first != second || first.len() != after.length as usize) {
        let lens = (first.len(), second.len());
        return Err(Failure::Result(format!(
            "reads of {lens:?} bytes, which differ or are not as long as in {after:?}"
        )));
    }
    Ok(())
}

/// What is true of one read, also when the contents change meanwhile.
fn check_one(contents: &[u8], info: &Info) -> Outcome {
    if info.length > info.capacity || contents.len() > info.capacity as usize || info.openers == 0 {
        return Err(Failure::Result(format!(
            "{} bytes with {info:?}",
            contents.len()
        )));
    }
    match contents.iter().position(|byte| !BYTES.contains(byte)) {
        Some(place) => Err(Failure::Result(format!(
            "byte {place} has never been written: {:?}",
            contents.get(place)
        ))),
        None => Ok(()),
    }
}
