//! The list of co-ops, and one co-op on a day with the trade of a year.

use crate::shares::coop::SOURCE;
use crate::shares::coop::model::{Warning, warnings};
use crate::shares::coop::read::{CoopState, MemberState};
use crate::shares::coop::store::{Coop, Shown, Surplus};
use ::web::components::*;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format, sheet};
use kernel::code::CreditCode;
use kernel::{Fen, Id, Result};
use std::collections::{BTreeMap, BTreeSet};

/// A column of numbers without a unit.
pub(super) const EMPTY: &str = "";

/// A co-op in the list.
pub(super) struct Listed {
    pub coop: Coop,
    pub unit: String,
    pub members: usize,
    pub undistributed: Fen,
}

/// What is shown of a co-op beside its members' accounts.
pub(super) struct Seen {
    pub unit: String,
    pub names: BTreeMap<Id, Shown>,
    pub surpluses: Vec<Surplus>,
    pub undistributed: Fen,
    pub losses: Fen,
    /// Of contracts, until the year's surplus is drawn from it.
    pub income: Fen,
}

pub(super) fn crumbs(page: &mut Page, coop: Option<&Coop>) {
    page.breadcrumbs = vec![NavItem::new("/coops", page.words.get("coop-nav"), false)];
    if let Some(coop) = coop {
        let href = format!("/coops/{}", coop.id);
        page.breadcrumbs
            .push(NavItem::new(href, coop.name.clone(), false));
    }
}

pub(super) fn money(amount: Fen) -> Cell {
    format::money(amount).into()
}

pub(super) fn list(page: Page, found: &[Listed], may_enter: bool) -> View {
    let words = page.words;
    let action = may_enter.then(|| ("/coops/new".to_owned(), words.get("coop-add-new")));
    let columns = vec![
        Column::text(words.get("coop-col-name")),
        Column::text(words.get("coop-col-code")),
        Column::number(
            words.get("coop-col-members"),
            words.get("projects-unit-household"),
        ),
        Column::number(
            words.get("coop-col-undistributed"),
            words.get("web-unit-yuan"),
        ),
        Column::text(words.get("coop-col-since")),
    ];
    let rows = found.iter().map(|l| {
        let href = format!("/coops/{}", l.coop.id);
        vec![
            Cell::link(href, l.coop.name.clone()).note(l.unit.clone()),
            l.coop.code.clone().unwrap_or_default().into(),
            sheet::count(l.members).into(),
            money(l.undistributed),
            l.coop.from.to_string().into(),
        ]
    });
    let table = Table::new("coops", words.get("coop-title"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("coop-empty-title"),
            text: words.get("coop-empty-text"),
            action: action.clone(),
        });
    let mut parts = Vec::new();
    if !found.is_empty() {
        let mut buttons = Vec::new();
        if let Some((href, label)) = action {
            buttons.push(Button::link(ButtonKind::Primary, href, label));
        }
        let export = words.get("coop-export-list");
        buttons.push(Button::link(ButtonKind::Secondary, "/coops.xlsx", export));
        parts.push(Part::Buttons(buttons));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

/// `may`: enter something, prepare rounds.
pub(super) fn coop(
    mut page: Page,
    state: &CoopState,
    seen: &Seen,
    may: (bool, bool),
) -> Result<View> {
    let words = page.words;
    crumbs(&mut page, None);
    let coop = &state.coop;
    let code = coop.code.as_deref();
    let mut parts = vec![Part::Text(match code {
        Some(code) => format!("{} · {code}", seen.unit),
        None => seen.unit.clone(),
    })];
    parts.extend(cautions(&page, state, code));
    let field = |control, name: &'static str, key: &str, value: String| {
        Field::new(words, control, name, words.get(key)).value(value)
    };
    let fields = vec![
        field(
            Control::Number,
            "year",
            "coop-filter-year",
            state.year.to_string(),
        ),
        field(
            Control::Date,
            "date",
            "coop-filter-date",
            state.date.to_string(),
        ),
    ];
    parts.push(Part::Filter(FilterForm::new(
        words,
        format!("/coops/{}", coop.id),
        fields,
        false,
    )));
    parts.push(Part::Stats(stats(&page, state, seen)?));
    parts.push(Part::Buttons(buttons(&page, state, seen, may)));
    parts.push(Part::Table(members(&page, state, seen, may.0)?));
    if !state.left.is_empty() {
        parts.push(Part::Table(left(&page, state, seen)));
    }
    parts.push(Part::Table(surpluses(&page, state, seen, may.0)));
    parts.push(Part::Text(words.get("coop-how")));
    Ok(View::new(page, parts))
}

/// What the law asks for and is not so, and a code whose check character is wrong.
fn cautions(page: &Page, state: &CoopState, code: Option<&str>) -> Vec<Part> {
    let words = page.words;
    let (members, farmers) = (state.members.len(), state.farmers());
    let args = [
        ("members", sheet::count(members)),
        ("farmers", sheet::count(farmers)),
    ];
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    let mut texts = Vec::new();
    // An empty list needs its first member, not a warning.
    let found = if members == 0 {
        Vec::new()
    } else {
        warnings(members, farmers)
    };
    for warning in found {
        let key = match warning {
            Warning::TooFew => "coop-warning-few",
            Warning::TooFewFarmers => "coop-warning-farmers",
        };
        texts.push(words.with(key, &args));
    }
    let code = code.and_then(|code| CreditCode::parse(code).ok());
    if let Some(code) = code.filter(|code| !code.check_is_right()) {
        let right = code.expected_check().to_string();
        texts.push(words.with("coop-warning-code", &[("check", right.as_str())]));
    }
    let notice = |text| Part::Notice(Notice::new(NoticeKind::Warning, words, text));
    texts.into_iter().map(notice).collect()
}

fn stats(page: &Page, state: &CoopState, seen: &Seen) -> Result<Stats> {
    let words = page.words;
    let total = state.total()?;
    let yuan = |fen, key: &str| {
        Stat::new(
            format::money(fen),
            words.get("web-unit-yuan"),
            words.get(key),
        )
    };
    let mut tiles = vec![
        Stat::new(
            sheet::count(state.members.len()),
            words.get("projects-unit-household"),
            words.get("coop-col-members"),
        )
        .link("#members"),
        yuan(total.total()?, "coop-stat-accounts").link("#members"),
        yuan(state.traded()?, "coop-col-trade").link("#members"),
        yuan(seen.undistributed, "coop-col-undistributed").link("#surpluses"),
    ];
    if seen.income > Fen::ZERO {
        tiles.push(yuan(seen.income, "coop-stat-income").link("#surpluses"));
    }
    if seen.losses > Fen::ZERO {
        tiles.push(yuan(seen.losses, "coop-stat-losses").link("#surpluses"));
    }
    Ok(Stats { tiles })
}

fn buttons(page: &Page, state: &CoopState, seen: &Seen, may: (bool, bool)) -> Vec<Button> {
    let words = page.words;
    let id = state.coop.id;
    let link = |kind, path: String, key: &str| Button::link(kind, path, words.get(key));
    let mut out = Vec::new();
    if may.1 && seen.undistributed > Fen::ZERO && !state.members.is_empty() {
        let path = format!("/rounds/new?source={SOURCE}:{id}");
        out.push(link(ButtonKind::Primary, path, "coop-round"));
    }
    if may.0 {
        for word in ["member", "import", "surplus"] {
            let path = format!("/coops/{id}/{word}");
            out.push(link(
                ButtonKind::Secondary,
                path,
                &format!("coop-add-{word}"),
            ));
        }
    }
    let path = format!(
        "/coops/{id}/members.xlsx?year={}&date={}",
        state.year, state.date
    );
    out.push(link(ButtonKind::Secondary, path, "coop-export"));
    out
}

fn named(state: &CoopState, seen: &Seen, m: &MemberState) -> (Cell, String) {
    let shown = seen.names.get(&m.member.household);
    let (number, head, village) = shown.cloned().unwrap_or_default();
    let href = format!("/coops/{}/members/{}", state.coop.id, m.member.id);
    let label = if head.is_empty() {
        number.clone()
    } else {
        head
    };
    (Cell::link(href, label).note(number), village)
}

fn members(page: &Page, state: &CoopState, seen: &Seen, may_enter: bool) -> Result<Table> {
    let words = page.words;
    let yuan = words.get("web-unit-yuan");
    let mut columns = vec![
        Column::text(words.get("coop-col-member")),
        Column::text(words.get("coop-col-village")),
        Column::text(words.get("coop-col-kind")),
    ];
    for key in ["contribution", "reserve-share", "subsidy-share", "trade"] {
        columns.push(Column::number(
            words.get(&format!("coop-col-{key}")),
            yuan.clone(),
        ));
    }
    let rows = state.members.iter().map(|m| {
        let (name, village) = named(state, seen, m);
        let kind = if m.member.is_farmer {
            "coop-farmer"
        } else {
            "coop-no-farmer"
        };
        vec![
            name,
            village.into(),
            words.get(kind).into(),
            money(m.account.contribution),
            money(m.account.reserve_share),
            money(m.account.subsidy_share),
            money(m.traded()),
        ]
    });
    let total = state.total()?;
    let traded = Fen::sum(state.members.iter().map(MemberState::traded))?;
    let caption = words.with("coop-members-on", &[("year", &state.year.to_string())]);
    let table = Table::new("members", caption, columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("coop-members-empty-title"),
            text: words.get("coop-members-empty-text"),
            action: may_enter.then(|| {
                let path = format!("/coops/{}/import", state.coop.id);
                (path, words.get("coop-add-import"))
            }),
        });
    if state.members.is_empty() {
        return Ok(table);
    }
    Ok(table.total(vec![
        words.get("coop-col-total").into(),
        Cell::default(),
        Cell::default(),
        money(total.contribution),
        money(total.reserve_share),
        money(total.subsidy_share),
        money(traded),
    ]))
}

fn left(page: &Page, state: &CoopState, seen: &Seen) -> Table {
    let words = page.words;
    let columns = vec![
        Column::text(words.get("coop-col-member")),
        Column::text(words.get("coop-col-village")),
        Column::text(words.get("coop-field-to")),
        Column::number(words.get("coop-col-trade"), words.get("web-unit-yuan")),
    ];
    let rows = state.left.iter().map(|m| {
        let (name, village) = named(state, seen, m);
        let to = m.member.to.map(|to| to.to_string()).unwrap_or_default();
        vec![name, village.into(), to.into(), money(m.traded())]
    });
    Table::new("left", words.get("coop-left"), columns)
        .rows(rows.collect())
        .stacked()
}

fn surpluses(page: &Page, state: &CoopState, seen: &Seen, may_enter: bool) -> Table {
    let words = page.words;
    let yuan = words.get("web-unit-yuan");
    let mut columns = vec![
        Column::number(words.get("coop-col-year"), EMPTY),
        Column::text(words.get("coop-col-date")),
        Column::number(words.get("coop-field-surplus"), yuan.clone()),
        Column::number(words.get("coop-field-losses"), yuan),
        Column::text(words.get("coop-field-document")),
    ];
    if may_enter {
        columns.push(Column::text(words.get("coop-add-reverse")));
    }
    let reversed: BTreeSet<Id> = seen.surpluses.iter().filter_map(|s| s.reverses).collect();
    let rows = seen.surpluses.iter().rev().map(|s| {
        let is_open = s.reverses.is_none() && !reversed.contains(&s.id);
        let mut year = Cell::from(s.year.to_string());
        if !is_open {
            year = year.note(words.get("coop-reversed"));
        }
        let mut row: Row = vec![
            year,
            s.date.to_string().into(),
            money(s.amount),
            money(s.losses),
            s.document.clone().unwrap_or_default().into(),
        ];
        if may_enter {
            let href = format!("/coops/{}/reverse?surplus={}", state.coop.id, s.id);
            let cell = Cell::link(href, words.get("coop-add-reverse"));
            row.push(if is_open { cell } else { Cell::default() });
        }
        row
    });
    let action = may_enter.then(|| {
        let path = format!("/coops/{}/surplus", state.coop.id);
        (path, words.get("coop-add-surplus"))
    });
    Table::new("surpluses", words.get("coop-surpluses"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("coop-surpluses-empty-title"),
            text: words.get("coop-surpluses-empty-text"),
            action,
        })
}
