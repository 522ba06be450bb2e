//! Slips in what is written: keys, words, names, numbers.

use super::{NAME, Slips, slips};

pub(super) const SLIPS: &[Slips] = &[
    slips("syntax", &[], |good, dice| {
        let block = good.block(dice, "[[action]]")?;
        Some(good.insert(block.first + 1, "= 5"))
    }),
    slips("syntax", &[], |good, dice| {
        let at = good.line(dice, "code = ")?;
        Some(good.replace(at, "code = \"never ends"))
    }),
    slips("unknown_key", &[], |good, dice| {
        let header = dice.word(&[
            "[[field]]",
            "[[state]]",
            "[[action]]",
            "[[clock]]",
            "[[figure]]",
        ]);
        let block = good.block(dice, header)?;
        Some(good.insert(block.end, "colour = \"red\""))
    }),
    slips("unknown_key", &[], |good, dice| {
        let at = good.line(dice, "name = ")?;
        Some(good.replace(at, "name = { zh = \"补\", en = \"More\", fr = \"Plus\" }"))
    }),
    slips(
        "key_missing",
        &[
            "tries_without_end",
            "field_kind",
            "unknown_key",
            "unknown_choice",
            "no_closed_state",
            "not_final",
            "pause_not_waiting",
            "final_open",
            "cannot_close",
            "hangs_on_requester",
            "no_way_to_close",
            "state_without_exit",
            "clock_never_stops",
            "never_recorded",
            "final_left",
        ],
        |good, dice| {
            let header = dice.word(&["[[field]]", "[[state]]"]);
            let block = good.block_with(dice, header, "kind = ")?;
            let at = good.find(block, "kind = ")?;
            Some(good.without(at, block.first))
        },
    ),
    slips("key_missing", &[], |good, dice| {
        let (header, key) = *dice.pick(&[
            ("[[clock]]", "source = "),
            ("[[clock]]", "limit = "),
            ("[[figure]]", "time = "),
        ]);
        let block = good.block_with(dice, header, key)?;
        let states = good.find(block, "states = ");
        // A figure that counts deeds has the day of the deed.
        if header == "[[figure]]" && states.is_none() {
            return None;
        }
        Some(good.without(good.find(block, key)?, block.first))
    }),
    slips(
        "key_missing",
        &["role_idle", "cannot_close", "hangs_on_requester"],
        |good, dice| {
            let block = good.block(dice, "[[action]]")?;
            Some(good.without(good.find(block, "who = ")?, block.first))
        },
    ),
    slips("key_missing", &[], |good, dice| {
        let at = good.line(dice, "source = ")?;
        Some(good.replace(at, "source = \" \""))
    }),
    slips("wrong_kind", &["needs_reason"], |good, dice| {
        let at = good.line(dice, "reason = true")?;
        Some(good.replace(at, "reason = \"yes\""))
    }),
    slips(
        "wrong_kind",
        &[
            "chain_not_ascending",
            "tries_without_end",
            "bad_range",
            "unknown_field",
        ],
        |good, dice| {
            let (begins, wrong) = *dice.pick(&[
                ("version = ", "version = \"1\""),
                ("max = ", "max = 3.5"),
                ("within_days = ", "within_days = true"),
                ("after = ", "after = \"1\""),
                ("warn = ", "warn = 50"),
            ]);
            let at = good.line(dice, begins)?;
            let wrong = if good.lines[at].contains('{') {
                "after = 1"
            } else {
                wrong
            };
            Some(good.replace(at, wrong))
        },
    ),
    slips("label_missing", &[], |good, dice| {
        let at = good.line(dice, "name = ")?;
        let (before, _) = good.lines[at].split_once("en = ")?;
        Some(good.replace(at, &format!("{before}en = \"\" }}")))
    }),
    slips("label_missing", &[], |good, dice| {
        let at = good.line(dice, "  { code = ")?;
        let (before, _) = good.lines[at].split_once("name = ")?;
        Some(good.replace(at, &format!("{before}name = {{ en = \"More\" }} }},")))
    }),
    slips("label_missing", &[], |good, dice| {
        let header = dice.word(&[
            "[[field]]",
            "[[state]]",
            "[[action]]",
            "[[clock]]",
            "[[figure]]",
        ]);
        let block = good.block(dice, header)?;
        Some(good.without(good.find(block, "name = ")?, block.first))
    }),
    slips(
        "unknown_word",
        &["field_kind", "unknown_key", "final_left"],
        |good, dice| {
            let block = good.block(dice, "[[field]]")?;
            Some(good.replace(good.find(block, "kind = ")?, "kind = \"colour\""))
        },
    ),
    slips("unknown_word", &[], |good, dice| {
        let at = good.line(dice, "do = ")?;
        Some(good.replace(at, "do = \"scold\""))
    }),
    slips("twice", &["nobody_fills"], |good, dice| {
        let code = dice.pick(&good.of.fields).code.as_str();
        Some(good.append(
            &format!("[[field]]\ncode = \"{code}\"\n{NAME}\nkind = \"text\""),
            1,
        ))
    }),
    slips(
        "twice",
        &["state_unreachable", "state_without_exit"],
        |good, dice| {
            let code = dice.pick(&good.of.states).code.as_str();
            Some(good.append(
                &format!("[[state]]\ncode = \"{code}\"\n{NAME}\nkind = \"open\""),
                1,
            ))
        },
    ),
    slips("twice", &[], |good, dice| {
        let at = good.line(dice, "  { code = ")?;
        Some(good.insert(at + 1, &good.lines[at].clone()))
    }),
    slips("twice", &[], |good, dice| {
        let key = dice.word(&["from", "need", "stop", "who"]);
        let at = good.line(dice, &format!("{key} = ["))?;
        let (list, _) = good.lines[at].rsplit_once(']')?;
        let first = list.split('"').nth(1)?;
        Some(good.replace(at, &format!("{list}, \"{first}\"]")))
    }),
    slips("bad_code", &[], |good, dice| {
        let code = dice.word(&["Bad", "bad-code", "9lives", "a code", "数"]);
        let block = good.block(dice, "[[figure]]")?;
        Some(good.replace(good.find(block, "code = ")?, &format!("code = \"{code}\"")))
    }),
    slips(
        "unknown_state",
        &[
            "state_unreachable",
            "no_way_to_close",
            "cannot_close",
            "pauses_nothing",
            "clock_never_stops",
        ],
        |good, dice| {
            let begins = dice.word(&["from = [", "to = \"", "pause = [", "in = ["]);
            let header = match begins {
                "pause = [" => "[[clock]]",
                "in = [" => "[publish]",
                _ => "[[action]]",
            };
            let block = good.block_with(dice, header, begins)?;
            let line = if begins == "to = \"" {
                "to = \"nowhere\"".to_owned()
            } else {
                format!("{begins}\"nowhere\"]")
            };
            Some(good.replace(good.find(block, begins)?, &line))
        },
    ),
    slips(
        "unknown_field",
        &[
            "nobody_fills",
            "asked_too_early",
            "never_recorded",
            "owner_not_set",
            "extension_unsaid",
        ],
        |good, dice| {
            let key = dice.word(&["need = [", "may = ["]);
            let at = good.line(dice, key)?;
            Some(good.replace(at, &format!("{key}\"mood\"]")))
        },
    ),
    slips("unknown_field", &["never_recorded"], |good, dice| {
        let at = good.line(dice, "filter = ")?;
        Some(good.replace(at, "filter = { mood = [\"good\"] }"))
    }),
    slips("unknown_action", &["clock_never_starts"], |good, dice| {
        let at = good.line(dice, dice.word(&["start = [", "stop = [", "forbid = ["]))?;
        let (key, _) = good.lines[at].split_once(" = ")?;
        Some(good.replace(at, &format!("{key} = [\"sing\"]")))
    }),
    slips("unknown_action", &[], |good, dice| {
        let block = good.block(dice, "[[figure]]")?;
        let at = good
            .find(block, "time = ")
            .or_else(|| good.find(block, "action = "))?;
        let (key, _) = good.lines[at].split_once(" = ")?;
        Some(good.replace(at, &format!("{key} = \"sing\"")))
    }),
    slips("unknown_clock", &[], |good, dice| {
        let at = good.line(
            dice,
            dice.word(&["before_due = ", "after_due = ", "extends = "]),
        )?;
        let line = match good.lines[at].starts_with("extends") {
            true => "extends = { clock = \"sun\", by = \"extra_days\", most = 10 }".to_owned(),
            false => format!("{} = \"sun\"", good.lines[at].split_once(" = ")?.0),
        };
        Some(good.replace(at, &line))
    }),
    slips("unknown_choice", &[], |good, dice| {
        let at = good.line(
            dice,
            dice.word(&[
                "filter = ",
                "set = ",
                "solved = ",
                "satisfied = ",
                "when = ",
            ]),
        )?;
        let line = &good.lines[at];
        let value = line.rsplit('"').nth(1).filter(|_| line.contains('"'))?;
        Some(good.replace(at, &line.replace(&format!("\"{value}\""), "\"perhaps\"")))
    }),
    slips(
        "unknown_role",
        &[
            "needs_approval",
            "role_idle",
            "cannot_close",
            "hangs_on_requester",
        ],
        |good, dice| {
            let role = dice.word(&["act@moon", "sing@desk", "desk", "act@requester", ""]);
            let at = good.line(
                dice,
                dice.word(&["who = [", "approve = [", "to = \"manage\""]),
            )?;
            let key = good.lines[at].split(" = ").next()?;
            let role = if role.is_empty() { "boss" } else { role };
            let line = if key == "to" {
                format!("to = \"{role}\"")
            } else {
                format!("{key} = [\"{role}\"]")
            };
            Some(good.replace(at, &line))
        },
    ),
    slips("bad_range", &["never_so_often"], |good, dice| {
        let (begins, wrong) = *dice.pick(&[
            ("max = ", "max = -5"),
            ("within_days = ", "within_days = 0"),
            ("at_most = ", "at_most = 0"),
            ("after = ", "after = 999"),
            ("version = ", "version = 0"),
            ("up = ", "up = 9"),
        ]);
        let at = good.line(dice, begins)?;
        (!good.lines[at].contains('{')).then(|| good.replace(at, wrong))
    }),
    slips("bad_limit", &[], |good, dice| {
        let at = good.line(dice, "limit = ")?;
        let limit = dice.word(&["5days", "0wd", "wd", "5", "-3wd", "99999h", "五wd"]);
        Some(good.replace(at, &format!("limit = \"{limit}\"")))
    }),
    slips("no_choices", &["unknown_choice"], |good, dice| {
        let at = good.line(dice, "choices = [")?;
        let mut slip = good.replace(at, "choices = []");
        let end = (at..).find(|at| slip.lines[*at] == "]")?;
        slip.lines.drain(at + 1..=end);
        Some(slip)
    }),
    slips("counts_unclear", &[], |good, dice| {
        let block = good.block_with(dice, "[[figure]]", "states = ")?;
        let mut slip = good.insert(block.end, "action = \"open\"");
        slip.line = block.first + 1;
        Some(slip)
    }),
    slips(
        "nobody_may",
        &[
            "role_idle",
            "cannot_close",
            "hangs_on_requester",
            "approved_by_doer",
        ],
        |good, dice| {
            let at = good.line(dice, "who = [")?;
            Some(good.replace(at, "who = []"))
        },
    ),
    slips(
        "field_kind",
        &["personal_asked", "never_recorded"],
        |good, dice| {
            let block = good.block(dice, "[[figure]]")?;
            let key = dice.word(&["sum", "unit"]);
            if good.find(block, key).is_some() {
                return None;
            }
            let named = |field: &&crate::declared::Field| {
                matches!(
                    field.kind,
                    crate::declared::Kind::Choice(_)
                        | crate::declared::Kind::Place
                        | crate::declared::Kind::Person
                )
            };
            let field = good.of.fields.iter().find(named)?;
            Some(good.insert(block.end, &format!("{key} = \"{}\"", field.code.as_str())))
        },
    ),
];
