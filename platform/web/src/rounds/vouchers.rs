//! The vouchers that a round posted, with their entries.

use super::facts::{Round, Voucher};
use super::round::{crumbs, tabs};
use super::words::yuan;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use askama::Template;
use kernel::Fen;

#[derive(Template)]
#[template(path = "rounds/vouchers.html")]
pub struct VouchersView {
    pub page: Page,
    pub tabs: Tabs,
    /// Each with the way to its printable page, for who sees the whole round.
    pub vouchers: Vec<(Table, Option<Button>)>,
    pub all: Option<Button>,
    pub empty: Option<EmptyState>,
}

pub fn vouchers(
    mut page: Page,
    round: &Round,
    vouchers: &[Voucher],
    sees_all: bool,
) -> VouchersView {
    let words = page.words;
    crumbs(&mut page);
    page.breadcrumbs.push(NavItem::new(
        format!("/rounds/{}", round.id),
        round.title.clone(),
        false,
    ));
    let empty = vouchers.is_empty().then(|| {
        EmptyState::new(
            words,
            "rounds-vouchers-empty-title",
            "rounds-vouchers-empty-text",
        )
    });
    let all = (sees_all && !vouchers.is_empty()).then(|| {
        let href = format!("/rounds/{}/vouchers.xlsx", round.id);
        Button::link(ButtonKind::Secondary, href, words.get("print-vouchers"))
    });
    VouchersView {
        all,
        tabs: tabs(words, round, "vouchers"),
        vouchers: vouchers
            .iter()
            .enumerate()
            .map(|(place, v)| {
                let open = sees_all.then(|| open(words, round, v));
                (voucher(words, place, v), open)
            })
            .collect(),
        empty,
        page,
    }
}

fn open(words: Words, round: &Round, voucher: &Voucher) -> Button {
    let href = format!("/rounds/{}/vouchers/{}", round.id, voucher.id);
    Button::link(ButtonKind::Secondary, href, words.get("print-voucher-open"))
}

fn voucher(words: Words, place: usize, voucher: &Voucher) -> Table {
    let kind = words.get(&format!(
        "rounds-voucher-{}",
        voucher.kind.replace(['_', '.'], "-")
    ));
    let date = voucher.date.to_string();
    let args = [
        ("number", voucher.number.as_str()),
        ("date", &date),
        ("kind", &kind),
    ];
    let mut caption = words.with("rounds-voucher", &args);
    if let Some(number) = &voucher.reverses {
        caption = format!(
            "{caption} {}",
            words.with("rounds-voucher-reverses", &[("number", number)])
        );
    }
    let side = |amount: Fen| {
        if amount == Fen::ZERO {
            String::new()
        } else {
            format::money(amount)
        }
    };
    let mut rows: Vec<Row> = voucher
        .entries
        .iter()
        .map(|(account, debit, credit)| {
            vec![
                account.clone().into(),
                side(*debit).into(),
                side(*credit).into(),
            ]
        })
        .collect();
    if voucher.more > 0 {
        rows.push(vec![
            words.count("rounds-voucher-more", voucher.more).into(),
            "…".into(),
            "…".into(),
        ]);
    }
    let total = format::money(voucher.total);
    Table::new(
        format!("voucher-{place}"),
        caption,
        vec![
            Column::text(words.get("rounds-col-account")),
            Column::number(words.get("rounds-col-debit"), yuan(words)),
            Column::number(words.get("rounds-col-credit"), yuan(words)),
        ],
    )
    .rows(rows)
    .total(vec![
        words.get("web-total").into(),
        total.clone().into(),
        total.into(),
    ])
}
