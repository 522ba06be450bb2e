//! The list of nets with the coverage of villages, and one net as a picture and as lists.

use super::read::{Covered, Ending, Listed, Whole};
use crate::coop::ending::Rest;
use crate::coop::model::{PartyKind, TEAM, Way, is_off};
use crate::coop::read::PartyState;
use crate::coop::store::Net;
use ::web::chart::{self, About, Node};
use ::web::components::*;
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View, format, papers, sheet};
use kernel::{Date, Id};

pub(super) fn crumbs(page: &mut Page, net: Option<&Net>) {
    page.breadcrumbs = vec![NavItem::new("/nets", page.words.get("net-nav"), false)];
    if let Some(net) = net {
        let href = format!("/nets/{}", net.id);
        page.breadcrumbs
            .push(NavItem::new(href, net.name.clone(), false));
    }
}

/// 0.01 mu as people read it.
pub(super) fn area(hundredths: i64) -> String {
    format::mu(hundredths)
}

pub(super) fn list(
    page: Page,
    date: Date,
    (nets, villages): (&[Listed], &[Covered]),
    may_enter: bool,
) -> View {
    let words = page.words;
    let action = may_enter.then(|| ("/nets/new".to_owned(), words.get("net-add-net")));
    let mut parts = vec![Part::Text(words.get("net-lead"))];
    if !nets.is_empty() {
        let mut buttons = Vec::new();
        if let Some((href, label)) = &action {
            let add = Button::link(ButtonKind::Primary, href.clone(), label.clone());
            buttons.push(add);
        }
        let export = Button::link(
            ButtonKind::Secondary,
            format!("/nets.xlsx?date={date}"),
            words.get("net-export"),
        );
        buttons.push(export);
        parts.push(Part::Buttons(buttons));
        parts.push(as_of(words, "/nets".into(), date));
        parts.push(Part::Stats(coverage(words, nets, villages)));
    }
    let columns = vec![
        Column::text(words.get("net-col-net")),
        Column::text(words.get("net-col-unit")),
        Column::number(words.get("net-kind-family-farm"), ""),
        Column::number(words.get("net-kind-team"), ""),
        Column::number(
            words.get("net-kind-households"),
            words.get("projects-unit-household"),
        ),
        Column::number(words.get("net-col-area"), words.get("land-unit-mu")),
    ];
    let width = columns.len();
    let rows = nets.iter().map(|l| {
        let name = Cell::link(format!("/nets/{}", l.net.id), l.net.name.clone());
        if let Some(to) = l.ended {
            let said = with(words, "net-ended-on", &[("date", to.to_string())]);
            let mut row = vec![name.note(said), l.unit.clone().into()];
            row.resize(width, Cell::default());
            return row;
        }
        vec![
            name,
            l.unit.clone().into(),
            sheet::count(l.farms).into(),
            sheet::count(l.teams).into(),
            sheet::count(l.households).into(),
            area(l.area).into(),
        ]
    });
    let table = Table::new("nets", words.get("net-title"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-empty-title"),
            text: words.get("net-empty-text"),
            action,
        });
    parts.push(Part::Table(table));
    if !nets.is_empty() {
        parts.push(Part::Table(covered(words, villages)));
    }
    View::new(page, parts)
}

fn as_of(words: Words, action: String, date: Date) -> Part {
    let field = Field::new(words, Control::Date, "date", words.get("net-filter-date"));
    let field = field.value(date.to_string());
    Part::Filter(FilterForm::new(words, action, vec![field], false))
}

fn coverage(words: Words, nets: &[Listed], villages: &[Covered]) -> Stats {
    let reached = villages.iter().filter(|v| !v.nets.is_empty()).count();
    let households: usize = nets.iter().map(|l| l.households).sum();
    let tile = |number: String, unit: &str, label: &str| {
        Stat::new(number, words.get(unit), words.get(label))
    };
    let mut reach = tile(
        sheet::count(reached),
        "figure-unit-village",
        "net-stat-covered",
    );
    reach = reach.link("#villages");
    let of = sheet::count(villages.len());
    reach.note = Some(words.with("net-stat-of", &[("villages", of.as_str())]));
    Stats {
        tiles: vec![
            reach,
            tile(
                sheet::count(households),
                "projects-unit-household",
                "net-kind-households",
            ),
            tile(
                area(nets.iter().map(|l| l.area).sum()),
                "land-unit-mu",
                "net-col-area",
            ),
        ],
    }
}

fn covered(words: Words, villages: &[Covered]) -> Table {
    let columns = vec![
        Column::text(words.get("shares-village-code")),
        Column::text(words.get("shares-village")),
        Column::text(words.get("net-col-covered")),
    ];
    let rows = villages.iter().map(|v| {
        let mark = match v.nets.is_empty() {
            false => Cell::from(Tag::new(TagKind::Done, words.get("net-covered"))),
            true => Cell::from(Tag::new(TagKind::Plain, words.get("net-not-covered"))),
        };
        vec![
            v.code.clone().into(),
            v.name.clone().into(),
            mark.note(v.nets.join("、")),
        ]
    });
    Table::new("villages", words.get("net-villages"), columns)
        .rows(rows.collect())
        .stacked()
}

pub(super) fn kind_word(words: Words, kind: PartyKind) -> String {
    words.get(&format!("net-kind-{}", kind.as_str().replace('_', "-")))
}

pub(super) fn way_word(words: Words, way: Way) -> String {
    words.get(&format!("net-way-{way}"))
}

pub(super) fn net(mut page: Page, told: &Whole, may_enter: bool) -> View {
    let words = page.words;
    crumbs(&mut page, None);
    let net = &told.state.net;
    let mut parts = vec![Part::Text(format!("{} · {}", told.unit, told.coop))];
    parts.extend(ended(words, &told.latest));
    for text in cautions(words, told) {
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    let path = format!("/nets/{}", net.id);
    parts.push(as_of(words, path, told.state.date));
    parts.push(Part::Buttons(buttons(words, &told.latest, may_enter)));
    let may_enter = may_enter && told.latest.to.is_none();
    if let Some(version) = &told.plan {
        let shares: Vec<String> = version
            .plan
            .parts
            .iter()
            .map(|p| format!("{} {}", p.name, super::plan::write_share(p.share)))
            .collect();
        let now = words.labelled(&words.get("net-plan-now"), &shares.join(" · "));
        parts.push(Part::Text(now));
    }
    parts.push(Part::Chart(picture(words, told)));
    parts.push(Part::Table(parties(words, told, may_enter)));
    parts.push(Part::Table(members(words, told)));
    parts.push(Part::Table(land(words, told, may_enter)));
    View::new(page, parts)
}

/// That it has ended, when, why and by which paper.
fn ended(words: Words, net: &Net) -> Option<Part> {
    let args = [
        ("date", net.to?.to_string()),
        ("reason", net.end_reason.clone().unwrap_or_default()),
    ];
    let mut text = with(words, "net-ended-why", &args);
    if let Some(paper) = &net.end_paper {
        text.push_str(&with(words, "net-ended-paper", &[("paper", paper.clone())]));
    }
    Some(Part::Notice(Notice::new(NoticeKind::Info, words, text)))
}

/// Before a net is ended: what rests on it, each with its next step, and what its end means in numbers.
pub(super) fn ending(words: Words, id: Id, told: &Ending) -> Vec<Part> {
    let mut out = Vec::new();
    for rest in &told.rests {
        let (to, label) = match rest {
            Rest::LandStays { .. } => (format!("/nets/{id}#land"), "net-land"),
            Rest::LaterRecord { .. } => (format!("/nets/{id}"), "net-nav"),
            _ => (format!("/nets/{id}/money"), "net-money-title"),
        };
        let text = words.refusal(&rest.refusal());
        let notice = Notice::new(NoticeKind::Warning, words, text);
        out.push(Part::Notice(notice.link(to, words.get(label))));
    }
    let args = [
        ("parties", sheet::count(told.parties)),
        ("people", sheet::count(told.people)),
        ("bank", format::money(told.standing.bank)),
    ];
    let mut text = with(words, "net-ending-numbers", &args);
    if told.standing.uncounted > 0 {
        let args = [("records", sheet::count(told.standing.uncounted))];
        text.push_str(&with(words, "net-ending-uncounted", &args));
    }
    out.push(Part::Text(text));
    out
}

fn buttons(words: Words, net: &Net, may_enter: bool) -> Vec<Button> {
    let id = net.id;
    let link = |kind, path: String, key: &str| Button::link(kind, path, words.get(key));
    let mut out = vec![
        link(
            ButtonKind::Primary,
            format!("/nets/{id}/money"),
            "net-money-title",
        ),
        link(
            ButtonKind::Secondary,
            format!("/nets/{id}/plan"),
            "net-plan-title",
        ),
    ];
    out.push(papers::button(words, super::PAPERS, id));
    if may_enter && net.to.is_some() {
        out.push(link(
            ButtonKind::Warn,
            format!("/nets/{id}/void?what=ending&row={id}"),
            "net-void-ending",
        ));
    } else if may_enter {
        for word in ["party", "land", "change", "end"] {
            let path = format!("/nets/{id}/{word}");
            out.push(link(
                ButtonKind::Secondary,
                path,
                &format!("net-add-{word}"),
            ));
        }
    }
    out.push(link(
        ButtonKind::Secondary,
        format!("/nets/{id}/net.xlsx"),
        "net-export",
    ));
    out
}

/// What is outside what the net says of itself: told, not refused.
fn cautions(words: Words, told: &Whole) -> Vec<String> {
    let net = &told.state.net;
    let mut out = Vec::new();
    for farm in told.state.of_kind(PartyKind::FamilyFarm) {
        if is_off(farm.area, net.farm_area, net.tolerance) {
            let args = [
                ("name", farm.party.name.clone()),
                ("area", area(farm.area)),
                ("meant", area(net.farm_area)),
                ("tolerance", net.tolerance.to_string()),
            ];
            out.push(with(words, "net-warning-farm", &args));
        }
    }
    for team in told.state.of_kind(PartyKind::Team) {
        if !TEAM.contains(&team.members.len()) {
            let args = [
                ("name", team.party.name.clone()),
                ("people", sheet::count(team.members.len())),
            ];
            out.push(with(words, "net-warning-team", &args));
        }
    }
    let gone = told
        .state
        .land
        .iter()
        .filter(|l| l.term_to.is_some_and(|to| to < told.state.date));
    let gone = gone.count();
    if gone > 0 {
        out.push(with(
            words,
            "net-warning-term",
            &[("parcels", sheet::count(gone))],
        ));
    }
    out
}

pub(super) fn with(words: Words, key: &str, args: &[(&str, String)]) -> String {
    let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (*n, v.as_str())).collect();
    words.with(key, &args)
}

/// 党支部 over 合作社, under it firms and farms, under each farm its team and its households.
fn picture(words: Words, told: &Whole) -> chart::Chart {
    let state = &told.state;
    let node = |depth: usize, label: String, note: String| Node {
        depth,
        label,
        note,
        is_marked: false,
    };
    let people = |p: &PartyState| {
        let count = sheet::count(p.members.len());
        with(words, "net-note-people", &[("people", count)])
    };
    let mut nodes = Vec::new();
    let titled = |p: &PartyState| format!("{} {}", kind_word(words, p.party.kind), p.party.name);
    let branch = state.of_kind(PartyKind::PartyBranch).next();
    if let Some(branch) = branch {
        nodes.push(node(0, titled(branch), people(branch)));
    }
    let top = usize::from(branch.is_some());
    let kind = kind_word(words, PartyKind::Coop);
    nodes.push(node(
        top,
        format!("{kind} {}", told.coop),
        told.unit.clone(),
    ));
    for firm in state.of_kind(PartyKind::Firm) {
        nodes.push(node(top + 1, titled(firm), words.get("net-note-firm")));
    }
    let teams: Vec<&PartyState> = state.of_kind(PartyKind::Team).collect();
    for farm in state.of_kind(PartyKind::FamilyFarm) {
        let args = [
            ("area", area(farm.area)),
            ("parcels", sheet::count(farm.parcels)),
        ];
        nodes.push(Node {
            is_marked: is_off(farm.area, state.net.farm_area, state.net.tolerance),
            ..node(top + 1, titled(farm), with(words, "net-note-land", &args))
        });
        for team in teams
            .iter()
            .filter(|t| t.party.serves == Some(farm.party.id))
        {
            nodes.push(node(top + 2, titled(team), people(team)));
        }
        if farm.parcels > 0 {
            nodes.push(households(words, told, Some(farm.party.id), top + 2));
        }
    }
    for team in teams.iter().filter(|t| t.party.serves.is_none()) {
        nodes.push(node(top + 1, titled(team), people(team)));
    }
    if state.land.iter().any(|l| l.farm.is_none()) {
        nodes.push(households(words, told, None, top + 1));
    }
    let count = sheet::count(state.households().len());
    let about = About {
        id: "net".into(),
        title: words.get("net-picture"),
        description: with(words, "net-picture-text", &[("households", count)]),
        unit: state.date.to_string(),
    };
    chart::tree(&about, &nodes)
}

fn households(words: Words, told: &Whole, farm: Option<Id>, depth: usize) -> Node {
    let own = told.state.land.iter().filter(|l| l.farm == farm);
    let mut ids: Vec<Id> = own.clone().map(|l| l.household).collect();
    ids.sort();
    ids.dedup();
    let ways = Way::ALL.iter().filter_map(|way| {
        let sum: i64 = own.clone().filter(|l| l.way == *way).map(|l| l.area).sum();
        (sum > 0).then(|| format!("{} {}", way_word(words, *way), area(sum)))
    });
    let unit = words.get("land-unit-mu");
    let ways: Vec<String> = ways.collect();
    let args = [("households", sheet::count(ids.len()))];
    Node {
        depth,
        label: with(words, "net-note-households", &args),
        note: format!("{} {unit}", ways.join(" · ")),
        is_marked: false,
    }
}

fn parties(words: Words, told: &Whole, may_enter: bool) -> Table {
    let mut columns = vec![
        Column::text(words.get("net-col-party")),
        Column::text(words.get("net-col-kind")),
        Column::number(words.get("net-col-people"), words.get("figure-unit-person")),
        Column::number(words.get("net-col-area"), words.get("land-unit-mu")),
        Column::text(words.get("net-col-from")),
    ];
    if may_enter {
        columns.push(Column::text(words.get("net-add-members")));
        columns.push(Column::text(words.get("net-add-end-party")));
    }
    let net = &told.state.net;
    let rows = told.state.parties.iter().map(|p| {
        let id = p.party.id;
        let is_farm = p.party.kind == PartyKind::FamilyFarm;
        let mut land = Cell::default();
        if is_farm {
            land = area(p.area).into();
            if is_off(p.area, net.farm_area, net.tolerance) {
                land = land.note(words.get("net-off"));
            }
        }
        let mut row: Row = vec![
            p.party.name.clone().into(),
            kind_word(words, p.party.kind).into(),
            match p.members.is_empty() {
                true => Cell::default(),
                false => sheet::count(p.members.len()).into(),
            },
            land,
            p.party.from.to_string().into(),
        ];
        if may_enter {
            let href = format!("/nets/{}/members?party={id}", net.id);
            row.push(Cell::link(href, words.get("net-add-members")));
            let href = format!("/nets/{}/end-party?party={id}", net.id);
            row.push(Cell::link(href, words.get("net-add-end-party")));
        }
        row
    });
    Table::new("parties", words.get("net-parties"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-parties-empty-title"),
            text: words.get("net-parties-empty-text"),
            action: may_enter.then(|| {
                let path = format!("/nets/{}/party", net.id);
                (path, words.get("net-add-party"))
            }),
        })
}

fn members(words: Words, told: &Whole) -> Table {
    let columns = vec![
        Column::text(words.get("net-col-person")),
        Column::text(words.get("net-col-party")),
        Column::text(words.get("net-col-from")),
    ];
    let all = told.state.parties.iter();
    let rows = all
        .flat_map(|p| p.members.iter().map(move |m| (p, m)))
        .map(|(p, m)| {
            let name = told.people.get(&m.person).cloned().unwrap_or_default();
            let mut cell = Cell::from(name);
            if m.is_lead {
                cell = cell.note(words.get("net-lead-person"));
            }
            vec![cell, p.party.name.clone().into(), m.from.to_string().into()]
        });
    Table::new("members", words.get("net-members"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-members-empty-title"),
            text: words.get("net-members-empty-text"),
            action: None,
        })
}

fn land(words: Words, told: &Whole, may_enter: bool) -> Table {
    let mut columns = vec![
        Column::text(words.get("net-col-parcel")),
        Column::text(words.get("net-col-household")),
        Column::text(words.get("net-col-farm")),
        Column::text(words.get("net-col-way")),
        Column::number(words.get("net-col-area"), words.get("land-unit-mu")),
        Column::text(words.get("net-col-term")),
    ];
    if may_enter {
        columns.push(Column::text(words.get("net-add-end-land")));
    }
    let farm = |id: Option<Id>| {
        let mut all = told.state.parties.iter();
        let found = all.find(|p| Some(p.party.id) == id);
        found.map(|p| p.party.name.clone()).unwrap_or_default()
    };
    let rows = told.state.land.iter().map(|l| {
        let code = told.parcels.get(&l.parcel).cloned().unwrap_or_default();
        let (number, head, village) = told.names.get(&l.household).cloned().unwrap_or_default();
        let label = if head.is_empty() {
            number.clone()
        } else {
            head
        };
        let term = l.term_to.map(|to| to.to_string()).unwrap_or_default();
        let mut row: Row = vec![
            Cell::link(format!("/land/parcels/{}", l.parcel), code),
            Cell::from(label).note(format!("{number} {village}")),
            farm(l.farm).into(),
            way_word(words, l.way).into(),
            area(l.area).into(),
            term.into(),
        ];
        if may_enter {
            let href = format!("/nets/{}/end-land?land={}", told.state.net.id, l.id);
            row.push(Cell::link(href, words.get("net-add-end-land")));
        }
        row
    });
    Table::new("land", words.get("net-land"), columns)
        .rows(rows.collect())
        .stacked()
        .empty(EmptyState {
            title: words.get("net-land-empty-title"),
            text: words.get("net-land-empty-text"),
            action: may_enter.then(|| {
                let path = format!("/nets/{}/land", told.state.net.id);
                (path, words.get("net-add-land"))
            }),
        })
}
