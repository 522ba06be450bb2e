//! The days of a clock: why the last one is that day, who is reminded before it, and who is told behind it.

use super::read::{Chained, Clock};
use super::words::{clock, due, explained};
use crate::components::{Notice, NoticeKind, StepState, Steps};
use crate::format;
use crate::i18n::Words;
use crate::view::Part;
use cases::clocks::Deadline;
use cases::declared::{CaseType, Level};
use cases::marks::Kind;

/// A clock: its day, and why it is that day.
pub(super) fn days(words: Words, of: &CaseType, one: &Clock) -> Vec<Part> {
    let name = clock(words, of, &one.code);
    let due = due(words, one.due);
    let args = [("clock", &*name), ("due", &*due)];
    let first = match one.is_over {
        true => {
            let text = words.with("cases-is-over", &args);
            Part::Notice(Notice::new(NoticeKind::Warning, words, text))
        }
        false => Part::Text(words.with("cases-due-of", &args)),
    };
    let why = explained(words, &one.why, one.unit);
    let list = why.into_iter().map(Part::Text).collect();
    let mut parts = vec![
        first,
        Part::Details {
            label: words.with("cases-why", &[("clock", &name)]),
            parts: list,
        },
    ];
    if one.chain.len() > 1 {
        parts.push(Part::Steps(chain(words, one)));
    }
    parts
}

/// Past ones, the next one, and those that come if nobody does anything.
fn chain(words: Words, one: &Clock) -> Steps {
    let mut steps = Steps::new(words.get("due-chain"));
    let mut is_next = true;
    for step in &one.chain {
        let state = match (step.is_past, is_next) {
            (true, _) => StepState::Done,
            (false, true) => StepState::Current,
            (false, false) => StepState::Coming,
        };
        is_next &= step.is_past;
        steps = steps.step(words, chained(words, step), state, Some(day(words, step)));
    }
    steps
}

fn chained(words: Words, step: &Chained) -> String {
    let level = step.level.map_or_else(String::new, |level| {
        words.get(match level {
            Level::Record => "due-level-record",
            Level::Act => "due-level-act",
            Level::Verify => "due-level-verify",
            Level::Manage => "due-level-manage",
        })
    });
    let whom = [("unit", &*step.unit), ("level", &*level)];
    match step.kind {
        Kind::Due => words.get("due-chain-due"),
        Kind::Warn => words.with("due-chain-warn", &[("n", &step.n.to_string())]),
        Kind::Notify => words.with("due-chain-notify", &whom),
        Kind::Reassign => words.with("due-chain-reassign", &whom),
    }
}

/// Its day, and of what stands behind the last one by how much.
fn day(words: Words, step: &Chained) -> String {
    let day = match step.when {
        Deadline::NotFixed { .. } => return words.get("due-chain-no-day"),
        Deadline::Paused { .. } => return words.get("due-chain-paused"),
        Deadline::On(day) => format::date(day),
        Deadline::At(at) => format::instant(at.saturating_mul(1_000_000)),
    };
    match step.level {
        Some(_) if step.n > 0 => {
            let after = words.with("due-chain-after", &[("n", &step.n.to_string())]);
            format!("{day} {after}")
        }
        _ => day,
    }
}
