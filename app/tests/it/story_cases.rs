//! 柳园街道: its figure moves with one record, and its ledger comes in by the command line or says what is wrong with it.

use crate::site::folder;
use crate::story::{Story, replay};
use kernel::{Actor, Ctx, Date, Id, Via};
use std::process::{Command, Output};
use store::{Database, Settings};

const LIUYUAN: i64 = 3;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn opened(name: &str) -> Story {
    let dir = folder(name);
    let database = format!("sqlite:{}", dir.join("demo.db").display());
    replay(&database);
    let settings = Settings::new(Database::parse(&database).unwrap());
    Story::open(settings, "2022-07-31")
}

fn by(story: &Story, login: &'static str) -> Ctx {
    let user = story
        .db
        .read(move |tx| access::users::user_by_login(tx, login))
        .unwrap()
        .unwrap();
    let via = Via::Web;
    let actor = Actor { user: user.id, via };
    story.system().in_org(LIUYUAN).by(actor)
}

#[test]
fn a_concern_that_is_reopened_is_no_longer_solved_and_the_past_stands() {
    let story = opened("story-cases");
    let solved = |on: &str| story.figure("liuyuan.solved", on);
    assert_eq!(solved("2022-07-31"), ("488".into(), 488));
    let earlier = solved("2022-03-31").1;
    assert!((1..488).contains(&earlier), "{earlier}");
    let the_day_before = solved("2022-07-30");
    let reviewer = by(&story, "liuyuan-huifang");
    // Closed in the last ten days, so that it can be taken up again.
    let case: Id = story
        .db
        .read(|tx| {
            let sql = "select n.id from cases_now n join cases_value r on r.org = n.org and r.case_id = n.id \
                       join cases_value s on s.org = n.org and s.case_id = n.id where n.org = 3 and n.state = 'closed' \
                       and n.ended >= '2022-07-21' and r.field = 'result' and r.value = 'solved' \
                       and s.field = 'satisfaction' and s.value = 'satisfied' order by n.id limit 1";
            tx.query_one(sql, &[])?.get(0)
        })
        .unwrap();
    let again = cases::ActOnCase {
        case,
        action: "reopen".into(),
        day: day("2022-07-31"),
        patch: Default::default(),
        personal: Default::default(),
        reason: Some("又坏了".into()),
        seen: None,
    };
    story.act(&reviewer, again, cases::act_on_case);
    assert_eq!(solved("2022-07-31"), ("487".into(), 487));
    assert_eq!(solved("2022-07-30"), the_day_before, "the past stands");
    let kept = story
        .db
        .read(move |tx| cases::read::whole(tx, LIUYUAN, case))
        .unwrap();
    assert_eq!(kept.case.state, "assigned");
    assert!(
        story
            .db
            .read(|tx| cases::check(tx, LIUYUAN))
            .unwrap()
            .is_empty()
    );
}

fn import(dir: &std::path::Path, ledger: &str, more: &[&str]) -> Output {
    let file = dir.join("ledger.csv");
    std::fs::write(&file, ledger).unwrap();
    let database = format!("sqlite:{}", dir.join("demo.db").display());
    Command::new(env!("CARGO_BIN_EXE_zhen"))
        .args([
            "--database",
            &database,
            "--org",
            "3",
            "--as",
            "liuyuan-bangongshi",
        ])
        .args(["import", "concerns"])
        .arg(&file)
        .args(more)
        .output()
        .unwrap()
}

#[test]
fn a_ledger_names_its_faulty_cells_and_brings_nothing_in_until_they_are_right() {
    let dir = folder("ledger");
    replay(&format!("sqlite:{}", dir.join("demo.db").display()));
    let head = "工单编号,来电时间,诉求内容,承办单位,派单时间,办结时间,办理结果,回访结果,满意度\n";
    let wrong = format!(
        "{head}1,2022-07-01,路灯不亮,没有的社区,,,,,\n2,2022-07-01,,利民社区居委会,,,,,\n\
         3,2022-07-05,积水,利民社区居委会,2022-07-01,,,,\n4,2022-07-01,积水,利民社区居委会,2022-07-01,2022-07-02,已解决,已接通,还行\n"
    );
    let out = import(&dir, &wrong, &[]);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert_eq!(out.status.code(), Some(2), "{told}");
    for cell in ["D2:", "C3:", "E4:", "I5:"] {
        assert!(told.contains(cell), "{cell} in {told}");
    }
    let right = format!(
        "{head}1,2022-07-01,路灯不亮,利民社区,2022-07-01,2022-07-04,已解决,已接通,满意\n2,2022-07-05,积水,利民社区居委会,,,,,\n"
    );
    let told = |out: Output| String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(told(import(&dir, &right, &["--dry-run"])).contains("concerns 2"));
    let done = told(import(&dir, &right, &[]));
    assert!(
        done.contains("concerns 2 AP-2022-0498 AP-2022-0499"),
        "{done}"
    );
}
