//! The code lists of this module: what a household is to the state, who somebody is to the head,
//! why a person has no identity number. Dated data with a source, because the vocabulary of 2021 is
//! not that of 2026 (domain.md 0.2, 0.5); an installation may add to them in `access_code`.

use kernel::Date;
use std::sync::LazyLock;

pub const HOUSEHOLD_STATUS: &str = "household_status";
pub const RELATION_TO_HEAD: &str = "relation_to_head";
pub const NO_IDENTITY_REASON: &str = "no_identity_reason";

/// Why somebody moves in or out.
pub const MOVE_REASON: &str = "move_reason";
/// What a paper is.
pub const PAPER_KIND: &str = "paper_kind";
/// Lists that no import has words for; `access` holds them alone.
const OF_LIFE: [&str; 5] = [
    "organisation_kind",
    "organisation_role",
    MOVE_REASON,
    "life_event",
    PAPER_KIND,
];

/// Why somebody reads what is masked: worded as `people-reason-<code>`.
pub const UNMASK_REASONS: [&str; 4] = ["verify", "contact", "correct", "audit"];

/// The head's own code in the list of relations.
pub const HEAD: &str = "head";
/// What a relation becomes that the list does not know.
pub const OTHER: &str = "other_relative";

/// Groups of the list of household statuses: a household has at most one of each at a time.
pub const KIND: &str = "kind";
pub const MONITORING: &str = "monitoring";

/// One word of a code list with the period in which it was in use.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub list: String,
    pub code: String,
    pub group: String,
    pub name_zh: String,
    pub name_en: String,
    /// Other words for the same, as lists write them.
    pub aliases: Vec<String>,
    pub valid_from: Date,
    /// The first day on which it is no longer in use.
    pub valid_to: Option<Date>,
    pub source: String,
}

/// A word found in a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recognised<'a> {
    pub code: &'a str,
    pub group: &'a str,
    /// Whether the word was in use on the day asked for.
    pub in_use: bool,
}

/// The code lists as they stand.
#[derive(Debug, Clone, Default)]
pub struct Codes {
    entries: Vec<Code>,
}

impl Codes {
    /// The lists that zhen brings along: those that an import recognises by their many words, from this
    /// folder, and those of life, which are in `access` with all others.
    pub fn built_in() -> Codes {
        static READ: LazyLock<Codes> = LazyLock::new(|| {
            let lines = BUILT_IN
                .lines()
                .filter(|line| !line.is_empty() && !line.starts_with('#'));
            let mut entries: Vec<Code> = lines.filter_map(parse).collect();
            // A file that cannot be read is told by `access` itself when it loads its codes.
            let supplied = access::codes::supplied().unwrap_or_default();
            let of_life = supplied
                .into_iter()
                .filter(|c| OF_LIFE.contains(&c.list.as_str()));
            entries.extend(of_life.map(Code::from));
            Codes { entries }
        });
        READ.clone()
    }

    /// The same with what an installation added; its own rows win over those brought along.
    #[must_use]
    pub fn with(mut self, own: Vec<Code>) -> Codes {
        for code in own {
            match self
                .entries
                .iter_mut()
                .find(|e| e.list == code.list && e.code == code.code)
            {
                Some(known) => {
                    known.name_zh = code.name_zh;
                    known.name_en = code.name_en;
                    known.valid_from = code.valid_from;
                    known.valid_to = code.valid_to;
                }
                None => self.entries.push(code),
            }
        }
        self
    }

    pub fn of(&self, list: &str) -> impl Iterator<Item = &Code> {
        let list = list.to_owned();
        self.entries.iter().filter(move |code| code.list == list)
    }

    /// The codes of a list in use on a day, in their order.
    pub fn in_use(&self, list: &str, date: Date) -> impl Iterator<Item = &Code> {
        self.of(list).filter(move |code| code.holds(date))
    }

    pub fn get(&self, list: &str, code: &str) -> Option<&Code> {
        self.entries
            .iter()
            .find(|entry| entry.list == list && entry.code == code)
    }

    /// The code for a word as a list writes it, one in use on `date` before any other.
    pub fn recognise(&self, list: &str, word: &str, date: Date) -> Option<Recognised<'_>> {
        let word = squeezed(word);
        let matching: Vec<&Code> = self
            .entries
            .iter()
            .filter(|c| c.list == list && c.is_called(&word))
            .collect();
        let code = matching
            .iter()
            .find(|c| c.holds(date))
            .or(matching.first())?;
        Some(Recognised {
            code: &code.code,
            group: &code.group,
            in_use: code.holds(date),
        })
    }
}

impl From<access::Code> for Code {
    fn from(code: access::Code) -> Code {
        Code {
            list: code.list,
            code: code.code,
            group: String::new(),
            name_zh: code.zh,
            name_en: code.en,
            aliases: Vec::new(),
            valid_from: code.from,
            valid_to: code.to,
            source: code.source,
        }
    }
}

impl Code {
    fn holds(&self, date: Date) -> bool {
        self.valid_from <= date && self.valid_to.is_none_or(|to| date < to)
    }

    fn is_called(&self, word: &str) -> bool {
        self.code == word
            || squeezed(&self.name_zh) == word
            || self.aliases.iter().any(|alias| alias == word)
    }
}

/// Half-width, without spaces and brackets.
fn squeezed(word: &str) -> String {
    let mut word = kernel::text::half_width(word);
    word.retain(|c| !c.is_whitespace() && !matches!(c, '(' | ')' | '"' | '、'));
    word
}

/// `list|code|group|from|to|name_zh|name_en|alias,alias|source`
fn parse(line: &str) -> Option<Code> {
    let mut parts = line.split('|').map(str::trim);
    let mut next = || parts.next().unwrap_or_default().to_owned();
    let (list, code, group, from, to) = (next(), next(), next(), next(), next());
    let (name_zh, name_en, aliases, source) = (next(), next(), next(), next());
    Some(Code {
        valid_from: from.parse().ok()?,
        valid_to: if to.is_empty() {
            None
        } else {
            Some(to.parse().ok()?)
        },
        aliases: aliases
            .split(',')
            .filter(|a| !a.is_empty())
            .map(str::to_owned)
            .collect(),
        list,
        code,
        group,
        name_zh,
        name_en,
        source,
    })
}

const BUILT_IN: &str = include_str!("codes.txt");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_understood() {
        let lines = BUILT_IN
            .lines()
            .filter(|l| !l.is_empty() && !l.starts_with('#'))
            .count();
        let codes = Codes::built_in();
        let own = codes
            .entries
            .iter()
            .filter(|c| !OF_LIFE.contains(&c.list.as_str()));
        assert_eq!(own.count(), lines);
        for list in OF_LIFE {
            assert!(codes.of(list).count() >= 5, "{list}");
        }
        assert!(
            codes
                .entries
                .iter()
                .all(|c| !c.name_zh.is_empty() && !c.name_en.is_empty() && !c.source.is_empty())
        );
    }

    #[test]
    fn every_kind_of_event_is_in_the_list_of_events() {
        let codes = Codes::built_in();
        let listed: Vec<&str> = codes.of("life_event").map(|c| c.code.as_str()).collect();
        let kinds = crate::people::LifeKind::ALL.map(|kind| kind.code());
        assert_eq!(listed.len(), kinds.len());
        for kind in kinds {
            assert!(listed.contains(&kind), "{kind}");
        }
    }

    #[test]
    fn a_word_is_recognised_with_its_time() {
        let codes = Codes::built_in();
        let check = |list, word, date: &str, expected: Option<(&str, bool)>| {
            let found = codes.recognise(list, word, date.parse().unwrap());
            assert_eq!(found.map(|f| (f.code, f.in_use)), expected, "{word} {date}");
        };
        check(
            HOUSEHOLD_STATUS,
            "脱贫户",
            "2022-07-31",
            Some(("relieved", true)),
        );
        check(
            HOUSEHOLD_STATUS,
            "脱贫（享受政策）",
            "2022-07-31",
            Some(("relieved", true)),
        );
        check(
            HOUSEHOLD_STATUS,
            "边缘易致贫户",
            "2023-01-01",
            Some(("marginal", true)),
        );
        check(
            HOUSEHOLD_STATUS,
            "边缘易致贫户",
            "2026-03-01",
            Some(("marginal", false)),
        );
        check(
            HOUSEHOLD_STATUS,
            "监测对象",
            "2026-03-01",
            Some(("monitored", true)),
        );
        check(HOUSEHOLD_STATUS, "别的", "2026-03-01", None);
        check(
            RELATION_TO_HEAD,
            "户 主",
            "2022-07-31",
            Some(("head", true)),
        );
        check(
            RELATION_TO_HEAD,
            "之儿媳",
            "2022-07-31",
            Some(("daughter_in_law", true)),
        );
    }
}
