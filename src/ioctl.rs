// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The ioctls of the device, which `src/uapi/hello.h` describes.

use crate::{
    abstractions::fs::{
        fionread,
        LocalFileExt, //
    },
    state::State,
    uapi, //
};
use kernel::{
    fs::{
        file::Offset,
        File, //
    },
    prelude::*,
    uaccess::{
        UserPtr,
        UserSlice, //
    },
};

/// Handles an ioctl. `arg` is a pointer if the ioctl has one.
///
/// Returns [`ENOTTY`] for an unknown ioctl, [`EFAULT`] for a bad pointer, and [`EINTR`] for a fatal
/// signal.
pub(crate) fn handle(state: &State, file: &File, cmd: u32, arg: usize) -> Result<isize> {
    let arg = UserPtr::from_addr(arg);
    match cmd {
        uapi::INFO => info(state, arg)?,
        uapi::RESET => reset(state, file)?,
        _ if cmd == fionread() => readable(state, file, arg)?,
        _ => return Err(ENOTTY),
    }
    Ok(0)
}

/// Stores the number of bytes from the position to the end, as an `int`.
fn readable(state: &State, file: &File, arg: UserPtr) -> Result {
    let bytes = bytes_remaining(file.f_pos(), state.len())?;
    UserSlice::new(arg, size_of::<i32>()).writer().write(&bytes)
}

/// Returns how many of `len` bytes remain from `pos` on.
fn bytes_remaining(pos: Offset, len: usize) -> Result<i32> {
    let end = Offset::try_from(len)?;
    Ok(i32::try_from(end.saturating_sub(pos).max(0))?)
}

/// Fills in the caller's `struct hello_info`, up to the size that it states.
///
/// Returns [`EINVAL`] if that is smaller than the first version of the struct.
fn info(state: &State, arg: UserPtr) -> Result {
    let size: u32 = UserSlice::new(arg, size_of::<u32>()).reader().read()?;
    if size < uapi::INFO_SIZE_VER0 {
        return Err(EINVAL);
    }
    let size = size.min(size_of::<uapi::Info>() as u32);
    let status = state.status()?;
    let info = uapi::Info {
        size,
        openers: state.openers(),
        length: status.len.try_into()?,
        capacity: status.capacity.try_into()?,
        version: status.version,
    };
    // A program that was built with an older header has a smaller struct.
    let filled = info.as_bytes().get(..size as usize).ok_or(EINVAL)?;
    UserSlice::new(arg, filled.len())
        .writer()
        .write_slice(filled)
}

/// Makes the contents the greeting again. Returns [`EBADF`] if the file is not open for writing.
fn reset(state: &State, file: &File) -> Result {
    if !file.is_writable() {
        return Err(EBADF);
    }
    state.reset()
}

#[cfg(kunit_tests)]
#[kunit_tests(ioctl)]
#[allow(unsafe_code)] // in the code that the macro generates
mod tests {
    use super::*;

    #[test]
    fn bytes_remaining_inside() {
        assert_eq!(bytes_remaining(0, 12), Ok(12));
        assert_eq!(bytes_remaining(5, 12), Ok(7));
        assert_eq!(bytes_remaining(0, 16 << 20), Ok(16 << 20));
    }

    #[test]
    fn no_bytes_remain_past_the_end() {
        for pos in [12, 13, Offset::MAX - 1, Offset::MAX] {
            assert_eq!(bytes_remaining(pos, 12), Ok(0));
            assert_eq!(bytes_remaining(pos, 0), Ok(0));
        }
    }

    #[test]
    fn what_does_not_fit_an_int_is_refused() {
        for pos in [Offset::MIN, Offset::MIN + 1, -Offset::from(i32::MAX)] {
            assert!(bytes_remaining(pos, 12).is_err());
        }
        assert!(bytes_remaining(0, usize::MAX).is_err());
    }

    #[test]
    fn info_has_the_size_of_its_first_version() {
        assert_eq!(size_of::<uapi::Info>(), uapi::INFO_SIZE_VER0 as usize);
    }
}
