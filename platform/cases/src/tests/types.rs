//! The types that come with the program have no fault.

use crate::declared::{check, check_book, check_next};
use crate::types::{APPEAL, LAW_TALK, SHIPPED};
use std::collections::BTreeSet;

#[test]
fn what_comes_with_the_program_has_no_fault() {
    for versions in SHIPPED {
        for text in *versions {
            if let Err(faults) = check(text) {
                let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
                panic!("{}\n{}", text.lines().next().unwrap(), told.join("\n"));
            }
        }
    }
}

/// The example that the README shows is complete, and right as it stands there.
#[test]
fn the_example_of_the_readme_has_no_fault() {
    let readme = include_str!("../../README.md");
    let (_, after) = readme.split_once("```toml\n").unwrap();
    let (example, _) = after.split_once("```").unwrap();
    let of = check(example).unwrap();
    assert_eq!(
        (of.code.as_str(), of.actions.len(), of.clocks.len()),
        ("street_lamp", 4, 1)
    );
    let (_, after) = after.split_once("```toml\n").unwrap();
    let (book, _) = after.split_once("```").unwrap();
    let book = check_book(book, |code| (of.code == *code).then_some(&of)).unwrap();
    assert_eq!((book.figures.len(), book.ratios.len()), (1, 1));
}

#[test]
fn a_version_follows_another_without_contradicting_it() {
    let first = check(LAW_TALK).unwrap();
    let next = |changes: &[(&str, &str)]| {
        let mut text = LAW_TALK.replace("version = 1", "version = 2");
        for (before, after) in changes {
            assert!(text.contains(before), "{before}");
            text = text.replacen(before, after, 1);
        }
        let next = check(&text).unwrap_or_else(|faults| panic!("{faults:?}"));
        let told = check_next(&first, &next).into_iter();
        told.map(|fault| (fault.code, fault.place.line))
            .collect::<Vec<_>>()
    };
    let longer = ("max = 5000", "max = 9000");
    assert_eq!(next(&[longer]), []);
    assert_eq!(next(&[]), [("nothing_changed", 3)]);
    assert_eq!(
        next(&[longer, ("version = 2", "version = 1")]),
        [("version_not_next", 3)]
    );
    assert_eq!(
        next(&[longer, ("version = 2", "version = 3")]),
        [("version_not_next", 3)]
    );
    assert_eq!(
        next(&[("code = \"law_talk\"", "code = \"talk\"")]),
        [("code_changed", 2)]
    );
    assert_eq!(
        next(&[("kind = \"date\"", "kind = \"text\"")]),
        [("kind_changed", 16)]
    );
    let gone = ("code = \"law_talks\"", "code = \"talks\"");
    assert_eq!(next(&[gone]), [("figure_gone", 2)]);
    // Reports count open cases by the kind of their state.
    let waiting = ("kind = \"open\"", "kind = \"waiting\"");
    assert_eq!(next(&[waiting]), [("state_kind_changed", 44)]);
}

#[test]
fn what_was_sealed_stays_sealed() {
    let first = check(APPEAL).unwrap();
    let text = APPEAL.replace("version = 1", "version = 2");
    let contact = "code = \"contact\"\nname = { zh = \"联系电话\", en = \"Phone\" }\nkind = \"text\"\npersonal = true";
    let open = contact.replace("\npersonal = true", "");
    let next = check(&text.replace(contact, &open)).unwrap();
    let told: Vec<String> = check_next(&first, &next)
        .iter()
        .map(ToString::to_string)
        .collect();
    let before = APPEAL
        .split("code = \"contact\"")
        .next()
        .unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    assert_eq!(told, [format!("{line}:8 unsealed field=contact")]);
}

/// What `check_next` tells.
pub const BETWEEN: [&str; 7] = [
    "code_changed",
    "version_not_next",
    "nothing_changed",
    "kind_changed",
    "unsealed",
    "state_kind_changed",
    "figure_gone",
];

/// The README names every code that the checker has, and no other.
#[test]
fn the_readme_lists_the_codes_of_faults() {
    let readme = include_str!("../../README.md");
    let (_, after) = readme.split_once("## Codes of faults").unwrap();
    let (section, _) = after.split_once("\n## ").unwrap();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let listed: BTreeSet<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    let known: BTreeSet<&str> = super::faults::codes()
        .chain(BETWEEN)
        .chain(super::books::BOOK)
        .collect();
    assert_eq!(listed, known);
}
