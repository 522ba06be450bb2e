//! Slips in what it means: ways, people, fields, clocks, figures.

use super::{Dice, Good, NAME, Slip, Slips, slips};
use crate::declared::{Kind, StateKind};

/// A line in the opening action.
fn in_open(good: &Good, line: &str) -> Option<Slip> {
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

fn state(code: &str, kind: &str) -> String {
    format!("[[state]]\ncode = \"{code}\"\n{NAME}\nkind = \"{kind}\"\n")
}

fn action(code: &str, from: &str, to: &str, who: &str) -> String {
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
    slips(
        "clock_never_starts",
        &["clock_not_running"],
        |good, dice| {
            let block = good.block(dice, "[[clock]]")?;
            let at = good.find(block, "start = ")?;
            Some(good.without(at, good.find(block, "code = ")?))
        },
    ),
    slips("clock_never_stops", &[], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let at = good.find(block, "stop = ")?;
        Some(good.without(at, good.find(block, "code = ")?))
    }),
    slips("clock_runs_on", &["stops_nothing"], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let at = good.find(block, "stop = ")?;
        let names: Vec<&str> = good.lines[at].split('"').skip(1).step_by(2).collect();
        let name = dice.word(&names);
        let to = good.of.action(name)?.to.as_ref()?;
        let ends = good.of.state(to)?.kind.is_ended();
        let left: Vec<String> = names
            .iter()
            .filter(|it| **it != name)
            .map(|it| format!("\"{it}\""))
            .collect();
        (ends && !left.is_empty())
            .then(|| good.replace(at, &format!("stop = [{}]", left.join(", "))))
    }),
    slips("stops_nothing", &[], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let at = good.find(block, "stop = ")?;
        Some(good.replace(at, &good.lines[at].replace(']', ", \"open\"]")))
    }),
    slips("pause_not_waiting", &[], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let line = format!("pause = [\"{}\"]", good.first_state());
        match good.find(block, "pause = ") {
            Some(at) => Some(good.replace(at, &line)),
            None => Some(good.insert(block.end, &line)),
        }
    }),
    slips("pauses_nothing", &[], |good, dice| {
        let (clock, waiting) = *dice.pick(&[
            ("hand_back", "waiting"),
            ("sign", "waiting"),
            ("call", "waiting"),
            ("notice", "done"),
        ]);
        let block = good.block_with(dice, "[[clock]]", &format!("code = \"{clock}\""))?;
        Some(good.insert(block.end, &format!("pause = [\"{waiting}\"]")))
    }),
    slips(
        "paused_for_ever",
        &["state_without_exit", "cannot_close", "clock_never_stops"],
        |good, dice| {
            // The first clock of each of these runs in the first state.
            let block = *good.blocks("[[clock]]").first()?;
            good.find(block, "start = [\"open\"")?;
            let mut slip = good.insert(block.end, "pause = [\"limbo\"]");
            let more = state("limbo", "waiting")
                + &action(
                    "drift",
                    good.first_state(),
                    "limbo",
                    dice.word(&["record@desk", "verify@desk"]),
                );
            slip.lines.push(String::new());
            slip.lines.extend(more.lines().map(str::to_owned));
            Some(slip)
        },
    ),
    slips("clock_not_running", &[], |good, dice| {
        let clocks = &good.of.clocks;
        if clocks.is_empty() {
            return None;
        }
        let key = dice.word(&["before_due", "after_due"]);
        in_open(
            good,
            &format!("{key} = \"{}\"", dice.pick(clocks).code.as_str()),
        )
    }),
    slips("clock_not_running", &[], |good, dice| {
        let (action, clock) = *dice.pick(&[
            ("start", "call"),
            ("solve", "sign"),
            ("ask", "hand_back"),
            ("assign", "notice"),
            ("rectify", "check"),
            ("seek_owner", "rectify"),
        ]);
        let block = good.block_with(dice, "[[action]]", &format!("code = \"{action}\""))?;
        Some(good.insert(block.end, &format!("before_due = \"{clock}\"")))
    }),
    slips(
        "limit_without_value",
        &["limit_field_unset"],
        |good, dice| {
            let at = good.line(dice, "limit = ")?;
            let choices = |field: &&crate::declared::Field| {
                matches!(field.kind, Kind::Choice(_) | Kind::Code { .. }) && !field.is_personal
            };
            let field = good.of.fields.iter().find(choices)?;
            Some(good.replace(
                at,
                &format!("limit = {{ field = \"{}\" }}", field.code.as_str()),
            ))
        },
    ),
    slips("limit_field_unset", &[], |good, dice| {
        let (clock, field, of) = match good.of.code.as_str() {
            "appeal" => (
                "handle",
                "satisfaction",
                "satisfied = \"1wd\", basic = \"2wd\", dissatisfied = \"24h\"",
            ),
            "finding" => (
                "rectify",
                "line_owner",
                "power = \"1wd\", telecom = \"2wd\", tv = \"2cd\", unknown = \"24h\"",
            ),
            "inspection" => (
                "turn",
                "result",
                "kept = \"1wd\", slipping = \"2wd\", not_made = \"3wd\"",
            ),
            _ => return None,
        };
        let block = good.block_with(dice, "[[clock]]", &format!("code = \"{clock}\""))?;
        let at = good.find(block, "limit = ")?;
        Some(good.replace(
            at,
            &format!("limit = {{ field = \"{field}\", of = {{ {of} }} }}"),
        ))
    }),
    slips("bad_warn", &[], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let line = format!("warn = [{}]", dice.word(&["0", "100", "-5", "50, 120"]));
        match good.find(block, "warn = ") {
            Some(at) => Some(good.replace(at, &line)),
            None => Some(good.insert(block.end, &line)),
        }
    }),
    slips("warn_not_ascending", &[], |good, dice| {
        let block = good.block(dice, "[[clock]]")?;
        let line = format!(
            "warn = [{}]",
            dice.word(&["80, 50", "50, 50", "20, 80, 70"])
        );
        match good.find(block, "warn = ") {
            Some(at) => Some(good.replace(at, &line)),
            None => Some(good.insert(block.end, &line)),
        }
    }),
    slips("chain_not_ascending", &[], |good, dice| {
        let block = good.block(dice, "[[clock.chain]]")?;
        let mut slip = good.insert(block.end, "");
        let more = [
            "[[clock.chain]]",
            "after = 0",
            "do = \"notify\"",
            "to = \"act\"",
        ];
        for (n, line) in more.iter().enumerate() {
            slip.lines.insert(block.end + 1 + n, (*line).to_owned());
        }
        slip.line = block.end + 3;
        Some(slip)
    }),
    slips("never_recorded", &[], |good, dice| {
        let void = dice.word(&["void", "withdraw", "give", "hold", "inspect"]);
        let action = good.of.action(void)?;
        // Nothing leads from an end back to the first state.
        let first = good.first_state();
        if good.of.state(action.to.as_ref()?)?.kind == StateKind::Open {
            return None;
        }
        Some(good.append(
            &format!(
                "[[figure]]\ncode = \"more\"\n{NAME}\nstates = [\"{first}\"]\ntime = \"{void}\""
            ),
            4,
        ))
    }),
    slips("never_recorded", &["nobody_fills"], |good, dice| {
        let key = dice.word(&[
            "filter = { orphan = true }",
            "unit = \"orphan\"",
            "sum = \"orphan\"",
        ]);
        let kind = match key.split(' ').next() {
            Some("filter") => "kind = \"yes_no\"",
            Some("unit") => "kind = \"unit\"",
            _ => "kind = \"number\"\nmin = 1\nmax = 2",
        };
        let figure = format!("[[figure]]\ncode = \"more\"\n{NAME}\naction = \"open\"\n{key}\n");
        Some(good.append(
            &format!("{figure}[[field]]\ncode = \"orphan\"\n{NAME}\n{kind}"),
            4,
        ))
    }),
    slips("personal_published", &["never_published"], |good, dice| {
        let block = good.block_with(dice, "[[field]]", "personal = true")?;
        let mut slip = good.insert(block.end, "public = true");
        slip.line = block.first + 2;
        Some(slip)
    }),
    slips("personal_asked", &[], |good, dice| {
        let at = good.line(dice, dice.word(&["filter = { ", "sum = ", "unit = "]))?;
        let line = &good.lines[at];
        let field = match line.strip_prefix("filter = { ") {
            Some(rest) => rest.split(' ').next()?,
            None => line.split('"').nth(1)?,
        };
        let block = good.block_with(dice, "[[field]]", &format!("code = \"{field}\""))?;
        let mut slip = good.insert(block.end, "personal = true");
        slip.line = at + 1 + usize::from(at >= block.end);
        Some(slip)
    }),
    slips("never_published", &[], |good, dice| {
        let block = good.block(dice, "[[field]]")?;
        let mut slip = good.insert(block.end, "public = true");
        slip.line = block.first + 2;
        let fits = good.of.publish.is_none() && good.find(block, "personal").is_none();
        fits.then_some(slip)
    }),
    slips("nothing_public", &[], |good, dice| {
        let more = format!(
            "[publish]\nin = [\"{}\"]",
            dice.pick(&good.of.states).code.as_str()
        );
        good.of.publish.is_none().then(|| good.append(&more, 1))
    }),
    slips("extension_unsaid", &[], |good, dice| {
        let block = good.block_with(dice, "[[action]]", "extends = ")?;
        let mut slip = good.replace(good.find(block, "need = ")?, "may = [\"extra_days\"]");
        slip.line = good.find(block, "extends = ")? + 1;
        Some(slip)
    }),
];
