//! Words that several pages of rounds share.

use super::facts::{Rule, Stage, Sums};
use crate::components::{Tag, TagKind};
use crate::format;
use crate::i18n::Words;
use kernel::Fen;

pub(super) fn yuan(words: Words) -> String {
    words.get("web-unit-yuan")
}

pub(super) fn money(words: Words, amount: Fen) -> String {
    format::money_with_unit(words, amount)
}

/// `is_mine`: the asker can act now, which is marked by shape as well as by words.
pub(super) fn stage_tag(words: Words, stage: Stage, is_mine: bool) -> Tag {
    let kind = match stage {
        Stage::Closed => TagKind::Done,
        Stage::Cancelled | Stage::Reversed => TagKind::Plain,
        _ if is_mine => TagKind::Alert,
        _ => TagKind::Open,
    };
    Tag::new(kind, words.get(&format!("rounds-stage-{}", stage.code())))
}

/// `按人分配`, or the weights of the classes.
pub(super) fn basis(words: Words, rule: &Rule) -> String {
    let name = words.get(&format!("rounds-basis-{}", rule.basis.replace('_', "-")));
    if rule.weights.is_empty() {
        return name;
    }
    let list: Vec<String> = rule
        .weights
        .iter()
        .map(|(code, weight)| format!("{} {weight}", class(words, code)))
        .collect();
    words.labelled(&name, &list.join(&words.get("rounds-list-comma")))
}

/// `按份均分，余数结转（取整到分）`.
pub(super) fn policy(words: Words, rule: &Rule) -> String {
    let name = words.get(&format!(
        "rounds-policy-{}",
        rule.policy.as_str().replace('_', "-")
    ));
    let step = words.get(&format!("rounds-step-fen-{}", rule.step.0));
    words.with("rounds-policy-step", &[("policy", &name), ("step", &step)])
}

/// A class as people call it; the code itself where it has no word here.
pub(super) fn class(words: Words, code: &str) -> String {
    let key = format!("rounds-class-{}", code.to_lowercase().replace('_', "-"));
    if words.has(&key) {
        words.get(&key)
    } else {
        code.to_owned()
    }
}

/// `第3次`.
pub(super) fn ordinal(words: Words, number: i64) -> String {
    words.fill("rounds-ordinal-text", &[("number", number.into())])
}

/// What one unit of weight gets, in words: `每份2,266.66元`.
pub(super) fn each(words: Words, sums: &Sums) -> Option<String> {
    sums.each
        .map(|fen| words.with("rounds-each", &[("amount", &fen.to_string())]))
}

/// The name of an account of a book; its code where it has no words.
pub(super) fn account(words: Words, code: &str) -> String {
    let key = format!("ledger-account-{}", code.replace('_', "-"));
    match words.has(&key) {
        true => words.get(&key),
        false => code.to_owned(),
    }
}
