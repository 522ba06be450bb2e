//! What was typed into a list's search field, and by which column it is found.

use super::clause::Where;
use kernel::{OrgId, Result, pinyin};
use store::{Tx, Value};

/// Pinyin without the spaces between syllables, as an index holds it and as it is typed.
pub(super) const COMPACT: &str = "replace({a}.pinyin, ' ', '')";
/// The same where that index must not be taken: within one village the village's own is shorter.
pub(super) const COMPACT_HERE: &str = "replace({a}.pinyin || '', ' ', '')";

pub(super) enum Sought {
    Number(String),
    /// Two letters or more; one alone is what the pinyin begins with.
    Initials(String),
    Compact {
        letters: String,
        /// How the pinyin of all that is found begins, with its spaces, where villages are read one by one; see [`Sought::look`].
        starts: Vec<String>,
    },
    Name(String),
}

/// The longest syllable is `zhuang`; what is longer is a word in Latin letters.
const SYLLABLE: usize = 6;
/// So many syllables are told apart; those after them are few.
const SYLLABLES: usize = 2;

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
            Sought::Compact {
                letters,
                starts: Vec::new(),
            }
        }
    }

    /// Finds where the spaces stand in what was typed without them: `zhangchun` is `zhang chun`, and might be `zhang chu
    /// n…`. One question for each syllable; without it a village would be read from its first `z` to its last.
    pub(super) fn look(&mut self, tx: &mut Tx, org: OrgId, table: &str) -> Result<()> {
        let Sought::Compact { letters, starts } = self else {
            return Ok(());
        };
        let mut open = vec![(String::new(), letters.as_str())];
        for _ in 0..SYLLABLES {
            let next: Vec<Cut> = open
                .iter()
                .flat_map(|(done, rest)| cuts(done, rest))
                .collect();
            let found = exist(tx, org, table, &next)?;
            open.clear();
            for cut in next
                .into_iter()
                .zip(found)
                .filter_map(|(cut, is)| is.then_some(cut))
            {
                match cut.rest {
                    Some((done, rest)) => open.push((done, rest)),
                    None => starts.push(cut.start),
                }
            }
        }
        let first = |(done, rest): (String, &str)| format!("{done}{}", rest.get(..1).unwrap_or(""));
        starts.extend(open.into_iter().map(first));
        Ok(())
    }

    /// Whether it is sought over all villages even where few are in scope: only an index over all finds it.
    /// Pinyin is not: read so within a township, it took SQLite 50 ms, and 10 village by village.
    pub(super) fn is_found_anywhere(&self) -> bool {
        match self {
            Sought::Initials(_) => true,
            Sought::Name(start) => pinyin::shared_key(start).is_none(),
            Sought::Number(_) | Sought::Compact { .. } => false,
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
            Sought::Compact { letters, starts } if in_village => {
                found.begins_any("{a}.pinyin", a, starts);
                found.begins(COMPACT_HERE, a, letters);
            }
            Sought::Compact { letters, .. } => found.begins(COMPACT, a, letters),
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

/// One place where the next space may stand.
struct Cut<'a> {
    /// How such pinyin begins.
    start: String,
    /// What is before the space, with it, and what was typed after it; nothing where no space is left to find.
    rest: Option<(String, &'a str)>,
}

/// Every place for the next space in `rest`, and that there is none.
fn cuts<'a>(done: &str, rest: &'a str) -> Vec<Cut<'a>> {
    let mut cuts = Vec::new();
    for at in 1..=SYLLABLE {
        // A space after the last letter typed asks for nothing more than that letter.
        let (Some(syllable), Some(after)) = (rest.get(..at), rest.get(at..)) else {
            break;
        };
        let Some(next) = after.get(..1) else {
            break;
        };
        cuts.push(Cut {
            start: format!("{done}{syllable} {next}"),
            rest: Some((format!("{done}{syllable} "), after)),
        });
    }
    let word = rest.get(..=SYLLABLE).unwrap_or(rest);
    cuts.push(Cut {
        start: format!("{done}{word}"),
        rest: None,
    });
    cuts
}

/// For each whether anybody's pinyin begins so, in one question.
fn exist(tx: &mut Tx, org: OrgId, table: &str, cuts: &[Cut<'_>]) -> Result<Vec<bool>> {
    let mut params: Vec<Value> = vec![org.into()];
    let mut columns = Vec::new();
    for cut in cuts {
        params.push(cut.start.as_str().into());
        params.push(format!("{}\u{10ffff}", cut.start).into());
        let (from, to) = (params.len() - 1, params.len());
        columns.push(format!(
            "exists (select 1 from {table} where {table}.org = $1 and {table}.pinyin >= ${from} \
             and {table}.pinyin < ${to})"
        ));
    }
    if columns.is_empty() {
        return Ok(Vec::new());
    }
    let row = tx.query_one(&format!("select {}", columns.join(", ")), &params)?;
    (0..columns.len()).map(|index| row.get(index)).collect()
}

#[cfg(test)]
mod tests {
    use super::cuts;

    #[test]
    fn a_space_may_stand_after_every_letter_of_a_syllable_or_nowhere() {
        let starts =
            |rest| -> Vec<String> { cuts("", rest).into_iter().map(|c| c.start).collect() };
        assert_eq!(starts("zha"), ["z h", "zh a", "zha"]);
        assert_eq!(
            starts("zhangchun"),
            [
                "z h", "zh a", "zha n", "zhan g", "zhang c", "zhangc h", "zhangch"
            ]
        );
        assert_eq!(starts("z"), ["z"]);
    }
}
