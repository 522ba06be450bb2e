//! Slips in what is counted: clocks, figures, what is shown.

use super::ways::{action, in_open, state};
use super::{NAME, Slips, slips};
use crate::declared::{Kind, StateKind};

pub(super) const SLIPS: &[Slips] = &[
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
    slips("never_recorded", &[], |good, dice| {
        // What leads out of an end comes behind nothing that leads into one, so no days lie between.
        let ends: Vec<&str> = good
            .of
            .actions
            .iter()
            .filter(|action| {
                let to = action.to.as_ref().and_then(|to| good.of.state(to));
                to.is_some_and(|to| to.is_final)
            })
            .map(|action| action.code.as_str())
            .collect();
        if ends.is_empty() {
            return None;
        }
        let end = dice.word(&ends);
        Some(good.append(
            &format!(
                "[[figure]]\ncode = \"more\"\n{NAME}\naction = \"open\"\ndays_since = \"{end}\""
            ),
            4,
        ))
    }),
    slips("keys_clash", &[], |good, dice| {
        let field = dice.pick(&good.of.fields);
        let clock = good.of.clocks.first().map(|clock| clock.code.as_str());
        let lines = match (&field.kind, clock) {
            (Kind::Choice(_), _) if !field.is_personal => {
                format!("distinct = \"{}\"\ndays_since = \"open\"", field.code.value)
            }
            (_, Some(clock)) => format!("in_time = \"{clock}\"\nlate = \"{clock}\""),
            _ => return None,
        };
        // A choice that a case may have when it is opened or later: where nothing fills it that is told as well.
        Some(good.append(
            &format!("[[figure]]\ncode = \"more\"\n{NAME}\naction = \"open\"\n{lines}"),
            5,
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
