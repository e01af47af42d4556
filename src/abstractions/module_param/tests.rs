// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Unit tests of how the value of a parameter is parsed.

use super::*;

#[kunit_tests(module_param)]
mod suite {
    use super::{
        parse::{
            bytes,
            integer, //
        },
        *, //
    };

    #[test]
    fn integers_in_three_bases() {
        let numbers: [(&[u8], u64); 8] = [
            (b"0", 0),
            (b"1", 1),
            (b"65536", 65536),
            (b"010", 8),
            (b"00", 0),
            (b"0x10", 16),
            (b"0XfF", 255),
            (b"18446744073709551615", u64::MAX),
        ];
        for (text, number) in numbers {
            assert_eq!(integer(text), Some(number));
            assert_eq!(bytes(text), Some(number));
        }
    }

    #[test]
    fn bytes_with_a_suffix() {
        assert_eq!(bytes(b"1K"), Some(1024));
        assert_eq!(bytes(b"64k"), Some(65536));
        assert_eq!(bytes(b"16M"), Some(16 << 20));
        assert_eq!(bytes(b"1m"), Some(1 << 20));
        assert_eq!(bytes(b"0K"), Some(0));
        assert_eq!(bytes(b"0x10K"), Some(16384));
        assert_eq!(bytes(b"010K"), Some(8192));
        assert_eq!(bytes(b"18014398509481983K"), Some(u64::MAX - 1023));
    }

    #[test]
    fn numbers_that_do_not_fit_are_refused() {
        assert_eq!(integer(b"18446744073709551616"), None);
        assert_eq!(integer(b"0x10000000000000000"), None);
        assert_eq!(bytes(b"18014398509481984K"), None);
        assert_eq!(bytes(b"17592186044416M"), None);
    }

    #[test]
    fn what_is_no_number_is_refused() {
        let texts: [&[u8]; 20] = [
            b"", b"K", b"M", b"1KK", b"1KM", b"1G", b"12x", b"x12", b"-1", b"+1", b" 1", b"1 ",
            b"0x", b"0x+1", b"0b1", b"0o7", b"08", b"1_0", b"1/", b"1\n",
        ];
        for text in texts {
            assert_eq!(integer(text), None);
            assert_eq!(bytes(text), None);
        }
        assert_eq!(integer(b"1K"), None);
    }

    #[test]
    fn value_is_that_of_the_string() {
        static COUNT: Param<Int> = Param::new(c"0x10");
        static SIZE: Param<Bytes> = Param::new(c"2K");
        static EMPTY: Param<Bytes> = Param::new(c"");
        assert_eq!(COUNT.value(), Some(16));
        assert_eq!(SIZE.text(), b"2K");
        assert_eq!(SIZE.value(), Some(2048));
        assert_eq!(EMPTY.text(), b"");
        assert_eq!(EMPTY.value(), None);
    }
}
