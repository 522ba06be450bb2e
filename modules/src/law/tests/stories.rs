//! One story for each rule.

use super::world::{TOWN, VILLAGE_CLERK, VILLAGES, World, date, grant, on_both_engines};
use crate::law::posts::plan_posts::{Plan, plan_posts, read_posts};
use crate::law::posts::{self, ADVISER, read};
use crate::law::rows::{self, What};
use crate::law::{
    AppointPost, EndPost, ImportPosts, Record, appoint_post, end_post, import_posts, record, store,
};
use ::store::{CommandKey, values};
use access::Role;
use kernel::{Actor, Ctx, Error, Id, Result, Via};

const CLERK: Id = Id(20);
const POLICE: &str = "police_assistant";

/// A township with a clerk, its case types in force.
fn office(world: &World) -> Ctx {
    let system = world.ctx.in_org(0).by(Actor::SYSTEM);
    world.prepare(&system, |tx, _| {
        grant(tx, CLERK, TOWN, Role::Clerk)?;
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

fn told<T: std::fmt::Debug>(result: Result<T>) -> String {
    match result {
        Ok(_) => "done".to_owned(),
        Err(Error::Refused(refusal)) => refusal.code.to_string(),
        Err(Error::Invalid(faults)) => format!("{} {}", faults[0].field, faults[0].code),
        Err(other) => other.to_string(),
    }
}

fn adviser(unit: Id, name: &str, from: &str) -> AppointPost {
    AppointPost {
        unit,
        kind: ADVISER.into(),
        name: name.into(),
        phone: Some("0635-0000000".into()),
        office: None,
        from: date(from),
        replaces: None,
    }
}

fn appoint(world: &World, ctx: &Ctx, input: AppointPost) -> Result<Id> {
    let key = CommandKey::fresh(ctx);
    let done = world.db.act(ctx, key, input, appoint_post);
    done.map(|done| done.post)
}

fn end(world: &World, ctx: &Ctx, post: Id, to: &str) -> Result<()> {
    let (key, to) = (CommandKey::fresh(ctx), date(to));
    let input = EndPost { post, to };
    world.db.act(ctx, key, input, end_post).map(drop)
}

/// Who holds each post of a village, and from when until when.
fn held(world: &World, unit: Id) -> Vec<String> {
    world.read(move |tx| {
        let mut told = Vec::new();
        for post in store::of_unit(tx, 1, unit)? {
            let name = read::opened(tx, 1, &post)?.map(|holder| holder.name);
            let to = post.to.map_or(String::new(), |to| to.to_string());
            told.push(format!("{} {}..{to}", name.unwrap_or_default(), post.from));
        }
        Ok(told)
    })
}

#[test]
fn a_post_is_held_by_one_and_passes_to_the_next() {
    on_both_engines(320, |world| {
        let clerk = office(&world);
        let (unit, as_clerk) = (VILLAGES[0], |input| appoint(&world, &clerk, input));
        let first = as_clerk(adviser(unit, "苗若谷", "2021-06-01")).unwrap();
        let second = adviser(unit, "纪怀远", "2022-03-01");
        assert_eq!(told(as_clerk(second.clone())), "law.post_held");
        let replaces = Some(first);
        let next = as_clerk(AppointPost { replaces, ..second }).unwrap();
        let both = ["苗若谷 2021-06-01..2022-03-01", "纪怀远 2022-03-01.."];
        assert_eq!(held(&world, unit), both);
        assert_eq!(
            told(as_clerk(adviser(unit, "桑知行", "2022-01-01"))),
            "law.later_holder"
        );
        end(&world, &clerk, next, "2022-07-01").unwrap();
        assert_eq!(
            told(end(&world, &clerk, next, "2022-07-02")),
            "law.post_ended"
        );
        let day = |text| {
            let (ctx, day) = (clerk.clone(), date(text));
            world.read(move |tx| posts::adviser(tx, &ctx, unit, day))
        };
        assert_eq!(day("2022-02-28").as_deref(), Some("苗若谷"));
        assert_eq!(day("2022-03-01").as_deref(), Some("纪怀远"));
        assert_eq!(day("2022-07-01"), None);
        // On the day on which somebody began, leaving takes the appointment back.
        let wrong = as_clerk(adviser(unit, "误登", "2022-07-10")).unwrap();
        end(&world, &clerk, wrong, "2022-07-10").unwrap();
        assert_eq!(held(&world, unit).len(), 2);
    });
}

#[test]
fn who_may_not_record_and_what_is_no_community_is_refused() {
    on_both_engines(321, |world| {
        let clerk = office(&world);
        let village = by(&world, VILLAGE_CLERK);
        let check = |ctx: &Ctx, input: AppointPost, wanted: &str| {
            assert_eq!(told(appoint(&world, ctx, input)), wanted);
        };
        let there = adviser(VILLAGES[0], "苗若谷", "2021-06-01");
        check(
            &village,
            adviser(VILLAGES[1], "苗若谷", "2021-06-01"),
            "forbidden",
        );
        check(&world.ctx, there.clone(), "forbidden");
        check(
            &clerk,
            adviser(TOWN, "苗若谷", "2021-06-01"),
            "law.not_a_community",
        );
        check(&clerk, adviser(Id(9), "苗若谷", "2021-06-01"), "not found");
        check(
            &clerk,
            adviser(VILLAGES[0], " ", "2021-06-01"),
            "name required",
        );
        check(
            &clerk,
            adviser(VILLAGES[0], "苗若谷", "2022-08-01"),
            "from in_the_future",
        );
        let kind = "mayor".to_owned();
        check(
            &clerk,
            AppointPost {
                kind,
                ..there.clone()
            },
            "kind not_chosen",
        );
        assert!(held(&world, VILLAGES[0]).is_empty());
        check(&village, there, "done");
    });
}

const LIST: &str = "社区,岗位,姓名,联系电话,所在单位,任职日期,离任日期\n\
    张李新村,法律顾问,苗若谷,0635-0000000,明川律师事务所,2021-06-01,\n\
    ,警务助理,展云鹏,,,2020-01-01,2021-01-01\n\
    ,警务助理,牧长风,,,2021-01-01,\n\
    斗虎屯村,警务助理,边若川,,,2021-01-01,\n";

fn planned(world: &World, ctx: &Ctx, list: &str) -> Plan {
    let table = read_posts(list.as_bytes(), "posts.csv").unwrap();
    let ctx = ctx.clone();
    world.read(move |tx| plan_posts(tx, &ctx, &table))
}

fn import(world: &World, ctx: &Ctx, file: &str, plan: Plan) -> Result<(usize, usize)> {
    let input = ImportPosts {
        file_tag: file.into(),
        added: plan.added,
        changed: plan.changed,
        unchanged: plan.unchanged,
        set_aside: plan.set_aside,
    };
    let deed =
        move |tx: &mut ::store::Tx, ctx: &Ctx, input| import_posts(tx, ctx, input, &plan.lines);
    let done = world.db.act(ctx, CommandKey::fresh(ctx), input, deed);
    done.map(|done| (done.added, done.changed))
}

#[test]
fn a_list_of_posts_is_compared_and_goes_on_where_it_says_more() {
    on_both_engines(322, |world| {
        let clerk = office(&world);
        let plan = planned(&world, &clerk, LIST);
        assert!(plan.problems.is_empty(), "{:?}", plan.problems);
        assert_eq!((plan.added, plan.changed, plan.unchanged), (4, 0, 0));
        assert_eq!(import(&world, &clerk, "first", plan).unwrap(), (4, 0));
        let again = planned(&world, &clerk, LIST);
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 4));
        let more = LIST.replace("2021-01-01,\n斗", "2021-01-01,2022-05-01\n斗")
            + "张李新村,法律顾问,纪怀远,,,2022-04-01,\n";
        let plan = planned(&world, &clerk, &more);
        assert_eq!((plan.added, plan.changed, plan.unchanged), (1, 1, 3));
        let stale = plan.clone();
        // The same file once more, whatever it would say by now.
        let same = import(&world, &clerk, "first", plan.clone());
        assert_eq!(told(same), "law.file_known");
        import(&world, &clerk, "more", plan).unwrap();
        assert!(matches!(
            import(&world, &clerk, "stale", stale),
            Err(Error::Conflict)
        ));
        let now = held(&world, VILLAGES[0]);
        let wanted = [
            "苗若谷 2021-06-01..2022-04-01",
            "纪怀远 2022-04-01..",
            "展云鹏 2020-01-01..2021-01-01",
            "牧长风 2021-01-01..2022-05-01",
        ];
        assert_eq!(now, wanted);
        let (ctx, today) = (clerk.clone(), date("2022-07-31"));
        let covered = world.read(move |tx| store::coverage(tx, &ctx, 2, today));
        assert_eq!(covered, (5, 0));
        let (ctx, then) = (clerk.clone(), date("2022-04-30"));
        let covered = world.read(move |tx| store::coverage(tx, &ctx, 2, then));
        assert_eq!(covered, (5, 1));
    });
}

#[test]
fn faults_of_a_list_of_posts_are_told_by_cell() {
    on_both_engines(323, |world| {
        let clerk = office(&world);
        appoint(&world, &clerk, adviser(VILLAGES[0], "苗若谷", "2021-06-01")).unwrap();
        let list = "社区,岗位,姓名,任职日期,离任日期\n无此村,法律顾问,甲某,2021-01-01,\n\
             张李新村,村长,乙某,2021-01-01,\n张李新村,法律顾问,,2021-01-01,\n张李新村,法律顾问,丙某,2021-01-01,2020-01-01\n\
             张李新村,法律顾问,丁某,2021-01-01,\n张李新村,法律顾问,戊某,2022-09-01,\n";
        let plan = planned(&world, &clerk, list);
        let told = plan
            .problems
            .iter()
            .map(|p| format!("{} {}", p.cell(), p.code));
        let wanted = [
            "A2 not_a_unit_of_ours",
            "B3 unknown_code",
            "4 required_blank",
            "E5 before_beginning",
            "D6 law_later_holder",
            "D7 in_the_future",
        ];
        let told: Vec<String> = told.collect();
        assert_eq!(told.len(), wanted.len(), "{told:?}");
        for (told, wanted) in told.iter().zip(wanted) {
            // An empty cell that must be filled is told by the reader of tables or here.
            assert!(told == wanted || wanted.starts_with('4'), "{told} {wanted}");
        }
        assert_eq!((plan.lines.len(), plan.set_aside), (0, 6));
    });
}

#[test]
fn consultations_of_a_workbook_are_answered_cases_and_come_in_once() {
    on_both_engines(324, |world| {
        let clerk = office(&world);
        appoint(&world, &clerk, adviser(VILLAGES[0], "苗若谷", "2022-01-01")).unwrap();
        let list = "咨询日期,社区,咨询类别,咨询人次,法律顾问,咨询内容\n2022-05-03,张李新村,借贷债务,,,借条没有写利息\n\
             2022-05-01,张李新村,婚姻家庭,2,桑知行,\n2022-05-02,斗虎屯村,其他,,,\n2021-12-31,张李新村,其他,,,\n";
        let table = rows::read_rows(What::Advice, list.as_bytes(), "x.csv").unwrap();
        let ctx = clerk.clone();
        let read = world.read(move |tx| rows::read(tx, &ctx, What::Advice, &table));
        let told: Vec<String> = read
            .problems
            .iter()
            .map(|p| format!("{} {}", p.cell(), p.code))
            .collect();
        assert_eq!(told, ["E4 law_no_adviser", "E5 law_no_adviser"]);
        let shown: Vec<(u32, i64, &str)> = read
            .rows
            .iter()
            .map(|row| (row.number, row.count, row.who.as_str()))
            .collect();
        assert_eq!(shown, [(3, 2, "桑知行"), (2, 1, "苗若谷")]);
        let act = |ctx: &Ctx| {
            let rows = read.rows.clone();
            let input = Record::of(What::Advice, &rows, b"tag".to_vec(), Some(2));
            let deed = move |tx: &mut ::store::Tx, ctx: &Ctx, input| {
                record(tx, ctx, input, What::Advice, &rows)
            };
            world.db.act(ctx, CommandKey::fresh(ctx), input, deed)
        };
        let accountant = world.ctx.clone();
        assert_eq!(told_of(act(&accountant)), "forbidden");
        let done = act(&clerk).unwrap();
        assert_eq!((done.cases, done.sum), (2, 3));
        assert_eq!(
            (done.first.as_str(), done.last.as_str()),
            ("LA-2022-0001", "LA-2022-0002")
        );
        assert_eq!(told_of(act(&clerk)), "law.file_known");
        let kept = world.read(|tx| {
            let row = cases::store::cases(tx, 1, Id(0), 10)?.remove(0);
            cases::read::whole_of(tx, 1, row)
        });
        assert_eq!(kept.case.state, "given");
        let by: Vec<Id> = kept.events.iter().map(|kept| kept.row.user).collect();
        assert_eq!(by, [CLERK, CLERK], "entered by somebody here");
        assert!(world.read(|tx| cases::check(tx, 1)).is_empty());
    });
}

fn told_of<T: std::fmt::Debug>(result: Result<T>) -> String {
    told(result)
}

/// What is seen of a community is seen in scope.
#[test]
fn a_village_clerk_sees_the_posts_of_the_own_village() {
    on_both_engines(325, |world| {
        let clerk = office(&world);
        for unit in [VILLAGES[0], VILLAGES[1]] {
            appoint(&world, &clerk, adviser(unit, "苗若谷", "2022-01-01")).unwrap();
        }
        let police = AppointPost {
            kind: POLICE.into(),
            ..adviser(VILLAGES[0], "展云鹏", "2022-01-01")
        };
        appoint(&world, &clerk, police).unwrap();
        let seen = |ctx: Ctx, sees: bool| {
            let found = world.read(move |tx| read::listed(tx, &ctx, "", 3, sees));
            let names = found.rows.iter().flat_map(|row| &row.held);
            let names: Vec<String> = names
                .map(|held| held.holder.clone().unwrap().name)
                .collect();
            (
                found.communities,
                found.covered,
                names,
                found.next.is_some(),
            )
        };
        let all = ["苗若谷", "展云鹏", "苗若谷"].map(str::to_owned).to_vec();
        assert_eq!(seen(clerk, true), (5, 1, all, true));
        let village = by(&world, VILLAGE_CLERK);
        let own = ["苗**", "展**"].map(str::to_owned).to_vec();
        assert_eq!(seen(village.clone(), false), (1, 1, own, false));
        let other = world
            .db
            .read(move |tx| read::one(tx, &village, VILLAGES[1], true));
        assert!(matches!(other, Err(Error::NotFound)));
    });
}
