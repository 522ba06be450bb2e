//! 大黄乡: its campaign's figures come from its records, and each moves with one record more.

use crate::site::folder;
use crate::story::{Story, replay};
use cases::event::{Patch, Value};
use kernel::{Actor, Ctx, Date, Id, Via};
use modules::campaigns::model::{item_code, named};
use modules::campaigns::{OpenCampaign, open_campaign, open_finding, read, workbook};
use store::{Database, Settings};

const DAHUANG: i64 = 4;
const TOWNSHIP: &str = "371425204000";

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
        .read(move |tx| access::users::user_by_login(tx, login));
    let via = Via::Web;
    let actor = Actor {
        user: user.unwrap().unwrap().id,
        via,
    };
    story.system().in_org(DAHUANG).by(actor)
}

fn finding(story: &Story, clerk: &Ctx, item: i64, line: Option<&str>) -> Id {
    let unit = story
        .db
        .read(|tx| access::units::unit_by_code(tx, "371425204236"));
    let code = |code: &str| Value::Code(code.to_owned());
    let mut patch: Patch = [
        ("item".to_owned(), code(&item_code(1, item))),
        ("found_how".to_owned(), code("report")),
    ]
    .into();
    patch.extend(line.map(|line| ("line_owner".to_owned(), code(line))));
    let input = cases::OpenCase {
        code: "finding".into(),
        prefix: "ZG".into(),
        unit: unit.unwrap().unwrap().id,
        day: clerk.today(),
        patch,
        personal: Patch::new(),
    };
    story.act(clerk, input, open_finding).case
}

#[test]
fn a_wire_that_hangs_again_is_counted_and_a_heap_is_no_wire() {
    let story = opened("story-campaigns");
    let open = |on: &str| story.figure("dahuang.open_defects", on).1;
    // Nothing hung at the end of the year; on the way there something did.
    assert_eq!(
        [open("2022-04-30"), open("2022-07-31"), open("2022-12-31")],
        [0, 0, 0]
    );
    let on_the_way = open("2022-05-15");
    assert!(on_the_way > 0, "{on_the_way}");
    let clerk = by(&story, "dahuang-renju");
    finding(&story, &clerk, 1, None);
    assert_eq!(open("2022-12-31"), 0);
    let wire = finding(&story, &clerk, 6, Some("telecom"));
    assert_eq!(open("2022-12-31"), 1);
    assert_eq!(open("2022-05-15"), on_the_way, "the past stands");
    let kept = story
        .db
        .read(move |tx| cases::read::whole(tx, DAHUANG, wire))
        .unwrap();
    assert_eq!(kept.case.state, "assigned");
    let problems = story.db.read(|tx| {
        let mut all = modules::campaigns::check(tx, DAHUANG)?;
        all.extend(cases::check(tx, DAHUANG)?);
        all.extend(store::audit::audit(tx, DAHUANG, None)?.problems);
        Ok(all)
    });
    assert_eq!(problems.unwrap(), []);
}

/// One item, one kind of line, three days and one pilot more.
#[test]
fn a_second_campaign_moves_the_other_figures() {
    let story = opened("story-campaigns-two");
    let clerk = by(&story, "dahuang-renju");
    let today: Date = "2022-07-31".parse().unwrap();
    let (desk, below) = story
        .db
        .read(|tx| {
            let desk = access::units::unit_by_code(tx, TOWNSHIP)?.unwrap();
            let below = access::units::children(tx, desk.id)?;
            Ok((desk, below))
        })
        .unwrap();
    let mut plan = workbook::example((desk.id, &desk.name), &below, today);
    plan.name = "三天清一清".into();
    plan.last = today.plus_days(2);
    plan.items.retain(|item| item.name == "飞线");
    plan.lines.truncate(1);
    plan.rounds.clear();
    // 祝楼 was no pilot of the first one.
    let village = named(&below, "祝楼村").unwrap().id;
    plan.villages.retain(|one| one.unit == village);
    let input = OpenCampaign::of(&plan, "second".into());
    let second = story.act(&clerk, input, move |tx, ctx, input| {
        open_campaign(tx, ctx, input, &plan)
    });
    let figure = |id: &str| story.figure(id, "2022-07-31").0;
    assert_eq!(
        ["targets", "lines", "days", "pilot_villages"].map(|id| figure(&format!("dahuang.{id}"))),
        ["10", "4", "103", "26"]
    );
    let whole = story
        .db
        .read(move |tx| read::whole(tx, &clerk, second.campaign))
        .unwrap();
    assert_eq!((whole.items.len(), whole.shown.found), (1, 0));
}
