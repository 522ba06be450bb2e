//! The workbook comes back as it was written, and every fault is told by its cell.

use super::world::{desk, plan, units};
use crate::campaigns::workbook::{self, Read, tables};
use kernel::Id;
use sheets::{OutCell, OutTable, write_xlsx};

fn read(tables: &[OutTable]) -> Read {
    let bytes = write_xlsx(tables).unwrap();
    workbook::read(&bytes, "方案.xlsx", &desk(), &units()).unwrap()
}

#[test]
fn what_is_written_is_read_again() {
    let read = read(&tables(&plan()));
    assert!(
        read.problems.is_empty() && read.unread.is_empty(),
        "{read:?}"
    );
    assert_eq!(read.plan, Some(plan()));
}

#[test]
fn the_template_is_a_campaign_that_can_begin_as_it_is() {
    let example = workbook::example((desk().id, &desk().name), &units(), plan().first);
    assert_eq!(
        (example.items.len(), example.days(), example.villages.len()),
        (9, 100, 4)
    );
    let read = read(&tables(&example));
    assert!(
        read.problems.is_empty() && read.unread.is_empty(),
        "{read:?}"
    );
    assert_eq!(read.plan, Some(example));
}

/// Sheet, row from 1 below the head, column from 0, what stands there, and which fault is told where.
#[test]
fn every_fault_is_told_by_sheet_and_cell() {
    let text = |text: &str| OutCell::text(text);
    let cases: Vec<(usize, usize, usize, OutCell, &str)> = vec![
        (0, 1, 0, text(""), "专项行动!A2 empty"),
        (0, 1, 1, text("五月"), "专项行动!B2 not_a_date"),
        (0, 1, 1, text("2022-05"), "专项行动!B2 campaign_not_a_day"),
        (
            0,
            1,
            2,
            text("2021-05-01"),
            "专项行动!C2 campaign_ends_first",
        ),
        (0, 1, 3, text("很多"), "专项行动!D2 campaign_not_points"),
        (0, 1, 3, text("10"), "专项行动!D2 campaign_more_than_full"),
        (
            0,
            1,
            4,
            OutCell::Integer(0),
            "专项行动!E2 campaign_out_of_range",
        ),
        (
            0,
            1,
            5,
            OutCell::Integer(11),
            "专项行动!F2 campaign_out_of_range",
        ),
        (1, 1, 0, text(""), "检查项目!A2 empty"),
        (1, 2, 0, text("三大堆"), "检查项目!A3 campaign_twice"),
        (1, 1, 1, text("清理"), "检查项目!B2 campaign_unknown_word"),
        (1, 3, 2, text("三线"), "检查项目!C4 campaign_unknown_word"),
        (1, 1, 3, text("0.25"), "检查项目!D2 campaign_not_points"),
        (1, 1, 4, text("0.5"), "检查项目!E2 campaign_cap_below"),
        (1, 1, 5, text("录像"), "检查项目!F2 campaign_unknown_word"),
        (
            2,
            1,
            0,
            text("没有的村"),
            "村庄!A2 campaign_unknown_village",
        ),
        (2, 2, 0, text("前溪村"), "村庄!A3 campaign_twice"),
        (2, 4, 1, text(""), "村庄!B5 empty"),
        (2, 1, 2, text("试点"), "村庄!C2 campaign_unknown_word"),
        (2, 1, 3, text("三百"), "村庄!D2 not_a_count"),
        (3, 1, 0, text("自来水"), "三线产权!A2 campaign_unknown_word"),
        (3, 2, 0, text("电力"), "三线产权!A3 campaign_twice"),
        (3, 1, 1, text(""), "三线产权!B2 empty"),
        (
            3,
            3,
            2,
            text("没有的单位"),
            "三线产权!C4 campaign_unknown_unit",
        ),
        (4, 2, 0, OutCell::Integer(3), "轮次!A3 campaign_round_order"),
        (
            4,
            1,
            1,
            text("2022-04-30"),
            "轮次!B2 campaign_round_outside",
        ),
        (
            4,
            2,
            1,
            text("2022-05-12"),
            "轮次!B3 campaign_rounds_overlap",
        ),
        (4, 1, 2, text("2022-05-09"), "轮次!C2 campaign_ends_first"),
        (
            4,
            2,
            2,
            text("2022-08-09"),
            "轮次!B3 campaign_round_outside",
        ),
    ];
    for (sheet, row, column, cell, expected) in cases {
        let mut all = tables(&plan());
        all[sheet].rows[row - 1][column] = cell.clone();
        let read = read(&all);
        let told: Vec<String> = read
            .problems
            .iter()
            .map(|one| format!("{}!{} {}", one.sheet, one.problem.cell(), one.problem.code))
            .collect();
        assert!(read.plan.is_none(), "{expected}: {cell:?}");
        assert!(
            told.iter().any(|told| told == expected),
            "{expected} is told: {told:?}"
        );
        assert!(told.len() <= 2, "{expected} and little else: {told:?}");
    }
}

#[test]
fn faults_of_all_sheets_are_told_together() {
    let mut all = tables(&plan());
    all[0].rows.push(all[0].rows[0].clone());
    all[1].rows[0][3] = OutCell::text("半分");
    all[2].rows[0][0] = OutCell::text("不知道");
    all[3].rows.remove(2);
    all[4].rows[0][4] = OutCell::Integer(0);
    all[4].rows[0][5] = OutCell::Integer(0);
    all[2].rows[1][3] = OutCell::Blank;
    all[2].rows[1][4] = OutCell::Blank;
    let read = read(&all);
    let told: Vec<&str> = read.problems.iter().map(|one| one.problem.code).collect();
    assert_eq!(
        told,
        [
            "campaign_more_rows",
            "campaign_not_points",
            "campaign_unknown_village",
            "campaign_too_few_places",
            "campaign_line_missing",
            "campaign_looks_nowhere",
        ]
    );
}

#[test]
fn a_sheet_that_is_missing_is_told_by_its_name_unless_nothing_needs_it() {
    let all = tables(&plan());
    let without = |gone: usize| {
        let mut all = all.to_vec();
        all.remove(gone);
        read(&all)
    };
    for (gone, name) in ["专项行动", "检查项目", "村庄", "三线产权", "轮次"]
        .into_iter()
        .enumerate()
    {
        let read = without(gone);
        let told: Vec<&str> = read.unread.iter().map(|one| one.sheet).collect();
        assert_eq!((read.plan, told), (None, vec![name]));
    }
    // No item is a line.
    let mut all = all.to_vec();
    all.remove(3);
    all[1].rows[1][2] = OutCell::text("否");
    let plan = read(&all).plan.unwrap();
    assert!(plan.lines.is_empty() && plan.villages.iter().all(|village| village.unit != Id(0)));
}

#[test]
fn what_is_no_workbook_is_told_once() {
    let fault = workbook::read(b"PK\x03\x04 torn", "方案.xlsx", &desk(), &units()).unwrap_err();
    assert_eq!(fault.code, "broken_file");
    assert_eq!(
        workbook::read(b"", "方案.xlsx", &desk(), &units())
            .unwrap_err()
            .code,
        "empty_file"
    );
}
