//! CSV as Excel, WPS and other systems save it.

use super::*;

const TEXT: &str = "姓名,身份证号,享受人数\r\n张三丰,371502198101011234,3\r\n";

fn check(bytes: &[u8]) {
    let table = read(bytes).unwrap();
    assert_eq!(told(&table, 0, "name"), "张三丰");
    assert_eq!(told(&table, 0, "heads"), "3");
    assert_eq!(table.kind, FileKind::Text);
}

#[test]
fn encoding_and_delimiter_are_recognised() {
    check(TEXT.as_bytes());
    check(format!("\u{feff}{TEXT}").as_bytes());
    check(&encoding_rs::GBK.encode(TEXT).0);
    check(TEXT.replace(',', ";").as_bytes());
    check(TEXT.replace(',', "\t").as_bytes());
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(TEXT.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    check(&utf16);
}

#[test]
fn rows_are_numbered_as_excel_numbers_them() {
    let text = "姓名,身份证号\r\n\r\n张三,1\r\n\n\n\"李\n四\",2\r\n王五,3\r\n";
    let table = read(text.as_bytes()).unwrap();
    let numbers: Vec<u32> = table.rows.iter().map(|r| r.number).collect();
    assert_eq!(numbers, [3, 6, 7]);
}

#[test]
fn the_divisions_of_the_province_are_read_quickly() {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../../shared/data/divisions-shandong.csv"
    );
    let Ok(bytes) = std::fs::read(path) else {
        println!("not run: no divisions-shandong.csv beside the workspace");
        return;
    };
    const UNITS: &[Column] = &[
        Column::new("code", &["代码", "区划代码"], Kind::Code).required(),
        Column::new("level", &["级别"], Kind::Text).required(),
        Column::new("name", &["名称"], Kind::Text).required(),
        Column::new("parent", &["上级代码"], Kind::Code),
    ];
    #[expect(clippy::disallowed_methods, reason = "this test measures real time")]
    let start = std::time::Instant::now();
    let table = read_table(
        &bytes,
        "divisions.csv",
        &Spec::new(UNITS),
        &Limits::default(),
    )
    .unwrap();
    println!("{} rows in {:?}", table.rows.len(), start.elapsed());
    assert_eq!(table.rows.len(), 64_095);
    assert!(table.problems().is_empty());
    assert_eq!(table.rows.last().unwrap().number, 64_096);
}
