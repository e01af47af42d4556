// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The ioctls of the device, which `src/uapi/hello.h` describes.

use crate::{
    abstractions::{
        fs::{
            f_pos,
            fionread,
            is_writable, //
        },
        uapi, //
    },
    message::Message,
};
use kernel::{
    fs::{
        file::Offset,
        LocalFile, //
    },
    prelude::*,
    uaccess::{
        UserPtr,
        UserSlice, //
    },
};

/// Handles an ioctl; `arg` is a pointer where the ioctl has one.
///
/// Returns [`ENOTTY`] if it is unknown, [`EFAULT`] if the pointer is bad, and [`EINTR`] on a fatal
/// signal.
pub(crate) fn handle(message: &Message, file: &LocalFile, cmd: u32, arg: usize) -> Result<isize> {
    let arg = UserPtr::from_addr(arg);
    match cmd {
        uapi::INFO => info(message, arg)?,
        uapi::RESET => reset(message, file)?,
        _ if cmd == fionread() => readable(message, file, arg)?,
        _ => return Err(ENOTTY),
    }
    Ok(0)
}

/// Stores the number of bytes between the position and the end, as an `int`.
fn readable(message: &Message, file: &LocalFile, arg: UserPtr) -> Result {
    let bytes = bytes_behind(f_pos(file), message.len())?;
    UserSlice::new(arg, size_of::<i32>()).writer().write(&bytes)
}

/// Returns how many of `len` bytes there are behind `pos`; none if that is behind them all.
fn bytes_behind(pos: Offset, len: usize) -> Result<i32> {
    let end = Offset::try_from(len)?;
    Ok(i32::try_from(end.saturating_sub(pos).max(0))?)
}

/// Stores what is known, as far as it fits the caller's struct.
///
/// Returns [`EINVAL`] if that is smaller than the struct has ever been.
fn info(message: &Message, arg: UserPtr) -> Result {
    let size: u32 = UserSlice::new(arg, size_of::<u32>()).reader().read()?;
    if size < uapi::INFO_SIZE_VER0 {
        return Err(EINVAL);
    }
    let status = message.status()?;
    let info = uapi::Info {
        size: uapi::INFO_SIZE_VER0,
        openers: message.openers(),
        length: status.len.try_into()?,
        capacity: status.capacity.try_into()?,
        version: status.version,
    };
    UserSlice::new(arg, size_of_val(&info))
        .writer()
        .write(&info)
}

/// Makes the contents the greeting again. Returns [`EBADF`] if the file is not open for writing.
fn reset(message: &Message, file: &LocalFile) -> Result {
    if !is_writable(file) {
        return Err(EBADF);
    }
    message.reset()
}

#[cfg(hello_kunit)]
#[kunit_tests(ioctl)]
#[allow(unsafe_code)] // in what the macro makes
mod tests {
    use super::*;

    #[test]
    fn bytes_behind_a_position_inside() {
        assert_eq!(bytes_behind(0, 12), Ok(12));
        assert_eq!(bytes_behind(5, 12), Ok(7));
        assert_eq!(bytes_behind(0, 16 << 20), Ok(16 << 20));
    }

    #[test]
    fn no_bytes_behind_the_end() {
        for pos in [12, 13, Offset::MAX - 1, Offset::MAX] {
            assert_eq!(bytes_behind(pos, 12), Ok(0));
            assert_eq!(bytes_behind(pos, 0), Ok(0));
        }
    }

    #[test]
    fn what_is_no_int_is_refused() {
        for pos in [Offset::MIN, Offset::MIN + 1, -Offset::from(i32::MAX)] {
            assert!(bytes_behind(pos, 12).is_err());
        }
        assert!(bytes_behind(0, usize::MAX).is_err());
    }
}
