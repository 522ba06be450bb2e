use super::*;

fn row(row: u32, code: &str, level: &str, name: &str, parent: &str) -> UnitRow {
    UnitRow {
        row,
        code: code.into(),
        level: level.into(),
        name: name.into(),
        parent: parent.into(),
    }
}

fn told(plan: &UnitPlan) -> Vec<String> {
    plan.problems
        .iter()
        .map(|p| format!("{} {} {}", p.row, p.field, p.code))
        .collect()
}

#[test]
fn each_fault_of_a_row_is_named_by_its_cell() {
    let root = row(2, "370000000000", "province", "山东省", "");
    let cases: &[(UnitRow, &[&str])] = &[
        (
            row(3, "37150000000", "prefecture", "聊城市", "370000000000"),
            &["3 code unit_code_not_12_digits"],
        ),
        (
            row(3, "371500000000", "somewhere", "聊城市", "370000000000"),
            &["3 level unit_unknown_level"],
        ),
        (
            row(3, "371500000000", "县级", "聊城市", "370000000000"),
            &["3 level unit_wrong_level"],
        ),
        (
            row(3, "371500000000", "地级", " ", "370000000000"),
            &["3 name unit_name_empty"],
        ),
        (
            row(3, "371500000000", "地级", "聊城市", "380000000000"),
            &["3 parent unit_unknown_parent"],
        ),
        (
            row(3, "380000000000", "省", "某省", "370000000000"),
            &["3 parent unit_parent_not_above"],
        ),
        (
            row(3, "370000000000", "省", "山东省", ""),
            &["2 code unit_code_twice", "3 code unit_code_twice"],
        ),
        (
            row(3, "371500000000", "地级", "聊城市", "370000000000"),
            &[],
        ),
    ];
    for (case, expected) in cases {
        assert_eq!(
            told(&compare(&[root.clone(), case.clone()], &[])),
            *expected,
            "{case:?}"
        );
    }
}

#[test]
fn what_hangs_on_a_row_set_aside_is_set_aside_too() {
    let rows = [
        row(2, "370000000000", "province", "山东省", "36"),
        row(3, "371500000000", "prefecture", "聊城市", "370000000000"),
        row(4, "371502000000", "county", "东昌府区", "371500000000"),
    ];
    let plan = compare(&rows, &[]);
    assert_eq!(plan.set_aside, 3);
    assert!(plan.added.is_empty());
}

#[test]
fn a_parent_may_be_another_than_the_code_says() {
    let rows = [
        row(2, "370000000000", "省", "山东省", ""),
        row(
            3,
            "371571000000",
            "县级",
            "聊城经济技术开发区",
            "370000000000",
        ),
        row(4, "371502010000", "街道", "蒋官屯街道", "371571000000"),
    ];
    let plan = compare(&rows, &[]);
    assert_eq!((plan.added.len(), plan.set_aside), (3, 0));
}
