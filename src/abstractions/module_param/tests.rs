// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Unit tests of how a parameter's value is read.

use super::*;

#[kunit_tests(module_param)]
mod suite {
    use super::*;

    #[test]
    fn bytes_without_a_suffix() {
        assert_eq!(parse_bytes(b"0"), Some(0));
        assert_eq!(parse_bytes(b"1"), Some(1));
        assert_eq!(parse_bytes(b"65536"), Some(65536));
        assert_eq!(parse_bytes(b"0012"), Some(12));
    }

    #[test]
    fn bytes_with_a_suffix() {
        assert_eq!(parse_bytes(b"1K"), Some(1024));
        assert_eq!(parse_bytes(b"64k"), Some(65536));
        assert_eq!(parse_bytes(b"16M"), Some(16 << 20));
        assert_eq!(parse_bytes(b"1m"), Some(1 << 20));
        assert_eq!(parse_bytes(b"0K"), Some(0));
    }

    #[test]
    fn bytes_up_to_the_largest_number() {
        assert_eq!(parse_bytes(b"18446744073709551615"), Some(u64::MAX));
        assert_eq!(parse_bytes(b"18446744073709551616"), None);
        assert_eq!(parse_bytes(b"99999999999999999999"), None);
        assert_eq!(parse_bytes(b"18014398509481983K"), Some(u64::MAX - 1023));
        assert_eq!(parse_bytes(b"18014398509481984K"), None);
        assert_eq!(parse_bytes(b"17592186044416M"), None);
    }

    #[test]
    fn what_is_no_number_of_bytes() {
        let texts: [&[u8]; 15] = [
            b"", b"K", b"M", b"1KK", b"1KM", b"1G", b"12x", b"x12", b"-1", b"+1", b" 1", b"1 ",
            b"0x10", b"1/", b"1:",
        ];
        for text in texts {
            assert_eq!(parse_bytes(text), None);
        }
    }

    #[test]
    fn value_is_that_of_the_text() {
        static GIVEN: Param<Bytes> = Param::<Bytes>::new(c"2K");
        static EMPTY: Param<Bytes> = Param::<Bytes>::new(c"");
        assert_eq!(GIVEN.text(), b"2K");
        assert_eq!(GIVEN.value(), Some(2048));
        assert_eq!(EMPTY.text(), b"");
        assert_eq!(EMPTY.value(), None);
    }
}
