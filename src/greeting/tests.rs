// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Unit tests of the text of the greeting and of its lines in the log.

use super::*;

#[kunit_tests(greeting)]
#[allow(unsafe_code)] // in the code that the macro generates
mod suite {
    use super::*;
    use kernel::str::CString;

    #[test]
    fn text_is_a_line_each_time() {
        let mut text = [b'x'; 24];
        assert_eq!(Greeting::new(b"you", 2).write_to(&mut text), 24);
        assert_eq!(&text, b"Hello, you!\nHello, you!\n");
    }

    #[test]
    fn text_has_its_length() {
        assert_eq!(Greeting::new(b"you", 0).len(), 0);
        assert_eq!(Greeting::new(b"you", 1).len(), 12);
        assert_eq!(Greeting::new(&[b'x'; 1024], 1000).len(), 1_033_000);
        assert_eq!(Greeting::new(b"you", usize::MAX).len(), usize::MAX);
    }

    #[test]
    fn text_longer_than_its_place_ends_with_a_line() {
        let mut text = [b'x'; 23];
        assert_eq!(Greeting::new(b"you", 2).write_to(&mut text), 12);
        assert_eq!(&text, b"Hello, you!\nxxxxxxxxxxx");
        assert_eq!(Greeting::new(b"you", 2).write_to(&mut []), 0);
    }

    #[test]
    fn log_name_is_utf8_or_escaped() -> Result {
        let shown = CString::try_from_fmt(fmt!("{}", LogName(b"Zo\xc3\xab \xff\xa0\\")))?;
        assert_eq!(shown.to_bytes(), b"Zo\xc3\xab \\xff\\xa0\\");
        Ok(())
    }

    #[test]
    fn log_name_is_cut_after_a_whole_character() -> Result {
        // 959 bytes and a character of two do not fit, and neither does an escape of four.
        let mut name = KVec::from_elem(b'x', LOG_NAME_MAX - 1, GFP_KERNEL)?;
        name.extend_from_slice(b"\xc3\xab", GFP_KERNEL)?;
        let shown = CString::try_from_fmt(fmt!("{}", LogName(&name)))?;
        assert_eq!(shown.to_bytes(), &name[..LOG_NAME_MAX - 1]);
        name[LOG_NAME_MAX - 1] = 0xff;
        let shown = CString::try_from_fmt(fmt!("{}", LogName(&name)))?;
        assert_eq!(shown.to_bytes(), &name[..LOG_NAME_MAX - 1]);
        Ok(())
    }
}
