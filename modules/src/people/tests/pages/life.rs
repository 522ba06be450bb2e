//! What happens to a household, recorded by the forms that a clerk fills in.

use super::*;

const LIST: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户\nH1,斗虎屯村,李秋禾,%1,配偶,脱贫户\n\
    H1,斗虎屯村,张小苗,新生儿,儿子,脱贫户\nH2,斗虎屯村,王石桥,%2,户主,一般农户\n";

async fn begun(world: &World) -> Site<'_> {
    world.import(CLERK, LIST, "2022-05-01").unwrap();
    Site::new(world, "lu", access::Role::Clerk, TOWNSHIP)
}

/// The page of a household, by its number.
async fn household(site: &Site<'_>, number: &str, head: &str) -> String {
    let list = site.get(&format!("/people/households?q={number}")).await;
    link(&list, "/people/households/", head)
}

/// The id at the end of an address.
fn id(address: &str) -> &str {
    address.rsplit('/').next().unwrap()
}

#[tokio::test]
async fn a_household_lives_through_a_year_of_forms() {
    let world = World::new(None);
    let site = begun(&world).await;
    let home = household(&site, "H1", "张守田").await;
    let page = site.get(&home).await;
    let who = |name: &str| id(&link(&page, "/people/", name)).to_owned();
    let (head, wife, son) = (who("张守田"), who("李秋禾"), who("张小苗"));
    let record = async |kind: &str, fields: &str| {
        let at = format!("{home}/record/{kind}");
        site.submit(&at, &at, fields).await
    };

    let child = format!(
        "date=2022-06-01&name={}&relation=daughter",
        encoded("张麦穗")
    );
    let (status, told) = record("birth", &child).await;
    assert!(
        status == 422 && told.contains("f-no_identity_reason"),
        "{told}"
    );
    let (status, to) = record("birth", &format!("{child}&no_identity_reason=newborn")).await;
    assert!(status == 303 && to.starts_with("/people/changes/"), "{to}");
    let born = site.get(&to).await;
    assert!(born.contains("附上出生医学证明"), "{born}");
    let papers = link(&born, "/papers/of/people_event/", "附上出生医学证明");
    assert!(site.get(&papers).await.contains("H1 2022-06-01"));

    let died = format!("date=2022-06-10&person={head}&new_head={wife}");
    assert_eq!(record("death", &died).await.0, 303);

    // Who heads those who stay is asked where the head goes too.
    let split = format!("date=2022-06-20&m{wife}=1&head={wife}&number=H9&s-relieved=1");
    let (status, shown) = record("split", &split).await;
    assert!(status == 200 && shown.contains("将要分户"), "{shown}");
    let (status, told) = record("split", &format!("{split}&sure=1")).await;
    assert!(
        status == 422 && told.contains("留下的人以谁为户主"),
        "{told}"
    );
    let sure = format!("{split}&sure=1&new_head={son}");
    assert_eq!(record("split", &sure).await.0, 303);

    let other = household(&site, "H9", "李秋禾").await;
    let at = format!("{other}/record/merge");
    let merge = "date=2022-07-05&into=H2";
    let (status, shown) = site.submit(&at, &at, merge).await;
    assert!(status == 200 && shown.contains("将要并户"), "{shown}");
    let (status, _) = site.submit(&at, &at, &format!("{merge}&sure=1")).await;
    assert_eq!(status, 303);
    assert_eq!(
        world.told("2022-08-01"),
        "H1@11: 张小苗(head) 张麦穗(sibling) [relieved]; H2@11: 王石桥(head) 李秋禾(other_relative) [ordinary]"
    );
    let history = site.get(&format!("{home}/history")).await;
    for words in ["出生", "死亡", "分户", "缺：死亡证明", "到户 H9", "张守田"] {
        assert!(history.contains(words), "{words}: {history}");
    }
    assert!(
        site.get(&format!("{other}/history"))
            .await
            .contains("到户 H2")
    );
    assert!(site.get("/people/changes").await.contains("并户"));
}

#[tokio::test]
async fn a_household_from_outside_is_recorded_by_one_form_with_faults_at_their_rows() {
    let world = World::new(None);
    let site = begun(&world).await;
    let at = "/people/households/move-in";
    let fields = |reason: &str| {
        format!(
            "rows=4&date=2022-06-01&village={VILLAGE}&reason=family&name={}&identity={}\
             &name_3={}&relation_3=son&no_identity_reason_3={reason}",
            encoded("尉迟耕"),
            cast::person(5).identity,
            encoded("尉迟禾"),
        )
    };
    let (status, told) = site.submit(at, at, &fields("")).await;
    assert!(
        status == 422 && told.contains("href=\"#f-no_identity_reason_3\""),
        "{told}"
    );
    let (status, to) = site.submit(at, at, &fields("newborn")).await;
    assert!(status == 303 && to.starts_with("/people/changes/"), "{to}");
    assert!(site.get(&to).await.contains("户口迁移证"));
    assert!(
        world
            .told("2022-06-01")
            .contains("尉迟耕(head) 尉迟禾(son)")
    );
}

#[tokio::test]
async fn an_organisation_is_recorded_changed_and_left() {
    let world = World::new(None);
    let site = begun(&world).await;
    let at = "/people/organisations";
    let made = format!(
        "name={}&village={VILLAGE}&kind=cooperative&date=2022-06-01",
        encoded("斗虎屯养殖合作社")
    );
    let (status, to) = site.submit(at, at, &made).await;
    assert!(
        status == 303 && to.starts_with("/people/organisations/"),
        "{to}"
    );
    let begin = format!(
        "number=H1&name={}&role=chair&date=2022-06-02",
        encoded("李秋禾")
    );
    assert_eq!(
        site.submit(&to, &format!("{to}/posts"), &begin).await.0,
        303
    );
    let page = site.get(&to).await;
    let post = page.split("<select id=\"f-post\"").nth(1).unwrap();
    let post = post.split("<option value=\"").nth(2).unwrap();
    let post = post.split('"').next().unwrap();
    let end = format!("post={post}&until=2022-07-02");
    assert_eq!(
        site.submit(&to, &format!("{to}/posts/end"), &end).await.0,
        303
    );
    assert!(site.get(&to).await.contains("2022-07-01"));
    let edit = format!("{to}/edit");
    let anew = format!(
        "name={}&kind=cooperative&date=2022-07-10",
        encoded("斗虎屯黄牛合作社")
    );
    assert_eq!(site.submit(&edit, &edit, &anew).await.0, 303);
    assert!(site.get(at).await.contains("斗虎屯黄牛合作社"));
    let file = Request::get("/people/organisations/export");
    let (status, file) = site.ask(file.body(Body::empty()).unwrap()).await;
    assert!(status == 200 && file.starts_with("PK"));
}
