//! Text made printable, and broken into lines.

use crate::font;

/// A sign that the font lacks, and what is printed for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missing {
    pub sign: char,
    /// `jí(U+20BB7)` where a reading is known, else `(U+20BB7)`.
    pub printed: String,
    /// The text in which it first stood.
    pub place: String,
}

/// Longer texts are cut, so that no cell fills a book.
const MOST_SIGNS: usize = 4_000;
const PLACE_SIGNS: usize = 40;

/// What is printed for a text: tabs and line ends as spaces, other control and format signs (which could turn the
/// direction of what follows) left out, missing signs as reading and code point.
pub fn printable(text: &str, missing: &mut Vec<Missing>) -> String {
    let mut out = String::with_capacity(text.len());
    for (sign, place) in text.chars().zip(0..) {
        if place == MOST_SIGNS {
            out.push('…');
            break;
        }
        if sign.is_whitespace() && sign != '\u{3000}' {
            out.push(' ');
        } else if is_unseen(sign) {
            continue;
        } else if font::glyph(sign).is_some() {
            out.push(sign);
        } else {
            out.push_str(&stand_in(sign, text, missing));
        }
    }
    out
}

/// Control and format signs, variation selectors.
fn is_unseen(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e01ef}')
}

fn stand_in(sign: char, text: &str, missing: &mut Vec<Missing>) -> String {
    if let Some(known) = missing.iter().find(|m| m.sign == sign) {
        return known.printed.clone();
    }
    let reading = kernel::pinyin::reading(sign).unwrap_or_default();
    let printed = format!("{reading}(U+{:04X})", u32::from(sign));
    missing.push(Missing {
        sign,
        printed: printed.clone(),
        place: text.chars().take(PLACE_SIGNS).collect(),
    });
    printed
}

/// Lines of at most `width` points. Chinese may break anywhere but before closing signs; words of letters and digits
/// stay whole where they fit on a line.
pub fn lines(text: &str, size: f32, width: f32) -> Vec<String> {
    let mut out = Vec::new();
    let mut line = String::new();
    for word in words(text) {
        let joined = font::width(&line, size) + font::width(word, size);
        if !line.is_empty() && joined > width && !is_closing(word) {
            out.push(std::mem::take(&mut line).trim_end().to_owned());
        }
        if font::width(word, size) <= width {
            if !(line.is_empty() && word == " " && !out.is_empty()) {
                line.push_str(word);
            }
            continue;
        }
        for sign in word.chars() {
            let mut buffer = [0; 4];
            let one = sign.encode_utf8(&mut buffer);
            if !line.is_empty() && font::width(&line, size) + font::width(one, size) > width {
                out.push(std::mem::take(&mut line));
            }
            line.push(sign);
        }
    }
    if !line.is_empty() || out.is_empty() {
        out.push(line.trim_end().to_owned());
    }
    out
}

/// Words of letters and digits with what sticks to them, and every other sign alone.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let sticks = |c: char| c.is_ascii_graphic();
    let mut rest = text;
    std::iter::from_fn(move || {
        let first = rest.chars().next()?;
        let end = if sticks(first) {
            rest.find(|c| !sticks(c)).unwrap_or(rest.len())
        } else {
            first.len_utf8()
        };
        let (word, after) = rest.split_at_checked(end)?;
        rest = after;
        Some(word)
    })
}

fn is_closing(word: &str) -> bool {
    word.chars()
        .all(|c| "，。、；：？！）】》」』”’…%".contains(c))
}
