//! What was typed into a list's search field, and by which column it is found.

use super::clause::Where;
use kernel::pinyin;

/// Pinyin without the spaces between syllables, as an index holds it and as it is typed.
pub(super) const COMPACT: &str = "replace({a}.pinyin, ' ', '')";
/// The same where that index must not be taken: within one village the village's own is shorter.
pub(super) const COMPACT_HERE: &str = "replace({a}.pinyin || '', ' ', '')";

pub(super) enum Sought {
    Number(String),
    /// Two letters or more; one alone is what the pinyin begins with.
    Initials(String),
    Compact(String),
    Name(String),
}

impl Sought {
    pub(super) fn of(text: &str, has_numbers: bool, has_initials: bool) -> Sought {
        let text = kernel::text::half_width(text);
        if has_numbers && text.chars().any(|c| c.is_ascii_digit()) {
            return Sought::Number(text.to_ascii_uppercase());
        }
        if !text.is_ascii() || !text.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return Sought::Name(text);
        }
        let lower = text.to_ascii_lowercase();
        let letters: String = lower.chars().filter(char::is_ascii_alphanumeric).collect();
        if has_initials && (2..=4).contains(&letters.len()) && !lower.contains(' ') {
            Sought::Initials(letters)
        } else {
            Sought::Compact(letters)
        }
    }

    /// Whether it is sought over all villages even where few are in scope: only an index over all finds it.
    /// Pinyin is not: read so within a township, it took SQLite 50 ms, and 10 village by village.
    pub(super) fn is_found_anywhere(&self) -> bool {
        match self {
            Sought::Initials(_) => true,
            Sought::Name(start) => pinyin::shared_key(start).is_none(),
            Sought::Number(_) | Sought::Compact(_) => false,
        }
    }

    /// `name` is the list's column of names. Where all that is found is only counted over all villages,
    /// the index of names holds what is needed and the pinyin is left away.
    pub(super) fn narrow(
        &self,
        found: &mut Where,
        a: &str,
        name: &str,
        in_village: bool,
        is_counted: bool,
    ) {
        match self {
            Sought::Number(start) => found.begins("{a}.number", a, start),
            Sought::Initials(start) => found.begins("{a}.initials", a, start),
            Sought::Compact(start) if in_village => {
                found.begins("{a}.pinyin", a, start.get(..1).unwrap_or(""));
                found.begins(COMPACT_HERE, a, start);
            }
            Sought::Compact(start) => found.begins(COMPACT, a, start),
            Sought::Name(start) => {
                let key = pinyin::shared_key(start).filter(|_| in_village || !is_counted);
                // In a village the index of all names must not be taken: SQLite read 张 of a county for each.
                match &key {
                    Some(_) if in_village => found.begins(&format!("({name} || '')"), a, start),
                    _ => found.begins(name, a, start),
                }
                if let Some(key) = key {
                    found.begins("{a}.pinyin", a, &key);
                }
            }
        }
    }
}
