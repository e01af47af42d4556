// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What has to hold of the contents at any moment, whatever others do to them.

use crate::device::{info, Info};
use crate::{Failure, Outcome};
use rustix::io::{pread, Errno};
use std::os::fd::OwnedFd;

/// Whom the storm's loads greet. It has none of the bytes by which the kernel marks memory that is
/// not in use, like 0x6b, which is k.
pub const WHOM: &str = "Storm";

/// All that the contents can be made of: the greeting, what is written, the zeros of a gap.
const BYTES: &[u8] = b"Hello, Storm!\nabcdefgh.\0";

/// Fails unless what is seen fits together; a file that cannot be read tells nothing.
///
/// Two reads with no change between them give the same, as long as INFO says; and whatever changes
/// meanwhile, there are no more bytes than the capacity, and none that nobody has written.
pub fn look(fd: &OwnedFd) -> Outcome {
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
        sound(contents, &after)?;
    }
    let unchanged = before.version == after.version;
    if unchanged && (first != second || first.len() != after.length as usize) {
        let lens = (first.len(), second.len());
        return Err(Failure::Result(format!(
            "reads of {lens:?} bytes, which differ or are not as long as {after:?} says"
        )));
    }
    Ok(())
}

fn sound(contents: &[u8], info: &Info) -> Outcome {
    if info.length > info.capacity || contents.len() > info.capacity as usize || info.openers == 0 {
        return Err(Failure::Result(format!(
            "{} bytes under {info:?}",
            contents.len()
        )));
    }
    match contents.iter().position(|byte| !BYTES.contains(byte)) {
        Some(place) => Err(Failure::Result(format!(
            "nobody has written byte {place}, {:?}",
            contents.get(place)
        ))),
        None => Ok(()),
    }
}
