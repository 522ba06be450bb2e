//! What a ledger brings, what it finds here, and what is handed on.

use super::world::{TOWN, VILLAGES, World, date, grant, on_both_engines};
use crate::appeals::ledger::export::{Shown, export};
use crate::appeals::ledger::{Compared, compare, file_tag, read, read_table};
use crate::appeals::{ImportLedger, ReadLedger, import_ledger, read_ledger};
use ::store::{CommandKey, Tx, values};
use access::Role;
use cases::event::{Patch, Value};
use cases::{ActOnCase, OpenCase};
use kernel::{Actor, Ctx, Error, Id, Result, Via};
use sheets::{Problem, write_csv};

const CLERK: Id = Id(20);
const CALLER: Id = Id(21);
const LEADER: Id = Id(22);
const AUDITOR: Id = Id(23);

const HEAD: &str = "工单编号,来电时间,诉求人,联系电话,诉求类别,诉求内容,地址,承办单位,派单时间,办理时限,办结时间,办理结果,回访结果,满意度\n";

/// A township with a clerk, a caller, a leader and an auditor, its case types in force.
fn office(world: &World) -> Ctx {
    let system = world.ctx.in_org(0).by(Actor::SYSTEM);
    world.prepare(&system, |tx, _| {
        grant(tx, CLERK, TOWN, Role::Clerk)?;
        grant(tx, CALLER, TOWN, Role::Reviewer)?;
        grant(tx, LEADER, TOWN, Role::Approver)?;
        grant(tx, AUDITOR, TOWN, Role::Auditor)?;
        let seq = tx.seq()?;
        let org = "access_org (org, id, valid_from, seq, name, kind, unit)";
        tx.insert(
            org,
            values![0, 1, "2018-01-01", seq, "斗虎屯镇", "township", TOWN],
        )
    });
    cases::supply_types(&world.db, &system.in_org(1), date("2018-01-01")).unwrap();
    by(world, CLERK)
}

fn by(world: &World, user: Id) -> Ctx {
    let via = Via::Web;
    world.ctx.by(Actor { user, via })
}

fn compared(world: &World, ctx: &Ctx, text: &str) -> (Vec<Problem>, Compared, String) {
    let table = read_table(text.as_bytes(), "ledger.csv").unwrap();
    let (ctx, bytes) = (ctx.clone(), text.to_owned());
    world.read(move |tx| {
        let read = read(tx, &ctx, &table)?;
        let tag = file_tag(tx, bytes.as_bytes());
        Ok((read.problems, compare(tx, &ctx, read.lines)?, tag))
    })
}

fn counts(compared: &Compared) -> [usize; 4] {
    let differing = compared.differing.len();
    [compared.added, compared.further, compared.known, differing]
}

fn take_in(world: &World, ctx: &Ctx, text: &str) -> Result<(i64, i64)> {
    let (problems, compared, file_tag) = compared(world, ctx, text);
    assert!(problems.is_empty(), "{problems:?}");
    commit(world, ctx, compared, file_tag)
}

fn commit(world: &World, ctx: &Ctx, compared: Compared, file_tag: String) -> Result<(i64, i64)> {
    let input = ImportLedger {
        file_tag,
        added: compared.added,
        further: compared.further,
        known: compared.known + compared.differing.len(),
        set_aside: 0,
    };
    let deed =
        move |tx: &mut Tx, ctx: &Ctx, input| import_ledger(tx, ctx, input, &compared.brought);
    let done = world.db.act(ctx, CommandKey::fresh(ctx), input, deed);
    done.map(|done| (done.added, done.further))
}

/// The ledger as it is handed on, as CSV text.
fn handed_on(world: &World, ctx: &Ctx, shown: Shown) -> String {
    let ctx = ctx.clone();
    let bytes = world.read(move |tx| {
        let days = (date("2022-01-01"), date("2022-12-31"));
        write_csv(&export(tx, &ctx, days, shown, "不显示")?)
    });
    let text = String::from_utf8(bytes).unwrap();
    text.trim_start_matches('\u{feff}').replace("\r\n", "\n")
}

fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        Err(other) => other.to_string(),
    }
}

/// Every way in which a ledger tells of a concern.
fn whole_ledger() -> String {
    let rows = [
        // 29 April 2022 is a Friday before five days off; 24 April and 7 May make up for some of them.
        "LY1,2022-04-28,甲某,13800001111,道路交通,路灯不亮。,东坡1号,张李新村,2022-04-29,2022-05-10,2022-05-05,已解决：已换灯头,已接通,满意",
        "LY2,2022-05-05,乙某,,环境卫生,垃圾没有清运，味道大,,斗虎屯镇,2022-05-05,2022-05-11,2022-05-06,已解决,已接通,基本满意",
        "LY3,2022-05-06,,,其他,想问低保,,斗虎屯村,2022-05-06,2022-05-12,2022-05-09,解释说明：已说明申请办法,已接通,不满意",
        "LY4,2022-05-07,丙某,13800002222,住房、物业,漏雨,,张李新村,2022-05-07,2022-05-13,2022-05-09,部分解决,三次未接通,",
        "LY5,2022-05-08,丁某,,教育,问入学,,后赵村,2022-05-09,2022-05-16,2022-05-10,不属于受理范围,拒绝评价,",
        "LY6,2022-05-10,戊某,,道路交通,路面破损,,东陈村,2022-05-10,2022-05-17,2022-05-12,已解决,,",
        "LY7,2022-06-01,己某,,道路交通,积水,,东陈村,2022-06-01,2022-06-09,,,,",
        "LY8,2022-06-02,庚某,,,噪声,,,,,,,,",
        "LY9,2022-06-02,辛某,,道路交通,占道,,,,,2022-06-03,已撤回,,",
        "LY10,2022-06-03,壬某,,道路交通,占道经营,,张李新村,2022-06-06,2022-06-13,2022-06-07,已撤回,,",
        "LY11,2022-06-03,癸某,,道路交通,重复,,,,,2022-06-06,已作废,,",
    ];
    format!("{HEAD}{}\n", rows.join("\n"))
}

#[test]
fn a_ledger_handed_on_is_the_ledger_that_came() {
    on_both_engines(340, |world| {
        let clerk = office(&world);
        let ledger = whole_ledger();
        assert_eq!(take_in(&world, &clerk, &ledger).unwrap(), (11, 0));
        assert!(world.read(|tx| cases::check(tx, 1)).is_empty());
        let out = handed_on(&world, &clerk, Shown::Whole);
        let (came, out): (Vec<&str>, Vec<&str>) = (ledger.lines().collect(), out.lines().collect());
        assert_eq!(out.len(), came.len(), "{out:?}");
        for (came, out) in came.iter().zip(&out) {
            // A category that the ledger leaves out is the last of the list.
            let came = came.replace("庚某,,,噪声", "庚某,,其他,噪声");
            assert_eq!(came, *out);
        }
        // Into an office that has none, and out again.
        let text = format!("{}\n", out.join("\n"));
        let other = World::new(None, 341);
        let there = office(&other);
        assert_eq!(take_in(&other, &there, &text).unwrap(), (11, 0));
        let again = handed_on(&other, &there, Shown::Whole);
        assert_eq!(again.lines().collect::<Vec<_>>(), out);
    });
}

#[test]
fn who_sees_no_names_is_handed_no_names_and_phones_are_masked() {
    on_both_engines(342, |world| {
        let clerk = office(&world);
        take_in(&world, &clerk, &whole_ledger()).unwrap();
        let masked = handed_on(&world, &clerk, Shown::Names);
        assert!(masked.contains("甲某,138****1111,道路交通"), "{masked}");
        let coded = handed_on(&world, &by(&world, AUDITOR), Shown::Coded);
        assert_eq!(coded.lines().count(), 12);
        for told in ["甲某", "1111", "路灯不亮", "已换灯头", "东坡1号"] {
            assert!(!coded.contains(told), "{told} in {coded}");
        }
        assert!(coded.contains("LY1,2022-04-28,不显示,不显示,道路交通,不显示,不显示,张李新村"));
        let whole = |user: Id, reason: &str| {
            let input = ReadLedger {
                from: date("2022-01-01"),
                to: date("2022-07-31"),
                reason: reason.into(),
            };
            let ctx = by(&world, user);
            told(
                world
                    .db
                    .act(&ctx, CommandKey::fresh(&ctx), input, read_ledger),
            )
        };
        assert_eq!(whole(CLERK, "report"), "done");
        assert_eq!(whole(CALLER, "report"), "forbidden");
        assert_ne!(whole(CLERK, "curiosity"), "done");
    });
}

#[test]
fn a_number_that_is_here_is_not_taken_in_twice_and_goes_on_where_the_ledger_does() {
    on_both_engines(343, |world| {
        let clerk = office(&world);
        let first = format!(
            "{HEAD}LY1,2022-06-01,甲某,,道路交通,路灯不亮,,张李新村,2022-06-01,,,,,\nLY2,2022-06-02,乙某,,,积水,,,,,,,,\n"
        );
        assert_eq!(take_in(&world, &clerk, &first).unwrap(), (2, 0));
        let (_, again, tag) = compared(&world, &clerk, &first);
        assert_eq!(counts(&again), [0, 0, 2, 0]);
        assert_eq!(
            told(commit(&world, &clerk, again, tag)),
            "appeals.file_known"
        );
        // One went on, one did not, one is new, and one stands there twice.
        let second = format!(
            "{HEAD}LY1,2022-06-01,甲某,,道路交通,路灯不亮,,张李新村,2022-06-01,,2022-06-07,已解决,已接通,满意\n\
             LY2,2022-06-02,乙某,,,积水,,,,,,,,\nLY3,2022-06-08,丙某,,,占道,,,,,,,,\nLY3,2022-06-08,丙某,,,占道,,,,,,,,\n"
        );
        let (_, found, tag) = compared(&world, &clerk, &second);
        assert_eq!(counts(&found), [1, 1, 1, 0]);
        assert_eq!(found.faults.len(), 1);
        let stale = found.clone();
        assert_eq!(commit(&world, &clerk, found, tag).unwrap(), (1, 1));
        let late = commit(&world, &clerk, stale, "another".into());
        assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
        let out = handed_on(&world, &clerk, Shown::Whole);
        assert_eq!(out.lines().count(), 4);
        assert!(out.contains("2022-06-07,已解决,已接通,满意"), "{out}");
        assert!(world.read(|tx| cases::check(tx, 1)).is_empty());
    });
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn code(code: &str) -> Value {
    Value::Code(code.to_owned())
}

fn fields<const N: usize>(fields: [(&str, Value); N]) -> Patch {
    fields.map(|(name, value)| (name.to_owned(), value)).into()
}

#[test]
fn what_people_here_work_on_no_ledger_brings_to_its_end() {
    on_both_engines(344, |world| {
        let clerk = office(&world);
        let open = OpenCase {
            code: "appeal".into(),
            prefix: "AP".into(),
            unit: VILLAGES[0],
            day: date("2022-07-01"),
            patch: fields([
                ("channel", code("hotline")),
                ("category", code("roads")),
                ("hotline_number", text("LY7")),
            ]),
            personal: fields([("title", text("路灯")), ("detail", text("路灯不亮"))]),
        };
        let key = CommandKey::fresh(&clerk);
        let case = world.db.act(&clerk, key, open, cases::open_case).unwrap();
        let accept = ActOnCase {
            case: case.case,
            action: "accept".into(),
            day: date("2022-07-01"),
            patch: fields([
                ("category", code("roads")),
                ("owner_unit", Value::Unit(VILLAGES[0])),
            ]),
            personal: Patch::new(),
            reason: None,
            seen: None,
        };
        let key = CommandKey::fresh(&clerk);
        world
            .db
            .act(&clerk, key, accept, cases::act_on_case)
            .unwrap();
        let row = |number: &str, rest: &str| {
            format!(
                "{HEAD}{number},2022-07-01,甲某,,道路交通,路灯不亮,,张李新村,2022-07-01,{rest}\n"
            )
        };
        let closed = row("LY7", ",2022-07-05,已解决,已接通,满意");
        let (_, found, tag) = compared(&world, &clerk, &closed);
        assert_eq!(counts(&found), [0, 0, 0, 1]);
        assert!(found.differing[0].is_further);
        assert_eq!(found.differing[0].number, case.number);
        assert_eq!(
            told(commit(&world, &clerk, found, tag)),
            "appeals.nothing_new"
        );
        // Also by our own number, and where the ledger went another way.
        let (_, found, _) = compared(&world, &clerk, &row(&case.number, ",,,,"));
        assert_eq!(counts(&found), [0, 0, 1, 0]);
        let (_, found, _) = compared(
            &world,
            &clerk,
            &format!("{HEAD}LY7,2022-07-01,甲某,,道路交通,路灯不亮,,,,,2022-07-05,已撤回,,\n"),
        );
        assert_eq!(counts(&found), [0, 0, 0, 1]);
        assert!(!found.differing[0].is_further);
    });
}

#[test]
fn cells_that_no_concern_can_have_are_told() {
    on_both_engines(345, |world| {
        let clerk = office(&world);
        let ledger = format!(
            "12345工单台账,,,,,,,,,,,,,\n{HEAD}LY1,2022-07-01,,,,路灯不亮,,没有的社区,,,,,,\nLY2,2022-07-01,,,,,,张李新村,,,,,,\n\
             LY3,2022-07-05,,,,积水,,张李新村,2022-07-01,,,,,\nLY4,2022-07-01,,,,积水,,张李新村,2022-07-01,,2022-07-02,已解决,已接通,还行\n\
             LY5,2022-07-01,,,,积水,,张李新村,2022-07-01,,2022-07-02,,,\nLY6,2022-07-05,,,,积水,,,,,2022-07-01,已撤回,,\n\
             LY7,2022-08-05,,,,积水,,,,,,,,\n"
        );
        let (problems, found, _) = compared(&world, &clerk, &ledger);
        let told: Vec<String> = problems
            .iter()
            .map(|problem| format!("{} {}", problem.cell(), problem.code))
            .collect();
        let wanted = [
            "H3 not_a_unit_of_ours",
            "F4 empty",
            "I5 before_it_came",
            "N6 unknown_word",
            "L7 empty",
            "K8 before_it_came",
            "B9 in_the_future",
        ];
        assert_eq!(told, wanted);
        assert_eq!(counts(&found), [0, 0, 0, 0]);
    });
}

/// What is compared with the rows are the concerns of everybody.
#[test]
fn only_who_may_take_a_ledger_in_is_told_what_of_it_is_here() {
    on_both_engines(346, |world| {
        office(&world);
        let text = format!("{HEAD}LY1,2022-07-01,,,,路灯不亮,,张李新村,,,,,,\n");
        let table = read_table(text.as_bytes(), "ledger.csv").unwrap();
        let ctx = by(&world, CALLER);
        let answer = world.db.read(move |tx| read(tx, &ctx, &table));
        assert!(matches!(answer, Err(Error::Forbidden)));
    });
}
