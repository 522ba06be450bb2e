//! One member's account (成员账户) by year.

use super::pages::{EMPTY, crumbs, money};
use crate::shares::coop::model::{Account, Accounts, Member, account_on, days_of};
use crate::shares::coop::store::{Coop, Shown, Trade};
use ::web::components::*;
use ::web::layout::Page;
use ::web::{Part, View, format};
use kernel::{Date, Fen, Result};
use std::collections::BTreeSet;

/// All that the page of a member shows.
pub(super) struct Told {
    pub coop: Coop,
    pub member: Member,
    pub shown: Shown,
    pub accounts: Accounts,
    /// Of his household, by year.
    pub trades: Vec<Trade>,
    pub today: Date,
}

/// `may`: enter something; see the household's statement of rounds.
pub(super) fn view(mut page: Page, told: &Told, may: (bool, bool)) -> Result<View> {
    let words = page.words;
    crumbs(&mut page, Some(&told.coop));
    let member = &told.member;
    let (number, _, village) = &told.shown;
    let until = member
        .to
        .map_or_else(|| words.get("coop-until-now"), |to| to.to_string());
    let farmer = if member.is_farmer {
        "coop-farmer"
    } else {
        "coop-no-farmer"
    };
    let facts = vec![
        (words.get("coop-col-number"), number.clone()),
        (words.get("coop-col-village"), village.clone()),
        (words.get("coop-field-joined"), member.from.to_string()),
        (words.get("coop-field-to"), until),
        (words.get("coop-col-kind"), words.get(farmer)),
    ];
    let mut buttons = Vec::new();
    let link = |path: String, key: &str| Button::link(ButtonKind::Secondary, path, words.get(key));
    if may.0 {
        let to = |word: &str| format!("/coops/{}/{word}?member={}", told.coop.id, member.id);
        buttons.push(link(to("trade"), "coop-add-trade"));
        if member.to.is_none() {
            buttons.push(link(to("account"), "coop-add-account"));
            buttons.push(link(to("end"), "coop-add-end"));
        }
    }
    if may.1 {
        let path = format!("/statements/{}", member.household);
        buttons.push(link(path, "coop-statement"));
    }
    let parts = vec![
        Part::List(facts),
        Part::Buttons(buttons),
        Part::Table(years(&page, told)?),
        Part::Table(changes(&page, told)),
    ];
    Ok(View::new(page, parts))
}

/// What the account held at the end of each year (today, in the year that runs), and the trade of it.
fn years(page: &Page, told: &Told) -> Result<Table> {
    let words = page.words;
    let yuan = words.get("web-unit-yuan");
    let mut columns = vec![Column::number(words.get("coop-col-year"), EMPTY)];
    for key in ["contribution", "reserve-share", "subsidy-share", "total"] {
        columns.push(Column::number(
            words.get(&format!("coop-col-{key}")),
            yuan.clone(),
        ));
    }
    columns.push(Column::number(words.get("coop-col-trade"), yuan));
    columns.push(Column::number(
        words.get("coop-field-quantity"),
        words.get("coop-unit-kilogram"),
    ));
    let mut asked: BTreeSet<i64> = told.trades.iter().map(|trade| trade.year).collect();
    let last = told.member.to.map_or(told.today, |to| to.plus_days(-1));
    asked.extend(i64::from(told.member.from.year())..=i64::from(last.year()));
    let mut rows = Vec::new();
    for year in asked.into_iter().rev() {
        let day = days_of(year).map_or(told.today, |(_, last)| last.min(told.today));
        let found = account_on(&told.accounts, told.member.id, day);
        let account = found.filter(|_| told.member.is_on(day)).map(|(_, a)| a);
        let account = account.unwrap_or_default();
        let trade = told.trades.iter().find(|trade| trade.year == year);
        let mut row: Row = vec![year.to_string().into()];
        row.extend(cells(&account));
        row.push(money(account.total()?));
        row.push(money(trade.map_or(Fen::ZERO, |trade| trade.amount)));
        let quantity = trade.and_then(|trade| trade.quantity);
        row.push(quantity.map(format::count).unwrap_or_default().into());
        rows.push(row);
    }
    let table = Table::new("years", words.get("coop-years"), columns);
    Ok(table.rows(rows).stacked().empty(EmptyState::new(
        words,
        "coop-years-empty-title",
        "coop-years-empty-text",
    )))
}

fn cells(account: &Account) -> [Cell; 3] {
    [
        account.contribution,
        account.reserve_share,
        account.subsidy_share,
    ]
    .map(money)
}

/// Each entry of the account, the latest first.
fn changes(page: &Page, told: &Told) -> Table {
    let words = page.words;
    let yuan = words.get("web-unit-yuan");
    let mut columns = vec![Column::text(words.get("coop-field-holds-from"))];
    for key in ["contribution", "reserve-share", "subsidy-share"] {
        columns.push(Column::number(
            words.get(&format!("coop-col-{key}")),
            yuan.clone(),
        ));
    }
    let rows = told
        .accounts
        .get(&told.member.id)
        .into_iter()
        .flatten()
        .rev();
    let rows = rows.map(|(from, account)| {
        let mut row: Row = vec![from.to_string().into()];
        row.extend(cells(account));
        row
    });
    Table::new("changes", words.get("coop-changes"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState::new(
            words,
            "coop-changes-empty-title",
            "coop-changes-empty-text",
        ))
}
