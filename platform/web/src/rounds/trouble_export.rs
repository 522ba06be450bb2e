//! What waits and what went wrong, as workbooks; and the parts of a household's statement.

use super::facts::{Round, Statement};
use super::objections::Told;
use super::words::ordinal;
use super::wrong::OneLine;
use crate::i18n::Words;
use kernel::{Fen, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn sheet(
    words: Words,
    (name, title): (&str, &str),
    columns: &[(&str, OutKind)],
    rows: Vec<Vec<OutCell>>,
) -> OutTable {
    let column = |(key, kind): &(&str, OutKind)| OutColumn::new(words.get(key), *kind);
    OutTable {
        sheet: words.get(name),
        title: Some(title.to_owned()),
        columns: columns.iter().map(column).collect(),
        rows,
        ..OutTable::default()
    }
}

/// Objections without what was said: whom they are about stands masked.
pub fn objections(words: Words, round: &Round, told: &Told) -> Result<Vec<u8>> {
    let rows = told.objections.iter().map(|one| {
        let channel = words.get(&format!("payout-channel-{}", one.channel));
        let (state, answered) = match &one.answer {
            Some(answer) => (
                words.get(&format!("payout-verdict-{}", answer.outcome)),
                OutCell::Date(answer.date),
            ),
            None => (words.get("rounds-unanswered"), OutCell::Blank),
        };
        vec![
            OutCell::Date(one.date),
            OutCell::text(channel),
            OutCell::text(one.about.clone()),
            OutCell::text(state),
            answered,
        ]
    });
    let columns = [
        ("rounds-col-received", OutKind::Date),
        ("rounds-field-channel", OutKind::Text),
        ("rounds-col-about", OutKind::Text),
        ("rounds-col-state", OutKind::Text),
        ("rounds-col-answered-on", OutKind::Date),
    ];
    let at = ("rounds-objections", round.title.as_str());
    write_xlsx(&[sheet(words, at, &columns, rows.collect())])
}

const LINE: [(&str, OutKind); 3] = [
    ("rounds-col-head", OutKind::Text),
    ("rounds-col-village", OutKind::Text),
    ("rounds-col-amount", OutKind::Money),
];

fn line(line: &OneLine) -> Vec<OutCell> {
    vec![
        OutCell::text(line.head.clone()),
        OutCell::text(line.village.clone()),
        OutCell::Money(line.amount),
    ]
}

/// Holds, returns, unclaimed lines and receivables, a sheet each.
pub fn wrong(words: Words, round: &Round, lines: &[OneLine]) -> Result<Vec<u8>> {
    let title = round.title.as_str();
    let (mut holds, mut returns) = (Vec::new(), Vec::new());
    let (mut unclaimed, mut receivables) = (Vec::new(), Vec::new());
    for one in lines {
        let with = |more: Vec<OutCell>| [line(one), more].concat();
        for hold in one.holds.iter().filter(|hold| hold.to.is_none()) {
            let why = words.get(&format!("payout-hold-{}", hold.reason.replace('_', "-")));
            holds.push(with(vec![OutCell::text(why), OutCell::Date(hold.from)]));
        }
        for back in &one.tries {
            let Some((date, why)) = &back.returned else {
                continue;
            };
            let why = words.get(&format!("payout-return-{}", why.replace('_', "-")));
            let again = one.tries.iter().find(|t| t.attempt > back.attempt);
            let again = again.map_or(OutCell::Blank, |t| OutCell::Date(t.date));
            returns.push(with(vec![OutCell::text(why), OutCell::Date(*date), again]));
        }
        if one.is_unclaimed {
            let key = match one.is_paid() {
                true => "rounds-fetched",
                false => "rounds-not-fetched",
            };
            unclaimed.push(with(vec![OutCell::text(words.get(key))]));
        }
        if let Some(amount) = one.receivable() {
            let open = OutCell::Money(one.owed_back);
            receivables.push(with(vec![OutCell::Money(amount), open]));
        }
    }
    let columns = |more: &[(&'static str, OutKind)]| [LINE.as_slice(), more].concat();
    let reason = ("rounds-col-reason", OutKind::Text);
    write_xlsx(&[
        sheet(
            words,
            ("rounds-holds", title),
            &columns(&[reason, ("rounds-col-since", OutKind::Date)]),
            holds,
        ),
        sheet(
            words,
            ("rounds-returns", title),
            &columns(&[
                reason,
                ("rounds-col-date", OutKind::Date),
                ("rounds-col-reissue", OutKind::Date),
            ]),
            returns,
        ),
        sheet(
            words,
            ("rounds-unclaimed", title),
            &columns(&[("rounds-col-state", OutKind::Text)]),
            unclaimed,
        ),
        sheet(
            words,
            ("rounds-receivables", title),
            &columns(&[
                ("rounds-receivables", OutKind::Money),
                ("rounds-col-open", OutKind::Money),
            ]),
            receivables,
        ),
    ])
}

/// What a household got, round by round, and of divided rounds part by part.
pub fn statement(words: Words, told: &Statement, checkpoint: Option<&str>) -> Result<Vec<u8>> {
    let who = [&told.head, &told.number, &told.village].map(String::as_str);
    let rows = told.parts.iter().map(|part| {
        let paid = part.line.paid.as_ref();
        let receipt = paid.and_then(|paid| paid.receipt.clone());
        vec![
            OutCell::text(part.round.title.clone()),
            OutCell::text(part.round.number.clone()),
            OutCell::text(ordinal(words, part.ordinal)),
            OutCell::Integer(part.line.heads),
            OutCell::Integer(part.line.weight),
            OutCell::Money(part.line.gross),
            paid.map_or(OutCell::Blank, |paid| OutCell::Date(paid.date)),
            receipt.map_or(OutCell::Blank, OutCell::text),
        ]
    });
    let columns = [
        ("rounds-col-round", OutKind::Text),
        ("rounds-col-no-round", OutKind::Text),
        ("rounds-ordinal-own", OutKind::Text),
        ("rounds-col-heads", OutKind::Integer),
        ("rounds-col-weight", OutKind::Integer),
        ("rounds-col-amount", OutKind::Money),
        ("brought-col-paid-on", OutKind::Date),
        ("rounds-field-receipt", OutKind::Text),
    ];
    let rows: Vec<_> = rows.collect();
    let at = ("rounds-statement-caption", &*who.join(" "));
    let mut rounds = sheet(words, at, &columns, rows);
    let checkpoint = checkpoint.map(|text| words.labelled(&words.get("web-checkpoint"), text));
    rounds.foot = checkpoint.into_iter().collect();
    let sheets: Vec<OutTable> = [Some(rounds), parts(words, told)]
        .into_iter()
        .flatten()
        .collect();
    write_xlsx(&sheets)
}

/// What a household has of each part of the divided rounds; nothing where no round was divided.
fn parts(words: Words, told: &Statement) -> Option<OutTable> {
    let rows = told.parts.iter().flat_map(|part| {
        part.parts.iter().map(|own| {
            let rounding = i64::try_from(own.rounding).unwrap_or(i64::MAX);
            vec![
                OutCell::text(part.round.number.clone()),
                OutCell::text(own.part.name.clone()),
                OutCell::Money(own.part.allotted),
                OutCell::Integer(own.weight),
                OutCell::Integer(own.part.total_weight),
                OutCell::Money(Fen(rounding)),
                OutCell::Money(own.amount),
            ]
        })
    });
    let columns = [
        ("rounds-col-no-round", OutKind::Text),
        ("rounds-col-part", OutKind::Text),
        ("rounds-col-part-sum", OutKind::Money),
        ("rounds-col-weight", OutKind::Integer),
        ("rounds-col-weight-all", OutKind::Integer),
        ("rounds-col-rounding", OutKind::Money),
        ("rounds-col-amount", OutKind::Money),
    ];
    let rows: Vec<_> = rows.collect();
    let at = ("rounds-parts-caption", told.number.as_str());
    (!rows.is_empty()).then(|| sheet(words, at, &columns, rows))
}
