//! What somebody sees, worked out from the dice alone: no table is read here, no statement is known.

use super::asker::Session;
use super::world::{Kind, Thing, World};
use access::{Right, Role};
use kernel::{Date, OrgId, pinyin};

/// Rights by which somebody sees anything of a record.
const SEES: [Right; 4] = [
    Right::ViewPeople,
    Right::ViewProjects,
    Right::ViewRounds,
    Right::ViewFigures,
];

impl World {
    /// All rights that somebody holds anywhere in an organisation.
    pub fn rights(&self, user: usize, org: OrgId, today: Date) -> Vec<Right> {
        let held = self.given.iter().filter(|g| {
            g.user == user && g.org == org && g.from <= today && g.to.is_none_or(|to| to > today)
        });
        held.flat_map(|g| g.role.rights()).copied().collect()
    }

    fn roles_at(&self, who: &Session, unit: usize) -> impl Iterator<Item = Role> {
        let today = self.today();
        self.given
            .iter()
            .filter(move |g| {
                g.user == who.user
                    && g.org == who.org
                    && g.from <= today
                    && g.to.is_none_or(|to| to > today)
                    && self.is_below(unit, g.unit)
            })
            .map(|g| g.role)
    }

    /// Whether one of his roles in the organisation is that of an auditor, to whom names are masked.
    pub fn is_auditor(&self, who: &Session) -> bool {
        (0..self.units.len()).any(|unit| self.roles_at(who, unit).any(|r| r == Role::Auditor))
    }

    pub fn holds(&self, who: &Session, right: Right, unit: usize) -> bool {
        self.roles_at(who, unit)
            .any(|role| role.rights().contains(&right))
    }

    /// Whether a record lies where somebody holds a right.
    pub fn sees(&self, who: &Session, right: Right, at: usize) -> bool {
        let thing = &self.things[at];
        if thing.org != who.org {
            return false;
        }
        if self.holds(who, right, thing.unit) {
            return true;
        }
        // A round is seen where one of its lines is.
        thing.kind == Kind::Round
            && self
                .parts(at, Kind::Line)
                .iter()
                .any(|line| self.holds(who, right, self.things[*line].unit))
    }

    /// Whether there is a page of it: that of posts is the community's, which two organisations may share.
    pub fn has_page(&self, who: &Session, right: Right, at: usize) -> bool {
        let thing = &self.things[at];
        match thing.kind {
            Kind::Post => self.holds(who, right, thing.unit),
            _ => self.sees(who, right, at),
        }
    }

    /// Whether anything may tell somebody of a record: its mark on whatever page.
    pub fn may_be_told(&self, who: &Session, at: usize) -> bool {
        let thing = &self.things[at];
        match thing.kind {
            Kind::Person => self.sees(who, Right::ViewPeople, at),
            Kind::Case | Kind::Advice | Kind::Talk => self.sees(who, Right::ViewCases, at),
            // An auditor sees where a case stands, not what people told.
            Kind::Told | Kind::Post => {
                self.sees(who, Right::ViewCases, at) && !self.is_auditor(who)
            }
            // A register or a co-op is one thing: whoever sees it sees who is in it, by number.
            Kind::Member | Kind::Holder => {
                let of = thing
                    .of
                    .is_some_and(|of| self.sees(who, Right::ViewProjects, of));
                of || SEES.iter().any(|right| self.sees(who, *right, at))
            }
            // Who sees one line of a round is told whose round it is.
            Kind::Project | Kind::Book => {
                SEES.iter().any(|right| self.sees(who, *right, at))
                    || self
                        .rounds_of(at)
                        .any(|round| self.sees(who, Right::ViewRounds, round))
            }
            _ => SEES.iter().any(|right| self.sees(who, *right, at)),
        }
    }

    /// The rounds of a project, also by the book that pays them.
    fn rounds_of(&self, at: usize) -> impl Iterator<Item = usize> {
        let project = match self.things[at].kind {
            Kind::Book => self.things[at].of,
            _ => Some(at),
        };
        let rounds = project.map(|project| self.parts(project, Kind::Round));
        rounds.into_iter().flatten()
    }

    /// What belongs to a thing: the lines of a round, the members of a co-op.
    pub fn parts(&self, of: usize, kind: Kind) -> Vec<usize> {
        let all = self.belongs.get(&of).into_iter().flatten();
        let of_kind = all.filter(|at| self.things[**at].kind == kind);
        of_kind.copied().collect()
    }

    /// All of a kind that somebody sees, in the order of their entry.
    pub fn seen(&self, who: &Session, right: Right, kind: Kind) -> Vec<usize> {
        let mut all = self.all(who.org, kind);
        all.retain(|at| self.sees(who, right, *at));
        all
    }

    pub fn marks(&self, of: &[usize]) -> Vec<String> {
        of.iter().map(|at| bare(&self.things[*at])).collect()
    }

    /// A household's head, by name.
    pub fn head(&self, household: usize) -> String {
        let sort = &self.things[household].sort;
        sort.split(' ').next().unwrap().to_owned()
    }

    /// The person at the head of the household that a line names.
    pub fn head_of(&self, line: usize) -> usize {
        let (org, mark) = (self.things[line].org, &self.things[line].mark);
        let households = self.all(org, Kind::Household);
        let mut households = households
            .into_iter()
            .filter(|at| self.things[*at].mark == *mark);
        let name = self.head(households.next().unwrap());
        let persons = self.all(org, Kind::Person);
        let mut persons = persons
            .into_iter()
            .filter(|at| self.things[*at].mark == name);
        persons.next().unwrap()
    }

    /// Sorted as a list of people or households is.
    pub fn sorted(&self, mut of: Vec<usize>, order: &str) -> Vec<usize> {
        let thing = |at: &usize| &self.things[*at];
        let name = |at: &usize| match thing(at).kind {
            Kind::Household => pinyin::sort_key(&self.head(*at)),
            _ => pinyin::sort_key(&thing(at).mark),
        };
        let number = |at: &usize| match thing(at).kind {
            Kind::Household => thing(at).mark.clone(),
            _ => self.things[thing(at).of.unwrap()].mark.clone(),
        };
        of.sort_by_key(|at| {
            let key = match order {
                "number" => number(at),
                "village" => format!("{} {}", self.units[thing(at).unit].code, name(at)),
                _ => name(at),
            };
            (key, thing(at).id)
        });
        of
    }
}

/// The mark as a run of letters and digits: a name is written with a surname before it.
pub fn bare(thing: &Thing) -> String {
    thing.mark.chars().filter(char::is_ascii).collect()
}
