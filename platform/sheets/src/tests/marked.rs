//! Faulty rows go out as a marked file and come back mended.

use super::*;

fn labels() -> MarkLabels {
    MarkLabels {
        sheet: "问题".to_owned(),
        problem: "问题".to_owned(),
    }
}

fn marked(table: &Table, problems: &[Problem]) -> Vec<u8> {
    mark_faulty(table, problems, &labels(), |p| format!("词：{}", p.code)).unwrap()
}

#[test]
fn a_marked_file_holds_the_faulty_rows_and_can_be_read_again() {
    let table = read(&xlsx(&[
        &["公示表"],
        &["单位：万元"],
        &["户编号", "姓名", "身份证号", "", "分红金额", "备注"],
        &["37001", "张三", "371502198101011234", "", "0.5", "好"],
        &["", "张小", "3.71502E+17", "", "免", "差"],
        &["37002", "李四", "371502198101011235", "", "1", ""],
    ]))
    .unwrap();
    let mut problems = table.problems();
    assert_eq!(problems.len(), 2);
    problems.push(table.problem_at(&table.rows[1], "village", Fault::new("people.no_village")));
    let again = read(&marked(&table, &problems)).unwrap();
    assert_eq!(again.rows.len(), 1);
    assert_eq!(told(&again, 0, "household_no"), "37001");
    assert_eq!(told(&again, 0, "identity"), "!destroyed_by_excel");
    let amount = again.position("amount").unwrap();
    assert_eq!(again.columns[amount].header, "分红金额(万元)");
    assert_eq!(again.columns[amount].unit, Some(MoneyUnit::TenThousandYuan));
    assert_eq!(again.columns[amount].letter(), "E");
    let last = again.columns.last().unwrap();
    assert_eq!(
        (last.header.as_str(), last.letter().as_str()),
        ("问题", "G")
    );
    let words = &again.rows[0].cells.last().unwrap().raw;
    assert_eq!(
        words,
        "身份证号：词：destroyed_by_excel\n分红金额：词：not_money\n词：people.no_village"
    );
    // Handed in unmended, it is marked anew, and there is still one column of problems.
    let third = read(&marked(&again, &again.problems())).unwrap();
    assert_eq!(third.columns.len(), again.columns.len());
}

#[test]
fn a_split_header_comes_back_in_one_row_with_the_same_meaning() {
    let table = read(&xlsx(&[
        &["基本情况", "", "原贷款情况", "扶贫小额信贷"],
        &["姓名", "身份证号", "贷款金额", "贷款金额(万元)"],
        &["张三", "1", "7", "x"],
    ]))
    .unwrap();
    let again = read(&marked(&table, &table.problems())).unwrap();
    assert_eq!(again.header_rows, [1]);
    assert_eq!(told(&again, 0, "amount"), "!not_money");
    assert_eq!(told(&again, 0, "name"), "张三");
}
