//! Every refusal and every fault has words in both languages, and they use what is handed to them.

use std::collections::BTreeSet;

const LOCALES: [&str; 2] = [
    include_str!("../../../../locales/zh-CN/cases.ftl"),
    include_str!("../../../../locales/en/cases.ftl"),
];

const FOLD: [&str; 3] = [
    include_str!("../fold/rules.rs"),
    include_str!("../fold/form.rs"),
    include_str!("../fold/step.rs"),
];

/// The codes of refusals that the fold names.
fn refusals() -> BTreeSet<&'static str> {
    let pieces = FOLD
        .iter()
        .flat_map(|code| code.split('"').skip(1).step_by(2));
    pieces.filter(|piece| piece.starts_with("cases.")).collect()
}

#[test]
fn refusals_and_faults_have_words_in_both_languages() {
    let (_, documented) = include_str!("../fold/mod.rs")
        .split_once("Refuses, in this order")
        .unwrap();
    let (documented, _) = documented.split_once("pub fn apply").unwrap();
    let listed: BTreeSet<&str> = documented
        .split('`')
        .filter(|word| word.starts_with("cases."))
        .collect();
    assert_eq!(listed, refusals(), "the documentation of Case::apply");
    let refused = refusals().into_iter();
    let refused = refused.map(|code| format!("refused-{}", code.replace(['.', '_'], "-")));
    let faults = super::faults::codes().chain(super::types::BETWEEN);
    let faults = faults.chain(super::books::BOOK);
    let faults = faults.map(|code| format!("case-fault-{}", code.replace('_', "-")));
    let keys: BTreeSet<String> = refused.chain(faults).collect();
    for text in LOCALES {
        let there = text.lines().filter_map(|line| line.split_once(" = "));
        let there: BTreeSet<String> = there
            .map(|(key, _)| key.to_owned())
            .filter(|key| !key.starts_with(' '))
            .collect();
        assert_eq!(there, keys);
    }
}
