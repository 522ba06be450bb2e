//! Every text in locales/ is asked for by the program. One that nobody asks for is translated, mended and read for nothing.

use super::{files, none, root, rust, tests_begin, text_keys};
use std::collections::BTreeSet;
use std::fs;

/// Beginnings of texts that no literal names: of each command, from its own name.
const FAMILIES: [&str; 1] = ["cli-zhen-"];

/// How the program asks for texts.
#[derive(Default)]
struct Asked {
    /// Whole keys, and any other word.
    words: BTreeSet<String>,
    /// `rounds-do-{}` as the pieces around what is put in; it begins with a piece.
    patterns: Vec<Vec<String>>,
    /// `-hint` of `{key}-hint`: a text that stands beside another.
    endings: BTreeSet<String>,
}

impl Asked {
    fn literal(&mut self, text: &str) {
        let is_key = |c: char| c.is_ascii_alphanumeric() || "_-{}".contains(c);
        if !text.contains('{') || !text.chars().all(is_key) {
            self.words.insert(text.to_owned());
            return;
        }
        let pieces: Vec<String> = text
            .split('{')
            .map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest).into())
            .collect();
        match pieces.as_slice() {
            [first, ..] if first.ends_with('-') => self.patterns.push(pieces),
            [first, ending] if first.is_empty() && ending.starts_with('-') => {
                self.endings.insert(ending.clone());
            }
            _ => {}
        }
    }

    /// Every word of a file that is no Rust.
    fn text(&mut self, text: &str) {
        let is_word = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
        let words = text.split(|c: char| !is_word(c)).map(str::to_owned);
        self.words.extend(words);
    }

    fn knows(&self, key: &str) -> bool {
        let beside = |ending: &String| {
            let base = key.strip_suffix(ending.as_str());
            base.is_some_and(|base| self.knows(base))
        };
        self.words.contains(key)
            || FAMILIES.iter().any(|family| key.starts_with(family))
            || self.patterns.iter().any(|pieces| fits(pieces, key))
            || self.endings.iter().any(beside)
    }
}

/// Whether a key is these pieces with something between each two.
fn fits(pieces: &[String], key: &str) -> bool {
    let [first, middle @ .., last] = pieces else {
        return false;
    };
    let Some(mut rest) = key.strip_prefix(first.as_str()) else {
        return false;
    };
    for piece in middle {
        let Some(at) = rest.get(1..).and_then(|rest| rest.find(piece.as_str())) else {
            return false;
        };
        rest = &rest[1 + at + piece.len()..];
    }
    rest.get(1..)
        .is_some_and(|rest| rest.ends_with(last.as_str()))
}

#[test]
fn every_text_is_asked_for() {
    let mut asked = Asked::default();
    for (path, source) in rust() {
        let is_test = path.file_stem().is_some_and(|stem| stem == "tests")
            || path
                .iter()
                .any(|part| part == "tests" || part == "examples");
        if is_test {
            continue;
        }
        let until = tests_begin(&source.code);
        for (line, text) in &source.literals {
            if *line < until {
                asked.literal(text);
            }
        }
    }
    for path in files(&["html", "js", "toml"]) {
        asked.text(&fs::read_to_string(root().join(path)).unwrap());
    }
    let mut keys = BTreeSet::new();
    for path in files(&["ftl"]) {
        let text = fs::read_to_string(root().join(path)).unwrap();
        // A text may stand in another: `{ web-unit-yuan }`.
        let inside = text
            .split('{')
            .skip(1)
            .filter_map(|rest| rest.split('}').next());
        inside.for_each(|name| asked.text(name));
        keys.extend(
            text_keys(&text)
                .into_iter()
                .filter(|key| !key.contains('.')),
        );
    }
    assert!(keys.len() > 1000, "the texts are found");
    let unasked: Vec<String> = keys.into_iter().filter(|key| !asked.knows(key)).collect();
    none(&unasked, "texts in locales/ that nobody asks for");
}

#[test]
fn a_key_is_told_from_the_ways_in_which_it_is_asked_for() {
    let mut asked = Asked::default();
    for literal in [
        "web-save",
        "rounds-do-{}",
        "net-{kind}-{}-title",
        "{key}-hint",
        "{}-{}",
    ] {
        asked.literal(literal);
    }
    for (key, is_known) in [
        ("web-save", true),
        ("web-save-hint", true),
        ("web-saved", false),
        ("rounds-do-pay", true),
        ("rounds-do-", false),
        ("rounds-undo-pay", false),
        ("net-a-b-title", true),
        ("net-a-b-title-hint", true),
        ("net-a-title", false),
        ("net-a-b", false),
    ] {
        assert_eq!(asked.knows(key), is_known, "{key}");
    }
}
