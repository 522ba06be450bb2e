//! A list of households comes in, is looked at, and is taken back.

use super::page::Walker;
use kernel::Date;
use sheets::{OutCell, OutColumn, OutKind, OutTable};
use std::sync::Mutex;
use testkit::cast::identity;

/// The walks import the same list one after another: each finds the office as the one before left it.
static ONE_LIST: Mutex<()> = Mutex::new(());

const HEADER: [&str; 6] = [
    "户编号",
    "行政村",
    "姓名",
    "证件号码",
    "与户主关系",
    "户类型",
];
const TITLE: &str = "斗虎屯镇脱贫户名册";
/// As Excel leaves a number that was typed into a cell of numbers: the last three digits are gone.
const DESTROYED: &str = "371502197003120000";

fn rows() -> Vec<[String; 6]> {
    let born = |year, sequence| identity("371502", Date::new(year, 3, 12).unwrap(), sequence);
    let row = |number: &str, name: &str, identity: &str, relation: &str| {
        [number, "张李新村", name, identity, relation, "脱贫户"].map(str::to_owned)
    };
    vec![
        row("W-1", "欧阳竹青", &born(1961, 871), "户主"),
        row("W-1", "欧阳小满", &born(1988, 862), "女儿"),
        row("W-2", "上官石桥", DESTROYED, "户主"),
    ]
}

/// The title stands in merged cells above the header; in a CSV file that leaves the cells beside it blank.
fn csv() -> Vec<u8> {
    let mut text = format!("{TITLE},,,,,\n{}\n", HEADER.join(","));
    for row in rows() {
        text.push_str(&format!("{}\n", row.join(",")));
    }
    text.into_bytes()
}

fn xlsx() -> Vec<u8> {
    let table = OutTable {
        sheet: "名册".into(),
        title: Some(TITLE.into()),
        columns: HEADER.map(|h| OutColumn::new(h, OutKind::Text)).into(),
        rows: rows()
            .into_iter()
            .map(|row| row.map(OutCell::Text).into())
            .collect(),
        ..OutTable::default()
    };
    sheets::write_xlsx(&[table]).unwrap()
}

#[expect(
    clippy::await_holding_lock,
    reason = "one walk holds its thread from beginning to end"
)]
pub async fn walk(walker: Walker) {
    let _one = ONE_LIST.lock().unwrap_or_else(|e| e.into_inner());
    let folder = crate::site::folder(&format!("walk-list-{}", walker.called));
    let (name, bytes) = match walker.called {
        "desk" => ("名册.xlsx", xlsx()),
        _ => ("名册.csv", csv()),
    };
    let file = folder.join(name);
    std::fs::write(&file, bytes).unwrap();
    walker.sign_in("clerk").await;
    walker.picture("home-clerk").await;
    bring_in(&walker, file.to_str().unwrap()).await;
    look_up(&walker).await;
    take_back(&walker).await;
    walker.sign_out().await;
    std::fs::remove_dir_all(folder).unwrap();
}

async fn bring_in(walker: &Walker, file: &str) {
    walker.open("/people").await;
    walker.press_words("导入名单").await;
    walker.glance_in_english("import").await;
    walker
        .find("//input[@name='file']")
        .await
        .send_keys(file)
        .await
        .unwrap();
    walker.press("//main//form//button").await;
    walker.picture("import-preview").await;
    walker.says("D5").await;
    walker.says("Excel").await;
    walker.says(DESTROYED).await;
    let preview = walker.path().await;
    let marked = walker.visitor().await.get(&format!("{preview}/marked"));
    assert_eq!(marked.status, 200);
    let table = modules::people::import_file::read_table(&marked.body, "marked.xlsx", &[]).unwrap();
    let written: Vec<&str> = table
        .rows
        .iter()
        .flat_map(|r| &r.cells)
        .map(|c| c.raw.as_str())
        .collect();
    assert!(
        written.contains(&"上官石桥") && written.contains(&DESTROYED),
        "{written:?}"
    );
    assert!(!written.contains(&"欧阳竹青"), "{written:?}");
    walker.glance_in_english("import-preview").await;
    walker.press("//form[.//input[@name='seen']]//button").await;
    assert_eq!(walker.path().await, "/people/imports");
    walker.picture("imports").await;
    walker.says("已导入").await;
}

async fn look_up(walker: &Walker) {
    walker.open("/people").await;
    walker.fill("q", "oyzq").await;
    walker.press_words("筛选").await;
    walker.picture("people").await;
    walker.says("欧阳竹青").await;
    let text = walker.text().await;
    assert!(!text.contains("欧阳小满"), "{text}");
    walker
        .press("//tr[contains(., '欧阳竹青')]//a[contains(@href, '/people/households/')]")
        .await;
    walker.picture("household").await;
    walker.says("欧阳小满").await;
    walker.glance_in_english("household").await;
    walker
        .press("//main//table//a[contains(., '欧阳竹青')]")
        .await;
    walker.picture("person").await;
}

async fn take_back(walker: &Walker) {
    walker.open("/people/imports").await;
    walker.press("(//main//td//a[.='撤回这次导入'])[1]").await;
    walker.picture("import-reverse").await;
    walker.says("撤销这次导入新增的户").await;
    walker.press("//main//form//button").await;
    assert_eq!(walker.path().await, "/people/imports");
    walker.open("/people?q=oyzq").await;
    let text = walker.text().await;
    assert!(!text.contains("欧阳"), "{text}");
    walker.picture("people-none").await;
}
