// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Contents whose header determines every byte of them, so that a read that mixes two versions shows.
//!
//! A message begins with a header: its number, its length, the number of the message that it was
//! written over, and the length of the contents. Every other word is computed from the number of its
//! message and its place, and differs from the word of any other message in that place.

/// Four words.
pub const HEADER: usize = 32;

/// What the header says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Version {
    pub number: u64,
    /// Of the message, in bytes.
    pub len: usize,
    /// The number of the message that this one was written over.
    pub below: u64,
    /// The length of the contents: that of the longer message.
    pub total: usize,
}

impl Version {
    /// A message that fills the contents.
    pub fn whole(number: u64, total: usize) -> Self {
        Version {
            number,
            len: total,
            below: 0,
            total,
        }
    }

    /// Fills `to` with the contents of this version.
    pub fn contents(&self, to: &mut Vec<u8>) {
        to.resize(self.total, 0);
        if self.len < self.total {
            fill(self.below, to);
        }
        let (message, _) = to.split_at_mut(self.len.min(self.total));
        fill(self.number, message);
        let header = [self.number, self.len as u64, self.below, self.total as u64];
        for (word, value) in message.chunks_exact_mut(8).zip(header) {
            word.copy_from_slice(&value.to_le_bytes());
        }
    }

    /// Returns the version in the header of `bytes`; none if the header contradicts itself.
    fn of(bytes: &[u8]) -> Option<Self> {
        let mut words = bytes.get(..HEADER)?.chunks_exact(8).map(|word| {
            word.iter()
                .rev()
                .fold(0, |value, byte| (value << 8) | u64::from(*byte))
        });
        let version = Version {
            number: words.next()?,
            len: usize::try_from(words.next()?).ok()?,
            below: words.next()?,
            total: usize::try_from(words.next()?).ok()?,
        };
        let sound = version.len >= HEADER && version.len <= version.total;
        (sound && version.total == bytes.len()).then_some(version)
    }
}

/// Fills `to` with the words of message `number`.
fn fill(number: u64, to: &mut [u8]) {
    let mut word = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut words = to.chunks_exact_mut(8);
    for chunk in &mut words {
        chunk.copy_from_slice(&word.to_le_bytes());
        word = word.wrapping_add(0xd6e8_feb8_6659_fd93);
    }
    for (byte, value) in words.into_remainder().iter_mut().zip(word.to_le_bytes()) {
        *byte = value;
    }
}

/// Compares the bytes of a read with what the header says.
#[derive(Default)]
pub struct Checker {
    version: Option<Version>,
    wanted: Vec<u8>,
}

impl Checker {
    /// Returns the number of the version of `bytes`, or what is wrong with them.
    pub fn check(&mut self, bytes: &[u8]) -> Result<u64, String> {
        let Some(version) = Version::of(bytes) else {
            return Err(format!("{} bytes with a bad header", bytes.len()));
        };
        if self.version != Some(version) {
            version.contents(&mut self.wanted);
            self.version = Some(version);
        }
        if bytes == self.wanted {
            return Ok(version.number);
        }
        let differs = bytes
            .iter()
            .zip(&self.wanted)
            .position(|(got, want)| got != want);
        Err(format!(
            "torn: version {} differs from byte {} of {} on",
            version.number,
            differs.unwrap_or(0),
            version.total
        ))
    }
}
