//! What goes wrong, from invented data: objections, holds, returns, unclaimed lines, receivables.

use super::super::objections::{self, Answer, Change, Objection, Told};
use super::super::wrong::{self, Act, Hold, OneLine, Try};
use super::*;

fn one(index: usize) -> OneLine {
    let line = line(index);
    OneLine {
        household: line.household,
        key: line.key,
        head: line.head,
        village: line.village,
        amount: line.gross,
        holds: Vec::new(),
        tries: Vec::new(),
        successors: Vec::new(),
        settled: Vec::new(),
        is_unclaimed: false,
        owed_back: Fen::ZERO,
    }
}

fn attempt(attempt: i64, returned: bool) -> Try {
    Try {
        attempt,
        date: day(2022, 7, 19),
        method: "transfer".into(),
        receipt: Some("HD-0719-01".into()),
        returned: returned.then(|| (day(2022, 7, 20), "wrong_account".into())),
    }
}

fn troubled() -> Vec<OneLine> {
    let hold = |reason: &str, to| Hold {
        id: Id(31),
        reason: reason.into(),
        from: day(2022, 7, 12),
        to,
    };
    let held = OneLine {
        holds: vec![hold("deceased", None)],
        ..one(0)
    };
    let returned = OneLine {
        tries: vec![attempt(1, true)],
        ..one(1)
    };
    let again = OneLine {
        tries: vec![attempt(1, true), attempt(2, false)],
        holds: vec![hold("changed", Some(day(2022, 7, 18)))],
        successors: vec![("牟秀芹".into(), "split".into(), Some("分户2022-4".into()))],
        ..one(2)
    };
    let unclaimed = OneLine {
        is_unclaimed: true,
        settled: vec![("unclaimed".into(), day(2022, 7, 20), one(4).amount)],
        ..one(4)
    };
    let owed = OneLine {
        tries: vec![attempt(1, false)],
        settled: vec![
            ("receivable".into(), day(2022, 7, 20), one(5).amount),
            ("recovered".into(), day(2022, 7, 20), Fen(100_000)),
        ],
        owed_back: Fen(one(5).amount.0 - 100_000),
        ..one(5)
    };
    vec![held, returned, again, unclaimed, owed]
}

fn told() -> Told {
    let objection = |id, answer| Objection {
        id: Id(id),
        about: "白守茂".into(),
        date: day(2022, 7, 18),
        channel: "counter".into(),
        text: Some("家里去年添了一口人，公示上少算一人。".into()),
        answer,
    };
    let answer = Answer {
        date: day(2022, 7, 19),
        outcome: "upheld".into(),
        text: Some("经核对户口簿属实，按两人更正。".into()),
    };
    Told {
        objections: vec![objection(41, Some(answer)), objection(42, None)],
        changes: vec![
            Change {
                head: "白守茂".into(),
                village: "张李新村".into(),
                old: Some((1, Fen(226_666))),
                new: Some((2, Fen(447_368))),
            },
            Change {
                head: "逯明华".into(),
                village: "前景屯村".into(),
                old: None,
                new: Some((1, Fen(223_684))),
            },
        ],
        corrects: Some((Id(6), "FH-2022-0004".into())),
        corrected_by: None,
        units: vec![(Id(100), "张李新村".into()), (Id(101), "斗虎屯村".into())],
        may_answer: true,
        may_correct: true,
    }
}

pub(super) fn pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let none = |_: &str| String::new();
    let usual = |name: &str| match name {
        "date" => today().to_string(),
        _ => String::new(),
    };
    let (posted, paying) = (super::one(Stage::Posted), super::one(Stage::Declared));
    let page = |title: &str| staff(words, title);
    let told = told();
    let mut out = Vec::new();
    let empty = Told {
        units: told.units.clone(),
        ..Told::default()
    };
    let title = posted.title.clone();
    let view = objections::objections(page(&title), &posted, &told, &usual, &[]);
    out.push(("rounds-objections", view.render()?));
    let view = objections::objections(page(&title), &posted, &empty, &usual, &[]);
    out.push(("rounds-objections-empty", view.render()?));
    if let Some(open) = told.objections.last() {
        let view = objections::answer(
            page(&words.get("rounds-answer")),
            &posted,
            open,
            &usual,
            &[],
        );
        out.push(("rounds-answer", view.render()?));
    }
    let view = objections::correct(page(&words.get("rounds-correct")), &posted, 1, 44);
    out.push(("rounds-correct", view.render()?));
    let lines = troubled();
    let view = wrong::list(page(&title), &paying, &lines, today());
    out.push(("rounds-wrong", view.render()?));
    let view = wrong::list(page(&title), &paying, &[], today());
    out.push(("rounds-wrong-empty", view.render()?));
    let names = [
        "rounds-act-hold",
        "rounds-act-release",
        "rounds-act-succeed",
        "rounds-act-return",
        "rounds-act-aside",
        "rounds-act-claim",
        "rounds-act-recover",
    ];
    if let Some(line) = lines.get(2) {
        let view = wrong::line(page(&line.head), &paying, line, &[Act::Return, Act::Hold]);
        out.push(("rounds-line", view.render()?));
    }
    for ((act, name), line) in Act::ALL.into_iter().zip(names).zip(lines.iter().cycle()) {
        let typed: &dyn Fn(&str) -> String = if act == Act::Hold { &none } else { &usual };
        let view = wrong::act(page(&words.get(name)), &paying, line, act, typed, &[]);
        out.push((name, view.render()?));
    }
    Ok(out)
}
