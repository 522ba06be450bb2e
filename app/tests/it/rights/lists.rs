//! Every list, count, export, search and drill-down of every module, asked in process by people with grants of all
//! kinds, against an oracle that knows no SQL. What is asked is taken from the routes: one that is not told here which
//! list or thing it shows fails the test.
//!
//! `ZHEN_RIGHTS_SEED` makes another county, `ZHEN_RIGHTS_TIMES` asks so many times as much; a failure names the seed.

mod asker;
mod asks;
mod deeds;
mod figures;
mod oracle;
mod others;
mod types;
mod world;

use asker::{Answer, Asker, Session, marks};
use asks::{Ask, Shown};
use std::collections::{BTreeSet, HashMap};
use web::route::{Gate, Route, Verb};
use world::{Kind, World};

const SEED: u64 = 11;
/// At least so many questions, each whether one record is where it should be.
const PROBES: usize = 100_000;
/// Things that each session asks for by their ids.
const OPENED: usize = 40;
/// Pages that show no list, asked for what they tell.
const OTHERS: usize = 6;

/// Lists with a count of their own.
const COUNTED: [&str; 5] = ["people", "households", "projects", "rounds", "roster"];

struct Probe {
    world: World,
    asker: Asker,
    routes: Vec<Route>,
    /// Of every mark the records that bear it: a household, and its line on each roster.
    known: HashMap<String, Vec<usize>>,
    engine: &'static str,
    probes: usize,
    requests: usize,
    opened: usize,
    closed: usize,
    /// Tables that say how long they are.
    counted: BTreeSet<&'static str>,
    /// What is not as the oracle says.
    faults: Vec<String>,
}

fn times() -> usize {
    let times = std::env::var("ZHEN_RIGHTS_TIMES").ok();
    times.map_or(1, |times| times.parse().unwrap())
}

fn seed() -> u64 {
    let seed = std::env::var("ZHEN_RIGHTS_SEED").ok();
    seed.map_or(SEED, |seed| seed.parse().unwrap())
}

/// Says which county it was where something fails.
struct Told(&'static str);

impl Drop for Told {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the county of ZHEN_RIGHTS_SEED={} on {}", seed(), self.0);
        }
    }
}

#[test]
fn every_list_shows_what_the_oracle_says() {
    probe(None, "SQLite");
}

#[test]
fn every_list_shows_what_the_oracle_says_on_postgresql() {
    if let Some(url) = testkit::pg::database() {
        probe(Some(url), "PostgreSQL");
    }
}

/// A list without a probe is found here, and so is a probe of nothing.
#[test]
fn every_route_that_shows_something_is_probed() {
    let routes = super::routes();
    let shows: Vec<&str> = routes
        .iter()
        .filter(|route| route.verb == Verb::Get)
        .map(|route| route.path)
        .collect();
    for path in &shows {
        let shown = asks::shown(path);
        assert!(shown.is_some(), "nobody says what {path} shows");
    }
    for path in asks::LISTS.iter().chain(asks::ELSEWHERE) {
        assert!(shows.contains(path), "there is no {path}");
    }
}

/// The form of a step stood open with what the page of the case hid.
#[test]
fn who_audits_beside_another_role_is_not_told_in_a_form_what_people_told() {
    let mut world = World::new(None, 7);
    let (clerk, org, root) = (0, world.orgs[0].id, world.orgs[0].root);
    let told = world.all(org, world::Kind::Told)[0];
    let mark = world.things[told].mark.clone();
    let case = world.things[world.things[told].of.unwrap()].id;
    let pages = [
        format!("/appeals/{case}"),
        format!("/appeals/{case}/do/open"),
    ];
    let tells = |world: &World| {
        let asker = Asker::new(world);
        let who = asker.enter(world, clerk, org);
        let answers = pages.each_ref().map(|path| asker.get(&who, path));
        answers.map(|answer| (answer.status, answer.text().contains(&mark)))
    };
    assert_eq!(tells(&world), [(200, true); 2]);
    let (admin, from) = (world.ctx(0, world.admin), (world.today(), None));
    deeds::Maker(&mut world).give(&admin, clerk, org, root, access::Role::Auditor, from);
    assert_eq!(tells(&world), [(200, false); 2]);
}

fn probe(url: Option<String>, engine: &'static str) {
    let _told = Told(engine);
    let world = World::new(url, seed());
    let asker = Asker::new(&world);
    let mut known: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, thing) in world.things.iter().enumerate() {
        known.entry(oracle::bare(thing)).or_default().push(at);
    }
    let mut probe = Probe {
        known,
        routes: super::routes(),
        world,
        asker,
        engine,
        probes: 0,
        requests: 0,
        opened: 0,
        closed: 0,
        counted: BTreeSet::new(),
        faults: Vec::new(),
    };
    for step in 0..3 {
        probe.everybody(step);
        if step < 2 {
            probe.world.clock.advance_days(70);
            deeds::Maker(&mut probe.world).change_units(step);
        }
    }
    println!(
        "{engine}: {} probes in {} requests, {} things opened and {} closed",
        probe.probes, probe.requests, probe.opened, probe.closed
    );
    let first = probe.faults.iter().take(40).map(String::as_str);
    let first = first.collect::<Vec<_>>().join("\n");
    assert!(
        probe.faults.is_empty(),
        "{} faults\n{first}",
        probe.faults.len()
    );
    assert!(probe.probes >= PROBES, "{} probes", probe.probes);
    assert!(probe.opened >= 500 && probe.closed >= 300);
    for table in COUNTED {
        assert!(
            probe.counted.contains(table),
            "{table}: {:?}",
            probe.counted
        );
    }
}

impl Probe {
    /// On PostgreSQL, where a page takes three times as long, everybody is asked on two of the three days.
    fn everybody(&mut self, step: usize) {
        for user in 0..self.world.users.len() {
            if self.engine == "PostgreSQL" && user % 3 == step {
                continue;
            }
            for org in [1, 2, 3] {
                let today = self.world.today();
                let rights = self.world.rights(user, org, today);
                if rights.is_empty() && !self.world.one_in(6) {
                    continue;
                }
                // What is wrong is wrong for many: the first faults are enough.
                if self.faults.len() > 40 {
                    return;
                }
                let who = self.asker.enter(&self.world, user, org);
                for _ in 0..times() {
                    self.lists(&who);
                    self.figures(&who);
                    self.things(&who);
                }
            }
        }
    }

    fn gate(&self, who: &Session, path: &str) -> bool {
        let route = self.routes.iter();
        let mut route = route.filter(|r| r.verb == Verb::Get && r.path == path);
        let rights = self.world.rights(who.user, who.org, self.world.today());
        match route.next().unwrap().gate {
            Gate::Public | Gate::SignedIn => true,
            Gate::Any(wanted) => wanted.iter().any(|right| rights.contains(right)),
        }
    }

    fn get(&mut self, who: &Session, path: &str) -> Answer {
        self.requests += 1;
        let answer = self.asker.get(who, path);
        assert!(
            answer.status < 500,
            "{path}: {}\n{}",
            answer.status,
            answer.said()
        );
        answer
    }

    /// Nothing in an answer tells of a record that is not his to see.
    fn tells_nothing(&mut self, who: &Session, path: &str, answer: &Answer) {
        let said = answer.said();
        // What somebody asked for stands in the form again.
        let asked = path.split('?').nth(1).unwrap_or_default().to_owned();
        for mark in marks(&said, |run| self.known.contains_key(run)) {
            if asked.contains(mark) {
                continue;
            }
            self.probes += 1;
            let all = &self.known[mark];
            if !all.iter().any(|at| self.world.may_be_told(who, *at)) {
                let thing = &self.world.things[all[0]];
                let place = &self.world.units[thing.unit].name;
                let told = format!("{path} tells of {thing:?} at {place}");
                self.faults.push(format!("{}: {told}", self.asked_by(who)));
            }
        }
    }

    fn asked_by(&self, who: &Session) -> String {
        let today = self.world.today();
        format!(
            "{}, user {} of org {} on {today}",
            self.engine, who.user, who.org
        )
    }

    fn check(&mut self, who: &Session, is_right: bool, what: &str) {
        if !is_right {
            self.faults.push(format!("{}: {what}", self.asked_by(who)));
        }
    }

    fn lists(&mut self, who: &Session) {
        for path in asks::LISTS {
            if !self.gate(who, path) {
                let answer = self.get(who, path);
                self.check(
                    who,
                    answer.status == 403,
                    &format!("{path}: {}", answer.status),
                );
                continue;
            }
            for ask in asks::of_list(&self.world, who, path) {
                self.list(who, &ask);
            }
        }
        for path in asks::ELSEWHERE {
            if !self.gate(who, path) {
                continue;
            }
            if path.starts_with("/rounds/accounts") {
                for ask in asks::of_list(&self.world, who, path) {
                    self.list(who, &ask);
                }
            }
            if let Some(ask) = asks::of_thing(&self.world, who, path) {
                self.list(who, &ask);
            }
        }
        // Forms, the first page and what is the installation's tell nothing either.
        let others = self.routes.iter().filter(|route| route.verb == Verb::Get);
        let others = others.map(|route| route.path);
        let others: Vec<&str> = others
            .filter(|path| !path.contains('{') && asks::shown(path) == Some(Shown::Other))
            .collect();
        for _ in 0..OTHERS {
            let path = *self.world.pick(&others);
            let answer = self.get(who, path);
            self.tells_nothing(who, path, &answer);
        }
    }

    /// All pages of a list, its count, and what it tells beside its rows.
    fn list(&mut self, who: &Session, ask: &Ask) {
        let (mut found, mut next) = (Vec::new(), Some(ask.path.clone()));
        while let Some(path) = next {
            let answer = self.get(who, &path);
            self.check(
                who,
                answer.status == 200,
                &format!("{path}: {}", answer.status),
            );
            self.tells_nothing(who, &path, &answer);
            let is_kind = |run: &str| {
                let all = self.known.get(run).into_iter().flatten();
                let mut kinds = all.map(|at| self.world.things[*at].kind);
                kinds.any(|kind| kind == ask.shown_by)
            };
            for row in answer.rows() {
                found.extend(marks(&row, is_kind).next().map(str::to_owned));
            }
            if let Some(count) = counted(&answer, ask.table) {
                let wanted = ask.rows.len() + ask.others;
                let told = format!("{path} counts {count}, not {wanted}");
                self.check(who, count == wanted, &told);
                self.counted.insert(ask.table);
            }
            next = answer.next().filter(|_| !answer.is_workbook());
        }
        if ask.is_export_of_members {
            found.dedup();
        }
        if ask.is_once {
            let mut before = BTreeSet::new();
            found.retain(|mark| before.insert(mark.clone()));
        }
        let mut expected = self.world.marks(&ask.rows);
        if !ask.is_ordered {
            found.sort();
            expected.sort();
        }
        let of_kind = self.world.things.iter().filter(|t| t.kind == ask.kind);
        self.probes += of_kind.count();
        let told = format!("{} shows {found:?}, not {expected:?}", ask.path);
        self.check(who, found == expected, &told);
    }

    /// Things of all organisations by their ids: there where he sees them, and nowhere else.
    fn things(&mut self, who: &Session) {
        let by_id: Vec<(&'static str, Shown)> = self
            .routes
            .iter()
            .filter(|route| route.verb == Verb::Get)
            .filter_map(|route| Some((route.path, asks::shown(route.path)?)))
            .filter(|(_, shown)| matches!(shown, Shown::Thing { .. }))
            .collect();
        // Every other one is a page of its own that he sees, where there is one.
        let mut own: Vec<(&'static str, Shown, usize)> = Vec::new();
        for (route, shown) in &by_id {
            if let Shown::Thing {
                kind,
                right,
                is_own,
            } = *shown
                && is_own
                && self.gate(who, route)
            {
                let seen = self.world.seen(who, right, kind);
                own.extend(seen.into_iter().map(|at| (*route, *shown, at)));
            }
        }
        // Of the others every other one lies behind a gate that he passes: there the thing itself has to be closed.
        let passed = by_id.iter().filter(|(route, _)| self.gate(who, route));
        let passed: Vec<(&'static str, Shown)> = passed.copied().collect();
        for turn in 0..OPENED {
            let (route, shown, at) = match turn % 4 {
                0 | 2 if !own.is_empty() => {
                    let (route, shown, at) = *self.world.pick(&own);
                    (route, shown, Some(at))
                }
                of => {
                    let routes = if of == 1 && !passed.is_empty() {
                        &passed
                    } else {
                        &by_id
                    };
                    let (route, shown) = *self.world.pick(routes);
                    (route, shown, None)
                }
            };
            let Shown::Thing {
                kind,
                right,
                is_own,
            } = shown
            else {
                continue;
            };
            let all: Vec<usize> = (0..self.world.things.len())
                .filter(|at| self.world.things[*at].kind == kind)
                .collect();
            let at = at.unwrap_or_else(|| *self.world.pick(&all));
            let path = asks::address(&self.world, route, at);
            let answer = self.get(who, &path);
            self.probes += 1;
            self.tells_nothing(who, &path, &answer);
            let told = format!("{path} answers {}", answer.status);
            let status = answer.status;
            if !self.gate(who, route) {
                self.check(who, status == 403, &told);
            } else if !self.world.has_page(who, right, at) {
                self.check(who, [403, 404].contains(&status), &told);
                self.closed += 1;
            } else if is_own {
                self.check(who, status == 200, &told);
                self.opened += 1;
            }
        }
    }
}

/// What a list says of its own length.
fn counted(answer: &Answer, table: &str) -> Option<usize> {
    if answer.is_workbook() {
        return None;
    }
    let text = answer.text();
    let list = text.split(&format!("<table id=\"{table}\"")).nth(1)?;
    let list = list.split("<table").next()?;
    let words = list.split("class=\"pager\"").nth(1)?;
    let words = words.split("<span>").nth(1)?.split("</span>").next()?;
    let digits: String = words.chars().filter(char::is_ascii_digit).collect();
    digits.parse().ok()
}

/// Kinds whose mark is a household's.
pub fn by_household(kind: Kind) -> Kind {
    match kind {
        Kind::Change | Kind::Listed | Kind::Holder | Kind::Member | Kind::Line | Kind::Got => {
            Kind::Household
        }
        Kind::Request | Kind::Account => Kind::Person,
        other => other,
    }
}
