//! The pages of an import with an invented file.

use super::view::{preview_view, unread_view};
use super::*;
use kernel::Date;

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let row = |row: u32, code: &str, level: &str, name: &str, parent: &str| UnitRow {
        row,
        code: code.into(),
        level: level.into(),
        name: name.into(),
        parent: parent.into(),
    };
    let mut rows = vec![
        row(2, "371502000000", "county", "东昌府区", ""),
        row(3, "37150210400", "township", "斗虎屯镇", "371502000000"),
        row(4, "371502104268", "hamlet", "张李新村", "371502104000"),
        row(5, "371502104268", "village", "", "371502104000"),
        row(6, "371502105000", "township", "堂邑镇", "371599000000"),
        row(7, "370000000000", "province", "山东省", "371502000000"),
        row(8, "371502106000", "village", "梁水镇", "371502000000"),
    ];
    let plan = access::units::compare(&rows, &[]);
    let raw = |field: &str, row: &UnitRow| match field {
        "code" => row.code.clone(),
        "level" => row.level.clone(),
        "name" => row.name.clone(),
        _ => row.parent.clone(),
    };
    let problems = plan
        .problems
        .iter()
        .filter_map(|p| {
            let at = ["code", "level", "name", "parent"]
                .iter()
                .position(|f| *f == p.field)?;
            let row = rows.iter().find(|r| r.row == p.row)?;
            Some(Problem {
                row: p.row,
                column: u16::try_from(at).ok(),
                header: p.field.to_owned(),
                code: p.code,
                raw: raw(p.field, row),
                args: Vec::new(),
            })
        })
        .collect();
    let columns = ["code", "level", "name", "parent"]
        .iter()
        .zip(["A", "B", "C", "D"])
        .map(|(key, letter)| (letter.to_owned(), (*key).to_owned(), (*key).to_owned()))
        .collect();
    let count = rows.len();
    let preview = Preview {
        id: Id(5),
        file: "区划.xlsx".into(),
        plan,
        rows: count,
        columns,
        problems,
        again: true,
    };
    rows.truncate(0);
    let nothing = Preview {
        id: Id(6),
        file: "区划.csv".into(),
        plan: UnitPlan {
            unchanged: 4,
            ..UnitPlan::default()
        },
        rows: 4,
        columns: vec![],
        problems: vec![],
        again: false,
    };
    let today = Date::of_micros(1_659_000_000_000_000);
    let fault = read_units("a,b\n1,2\n".as_bytes(), "区划.csv", &[]).err();
    let missing = Again::sample("", vec![FieldError::new("file", "file_missing")]);
    let title = words.get("page-units-preview");
    let mut all = vec![
        (
            "units-import",
            form_view(frame(&words.get("page-units-import")), &missing),
        ),
        (
            "units-preview",
            preview_view(frame(&title), &preview, &Again::default(), today),
        ),
        (
            "units-preview-nothing",
            preview_view(frame(&title), &nothing, &Again::default(), today),
        ),
    ];
    all.extend(fault.map(|fault| ("units-unread", unread_view(frame(&title), Id(7), &fault))));
    all
}
