//! The two tables that leave the building: 公示表 for the wall, names masked, and 发放表 for
//! signatures, names whole, inside the login only. Their columns: domain.md 4.

use super::facts::{Line, Public, PublicLine, Round, Sums};
use super::words::{basis, class, ordinal, policy};
use crate::format;
use crate::i18n::Words;
use kernel::{Fen, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};

fn column(words: Words, key: &str, kind: OutKind) -> OutColumn {
    OutColumn::new(words.get(key), kind)
}

/// 分红公示表: 序号, 村名, 户主姓名, 类别, 享受人数, 分配标准, 分红金额, 备注; foot as on the wall.
pub fn notice_sheet(words: Words, notice: &Public, lines: &[PublicLine]) -> Result<Vec<u8>> {
    let rows = lines
        .iter()
        .map(|line| {
            vec![
                OutCell::Integer(line.number),
                OutCell::text(&line.village),
                OutCell::text(&line.masked),
                OutCell::text(class(words, &line.class)),
                OutCell::Integer(line.heads),
                line.standard.map_or(OutCell::Blank, OutCell::Money),
                OutCell::Money(line.amount),
                OutCell::Blank,
            ]
        })
        .collect();
    let long = |day| format::date_long(words, day);
    let period = words.with(
        "rounds-period",
        &[("from", &long(notice.from)), ("to", &long(notice.to))],
    );
    let mut foot = vec![words.labelled(&words.get("rounds-public-period"), &period)];
    if let Some(phone) = &notice.phone {
        foot.push(words.labelled(&words.get("rounds-public-phone"), phone));
    }
    if let Some(root) = &notice.root {
        foot.push(words.labelled(&words.get("rounds-rule-root"), root));
    }
    if let Some(checkpoint) = &notice.checkpoint {
        foot.push(words.labelled(&words.get("web-checkpoint"), checkpoint));
    }
    foot.push(words.with("rounds-public-stamp", &[("entity", &notice.entity)]));
    let table = OutTable {
        sheet: words.get("rounds-sheet-notice"),
        title: Some(notice.title.clone()),
        notes: vec![
            words.labelled(
                &words.get("rounds-ordinal"),
                &ordinal(words, notice.ordinal),
            ),
            words.labelled(&words.get("rounds-rule-basis"), &basis(words, &notice.rule)),
        ],
        columns: vec![
            column(words, "rounds-col-no", OutKind::Integer),
            column(words, "rounds-sheet-village", OutKind::Text),
            column(words, "rounds-sheet-head", OutKind::Text),
            column(words, "rounds-col-class", OutKind::Text),
            column(words, "rounds-sheet-heads", OutKind::Integer),
            column(words, "rounds-sheet-standard", OutKind::Money),
            column(words, "rounds-sheet-amount", OutKind::Money),
            column(words, "rounds-public-col-remark", OutKind::Text),
        ],
        rows,
        totals: Some(totals(words, &notice.sums, 1)),
        foot,
        landscape: false,
    };
    write_xlsx(&[table])
}

/// 发放表: as 公示表, with the last four digits of the account and a place to sign. zhen keeps no
/// bank accounts yet, so that column is filled by hand.
pub fn payroll_sheet(
    words: Words,
    round: &Round,
    sums: &Sums,
    lines: &[Line],
    checkpoint: Option<&str>,
) -> Result<Vec<u8>> {
    let checkpoint = checkpoint.map(|text| words.labelled(&words.get("web-checkpoint"), text));
    let rows = lines
        .iter()
        .zip(1..)
        .map(|(line, number)| {
            vec![
                OutCell::Integer(number),
                OutCell::text(&line.village),
                OutCell::text(&line.head),
                OutCell::text(class(words, &line.class)),
                OutCell::Integer(line.heads),
                sums.each.map_or(OutCell::Blank, OutCell::Money),
                OutCell::Money(line.gross),
                OutCell::Blank,
                OutCell::Blank,
            ]
        })
        .collect();
    let signature = OutColumn {
        width: Some(16),
        ..column(words, "rounds-sheet-signature", OutKind::Text)
    };
    let table = OutTable {
        sheet: words.get("rounds-sheet-payroll"),
        title: Some(words.with("rounds-sheet-payroll-title", &[("title", &round.title)])),
        notes: vec![
            words.labelled(&words.get("rounds-col-no-round"), &round.number),
            words.labelled(
                &words.get("rounds-rule-policy"),
                &policy(words, &round.rule),
            ),
        ],
        columns: vec![
            column(words, "rounds-col-no", OutKind::Integer),
            column(words, "rounds-sheet-village", OutKind::Text),
            column(words, "rounds-sheet-head", OutKind::Text),
            column(words, "rounds-col-class", OutKind::Text),
            column(words, "rounds-sheet-heads", OutKind::Integer),
            column(words, "rounds-sheet-standard", OutKind::Money),
            column(words, "rounds-sheet-amount", OutKind::Money),
            column(words, "rounds-sheet-account", OutKind::Text),
            signature,
        ],
        rows,
        totals: Some(totals(words, sums, 2)),
        foot: [
            words.get("rounds-sheet-signers"),
            words.with("rounds-public-stamp", &[("entity", &round.entity)]),
        ]
        .into_iter()
        .chain(checkpoint)
        .collect(),
        landscape: true,
    };
    write_xlsx(&[table])
}

/// `blanks` columns follow the amount.
fn totals(words: Words, sums: &Sums, blanks: usize) -> Vec<OutCell> {
    let mut out = vec![
        OutCell::text(words.get("web-total")),
        OutCell::Blank,
        OutCell::text(words.count("rounds-households", sums.households)),
        OutCell::Blank,
        OutCell::Integer(sums.persons),
        OutCell::Blank,
        OutCell::Money(Fen(sums.gross.0)),
    ];
    out.extend(std::iter::repeat_n(OutCell::Blank, blanks));
    out
}
