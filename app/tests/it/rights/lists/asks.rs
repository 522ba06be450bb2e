//! Which list a route shows, how it is asked, and what it has to answer.

use super::asker::Session;
use super::by_household;
use super::oracle::bare;
use super::others::OTHER;
use super::world::{Kind, World};
use access::Right;
use kernel::Id;

/// A list asked in one way.
pub struct Ask {
    pub path: String,
    pub kind: Kind,
    /// By whose mark its rows are known.
    pub shown_by: Kind,
    pub rows: Vec<usize>,
    /// How many rows of other kinds its count tells of.
    pub others: usize,
    pub is_ordered: bool,
    /// An export of households has a row for each member, one after the other.
    pub is_export_of_members: bool,
    /// What comes again further down is passed over.
    pub is_once: bool,
    /// The id of the table whose count is looked at.
    pub table: &'static str,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    List,
    /// Something by its id. `is_own`: its own page, which is there for everybody who sees it.
    Thing {
        kind: Kind,
        right: Right,
        is_own: bool,
    },
    /// Probed by figures.rs.
    Figures,
    /// Not of records: a form, one's own account, the installation.
    Other,
}

/// Lists, and files of lists, by their addresses.
pub const LISTS: &[&str] = &[
    "/inbox",
    "/inbox/list.xlsx",
    "/search",
    "/appeals",
    "/appeals/list.xlsx",
    "/appeals/ledger.xlsx",
    "/law",
    "/law/posts.xlsx",
    "/law/advice",
    "/law/advice/list.xlsx",
    "/law/talks",
    "/law/talks/list.xlsx",
    "/people",
    "/people/households",
    "/people/households/export",
    "/people/changes",
    "/people/changes/export",
    "/people/organisations",
    "/people/organisations/export",
    "/people/rights",
    "/people/rights/export",
    "/land",
    "/land/land.xlsx",
    "/projects",
    "/registers",
    "/registers.xlsx",
    "/coops",
    "/coops.xlsx",
    "/nets",
    "/nets.xlsx",
    "/rounds",
    "/rounds/brought",
    "/rounds/brought.xlsx",
    "/books",
];

/// Lists by an address with an id in it, asked for every thing of which somebody sees something.
pub const ELSEWHERE: &[&str] = &[
    "/rounds/accounts",
    "/rounds/accounts.xlsx",
    "/projects/{id}/roster",
    "/projects/{id}/roster.xlsx",
    "/registers/{id}/register.xlsx",
    "/coops/{id}/members.xlsx",
    "/rounds/{id}/lines",
    "/rounds/{id}/payroll.xlsx",
    "/rounds/brought/{id}/file.xlsx",
    "/figures",
    "/figures/{id}/export",
];

/// Whose page begins so, in which right it is seen, and whether the address ends there.
const THINGS: &[(&str, Kind, Right)] = &[
    ("/appeals/{id}", Kind::Case, Right::ViewCases),
    ("/law/posts/{id}", Kind::Post, Right::ViewCases),
    ("/law/advice/{id}", Kind::Advice, Right::ViewCases),
    ("/law/talks/{id}", Kind::Talk, Right::ViewCases),
    (
        "/people/households/{id}",
        Kind::Household,
        Right::ViewPeople,
    ),
    ("/people/changes/{id}", Kind::Change, Right::ViewPeople),
    (
        "/people/organisations/{id}",
        Kind::Organisation,
        Right::ViewPeople,
    ),
    ("/people/{id}/rights", Kind::Person, Right::AnswerRights),
    ("/people/{id}", Kind::Person, Right::ViewPeople),
    ("/land/parcels/{id}", Kind::Parcel, Right::ViewProjects),
    ("/land/contracts/{id}", Kind::Contract, Right::ViewProjects),
    (
        "/land/households/{id}",
        Kind::Household,
        Right::ViewProjects,
    ),
    ("/projects/{id}", Kind::Project, Right::ViewProjects),
    ("/registers/{id}", Kind::Register, Right::ViewProjects),
    ("/coops/{id}", Kind::Coop, Right::ViewProjects),
    ("/nets/{id}", Kind::Net, Right::ViewProjects),
    ("/rounds/brought/{id}", Kind::Brought, Right::ViewRounds),
    ("/rounds/{id}", Kind::Round, Right::ViewRounds),
    ("/books/{id}", Kind::Book, Right::ViewRounds),
];

/// What a route shows; nothing for one that nobody has thought of.
pub fn shown(path: &str) -> Option<Shown> {
    if LISTS.contains(&path) || ["/rounds/accounts", "/rounds/accounts.xlsx"].contains(&path) {
        return Some(Shown::List);
    }
    if path.starts_with("/figures") || path.starts_with("/appeals/report") {
        return Some(Shown::Figures);
    }
    let (kind, right) = match path {
        "/papers/of/{source}/{id}" => (Kind::Round, Right::ViewRounds),
        "/statements/{id}" | "/statements/{id}/statement.xlsx" => {
            (Kind::Household, Right::ViewRounds)
        }
        _ => {
            let fits = |(other, _): &&(&str, &str)| match other.strip_suffix('/') {
                Some("") | None => path == *other,
                Some(_) => path.starts_with(*other),
            };
            let thing = THINGS.iter().find(|(start, ..)| {
                let rest = path.strip_prefix(start);
                rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            });
            match thing {
                Some((_, kind, right)) => (*kind, *right),
                None => return OTHER.iter().find(fits).map(|_| Shown::Other),
            }
        }
    };
    let is_own = THINGS.iter().any(|(start, ..)| *start == path);
    Some(Shown::Thing {
        kind,
        right,
        is_own,
    })
}

/// The address of one thing, its other parts filled by something of it, or by what is not there.
pub fn address(world: &World, route: &str, at: usize) -> String {
    let id = world.things[at].id;
    let of = |kind: Kind| {
        let parts = world.parts(at, kind);
        match parts.is_empty() {
            true => Id(1),
            false => world.things[*world.pick(&parts)].id,
        }
    };
    let part = |part: &str| match part {
        "{id}" => id.to_string(),
        "{source}" => "payout_round".to_owned(),
        "{member}" => of(Kind::Member).to_string(),
        "{household}" => of(Kind::Holder).to_string(),
        "{line}" => of(Kind::Listed).to_string(),
        "{what}" => world
            .pick(&["copy", "correct", "restrict", "erase"])
            .to_string(),
        "{kind}" => world
            .pick(&["death", "move_out", "status", "birth"])
            .to_string(),
        "{key}" => "00112233445566778899aabbccddeeff".to_owned(),
        // The form with all that was told when a case came in.
        "{action}" => "open".to_owned(),
        other if other.starts_with('{') => "1".to_owned(),
        other => other.to_owned(),
    };
    route.split('/').map(part).collect::<Vec<_>>().join("/")
}

fn ask(path: String, kind: Kind, rows: Vec<usize>, table: &'static str) -> Ask {
    Ask {
        path,
        kind,
        shown_by: by_household(kind),
        rows,
        others: 0,
        is_ordered: true,
        is_export_of_members: false,
        is_once: false,
        table,
    }
}

/// Latest first: ids rise with time.
fn latest(world: &World, mut of: Vec<usize>) -> Vec<usize> {
    of.sort_by_key(|at| std::cmp::Reverse(world.things[*at].id));
    of
}

/// The ways in which a list is asked this time, and what each has to answer.
pub fn of_list(world: &World, who: &Session, path: &'static str) -> Vec<Ask> {
    let seen = |right, kind| world.seen(who, right, kind);
    let plain = |kind, right, table| vec![ask(path.to_owned(), kind, seen(right, kind), table)];
    match path {
        // Of one day each organisation's: what is due first came first.
        "/appeals" | "/appeals/list.xlsx" => plain(Kind::Case, Right::ViewCases, "cases"),
        "/search" => search(world, who),
        "/inbox" | "/inbox/list.xlsx" => {
            let rows = seen(Right::ViewCases, Kind::Case);
            let others = [Kind::Advice, Kind::Talk].map(|kind| seen(Right::ViewCases, kind).len());
            let path = format!("{path}?tray=office");
            vec![Ask {
                others: others.iter().sum(),
                ..ask(path, Kind::Case, rows, "cases")
            }]
        }
        // By when they came, and that is one day.
        "/appeals/ledger.xlsx" => plain(Kind::Case, Right::ViewCases, "none"),
        "/law/advice" | "/law/advice/list.xlsx" => plain(Kind::Advice, Right::ViewCases, "cases"),
        "/law/talks" | "/law/talks/list.xlsx" => plain(Kind::Talk, Right::ViewCases, "cases"),
        // An auditor sees that a post is held, not by whom.
        "/law" | "/law/posts.xlsx" if world.is_auditor(who) => Vec::new(),
        "/law" | "/law/posts.xlsx" => {
            let mut rows = seen(Right::ViewCases, Kind::Post);
            rows.retain(|at| !world.units[world.things[*at].unit].is_closed);
            rows.sort_by_key(|at| world.units[world.things[*at].unit].code.clone());
            vec![ask(path.to_owned(), Kind::Post, rows, "none")]
        }
        "/people" => people(world, who, Kind::Person, path),
        "/people/households" => people(world, who, Kind::Household, path),
        "/people/households/export" => export(world, who),
        "/people/changes" | "/people/changes/export" => changes(world, who, path),
        "/people/organisations" | "/people/organisations/export" => {
            let mut rows = seen(Right::ViewPeople, Kind::Organisation);
            rows.sort_by_key(|at| {
                let thing = &world.things[*at];
                (kernel::pinyin::sort_key(&thing.sort), thing.id)
            });
            vec![ask(
                path.to_owned(),
                Kind::Organisation,
                rows,
                "organisations",
            )]
        }
        "/people/rights" | "/people/rights/export" => requests(world, who, path),
        "/land" | "/land/land.xlsx" => land(world, who, path),
        "/projects" => plain(Kind::Project, Right::ViewProjects, "projects"),
        "/registers" | "/registers.xlsx" => plain(Kind::Register, Right::ViewProjects, "registers"),
        "/coops" | "/coops.xlsx" => plain(Kind::Coop, Right::ViewProjects, "coops"),
        "/nets" | "/nets.xlsx" => {
            let mut rows = seen(Right::ViewProjects, Kind::Net);
            rows.sort_by_key(|at| {
                let thing = &world.things[*at];
                (world.units[thing.unit].code.clone(), thing.id)
            });
            let mut ask = ask(path.to_owned(), Kind::Net, rows, "nets");
            // Below the list stands which villages each reaches.
            ask.is_once = true;
            vec![ask]
        }
        "/rounds" => rounds(world, who),
        "/rounds/brought" | "/rounds/brought.xlsx" => {
            let mut rows = latest(world, seen(Right::ViewRounds, Kind::Brought));
            rows.sort_by(|a, b| world.things[*b].sort.cmp(&world.things[*a].sort));
            let openings = latest(world, seen(Right::ViewRounds, Kind::Opening));
            vec![
                ask(path.to_owned(), Kind::Brought, rows, "brought"),
                ask(path.to_owned(), Kind::Opening, openings, "openings"),
            ]
        }
        "/books" => {
            let mut rows = seen(Right::ViewRounds, Kind::Book);
            rows.sort_by_key(|at| {
                let thing = &world.things[*at];
                (
                    world.units[thing.unit].name.clone(),
                    thing.sort.clone(),
                    thing.id,
                )
            });
            vec![ask(path.to_owned(), Kind::Book, rows, "books")]
        }
        // Accounts are known by the names of their payees, which an auditor does not see.
        "/rounds/accounts" | "/rounds/accounts.xlsx" if world.is_auditor(who) => Vec::new(),
        "/rounds/accounts" | "/rounds/accounts.xlsx" => {
            let rows = latest(world, seen(Right::ViewRounds, Kind::Account));
            vec![ask(path.to_owned(), Kind::Account, rows, "accounts")]
        }
        other => panic!("nobody says how {other} is asked"),
    }
}

/// A village to filter by: of the organisation mostly, now and then of another.
fn village(world: &World) -> usize {
    5 + world.n(world.units.len() - 5)
}

fn people(world: &World, who: &Session, kind: Kind, path: &str) -> Vec<Ask> {
    let all = world.seen(who, Right::ViewPeople, kind);
    let table = match kind {
        Kind::Person => "people",
        _ => "households",
    };
    let mut asks = Vec::new();
    for order in ["name", "number", "village"] {
        let (mut query, mut rows) = (format!("sort={order}"), all.clone());
        narrow(world, kind, &mut query, &mut rows);
        let rows = world.sorted(rows, order);
        asks.push(ask(format!("{path}?{query}"), kind, rows, table));
    }
    asks
}

/// By a piece of the number, which everybody finds that sees the case; by a piece of what people told, which an auditor does not find.
fn search(world: &World, who: &Session) -> Vec<Ask> {
    let all = latest(world, world.seen(who, Right::ViewCases, Kind::Case));
    let told = world.pick(&world.all(who.org, Kind::Told)).to_owned();
    let told = &world.things[told].mark;
    let piece: String = told.chars().take(2 + world.n(told.len() - 1)).collect();
    let tells = |case: &usize| {
        let told = world.parts(*case, Kind::Told);
        told.iter()
            .any(|at| world.things[*at].mark.starts_with(&piece))
    };
    let found = match world.is_auditor(who) {
        true => Vec::new(),
        false => all.iter().copied().filter(tells).collect(),
    };
    let path = |piece: &str| format!("/search?kind=case:appeal&q={}", piece.to_lowercase());
    let mut asks = vec![
        ask(path("ZC"), Kind::Case, all, "hits"),
        ask(path(&piece), Kind::Case, found, "hits"),
    ];
    asks.extend(FOUND.iter().filter_map(|found| named(world, who, found)));
    asks
}

/// What a search finds beside cases: its kind there, who sees such things, whether an auditor finds none by name, and whether a row
/// shows its name by itself, so that it can be known by it when a piece of it is marked.
const FOUND: [(&str, Kind, Right, bool, bool); 5] = [
    ("person", Kind::Person, Right::ViewPeople, true, true),
    (
        "organisation",
        Kind::Organisation,
        Right::ViewPeople,
        false,
        true,
    ),
    ("project", Kind::Project, Right::ViewProjects, false, true),
    ("round", Kind::Round, Right::ViewRounds, false, false),
    ("post", Kind::Post, Right::ViewCases, true, false),
];

/// By a piece of the name of any of them.
fn named(
    world: &World,
    who: &Session,
    (code, kind, right, hides, has_name): &(&str, Kind, Right, bool, bool),
) -> Option<Ask> {
    let there = world.all(who.org, *kind);
    if there.is_empty() {
        return None;
    }
    let name = bare(&world.things[*world.pick(&there)]).to_lowercase();
    let piece: String = match has_name {
        true => {
            let from = world.n(name.len() - 1);
            let rest: String = name.chars().skip(from).collect();
            rest.chars().take(1 + world.n(rest.len())).collect()
        }
        false => name,
    };
    let mut rows = there;
    rows.retain(|at| {
        let thing = &world.things[*at];
        world.holds(who, *right, thing.unit) && bare(thing).to_lowercase().contains(&piece)
    });
    if *hides && world.is_auditor(who) {
        rows.clear();
    }
    let path = format!("/search?kind={code}&q={piece}");
    let mut ask = ask(path, *kind, latest(world, rows), "hits");
    // A post is known here by its community.
    ask.is_ordered = *kind != Kind::Post;
    Some(ask)
}

/// Perhaps a village, perhaps something sought, perhaps a status.
fn narrow(world: &World, kind: Kind, query: &mut String, rows: &mut Vec<usize>) {
    if world.one_in(3) {
        let unit = village(world);
        query.push_str(&format!("&village={}", world.units[unit].id));
        rows.retain(|at| world.things[*at].unit == unit);
    }
    if world.one_in(3) {
        let all: Vec<usize> = (0..world.things.len())
            .filter(|at| world.things[*at].kind == kind)
            .collect();
        let of = world.things[*world.pick(&all)].mark.clone();
        let length = of.chars().count();
        let start: String = of.chars().take(length - world.n(4)).collect();
        query.push_str(&format!("&q={}", crate::site::visitor::encode(&start)));
        rows.retain(|at| world.things[*at].mark.starts_with(&start));
    }
    if kind == Kind::Household && world.one_in(4) {
        let status = *world.pick(&["relieved", "low_income"]);
        query.push_str(&format!("&status={status}"));
        rows.retain(|at| world.things[*at].sort.contains(status));
    }
}

fn export(world: &World, who: &Session) -> Vec<Ask> {
    let format = *world.pick(&["csv", "xlsx"]);
    let order = *world.pick(&["name", "number", "village"]);
    let mut query = format!("format={format}&sort={order}");
    let mut rows = world.seen(who, Right::ViewPeople, Kind::Household);
    narrow(world, Kind::Household, &mut query, &mut rows);
    let restricted = world.all(who.org, Kind::Request);
    let restricted: Vec<usize> = restricted
        .iter()
        .filter_map(|at| world.things[*at].of)
        .collect();
    let members = |household: usize| {
        let members = world.parts(household, Kind::Person);
        let shown = members.into_iter().filter(|at| !restricted.contains(at));
        shown.collect::<Vec<_>>()
    };
    let mut rows = world.sorted(rows, order);
    // Data whose use is restricted are in no file.
    rows.retain(|at| !members(*at).is_empty());
    let path = format!("/people/households/export?{query}");
    let people = rows.iter().flat_map(|at| members(*at)).collect();
    let mut by_household = ask(path.clone(), Kind::Household, rows, "");
    by_household.is_export_of_members = true;
    let mut by_member = ask(path, Kind::Person, people, "");
    by_member.is_ordered = false;
    vec![by_household, by_member]
}

fn changes(world: &World, who: &Session, path: &str) -> Vec<Ask> {
    let mut rows = latest(world, world.seen(who, Right::ViewPeople, Kind::Change));
    let mut query = String::new();
    if world.one_in(2) {
        let unit = world.n(world.units.len());
        query = format!("?village={}", world.units[unit].id);
        rows.retain(|at| world.is_below(world.things[*at].unit, unit));
    }
    vec![ask(format!("{path}{query}"), Kind::Change, rows, "changes")]
}

fn requests(world: &World, who: &Session, path: &str) -> Vec<Ask> {
    let rows = latest(world, world.seen(who, Right::AnswerRights, Kind::Request));
    let mut asks = vec![ask(path.to_owned(), Kind::Request, rows, "requests")];
    if path == "/people/rights" {
        // The search of this page, whose answer stands before the register's own rows.
        let people: Vec<usize> = (0..world.things.len())
            .filter(|at| world.things[*at].kind == Kind::Person)
            .collect();
        let sought = world.things[*world.pick(&people)].mark.clone();
        let mut found = world.seen(who, Right::AnswerRights, Kind::Person);
        found.retain(|at| world.things[*at].mark.starts_with(&sought));
        found.extend(&asks[0].rows);
        let path = format!("{path}?name={}", crate::site::visitor::encode(&sought));
        let mut ask = ask(path, Kind::Request, found, "found");
        ask.is_ordered = false;
        asks.push(ask);
    }
    asks
}

fn land(world: &World, who: &Session, path: &str) -> Vec<Ask> {
    let mut rows = world.seen(who, Right::ViewProjects, Kind::Parcel);
    let order = *world.pick(&["code", "village"]);
    let mut query = format!("sort={order}");
    if world.one_in(3) {
        let unit = village(world);
        query.push_str(&format!("&village={}", world.units[unit].id));
        rows.retain(|at| world.things[*at].unit == unit);
    }
    if world.one_in(3) {
        let unit = &world.units[village(world)].code;
        query.push_str(&format!("&q={unit}"));
        rows.retain(|at| world.things[*at].mark.starts_with(unit.as_str()));
    }
    rows.sort_by_key(|at| {
        let thing = &world.things[*at];
        let key = match order {
            "village" => world.units[thing.unit].name.clone(),
            _ => thing.mark.clone(),
        };
        (key, thing.id)
    });
    vec![ask(
        format!("{path}?{query}"),
        Kind::Parcel,
        rows,
        "parcels",
    )]
}

fn rounds(world: &World, who: &Session) -> Vec<Ask> {
    let mut rows = world.seen(who, Right::ViewRounds, Kind::Round);
    let mut path = "/rounds".to_owned();
    if world.one_in(2) {
        let year = (2022 + world.n(2)).to_string();
        path.push_str(&format!("?year={year}"));
        rows.retain(|at| world.things[*at].sort == year);
    }
    let mut ask = ask(path, Kind::Round, rows, "rounds");
    // What is due first comes first: the order has tests of its own.
    ask.is_ordered = false;
    vec![ask]
}

/// Lists of what belongs to one thing that somebody sees.
pub fn of_thing(world: &World, who: &Session, path: &str) -> Option<Ask> {
    let (thing, part, right, table) = match path {
        "/projects/{id}/roster" | "/projects/{id}/roster.xlsx" => {
            (Kind::Project, Kind::Listed, Right::ViewProjects, "roster")
        }
        "/registers/{id}/register.xlsx" => (Kind::Register, Kind::Holder, Right::ViewProjects, ""),
        "/coops/{id}/members.xlsx" => (Kind::Coop, Kind::Member, Right::ViewProjects, ""),
        "/rounds/{id}/lines" | "/rounds/{id}/payroll.xlsx" => {
            (Kind::Round, Kind::Line, Right::ViewRounds, "lines")
        }
        "/rounds/brought/{id}/file.xlsx" => (Kind::Brought, Kind::Got, Right::ViewRounds, ""),
        _ => return None,
    };
    let all = world.seen(who, right, thing);
    if all.is_empty() {
        return None;
    }
    let at = *world.pick(&all);
    let mut rows = world.parts(at, part);
    // A register or a co-op is one thing: whoever sees it sees all of it, people beyond his own villages by number.
    if !matches!(thing, Kind::Register | Kind::Coop) {
        rows.retain(|row| world.sees(who, right, *row));
    }
    let mut path = address(world, path, at);
    if thing == Kind::Coop {
        let today = world.today();
        path.push_str(&format!("?date={today}&year={}", today.year()));
    }
    // The lines of a round name heads, which an auditor does not see.
    let kind = match part == Kind::Line {
        true if world.is_auditor(who) => return None,
        true => {
            rows = rows.iter().map(|line| world.head_of(*line)).collect();
            Kind::Person
        }
        false => part,
    };
    let mut ask = ask(path, kind, rows, table);
    ask.is_ordered = false;
    Some(ask)
}
