//! Slips in what it means: states, people, fields.

use super::{Dice, Good, NAME, Slip, Slips, slips};
use crate::declared::StateKind;

/// A line in the opening action.
pub(super) fn in_open(good: &Good, line: &str) -> Option<Slip> {
    let blocks = good.blocks("[[action]]");
    let open = blocks
        .into_iter()
        .find(|block| good.find(*block, "code = \"open\"").is_some())?;
    Some(good.insert(open.end, line))
}

/// An open state that a case leaves, not counting the first.
fn open_state<'t>(good: &'t Good, dice: &Dice) -> &'t str {
    let open: Vec<&str> = good
        .of
        .states
        .iter()
        .filter(|state| state.kind == StateKind::Open)
        .map(|state| state.code.as_str())
        .collect();
    dice.word(&open)
}

fn any_action<'t>(good: &'t Good, dice: &Dice) -> &'t str {
    let actions: Vec<&str> = good
        .of
        .actions
        .iter()
        .map(|action| action.code.as_str())
        .collect();
    dice.word(&actions)
}

pub(super) fn state(code: &str, kind: &str) -> String {
    format!("[[state]]\ncode = \"{code}\"\n{NAME}\nkind = \"{kind}\"\n")
}

pub(super) fn action(code: &str, from: &str, to: &str, who: &str) -> String {
    format!(
        "[[action]]\ncode = \"{code}\"\n{NAME}\nfrom = [\"{from}\"]\nto = \"{to}\"\nwho = [\"{who}\"]\n"
    )
}

/// The line after a state's kind, for states of this kind.
fn mark_final(good: &Good, dice: &Dice, kind: &str) -> Option<Slip> {
    let block = good.block_with(dice, "[[state]]", &format!("kind = \"{kind}\""))?;
    if good.find(block, "final").is_some() {
        return None;
    }
    let mut slip = good.insert(block.end, "final = true");
    slip.line = block.first + 2;
    Some(slip)
}

pub(super) const SLIPS: &[Slips] = &[
    slips("state_unreachable", &[], |good, dice| {
        let more = state("attic", "open")
            + &action("climb_down", "attic", open_state(good, dice), "record@desk");
        Some(good.append(&more, 1))
    }),
    slips(
        "state_without_exit",
        &["cannot_close", "clock_never_stops"],
        |good, dice| {
            let more = state("pit", "open")
                + &action("fall", open_state(good, dice), "pit", "record@desk");
            Some(good.append(&more, 1))
        },
    ),
    slips(
        "no_way_to_close",
        &["cannot_close", "clock_never_stops"],
        |good, dice| {
            let more = state("pit", "open")
                + &state("shaft", "open")
                + &action("fall", open_state(good, dice), "pit", "record@desk")
                + &action("crawl", "pit", "shaft", "record@desk")
                + &action("crawl_back", "shaft", "pit", "record@desk");
            Some(good.append(&more, 1))
        },
    ),
    slips("hangs_on_requester", &["cannot_close"], |good, dice| {
        let back = open_state(good, dice);
        let more = state("limbo", "waiting")
            + &action("wait", back, "limbo", "record@desk")
            + &action("come_back", "limbo", back, "requester");
        Some(good.append(&more, 1))
    }),
    slips("cannot_close", &[], |good, dice| {
        let alone: &[&str] = match good.of.code.as_str() {
            "appeal" => &["record@desk", "act@owner", "verify@desk", "manage@desk"],
            "finding" => &[
                "act@owner",
                "record@unit",
                "verify@parent",
                "verify@desk",
                "manage@desk",
            ],
            "legal_advice" => &["manage@desk"],
            _ => return None,
        };
        let role = dice.word(alone);
        let at = good.line(dice, "closing = ")?;
        let mut slip = good.replace(at, &format!("closing = [[\"{role}\"]]"));
        if good.lines[at] == "closing = [" {
            let end = (at..).find(|at| slip.lines[*at] == "]")?;
            slip.lines.drain(at + 1..=end);
        }
        Some(slip)
    }),
    slips("role_idle", &[], |good, dice| {
        let at = good.line(dice, "closing = [[")?;
        Some(good.replace(at, &good.lines[at].replace("[[", "[[\"verify@unit\", ")))
    }),
    slips(
        "no_opening",
        &[
            "key_missing",
            "unknown_action",
            "twice",
            "approved_by_doer",
            "no_owner",
        ],
        |good, dice| {
            let at = good.line(dice, "code = \"open\"")?;
            let mut slip = good.replace(at, "code = \"opening\"");
            slip.line = good
                .lines
                .iter()
                .position(|line| line.starts_with("code = "))?
                + 1;
            Some(slip)
        },
    ),
    slips("open_from", &[], |good, dice| {
        in_open(
            good,
            &format!("from = [\"{}\"]", dice.pick(&good.of.states).code.as_str()),
        )
    }),
    slips("final_open", &[], |good, dice| {
        mark_final(good, dice, "open")
    }),
    slips("final_left", &[], |good, dice| {
        let slip = mark_final(good, dice, "closed")?;
        let code = &good
            .of
            .states
            .iter()
            .find(|state| state.kind == StateKind::Closed)?
            .code;
        let is_left = good
            .of
            .actions
            .iter()
            .any(|action| action.is_from(code) && action.to.is_some());
        is_left.then_some(slip)
    }),
    slips("not_final", &[], |good, dice| {
        let at = good.line(dice, "final = true")?;
        let code = (0..at)
            .rev()
            .find(|at| good.lines[*at].starts_with("code = "))?;
        Some(good.without(at, code))
    }),
    slips(
        "no_closed_state",
        &["needs_reason", "tries_without_end"],
        |good, dice| {
            let closed = |state: &&crate::declared::State| state.kind == StateKind::Closed;
            if good.of.states.iter().filter(closed).count() > 1 {
                return None;
            }
            let at = good.line(dice, "kind = \"closed\"")?;
            let mut slip = good.replace(at, "kind = \"void\"");
            slip.line = good
                .lines
                .iter()
                .position(|line| line.starts_with("code = "))?
                + 1;
            Some(slip)
        },
    ),
    slips("nobody_fills", &[], |good, dice| {
        let kind = dice.word(&[
            "text",
            "long_text",
            "date",
            "yes_no",
            "person",
            "unit",
            "place",
        ]);
        Some(good.append(
            &format!("[[field]]\ncode = \"orphan\"\n{NAME}\nkind = \"{kind}\""),
            1,
        ))
    }),
    slips("asked_too_early", &[], |good, dice| {
        in_open(
            good,
            &format!("has = [\"{}\"]", dice.pick(&good.of.fields).code.as_str()),
        )
    }),
    slips("asked_too_early", &[], |good, dice| {
        // Some way to a closed state goes by without it.
        let optional: &[&str] = match good.of.code.as_str() {
            "appeal" => &["photos", "place", "question", "satisfaction", "extra_days"],
            "finding" => &[
                "measure",
                "leader",
                "line_owner",
                "notice_text",
                "description",
            ],
            "inspection" => &["looked_at", "found"],
            "legal_advice" => &["summary"],
            _ => return None,
        };
        let code = format!("code = \"{}\"", dice.word(optional));
        let block = good.block_with(dice, "[[field]]", &code)?;
        let mut slip = good.insert(block.end, "required = true");
        slip.line = block.first + 2;
        Some(slip)
    }),
    slips("owner_not_set", &["role_idle"], |good, _| {
        let open = good
            .blocks("[[action]]")
            .into_iter()
            .find(|block| good.find(*block, "code = \"open\"").is_some())?;
        let at = good.find(open, "who = ")?;
        good.has_owner()
            .then(|| good.replace(at, "who = [\"act@owner\", \"record@desk\"]"))
    }),
    slips(
        "owner_not_set",
        &["never_recorded", "unknown_key", "nobody_fills"],
        |good, dice| {
            // Nobody says who handles it before they do.
            let code = dice.word(&["accept", "assign"]);
            let block = good.block_with(dice, "[[action]]", &format!("code = \"{code}\""))?;
            let at = good.find(block, "need = ")?;
            let mut slip = good.replace(
                at,
                &good.lines[at].replace("\"owner_unit\"", "\"extra_days\""),
            );
            let start = if code == "accept" {
                "code = \"start\""
            } else {
                "code = \"rectify\""
            };
            let start = good
                .blocks("[[action]]")
                .into_iter()
                .find(|block| good.find(*block, start).is_some())?;
            slip.line = good.find(start, "who = ")? + 1;
            Some(slip)
        },
    ),
    slips(
        "no_owner",
        &["cannot_close", "role_idle", "hangs_on_requester"],
        |good, dice| {
            let at = good.line(dice, "who = [")?;
            let role = dice.word(&["act@owner", "manage@parent"]);
            (!good.has_owner()).then(|| good.replace(at, &format!("who = [\"{role}\"]")))
        },
    ),
    slips("no_owner", &[], |good, dice| {
        let block = good.block(dice, "[[clock.chain]]")?;
        let at = good.find(block, "do = ")?;
        let mut slip = good.replace(at, "do = \"reassign\"");
        slip.line = good.find(block, "after = ")? + 1;
        (!good.has_owner()).then_some(slip)
    }),
    slips("open_approved", &[], |good, dice| {
        in_open(
            good,
            &format!(
                "approve = [\"{}\"]",
                dice.word(&["manage@desk", "verify@desk"])
            ),
        )
    }),
    slips("approved_by_doer", &[], |good, dice| {
        let block = good.block_with(dice, "[[action]]", "approve = ")?;
        let who = &good.lines[good.find(block, "who = ")?];
        Some(good.replace(
            good.find(block, "approve = ")?,
            &who.replace("who", "approve"),
        ))
    }),
    slips("needs_approval", &[], |good, dice| {
        let block = good.block_with(dice, "[[action]]", "extends = ")?;
        let at = good.find(block, "approve = ")?;
        Some(good.without(at, good.find(block, "extends = ")?))
    }),
    slips("needs_reason", &[], |good, dice| {
        let block = good.block_with(
            dice,
            "[[action]]",
            dice.word(&["to = \"void\"", "to = \"withdrawn\""]),
        )?;
        let code = good.find(block, "code = ")?;
        Some(good.without(good.find(block, "reason = ")?, code))
    }),
    slips("cannot_come_before", &[], |good, dice| {
        let mut earlier = any_action(good, dice);
        if earlier == "open" {
            earlier = "void";
        }
        good.of.action(earlier)?;
        in_open(good, &format!("forbid = [\"{earlier}\"]"))
    }),
    slips(
        "cannot_come_before",
        &["tries_without_end"],
        |good, dice| {
            let block = good.block(dice, "[[action]]")?;
            if good.find(block, "code = \"open\"").is_some() {
                return None;
            }
            // The opening never comes while a case stays in a state.
            let line = "after = { action = \"open\", times = 1 }";
            match good.find(block, "after = ") {
                Some(at) => Some(good.replace(at, line)),
                None => Some(good.insert(block.end, line)),
            }
        },
    ),
    slips("never_so_often", &["tries_without_end"], |good, dice| {
        let at = good.line(dice, "after = {")?;
        Some(good.replace(
            at,
            &good.lines[at].replace("times = 3", &format!("times = {}", 4 + dice.small(9))),
        ))
    }),
    slips("tries_without_end", &[], |good, dice| {
        let at = good.line(dice, "tries = ")?;
        Some(good.replace(
            at,
            &good.lines[at].replace("times = 3", &format!("times = {}", 1 + dice.small(2))),
        ))
    }),
];
