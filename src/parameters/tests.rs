// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Unit tests of what the parameters may be.

use super::*;

#[kunit_tests(parameters)]
#[allow(unsafe_code)] // in the code that the macro generates
mod suite {
    use super::*;

    #[test]
    fn whom_may_have_any_byte_but_control_bytes() {
        assert_eq!(check_whom(b"x"), Ok(&b"x"[..]));
        assert_eq!(check_whom(b" ~\x80\xff"), Ok(&b" ~\x80\xff"[..]));
        assert_eq!(check_whom(b""), Err(EINVAL));
        assert_eq!(check_whom(b"a\x1f"), Err(EINVAL));
        assert_eq!(check_whom(b"\x7fa"), Err(EINVAL));
        assert_eq!(check_whom(b"a\nb"), Err(EINVAL));
    }

    #[test]
    fn howmany_is_0_to_1000() {
        static ALLOWED: [Param<Int>; 3] =
            [Param::new(c"0"), Param::new(c"1000"), Param::new(c"0x3e8")];
        static REFUSED: [Param<Int>; 5] = [
            Param::new(c"1001"),
            Param::new(c"-1"),
            Param::new(c"99999999999999999999"),
            Param::new(c"1K"),
            Param::new(c""),
        ];
        assert_eq!(check_howmany(&ALLOWED[0]), Ok(0));
        assert_eq!(check_howmany(&ALLOWED[1]), Ok(1000));
        assert_eq!(check_howmany(&ALLOWED[2]), Ok(1000));
        for refused in &REFUSED {
            assert_eq!(check_howmany(refused), Err(EINVAL));
        }
    }

    #[test]
    fn capacity_is_1_byte_to_16_megabytes() {
        static ALLOWED: [Param<Bytes>; 2] = [Param::new(c"1"), Param::new(c"16M")];
        static REFUSED: [Param<Bytes>; 4] = [
            Param::new(c"0"),
            Param::new(c"16777217"),
            Param::new(c"18446744073709551615"),
            Param::new(c"x"),
        ];
        assert_eq!(check_capacity(&ALLOWED[0]), Ok(1));
        assert_eq!(check_capacity(&ALLOWED[1]), Ok(16 << 20));
        for refused in &REFUSED {
            assert_eq!(check_capacity(refused), Err(EINVAL));
        }
    }

    #[test]
    fn greeting_may_fill_the_capacity() {
        static WHOM: [Param<Charp>; 2] = [Param::new(c"you"), Param::new(c"you!")];
        static HOWMANY: [Param<Int>; 2] = [Param::new(c"2"), Param::new(c"3")];
        static CAPACITY: Param<Bytes> = Param::new(c"24");
        let check = |who: usize, count: usize| {
            Settings::check_values(&WHOM[who], &HOWMANY[count], &CAPACITY).map(|_| ())
        };
        assert_eq!(check(0, 0), Ok(()));
        assert_eq!(check(1, 0), Err(EINVAL));
        assert_eq!(check(0, 1), Err(EINVAL));
    }

    #[test]
    fn quote_ends_after_64_bytes() {
        static VALUE: [u8; 65] = [b'x'; 65];
        let (short, long) = (quote(&VALUE[..64]), quote(&VALUE));
        assert_eq!((short.0.len(), short.1), (64, ""));
        assert_eq!((long.0.len(), long.1), (64, "..."));
    }
}
