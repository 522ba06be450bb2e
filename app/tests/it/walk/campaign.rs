//! 大黄乡: a workbook becomes a campaign, a faulty one says where; what was found shows in every number, and a round is drawn
//! before the team leaves.

use super::page::Walker;
use kernel::Id;
use modules::campaigns::workbook;
use sheets::{OutCell, write_xlsx};
use std::path::Path;

const SUBMIT: &str = "//main//form//button[@type='submit' or not(@type)]";

pub async fn walk(walker: Walker) {
    let folder = crate::site::folder(&format!("walk-campaign-{}", walker.called));
    walker.sign_in("clerk-dahuang").await;
    looks(&walker).await;
    begins(&walker, &folder).await;
    walker.sign_out().await;
    std::fs::remove_dir_all(folder).unwrap();
}

/// The campaign of the story: each number opens to its findings.
async fn looks(walker: &Walker) {
    walker.open("/campaigns").await;
    walker.picture("campaigns").await;
    walker.press_words("村村容貌提升百日攻坚").await;
    walker.picture("campaign").await;
    walker.glance_in_english("campaign").await;
    let left = "(//table[@id='left']/tbody//td/a)[1]";
    let told = walker.find(left).await.text().await.unwrap();
    let before = walker.path().await;
    walker.press(left).await;
    let rows = walker.count("#findings tbody tr").await;
    assert_eq!(told.lines().next().unwrap().trim(), rows.to_string());
    walker.picture("campaign-findings").await;
    walker.glance_in_english("campaign-findings").await;
    walker.open(&before).await;
    walker.press("(//table[@id='scores']/tbody//th/a)[1]").await;
    walker.picture("campaign-village").await;
    walker.glance_in_english("campaign-village").await;
    walker.open(&format!("{before}/rounds/3")).await;
    walker.find("//main//summary").await.click().await.unwrap();
    walker.picture("campaign-round").await;
    walker.glance_in_english("campaign-round").await;
    walker.open(&format!("{before}/report")).await;
    walker.picture("campaign-report").await;
    walker.glance_in_english("campaign-report").await;
    // A number opens to as many rows as it says.
    let number = "(//table[@id='class-0']/tbody//td/a)[1]";
    let told = walker.find(number).await.text().await.unwrap();
    walker.press(number).await;
    assert_eq!(
        told.trim(),
        walker.count("#rows tbody tr").await.to_string()
    );
    walker.picture("campaign-report-rows").await;
    list_goes_out_and_in(walker, &before).await;
}

/// What is exported is known when it comes back: nothing comes twice without a word.
async fn list_goes_out_and_in(walker: &Walker, campaign: &str) {
    let file = walker
        .visitor()
        .await
        .get(&format!("{campaign}/findings.xlsx"));
    assert_eq!(file.status, 200);
    let table = modules::campaigns::ledger::read_table(&file.body, "清单.xlsx").unwrap();
    assert!(table.rows.len() > 200, "{}", table.rows.len());
    let heads: Vec<&str> = table
        .columns
        .iter()
        .filter_map(|column| column.key)
        .collect();
    assert_eq!(heads.len(), 16);
    walker.open(&format!("{campaign}/import")).await;
    walker.picture("campaign-list-import").await;
    walker.glance_in_english("campaign-list-import").await;
}

async fn begins(walker: &Walker, folder: &Path) {
    walker.open("/campaigns/import").await;
    walker.picture("campaign-import").await;
    walker.glance_in_english("campaign-import").await;
    let template = walker.visitor().await.get("/campaigns/template.xlsx");
    assert_eq!(template.status, 200);
    std::fs::write(folder.join("模板.xlsx"), &template.body).unwrap();
    let desk = access::Unit {
        id: Id(1),
        code: String::new(),
        level: String::new(),
        name: "大黄乡".into(),
        parent: None,
        closed: None,
    };
    // What the template names exists here.
    let villages: Vec<access::Unit> = ["袁李村委会", "后王村委会", "大李村委会"]
        .iter()
        .map(|name| access::Unit {
            name: (*name).to_owned(),
            ..desk.clone()
        })
        .collect();
    let today = kernel::Date::new(2022, 8, 1).unwrap();
    let mut plan = workbook::example((desk.id, &desk.name), &villages, today);
    plan.name = format!("秋季清洁{}", walker.called);
    let mut tables = workbook::tables(&plan);
    let right = write_xlsx(&tables).unwrap();
    tables[2].rows[1][0] = OutCell::text("没有的村");
    tables[4].rows[2][1] = OutCell::text("2022-08-12");
    sends(walker, folder, "错.xlsx", &write_xlsx(&tables).unwrap()).await;
    walker.says("村庄!A3").await;
    walker.says("轮次!B4").await;
    walker.picture("campaign-faults").await;
    walker.glance_in_english("campaign-faults").await;
    walker.open("/campaigns/import").await;
    sends(walker, folder, "对.xlsx", &right).await;
    walker.says("项清零目标").await;
    walker.picture("campaign-preview").await;
    walker.glance_in_english("campaign-preview").await;
    walker.press_words("开始行动").await;
    walker.says("行动已经开始").await;
    walker.says("还没有抽取").await;
    walker.picture("campaign-begun").await;
    walker.open("/campaigns").await;
    walker.says(&plan.name).await;
}

async fn sends(walker: &Walker, folder: &Path, name: &str, bytes: &[u8]) {
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    let field = walker.find("//input[@name='file']").await;
    field.send_keys(file.to_str().unwrap()).await.unwrap();
    walker.press(&format!("({SUBMIT})[1]")).await;
}
