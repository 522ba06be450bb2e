//! A round from the project to the display; the approver sees what the one on the wall waits for.

use super::page::Walker;
use kernel::Date;

pub async fn walk(walker: Walker) {
    walker.sign_in("accountant").await;
    see_the_project(&walker).await;
    draft(&walker).await;
    walker.picture("round-draft").await;
    walker
        .press("//section[@aria-labelledby='now']//form//button")
        .await;
    walker.says("已测算到户").await;
    walker.says("1,000.00").await;
    walker.picture("round-calculated").await;
    let today = walker.find("//main//input[@name='date']").await;
    let today: Date = today.prop("value").await.unwrap().unwrap().parse().unwrap();
    walker
        .press("//section[@aria-labelledby='now']//form//button")
        .await;
    walker.says("已登记展示").await;
    walker.picture("round-displayed").await;
    too_early(&walker, today).await;
    walker.press_words("到户明细").await;
    assert_eq!(walker.count("table#lines tbody tr").await, 43);
    walker.picture("round-lines").await;
    walker.sign_out().await;
    the_one_on_the_wall(&walker).await;
}

async fn see_the_project(walker: &Walker) {
    walker.open("/projects").await;
    walker.picture("projects").await;
    walker
        .press("(//main//table//a[starts-with(@href, '/projects/')])[1]")
        .await;
    walker.picture("project").await;
    walker.says("1,700,000.00").await;
    assert_eq!(walker.count("main figure svg").await, 1, "a chart");
    walker.glance_in_english("project").await;
    let project = walker.path().await;
    walker.press_words("看受益名单").await;
    walker.says("75").await;
    assert_eq!(walker.count("table#roster tbody tr").await, 43);
    walker.picture("roster").await;
    walker.open(&project).await;
    walker.press_words("新建一轮分配").await;
}

/// At a desk with keys only.
async fn draft(walker: &Walker) {
    let title = "五联鑫合作社种养项目零头分配";
    let source = walker.find("//select[@name='source']").await;
    assert_ne!(
        source.prop("value").await.unwrap().unwrap(),
        "",
        "the project is chosen"
    );
    walker.picture("round-new").await;
    walker.glance_in_english("round-new").await;
    if walker.look.width < 600 {
        walker.fill("title", title).await;
        walker.fill("pool_fen", "1000").await;
        walker.press_words("起草").await;
    } else {
        walker.tab_to("title").await.send_keys(title).await.unwrap();
        walker
            .tab_to("pool_fen")
            .await
            .send_keys("1000")
            .await
            .unwrap();
        let send = walker.tab_to("起草").await;
        walker.enter(&send).await;
    }
    walker.says(title).await;
}

/// The plan hangs for five days before the meeting: the page says until when, and a vote sent all the same is
/// refused in words that name the day.
async fn too_early(walker: &Walker, today: Date) {
    let first = today.plus_days(5);
    walker.says(&first.to_string()).await;
    assert_eq!(
        walker.count("input[name='in_favour']").await,
        0,
        "no vote is asked for yet"
    );
    let path = walker.path().await;
    let mut visitor = walker.visitor().await;
    // Any form gives a key for a command.
    visitor.get("/projects/new");
    let day = today.to_string();
    let vote = [
        ("kind", "villagers_representatives"),
        ("date", day.as_str()),
        ("eligible", "42"),
        ("present", "40"),
        ("in_favour", "40"),
        ("against", "0"),
        ("abstained", "0"),
    ];
    let refused = visitor.post(&format!("{path}/resolve"), &vote);
    assert_eq!(refused.status, 422);
    let text = refused.text();
    let notice = text
        .split("class=\"notice refused\"")
        .nth(1)
        .unwrap_or_else(|| panic!("{text}"));
    let notice = notice.split("</div></div>").next().unwrap();
    assert!(notice.contains(&first.to_string()), "{notice}");
}

async fn the_one_on_the_wall(walker: &Walker) {
    walker.sign_in("approver").await;
    walker.picture("home-approver").await;
    walker
        .press("//main//th//a[starts-with(@href, '/rounds/')]")
        .await;
    walker.picture("round-posted").await;
    walker.says("公示期到2022-08-04为止").await;
    walker.says("2022年8月5日起可以办").await;
    assert_eq!(
        walker.count("section[aria-labelledby='now'] form").await,
        0,
        "nothing to confirm yet"
    );
    walker.glance_in_english("round-posted").await;
}
