//! A person's rights as a browser asks for them: a copy, a correction, a restriction, erasure.

use super::*;
use crate::people::life::{MoveOut, move_out};

const LIST: &str = "户编号,行政村,姓名,证件号码,与户主关系\n\
    H1,斗虎屯村,张守田,%0,户主\nH1,斗虎屯村,李秋禾,%1,配偶\n";

fn moves_out(world: &World, person: Id, household: Id) {
    let input = MoveOut {
        household,
        date: "2022-07-01".parse().unwrap(),
        person: Some(person),
        new_head: None,
        relations: Vec::new(),
        reason: None,
    };
    let ctx = world.by(CLERK);
    world
        .db
        .act(&ctx, CommandKey::fresh(&ctx), input, move_out)
        .unwrap();
}

#[tokio::test]
async fn a_person_is_answered_and_erased_after_leaving() {
    let world = World::new(None);
    world.import(CLERK, LIST, "2022-05-01").unwrap();
    let site = Site::new(&world, "lu", access::Role::Clerk, TOWNSHIP);
    let people = site.get("/people").await;
    let person = link(&people, "/people/", "李秋禾");
    let own = site.get(&person).await;
    let rights = link(&own, "/people/", "办理个人信息权利");
    assert_eq!(rights, format!("{person}/rights"));
    assert!(site.get(&rights).await.contains("还没有办理过"));
    let post = async |what: &str, fields: &str| {
        let at = format!("{rights}/{what}");
        site.submit(&at, &at, fields).await
    };
    // Nothing is done while a field is missing, and every fault is told.
    let (status, page) = post("copy", "").await;
    assert!(status == 422 && page.contains("这里需要填写"), "{page}");
    let (status, page) = post("copy", "asked_by=himself&format=page").await;
    assert!(
        status == 200 && page.contains(&cast::person(1).identity),
        "{page}"
    );
    let (status, file) = post("copy", "asked_by=himself&format=xlsx").await;
    assert!(status == 200 && file.starts_with("PK"));
    let (status, json) = post("copy", "asked_by=himself&format=json").await;
    assert!(
        status == 200 && json.contains(&cast::person(1).identity),
        "{json}"
    );
    let fields = format!(
        "asked_by=himself&field=name&value={}&from=2022-06-01",
        encoded("李秋合")
    );
    assert_eq!(post("correct", &fields).await, (303, rights.clone()));
    assert_eq!(
        post("restrict", "asked_by=himself&reason=disputed").await,
        (303, rights.clone())
    );
    assert!(site.get(&person).await.contains("限制处理"));
    let unmask = format!("{person}/unmask");
    let (status, page) = site.submit(&person, &unmask, "reason=verify").await;
    assert!(
        status >= 400 && page.contains("请先解除限制"),
        "{status} {page}"
    );
    assert_eq!(
        post("lift", "asked_by=himself").await,
        (303, rights.clone())
    );
    // A member cannot be erased: the page says why and offers no form.
    let page = site.get(&format!("{rights}/erase")).await;
    assert!(page.contains("请先登记迁出或去世") && !page.contains("name=\"confirm\""));
    let id: Id = person.rsplit('/').next().unwrap().parse().unwrap();
    let household = link(
        &site.get("/people/households").await,
        "/people/households/",
        "张守田",
    );
    moves_out(
        &world,
        id,
        household.rsplit('/').next().unwrap().parse().unwrap(),
    );
    let found = site
        .get(&format!("/people/rights?name={}", encoded("李秋")))
        .await;
    assert_eq!(link(&found, "/people/", "李秋合"), rights);
    let erase = "asked_by=himself&reason=purpose_met&confirm=";
    let (status, page) = post("erase", &format!("{erase}{}", encoded("张守田"))).await;
    assert!(status == 422 && page.contains("请照写其中一个"), "{page}");
    let typed = format!("{erase}{}", encoded("李秋合"));
    assert_eq!(post("erase", &typed).await, (303, rights.clone()));
    let page = site.get(&rights).await;
    assert!(page.contains("这个人的信息已经删除") && !page.contains("李秋合"));
    let register = site.get("/people/rights").await;
    assert!(register.contains("已删除的人") && !register.contains("李秋合"));
    let export = Request::get("/people/rights/export")
        .body(Body::empty())
        .unwrap();
    assert!(site.ask(export).await.1.starts_with("PK"));
}

#[tokio::test]
async fn the_rule_of_retention_is_shown_and_may_only_grow() {
    let world = World::new(None);
    let site = Site::new(&world, "lu", access::Role::Clerk, TOWNSHIP);
    let (at, to) = ("/people/rights", "/people/rights/retention");
    assert!(site.get(at).await.contains("30 年"));
    let source = encoded("市档案局规定");
    let (status, page) = site
        .submit(at, to, &format!("years=10&from=2022-01-01&source={source}"))
        .await;
    assert!(
        status == 422 && page.contains("不能短于规定的 30 年"),
        "{page}"
    );
    let fields = format!("years=40&from=2022-01-01&source={source}");
    assert_eq!(site.submit(at, to, &fields).await, (303, at.to_owned()));
    let page = site.get(at).await;
    assert!(page.contains("40 年") && page.contains("市档案局规定"));
}

#[tokio::test]
async fn a_village_clerk_answers_nobody() {
    let world = World::new(None);
    world.import(CLERK, LIST, "2022-05-01").unwrap();
    let site = Site::new(&world, "fan", access::Role::VillageClerk, VILLAGE);
    let person = link(&site.get("/people").await, "/people/", "李秋禾");
    assert!(!site.get(&person).await.contains("办理个人信息权利"));
    let rights = format!("{person}/rights");
    let request = Request::get(rights).body(Body::empty()).unwrap();
    assert_eq!(site.ask(request).await.0, 403);
}
