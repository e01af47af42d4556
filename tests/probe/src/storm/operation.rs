// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! The operations of a process, and how they are drawn.

use crate::device::{FIONREAD, INFO, INFO_SIZE, RESET};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;

/// The length of the mapping whose file others make shorter.
pub const MAPPED: usize = 65536;

/// An operation on an open file.
#[derive(Clone, Debug)]
pub enum Operation {
    /// An operation of `probe io`.
    Io(String),
    /// A pread at this position to the mapping: to this place, so many bytes.
    MappedRead(i64, usize, usize),
    /// A pwrite at this position from the mapping, likewise.
    MappedWrite(i64, usize, usize),
    /// Gives the mapped file this length.
    Resize(u64),
    /// Waits for a change of the contents, but no longer than so many milliseconds.
    Wait(i64),
    /// Fails unless the contents are consistent.
    Check,
    /// Moves to a CPU, which may be offline.
    Move(usize),
    /// A child does these with the same open files; with true it is killed meanwhile.
    Fork(Vec<(usize, Operation)>, bool),
}

/// One round: open files, use them, close them.
#[derive(Clone, Debug)]
pub struct Round {
    /// The flags of each, as `probe io` takes them.
    pub opens: Vec<&'static str>,
    /// Each operation, and the number of its file.
    pub operations: Vec<(usize, Operation)>,
    /// Milliseconds with all of them closed. Without these the module would never be unused.
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
        40 => operation(),
        1 => (vec((any::<usize>(), operation()), 1..6), any::<bool>())
            .prop_map(|(operations, kill)| Operation::Fork(operations, kill)),
    ];
    let operations = vec((any::<usize>(), all), 1..16);
    (vec(flags, 1..4), operations, 0..20u64).prop_map(|(opens, operations, pause)| Round {
        opens,
        operations,
        pause,
    })
}

fn operation() -> BoxedStrategy<Operation> {
    prop_oneof![
        12 => transfer().prop_map(Operation::Io),
        6 => other().prop_map(Operation::Io),
        2 => (at(), 0..MAPPED, len()).prop_map(|(at, start, len)| Operation::MappedRead(at, start, len)),
        2 => (at(), 0..MAPPED, len()).prop_map(|(at, start, len)| Operation::MappedWrite(at, start, len)),
        1 => select(&[0, 1, 4096, 10_000, MAPPED as u64][..]).prop_map(Operation::Resize),
        1 => (0..10i64).prop_map(Operation::Wait),
        4 => Just(Operation::Check),
        1 => (0..4usize).prop_map(Operation::Move),
    ]
    .boxed()
}

/// Reads and writes of all kinds.
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

/// Seeks, ioctls and the other calls.
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

/// A position, mostly within the capacity of most loads.
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

/// Letters that are in [`super::consistent::BYTES`].
fn data() -> impl Strategy<Value = String> {
    (select(vec!['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']), len())
        .prop_map(|(letter, len)| format!("{letter}*{len}"))
}
