//! The findings of a campaign as a list, and as the list of problems that villages keep (村级问题清单).

use super::doors::home;
use super::pages::{crumbs, list_of};
use crate::campaigns::ledger::{self, Line, Standing};
use crate::campaigns::read::{self, Whole};
use crate::campaigns::store::findings::{self as rows, Finding, Show, Sought};
use ::store::Tx;
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View, format};
use access::deputies;
use kernel::{Ctx, Date, Id, Result};

const ROWS: i64 = 100;
/// So many rows a file holds at most; it says when there are more.
const FILE_ROWS: i64 = 20_000;

const SHOWS: [(&str, Show); 5] = [
    ("all", Show::All),
    ("open", Show::Open),
    ("overdue", Show::Overdue),
    ("closed", Show::Closed),
    ("counted", Show::Counted),
];

/// What the list shows, with whatever of it whoever looks sees.
pub(super) struct Listed {
    pub whole: Whole,
    pub asked: Sought,
    pub findings: Vec<Finding>,
    pub count: i64,
    pub has_more: bool,
}

fn sought(req: &Req) -> Sought {
    let get = |name| req.query.get(name).filter(|text| !text.is_empty());
    let show = SHOWS.iter().find(|(word, _)| Some(*word) == get("show"));
    Sought {
        unit: get("unit").and_then(|unit| unit.parse().ok()),
        item: get("item").and_then(|item| item.parse().ok()),
        round: get("round").and_then(|round| round.parse().ok()),
        show: show.map_or(Show::All, |(_, show)| *show),
        after: get("after").and_then(|after| after.parse().ok()),
    }
}

fn read(tx: &mut Tx, ctx: &Ctx, id: Id, asked: Sought, most: i64) -> Result<Listed> {
    let whole = read::whole(tx, ctx, id)?;
    let mut findings = rows::listed(tx, ctx, id, &asked, most + 1)?;
    let size = usize::try_from(most).unwrap_or(usize::MAX);
    let has_more = findings.len() > size;
    findings.truncate(size);
    Ok(Listed {
        count: rows::count(tx, ctx, id, &asked)?,
        whole,
        asked,
        findings,
        has_more,
    })
}

pub(super) async fn list(req: Req) -> Result<Reply> {
    let (ctx, id, asked) = (req.ctx(), req.id("id")?, sought(&req));
    let found = move |tx: &mut Tx| read(tx, &ctx, id, asked, ROWS);
    let listed = req.app.db.read_async(found).await?;
    view(req.page("campaigns-list"), &listed).reply()
}

fn address(listed: &Listed, show: &str, after: Option<Id>) -> String {
    let asked = &listed.asked;
    let mut href = list_of(listed.whole.campaign.id, asked.unit, asked.item, show);
    if let Some(round) = asked.round {
        href.push_str(&format!("&round={round}"));
    }
    if let Some(after) = after {
        href.push_str(&format!("&after={after}"));
    }
    href
}

pub(super) fn view(mut page: Page, listed: &Listed) -> View {
    let words = page.words;
    let whole = &listed.whole;
    page.breadcrumbs = crumbs(words, Some(&whole.campaign));
    let shown = SHOWS.iter().find(|(_, show)| *show == listed.asked.show);
    let shown = shown.map_or("all", |(word, _)| *word);
    let tabs = SHOWS.map(|(word, _)| {
        let name = words.get(&format!("campaigns-show-{word}"));
        NavItem::new(address(listed, word, None), name, word == shown)
    });
    let last = listed.findings.last().filter(|_| listed.has_more);
    let next = last.map(|finding| address(listed, shown, Some(finding.case)));
    let first = listed.asked.after.map(|_| address(listed, shown, None));
    let columns = vec![
        Column::text(words.get("campaigns-col-item")),
        Column::text(words.get("campaigns-col-village")),
        Column::text(words.get("campaigns-col-found-on")),
        Column::text(words.get("campaigns-col-state")),
        Column::text(words.get("campaigns-col-due")),
    ];
    let table = Table::new("findings", words.get("campaigns-list"), columns)
        .rows(
            listed
                .findings
                .iter()
                .map(|f| row(words, whole, f))
                .collect(),
        )
        .stacked()
        .empty(EmptyState::new(
            words,
            "campaigns-list-empty",
            "campaigns-list-empty-text",
        ))
        .pager(Pager::new(words, listed.count, first, next));
    let mut parts = vec![
        Part::Tabs(Tabs {
            label: words.get("campaigns-list"),
            items: tabs.into(),
        }),
        Part::Filter(filter(words, listed, shown)),
    ];
    if !listed.findings.is_empty() {
        let href = address(listed, shown, None).replacen("/findings?", "/findings.xlsx?", 1);
        let file = Button::link(
            ButtonKind::Secondary,
            href,
            words.get("campaigns-list-file"),
        );
        parts.push(Part::Buttons(vec![file]));
    }
    parts.push(Part::Table(table));
    View::new(page, parts)
}

fn filter(words: Words, listed: &Listed, shown: &str) -> FilterForm {
    let (whole, asked) = (&listed.whole, &listed.asked);
    let every = |key: &str| Choice::new("", words.get(key));
    let mut villages = vec![every("campaigns-every-village")];
    let seen = whole
        .villages
        .iter()
        .filter(|village| whole.seen.contains(&village.unit));
    villages.extend(seen.map(|v| Choice::new(v.unit.to_string(), v.name.clone())));
    let mut items = vec![every("campaigns-every-item")];
    let of_item = |place: i64, name: &str| Choice::new(place.to_string(), name.to_owned());
    items.extend(
        whole
            .items
            .iter()
            .map(|coded| of_item(coded.item.place, &coded.item.name)),
    );
    let mut rounds = vec![every("campaigns-every-round")];
    rounds.push(Choice::new("0", words.get("campaigns-no-round-of-it")));
    rounds.extend(whole.rounds.iter().map(|kept| {
        let round = kept.round.place.to_string();
        let title = words.with("campaigns-round-title", &[("round", &round)]);
        Choice::new(round, title)
    }));
    let select = |name: &str, choices: Vec<Choice>, key: &str, value: Option<String>| {
        Field::new(words, Control::Select(choices), name, words.get(key))
            .value(value.unwrap_or_default())
    };
    let fields = vec![
        select(
            "unit",
            villages,
            "campaigns-col-village",
            asked.unit.map(|unit| unit.to_string()),
        ),
        select(
            "item",
            items,
            "campaigns-col-item",
            asked.item.map(|item| item.to_string()),
        ),
        select(
            "round",
            rounds,
            "campaigns-col-round",
            asked.round.map(|round| round.to_string()),
        ),
        select(
            "show",
            SHOWS
                .map(|(word, _)| Choice::new(word, words.get(&format!("campaigns-show-{word}"))))
                .into(),
            "campaigns-col-state",
            Some(shown.to_owned()),
        ),
    ];
    let is_filtered = asked.unit.is_some() || asked.item.is_some() || asked.round.is_some();
    FilterForm::new(
        words,
        format!("{}/findings", home(whole.campaign.id)),
        fields,
        is_filtered,
    )
}

fn row(words: Words, whole: &Whole, finding: &Finding) -> Row {
    let item = whole
        .item(finding.item)
        .map_or_else(String::new, |item| item.name.clone());
    let village = whole
        .village(finding.unit)
        .map_or_else(String::new, |v| v.name.clone());
    let standing = Standing::of(&finding.state, &finding.due, whole.today);
    let kind = match standing {
        Standing::Closed => TagKind::Done,
        Standing::Overdue => TagKind::Alert,
        _ => TagKind::Open,
    };
    let due = match finding.due.len() {
        10 => Cell::from(finding.due.clone()),
        _ => Cell::default(),
    };
    let href = format!("/findings/{}", finding.case);
    let found = Cell::from(finding.date.to_string());
    vec![
        Cell::link(href, item).note(finding.number.clone()),
        village.into(),
        match finding.round {
            0 => found,
            round => {
                found.note(words.with("campaigns-round-title", &[("round", &round.to_string())]))
            }
        },
        Tag::new(
            kind,
            words.get(&format!("campaigns-standing-{}", key(standing))),
        )
        .into(),
        due,
    ]
}

fn key(standing: Standing) -> &'static str {
    match standing {
        Standing::Found => "found",
        Standing::UnderWay => "under-way",
        Standing::ToCheck => "to-check",
        Standing::Closed => "closed",
        Standing::Overdue => "overdue",
    }
}

/// The list as villages keep it, with exactly the columns that are brought in. Names of people stand in it for whoever sees them.
pub(super) async fn file(req: Req) -> Result<Reply> {
    let (ctx, id, sees, words) = (req.ctx(), req.id("id")?, req.sees_names(), req.words());
    let asked = Sought {
        after: None,
        ..sought(&req)
    };
    let found = move |tx: &mut Tx| {
        let listed = read(tx, &ctx, id, asked, FILE_ROWS)?;
        let mut lines = Vec::with_capacity(listed.findings.len());
        for finding in &listed.findings {
            lines.push(line(tx, &ctx, &listed.whole, finding, sees)?);
        }
        Ok((
            listed.whole.campaign.name,
            lines,
            listed.has_more.then_some(listed.count),
        ))
    };
    let (name, lines, cut) = req.app.db.export_async(found).await?;
    let title = match cut {
        None => format!("{name}问题清单"),
        Some(count) => {
            let args = [("count", format::count(count))];
            let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            words.with("cases-file-cut", &args)
        }
    };
    let photos = |count: usize| format!("{count}张（见系统）");
    let bytes = ledger::write(&title, &lines, photos)?;
    Ok(Reply::xlsx(bytes, format!("{name}问题清单{}.xlsx", req.ctx().today())).private())
}

pub(super) fn line(
    tx: &mut Tx,
    ctx: &Ctx,
    whole: &Whole,
    finding: &Finding,
    sees: bool,
) -> Result<Line> {
    let case = cases::read::whole(tx, ctx.org, finding.case)?;
    let fields = match sees {
        true => case.opened(tx, ctx.org)?,
        false => case.case.fields.clone(),
    };
    let closing = case
        .events
        .iter()
        .rev()
        .find(|kept| kept.row.action.starts_with("verify"));
    let mut checker = None;
    if let Some(kept) = closing.filter(|kept| sees && kept.row.user != Id(0)) {
        let by = deputies::signature(tx, ctx.org, kept.row.user, kept.row.seq)?;
        checker = by.map(|by| by.name).filter(|name| !name.is_empty());
    }
    // A ledger that came in names its own.
    if fields.contains_key("checker_name") {
        checker = None;
    }
    Ok(Line {
        case: finding.case,
        village: whole
            .village(finding.unit)
            .map_or_else(String::new, |v| v.name.clone()),
        item: whole
            .item(finding.item)
            .map_or_else(String::new, |item| item.name.clone()),
        found: finding.date,
        standing: Standing::of(&finding.state, &finding.due, whole.today),
        due: finding.due.parse::<Date>().ok(),
        closed: finding.ended,
        checker,
        fields,
    })
}
