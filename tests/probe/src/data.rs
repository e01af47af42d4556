// SPDX-License-Identifier: GPL-2.0 OR BSD-3-Clause

//! Bytes as text, both ways.
//!
//! Data is parts joined by `+`. A part is text, or a character and a count: `a*4096+b*10` is 4096
//! times a, then 10 times b. `\0`, `\n`, `\\` and `\xNN` stand for bytes.

use crate::Failure;

/// How many equal bytes are shown as a character and a count.
const RUN: usize = 8;

/// The bytes that `text` stands for.
pub fn parse(text: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    for part in text.split('+') {
        match part.rsplit_once('*') {
            Some((what, count)) => {
                let count: usize = crate::number(&[count], 0)?;
                bytes.extend(unescape(what)?.repeat(count));
            }
            None => bytes.extend(unescape(part)?),
        }
    }
    Ok(bytes)
}

/// The text that stands for `bytes`.
pub fn show(bytes: &[u8]) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut plain = String::new();
    for run in bytes.chunk_by(|a, b| a == b) {
        if run.len() < RUN {
            run.iter().for_each(|byte| plain.push_str(&escape(*byte)));
        } else {
            if !plain.is_empty() {
                parts.push(std::mem::take(&mut plain));
            }
            let byte = run.first().copied().unwrap_or(0);
            parts.push(format!("{}*{}", escape(byte), run.len()));
        }
    }
    if !plain.is_empty() {
        parts.push(plain);
    }
    parts.join("+")
}

fn escape(byte: u8) -> String {
    match byte {
        0 => "\\0".to_string(),
        b'\n' => "\\n".to_string(),
        b'\\' => "\\\\".to_string(),
        b' '..=b'~' => char::from(byte).to_string(),
        _ => format!("\\x{byte:02x}"),
    }
}

fn unescape(text: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match rest.next() {
            Some(b'0') => 0,
            Some(b'n') => b'\n',
            Some(b'\\') => b'\\',
            Some(b'x') => hex(rest.next())? * 16 + hex(rest.next())?,
            _ => return Err(Failure::Usage(format!("no such escape: {text}"))),
        });
    }
    Ok(bytes)
}

fn hex(digit: Option<u8>) -> Result<u8, Failure> {
    digit
        .and_then(|digit| char::from(digit).to_digit(16))
        .and_then(|value| u8::try_from(value).ok())
        .ok_or_else(|| Failure::Usage("\\x wants two hexadecimal digits".to_string()))
}
