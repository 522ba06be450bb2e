//! One settlement: what came in and went out, what each party gets and why, and the way on to the round.

use super::pages::{crumbs, with};
use super::plan::{Tried, result};
use super::read::Settled;
use crate::coop::model::{By, Pool};
use ::web::chart::{self, About, Piece, Value};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format};
use kernel::{Date, Fen, Result};
use payout::State;

#[derive(Debug, Clone, Copy)]
pub(super) struct May {
    pub prepare: bool,
    pub enter: bool,
    pub pay: bool,
}

pub(super) fn view(mut page: Page, told: &Settled, may: May, today: Date) -> Result<View> {
    let words = page.words;
    crumbs(&mut page, Some(&told.net));
    let net = told.net.id;
    page.breadcrumbs.push(NavItem::new(
        format!("/nets/{net}/money"),
        words.get("net-money-title"),
        false,
    ));
    let settlement = &told.settlement;
    let amount = settlement.result()?;
    let mut parts = vec![
        Part::Text(format!("{}—{}", settlement.first, settlement.last)),
        Part::Stats(stats(words, told)?),
    ];
    let Some(version) = &told.version else {
        parts.push(Part::Empty(EmptyState {
            title: words.get("net-no-plan-title"),
            text: words.get("net-no-plan-text"),
            action: Some((format!("/nets/{net}/plan"), words.get("net-plan-title"))),
        }));
        return Ok(View::new(page, parts));
    };
    let pools = version.plan.preview(amount, &told.payees)?;
    parts.extend(next(&page, told, &pools, may, today)?);
    parts.push(Part::Chart(picture(words, told, &pools)?));
    let tried = Tried {
        amount,
        names: told.names.clone(),
        pools,
    };
    parts.extend(result(words, &tried));
    parts.push(Part::heading("why", words.get("net-why")));
    parts.push(Part::Text(words.get("net-flow-why")));
    let args = [("date", version.from.to_string())];
    parts.push(Part::Text(with(words, "net-why-plan", &args)));
    parts.push(Part::Text(words.get("net-why-rounding")));
    let export = format!("/nets/{net}/settlements/{}/split.xlsx", settlement.id);
    let mut buttons = vec![Button::link(
        ButtonKind::Secondary,
        export,
        words.get("net-export"),
    )];
    let is_free = told.loss.is_none() && !told.rounds.iter().any(|(_, _, state)| is_live(*state));
    if may.enter && is_free && settlement.voids.is_none() {
        let href = format!("/nets/{net}/void?what=settlement&row={}", settlement.id);
        buttons.push(Button::link(
            ButtonKind::Warn,
            href,
            words.get("net-void-settlement"),
        ));
    }
    if may.enter && told.loss.is_some() {
        let href = format!("/nets/{net}/void?what=loss&row={}", settlement.id);
        buttons.push(Button::link(
            ButtonKind::Warn,
            href,
            words.get("net-void-loss"),
        ));
    }
    parts.push(Part::Buttons(buttons));
    Ok(View::new(page, parts))
}

fn is_live(state: State) -> bool {
    !matches!(state, State::Cancelled | State::Reversed)
}

fn stats(words: Words, told: &Settled) -> Result<Stats> {
    let yuan = |fen: Fen, key: &str| {
        Stat::new(
            format::money(fen),
            words.get("web-unit-yuan"),
            words.get(key),
        )
    };
    let settlement = &told.settlement;
    let money = format!(
        "/nets/{}/money?first={}&last={}",
        told.net.id, settlement.first, settlement.last
    );
    Ok(Stats {
        tiles: vec![
            yuan(settlement.proceeds, "net-stat-proceeds").link(format!("{money}#sales")),
            yuan(settlement.costs, "net-stat-costs").link(format!("{money}#costs")),
            yuan(settlement.result()?, "net-col-result"),
        ],
    })
}

/// What is to be done next, or what was done.
fn next(page: &Page, told: &Settled, pools: &[Pool], may: May, today: Date) -> Result<Vec<Part>> {
    let words = page.words;
    let at = format!("/nets/{}/settlements/{}", told.net.id, told.settlement.id);
    let mut out = Vec::new();
    let live = told.rounds.iter().find(|(_, _, state)| is_live(*state));
    if let Some((round, number, state)) = live {
        let state = words.get(&format!("payout-state-{state}"));
        let args = [("number", number.clone()), ("state", state)];
        let notice = Notice::new(NoticeKind::Info, words, with(words, "net-has-round", &args));
        let open = words.get("net-open-round");
        out.push(Part::Notice(notice.link(format!("/rounds/{round}"), open)));
    }
    if let Some(done) = &told.handover {
        let args = [
            ("date", done.date.to_string()),
            ("amount", format::money(done.amount)),
        ];
        let text = with(words, "net-handed", &args);
        out.push(Part::Notice(Notice::new(NoticeKind::Saved, words, text)));
    } else if let Some((round, _, State::Declared | State::Paid | State::Closed)) = live
        && may.pay
        && pools.iter().any(|pool| pool.part.by == By::OwnBook)
    {
        let label = words.get("net-add-income");
        let form = Form::new(page, format!("{at}/income"))
            .hidden("round", round.to_string())
            .button(Button::submit(ButtonKind::Primary, label));
        out.push(Part::Text(words.get("net-lead-income")));
        out.push(Part::Form(form));
    }
    let result = told.settlement.result()?;
    if let Some((loss, _)) = &told.loss {
        let args = [
            ("date", loss.date.to_string()),
            ("amount", format::money(loss.amount)),
        ];
        let text = with(words, "net-loss-shared", &args);
        out.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
    } else if result < Fen::ZERO && may.enter {
        let label = words.get("net-add-loss");
        out.push(Part::Text(words.get("net-lead-loss")));
        out.push(Part::Form(
            Form::new(page, format!("{at}/loss"))
                .button(Button::submit(ButtonKind::Primary, label)),
        ));
    }
    if live.is_none() && result > Fen::ZERO && may.prepare {
        let title = format!("{} {}", told.net.name, today.year());
        let field = Field::new(words, Control::Text, "title", words.get("net-field-title"));
        out.push(Part::Form(
            Form::new(page, format!("{at}/distribute"))
                .field(field.value(with(words, "net-title-first", &[("net", title)])))
                .button(Button::submit(
                    ButtonKind::Primary,
                    words.get("net-distribute"),
                )),
        ));
    }
    Ok(out)
}

/// Proceeds, then costs, then each party's part.
fn picture(words: Words, told: &Settled, pools: &[Pool]) -> Result<chart::Chart> {
    let settlement = &told.settlement;
    let mut pieces = vec![Piece {
        name: words.get("net-stat-costs"),
        value: Value::money(settlement.costs),
        series: 1,
    }];
    let result = settlement.result()?;
    if result > Fen::ZERO {
        pieces.extend(pools.iter().map(|pool| Piece {
            name: pool.part.name.clone(),
            value: Value::money(pool.money.amount),
            series: 2,
        }));
    }
    let about = About {
        id: "split".into(),
        title: words.get("net-split"),
        description: with(
            words,
            "net-split-text",
            &[
                ("proceeds", format::money(settlement.proceeds)),
                ("costs", format::money(settlement.costs)),
                ("result", format::money(result)),
            ],
        ),
        unit: words.get("web-unit-yuan"),
    };
    let whole = Value::money(settlement.proceeds.max(settlement.costs));
    let name = match result > Fen::ZERO {
        true => words.get("net-stat-proceeds"),
        false => words.get("net-stat-costs"),
    };
    Ok(chart::waterfall(&about, (&name, &whole), &pieces))
}
