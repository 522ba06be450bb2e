//! Cases as they are kept: taken in, handled by several people, found in lists, made again, and not to be changed behind
//! the program's back. On both engines.

mod texts;
mod titles;

use super::day;
use crate::event::{Patch, Value};
use crate::store::Sought;
use crate::*;
use ::store::{CommandKey, Database, Db, Input, Settings, Tx, values};
use access::Right;
use kernel::{Actor, Ctx, Date, Error, Id, Result, Via};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::{FakeClock, SeededRng};

pub(super) const ORG: i64 = 1;
pub(super) const TOWN: Id = Id(10);
pub(super) const VILLAGE: Id = Id(11);
pub(super) const OTHER_VILLAGE: Id = Id(12);
/// Takes in and assigns; works in a village; calls back; approves; works in another village.
pub(super) const DESK: Id = Id(101);
pub(super) const WORKER: Id = Id(102);
pub(super) const CALLER: Id = Id(103);
pub(super) const LEADER: Id = Id(104);
pub(super) const STRANGER: Id = Id(105);

#[derive(serde::Serialize)]
pub(super) struct Prepare {}

impl Input for Prepare {
    const DEED: &'static str = "test.prepare";
}

pub(super) struct Office {
    pub db: Db,
    pub ctx: Ctx,
    pub clock: Arc<FakeClock>,
}

fn temp(kind: &str) -> std::path::PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let n = NEXT.fetch_add(1, Ordering::SeqCst);
    let dir = std::env::temp_dir().join(format!("zhen-cases-{}-{n}", std::process::id()));
    std::fs::create_dir_all(&dir).unwrap();
    dir.join(format!("office.{kind}"))
}

fn prepare(tx: &mut Tx) -> Result<()> {
    tx.begin_chain(ORG)?;
    let units = [
        (TOWN, None),
        (VILLAGE, Some(TOWN)),
        (OTHER_VILLAGE, Some(TOWN)),
    ];
    for (unit, parent) in units {
        let sql = "insert into access_unit_now (id, code, level, name, pinyin, parent) values ($1, '', 'village', '', '', $2)";
        tx.execute(sql, &values![unit, parent])?;
        for ancestor in [Some(unit), parent].into_iter().flatten() {
            let sql = "insert into access_reach_now (ancestor, unit) values ($1, $2)";
            tx.execute(sql, &values![ancestor, unit])?;
        }
    }
    let (view, record, act) = (Right::ViewCases, Right::RecordCases, Right::ActOnCases);
    let (verify, manage) = (Right::VerifyCases, Right::ManageCases);
    let grants: [(Id, Id, &[Right]); 5] = [
        (DESK, TOWN, &[view, record]),
        (WORKER, VILLAGE, &[view, act]),
        (CALLER, TOWN, &[view, verify, act]),
        (LEADER, TOWN, &[view, manage]),
        (STRANGER, OTHER_VILLAGE, &[view, record, act]),
    ];
    for (user, unit, rights) in grants {
        let bits: i64 = rights.iter().map(|right| right.bit()).sum();
        tx.execute(
            "insert into access_grant_now (user_id, id, for_org, unit, role, rights, valid_from, valid_to) \
             values ($1, $1, $2, $3, 'test', $4, '2000-01-01', null)",
            &values![user, ORG, unit, bits],
        )?;
    }
    let seq = tx.seq()?;
    let org = "access_org (org, id, valid_from, seq, name, kind, unit)";
    tx.insert(
        org,
        values![0, ORG, "2000-01-01", seq, "柳园街道", "street_office", TOWN],
    )?;
    let code = "access_code (org, id, valid_from, seq, list, code, name_zh, name_en, source)";
    let id = tx.new_id()?;
    let list = "concern_category";
    tx.insert(
        code,
        values![
            0,
            id,
            "2000-01-01",
            seq,
            list,
            "roads",
            "道路",
            "roads",
            "-"
        ],
    )
}

pub(super) fn office_on(database: &str) -> Office {
    let clock = Arc::new(FakeClock::on(2022, 4, 29));
    let rng = Arc::new(SeededRng::new(5));
    let mut settings = Settings::new(Database::parse(database).unwrap());
    settings.key_file = temp("key");
    let db = Db::open(settings, access::scope::MACROS, rng.as_ref()).unwrap();
    let ctx = Ctx {
        org: 0,
        actor: Actor::SYSTEM,
        clock: clock.clone(),
        rng,
    };
    db.act(&ctx, CommandKey::fresh(&ctx), Prepare {}, |tx, _, _| {
        prepare(tx)
    })
    .unwrap();
    let ctx = ctx.in_org(ORG);
    assert!(supply_types(&db, &ctx, day("2018-01-01")).unwrap());
    assert!(!supply_types(&db, &ctx, day("2018-01-01")).unwrap());
    Office { db, ctx, clock }
}

pub(super) fn on_both(story: fn(&Office)) {
    story(&office_on(&format!("sqlite:{}", temp("db").display())));
    if let Some(url) = testkit::pg::database() {
        story(&office_on(&url));
    }
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

pub(super) fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}

pub(super) fn fields<const N: usize>(fields: [(&str, Value); N]) -> Patch {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

pub(super) fn refused<T: std::fmt::Debug>(answer: Result<T>, code: &str) {
    match answer {
        Err(Error::Refused(refusal)) => assert_eq!(refusal.code, code),
        other => panic!("{code}: {other:?}"),
    }
}

impl Office {
    pub fn by(&self, user: Id) -> Ctx {
        let via = Via::Web;
        Ctx {
            actor: Actor { user, via },
            ..self.ctx.clone()
        }
    }

    pub fn concern(&self, unit: Id) -> OpenCase {
        OpenCase {
            code: "appeal".into(),
            prefix: "AP".into(),
            unit,
            day: self.ctx.today(),
            patch: fields([("channel", code("counter")), ("category", code("roads"))]),
            personal: fields([
                ("title", text("村口路灯不亮")),
                ("detail", text("西头第三盏，一周了")),
            ]),
        }
    }

    pub fn open(&self, user: Id, input: OpenCase) -> Result<Opened> {
        let ctx = self.by(user);
        self.db.act(&ctx, CommandKey::fresh(&ctx), input, open_case)
    }

    pub fn act(
        &self,
        user: Id,
        case: Id,
        action: &str,
        patch: Patch,
        personal: Patch,
    ) -> Result<Done> {
        let input = ActOnCase {
            case,
            action: action.into(),
            day: self.ctx.today(),
            patch,
            personal,
            reason: Some("电话核实".into()),
            seen: None,
        };
        let ctx = self.by(user);
        self.db
            .act(&ctx, CommandKey::fresh(&ctx), input, act_on_case)
    }

    pub fn none(&self, user: Id, case: Id, action: &str) -> Result<Done> {
        self.act(user, case, action, Patch::new(), Patch::new())
    }

    pub fn listed(&self, user: Id, is_ended: bool) -> (Vec<(String, String)>, i64) {
        let ctx = self.by(user);
        let asked = Sought {
            code: "appeal".into(),
            is_ended,
            ..Sought::default()
        };
        let read = move |tx: &mut Tx| {
            let rows = store::listed(tx, &ctx, &asked, 100)?;
            Ok((rows, store::count(tx, &ctx, &asked)?))
        };
        let (rows, count) = self.db.read(read).unwrap();
        (
            rows.into_iter()
                .map(|row| (row.now.number, row.now.due))
                .collect(),
            count,
        )
    }

    pub fn problems(&self) -> Vec<&'static str> {
        let found = self.db.read(|tx| check(tx, ORG)).unwrap();
        found.into_iter().map(|problem| problem.code).collect()
    }

    /// Behind the program's back.
    pub fn spoil(&self, texts: &'static [&'static str]) {
        let (ctx, key) = (&self.ctx, CommandKey::fresh(&self.ctx));
        let spoil = move |tx: &mut Tx, _: &Ctx, _| {
            texts
                .iter()
                .try_for_each(|sql| tx.execute(sql, &[]).map(drop))
        };
        self.db.act(ctx, key, Prepare {}, spoil).unwrap();
    }
}

#[test]
fn a_concern_is_handled_by_several_people_and_ends_solved() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap();
        assert_eq!(case.number, "AP-2022-0001");
        // The desk has a working day to accept it: 29 April 2022 is a Friday, and 30 April to 4 May are days off.
        let due = |clock: &str| (case.number.clone(), clock.to_owned());
        assert_eq!(office.listed(DESK, false), (vec![due("2022-05-05")], 1));
        let owner = || {
            fields([
                ("category", code("roads")),
                ("owner_unit", Value::Unit(VILLAGE)),
            ])
        };
        refused(
            office.act(WORKER, case.case, "accept", owner(), Patch::new()),
            "cases.not_your_role",
        );
        let done = office.act(DESK, case.case, "accept", owner(), Patch::new());
        assert_eq!(done.unwrap().state, "assigned");
        // Two working days to hand it back are a window and no duty: it is due in five.
        assert_eq!(office.listed(WORKER, false).0, vec![due("2022-05-10")]);
        office.none(WORKER, case.case, "start").unwrap();
        // Five working days from 5 May on; Saturday the 7th makes up for a day off.
        assert_eq!(office.listed(WORKER, false).0, vec![due("2022-05-10")]);
        office.clock.advance_days(7);
        let reply = fields([("reply", text("已更换灯头"))]);
        let solved = fields([("result", code("solved"))]);
        office
            .act(WORKER, case.case, "solve", solved, reply)
            .unwrap();
        let satisfied = fields([("satisfaction", code("satisfied"))]);
        let done = office.act(CALLER, case.case, "call_back", satisfied, Patch::new());
        assert_eq!(done.unwrap().state, "closed");
        assert_eq!(
            (
                office.listed(LEADER, false).1,
                office.listed(LEADER, true).1
            ),
            (0, 1)
        );
        assert!(office.problems().is_empty());
    });
}

#[test]
fn whoever_solved_a_concern_does_not_ask_whether_it_is_solved() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(VILLAGE)),
        ]);
        office
            .act(DESK, case, "accept", owner, Patch::new())
            .unwrap();
        office.none(CALLER, case, "start").unwrap();
        let reply = fields([("reply", text("已更换灯头"))]);
        let solved = fields([("result", code("solved"))]);
        office.act(CALLER, case, "solve", solved, reply).unwrap();
        let satisfied = fields([("satisfaction", code("satisfied"))]);
        refused(
            office.act(CALLER, case, "call_back", satisfied, Patch::new()),
            "cases.same_person",
        );
    });
}

#[test]
fn what_is_told_is_sealed_and_opened_with_the_key() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let (kept, opened) = office
            .db
            .read(move |tx| {
                let whole = read::whole(tx, ORG, case)?;
                let opened = whole.opened(tx, ORG)?;
                Ok((whole, opened))
            })
            .unwrap();
        assert_eq!(kept.case.fields.get("title"), Some(&Value::Sealed));
        assert!(
            !kept
                .events
                .iter()
                .any(|kept| kept.row.body.contains("路灯"))
        );
        assert_eq!(opened.get("title"), Some(&text("村口路灯不亮")));
        assert_eq!(opened.get("channel"), Some(&code("counter")));
    });
}

#[test]
fn what_waits_for_approval_counts_from_its_approval_and_not_by_whoever_asked() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        office.none(DESK, case, "void").unwrap();
        let decide = |user: Id, is_approved: bool| {
            let ctx = office.by(user);
            let reason = None;
            let input = DecideAsked {
                case,
                event: 1,
                is_approved,
                reason,
            };
            office
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, decide_asked)
        };
        refused(decide(DESK, true), "cases.not_your_role");
        assert_eq!(decide(LEADER, false).unwrap().state, "new");
        refused(decide(LEADER, true), "cases.nothing_asked");
        assert_eq!(office.listed(DESK, false).1, 1);
        assert!(office.problems().is_empty());
    });
}

#[test]
fn a_case_is_seen_where_it_is_about_and_where_it_is_handled_and_nowhere_else() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        assert_eq!(office.listed(STRANGER, false).1, 0);
        assert_eq!(office.none(STRANGER, case, "start"), Err(Error::NotFound));
        let owner = fields([
            ("category", code("roads")),
            ("owner_unit", Value::Unit(OTHER_VILLAGE)),
        ]);
        office
            .act(DESK, case, "accept", owner, Patch::new())
            .unwrap();
        assert_eq!(office.listed(STRANGER, false).1, 1);
        assert_eq!(office.none(STRANGER, case, "start").unwrap().state, "doing");
    });
}

#[test]
fn a_step_that_was_thought_of_before_another_is_not_done() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let seen = office
            .db
            .read(move |tx| Ok(read::whole(tx, ORG, case)?.last()))
            .unwrap();
        let step = |action: &str| ActOnCase {
            case,
            action: action.into(),
            day: office.ctx.today(),
            patch: fields([
                ("category", code("roads")),
                ("owner_unit", Value::Unit(VILLAGE)),
            ]),
            personal: Patch::new(),
            reason: None,
            seen: Some(seen),
        };
        let ctx = office.by(DESK);
        let act = |input| {
            office
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, act_on_case)
        };
        act(step("accept")).unwrap();
        refused(act(step("accept")), "cases.moved_on");
    });
}

#[test]
fn codes_and_units_are_those_of_the_installation() {
    on_both(|office| {
        let faults = |answer: Result<Opened>| match answer {
            Err(Error::Invalid(faults)) => faults
                .iter()
                .map(|fault| format!("{} {}", fault.field, fault.code))
                .collect::<Vec<_>>(),
            other => panic!("{other:?}"),
        };
        let mut input = office.concern(VILLAGE);
        input.patch.insert("category".into(), code("nothing"));
        assert_eq!(faults(office.open(DESK, input)), ["category unknown_code"]);
        // What a type calls personal never stands in the journal in the clear.
        let mut input = office.concern(VILLAGE);
        input.patch.append(&mut input.personal);
        let told = faults(office.open(DESK, input));
        assert_eq!(told, ["detail wrong_place", "title wrong_place"]);
        // Sealed is what was told before: whoever sends it tells nothing.
        let mut input = office.concern(VILLAGE);
        input.personal.insert("title".into(), Value::Sealed);
        let told = faults(office.open(DESK, input));
        assert_eq!(told, ["title wrong_place"]);
        let input = office.concern(Id(99));
        assert_eq!(office.open(DESK, input), Err(Error::NotFound));
    });
}

#[test]
fn lists_are_made_again_from_events_and_a_changed_event_is_found() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        office.open(DESK, office.concern(OTHER_VILLAGE)).unwrap();
        office.none(DESK, case, "withdraw").unwrap();
        assert!(office.problems().is_empty());
        office.spoil(&["update cases_now set state = 'assigned'"]);
        assert_eq!(office.problems(), ["case_stands_elsewhere"; 2]);
        let ctx = office.ctx.clone();
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Prepare {}, |tx, ctx, _| {
                rebuild(tx, ctx)
            })
            .unwrap();
        assert!(office.problems().is_empty());
    });
}

#[test]
fn a_new_version_governs_new_cases_only() {
    on_both(|office| {
        let old = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let body = types::APPEAL
            .replacen("version = 1", "version = 2", 1)
            .replacen("limit = \"5wd\"", "limit = \"3wd\"", 1);
        let adopt = |body: String, from: Date| {
            let input = AdoptType {
                valid_from: from,
                body,
            };
            let ctx = office.ctx.clone();
            office
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, adopt_type)
        };
        assert_eq!(adopt(body.clone(), day("2022-04-29")).unwrap().version, 2);
        match adopt(body, day("2022-04-29")) {
            Err(Error::Invalid(faults)) => assert_eq!(faults[0].field, "body"),
            other => panic!("{other:?}"),
        }
        let new = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let versions = office
            .db
            .read(move |tx| {
                let old = read::whole(tx, ORG, old)?.case.of.version.value;
                Ok((old, read::whole(tx, ORG, new)?.case.of.version.value))
            })
            .unwrap();
        assert_eq!(versions, (1, 2));
        // A township that wrote its own text keeps it.
        assert!(!supply_types(&office.db, &office.ctx, day("2018-01-01")).unwrap());
    });
}

#[test]
fn a_book_of_figures_counts_the_cases_that_were_there_before_it() {
    on_both(|office| {
        let case = office.open(DESK, office.concern(VILLAGE)).unwrap().case;
        let added = |figure: &'static str| {
            let read = move |tx: &mut Tx| store::tallies_of(tx, ORG, case, figure);
            office.db.read(read).unwrap().len()
        };
        assert_eq!(added("appeal.appeals_taken_in"), 1);
        assert_eq!(added("appeal.at_the_counter"), 0);
        let body = "code = \"own\"\nversion = 1\nname = { zh = \"本镇统计\", en = \"Ours\" }\nsource = \"本镇\"\n\
                    of = \"appeal\"\n[[figure]]\ncode = \"at_the_counter\"\nname = { zh = \"窗口来件\", en = \"Counter\" }\n\
                    action = \"open\"\nfilter = { channel = [\"counter\"] }\n";
        let adopt = |body: &str| {
            let (ctx, body) = (office.ctx.clone(), body.to_owned());
            let input = AdoptBook { body };
            office
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, adopt_book)
        };
        assert_eq!(adopt(body).unwrap().version, 1);
        assert_eq!(added("appeal.at_the_counter"), 1);
        // A version follows the one before, and a fault has its line.
        for (text, line) in [
            (body.to_owned(), "2"),
            (body.replace("[\"counter\"]", "[\"cuonter\"]"), "10"),
        ] {
            match adopt(&text) {
                Err(Error::Invalid(faults)) => {
                    let at = faults[0].args.iter().find(|(name, _)| name == "line");
                    assert_eq!(at.unwrap().1, line);
                }
                other => panic!("{other:?}"),
            }
        }
        let next = body
            .replace("version = 1", "version = 2")
            .replace("counter\"]", "phone\"]");
        assert_eq!(adopt(&next).unwrap().version, 2);
        assert_eq!(added("appeal.at_the_counter"), 0);
        assert!(office.problems().is_empty());
        // Another book counts nothing by a code that this one counts by, and no book goes over to another kind of case.
        let code_of = |answer: Result<BookAdopted>| match answer {
            Err(Error::Invalid(faults)) => faults[0].code.clone(),
            other => panic!("{other:?}"),
        };
        let other = body.replace("\"own\"", "\"other\"");
        assert_eq!(code_of(adopt(&other)), "twice");
        let of_another = next
            .replace("version = 2", "version = 3")
            .replace("of = \"appeal\"", "of = \"legal_advice\"")
            .replace("\"open\"\nfilter = { channel = [\"phone\"] }", "\"open\"");
        assert_eq!(code_of(adopt(&of_another)), "book_of_another_kind");
        let input = AdoptBook { body: next };
        let ctx = office.by(WORKER);
        let by_a_worker = office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), input, adopt_book);
        assert_eq!(by_a_worker, Err(Error::Forbidden));
        let spoil = |tx: &mut Tx, _: &Ctx, _| {
            let sql =
                "update cases_tally_now set amount = 2 where figure = 'appeal.appeals_taken_in'";
            tx.execute(sql, &[]).map(drop)
        };
        let ctx = office.ctx.clone();
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Prepare {}, spoil)
            .unwrap();
        assert_eq!(office.problems(), ["case_counted_otherwise"]);
    });
}
