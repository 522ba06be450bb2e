//! What is written can be read, shows what it should and runs nothing.

use super::*;
use kernel::{Date, Fen};

fn table() -> OutTable {
    OutTable {
        sheet: "公示/2023".to_owned(),
        title: Some("张李新村收益分配公示".to_owned()),
        notes: vec!["单位：元".to_owned()],
        columns: vec![
            OutColumn::new("姓名", OutKind::Text),
            OutColumn::new("身份证号", OutKind::Identity),
            OutColumn::new("享受人数", OutKind::Integer),
            OutColumn::new("日期", OutKind::Date),
            OutColumn::new("分红金额（元）", OutKind::Money),
            OutColumn::new("年利率", OutKind::Percent),
        ],
        rows: vec![
            vec![
                OutCell::Text("张三".to_owned()),
                OutCell::Text("371502198101011234".to_owned()),
                OutCell::Integer(3),
                OutCell::Date(Date::new(2023, 1, 31).unwrap()),
                OutCell::Money(Fen(170_000_001)),
                OutCell::BasisPoints(435),
            ],
            vec![
                OutCell::Text("=cmd|' /C calc'!A0".to_owned()),
                OutCell::Text("1".to_owned()),
                OutCell::Blank,
                OutCell::Date(Date::new(1890, 5, 1).unwrap()),
                OutCell::Money(Fen(-i64::MAX)),
            ],
        ],
        totals: Some(vec![OutCell::Text("合计".to_owned())]),
        foot: vec!["监督电话：12317".to_owned()],
        landscape: true,
    }
}

#[test]
fn a_written_workbook_is_read_back_cell_by_cell() {
    let bytes = write_xlsx(&[table(), table()]).unwrap();
    let read = read(&bytes).unwrap();
    assert_eq!(read.sheet, "公示2023");
    assert_eq!(
        (read.rows.len(), read.header_rows.as_slice()),
        (2, &[3u32][..])
    );
    let row = ["name", "identity", "heads", "since", "amount", "rate"].map(|k| told(&read, 0, k));
    assert_eq!(
        row,
        [
            "张三",
            "371502198101011234",
            "3",
            "2023-01-31 Day",
            "1,700,000.01",
            "435bp"
        ]
    );
    assert_eq!(told(&read, 1, "name"), "=cmd|' /C calc'!A0");
    assert_eq!(told(&read, 1, "amount"), Fen(-i64::MAX).to_string());
    assert_eq!(read.skipped.len(), 2);
    assert_eq!(bytes, write_xlsx(&[table(), table()]).unwrap());
}

#[test]
fn csv_carries_a_mark_and_no_formula_and_is_read_back() {
    let bytes = write_csv(&table()).unwrap();
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(text.starts_with("\u{feff}姓名,身份证号,"));
    assert!(text.contains("\r\n'=cmd|"));
    assert!(text.contains(",-92233720368547758.07,"));
    let read = read(&bytes).unwrap();
    assert_eq!(told(&read, 0, "amount"), "1,700,000.01");
    assert_eq!(told(&read, 0, "rate"), "435bp");
    assert_eq!(told(&read, 1, "name"), "=cmd|' /C calc'!A0");
}

#[test]
fn money_at_the_edge_of_excel_keeps_its_last_fen() {
    let mut table = table();
    table.rows.truncate(1);
    for fen in [
        1,
        123_456_789_012_345,
        999_999_999_999_999,
        1_000_000_000_000_001,
    ] {
        table.rows[0][4] = OutCell::Money(Fen(fen));
        let read = read(&write_xlsx(std::slice::from_ref(&table)).unwrap()).unwrap();
        assert_eq!(told(&read, 0, "amount"), Fen(fen).to_string());
    }
}

#[test]
fn a_table_that_comes_in_pieces_loses_no_row_where_a_sheet_is_full() {
    let mut whole = table();
    let row = |n: i64| {
        vec![
            OutCell::Text(format!("第{n}户")),
            OutCell::Blank,
            OutCell::Integer(n),
        ]
    };
    whole.rows = vec![row(1)];
    let mut long = LongTable::with_most(whole, 3).unwrap();
    long.add(&[row(2), row(3), row(4)]).unwrap();
    long.add(&[]).unwrap();
    long.add(&[row(5), row(6), row(7)]).unwrap();
    let bytes = long.finish().unwrap();
    let names = |sheet: &str| -> Vec<String> {
        let spec = Spec {
            sheet: Some(sheet),
            ..Spec::new(PEOPLE)
        };
        let read = read_table(&bytes, "名单.xlsx", &spec, &Limits::default()).unwrap();
        (0..read.rows.len())
            .map(|at| told(&read, at, "name"))
            .collect()
    };
    assert_eq!(names("公示2023"), ["第1户", "第2户", "第3户"]);
    assert_eq!(names("公示2023 2"), ["第4户", "第5户", "第6户"]);
    assert_eq!(names("公示2023 3"), ["第7户"]);
}
