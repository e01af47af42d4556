// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Unit tests of the contents.

use super::{
    Contents,
    Start, //
};
use crate::{
    abstractions::iov::with_source,
    greeting::Greeting, //
};
use kernel::prelude::*;

const CAPACITY: usize = 32;

fn greeting() -> Greeting {
    Greeting::new(b"you", 1)
}

/// Contents that are `Hello, you!` and a newline.
fn greeted() -> Result<Contents> {
    Contents::new(&greeting(), CAPACITY)
}

/// Writes, and returns how many bytes were stored and the position after them.
fn write(contents: &mut Contents, start: Start, bytes: &[u8]) -> Result<(usize, usize)> {
    with_source(bytes, |from| contents.store(start, from)).map(|stored| (stored.bytes, stored.end))
}

fn all(contents: &Contents) -> &[u8] {
    contents.bytes_from(0, usize::MAX)
}

#[kunit_tests(contents)]
#[allow(unsafe_code)] // in the code that the macro generates
mod suite {
    use super::*;

    #[test]
    fn begin_as_the_greeting() -> Result {
        let contents = greeted()?;
        assert_eq!(all(&contents), b"Hello, you!\n");
        assert_eq!(contents.len(), 12);
        assert_eq!(contents.version(), 0);
        Ok(())
    }

    #[test]
    fn write_replaces_what_was_there() -> Result {
        let mut contents = greeted()?;
        assert_eq!(write(&mut contents, Start::At(7), b"all")?, (3, 10));
        assert_eq!(all(&contents), b"Hello, all!\n");
        Ok(())
    }

    #[test]
    fn write_across_the_end_grows() -> Result {
        let mut contents = greeted()?;
        assert_eq!(write(&mut contents, Start::At(10), b"!?!\n")?, (4, 14));
        assert_eq!(all(&contents), b"Hello, you!?!\n");
        Ok(())
    }

    #[test]
    fn append_goes_to_the_end() -> Result {
        let mut contents = greeted()?;
        assert_eq!(write(&mut contents, Start::End, b"And")?, (3, 15));
        assert_eq!(write(&mut contents, Start::End, b" me")?, (3, 18));
        assert_eq!(all(&contents), b"Hello, you!\nAnd me");
        Ok(())
    }

    #[test]
    fn gap_reads_as_zeros() -> Result {
        let mut contents = greeted()?;
        write(&mut contents, Start::At(0), &[b'x'; CAPACITY])?;
        contents.truncate();
        assert_eq!(write(&mut contents, Start::At(5), b"a")?, (1, 6));
        assert_eq!(all(&contents), b"\0\0\0\0\0a");
        assert_eq!(write(&mut contents, Start::At(8), b"b")?, (1, 9));
        assert_eq!(all(&contents), b"\0\0\0\0\0a\0\0b");
        Ok(())
    }

    #[test]
    fn write_stores_what_fits_the_capacity() -> Result {
        let mut contents = greeted()?;
        let room = CAPACITY - 1;
        assert_eq!(write(&mut contents, Start::At(room), b"ab")?, (1, CAPACITY));
        assert_eq!(contents.len(), CAPACITY);
        assert_eq!(contents.bytes_from(room, 2), b"a");
        Ok(())
    }

    #[test]
    fn no_room_is_enospc_and_changes_nothing() -> Result {
        let mut contents = greeted()?;
        for pos in [CAPACITY, CAPACITY + 1, i64::MAX as usize, usize::MAX] {
            assert_eq!(write(&mut contents, Start::At(pos), b"a"), Err(ENOSPC));
        }
        assert_eq!(all(&contents), b"Hello, you!\n");
        assert_eq!(contents.version(), 0);

        write(&mut contents, Start::End, &[b'x'; CAPACITY])?;
        assert_eq!(write(&mut contents, Start::End, b"a"), Err(ENOSPC));
        assert_eq!(contents.version(), 1);
        Ok(())
    }

    #[test]
    fn write_of_no_byte_changes_nothing() -> Result {
        let mut contents = greeted()?;
        assert_eq!(write(&mut contents, Start::At(20), b"")?, (0, 20));
        assert_eq!(all(&contents), b"Hello, you!\n");
        assert_eq!(contents.version(), 0);
        Ok(())
    }

    #[test]
    fn truncate_empties() -> Result {
        let mut contents = greeted()?;
        contents.truncate();
        assert_eq!(all(&contents), b"");
        assert_eq!(contents.len(), 0);
        assert_eq!(write(&mut contents, Start::End, b"new")?, (3, 3));
        assert_eq!(all(&contents), b"new");
        Ok(())
    }

    #[test]
    fn reset_brings_the_greeting_back() -> Result {
        let mut contents = greeted()?;
        write(&mut contents, Start::At(0), &[b'x'; CAPACITY])?;
        contents.reset(&greeting());
        assert_eq!(all(&contents), b"Hello, you!\n");
        Ok(())
    }

    #[test]
    fn version_counts_each_change() -> Result {
        let mut contents = greeted()?;
        write(&mut contents, Start::At(0), b"J")?;
        assert_eq!(contents.version(), 1);
        write(&mut contents, Start::End, b"!")?;
        assert_eq!(contents.version(), 2);
        contents.reset(&greeting());
        assert_eq!(contents.version(), 3);
        assert!(contents.truncate());
        assert_eq!(contents.version(), 4);
        // There is nothing left to remove.
        assert!(!contents.truncate());
        assert_eq!(contents.version(), 4);
        Ok(())
    }

    #[test]
    fn version_begins_again_after_the_last() -> Result {
        let mut contents = greeted()?;
        contents.version = u64::MAX;
        contents.truncate();
        assert_eq!(contents.version(), 0);
        Ok(())
    }

    #[test]
    fn bytes_from_ends_at_the_end() -> Result {
        let contents = greeted()?;
        assert_eq!(contents.bytes_from(7, 3), b"you");
        assert_eq!(contents.bytes_from(7, usize::MAX), b"you!\n");
        assert_eq!(contents.bytes_from(11, 1), b"\n");
        assert_eq!(contents.bytes_from(0, 0), b"");
        Ok(())
    }

    #[test]
    fn bytes_from_past_the_end_is_empty() -> Result {
        let contents = greeted()?;
        for pos in [
            12,
            13,
            CAPACITY,
            CAPACITY + 1,
            i64::MAX as usize,
            usize::MAX,
        ] {
            assert_eq!(contents.bytes_from(pos, 0), b"");
            assert_eq!(contents.bytes_from(pos, 1), b"");
            assert_eq!(contents.bytes_from(pos, usize::MAX), b"");
        }
        Ok(())
    }
}
