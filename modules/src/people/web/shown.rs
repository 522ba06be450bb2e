//! How codes, counts and problems are worded on these pages.

use crate::people::codes::{Codes, HOUSEHOLD_STATUS, RELATION_TO_HEAD};
use crate::people::pages_data::COUNTED;
use crate::people::villages::Villages;
use ::web::components::{Choice, Column};
use ::web::i18n::{Lang, Words};
use kernel::{Date, text};
use sheets::Problem;

/// A code in the language of the page; the code itself where no list has it.
pub(super) fn code(words: Words, codes: &Codes, list: &str, code: &str) -> String {
    match (codes.get(list, code), words.lang()) {
        (Some(found), Lang::En) if !found.name_en.is_empty() => found.name_en.clone(),
        (Some(found), _) => found.name_zh.clone(),
        (None, _) => code.to_owned(),
    }
}

/// What stands between the items of an enumeration.
fn separator(words: Words) -> &'static str {
    match words.lang() {
        Lang::En => ", ",
        Lang::ZhCn => "、",
    }
}

/// Items in one sentence or cell.
pub(super) fn enumerated(words: Words, items: &[String]) -> String {
    items.join(separator(words))
}

/// A word that opens a title: the English names of changes stand in the middle of sentences elsewhere.
pub(super) fn titled(word: &str) -> String {
    let mut letters = word.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

/// A name, or that the person has been erased.
pub(super) fn name(words: Words, name: &str) -> String {
    if name.is_empty() {
        words.get("people-erased")
    } else {
        name.to_owned()
    }
}

pub(super) fn statuses(words: Words, codes: &Codes, list: &str) -> String {
    let each = list
        .split(',')
        .filter(|c| !c.is_empty())
        .map(|c| code(words, codes, HOUSEHOLD_STATUS, c));
    or_dash(enumerated(words, &each.collect::<Vec<_>>()))
}

pub(super) fn relation(words: Words, codes: &Codes, relation: &str) -> String {
    code(words, codes, RELATION_TO_HEAD, relation)
}

pub(super) fn sex(words: Words, sex: Option<&str>) -> String {
    or_dash(
        sex.map(|sex| words.get(&format!("people-sex-{sex}")))
            .unwrap_or_default(),
    )
}

pub(super) fn birth_year(year: Option<i64>) -> String {
    or_dash(year.map(|year| year.to_string()).unwrap_or_default())
}

/// A dash where nothing is recorded: on a phone, a label beside nothing looks like a fault.
pub(super) fn or_dash(text: String) -> String {
    if text.is_empty() {
        "–".to_owned()
    } else {
        text
    }
}

/// So many of something; one of them has words of its own where the language wants them.
pub(super) fn plural(words: Words, key: &str, count: usize) -> String {
    if count == 1 {
        words.count(key, 1)
    } else {
        words.with(key, &[("count", &number(count))])
    }
}

/// `1,234`, or `1,000+` where counting stopped.
pub(super) fn counted(words: Words, key: &str, count: i64) -> String {
    if count == 1 {
        return words.count(key, 1);
    }
    let number = text::grouped(count.min(COUNTED).unsigned_abs());
    let number = if count > COUNTED {
        format!("{number}+")
    } else {
        number
    };
    words.with(key, &[("count", &number)])
}

pub(super) fn number(count: usize) -> String {
    text::grouped(u64::try_from(count).unwrap_or(u64::MAX))
}

pub(super) fn columns(words: Words, keys: &[&str]) -> Vec<Column> {
    keys.iter()
        .map(|key| Column::text(words.get(key)))
        .collect()
}

pub(super) fn village_choices(villages: &Villages) -> Vec<Choice> {
    villages
        .all()
        .iter()
        .map(|v| Choice::new(v.id.to_string(), format!("{} {}", v.name, v.township)))
        .collect()
}

pub(super) fn status_choices(words: Words, codes: &Codes, today: Date) -> Vec<Choice> {
    codes
        .in_use(HOUSEHOLD_STATUS, today)
        .map(|c| {
            Choice::new(
                c.code.clone(),
                code(words, codes, HOUSEHOLD_STATUS, &c.code),
            )
        })
        .collect()
}

/// What is wrong with a cell, in words: of this module, of identity numbers and phones, of tables.
pub(super) fn problem(words: Words, problem: &Problem) -> String {
    // Names are enumerated where a list is read, which knows no language.
    let args: Vec<(&str, String)> = problem
        .args
        .iter()
        .map(|(name, value)| match *name {
            "near" | "which" => (*name, value.replace('、', separator(words))),
            _ => (*name, value.clone()),
        })
        .collect();
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let dashed = problem.code.replace(['.', '_'], "-");
    let own = match dashed.strip_prefix("people-") {
        Some(rest) => format!("people-problem-{rest}"),
        None => format!("invalid-{dashed}"),
    };
    let key = if words.has(&own) {
        own
    } else {
        problem.locale_key()
    };
    words.with(&key, &args)
}

/// The words of a file that could not be read.
pub(super) fn read_fault(words: Words, fault: &sheets::ReadFault) -> String {
    let args: Vec<(&str, &str)> = fault
        .args
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    words.with(&fault.locale_key(), &args)
}
