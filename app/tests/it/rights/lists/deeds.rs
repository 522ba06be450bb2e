//! What fills the county: the deeds of its staff, and what the dice make of them.

mod money;

use super::world::{Given, Kind, Org, Thing, Unit, World};
use access::Role;
use access::create_org::{CreateOrg, create_org};
use access::grant_role::{GrantRole, grant_role};
use access::import_units::{ImportUnits, file_tag, import_units, preview_units, read_units};
use access::make_user::{FirstAdministrator, MakeUser, first_administrator, make_user};
use access::unit_deeds::{
    AddUnit, CloseUnit, MoveUnit, RenameUnit, add_unit, close_unit, move_unit, rename_unit,
};
use cases::event::{Patch, Value};
use kernel::{Ctx, Date, Id};
use modules::land;
use modules::law::{self, rows::What};
use modules::people::import_file::import_file;
use modules::people::life::organisations::{SaveOrganisation, save_organisation};
use modules::people::life::{SetStatus, set_status};
use modules::people::model::ListOptions;
use modules::people::rights::{Restrict, restrict};
use std::sync::OnceLock;
use store::CommandKey;
use testkit::cast;

const NAMES: [&str; 10] = ["甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"];
const SURNAMES: [&str; 6] = ["赵", "钱", "孙", "李", "周", "吴"];
const STAFF: [(&str, Role); 5] = [
    ("clerk", Role::Clerk),
    ("accountant", Role::Accountant),
    ("reviewer", Role::Reviewer),
    ("approver", Role::Approver),
    ("auditor", Role::Auditor),
];
const USERS: usize = 12;

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

pub struct Maker<'a>(pub &'a mut World);

impl Maker<'_> {
    pub fn install(&mut self) {
        let first = FirstAdministrator {
            login: "admin".into(),
            name: "穆清源".into(),
        };
        let system = self.0.ctx(0, Id(0));
        self.0.admin = self.0.act(&system, first, move |tx, ctx, input| {
            first_administrator(tx, ctx, input, hash())
        });
        let ctx = self.0.ctx(0, self.0.admin);
        self.0
            .act(&ctx, access::codes::LoadCodes {}, access::codes::load_codes);
        self.divisions(&ctx);
        for (name, kind, root) in [
            ("东镇", "township", 3),
            ("西镇", "township", 4),
            ("县局", "county", 2),
        ] {
            self.organisation(&ctx, name, kind, root);
        }
        for at in 0..self.0.orgs.len() {
            // Ids are made of time: at the same instant two organisations would use the same ones.
            self.0.clock.advance_hours(1);
            self.people(at);
            self.life(at);
            self.land(at);
            self.money(at);
            self.registers_and_coops(at);
            self.concerns(at);
            self.law(at);
        }
        self.grants(&ctx);
    }

    fn divisions(&mut self, ctx: &Ctx) {
        let mut rows: Vec<(String, &str, String, Option<usize>)> = vec![
            ("370000000000".into(), "province", "山东省".into(), None),
            (
                "371500000000".into(),
                "prefecture",
                "聊城市".into(),
                Some(0),
            ),
            ("371502000000".into(), "county", "东昌府区".into(), Some(1)),
            ("371502104000".into(), "township", "东镇".into(), Some(2)),
            ("371502105000".into(), "township", "西镇".into(), Some(2)),
        ];
        for (n, name) in NAMES.iter().enumerate() {
            let (town, parent) = if n < 6 { (104, 3) } else { (105, 4) };
            let code = format!("371502{town}{}", 201 + n);
            rows.push((code, "village", format!("{name}家村"), Some(parent)));
        }
        let mut file = "code,level,name,parent\n".to_owned();
        for (code, level, name, parent) in &rows {
            let parent = parent.map_or("", |at| rows[at].0.as_str());
            file += &format!("{code},{level},{name},{parent}\n");
        }
        let (_, read) = read_units(file.as_bytes(), "divisions.csv", &[]).unwrap();
        let (plan, read, tag) = self.0.read(move |tx| {
            Ok((
                preview_units(tx, &read)?,
                read,
                file_tag(tx, file.as_bytes()),
            ))
        });
        let input = ImportUnits::of(&plan, read.len(), tag, Vec::new(), ctx.today());
        self.0.act(ctx, input, move |tx, ctx, input| {
            import_units(tx, ctx, input, &read)
        });
        for (code, _, name, parent) in rows {
            let asked = code.clone();
            let found = self
                .0
                .read(move |tx| access::units::unit_by_code(tx, &asked));
            self.0.units.push(Unit {
                id: found.unwrap().id,
                code,
                name,
                parent,
                is_closed: false,
            });
        }
    }

    fn user(&mut self, ctx: &Ctx, org: i64, login: &str) -> Id {
        let input = MakeUser {
            for_org: org,
            login: login.into(),
            name: "安宁".into(),
        };
        let user = self.0.act(ctx, input, move |tx, ctx, input| {
            make_user(tx, ctx, input, hash())
        });
        // What an administrator gave must be changed before anything else can be done.
        let own = self.0.ctx(0, user);
        let input = access::make_user::ChangePassword {};
        self.0.act(&own, input, move |tx, ctx, input| {
            access::make_user::change_own_password(tx, ctx, input, hash(), None)
        });
        user
    }

    fn organisation(&mut self, ctx: &Ctx, name: &str, kind: &str, root: usize) {
        let input = CreateOrg {
            name: name.into(),
            kind: kind.into(),
            unit: self.0.units[root].id,
            supervision_phone: None,
            valid_from: ctx.today(),
        };
        let id = self.0.act(ctx, input, create_org);
        let system = self.0.ctx(id, Id(0));
        payout::supply_flows(&self.0.db, &system, ctx.today()).unwrap();
        cases::supply_types(&self.0.db, &system, ctx.today()).unwrap();
        let all = 5..self.0.units.len();
        let villages = all.filter(|at| self.0.is_below(*at, root)).collect();
        let mut org = Org {
            id,
            root,
            villages,
            staff: Default::default(),
        };
        for (login, role) in STAFF {
            let user = self.user(ctx, id, &format!("{login}{id}"));
            let at = self.0.users.len();
            self.0.users.push(user);
            self.give(ctx, at, id, root, role, (ctx.today(), None));
            org.staff.insert(login, user);
        }
        self.0.orgs.push(org);
    }

    pub fn give(
        &mut self,
        ctx: &Ctx,
        user: usize,
        org: i64,
        unit: usize,
        role: Role,
        (from, to): (Date, Option<Date>),
    ) {
        let input = GrantRole {
            user: self.0.users[user],
            for_org: org,
            unit: self.0.units[unit].id,
            role,
            valid_from: from,
            valid_to: to,
        };
        // Who would both grant and hold money is refused; then there is no grant.
        if self.0.try_act(ctx, input, grant_role).is_ok() {
            self.0.given.push(Given {
                user,
                org,
                unit,
                role,
                from,
                to,
            });
        }
    }

    fn grants(&mut self, ctx: &Ctx) {
        for n in 0..USERS {
            let org = self.0.orgs[n % 3].id;
            let user = self.user(ctx, org, &format!("user{n}"));
            self.0.users.push(user);
            for _ in 0..1 + self.0.n(4) {
                let at = if self.0.one_in(3) { self.0.n(3) } else { n % 3 };
                let (org, root) = (self.0.orgs[at].id, self.0.orgs[at].root);
                let villages = self.0.orgs[at].villages.clone();
                let unit = match self.0.n(8) {
                    0 => root,
                    1 => 3 + self.0.n(2),
                    _ => *self.0.pick(&villages),
                };
                let role = Role::ALL[2 + self.0.n(6)];
                let from = ctx.today().plus_days(self.0.n(180) as i64);
                let to = (!self.0.one_in(3)).then(|| from.plus_days(1 + self.0.n(200) as i64));
                let user = self.0.users.len() - 1;
                self.give(ctx, user, org, unit, role, (from, to));
            }
        }
    }

    fn by(&self, at: usize, who: &str) -> Ctx {
        let org = &self.0.orgs[at];
        self.0.ctx(org.id, org.staff[who])
    }

    fn add(
        &mut self,
        kind: Kind,
        mark: &str,
        id: Id,
        place: (i64, usize),
        of: Option<usize>,
    ) -> usize {
        if let Some(of) = of {
            let at = self.0.things.len();
            self.0.belongs.entry(of).or_default().push(at);
        }
        self.0.things.push(Thing {
            kind,
            mark: mark.to_owned(),
            id,
            org: place.0,
            unit: place.1,
            of,
            sort: String::new(),
        });
        self.0.things.len() - 1
    }

    fn mark(&self, letter: char) -> String {
        format!("Z{letter}{:04}", self.0.things.len())
    }

    /// A list as a township sends it; afterwards who is who is read from the program by number and name.
    fn people(&mut self, at: usize) {
        let mut file = "户编号,行政村,姓名,证件号码,与户主关系,户类型\n".to_owned();
        let org = self.0.orgs[at].id;
        for village in self.0.orgs[at].villages.clone() {
            for _ in 0..3 + self.0.n(3) {
                let number = self.mark('H');
                let household = self.add(Kind::Household, &number, Id(0), (org, village), None);
                let is_relieved = self.0.one_in(3);
                for relation in ["户主", "配偶", "儿子"].iter().take(1 + self.0.n(3)) {
                    let name = format!("{}{}", self.0.pick(&SURNAMES), self.mark('P'));
                    let person =
                        self.add(Kind::Person, &name, Id(0), (org, village), Some(household));
                    let identity = cast::person(person).identity;
                    let kind = if is_relieved { "脱贫户" } else { "" };
                    let place = &self.0.units[village].name;
                    file += &format!("{number},{place},{name},{identity},{relation},{kind}\n");
                    if *relation == "户主" {
                        self.0.things[household].sort = name;
                    }
                }
                if is_relieved {
                    self.0.things[household].sort += " relieved";
                }
            }
        }
        let ctx = self.by(at, "clerk");
        let options = ListOptions {
            as_of: ctx.today(),
            village: None,
            no_identity_reason: None,
        };
        let key = CommandKey::fresh(&ctx);
        let imported = import_file(
            &self.0.db,
            &ctx,
            key,
            file.into_bytes(),
            "list.csv",
            &options,
        );
        let (_, list) = imported.unwrap().unwrap();
        assert!(list.errors.is_empty(), "{:?}", list.errors);
        let today = ctx.today();
        for thing in self.0.all(org, Kind::Household) {
            let number = self.0.things[thing].mark.clone();
            let (id, members) = self.0.read(move |tx| {
                let id = modules::people::find_household(tx, org, &number)?.unwrap();
                Ok((id, modules::people::members(tx, org, id, today)?))
            });
            self.0.things[thing].id = id;
            for member in members {
                let known = self.0.things.iter_mut();
                let mut known = known.filter(|t| t.org == org && t.kind == Kind::Person);
                let person = known.find(|t| t.mark == member.name).unwrap();
                person.id = member.person;
            }
        }
    }

    fn life(&mut self, at: usize) {
        let (org, clerk) = (self.0.orgs[at].id, self.by(at, "clerk"));
        for village in self.places(at, 12) {
            let name = self.mark('O');
            let input = SaveOrganisation {
                organisation: None,
                unit: self.0.units[village].id,
                date: clerk.today(),
                name: format!("{}{name}合作社", self.0.pick(&SURNAMES)),
                kind: "cooperative".into(),
                code: None,
            };
            let sort = input.name.clone();
            let id = self.0.act(&clerk, input, save_organisation).organisation;
            let thing = self.add(Kind::Organisation, &name, id, (org, village), None);
            self.0.things[thing].sort = sort;
        }
        for household in self.0.all(org, Kind::Household) {
            let known = self.0.things[household].clone();
            if !self.0.one_in(2) || known.sort.contains("relieved") {
                continue;
            }
            let input = SetStatus {
                household: known.id,
                date: clerk.today(),
                code: "low_income".into(),
            };
            if let Ok(done) = self.0.try_act(&clerk, input, set_status) {
                let place = (org, known.unit);
                self.add(
                    Kind::Change,
                    &known.mark,
                    done.event,
                    place,
                    Some(household),
                );
                self.0.things[household].sort += " low_income";
            }
        }
        for person in self.0.all(org, Kind::Person) {
            if !self.0.one_in(6) {
                continue;
            }
            let known = self.0.things[person].clone();
            let input = Restrict {
                person: known.id,
                reason: "asked".into(),
                asked_by: "himself".into(),
            };
            let done = self.0.act(&clerk, input, restrict);
            let place = (org, known.unit);
            self.add(
                Kind::Request,
                &known.mark,
                done.request,
                place,
                Some(person),
            );
        }
    }

    /// Units of an organisation as they fall, its root among them.
    fn places(&self, at: usize, count: usize) -> Vec<usize> {
        let org = &self.0.orgs[at];
        let any = (0..count).map(|_| *self.0.pick(&org.villages));
        any.chain([org.root]).collect()
    }

    fn land(&mut self, at: usize) {
        let (org, accountant) = (self.0.orgs[at].id, self.by(at, "accountant"));
        for household in self.0.all(org, Kind::Household) {
            if self.0.one_in(3) {
                continue;
            }
            let known = self.0.things[household].clone();
            let issuer = format!("{}01", self.0.units[known.unit].code);
            let number = self.0.things.len();
            let code = format!("{issuer}{number:05}");
            let input = land::EnterParcel {
                code: code.clone(),
                unit: self.0.units[known.unit].id,
                name: None,
                kind: "garden".into(),
                area: 100 + self.0.n(900) as i64,
                from: accountant.today(),
            };
            let area = input.area;
            let parcel = self.0.act(&accountant, input, land::enter_parcel).parcel;
            let place = (org, known.unit);
            let thing = self.add(Kind::Parcel, &code, parcel, place, Some(household));
            self.0.things[thing].sort = known.sort.split(' ').next().unwrap().to_owned();
            let number = format!("{issuer}{number:04}J");
            let input = land::EnterContract {
                number: number.clone(),
                issuer,
                household: known.id,
                contractor: None,
                term_from: day("2000-01-01"),
                term_to: Some(day("2029-12-31")),
                from: accountant.today(),
                parcels: vec![land::ContractLine { parcel, area }],
            };
            let contract = self
                .0
                .act(&accountant, input, land::enter_contract)
                .contract;
            self.add(Kind::Contract, &number, contract, place, Some(thing));
        }
    }

    /// Concerns of one day, so that they are due in the order in which they came.
    fn concerns(&mut self, at: usize) {
        let (org, clerk) = (self.0.orgs[at].id, self.by(at, "clerk"));
        for place in self.places(at, 12) {
            let mark = self.mark('C');
            let told = mark.replace('C', "T");
            let code = |code: &str| Value::Code(code.into());
            let text = |text: &str| Value::Text(text.into());
            let input = cases::OpenCase {
                code: "appeal".into(),
                prefix: mark.clone(),
                unit: self.0.units[place].id,
                day: clerk.today(),
                patch: fields([("channel", code("counter")), ("category", code("roads"))]),
                personal: fields([("title", text(&told)), ("detail", text(&told))]),
            };
            let id = self.0.act(&clerk, input, cases::open_case).case;
            let case = self.add(Kind::Case, &mark, id, (org, place), None);
            self.add(Kind::Told, &told, id, (org, place), Some(case));
        }
    }

    /// Consultations and talks, and who advises in every village.
    fn law(&mut self, at: usize) {
        let (org, clerk) = (self.0.orgs[at].id, self.by(at, "clerk"));
        for (what, kind, letter) in [
            (What::Advice, Kind::Advice, 'V'),
            (What::Talk, Kind::Talk, 'K'),
        ] {
            for place in self.places(at, 8) {
                let mark = self.mark(letter);
                let subject = match what {
                    What::Advice => ("topic".to_owned(), Value::Code("debt".into())),
                    What::Talk => ("title".to_owned(), Value::Text("普法".into())),
                };
                let mut patch = vec![subject];
                if what == What::Talk {
                    patch.push(("planned_day".to_owned(), Value::Date(clerk.today())));
                }
                let input = cases::OpenCase {
                    code: what.code().into(),
                    prefix: mark.clone(),
                    unit: self.0.units[place].id,
                    day: clerk.today(),
                    patch: patch.into_iter().collect(),
                    personal: Patch::new(),
                };
                let id = self.0.act(&clerk, input, cases::open_case).case;
                self.add(kind, &mark, id, (org, place), None);
            }
        }
        for place in self.0.orgs[at].villages.clone() {
            let mark = self.mark('J');
            let unit = self.0.units[place].id;
            let input = law::AppointPost {
                unit,
                kind: law::posts::ADVISER.into(),
                name: mark.clone(),
                phone: None,
                office: None,
                from: clerk.today(),
                replaces: None,
            };
            self.0.act(&clerk, input, law::appoint_post);
            self.add(Kind::Post, &mark, unit, (org, place), None);
        }
    }

    /// Some households of an organisation.
    fn some(&self, org: i64, count: usize) -> Vec<usize> {
        let all = self.0.all(org, Kind::Household);
        let mut some: Vec<usize> = (0..count).map(|_| *self.0.pick(&all)).collect();
        some.sort_unstable();
        some.dedup();
        some
    }

    /// A village is merged into a new one and closed, another goes to the other town, a third is renamed.
    pub fn change_units(&mut self, step: usize) {
        let ctx = self.0.ctx(0, self.0.admin);
        let today = ctx.today();
        if step == 0 {
            let (closed, parent) = (self.0.units[9].id, 3);
            let input = AddUnit {
                code: "371502104299".into(),
                level: "village".into(),
                name: "新家村".into(),
                parent: Some(self.0.units[parent].id),
                valid_from: today,
            };
            let id = self.0.act(&ctx, input, add_unit);
            self.0.units.push(Unit {
                id,
                code: "371502104299".into(),
                name: "新家村".into(),
                parent: Some(parent),
                is_closed: false,
            });
            self.0.units[9].is_closed = true;
            let input = CloseUnit {
                unit: closed,
                valid_to: today,
            };
            self.0.act(&ctx, input, close_unit);
        } else {
            let input = MoveUnit {
                unit: self.0.units[8].id,
                parent: self.0.units[4].id,
                valid_from: today,
            };
            self.0.act(&ctx, input, move_unit);
            self.0.units[8].parent = Some(4);
            let input = RenameUnit {
                unit: self.0.units[5].id,
                name: "子家村".into(),
                valid_from: today,
            };
            self.0.act(&ctx, input, rename_unit);
            self.0.units[5].name = "子家村".into();
        }
    }
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Patch {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

/// Hashing a password takes long on purpose, and nobody signs in by one here.
fn hash() -> &'static str {
    static HASH: OnceLock<String> = OnceLock::new();
    HASH.get_or_init(|| {
        let rng = testkit::SeededRng::new(1);
        let password = access::password::initial_password(&rng);
        let passwords = access::Passwords::new().unwrap();
        passwords.hash_new(&rng, "admin", &password).unwrap()
    })
}
