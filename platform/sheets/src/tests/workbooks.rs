//! Workbooks as townships keep them.

use super::*;
use rust_xlsxwriter::{ExcelDateTime, Format};

fn fault(rows: &[&[&str]]) -> ReadFault {
    read(&xlsx(rows)).unwrap_err()
}

fn arg<'f>(fault: &'f ReadFault, name: &str) -> &'f str {
    let found = fault.args.iter().find(|(n, _)| *n == name);
    found.map_or("", |(_, value)| value)
}

#[test]
fn the_header_is_found_under_title_rows_and_the_foot_is_passed_over() {
    let table = read(&xlsx(&[
        &["斗虎屯镇张李新村2023年收益分配公示"],
        &["", "", "", "单位：万元"],
        &["序号", " 户主\n姓名 ", "身份证号*", "分红金额", "备注"],
        &["1", "张三", "371502198101011234", "0.5", ""],
        &[],
        &["2", "李四", "371502198101011235", "0.25", "已领"],
        &["合计", "", "", "0.75"],
        &["公示期：1月22日至1月31日"],
        &["监督电话：12317"],
    ]))
    .unwrap();
    assert_eq!(table.header_rows, [3]);
    assert_eq!(table.rows.len(), 2);
    assert_eq!(told(&table, 0, "amount"), "5,000.00");
    assert_eq!(table.rows[1].number, 6);
    let why: Vec<SkipReason> = table.skipped.iter().map(|s| s.why).collect();
    assert_eq!(
        why,
        [SkipReason::Totals, SkipReason::Footer, SkipReason::Footer]
    );
    let extras: Vec<&str> = table.extras().map(|c| c.header.as_str()).collect();
    assert_eq!(extras, ["序号", "备注"]);
}

#[test]
fn group_headings_over_two_rows_are_joined() {
    let table = read(&xlsx(&[
        &["小额信贷台账"],
        &["基本情况", "", "原贷款情况", "", "扶贫小额信贷", "", "备注"],
        &[
            "户主姓名",
            "身份证号",
            "贷款金额",
            "余额",
            "贷款金额(万元)",
            "余额",
        ],
        &["张三", "371502198101011234", "1", "2", "3", "4", "x"],
    ]))
    .unwrap();
    assert_eq!(table.header_rows, [2, 3]);
    assert_eq!(told(&table, 0, "amount"), "30,000.00");
    let place = table.position("amount").unwrap();
    assert_eq!(table.columns[place].letter(), "E");
    assert_eq!(table.columns[place].header, "扶贫小额信贷/贷款金额(万元)");
    assert_eq!(table.columns[6].header, "备注");
}

#[test]
fn two_columns_of_one_name_are_named_by_their_cells() {
    let rows: &[&[&str]] = &[&["姓名", "身份证号", "证件号码"], &["张三", "1", "2"]];
    let fault = fault(rows);
    assert_eq!(fault.code, "column_twice");
    assert_eq!((arg(&fault, "first"), arg(&fault, "second")), ("B1", "C1"));
    let mapping = [("C".to_owned(), String::new())];
    let spec = Spec {
        mapping: &mapping,
        ..Spec::new(PEOPLE)
    };
    let table = read_table(&xlsx(rows), "f", &spec, &Limits::default()).unwrap();
    assert_eq!(told(&table, 0, "identity"), "1");
}

#[test]
fn a_chosen_mapping_wins_over_the_names() {
    let rows: &[&[&str]] = &[&["甲", "乙", "姓名"], &["张三", "1", "x"]];
    assert_eq!(fault(rows).code, "missing_columns");
    let mapping = [("a", "name"), ("B", "identity")].map(|(l, k)| (l.to_owned(), k.to_owned()));
    let spec = Spec {
        mapping: &mapping,
        ..Spec::new(PEOPLE)
    };
    let table = read_table(&xlsx(rows), "f", &spec, &Limits::default()).unwrap();
    assert_eq!(told(&table, 0, "name"), "张三");
    assert_eq!(told(&table, 0, "identity"), "1");
    let wrong = [("A".to_owned(), "nothing".to_owned())];
    let spec = Spec {
        mapping: &wrong,
        ..Spec::new(PEOPLE)
    };
    let fault = read_table(&xlsx(rows), "f", &spec, &Limits::default()).unwrap_err();
    assert_eq!(fault.code, "mapping_unknown");
}

#[test]
fn what_is_missing_is_told() {
    let fault_of = fault(&[&["姓名", "电话"], &["张三", "1"]]);
    assert_eq!(fault_of.code, "missing_columns");
    assert_eq!(arg(&fault_of, "columns"), "证件号码");
    assert_eq!(fault(&[&["甲", "乙"], &["1", "2"]]).code, "no_header");
    assert_eq!(fault(&[&["姓名", "身份证号"]]).code, "no_rows");
    let odd = fault(&[&["姓名", "身份证号", "分红金额(美元)"], &["张三", "1", "2"]]);
    assert_eq!((odd.code, arg(&odd, "cell")), ("unknown_unit", "C1"));
}

#[test]
fn the_first_visible_sheet_with_the_columns_is_read() {
    let mut book = Workbook::new();
    for (name, hidden, person) in [
        ("隐藏", true, "甲"),
        ("说明", false, ""),
        ("名单", false, "乙"),
        ("旧", false, "丙"),
    ] {
        let sheet = book.add_worksheet();
        sheet.set_name(name).unwrap().set_hidden(hidden);
        if person.is_empty() {
            sheet.write_string(0, 0, "填表说明").unwrap();
            sheet.set_active(true);
        } else {
            sheet.write_string(0, 0, "姓名").unwrap();
            sheet.write_string(0, 1, "身份证号").unwrap();
            sheet.write_string(1, 0, person).unwrap();
            sheet.write_string(1, 1, "1").unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    assert_eq!(read(&bytes).unwrap().sheet, "名单");
    let spec = Spec {
        sheet: Some("旧"),
        ..Spec::new(PEOPLE)
    };
    let table = read_table(&bytes, "f", &spec, &Limits::default()).unwrap();
    assert_eq!(told(&table, 0, "name"), "丙");
    let spec = Spec {
        sheet: Some("新"),
        ..Spec::new(PEOPLE)
    };
    let fault = read_table(&bytes, "f", &spec, &Limits::default()).unwrap_err();
    assert_eq!(fault.code, "no_such_sheet");
}

#[test]
fn true_numbers_dates_and_destroyed_digits_are_understood() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (c, head) in ["姓名", "身份证号", "享受人数", "日期", "分红金额", "年利率"]
        .iter()
        .enumerate()
    {
        sheet.write_string(0, c as u16, *head).unwrap();
    }
    let date = ExcelDateTime::from_ymd(2018, 12, 31).unwrap();
    let format = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write_string(1, 0, "张三").unwrap();
    sheet.write_number(1, 1, 371502198101011234.0).unwrap();
    sheet.write_number(1, 2, 3.0).unwrap();
    sheet
        .write_datetime_with_format(1, 3, &date, &format)
        .unwrap();
    sheet.write_number(1, 4, 1133.1 + 0.2).unwrap();
    sheet.write_number(1, 5, 0.0435).unwrap();
    sheet.write_boolean(2, 0, true).unwrap();
    sheet.write_number(2, 3, 44713.0).unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    let row = |i: usize| {
        ["name", "identity", "heads", "since", "amount", "rate"].map(|key| told(&table, i, key))
    };
    assert_eq!(
        row(0),
        [
            "张三",
            "!destroyed_by_excel",
            "3",
            "2018-12-31 Day",
            "1,133.30",
            "435bp"
        ]
    );
    assert_eq!(row(1)[0], "TRUE");
    assert_eq!(row(1)[3], "2022-06-01 Day");
    let problems = table.problems();
    assert_eq!(problems.len(), 1);
    assert_eq!(problems[0].cell(), "B2");
    assert_eq!(problems[0].locale_key(), "sheet-destroyed-by-excel");
}

#[test]
fn merged_household_cells_hold_for_the_rows_below() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let plain = Format::new();
    for (c, head) in ["户编号", "姓名", "身份证号"].iter().enumerate() {
        sheet.write_string(0, c as u16, *head).unwrap();
    }
    sheet.merge_range(1, 0, 2, 0, "37001", &plain).unwrap();
    for (r, name) in ["张三", "张小", "李四", "王五"].iter().enumerate() {
        sheet.write_string(r as u32 + 1, 1, *name).unwrap();
        sheet.write_string(r as u32 + 1, 2, "1").unwrap();
    }
    sheet.write_string(3, 0, "37002").unwrap();
    let table = read(&book.save_to_buffer().unwrap()).unwrap();
    let numbers: Vec<String> = (0..4).map(|i| told(&table, i, "household_no")).collect();
    // 王五 is outside every merged block: a guess there would move him into another household.
    assert_eq!(numbers, ["37001", "37001", "37002", "blank"]);
    let cell = table.cell(&table.rows[1], "household_no").unwrap();
    assert_eq!(cell.rule, Some(rule::FILLED_DOWN));
}

#[test]
fn the_header_repeated_on_each_page_is_no_person() {
    let table = read(&xlsx(&[
        &["姓名", "身份证号"],
        &["张三", "1"],
        &["姓名", "身份证号"],
        &["李四", "2"],
    ]))
    .unwrap();
    assert_eq!(table.rows.len(), 2);
    assert_eq!(table.skipped[0].why, SkipReason::HeaderAgain);
}

#[test]
fn an_ods_workbook_is_read_too() {
    let cell = |text: &str| {
        format!(
            r#"<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>"#
        )
    };
    let content = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><office:document-content
        xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
        xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
        xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>
        <table:table table:name="名单"><table:table-row>{}{}{}</table:table-row>
        <table:table-row>{}{}<table:table-cell office:value-type="date" office:date-value="2022-06-01"><text:p>2022-6-1</text:p></table:table-cell></table:table-row>
        </table:table></office:spreadsheet></office:body></office:document-content>"#,
        cell("姓名"),
        cell("身份证号"),
        cell("日期"),
        cell("张三"),
        cell("371502198101011234"),
    );
    let bytes = hostile::zipped(&[
        (
            "mimetype",
            b"application/vnd.oasis.opendocument.spreadsheet",
        ),
        ("content.xml", content.as_bytes()),
        ("META-INF/manifest.xml", b"<manifest:manifest/>"),
    ]);
    let table = read(&bytes).unwrap();
    assert_eq!(table.kind, FileKind::Ods);
    assert_eq!(told(&table, 0, "identity"), "371502198101011234");
    assert_eq!(told(&table, 0, "since"), "2022-06-01 Day");
}
