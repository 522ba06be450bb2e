//! The money of a net: what was sold, what it cost, who worked and delivered, what was settled.

use super::pages::{crumbs, with};
use super::plan::{named, weight};
use super::read::Money;
use crate::coop::model::{By, Contribution};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::Page;
use ::web::{Part, View, format};
use kernel::{Fen, Id, Result};
use std::collections::BTreeSet;

pub(super) fn view(mut page: Page, told: &Money, may_enter: bool) -> Result<View> {
    let words = page.words;
    crumbs(&mut page, Some(&told.net));
    let id = told.net.id;
    let field = |name: &'static str, key: &str, value: String| {
        Field::new(words, Control::Date, name, words.get(key)).value(value)
    };
    let period = vec![
        field("first", "net-field-first", told.period.0.to_string()),
        field("last", "net-field-last", told.period.1.to_string()),
    ];
    let mut parts = vec![
        Part::Text(words.get("net-money-lead")),
        Part::Filter(FilterForm::new(
            words,
            format!("/nets/{id}/money"),
            period,
            false,
        )),
        Part::Stats(stats(words, told)?),
    ];
    let mut buttons = Vec::new();
    if may_enter {
        for (at, word) in ["sale", "cost", "delivery", "work", "settle"]
            .iter()
            .enumerate()
        {
            let kind = match at {
                0 => ButtonKind::Primary,
                _ => ButtonKind::Secondary,
            };
            let label = words.get(&format!("net-add-{word}"));
            buttons.push(Button::link(kind, format!("/nets/{id}/{word}"), label));
        }
        if told.advances > Fen::ZERO {
            let label = words.get("net-add-repay");
            buttons.push(Button::link(
                ButtonKind::Secondary,
                format!("/nets/{id}/repay"),
                label,
            ));
        }
    }
    let export = format!(
        "/nets/{id}/money.xlsx?first={}&last={}",
        told.period.0, told.period.1
    );
    buttons.push(Button::link(
        ButtonKind::Secondary,
        export,
        words.get("net-export"),
    ));
    parts.push(Part::Buttons(buttons));
    parts.push(Part::Table(settlements(words, told, may_enter)?));
    parts.push(Part::Table(sales(words, told, may_enter)));
    parts.push(Part::Table(costs(words, told, may_enter)));
    parts.push(Part::Table(contributed(words, told, may_enter)));
    Ok(View::new(page, parts))
}

fn stats(words: Words, told: &Money) -> Result<Stats> {
    let yuan = |fen: Fen, key: &str| {
        Stat::new(
            format::money(fen),
            words.get("web-unit-yuan"),
            words.get(key),
        )
    };
    let proceeds = Fen::sum(told.sales.iter().map(|sale| sale.amount))?;
    let costs = Fen::sum(told.costs.iter().map(|cost| cost.amount))?;
    let mut tiles = vec![
        yuan(proceeds, "net-stat-proceeds").link("#sales"),
        yuan(costs, "net-stat-costs").link("#costs"),
        yuan(told.bank, "net-stat-bank"),
        yuan(told.undistributed, "net-stat-undistributed").link("#settlements"),
    ];
    if told.advances > Fen::ZERO {
        tiles.push(yuan(told.advances, "net-stat-advances"));
    }
    Ok(Stats { tiles })
}

/// The cell that takes a row back; what was taken back, and its mirror, say so instead.
fn undo(words: Words, net: Id, (what, row): (&str, Id), is_over: bool, may_enter: bool) -> Cell {
    if is_over {
        return words.get("coop-reversed").into();
    }
    if !may_enter {
        return Cell::default();
    }
    let href = format!("/nets/{net}/void?what={what}&row={row}");
    Cell::link(href, words.get("net-add-void"))
}

fn settlements(words: Words, told: &Money, may_enter: bool) -> Result<Table> {
    let yuan = || words.get("web-unit-yuan");
    let columns = vec![
        Column::text(words.get("net-col-period")),
        Column::number(words.get("net-stat-proceeds"), yuan()),
        Column::number(words.get("net-stat-costs"), yuan()),
        Column::number(words.get("net-col-result"), yuan()),
    ];
    let mut rows = Vec::new();
    for s in told.settlements.iter().rev() {
        let href = format!("/nets/{}/settlements/{}", told.net.id, s.id);
        rows.push(vec![
            Cell::link(href, format!("{}—{}", s.first, s.last)),
            format::money(s.proceeds).into(),
            format::money(s.costs).into(),
            format::money(s.result()?).into(),
        ]);
    }
    Ok(
        Table::new("settlements", words.get("net-settlements"), columns)
            .rows(rows)
            .stacked()
            .empty(EmptyState {
                title: words.get("net-settlements-empty-title"),
                text: words.get("net-settlements-empty-text"),
                action: may_enter.then(|| {
                    let path = format!("/nets/{}/settle", told.net.id);
                    (path, words.get("net-add-settle"))
                }),
            }),
    )
}

fn sales(words: Words, told: &Money, may_enter: bool) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-date")),
        Column::text(words.get("net-field-product")),
        Column::number(words.get("net-field-kilograms"), ""),
        Column::number(words.get("net-field-price"), words.get("web-unit-yuan")),
        Column::number(words.get("net-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("net-field-buyer")),
        Column::text(words.get("net-add-void")),
    ];
    let over: BTreeSet<Id> = told.sales.iter().filter_map(|sale| sale.voids).collect();
    let rows = told.sales.iter().map(|sale| {
        let is_over = sale.voids.is_some() || over.contains(&sale.id);
        vec![
            sale.date.to_string().into(),
            Cell::from(sale.product.clone()).note(sale.grade.clone().unwrap_or_default()),
            weight(words, By::Kilograms, sale.grams).into(),
            format::money(sale.price).into(),
            format::money(sale.amount).into(),
            Cell::from(sale.buyer.clone()).note(sale.document.clone().unwrap_or_default()),
            undo(words, told.net.id, ("sale", sale.id), is_over, may_enter),
        ]
    });
    Table::new("sales", words.get("net-sales"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-sales-empty-title"),
            text: words.get("net-sales-empty-text"),
            action: None,
        })
}

fn costs(words: Words, told: &Money, may_enter: bool) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-date")),
        Column::text(words.get("net-field-kind-of-cost")),
        Column::number(words.get("net-col-amount"), words.get("web-unit-yuan")),
        Column::text(words.get("net-field-payee")),
        Column::text(words.get("net-add-void")),
    ];
    let over: BTreeSet<Id> = told.costs.iter().filter_map(|cost| cost.voids).collect();
    let rows = told.costs.iter().map(|cost| {
        let is_over = cost.voids.is_some() || over.contains(&cost.id);
        let mut kind = Cell::from(cost.kind.clone());
        if cost.is_advanced {
            kind = kind.note(words.get("net-field-is-advanced"));
        }
        vec![
            cost.date.to_string().into(),
            kind,
            format::money(cost.amount).into(),
            Cell::from(cost.payee.clone().unwrap_or_default())
                .note(cost.document.clone().unwrap_or_default()),
            undo(words, told.net.id, ("cost", cost.id), is_over, may_enter),
        ]
    });
    Table::new("costs", words.get("net-costs"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-costs-empty-title"),
            text: words.get("net-costs-empty-text"),
            action: None,
        })
}

fn contributed(words: Words, told: &Money, may_enter: bool) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-date")),
        Column::text(words.get("net-col-household")),
        Column::text(words.get("net-col-what")),
        Column::number(words.get("net-col-weight"), ""),
        Column::text(words.get("net-add-void")),
    ];
    let over: BTreeSet<Id> = told.contributed.iter().filter_map(|c| c.voids).collect();
    let rows = told.contributed.iter().map(|c| {
        let is_over = c.voids.is_some() || over.contains(&c.id);
        let (by, what) = match c.kind {
            Contribution::Minutes => {
                let party = c.party.and_then(|party| told.parties.get(&party));
                let args = [("party", party.cloned().unwrap_or_default())];
                (By::Minutes, with(words, "net-worked", &args))
            }
            Contribution::Grams => {
                let args = [("product", c.product.clone().unwrap_or_default())];
                (By::Kilograms, with(words, "net-delivered", &args))
            }
        };
        vec![
            c.date.to_string().into(),
            named(&told.names, c.household),
            Cell::from(what).note(c.grade.clone().unwrap_or_default()),
            weight(words, by, c.amount).into(),
            undo(
                words,
                told.net.id,
                ("contribution", c.id),
                is_over,
                may_enter,
            ),
        ]
    });
    Table::new("contributed", words.get("net-contributed"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-contributed-empty-title"),
            text: words.get("net-contributed-empty-text"),
            action: None,
        })
}
