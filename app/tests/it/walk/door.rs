//! A resident without an account, on a phone, and without script at a desk: tells a concern, keeps the receipt, follows it and answers what the
//! office asks.

use super::page::Walker;
use crate::site::visitor::hidden;

pub async fn walk(walker: Walker) {
    walker.open("/").await;
    walker.press_words("反映问题").await;
    walker.picture("door-town").await;
    walker.press_words("柳园街道").await;
    walker.picture("door-village").await;
    walker.press_words("利民社区居委会").await;
    walker.picture("door-form").await;
    walker.glance_in_english("door-form").await;
    // Nothing told: it says what is missing, and nothing else is asked for.
    walker.press_words("提交").await;
    walker.says("有1处需要改正").await;
    let said = format!(
        "楼下路灯不亮{}。已经一周了，老人晚上出门不方便。",
        walker.called
    );
    write(&walker, "v_detail", &said).await;
    walker.fill("v_place", "六号楼东边").await;
    walker.picture("door-form-again").await;
    walker.press_words("提交").await;
    walker.says("查询码只显示这一次").await;
    walker.picture("receipt").await;
    walker.press_words("查看办理进度").await;
    walker.says("待受理").await;
    walker.says("六号楼东边").await;
    walker.picture("follow").await;
    walker.glance_in_english("follow").await;
    let follow = walker.path().await;
    asked(&walker, &format!("楼下路灯不亮{}", walker.called));
    walker.open(&follow).await;
    walker.says("请您补充").await;
    walker.picture("follow-asked").await;
    walker.press_words("补充").await;
    write(&walker, "v_answer", "六号楼东边第二盏").await;
    walker.press_words("补充").await;
    walker.says("办理中").await;
    walker.says("六号楼东边第二盏").await;
    walker.picture("follow-answered").await;
    walker.open("/follow").await;
    walker.picture("follow-form").await;
    walker.fill("number", "AP-2022-9999").await;
    walker.fill("code", "abcd 2345").await;
    walker.press_words("查询").await;
    walker.says("编号和查询码对不上").await;
    walker.picture("follow-wrong").await;
    walker.open("/public/replies").await;
    walker.picture("replies-none").await;
}

async fn write(walker: &Walker, name: &str, words: &str) {
    let field = walker
        .find(&format!("//main//textarea[@name='{name}']"))
        .await;
    field.send_keys(words).await.unwrap();
}

/// What the office does meanwhile.
fn asked(walker: &Walker, title: &str) {
    let mut clerk = walker.site.sign_in_as("liuyuan-bangongshi");
    let list = clerk.get("/appeals").text();
    let at = list
        .find(title)
        .unwrap_or_else(|| panic!("no {title}: {list}"));
    let from = list[..at].rfind("href=\"").unwrap() + 6;
    let case = list[from..].split('"').next().unwrap().to_owned();
    let form = clerk.get(&format!("{case}/do/accept")).text();
    let unit = form.split("利民社区居委会").next().unwrap();
    let unit = unit.rsplit("option value=\"").next().unwrap();
    let unit = unit.split('"').next().unwrap().to_owned();
    for (action, fields) in [
        (
            "accept",
            vec![("v_category", "roads"), ("v_owner_unit", unit.as_str())],
        ),
        ("start", Vec::new()),
        ("ask", vec![("v_question", "是几号楼的哪一盏？")]),
    ] {
        let address = format!("{case}/do/{action}");
        let seen = hidden(&clerk.get(&address).text(), "seen").unwrap();
        let mut all = vec![("seen", seen.as_str())];
        all.extend(fields);
        let answer = clerk.post(&address, &all);
        assert_eq!(answer.status, 303, "{action}: {}", answer.text());
    }
}
