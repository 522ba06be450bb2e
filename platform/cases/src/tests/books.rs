//! Books of figures: the shipped ones are right, and what is wrong with one is told by place.

use crate::declared::{CaseType, check, check_book};
use crate::types::{APPEAL_BOOK, BOOKS, LEGAL_ADVICE, SHIPPED};
use std::collections::BTreeMap;

fn types() -> BTreeMap<String, CaseType> {
    let all = SHIPPED.iter().filter_map(|versions| versions.last());
    let of = |text: &&str| check(text).unwrap();
    all.map(of).map(|of| (of.code.value.clone(), of)).collect()
}

/// `line:column code`, of a text.
fn told(text: &str) -> Vec<String> {
    let types = types();
    let faults = check_book(text, |code| types.get(code)).err();
    let faults = faults.unwrap_or_default();
    faults
        .iter()
        .map(|fault| format!("{} {}", fault.place.line, fault.code))
        .collect()
}

/// What `check_book` tells and `check` does not.
pub const BOOK: [&str; 4] = [
    "unknown_type",
    "unknown_figure",
    "figure_not_added",
    "book_of_another_kind",
];

#[test]
fn the_shipped_books_are_right_and_follow_their_types() {
    for text in BOOKS.iter().flat_map(|versions| *versions) {
        assert_eq!(told(text), [""; 0], "{}", &text[..80]);
    }
}

/// A book that comes with the program may count by a code that a township has taken: cases go on, counted once by each code.
#[test]
fn two_books_that_count_by_one_code_count_once() {
    let of = check(LEGAL_ADVICE).unwrap();
    let books = ["mine", "yours"].map(|code| {
        let text = GOOD.replace("code = \"advice\"", &format!("code = \"{code}\""));
        std::sync::Arc::new(check_book(&text, |_| Some(&of)).unwrap())
    });
    let figures = crate::books::figures(&of, &books);
    let codes: std::collections::BTreeSet<&str> =
        figures.iter().map(|figure| figure.code.as_str()).collect();
    assert_eq!(codes.len(), figures.len());
    assert!(codes.contains("late_answers"));
}

/// A small book of one line each, so that a slip has a line of its own.
const GOOD: &str = r#"code = "advice"
version = 1
name = { zh = "咨询", en = "Advice" }
source = "本地"
of = "legal_advice"
[[figure]]
code = "late_answers"
name = { zh = "逾期答复", en = "Late" }
action = "give"
late = "answer"
[[figure]]
code = "topics"
name = { zh = "类别数", en = "Topics" }
states = ["given"]
distinct = "topic"
time = "give"
[[figure]]
code = "days"
name = { zh = "用时", en = "Days" }
action = "give"
days_since = "open"
[[ratio]]
code = "late_share"
name = { zh = "逾期率", en = "Late share" }
part = "late_answers"
whole = "legal_advice_person_times"
[report]
columns = ["late_answers", "late_share"]
chart = ["late_answers"]
"#;

#[test]
fn what_is_wrong_with_a_book_is_told_by_its_line() {
    assert_eq!(told(GOOD), [""; 0]);
    for (from, to, expected) in [
        ("code = \"advice\"", "code = \"Advice\"", "1 bad_code"),
        ("version = 1", "version = 0", "2 bad_range"),
        ("of = \"legal_advice\"", "of = \"legal\"", "5 unknown_type"),
        (
            "source = \"本地\"",
            "sauce = 1",
            "1 key_missing, 4 unknown_key",
        ),
        (
            "action = \"give\"\nlate",
            "action = \"gave\"\nlate",
            "9 unknown_action",
        ),
        ("late = \"answer\"", "late = \"reply\"", "10 unknown_clock"),
        (
            "late = \"answer\"",
            "late = \"answer\"\nin_time = \"answer\"",
            "11 keys_clash",
        ),
        (
            "distinct = \"topic\"",
            "distinct = \"summary\"",
            "15 field_kind, 15 personal_asked",
        ),
        (
            "distinct = \"topic\"",
            "distinct = \"nobody\"",
            "15 unknown_field",
        ),
        (
            "days_since = \"open\"",
            "days_since = \"void\"",
            "21 never_recorded",
        ),
        (
            "days_since = \"open\"",
            "days_since = \"close\"",
            "21 unknown_action",
        ),
        (
            "days_since = \"open\"",
            "days_since = \"open\"\nsum = \"persons\"",
            "22 keys_clash",
        ),
        ("code = \"days\"", "code = \"topics\"", "18 twice"),
        (
            "code = \"days\"",
            "code = \"legal_advice_person_times\"",
            "18 twice",
        ),
        (
            "code = \"late_share\"",
            "code = \"days\"",
            "23 twice, 28 unknown_figure",
        ),
        (
            "part = \"late_answers\"",
            "part = \"late\"",
            "25 unknown_figure",
        ),
        (
            "part = \"late_answers\"",
            "part = \"days\"",
            "25 figure_not_added",
        ),
        (
            "whole = \"legal_advice_person_times\"",
            "",
            "22 key_missing",
        ),
        (
            "chart = [\"late_answers\"]",
            "chart = [\"late_share\"]",
            "29 unknown_figure",
        ),
        ("time = \"give\"", "", "11 key_missing"),
    ] {
        assert!(GOOD.contains(from), "{from}");
        assert_eq!(
            told(&GOOD.replacen(from, to, 1)).join(", "),
            expected,
            "{to}"
        );
    }
    // Of a text that is no TOML nothing else is said.
    assert_eq!(told("code = "), ["1 syntax"]);
}

#[test]
fn what_is_asked_of_a_type_that_records_it_nowhere_is_told() {
    let text = APPEAL_BOOK.replace("late = \"handle\"", "late = \"nothing\"");
    assert!(
        told(&text)
            .iter()
            .all(|fault| fault.ends_with("unknown_clock"))
    );
    assert!(!told(&text).is_empty());
    assert!(check(LEGAL_ADVICE).is_ok());
}
