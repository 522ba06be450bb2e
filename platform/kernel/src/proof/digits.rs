//! Bytes as decimal digits, so that a QR code holds them in its numeric mode (3.33 bits a digit, where its bytes
//! would not survive every reader).
//!
//! Seven bytes, read as one big-endian number, are 17 digits; a last group of 1 to 6 bytes is 3, 5, 8, 10, 13 or 15.
//! So the number of digits says how many bytes there are.

use super::Unreadable;

/// Digits of a group of so many bytes.
const WIDTH: [usize; 8] = [0, 3, 5, 8, 10, 13, 15, 17];
const GROUP: usize = 7;
/// No proof is longer: 64 levels of 82 bytes, and the head.
const MOST: usize = 14_000;

pub fn to_digits(bytes: &[u8]) -> String {
    let group = |group: &[u8]| {
        let number = group
            .iter()
            .fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
        let width = WIDTH.get(group.len()).copied().unwrap_or(0);
        format!("{number:0width$}")
    };
    bytes.chunks(GROUP).map(group).collect()
}

/// Refuses other signs than the digits 0 to 9, an impossible number of them, and groups beyond their bytes.
pub fn from_digits(text: &str) -> Result<Vec<u8>, Unreadable> {
    if text.len() > MOST || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Unreadable::Digits);
    }
    let mut bytes = Vec::with_capacity(text.len() / 2);
    for group in text.as_bytes().chunks(17) {
        let length = WIDTH.iter().position(|width| *width == group.len());
        let length = length.ok_or(Unreadable::Digits)?;
        let number = group
            .iter()
            .fold(0_u64, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        if number >> (8 * length) != 0 {
            return Err(Unreadable::Digits);
        }
        let whole = number.to_be_bytes();
        bytes.extend(whole.iter().skip(8 - length));
    }
    Ok(bytes)
}
