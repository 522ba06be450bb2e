//! The boards with invented content.

use super::audit::{Audit, Fresh, Year};
use super::{Lying, Money, Named, Objected, Pot, Waiting};
use crate::i18n::Words;
use crate::rounds::facts::Do;
use crate::view::Part;
use kernel::{Date, Fen, Id, Refusal};

fn day(month: i8, day: i8) -> Date {
    Date::new(2022, month, day).unwrap_or(Date::of_micros(0))
}

fn named(words: Words, id: i64) -> Named {
    Named {
        id: Id(id),
        number: format!("FH-2022-000{id}"),
        title: words.get("module-shares"),
    }
}

fn lying(words: Words) -> Vec<Lying> {
    let line = |round, [owed, held, returned, unclaimed, receivable]: [i64; 5]| {
        let of = |lines: i64| (lines, Fen(lines * 226_666));
        Lying {
            round: named(words, round),
            owed: of(owed),
            held: of(held),
            returned: of(returned),
            unclaimed: of(unclaimed),
            receivable: of(receivable),
        }
    };
    vec![line(5, [31, 2, 1, 0, 0]), line(4, [0, 0, 0, 3, 1])]
}

fn objected(words: Words) -> Vec<Objected> {
    vec![Objected {
        round: named(words, 6),
        counts: [4, 1, 1, 1, 1],
    }]
}

/// What an accountant sees.
pub(crate) fn accountant(words: Words) -> Vec<Part> {
    let waiting = [
        (6, Do::Post, None, None),
        (5, Do::Pay, None, None),
        (7, Do::Resolve, Some(day(7, 25)), None),
        (
            8,
            Do::Calculate,
            None,
            Some(Refusal::new("payout.no_entitlements")),
        ),
    ];
    let waiting = waiting.map(|(round, what, from, missing)| Waiting {
        round: named(words, round),
        what,
        is_mine: what != Do::Resolve,
        from,
        missing,
    });
    let pot = |entity: &str, amount, href: Option<&str>| Pot {
        entity: entity.into(),
        amount: Fen(amount),
        href: href.map(str::to_owned),
    };
    let money = Money {
        pots: vec![
            pot("斗虎屯镇资产运营中心", 17_000_050, Some("/rounds/new")),
            pot("张李新村股份经济合作社", 2_340_000, None),
        ],
        lying: lying(words),
    };
    let mut parts = super::due(words, &waiting, day(7, 20));
    parts.extend(super::money(words, &money));
    parts.extend(super::objections(words, &objected(words)));
    let stages = [
        ("draft", 1, 17_000_000),
        ("displayed", 1, 8_000_000),
        ("reviewed", 1, 12_000_000),
        ("declared", 1, 17_000_000),
        ("closed", 4, 61_000_000),
    ];
    let stages = stages.map(|(code, count, pool)| (code.to_owned(), count, Fen(pool)));
    parts.extend(super::stages(words, &stages));
    parts
}

/// What an auditor sees.
pub(crate) fn auditor(words: Words) -> Vec<Part> {
    let year = |year, households: i64| Year {
        year,
        declared: (1, Fen(16_999_950)),
        paid: (households, Fen(households * 226_666)),
        reversed: (i64::from(year == 2021), Fen(0)),
    };
    let audit = Audit {
        years: vec![year(2022, 44), year(2021, 75), year(2020, 75)],
        lying: lying(words),
        objected: objected(words),
        fresh: vec![Fresh {
            round: named(words, 5),
            step: "declare".into(),
            date: day(7, 18),
            who: words.get("page-sample-person"),
        }],
    };
    super::audit::parts(words, &audit)
}

/// What somebody sees to whom nothing happened yet.
pub(crate) fn nothing(words: Words) -> Vec<Part> {
    let mut parts = super::due(words, &[], day(7, 20));
    parts.extend(super::money(words, &Money::default()));
    parts.extend(super::objections(words, &[]));
    parts.extend(super::audit::parts(words, &Audit::default()));
    parts.extend(super::stages(words, &[]));
    parts
}
