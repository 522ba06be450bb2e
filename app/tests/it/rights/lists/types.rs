//! Every step of every case type that comes with the program, tried by people with grants of all kinds: whether its form opens and
//! its deed is done is what the type's text (`who`, `forbid`, `approve`) and the grants say. The text is read here as plain TOML, by
//! nothing of the program's own; what is refused changes nothing.

use super::asker::Asker;
use super::deeds::Maker;
use super::world::World;
use super::{Told, seed};
use access::codes::AddCode;
use access::{Right, Role};
use cases::event::{Patch, Spot, Value};
use cases::{ActOnCase, DecideAsked, OpenCase};
use kernel::{Ctx, Error, Id, Result};
use std::collections::{BTreeMap, BTreeSet};
use toml::Table;

/// Cases of each type, and steps tried with each.
const CASES: usize = 8;
const STEPS: usize = 28;

/// Where the pages of a type stand.
const PAGES: [(&str, &str); 3] = [
    ("appeal", "/appeals"),
    ("legal_advice", "/law/advice"),
    ("law_talk", "/law/talks"),
];

#[test]
fn every_step_of_every_type_is_for_whom_its_text_says() {
    probe(None, "SQLite");
}

#[test]
fn every_step_of_every_type_is_for_whom_its_text_says_on_postgresql() {
    if let Some(url) = testkit::pg::database() {
        probe(Some(url), "PostgreSQL");
    }
}

/// What is known of a case here.
struct Known {
    id: Id,
    unit: usize,
    owner: Option<usize>,
    state: String,
    /// Who did each action last.
    doers: BTreeMap<String, usize>,
    /// What waits: number of the event, action, who asked, and the owner that it would set.
    asked: Vec<(u32, String, usize, Option<usize>)>,
    events: u32,
}

struct Probe<'a> {
    world: &'a World,
    org: usize,
    of: &'a Table,
    done: usize,
    refused: BTreeSet<String>,
}

fn texts(of: &Table, key: &str) -> Vec<String> {
    let list = of.get(key).and_then(|value| value.as_array());
    let list = list.into_iter().flatten();
    list.map(|text| text.as_str().unwrap().to_owned()).collect()
}

fn entry<'t>(of: &'t Table, list: &str, code: &str) -> &'t Table {
    let entries = of[list].as_array().unwrap().iter();
    let mut entries = entries.map(|entry| entry.as_table().unwrap());
    entries
        .find(|entry| entry["code"].as_str() == Some(code))
        .unwrap()
}

fn actions(of: &Table) -> Vec<String> {
    let entries = of["action"].as_array().unwrap().iter();
    entries
        .map(|entry| entry["code"].as_str().unwrap().to_owned())
        .collect()
}

fn probe(url: Option<String>, engine: &'static str) {
    let _told = Told(engine);
    let mut world = World::new(url, seed());
    let admin = world.ctx(0, world.admin);
    let code = AddCode {
        list: "campaign_item".into(),
        code: "heaps".into(),
        zh: "三大堆".into(),
        en: "heaps".into(),
        source: "-".into(),
        from: admin.today(),
        to: None,
    };
    world.act(&admin, code, access::codes::add_code);
    for org in 0..world.orgs.len() {
        let ctx = world.ctx(world.orgs[org].id, Id(0));
        cases::supply_types(&world.db, &ctx, ctx.today()).unwrap();
        // Some are several things at once, and must not check themselves.
        let (id, root) = (world.orgs[org].id, world.orgs[org].root);
        let from = (world.today(), None);
        for _ in 0..3 {
            let user = world.n(world.users.len());
            for role in [Role::Clerk, Role::Reviewer, Role::Approver] {
                Maker(&mut world).give(&admin, user, id, root, role, from);
            }
        }
    }
    let asker = Asker::new(&world);
    let (mut done, mut forms) = (0, 0);
    let mut all = BTreeSet::new();
    for versions in cases::types::SHIPPED {
        let of: Table = versions.last().unwrap().parse().unwrap();
        let name = of["code"].as_str().unwrap().to_owned();
        let mut refused = BTreeSet::new();
        let mut of_type = 0;
        for n in 0..CASES {
            let mut probe = Probe {
                world: &world,
                org: n % 2,
                of: &of,
                done: 0,
                refused: BTreeSet::new(),
            };
            let Some(mut case) = probe.opened() else {
                continue;
            };
            for _ in 0..STEPS {
                forms += probe.form(&asker, &case);
                probe.step(&mut case);
                probe.answer(&mut case);
            }
            of_type += probe.done;
            refused.extend(probe.refused);
        }
        println!("{engine} {name}: {of_type} steps done, refused {refused:?}");
        assert!(of_type >= 3, "{name}: {of_type}");
        done += of_type;
        all.extend(refused);
    }
    // Where nobody was refused for a reason nothing is proved of it.
    for code in [
        "cases.not_your_role",
        "cases.same_person",
        "cases.wrong_state",
        "not found",
    ] {
        assert!(all.contains(code), "nobody was refused {code}");
    }
    assert!(done >= 80 && forms >= 80, "{done} steps, {forms} forms");
}

impl Probe<'_> {
    fn org(&self) -> i64 {
        self.world.orgs[self.org].id
    }

    fn ctx(&self, user: usize) -> Ctx {
        self.world.ctx(self.org(), self.world.users[user])
    }

    /// A village of the organisation, or its root.
    fn place(&self) -> usize {
        let org = &self.world.orgs[self.org];
        match self.world.one_in(4) {
            true => org.root,
            false => *self.world.pick(&org.villages),
        }
    }

    /// Whether somebody holds a right at a place today, by what was given.
    fn holds(&self, user: usize, right: Right, place: Option<usize>) -> bool {
        let today = self.world.today();
        place.is_some_and(|place| {
            self.world.given.iter().any(|given| {
                given.user == user
                    && given.org == self.org()
                    && given.from <= today
                    && given.to.is_none_or(|to| to > today)
                    && self.world.is_below(place, given.unit)
                    && given.role.rights().contains(&right)
            })
        })
    }

    fn sees(&self, user: usize, case: &Known) -> bool {
        let at = |place| self.holds(user, Right::ViewCases, Some(place));
        at(case.unit) || at(case.owner.unwrap_or(case.unit))
    }

    /// Whether one of the roles of a list is held towards a place that something is about and one that handles it.
    fn is_one_of(&self, user: usize, roles: &[String], unit: usize, owner: usize) -> bool {
        roles.iter().any(|role| {
            let Some((level, relation)) = role.split_once('@') else {
                return false;
            };
            let right = match level {
                "record" => Right::RecordCases,
                "act" => Right::ActOnCases,
                "verify" => Right::VerifyCases,
                "manage" => Right::ManageCases,
                other => panic!("{other}"),
            };
            let place = match relation {
                "unit" => Some(unit),
                "owner" => Some(owner),
                "parent" => self.world.units[owner].parent,
                "desk" => Some(self.world.orgs[self.org].root),
                other => panic!("{other}"),
            };
            self.holds(user, right, place)
        })
    }

    fn may(&self, user: usize, case: &Known, action: &str) -> bool {
        let who = texts(entry(self.of, "action", action), "who");
        self.is_one_of(user, &who, case.unit, case.owner.unwrap_or(case.unit))
    }

    /// Whether somebody did himself what an action is kept apart from.
    fn is_own(&self, user: usize, case: &Known, action: &str) -> bool {
        let forbid = texts(entry(self.of, "action", action), "forbid");
        forbid
            .iter()
            .any(|other| case.doers.get(other) == Some(&user))
    }

    /// The fields that an action needs, the personal ones apart, and the owner that they set.
    fn filled(&self, action: &str) -> (Patch, Patch, Option<usize>) {
        let (mut open, mut personal, mut owner) = (Patch::new(), Patch::new(), None);
        for name in texts(entry(self.of, "action", action), "need") {
            let field = entry(self.of, "field", &name);
            let value = match field["kind"].as_str().unwrap() {
                "text" | "long_text" => Value::Text("如上".into()),
                "code" if field["list"].as_str() == Some("campaign_item") => {
                    Value::Code("heaps".into())
                }
                "code" => Value::Code("roads".into()),
                "choice" => {
                    let choices = field["choices"].as_array().unwrap();
                    let choice = self.world.pick(choices)["code"].as_str().unwrap();
                    Value::Code(choice.to_owned())
                }
                "date" => Value::Date(self.world.today()),
                "number" => Value::Number(field["min"].as_integer().unwrap_or(1)),
                "yes_no" => Value::YesNo(true),
                "unit" => {
                    let place = self.place();
                    if self.of.get("owner").and_then(|owner| owner.as_str()) == Some(&name) {
                        owner = Some(place);
                    }
                    Value::Unit(self.world.units[place].id)
                }
                "place" => Value::Place(Spot::at(364_000_000, 1_160_000_000)),
                "photos" => Value::Photos(vec![Id(1)]),
                other => panic!("no value for {other}"),
            };
            let is_personal = field.get("personal").and_then(|is| is.as_bool());
            let fields = match is_personal {
                Some(true) => &mut personal,
                _ => &mut open,
            };
            fields.insert(name, value);
        }
        (open, personal, owner)
    }

    /// A case taken in by somebody who may, after one who may not has tried.
    fn opened(&mut self) -> Option<Known> {
        let unit = self.place();
        let who = texts(entry(self.of, "action", "open"), "who");
        let (mut is_tried, mut found) = (false, None);
        for _ in 0..60 {
            let user = self.world.n(self.world.users.len());
            let is_for = self.is_one_of(user, &who, unit, unit);
            if !is_for && is_tried {
                continue;
            }
            let (patch, personal, _) = self.filled("open");
            let input = OpenCase {
                code: self.of["code"].as_str().unwrap().into(),
                prefix: "XX".into(),
                unit: self.world.units[unit].id,
                day: self.world.today(),
                patch,
                personal,
            };
            let done = self.world.try_act(&self.ctx(user), input, cases::open_case);
            match (is_for, done) {
                (true, Ok(done)) => {
                    found = Some((done.case, user));
                    break;
                }
                (true, Err(error)) => panic!("{} may open it: {error}", self.told(user)),
                (false, Ok(_)) => panic!("{} opened it", self.told(user)),
                (false, Err(_)) => is_tried = true,
            }
        }
        let (id, user) = found?;
        let open = entry(self.of, "action", "open");
        Some(Known {
            id,
            unit,
            owner: None,
            state: open["to"].as_str().unwrap().to_owned(),
            doers: BTreeMap::from([("open".to_owned(), user)]),
            asked: Vec::new(),
            events: 1,
        })
    }

    fn told(&self, user: usize) -> String {
        let given = self.world.given.iter();
        let given = given.filter(|given| given.user == user && given.org == self.org());
        let given: Vec<_> = given.map(|given| (given.role, given.unit)).collect();
        format!("user {user} with {given:?} on {}", self.of["code"])
    }

    /// Whether the form of an action opens. How many were looked at.
    fn form(&self, asker: &Asker, case: &Known) -> usize {
        let code = self.of["code"].as_str().unwrap();
        let Some((_, base)) = PAGES.iter().find(|(of, _)| *of == code) else {
            return 0;
        };
        let user = self.world.n(self.world.users.len());
        let action = self.world.pick(&actions(self.of)).clone();
        let who = asker.enter(self.world, user, self.org());
        let answer = asker.get(&who, &format!("{base}/{}/do/{action}", case.id));
        let rights = self.world.rights(user, self.org(), self.world.today());
        let works = [
            Right::RecordCases,
            Right::ActOnCases,
            Right::VerifyCases,
            Right::ManageCases,
        ];
        let wanted = if !works.iter().any(|right| rights.contains(right)) {
            403
        } else if !self.sees(user, case) {
            404
        } else if !self.may(user, case, &action) || self.is_own(user, case, &action) {
            403
        } else {
            200
        };
        let told = format!("{action} in {} by {}", case.state, self.told(user));
        assert_eq!(answer.status, wanted, "the form of {told}");
        1
    }

    /// Somebody tries an action, mostly one that is to be done where the case stands.
    fn step(&mut self, case: &mut Known) {
        let all = actions(self.of);
        let fits = |action: &String| {
            let from = texts(entry(self.of, "action", action), "from");
            from.contains(&case.state)
        };
        let next: Vec<String> = all.iter().filter(|action| fits(action)).cloned().collect();
        let action = match next.is_empty() || self.world.one_in(4) {
            true => self.world.pick(&all).clone(),
            false => self.world.pick(&next).clone(),
        };
        let users: Vec<usize> = (0..self.world.users.len()).collect();
        let able: Vec<usize> = users
            .iter()
            .filter(|user| self.may(**user, case, &action) && self.sees(**user, case))
            .copied()
            .collect();
        let user = match able.is_empty() || self.world.one_in(2) {
            true => *self.world.pick(&users),
            false => *self.world.pick(&able),
        };
        let (patch, personal, owner) = self.filled(&action);
        let input = ActOnCase {
            case: case.id,
            action: action.clone(),
            day: self.world.today(),
            patch,
            personal,
            reason: Some("如上".into()),
            seen: None,
        };
        let wanted = if !self.sees(user, case) {
            Some("not found")
        } else if action == "open" || !fits(&action) {
            Some("cases.wrong_state")
        } else if !self.may(user, case, &action) {
            Some("cases.not_your_role")
        } else if self.is_own(user, case, &action) {
            Some("cases.same_person")
        } else {
            None
        };
        let before = self.events(case);
        let done = self
            .world
            .try_act(&self.ctx(user), input, cases::act_on_case);
        let told = format!("{action} in {} by {}", case.state, self.told(user));
        self.judged(&done, wanted, &told);
        let Ok(done) = done else {
            assert_eq!(self.events(case), before, "{told} changed something");
            return;
        };
        self.done += 1;
        case.events += 1;
        let declared = entry(self.of, "action", &action);
        if !texts(declared, "approve").is_empty() {
            case.asked.push((case.events - 1, action, user, owner));
            return;
        }
        self.happened(case, &action, user, owner, &done.state);
    }

    fn happened(
        &self,
        case: &mut Known,
        action: &str,
        user: usize,
        owner: Option<usize>,
        state: &str,
    ) {
        let declared = entry(self.of, "action", action);
        let field = self.of.get("owner").and_then(|owner| owner.as_str());
        let cleared = texts(declared, "clear");
        if field.is_some_and(|field| cleared.iter().any(|one| one == field)) {
            case.owner = None;
        }
        case.owner = owner.or(case.owner);
        case.doers.insert(action.to_owned(), user);
        let to = declared.get("to").and_then(|to| to.as_str());
        assert_eq!(state, to.unwrap_or(&case.state));
        if case.state != state {
            case.state = state.to_owned();
            case.asked.retain(|(_, action, ..)| {
                texts(entry(self.of, "action", action), "from").contains(&case.state)
            });
        }
    }

    /// Somebody answers what waits for approval.
    fn answer(&mut self, case: &mut Known) {
        if case.asked.is_empty() {
            return;
        }
        let (event, action, asker, owner) = case.asked[0].clone();
        let approve = texts(entry(self.of, "action", &action), "approve");
        let users: Vec<usize> = (0..self.world.users.len()).collect();
        let may = |user: usize| {
            let owner = case.owner.unwrap_or(case.unit);
            self.is_one_of(user, &approve, case.unit, owner)
        };
        let able: Vec<usize> = users.iter().filter(|user| may(**user)).copied().collect();
        let user = match able.is_empty() || self.world.one_in(2) {
            true => *self.world.pick(&users),
            false => *self.world.pick(&able),
        };
        let is_approved = !self.world.one_in(3);
        let wanted = if !self.sees(user, case) {
            Some("not found")
        } else if !may(user) {
            Some("cases.not_your_role")
        } else if user == asker {
            Some("cases.same_person")
        } else {
            None
        };
        let input = DecideAsked {
            case: case.id,
            event,
            is_approved,
            reason: None,
        };
        let before = self.events(case);
        let done = self
            .world
            .try_act(&self.ctx(user), input, cases::decide_asked);
        let told = format!("{action} answered by {}", self.told(user));
        self.judged(&done, wanted, &told);
        let Ok(done) = done else {
            assert_eq!(self.events(case), before, "{told} changed something");
            return;
        };
        self.done += 1;
        case.events += 1;
        case.asked.remove(0);
        if is_approved {
            self.happened(case, &action, asker, owner, &done.state);
        }
    }

    /// What is refused by who somebody is, is refused so; whatever else refuses is no matter of rights.
    fn judged<T>(&mut self, done: &Result<T>, wanted: Option<&str>, told: &str) {
        let code = match done {
            Ok(_) => "done".to_owned(),
            Err(Error::Refused(refusal)) => refusal.code.to_string(),
            Err(other) => other.to_string(),
        };
        let of_rights = [
            "cases.not_your_role",
            "cases.same_person",
            "cases.wrong_state",
            "not found",
            "forbidden",
        ];
        match wanted {
            Some(wanted) => assert_eq!(code, wanted, "{told}"),
            None => assert!(!of_rights.contains(&code.as_str()), "{told}: {code}"),
        }
        let is_odd = matches!(done, Err(Error::Internal(_) | Error::Conflict));
        assert!(!is_odd, "{told}: {code}");
        self.refused.insert(code);
    }

    fn events(&self, case: &Known) -> usize {
        let (org, id) = (self.org(), case.id);
        let events = move |tx: &mut store::Tx| cases::store::events(tx, org, id, i64::MAX);
        self.world.read(events).len()
    }
}
