//! Books of money with their months.

use super::super::books::{self, Listed, Month};
use super::{day, staff, today};
use crate::i18n::Words;
use kernel::{Date, FieldError, Id};
use ledger::{Closing, Side, TrialRow, VoucherView};

fn book(through: Option<Date>) -> Listed {
    Listed {
        id: Id(71),
        entity: "五联鑫农业专业合作社".into(),
        unit: Id(11),
        place: "斗虎屯镇".into(),
        through,
    }
}

fn voucher(place: i64, date: Date, kind: &str, total: i64) -> VoucherView {
    VoucherView {
        id: Id(900 + place),
        seq: place,
        book: Id(71),
        number: format!("2022-{place:06}"),
        date,
        kind: kind.into(),
        source: (kind == "declare").then(|| "payout_round".into()),
        source_id: Some(Id(81)),
        reverses: None,
        total,
        lines: 2,
    }
}

fn month() -> Month {
    let row = |code: &str, side, debit, credit| TrialRow {
        code: code.into(),
        side,
        debit,
        credit,
        balance: debit - credit,
    };
    let through = Some(day(2022, 5, 31));
    Month {
        book: book(through),
        last: day(2022, 6, 30),
        months: vec![
            day(2022, 7, 31),
            day(2022, 6, 30),
            day(2022, 5, 31),
            day(2022, 4, 30),
        ],
        trial: vec![
            row("bank", Side::Debit, 17_000_000, 4_250_000),
            row("payable", Side::Credit, 4_250_000, 17_000_000),
            row("undistributed", Side::Credit, 17_000_000, 17_000_000),
        ],
        vouchers: vec![
            voucher(17, day(2022, 6, 8), "income", 17_000_000),
            voucher(18, day(2022, 6, 21), "declare", 17_000_000),
        ],
        closings: vec![
            Closing {
                book: Id(71),
                seq: 41,
                date: day(2022, 6, 5),
                through,
                reason: None,
            },
            Closing {
                book: Id(71),
                seq: 33,
                date: day(2022, 5, 20),
                through: Some(day(2022, 3, 31)),
                reason: Some("四月漏记一笔租金收入".into()),
            },
        ],
        may_close: true,
        may_open: true,
    }
}

pub(super) fn pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let page = || staff(words, &words.get("books-title"));
    let listed = [book(Some(day(2022, 5, 31))), book(None)];
    let empty = Month {
        trial: Vec::new(),
        vouchers: Vec::new(),
        closings: Vec::new(),
        may_close: false,
        may_open: false,
        ..month()
    };
    let faults = [FieldError::new("reason", "required")];
    let blank = |_: &str| String::new();
    Ok(vec![
        ("books", books::list_view(page(), &listed).render()?),
        ("books-empty", books::list_view(page(), &[]).render()?),
        (
            "book",
            books::view(page(), &month(), today(), (&blank, &[])).render()?,
        ),
        (
            "book-empty",
            books::view(page(), &empty, today(), (&blank, &[])).render()?,
        ),
        (
            "book-fault",
            books::view(page(), &month(), today(), (&blank, &faults)).render()?,
        ),
    ])
}
