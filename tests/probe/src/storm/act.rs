// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! What a process of the storm does, and how it is drawn.

use crate::device::{FIONREAD, INFO, INFO_SIZE, RESET};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// Of the file that is mapped, and that others shorten.
pub const MAPPED: usize = 65536;

/// One thing, to a file that is open.
#[derive(Clone, Debug)]
pub enum Act {
    /// An operation of `probe io`.
    Io(String),
    /// A pread at a position, into so many bytes of the mapped file, from here on.
    MappedRead(i64, usize, usize),
    /// A pwrite likewise.
    MappedWrite(i64, usize, usize),
    /// Gives the mapped file another length.
    Shorten(u64),
    /// Waits for a change of the contents, but only so many milliseconds.
    Wait(i64),
    /// Looks whether what is seen of the contents fits together.
    Look,
    /// Moves to a CPU, which may not be there.
    Move(usize),
    /// Has a child do these with the same open files; it may be killed in the midst of it.
    Fork(Vec<(usize, Act)>, bool),
}

/// Files are opened, used and closed.
#[derive(Clone, Debug)]
pub struct Round {
    /// The flags of each, as `probe io` has them.
    pub opens: Vec<&'static str>,
    /// What is done, and to which of them.
    pub acts: Vec<(usize, Act)>,
    /// Milliseconds without any of them open: else somebody would always keep the module.
    pub pause: u64,
}

pub fn round() -> impl Strategy<Value = Round> {
    let flags = select(
        &[
            "rdwr",
            "rdwr",
            "rdonly",
            "wronly",
            "rdwr,append",
            "wronly,trunc",
            "rdwr,nonblock",
            "rdwr,direct",
        ][..],
    );
    let all = prop_oneof![
        40 => act(),
        1 => (vec((any::<usize>(), act()), 1..6), any::<bool>())
            .prop_map(|(acts, kill)| Act::Fork(acts, kill)),
    ];
    let acts = vec((any::<usize>(), all), 1..16);
    (vec(flags, 1..4), acts, 0..20u64).prop_map(|(opens, acts, pause)| Round { opens, acts, pause })
}

fn act() -> BoxedStrategy<Act> {
    prop_oneof![
        12 => transfer().prop_map(Act::Io),
        6 => other().prop_map(Act::Io),
        2 => (at(), 0..MAPPED, len()).prop_map(|(at, start, len)| Act::MappedRead(at, start, len)),
        2 => (at(), 0..MAPPED, len()).prop_map(|(at, start, len)| Act::MappedWrite(at, start, len)),
        1 => select(&[0, 1, 4096, 10_000, MAPPED as u64][..]).prop_map(Act::Shorten),
        1 => (0..10i64).prop_map(Act::Wait),
        4 => Just(Act::Look),
        1 => (0..4usize).prop_map(Act::Move),
    ]
    .boxed()
}

/// What moves bytes, in all ways.
fn transfer() -> impl Strategy<Value = String> {
    prop_oneof![
        (read(), len()).prop_map(|(name, len)| format!("{name} {len}")),
        (pread(), at(), len()).prop_map(|(name, at, len)| format!("{name} {at} {len}")),
        (at(), len(), len()).prop_map(|(at, one, two)| format!("preadv {at} {one} {two}")),
        (write(), data()).prop_map(|(name, data)| format!("{name} {data}")),
        (pwrite(), at(), data()).prop_map(|(name, at, data)| format!("{name} {at} {data}")),
        (at(), len()).prop_map(|(at, len)| format!("nowait-pwrite {at} {len}")),
        (at(), data(), data()).prop_map(|(at, one, two)| format!("pwritev {at} {one} {two}")),
        data().prop_map(|data| format!("append -1 {data}")),
        (bad(), at(), 0..5000usize).prop_map(|(name, at, good)| format!("{name} {at} {good} 9000")),
    ]
}

fn read() -> impl Strategy<Value = &'static str> {
    select(&["read", "readv", "splice-out", "sendfile-out"][..])
}

fn pread() -> impl Strategy<Value = &'static str> {
    select(&["pread", "nowait-pread", "uring-pread"][..])
}

fn write() -> impl Strategy<Value = &'static str> {
    select(&["write", "writev", "splice-in", "sendfile-in"][..])
}

fn pwrite() -> impl Strategy<Value = &'static str> {
    select(&["pwrite", "append"][..])
}

fn bad() -> impl Strategy<Value = &'static str> {
    select(&["bad-pread", "bad-pwrite"][..])
}

/// Seeks, and what asks or changes something else.
fn other() -> BoxedStrategy<String> {
    let whence = select(&["set", "cur", "end", "data", "hole"][..]);
    let fixed = vec![
        format!("ioctl {INFO} {INFO_SIZE}"),
        format!("ioctl {FIONREAD}"),
        format!("ioctl {RESET}"),
        format!("bad-ioctl {INFO}"),
        "ioctl 1".to_string(),
        "poll".to_string(),
        "fdinfo version".to_string(),
        "fsync".to_string(),
        "size".to_string(),
        "map".to_string(),
        "allocate 10".to_string(),
        "truncate 0".to_string(),
        "copy-range 10".to_string(),
        "wild-pread 0 kernel 10".to_string(),
        "wild-pwrite 0 null 10".to_string(),
    ];
    prop_oneof![
        1 => (whence, 0..66_000i64).prop_map(|(whence, at)| format!("seek {whence} {at}")),
        2 => select(fixed),
    ]
    .boxed()
}

/// Mostly inside of what most loads give room for.
fn at() -> impl Strategy<Value = i64> {
    prop_oneof![
        6 => 0..9000i64,
        2 => 0..66_000i64,
        1 => Just(i64::MAX - 100_000),
    ]
}

fn len() -> impl Strategy<Value = usize> {
    prop_oneof![
        4 => 0..5000usize,
        1 => 0..30_000usize,
    ]
}

/// One of the bytes that [`super::look::BYTES`] has.
fn data() -> impl Strategy<Value = String> {
    (select(vec!['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']), len())
        .prop_map(|(letter, len)| format!("{letter}*{len}"))
}
