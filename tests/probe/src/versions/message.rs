// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Contents that tell of themselves which version they are, to the last byte.
//!
//! A message begins with a header: its number, its length, and what stands behind it, which is
//! the number and length of the one it has partly overwritten. Every other word is drawn from the
//! number of the message and the word's place, and no other number gives the same there. The
//! header so determines all bytes of the contents: a read that is not equal to them is not of one
//! version, and one that is of one version is equal to them.

/// Four words.
pub const HEADER: usize = 32;

/// What the header says.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Version {
    pub number: u64,
    /// Of the message, in bytes.
    pub len: usize,
    /// The number of the message below.
    pub below: u64,
    /// Of the contents: the larger of both messages' lengths.
    pub total: usize,
}

impl Version {
    /// The message that fills the contents.
    pub fn whole(number: u64, total: usize) -> Self {
        Version {
            number,
            len: total,
            below: 0,
            total,
        }
    }

    /// The contents of this version.
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

    /// The version that `bytes` say they are; none when not even the header makes sense.
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

/// The words of message `number`.
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

/// Compares what is read with what it has to be.
#[derive(Default)]
pub struct Checker {
    version: Option<Version>,
    wanted: Vec<u8>,
}

impl Checker {
    /// The number of the version that `bytes` are, or what is wrong with them.
    pub fn check(&mut self, bytes: &[u8]) -> Result<u64, String> {
        let Some(version) = Version::of(bytes) else {
            return Err(format!("{} bytes under a header that is none", bytes.len()));
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
            "torn: version {} is another from byte {} of {}",
            version.number,
            differs.unwrap_or(0),
            version.total
        ))
    }
}
