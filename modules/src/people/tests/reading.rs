//! Lists as they come in, each with the mistake that gave it its name.

use crate::people::codes::Codes;
use crate::people::columns::COLUMNS;
use crate::people::model::{ListOptions, Reading};
use crate::people::read_list::read_list;
use crate::people::villages::{Village, Villages};
use kernel::{Date, Id};
use sheets::{Limits, OutCell, OutColumn, OutKind, OutTable, Spec, Table};
use testkit::cast;

pub(super) fn villages() -> Villages {
    let village = |id, code: &str, name: &str| Village {
        id: Id(id),
        code: code.into(),
        name: name.into(),
        township: "斗虎屯镇".into(),
    };
    Villages::new(vec![
        village(1, "371502104200", "斗虎屯村村民委员会"),
        village(2, "371502104268", "张李新村村民委员会"),
    ])
}

pub(super) fn options() -> ListOptions {
    ListOptions {
        as_of: Date::new(2022, 7, 31).unwrap(),
        village: None,
        no_identity_reason: None,
    }
}

fn table(bytes: &[u8]) -> Table {
    sheets::read_table(bytes, "名单", &Spec::new(COLUMNS), &Limits::default()).unwrap()
}

fn read(bytes: &[u8]) -> Reading {
    read_list(&table(bytes), &villages(), &Codes::built_in(), &options())
}

/// A list as CSV: `%0` is the identity number of the cast's first person, and so on.
fn csv(header: &str, rows: &[&str]) -> Vec<u8> {
    let mut text = format!("{header}\n{}\n", rows.join("\n"));
    for number in (0..10).rev() {
        text = text.replace(&format!("%{number}"), &cast::person(number).identity);
    }
    text.into_bytes()
}

pub(super) fn told(reading: &Reading) -> String {
    let households: Vec<String> = reading
        .households
        .iter()
        .map(|h| {
            let members: Vec<String> = h
                .members
                .iter()
                .map(|m| format!("{}({})", m.record.name, m.relation))
                .collect();
            let statuses: Vec<String> = h
                .statuses
                .iter()
                .map(|s| {
                    let day = |date: Option<Date>| date.map(|d| d.to_string()).unwrap_or_default();
                    format!("{}[{}..{}]", s.code, day(s.from), day(s.to))
                })
                .collect();
            format!(
                "{}@{}: {} {}",
                h.number.as_deref().unwrap_or("-"),
                h.unit,
                members.join(" "),
                statuses.join(" ")
            )
        })
        .map(|line| line.trim().to_owned())
        .collect();
    households.join("; ")
}

pub(super) fn faults(problems: &[sheets::Problem]) -> String {
    let each: Vec<String> = problems
        .iter()
        .map(|p| format!("{} {}", p.cell(), p.code))
        .collect();
    each.join(", ")
}

const HEADER: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型,首次识别时间";

#[test]
fn a_list_is_read_as_households() {
    let reading = read(&csv(
        HEADER,
        &[
            "H1,斗虎屯村,张守田,%0,户主,脱贫户,2014.12",
            "H1,斗虎屯村,李秋禾,%1,配偶,脱贫户,2014.12",
            "H2,张李新村,王石桥,%2,户主,一般农户,",
        ],
    ));
    assert_eq!(
        told(&reading),
        "H1@1: 张守田(head) 李秋禾(spouse) relieved[2014-12-01..]; H2@2: 王石桥(head) ordinary[..]"
    );
    assert_eq!(
        (faults(&reading.errors), faults(&reading.warnings)),
        (String::new(), String::new())
    );
    let head = &reading.households[0].members[0];
    assert_eq!(head.sex, Some("male"));
    assert_eq!(
        head.birth_year,
        Some(i64::from(cast::person(0).birth.year()))
    );
}

#[test]
fn each_mistake_is_named_and_takes_its_household_aside() {
    let check = |rows: &[&str], errors: &str, kept: usize| {
        let reading = read(&csv(HEADER, rows));
        assert_eq!(
            (faults(&reading.errors), reading.households.len()),
            (errors.to_owned(), kept),
            "{rows:?}"
        );
    };
    check(
        &["H1,斗虎屯村,张守田,371502194001019990,户主,,"],
        "D2 identity_wrong_check",
        0,
    );
    check(
        &["H1,斗虎屯村,张守田,37150219400101000,户主,,"],
        "D2 identity_wrong_length",
        0,
    );
    check(
        &["H1,斗虎屯村,张守田,371502194001010000,户主,,"],
        "D2 destroyed_by_excel",
        0,
    );
    check(
        &["H1,斗虎屯村,张守田,3.71502E+17,户主,,"],
        "D2 destroyed_by_excel",
        0,
    );
    check(&["H1,斗虎屯村,张守田,,户主,,"], "D2 people.no_identity", 0);
    check(
        &["H1,斗虎屯村,,%0,户主,脱贫户,2014"],
        "C2 people.no_name",
        0,
    );
    check(&["H1,张李村,张守田,%0,户主,,"], "B2 people.village_near", 0);
    check(
        &["H1,乐山,张守田,%0,户主,,"],
        "B2 people.village_unknown",
        0,
    );
    check(&["H1,斗虎屯村,张守田,%0,之子,,"], "E2 people.no_head", 0);
    check(&["H1,斗虎屯村,张守田,%0,户主,,不详"], "G2 not_a_date", 0);
    check(
        &[
            "H1,斗虎屯村,张守田,%0,户主,,",
            "H2,斗虎屯村,李秋禾,%0,户主,,",
        ],
        "D2 people.identity_twice, D3 people.identity_twice",
        0,
    );
    check(
        &[
            "H1,斗虎屯村,张守田,%0,户主,,",
            "H1,张李新村,李秋禾,%1,配偶,,",
        ],
        "2 people.household_set_aside, B3 people.two_villages",
        0,
    );
}

#[test]
fn two_households_with_one_number_are_both_set_aside() {
    let reading = read(&csv(
        HEADER,
        &[
            "H1,斗虎屯村,张守田,%0,户主,,",
            "H1,斗虎屯村,王石桥,%2,户主,,",
            "H2,斗虎屯村,赵麦香,%3,户主,,",
        ],
    ));
    assert_eq!(
        faults(&reading.errors),
        "2 people.household_set_aside, E3 people.two_heads"
    );
    assert_eq!(told(&reading), "H2@1: 赵麦香(head)");
    assert_eq!(
        reading.set_aside.iter().copied().collect::<Vec<_>>(),
        [2, 3]
    );
}

#[test]
fn a_person_without_a_number_is_taken_with_a_reason() {
    let header = "户编号,村,姓名,证件号码,无证件号码原因,与户主关系";
    let check = |row: &str, reason: Option<&str>| {
        let reading = read(&csv(header, &["H1,斗虎屯村,张守田,%0,,户主", row]));
        let found = reading
            .households
            .first()
            .and_then(|h| h.members.get(1))
            .and_then(|m| m.no_identity_reason.clone());
        assert_eq!(
            found.as_deref(),
            reason,
            "{row} {}",
            faults(&reading.errors)
        );
    };
    check("H1,斗虎屯村,张小苗,,新生儿,之女", Some("newborn"));
    check("H1,斗虎屯村,张小苗,新生儿未落户,,之女", Some("newborn"));
    check("H1,斗虎屯村,张小苗,无,,之女", Some("unknown"));
    check("H1,斗虎屯村,张小苗,,,之女", None);
    check("H1,斗虎屯村,张小苗,,随便,之女", None);
}

#[test]
fn without_a_number_column_each_head_begins_a_household() {
    let header = "村,姓名,证件号码,与户主关系,家庭人口";
    let reading = read(&csv(
        header,
        &[
            "斗虎屯村,张守田,%0,户主,2",
            "斗虎屯村,李秋禾,%1,妻,2",
            "张李新村,王石桥,%2,户主,3",
        ],
    ));
    assert_eq!(
        told(&reading),
        "-@1: 张守田(head) 李秋禾(spouse); -@2: 王石桥(head)"
    );
    assert_eq!(faults(&reading.warnings), "E4 people.count_differs");
    let reading = read(&csv(
        header,
        &["斗虎屯村,李秋禾,%1,妻,1", "斗虎屯村,张守田,%0,户主,1"],
    ));
    assert_eq!(faults(&reading.errors), "D2 people.no_head");
}

#[test]
fn full_width_digits_spaces_and_phones_are_read() {
    let full = |text: &str| -> String {
        text.chars()
            .map(|c| char::from_u32(c as u32 + 0xfee0).unwrap_or(c))
            .collect()
    };
    let identity = full(&cast::person(0).identity);
    let row = format!("Ｈ１,斗虎屯村,张　守田,{identity},户主,１３８ ０００１ ２３４５");
    let reading = read(&csv("户编号,村,姓名,身份证号,与户主关系,联系电话", &[&row]));
    assert_eq!(told(&reading), "H1@1: 张守田(head)");
    let record = &reading.households[0].members[0].record;
    assert_eq!(record.identity, Some(cast::person(0).identity));
    assert_eq!(record.phone.as_deref(), Some("13800012345"));
    let reading = read(&csv(
        "户编号,村,姓名,身份证号,与户主关系,联系电话",
        &["H1,斗虎屯村,张守田,%0,户主,1380001"],
    ));
    assert_eq!(
        (reading.households.len(), faults(&reading.warnings)),
        (1, String::new())
    );
    let reading = read(&csv(
        "户编号,村,姓名,身份证号,与户主关系,联系电话",
        &["H1,斗虎屯村,张守田,%0,户主,138000123456"],
    ));
    assert_eq!(
        (reading.households.len(), faults(&reading.warnings).as_str()),
        (1, "F2 not_a_phone")
    );
}

#[test]
fn monitoring_ends_when_the_risk_is_removed() {
    let header =
        "户编号,村,姓名,证件号码,与户主关系,监测对象类别,识别监测时间,风险是否已消除,消除监测时间";
    let check = |rest: &str, expected: &str, warnings: &str| {
        let reading = read(&csv(
            header,
            &[&format!("H1,斗虎屯村,张守田,%0,户主,{rest}")],
        ));
        let told = told(&reading);
        let statuses = told.strip_prefix("H1@1: 张守田(head)").unwrap().trim();
        assert_eq!(
            (statuses, faults(&reading.warnings).as_str()),
            (expected, warnings),
            "{rest}"
        );
    };
    check("边缘易致贫户,202106,否,", "marginal[2021-06-01..]", "");
    check(
        "边缘易致贫户,2021年6月,是,202203",
        "marginal[2021-06-01..2022-03-01]",
        "",
    );
    check(
        "边缘易致贫户,202106,是,",
        "marginal[2021-06-01..2022-07-31]",
        "H2 people.removed_without_date",
    );
    check(
        "边缘易致贫户,202206,是,202103",
        "marginal[2022-06-01..]",
        "I2 people.removed_before_found",
    );
    check("无,,,", "", "");
    check("特殊户,,,", "", "F2 people.status_unknown");
}

#[test]
fn a_workbook_with_title_rows_and_serial_dates_is_read() {
    let text = |text: &str| OutCell::Text(text.to_owned());
    let person = cast::person(0);
    let out = OutTable {
        title: Some("斗虎屯镇已脱贫人口名单".into()),
        notes: vec!["数据日期：2022-07-31".into()],
        columns: [
            "户编号",
            "行政村",
            "姓名",
            "证件号码",
            "与户主关系",
            "户类型",
            "首次识别时间",
        ]
        .map(|header| {
            OutColumn::new(
                header,
                if header == "首次识别时间" {
                    OutKind::Date
                } else {
                    OutKind::Text
                },
            )
        })
        .to_vec(),
        rows: vec![vec![
            text("H1"),
            text("斗虎屯"),
            text(&person.name),
            text(&person.identity),
            text("户主"),
            text("脱贫户"),
            OutCell::Date(Date::new(2014, 12, 31).unwrap()),
        ]],
        ..OutTable::default()
    };
    let bytes = sheets::write_xlsx(&[out]).unwrap();
    assert_eq!(table(&bytes).header_rows, [3]);
    assert_eq!(
        told(&read(&bytes)),
        "H1@1: 张守田(head) relieved[2014-12-31..]"
    );
}

#[test]
fn a_gbk_csv_with_a_title_row_is_read() {
    let reading = read(include_bytes!("gbk.csv"));
    assert_eq!(
        told(&reading),
        "371502104200001@1: 麻春生(head) 苑秋芳(spouse)"
    );
}
