//! Finding a piece of text without words: Chinese is written without spaces, so a text is looked up by its single characters and its
//! pairs of neighbours. The grams only narrow; whether a text holds what was asked its folded form says.

use std::collections::BTreeSet;

/// So many pieces are looked for at once; what else was typed is not asked for.
const MOST_PIECES: usize = 8;
/// So many characters of a question are read.
const MOST_CHARS: usize = 100;

/// As texts are compared: full-width letters and digits like half-width ones, capitals like small letters. One character for each.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_char(c: char) -> char {
    let narrow = match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    };
    let mut small = narrow.to_lowercase();
    match (small.next(), small.next()) {
        (Some(small), None) => small,
        _ => narrow,
    }
}

/// The distinct grams of a folded text, in order, between single spaces: every letter, digit and Chinese character, and every two that
/// stand side by side. They hold no space and no sign, so that both engines read them alike.
pub fn grams(folded: &str) -> String {
    joined(&all(folded, true))
}

fn all(folded: &str, singles: bool) -> BTreeSet<String> {
    let chars: Vec<char> = folded.chars().collect();
    let mut found = BTreeSet::new();
    for (at, c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            continue;
        }
        let next = chars.get(at + 1).filter(|c| c.is_alphanumeric());
        let before = at.checked_sub(1).and_then(|at| chars.get(at));
        let is_alone = next.is_none() && !before.is_some_and(|c| c.is_alphanumeric());
        if singles || is_alone {
            found.insert(c.to_string());
        }
        if let Some(next) = next {
            found.insert(String::from_iter([*c, *next]));
        }
    }
    found
}

fn joined(grams: &BTreeSet<String>) -> String {
    let grams: Vec<&str> = grams.iter().map(String::as_str).collect();
    grams.join(" ")
}

/// What somebody looks for: pieces that must all stand in the text, each as it is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    /// Folded.
    pub pieces: Vec<String>,
    /// What a text that has them holds for certain.
    pub grams: String,
}

/// A question as it was typed: pieces between spaces. Nothing where it has no letter, digit or Chinese character.
pub fn sought(question: &str) -> Option<Sought> {
    let short: String = question.chars().take(MOST_CHARS).collect();
    let folded = fold(&short);
    let mut pieces: Vec<String> = Vec::new();
    for piece in folded.split_whitespace().take(MOST_PIECES) {
        if !pieces.iter().any(|known| known == piece) {
            pieces.push(piece.to_owned());
        }
    }
    let grams: BTreeSet<String> = pieces.iter().flat_map(|piece| all(piece, false)).collect();
    (!grams.is_empty()).then(|| Sought {
        grams: joined(&grams),
        pieces,
    })
}

impl Sought {
    /// Whether a folded text has all pieces: what a search must answer, told without an index.
    pub fn is_in(&self, folded: &str) -> bool {
        self.pieces
            .iter()
            .all(|piece| folded.contains(piece.as_str()))
    }

    /// A line of a text around the first piece found, `most` characters long or the whole, as parts of which the odd ones are what was
    /// looked for.
    pub fn around(&self, text: &str, most: usize) -> Vec<String> {
        let chars: Vec<char> = text
            .chars()
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let folded: Vec<char> = fold(text).chars().collect();
        let pieces: Vec<Vec<char>> = self.pieces.iter().map(|p| p.chars().collect()).collect();
        let at = |from: usize| {
            let rest = folded.get(from..)?;
            let here = pieces.iter().filter(|piece| rest.starts_with(piece));
            here.map(Vec::len).max()
        };
        let first = (0..folded.len()).find(|from| at(*from).is_some());
        let begin = first.unwrap_or(0).saturating_sub(most / 4);
        let end = chars.len().min(begin + most);
        let mut parts = vec![String::new()];
        if begin > 0 {
            parts = vec!["…".to_owned()];
        }
        let mut from = begin;
        while from < end {
            let found = at(from).map(|long| long.min(end - from));
            let piece: String = chars
                .get(from..from + found.unwrap_or(1))
                .unwrap_or_default()
                .iter()
                .collect();
            match found {
                Some(_) => parts.extend([piece, String::new()]),
                None => {
                    if let Some(last) = parts.last_mut() {
                        last.push_str(&piece);
                    }
                }
            }
            from += found.unwrap_or(1);
        }
        if let Some(last) = parts.last_mut().filter(|_| end < chars.len()) {
            last.push('…');
        }
        parts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_apart_into_characters_and_pairs() {
        let check = |text: &str, grams_of: &str| assert_eq!(grams(&fold(text)), grams_of, "{text}");
        check("路灯", "灯 路 路灯");
        check("路，灯", "灯 路");
        check("Ａ1路", "1 1路 a a1 路");
        check("", "");
        check("。 \n", "");
        check("灯灯灯", "灯 灯灯");
    }

    #[test]
    fn a_question_asks_for_no_more_than_a_text_that_holds_it_has() {
        let check = |question: &str, told: &str| {
            let told_of = sought(question).map(|sought| sought.grams);
            assert_eq!(told_of.as_deref().unwrap_or("-"), told, "{question}");
        };
        check("路灯", "路灯");
        check("灯", "灯");
        check("路灯不亮", "不亮 灯不 路灯");
        check("路灯 一周", "一周 路灯");
        check("灯，坏", "坏 灯");
        check("  ", "-");
        check("，。!%_", "-");
        check("LED", "ed le");
    }

    #[test]
    fn grams_never_lose_what_a_scan_would_find() {
        let texts = [
            "幸福小区三号楼路灯不亮一周了",
            "Led 路灯，坏了",
            "ＡＢＣ１２３",
            "ß İstanbul ǅ 路",
        ];
        for text in texts {
            let folded = fold(text);
            let held: BTreeSet<&str> = text_grams(&folded);
            let chars: Vec<char> = text.chars().collect();
            for from in 0..chars.len() {
                for to in from + 1..=chars.len().min(from + 5) {
                    let piece: String = chars.get(from..to).unwrap_or_default().iter().collect();
                    let Some(sought) = sought(&piece) else {
                        continue;
                    };
                    assert!(sought.is_in(&folded), "{piece} in {text}");
                    assert!(
                        sought.grams.split(' ').all(|g| held.contains(g)),
                        "{piece} in {text}"
                    );
                }
            }
        }
        fn text_grams(folded: &str) -> BTreeSet<&'static str> {
            grams(folded)
                .split(' ')
                .map(|g| &*Box::leak(g.to_owned().into_boxed_str()))
                .collect()
        }
    }

    #[test]
    fn a_line_shows_what_was_found_in_it() {
        let around = |question: &str, text: &str, most: usize| {
            sought(question).unwrap().around(text, most).join("|")
        };
        assert_eq!(around("路灯", "三号楼路灯不亮", 40), "三号楼|路灯|不亮");
        assert_eq!(around("led", "LED灯\n坏", 40), "|LED|灯 坏");
        assert_eq!(around("没有", "三号楼路灯不亮", 4), "三号楼路…");
        assert_eq!(
            around("亮", "一二三四五六七八九十亮了很久了也没人来", 8),
            "…九十|亮|了很久了也…"
        );
    }
}
