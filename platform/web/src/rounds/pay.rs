//! Recording payments made by hand: choose the households, see what it comes to, then record it.

use super::facts::{Lines, Round, Village};
use super::lines::village_field;
use super::round::crumbs;
use super::words::money;
use crate::components::*;
use crate::format;
use crate::layout::{NavItem, Page};
use askama::Template;
use kernel::{Date, Fen, FieldError, Id};

#[derive(Template)]
#[template(path = "rounds/pay.html")]
pub struct PayView {
    pub page: Page,
    pub lead: String,
    pub filter: FilterForm,
    pub action: String,
    pub empty: Option<EmptyState>,
    pub rows: Vec<PayRow>,
    pub heads: PayHeads,
    pub fields: Vec<Field>,
    pub some: Button,
    pub all: Option<Button>,
    pub pager: Option<Pager>,
    pub village: Option<Id>,
}

/// A household that can be ticked.
pub struct PayRow {
    pub key: String,
    pub head: String,
    pub village: String,
    pub amount: String,
    pub is_chosen: bool,
}

pub struct PayHeads {
    pub caption: String,
    pub choose: String,
    pub head: String,
    pub village: String,
    pub amount: String,
    pub yuan: String,
}

/// What a person typed on the way to paying.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    pub date: String,
    pub method: String,
    pub receipt: String,
    pub chosen: Vec<String>,
}

/// `lines` are those not yet paid. `all` counts every unpaid line of the village, or of the round.
pub fn pay(
    mut page: Page,
    round: &Round,
    villages: &[Village],
    lines: &Lines,
    typed: &Typed,
    faults: &[FieldError],
    next_href: Option<String>,
) -> PayView {
    let words = page.words;
    trail(&mut page, round);
    let here = format!("/rounds/{}/pay", round.id);
    let rows = lines
        .rows
        .iter()
        .map(|line| PayRow {
            key: line.key.clone(),
            head: line.head.clone(),
            village: line.village.clone(),
            amount: format::money(line.gross),
            is_chosen: typed.chosen.contains(&line.key),
        })
        .collect();
    let village = villages
        .iter()
        .find(|v| Some(v.id) == lines.village)
        .map(|v| v.name.clone());
    let all_label = match &village {
        Some(name) => words.with(
            "rounds-pay-all-village",
            &[("village", name), ("count", &format::count(lines.total))],
        ),
        None => words.with("rounds-pay-all", &[("count", &format::count(lines.total))]),
    };
    let all = (lines.total > 0).then(|| Button {
        posts: Some(("all".into(), "1".into())),
        ..Button::submit(ButtonKind::Secondary, all_label)
    });
    let empty = (lines.total == 0).then(|| EmptyState {
        title: words.get("rounds-pay-done-title"),
        text: words.get("rounds-pay-done-text"),
        action: Some((
            format!("/rounds/{}", round.id),
            words.get("rounds-pay-back"),
        )),
    });
    let first = (lines.from > 0).then(|| here.clone());
    PayView {
        lead: words.get("rounds-pay-lead"),
        filter: FilterForm::new(
            words,
            here.clone(),
            vec![village_field(words, villages, lines.village)],
            village.is_some(),
        ),
        action: format!("{here}/check"),
        empty,
        rows,
        heads: PayHeads {
            caption: words.get("rounds-pay-caption"),
            choose: words.get("rounds-pay-choose"),
            head: words.get("rounds-col-head"),
            village: words.get("rounds-col-village"),
            amount: words.get("rounds-col-amount"),
            yuan: words.get("web-unit-yuan"),
        },
        fields: fields(&page, typed, faults),
        some: Button::submit(ButtonKind::Primary, words.get("rounds-pay-some")),
        all,
        pager: Some(Pager::new(words, lines.total, first, next_href)),
        village: lines.village,
        page,
    }
}

fn trail(page: &mut Page, round: &Round) {
    crumbs(page);
    page.breadcrumbs.push(NavItem::new(
        format!("/rounds/{}", round.id),
        round.title.clone(),
        false,
    ));
}

fn fields(page: &Page, typed: &Typed, faults: &[FieldError]) -> Vec<Field> {
    let words = page.words;
    let methods =
        ["transfer", "cash"].map(|m| Choice::new(m, words.get(&format!("rounds-method-{m}"))));
    let field = |control, name: &'static str, key: &str, value: &str| {
        Field::new(words, control, name, words.get(key))
            .value(value)
            .errors(words, faults)
    };
    vec![
        field(Control::Date, "date", "rounds-field-pay-date", &typed.date),
        field(
            Control::Radios(methods.to_vec()),
            "method",
            "rounds-field-method",
            &typed.method,
        ),
        field(
            Control::Text,
            "receipt",
            "rounds-field-receipt",
            &typed.receipt,
        )
        .hint(words.get("rounds-field-receipt-hint"))
        .optional(words),
    ]
}

/// What was chosen, to be confirmed.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub count: i64,
    pub amount: Fen,
    pub date: Date,
    pub method: String,
    pub receipt: Option<String>,
    /// The lines one by one, or all unpaid ones of a village or of the round.
    pub keys: Vec<String>,
    pub all: bool,
    pub village: Option<Id>,
}

#[derive(Template)]
#[template(path = "rounds/one_form.html")]
pub struct PayCheckView {
    pub page: Page,
    pub lead: String,
    pub form: Form,
}

pub fn check(mut page: Page, round: &Round, chosen: &Chosen) -> PayCheckView {
    let words = page.words;
    trail(&mut page, round);
    let method = words.get(&format!("rounds-method-{}", chosen.method));
    let effect = |number: String, key: &str| (number, words.get(key));
    let mut effects = vec![
        effect(
            words.count("rounds-households", chosen.count),
            "rounds-effect-pay-lines",
        ),
        effect(money(words, chosen.amount), "rounds-effect-pay-amount"),
        effect(chosen.date.to_string(), "rounds-field-pay-date"),
        effect(method, "rounds-field-method"),
    ];
    if let Some(receipt) = &chosen.receipt {
        effects.push(effect(receipt.clone(), "rounds-field-receipt"));
    }
    let mut form = Form::new(&page, format!("/rounds/{}/pay", round.id))
        .hidden("date", chosen.date.to_string())
        .hidden("method", chosen.method.clone())
        .hidden("receipt", chosen.receipt.clone().unwrap_or_default());
    if chosen.all {
        // The number is sent back, so that a line paid meanwhile by somebody else is noticed.
        form = form
            .hidden("all", "1")
            .hidden("count", chosen.count.to_string());
        form = form.hidden(
            "village",
            chosen.village.map(|v| v.to_string()).unwrap_or_default(),
        );
    }
    for key in &chosen.keys {
        form = form.hidden("line", key.clone());
    }
    let form = form
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution: Some(words.get("rounds-caution-pay")),
        })
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("rounds-pay-submit"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/pay", round.id),
            words.get("rounds-pay-again"),
        ));
    PayCheckView {
        lead: words.get("rounds-pay-check-lead"),
        form,
        page,
    }
}
