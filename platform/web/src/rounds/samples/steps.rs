//! The page of a round at each of its steps.

use super::*;

/// The round's page at each step, and what takes it back.
pub(super) fn step_pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let none = |_: &str| String::new();
    let page = || staff(words, &one(Stage::Draft).title);
    let steps = [
        ("rounds-round-draft", Stage::Draft, Some(Do::Calculate)),
        (
            "rounds-round-calculated",
            Stage::Calculated,
            Some(Do::Display),
        ),
        (
            "rounds-round-displayed",
            Stage::Displayed,
            Some(Do::Resolve),
        ),
        ("rounds-round-resolved", Stage::Resolved, Some(Do::Review)),
        ("rounds-round-reviewed", Stage::Reviewed, Some(Do::Post)),
        ("rounds-round-posted", Stage::Posted, Some(Do::Declare)),
        ("rounds-round-declared", Stage::Declared, Some(Do::Pay)),
        ("rounds-round-paid", Stage::Paid, Some(Do::Close)),
        ("rounds-round-closed", Stage::Closed, None),
        ("rounds-round-cancelled", Stage::Cancelled, None),
        ("rounds-round-reversed", Stage::Reversed, None),
    ];
    let mut out = Vec::new();
    for (name, stage, what) in steps {
        let mut told = whole(words, stage, what);
        if stage == Stage::Declared {
            told.recent = vec![Recent {
                who: "申建国".into(),
                event: "reset".into(),
                date: day(2022, 7, 5),
            }];
        }
        out.push((name, round::round(page(), &told, &none, &[]).render()?));
    }
    let mut waiting = whole(words, Stage::Posted, Some(Do::Declare));
    if let Some(next) = &mut waiting.next {
        next.is_mine = false;
        next.from = Some(day(2022, 7, 25));
        next.missing = vec![
            Refusal::new("payout.objections_open")
                .with("to", "2022-07-24")
                .with("earliest", "2022-07-25"),
        ];
    }
    out.push((
        "rounds-round-waiting",
        round::round(page(), &waiting, &none, &[]).render()?,
    ));
    for (name, stage) in [
        ("rounds-cancel", Stage::Displayed),
        ("rounds-reverse", Stage::Declared),
    ] {
        let told = whole(words, stage, None);
        let title = words.get(&format!(
            "rounds-undo-{}",
            told.undo.map_or("cancel", Undo::code)
        ));
        out.push((
            name,
            step::undo(staff(words, &title), &told, &none, &[]).render()?,
        ));
    }
    Ok(out)
}
