//! Stories about files as they come in. Fixtures are made here, people are invented.

mod asking;
mod csv_files;
mod hostile;
mod marked;
mod values;
mod workbooks;
mod written;

use crate::*;
use rust_xlsxwriter::Workbook;

pub(crate) const PEOPLE: &[Column] = &[
    Column::new("household_no", &["户编号", "家庭编号"], Kind::Code).fill_down(),
    Column::new("village", &["行政村", "村", "村名"], Kind::Text).fill_down(),
    Column::new("name", &["姓名", "户主姓名"], Kind::Text).required(),
    Column::new(
        "identity",
        &["证件号码", "身份证号", "身份证号码"],
        Kind::Identity,
    )
    .required(),
    Column::new("heads", &["享受人数", "人数"], Kind::Count),
    Column::new("since", &["首次识别时间", "日期"], Kind::Date),
    Column::new(
        "amount",
        &["分红金额", "扶贫小额信贷/贷款金额"],
        Kind::Money(MoneyUnit::Yuan),
    ),
    Column::new("rate", &["年利率"], Kind::Percent),
];

/// Seven columns of text at most; every cell a string.
pub(crate) fn xlsx(rows: &[&[&str]]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (r, row) in rows.iter().enumerate() {
        for (c, text) in row.iter().enumerate() {
            if !text.is_empty() {
                sheet.write_string(r as u32, c as u16, *text).unwrap();
            }
        }
    }
    book.save_to_buffer().unwrap()
}

pub(crate) fn read(bytes: &[u8]) -> Result<Table, ReadFault> {
    read_table(bytes, "名单.xlsx", &Spec::new(PEOPLE), &Limits::default())
}

/// One cell as `raw -> value`, or `raw !code`.
pub(crate) fn told(table: &Table, row: usize, key: &str) -> String {
    let cell = table.cell(&table.rows[row], key).unwrap();
    match (&cell.value, &cell.fault) {
        (_, Some(fault)) => format!("!{}", fault.code),
        (None, None) => "blank".to_owned(),
        (Some(CellValue::Text(text)), _) => text.clone(),
        (Some(CellValue::Date(date, precision)), _) => format!("{date} {precision:?}"),
        (Some(CellValue::Money(fen)), _) => fen.to_string(),
        (Some(CellValue::Number(number)), _) => number.to_string(),
        (Some(CellValue::BasisPoints(points)), _) => format!("{points}bp"),
    }
}

#[test]
fn columns_are_lettered_as_in_excel() {
    for (index, letters) in [
        (0, "A"),
        (25, "Z"),
        (26, "AA"),
        (701, "ZZ"),
        (16_383, "XFD"),
    ] {
        assert_eq!(column_letter(index), letters);
        assert_eq!(column_index(letters), Some(index));
    }
    for nothing in ["", "4", "XFE", "AAAA", "户"] {
        assert_eq!(column_index(nothing), None);
    }
}
