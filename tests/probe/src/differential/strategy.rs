// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! How sequences are drawn. Most sizes and offsets are near the end of a page, the capacity, or the
//! limits of an integer type.

use super::operation::{Call, Data, Operation, NOAPPEND, OPEN_FLAGS, SLOTS};
use proptest::collection::vec;
use proptest::option::weighted;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rustix::fs::OFlags;
use rustix::io::ReadWriteFlags;

const PAGE: i64 = 4096;

/// The most operations of a sequence, after the opens at its beginning.
const LEN: usize = 40;

/// A sequence: most slots are opened for reading and writing, then any operations follow.
pub fn sequence(capacity: usize) -> impl Strategy<Value = Vec<Operation>> {
    // An option, so that a shorter sequence can leave it out.
    let opens: Vec<_> = (0..SLOTS)
        .map(|slot| weighted(0.95, first_open(slot)))
        .collect();
    // Seldom a fork, which takes as long as twenty other operations.
    let any = prop_oneof![
        79 => operation(capacity),
        1 => vec(operation(capacity), 1..6).prop_map(Operation::Fork),
    ];
    (opens, vec(any, 1..=LEN))
        .prop_map(|(opens, rest)| opens.into_iter().flatten().chain(rest).collect())
}

fn first_open(slot: usize) -> impl Strategy<Value = Operation> {
    prop_oneof![
        2 => Just(OFlags::RDWR),
        1 => Just(OFlags::RDWR | OFlags::APPEND),
        1 => open_flags(),
    ]
    .prop_map(move |flags| Operation::Open(slot, flags))
}

fn operation(capacity: usize) -> BoxedStrategy<Operation> {
    prop_oneof![
        20 => (slot(), call(capacity)).prop_map(|(slot, call)| Operation::Call(slot, call)),
        3 => (slot(), open_flags()).prop_map(|(slot, flags)| Operation::Open(slot, flags)),
        1 => (slot(), slot()).prop_map(|(from, to)| Operation::Dup(from, to)),
        1 => slot().prop_map(Operation::Close),
    ]
    .boxed()
}

fn slot() -> impl Strategy<Value = usize> {
    0..SLOTS
}

/// Any access mode, also the fourth, and few of the other flags, as some make open(2) fail.
fn open_flags() -> impl Strategy<Value = OFlags> {
    let common = prop_oneof![
        2 => Just(OFlags::empty()),
        1 => Just(OFlags::APPEND),
        1 => Just(OFlags::TRUNC),
        1 => Just(OFlags::APPEND | OFlags::TRUNC),
    ];
    let flags: Vec<OFlags> = OPEN_FLAGS.iter().map(|(flag, _)| *flag).collect();
    let others = prop_oneof![
        2 => Just(Vec::new()),
        1 => subsequence(flags, 1..4),
    ];
    let mode = prop_oneof![
        2 => Just(2),
        2 => 0..2u32,
        1 => Just(3),
    ];
    (mode, common, others).prop_map(|(mode, common, others)| {
        let others = others.into_iter().fold(OFlags::empty(), OFlags::union);
        OFlags::from_bits_retain(mode) | common | others
    })
}

fn call(capacity: usize) -> BoxedStrategy<Call> {
    let whence = prop_oneof![
        8 => 0..=4,
        1 => select(&[5, 99, -1, i32::MIN, i32::MAX][..]),
    ];
    let set = prop_oneof![
        Just(OFlags::empty()),
        Just(OFlags::APPEND),
        Just(OFlags::NONBLOCK),
        Just(OFlags::APPEND | OFlags::NONBLOCK),
    ];
    prop_oneof![
        3 => size(capacity).prop_map(Call::Read),
        2 => (size(capacity), offset(capacity)).prop_map(|(len, at)| Call::Pread(len, at)),
        1 => vec(size(capacity), 0..4).prop_map(Call::Readv),
        1 => (vec(size(capacity), 0..4), offset(capacity), rwf())
            .prop_map(|(lens, at, flags)| Call::Preadv2(lens, at, flags)),
        5 => data(capacity).prop_map(Call::Write),
        5 => (data(capacity), offset(capacity)).prop_map(|(data, at)| Call::Pwrite(data, at)),
        1 => vec(data(capacity), 0..4).prop_map(Call::Writev),
        3 => (vec(data(capacity), 0..4), offset(capacity), rwf())
            .prop_map(|(data, at, flags)| Call::Pwritev2(data, at, flags)),
        6 => (offset(capacity), whence).prop_map(|(at, whence)| Call::Seek(at, whence)),
        1 => set.prop_map(Call::SetFlags),
        1 => Just(Call::Sync),
    ]
    .boxed()
}

/// RWF_*, mostly those that decide where a write goes. The last one does not exist.
fn rwf() -> impl Strategy<Value = ReadWriteFlags> {
    prop_oneof![
        2 => Just(ReadWriteFlags::empty()),
        4 => Just(ReadWriteFlags::APPEND),
        2 => Just(NOAPPEND),
        1 => Just(ReadWriteFlags::SYNC),
        1 => Just(ReadWriteFlags::DSYNC),
        1 => Just(ReadWriteFlags::from_bits_retain(1 << 30)),
    ]
}

fn data(capacity: usize) -> impl Strategy<Value = Data> {
    (any::<u8>(), size(capacity)).prop_map(|(first, len)| Data { first, len })
}

fn size(capacity: usize) -> impl Strategy<Value = usize> {
    prop_oneof![
        2 => 0..=16usize,
        3 => near(sizes(capacity)).prop_map(|size| usize::try_from(size).unwrap_or(0)),
        1 => 0..=capacity,
    ]
}

fn offset(capacity: usize) -> impl Strategy<Value = i64> {
    let capacity_i64 = i64::try_from(capacity).unwrap_or(i64::MAX);
    let signed: Vec<i64> = sizes(capacity).iter().map(|size| -size).collect();
    let far = vec![
        i64::from(i32::MAX),
        i64::from(u32::MAX),
        i64::MAX,
        i64::MAX - capacity_i64,
        i64::MAX - PAGE,
        i64::MIN,
        i64::from(i32::MIN),
    ];
    prop_oneof![
        4 => 0..=16i64,
        8 => near(sizes(capacity)),
        4 => 0..=capacity_i64,
        2 => near(signed),
        2 => near(far),
    ]
}

/// Sizes near which the behaviour may change: pages and the capacity.
fn sizes(capacity: usize) -> Vec<i64> {
    let capacity = i64::try_from(capacity).unwrap_or(i64::MAX);
    vec![0, PAGE, 2 * PAGE, capacity / 2, capacity, 2 * capacity]
}

/// A number that differs from one of these by at most 2.
fn near(borders: Vec<i64>) -> impl Strategy<Value = i64> {
    (select(borders), -2..=2i64).prop_map(|(border, by)| border.saturating_add(by))
}
