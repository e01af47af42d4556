// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Numbers in the strings of module parameters.
//!
//! C header: [`include/linux/kstrtox.h`](srctree/include/linux/kstrtox.h)
//!
//! In the kernel crate: none yet. Its `ParseInt` takes signs, `0b` and `0o` too, and it leaves a path
//! to a panic in the module.

/// Parses an integer: decimal, hexadecimal after `0x`, or octal after `0`.
pub(super) fn integer(text: &[u8]) -> Option<u64> {
    let (digits, radix) = match text {
        [b'0', b'x' | b'X', digits @ ..] => (digits, 16),
        [b'0', ..] => (text, 8),
        _ => (text, 10),
    };
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0u64, |number, digit| {
        let digit = char::from(*digit).to_digit(radix)?;
        number.checked_mul(radix.into())?.checked_add(digit.into())
    })
}

/// Parses an integer that may be followed by `K` or `M`, in upper or lower case.
pub(super) fn bytes(text: &[u8]) -> Option<u64> {
    let (number, unit) = match text {
        [number @ .., b'K' | b'k'] => (number, 1 << 10),
        [number @ .., b'M' | b'm'] => (number, 1 << 20),
        number => (number, 1),
    };
    integer(number)?.checked_mul(unit)
}
