//! Figures: the same number for everybody who may ask, and exactly the rows of one's own units behind it.

use super::asker::{Session, marks};
use super::world::Kind;
use super::{Probe, oracle};
use access::{Right, Scope};
use figures::{Asked, Cell, Indicator};
use kernel::Error;
use std::collections::{BTreeMap, BTreeSet};

/// Figures asked for in one session, and divisions asked of each.
const FIGURES: usize = 4;
const DIVISIONS: usize = 2;

impl Probe {
    pub(super) fn figures(&mut self, who: &Session) {
        let rights = self.world.rights(who.user, who.org, self.world.today());
        if !rights.contains(&Right::ViewFigures) {
            return;
        }
        let modules = modules::all();
        let indicators: Vec<Indicator> = modules.into_iter().flat_map(|m| m.indicators).collect();
        for _ in 0..FIGURES {
            let indicator = self.world.pick(&indicators);
            for _ in 0..DIVISIONS {
                let division = 2 + self.world.n(self.world.units.len() - 2);
                self.figure(who, indicator, division);
            }
        }
        let path = format!("/figures?division={}", self.world.units[3].code);
        let answer = self.get(who, &path);
        self.tells_nothing(who, &path, &answer);
        let indicator = self.world.pick(&indicators).id;
        let unit = self.world.n(self.world.units.len());
        let code = self.world.units[unit].code.clone();
        for path in [
            format!("/figures/{indicator}?division={code}"),
            format!("/figures/{indicator}/export?division={code}&list=0"),
            format!("/appeals/report?division={code}"),
            format!("/appeals/report.xlsx?division={code}"),
            format!("/appeals/report.csv?division={code}"),
            format!("/appeals/report/rows.csv?figure=appeals_taken_in&division={code}"),
            format!("/appeals/report/rows?figure=appeals_taken_in&division={code}"),
            format!("/appeals/report/rows.xlsx?figure=appeals_taken_in&division={code}"),
        ] {
            let answer = self.get(who, &path);
            self.tells_nothing(who, &path, &answer);
        }
    }

    fn figure(&mut self, who: &Session, indicator: &Indicator, division: usize) {
        let today = self.world.today();
        let right = indicator.right;
        let viewer = Scope {
            org: who.org,
            user: self.world.users[who.user],
            right,
            today,
        };
        let place = self.world.units[division].id;
        let root = self.world.units[2].id;
        let own = Asked::new(who.org, Some(viewer), place, today);
        let whole = Asked::new(who.org, None, place, today);
        let county = Asked::new(who.org, None, root, today);
        let asked = *indicator;
        let told = self.world.db.read(move |tx| {
            let mut lists = Vec::new();
            let figure = match figures::evaluate(tx, &asked, &own) {
                Ok(figure) => Some(figure),
                Err(Error::NotFound) => None,
                Err(other) => return Err(other),
            };
            let all = figures::evaluate(tx, &asked, &whole)?;
            for list in 0..asked.measure.lists().len() {
                let mut three = Vec::new();
                for asked_by in [&own, &whole, &county] {
                    let mut rows = Vec::new();
                    let mut after = None;
                    if asked_by.viewer.is_none() || figure.is_some() {
                        loop {
                            let page = figures::rows(tx, &asked, asked_by, list, after, 7)?;
                            rows.extend(page.rows);
                            after = page.next;
                            if after.is_none() {
                                break;
                            }
                        }
                    }
                    three.push(rows);
                }
                lists.push(three);
            }
            Ok((figure, all, lists))
        });
        let (figure, all, lists) = told.unwrap();
        let below = |unit: usize| self.world.is_below(unit, division);
        let touches = (0..self.world.units.len())
            .any(|unit| below(unit) && self.world.holds(who, right, unit));
        let told = format!("{} of {}", indicator.id, self.world.units[division].name);
        let (mut probes, mut faults) = (0, Vec::new());
        faults.push((figure.is_some() == touches, "whether he is told"));
        for (at, three) in lists.iter().enumerate() {
            let [own, whole, county] = three.as_slice() else {
                panic!("three lists")
            };
            let keys = |rows: &[figures::ShownRow]| -> BTreeMap<i64, i64> {
                rows.iter().map(|row| (row.key, row.amount)).collect()
            };
            // Of the county's rows those of the division; of those the viewer's own.
            let placed = |rows: &[figures::ShownRow]| -> BTreeMap<i64, BTreeSet<usize>> {
                let units = rows.iter().map(|row| (row.key, self.units_of(&row.cells)));
                units.collect()
            };
            let places = placed(county);
            probes += places.len();
            let in_division: BTreeSet<i64> = places
                .iter()
                .filter(|(_, units)| units.iter().any(|unit| below(*unit)))
                .map(|(key, _)| *key)
                .collect();
            let listed: BTreeSet<i64> = keys(whole).keys().copied().collect();
            let count = listed.len() as i64;
            let is_right = listed == in_division && all.lists[at].rows == count;
            faults.push((is_right, "the division's rows"));
            let Some(figure) = &figure else {
                continue;
            };
            let seen: BTreeSet<i64> = placed(whole)
                .iter()
                .filter(|(_, units)| {
                    units
                        .iter()
                        .any(|u| self.world.holds(who, indicator.rows, *u))
                })
                .map(|(key, _)| *key)
                .collect();
            let shown: BTreeSet<i64> = keys(own).keys().copied().collect();
            faults.push((shown == seen, "the rows that he sees"));
            let behind = &figure.lists[at];
            faults.push((behind.seen == seen.len() as i64, "how many he sees"));
            faults.push((behind.rows == count, "seen and withheld"));
            faults.push((figure.plain == all.plain, "the same for everybody"));
        }
        self.probes += probes;
        for (is_right, what) in faults {
            self.check(who, is_right, &format!("{told}: {what}"));
        }
    }

    /// Where a row lies, from the marks in it: a household's or a person's before that of its project.
    fn units_of(&self, cells: &[Cell]) -> BTreeSet<usize> {
        let mut found: BTreeMap<bool, BTreeSet<usize>> = BTreeMap::new();
        for cell in cells {
            let Cell::Text(text) = cell else { continue };
            for mark in marks(text, |run| self.known.contains_key(run)) {
                let thing = &self.world.things[self.known[mark][0]];
                let is_person = matches!(thing.kind, Kind::Household | Kind::Person);
                found.entry(!is_person).or_default().insert(thing.unit);
            }
            let units = self.world.units.iter();
            let units = units.enumerate().filter(|(_, unit)| unit.code == *text);
            let units = units.map(|(at, _)| at);
            found.entry(true).or_default().extend(units);
        }
        found.retain(|_, units| !units.is_empty());
        found.into_values().next().unwrap_or_default()
    }
}

/// Marks are those of the oracle: a figure of records without one would compare nothing.
#[test]
fn every_record_bears_a_mark() {
    let world = super::World::new(None, 3);
    for thing in &world.things {
        assert!(oracle::bare(thing).len() >= 6, "{thing:?}");
    }
}
