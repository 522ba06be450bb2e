//! What is printed and signed.

use super::*;
use crate::rounds::print::{self, Entry, Paper};

pub(in crate::rounds) fn paper(words: Words) -> Paper {
    let entry = |account: &str, party: &str, debit, credit| Entry {
        account: words.get(account),
        party: party.into(),
        debit: Fen(debit),
        credit: Fen(credit),
    };
    let mut entries = vec![entry("ledger-account-undistributed", "", 1_359_996, 0)];
    entries.extend((0..3).map(|index| {
        let head = line(index).head;
        entry("ledger-account-payable", &head, 0, 453_332)
    }));
    Paper {
        round: Id(7),
        id: Id(17),
        round_title: one(Stage::Declared).title,
        entity: one(Stage::Declared).entity,
        number: "2022-000017".into(),
        date: day(2022, 7, 19),
        kind: "declare".into(),
        reverses: None,
        entries,
        more: 0,
        total: Fen(1_359_996),
        prepared: "孟庆禾".into(),
        reviewed: "路长顺".into(),
        posted: "申有粮".into(),
    }
}

/// Lines in the order of their villages, as the store hands them out.
pub(in crate::rounds) fn sorted_lines(count: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = (0..count).map(line).collect();
    lines.sort_by(|a, b| a.village.cmp(&b.village));
    lines
}

pub(super) fn pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let page = || staff(words, "");
    let round = one(Stage::Declared);
    let lines = sorted_lines(12);
    let sums = Sums {
        households: 12,
        persons: lines.iter().map(|line| line.heads).sum(),
        gross: Fen(lines.iter().map(|line| line.gross.0).sum()),
        ..round.sums.unwrap_or(Sums {
            households: 0,
            persons: 0,
            weight: 0,
            gross: Fen::ZERO,
            carried: Fen::ZERO,
            each: None,
        })
    };
    Ok(vec![
        (
            "rounds-voucher-paper",
            print::voucher(page(), &paper(words)).render()?,
        ),
        (
            "rounds-payroll",
            print::payroll(page(), &round, &sums, &lines).render()?,
        ),
    ])
}
