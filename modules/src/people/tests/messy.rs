//! Lists as they lie on a township's desk, read from the files of this folder (`make.py` makes them).
//! Every one says the same three households; what differs is how badly it is kept.

use super::reading::{faults, options, told, villages};
use crate::people::codes::Codes;
use crate::people::columns::COLUMNS;
use crate::people::model::Reading;
use crate::people::read_list::read_list;
use sheets::{Limits, SkipReason, Spec, Table};

const RELIEVED: &str =
    "3715020001@1: 郑禾生(head) 吴秋穗(spouse) 郑小麦(son) relieved[2014-12-01..]";
const ALONE: &str = "3715020002@2: 孟石桥(head) relieved[2015-12-01..]";
const ORDINARY: &str = "3715020003@2: 钱二柱(head) 冯春杏(spouse) ordinary[..]";

fn all_three() -> String {
    [RELIEVED, ALONE, ORDINARY].join("; ")
}

fn read(name: &str) -> (Table, Reading) {
    let path = format!(
        "{}/src/people/tests/messy/{name}",
        env!("CARGO_MANIFEST_DIR")
    );
    let bytes = std::fs::read(path).unwrap();
    let table = sheets::read_table(&bytes, name, &Spec::new(COLUMNS), &Limits::default()).unwrap();
    let reading = read_list(&table, &villages(), &Codes::built_in(), &options());
    (table, reading)
}

/// The file says the three households and nothing is wrong in it.
fn check(name: &str) -> Table {
    let (table, reading) = read(name);
    assert_eq!(
        (told(&reading), faults(&reading.errors)),
        (all_three(), String::new()),
        "{name}"
    );
    table
}

#[test]
fn last_years_list_on_a_hidden_sheet_is_not_this_years() {
    assert_eq!(check("hidden.xlsx").sheet, "名单");
}

#[test]
fn totals_in_the_data_are_nobody() {
    let table = check("totals.xlsx");
    let passed: Vec<SkipReason> = table.skipped.iter().map(|row| row.why).collect();
    use SkipReason::{Footer, HeaderAgain, Totals};
    assert_eq!(
        passed,
        [Totals, HeaderAgain, Totals, Totals, Footer, Footer]
    );
}

#[test]
fn two_header_rows_are_one_header() {
    let (table, reading) = read("two_headers.xlsx");
    assert_eq!(table.header_rows, [2, 3]);
    let watched = ALONE.to_owned() + " unstable[2022-03-01..]";
    assert_eq!(told(&reading), [RELIEVED, &watched, ORDINARY].join("; "));
    assert_eq!(faults(&reading.errors), "");
}

#[test]
fn merged_cells_hold_for_every_row_under_them() {
    check("merged.xlsx");
}

#[test]
fn a_csv_of_old_windows_is_read() {
    check("gbk.csv");
}

#[test]
fn an_old_workbook_is_read_and_the_number_that_excel_spoiled_is_named() {
    let (_, reading) = read("old.xls");
    assert_eq!(faults(&reading.errors), "D6 destroyed_by_excel");
    assert_eq!(told(&reading), [RELIEVED, ORDINARY].join("; "));
}

#[test]
fn full_width_signs_mean_what_they_look_like() {
    check("full_width.xlsx");
}
