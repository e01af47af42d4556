// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The greeting: what the parameters may be, and the text they make.

use crate::abstractions::{
    module_param::{
        Bytes,
        Param, //
    },
    printk,
    task, //
};
use kernel::{
    prelude::*,
    str::BStr,
    time::Delta, //
};

/// `howmany` is 0 to this.
const HOWMANY_MAX: i32 = 1000;

/// `capacity` is 1 to this many bytes: 16 MiB.
const CAPACITY_MAX: u64 = 16 << 20;

/// `period_ms` is 0 to this: a minute.
const PERIOD_MS_MAX: i32 = 60_000;

/// A refused value is quoted up to this many bytes, so that the log line keeps room for the limit.
const QUOTED_MAX: usize = 64;

const HELLO: &[u8] = b"Hello, ";
const MARK: &[u8] = b"!";
const NEWLINE: &[u8] = b"\n";

/// The module's parameters, checked.
pub(crate) struct Settings {
    /// The greeting that `whom` and `howmany` make; never longer than `capacity`.
    pub(crate) greeting: Greeting,
    /// The most bytes the device holds, 1 to 16 MiB.
    pub(crate) capacity: usize,
    /// The time between two lines of the greeting in the log, up to a minute; zero for no time.
    pub(crate) period: Delta,
}

impl Settings {
    /// Checks the parameters.
    ///
    /// The first one that is not allowed gets one line in the kernel log, with its value and what
    /// is allowed, and [`EINVAL`].
    pub(crate) fn check(
        whom: &'static [u8],
        howmany: i32,
        capacity: &'static Param<Bytes>,
        period_ms: i32,
    ) -> Result<Self> {
        let greeting = Greeting {
            whom: check_whom(whom)?,
            howmany: check_howmany(howmany)?,
        };
        let capacity = check_capacity(capacity)?;
        let period = check_period(period_ms)?;

        let needed = greeting.len();
        if needed > capacity {
            pr_err!("capacity={capacity}: must hold the greeting, {needed} bytes\n");
            return Err(EINVAL);
        }
        Ok(Self {
            greeting,
            capacity,
            period,
        })
    }
}

fn check_whom(whom: &'static [u8]) -> Result<&'static [u8]> {
    if whom.is_empty() || whom.iter().any(u8::is_ascii_control) {
        let (quoted, more) = quote(whom);
        pr_err!("whom={quoted}{more}: must be at least one byte, and no control bytes\n");
        return Err(EINVAL);
    }
    Ok(whom)
}

fn check_howmany(howmany: i32) -> Result<usize> {
    match usize::try_from(howmany) {
        Ok(count) if howmany <= HOWMANY_MAX => Ok(count),
        _ => {
            pr_err!("howmany={howmany}: must be 0 to {HOWMANY_MAX}\n");
            Err(EINVAL)
        }
    }
}

fn check_capacity(capacity: &'static Param<Bytes>) -> Result<usize> {
    match capacity.value() {
        Some(bytes @ 1..=CAPACITY_MAX) => Ok(usize::try_from(bytes)?),
        _ => {
            let (quoted, more) = quote(capacity.text());
            pr_err!(
                "capacity={quoted}{more}: must be 1 to {CAPACITY_MAX} bytes, K and M allowed\n"
            );
            Err(EINVAL)
        }
    }
}

fn check_period(period_ms: i32) -> Result<Delta> {
    if !(0..=PERIOD_MS_MAX).contains(&period_ms) {
        pr_err!("period_ms={period_ms}: must be 0 to {PERIOD_MS_MAX}\n");
        return Err(EINVAL);
    }
    Ok(Delta::from_millis(period_ms.into()))
}

/// Returns `value` fit for a log line: its beginning, which prints with control bytes escaped, and
/// dots if that is not all of it.
fn quote(value: &[u8]) -> (&BStr, &'static str) {
    match value.get(..QUOTED_MAX) {
        Some(start) if start.len() < value.len() => (BStr::from_bytes(start), "..."),
        _ => (BStr::from_bytes(value), ""),
    }
}

/// `Hello, <whom>!`, `howmany` times, a line each.
#[derive(Clone, Copy)]
pub(crate) struct Greeting {
    whom: &'static [u8],
    howmany: usize,
}

impl Greeting {
    /// Returns the number of lines.
    pub(crate) fn howmany(&self) -> usize {
        self.howmany
    }

    /// Returns the length of the text in bytes.
    pub(crate) fn len(&self) -> usize {
        self.line_len().saturating_mul(self.howmany)
    }

    /// Writes the text to the beginning of `to` and returns its length in bytes.
    ///
    /// Of a greeting longer than `to` only whole lines are written.
    pub(crate) fn write_to(&self, to: &mut [u8]) -> usize {
        let mut written: usize = 0;
        for line in to.chunks_exact_mut(self.line_len()).take(self.howmany) {
            for (to, from) in line.iter_mut().zip(self.parts().iter().copied().flatten()) {
                *to = *from;
            }
            written = written.saturating_add(line.len());
        }
        written
    }

    /// Writes the text to the kernel log, at the level of an alert.
    ///
    /// Returns [`EINTR`] if a fatal signal ended it early.
    pub(crate) fn log(&self) -> Result {
        for _ in 0..self.howmany {
            if task::fatal_signal_pending() {
                return Err(EINTR);
            }
            self.log_line();
            // A slow console makes a second of what is a millisecond elsewhere.
            task::cond_resched();
        }
        Ok(())
    }

    /// Writes one line to the kernel log. May be called in any context.
    pub(crate) fn log_line(&self) {
        printk::alert_bytes(HELLO, self.whom, MARK);
    }

    /// Returns what makes a line.
    fn parts(&self) -> [&'static [u8]; 4] {
        [HELLO, self.whom, MARK, NEWLINE]
    }

    fn line_len(&self) -> usize {
        self.parts()
            .iter()
            .fold(0, |len, part| len.saturating_add(part.len()))
    }
}

#[cfg(hello_kunit)]
#[kunit_tests(greeting)]
#[allow(unsafe_code)] // in what the macro makes
mod tests {
    use super::*;

    fn greeting(whom: &'static [u8], howmany: usize) -> Greeting {
        Greeting { whom, howmany }
    }

    #[test]
    fn text_is_a_line_each_time() {
        let mut text = [b'x'; 24];
        assert_eq!(greeting(b"you", 2).write_to(&mut text), 24);
        assert_eq!(&text, b"Hello, you!\nHello, you!\n");
    }

    #[test]
    fn text_has_its_length() {
        assert_eq!(greeting(b"you", 0).len(), 0);
        assert_eq!(greeting(b"you", 1).len(), 12);
        assert_eq!(greeting(&[b'x'; 1024], 1000).len(), 1_033_000);
        assert_eq!(greeting(b"you", usize::MAX).len(), usize::MAX);
    }

    #[test]
    fn text_longer_than_its_place_ends_with_a_line() {
        let mut text = [b'x'; 23];
        assert_eq!(greeting(b"you", 2).write_to(&mut text), 12);
        assert_eq!(&text, b"Hello, you!\nxxxxxxxxxxx");
        assert_eq!(greeting(b"you", 2).write_to(&mut []), 0);
    }

    #[test]
    fn whom_is_any_byte_but_control_bytes() {
        assert_eq!(check_whom(b"x"), Ok(&b"x"[..]));
        assert_eq!(check_whom(b" ~\x80\xff"), Ok(&b" ~\x80\xff"[..]));
        assert_eq!(check_whom(b""), Err(EINVAL));
        assert_eq!(check_whom(b"a\x1f"), Err(EINVAL));
        assert_eq!(check_whom(b"\x7fa"), Err(EINVAL));
        assert_eq!(check_whom(b"a\nb"), Err(EINVAL));
    }

    #[test]
    fn howmany_is_0_to_1000() {
        assert_eq!(check_howmany(0), Ok(0));
        assert_eq!(check_howmany(1000), Ok(1000));
        for refused in [-1, 1001, i32::MIN, i32::MAX] {
            assert_eq!(check_howmany(refused), Err(EINVAL));
        }
    }

    #[test]
    fn capacity_is_1_byte_to_16_megabytes() {
        static ALLOWED: [Param<Bytes>; 2] =
            [Param::<Bytes>::new(c"1"), Param::<Bytes>::new(c"16M")];
        static REFUSED: [Param<Bytes>; 4] = [
            Param::<Bytes>::new(c"0"),
            Param::<Bytes>::new(c"16777217"),
            Param::<Bytes>::new(c"18446744073709551615"),
            Param::<Bytes>::new(c"x"),
        ];
        assert_eq!(check_capacity(&ALLOWED[0]), Ok(1));
        assert_eq!(check_capacity(&ALLOWED[1]), Ok(16 << 20));
        for refused in &REFUSED {
            assert_eq!(check_capacity(refused), Err(EINVAL));
        }
    }

    #[test]
    fn period_is_up_to_a_minute() {
        assert!(check_period(0).is_ok_and(|period| period.is_zero()));
        assert!(check_period(60_000).is_ok_and(|period| period == Delta::from_secs(60)));
        for refused in [-1, 60_001, i32::MIN, i32::MAX] {
            assert_eq!(check_period(refused).err(), Some(EINVAL));
        }
    }

    #[test]
    fn greeting_may_fill_the_capacity() {
        static CAPACITY: Param<Bytes> = Param::<Bytes>::new(c"24");
        assert!(Settings::check(b"you", 2, &CAPACITY, 0).is_ok());
        assert_eq!(
            Settings::check(b"you!", 2, &CAPACITY, 0).err(),
            Some(EINVAL)
        );
        assert_eq!(Settings::check(b"you", 3, &CAPACITY, 0).err(), Some(EINVAL));
    }

    #[test]
    fn quote_ends_after_64_bytes() {
        static VALUE: [u8; 65] = [b'x'; 65];
        let (short, long) = (quote(&VALUE[..64]), quote(&VALUE));
        assert_eq!((short.0.len(), short.1), (64, ""));
        assert_eq!((long.0.len(), long.1), (64, "..."));
    }
}
