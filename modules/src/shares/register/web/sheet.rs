//! The register as a workbook: a 股权台账 for each class, which its import reads again; and the list of registers.

use super::doors::{day, registers, state};
use super::pages::{self, Names};
use crate::people::codes::RELATION_TO_HEAD;
use crate::shares::register::model::{Holder, written};
use crate::shares::register::plan_register::sheet_of;
use crate::shares::register::read::{ClassState, RegisterHolding, RegisterState};
use crate::shares::register::store;
use ::store::Tx;
use ::web::{Reply, Req};
use access::Code;
use kernel::{Date, Id, OrgId, Result, mask};
use sheets::{OutCell, OutColumn, OutKind, OutTable, write_xlsx};
use std::collections::BTreeMap;

/// The heads are those that the import reads, in Chinese in every language.
const HEADS: [(&str, OutKind); 9] = [
    ("户编号", OutKind::Identity),
    ("户主(与户主关系)", OutKind::Text),
    ("姓名", OutKind::Text),
    ("性别", OutKind::Text),
    ("身份证号", OutKind::Identity),
    ("人持股数", OutKind::Text),
    ("合计人数", OutKind::Integer),
    ("合计股数", OutKind::Text),
    ("备注", OutKind::Text),
];
/// Identity numbers never leave by this door.
const HIDDEN: &str = "******************";

/// Name, relation, sex of a person.
type Shown = BTreeMap<Id, (String, String, String)>;

pub(super) async fn export(req: Req) -> Result<Reply> {
    let (state, sees) = (state(&req).await?, req.sees_names());
    let (org, today, date) = (req.org(), req.ctx().today(), day(&req));
    let name = format!("{}.xlsx", state.register.name);
    let read = move |tx: &mut Tx| ledger(tx, org, &state, (date, today), sees);
    let tables = req.app.db.export_async(read).await?;
    Ok(Reply::xlsx(write_xlsx(&tables)?, name).private())
}

/// A sheet for each class of the register as of a day; names are masked for who may not see people.
pub(in crate::shares::register) fn ledger(
    tx: &mut Tx,
    org: OrgId,
    state: &RegisterState,
    (date, today): (Date, Date),
    sees: bool,
) -> Result<Vec<OutTable>> {
    let shown = |name: String| if sees { name } else { mask::name(&name) };
    let relations = access::codes(tx, RELATION_TO_HEAD, today)?;
    let mut names = store::shown_households(tx, org)?;
    for (_, head, _) in names.values_mut() {
        *head = shown(std::mem::take(head));
    }
    let mut persons = Shown::new();
    for holding in &state.households {
        // A household that has ended is on no list any more, but its dead still hold.
        let number = store::last_number(tx, org, holding.household)?;
        names.entry(holding.household).or_default().0 = number;
        for held in &holding.persons {
            let (name, relation, sex) = store::shown_person(tx, org, held.person)?;
            let told = (shown(name), word(&relations, &relation), sex);
            persons.insert(held.person, told);
        }
    }
    for (party, ..) in &state.others {
        let (name, ..) = store::shown_person(tx, org, *party)?;
        persons.insert(*party, (shown(name), String::new(), String::new()));
    }
    let title = format!("{} {date}", state.register.name);
    let mut tables: Vec<OutTable> = state
        .classes
        .iter()
        .map(|class| table(state, class, &names, &persons, &title))
        .collect();
    if tables.is_empty() {
        tables.push(sheet("股权台账".to_owned(), title, Vec::new(), None));
    }
    Ok(tables)
}

fn word(relations: &[Code], code: &str) -> String {
    let known = relations.iter().find(|relation| relation.code == code);
    known.map_or_else(|| code.to_owned(), |relation| relation.zh.clone())
}

fn text(value: impl Into<String>) -> OutCell {
    OutCell::Text(value.into())
}

fn sheet(
    name: String,
    title: String,
    rows: Vec<Vec<OutCell>>,
    totals: Option<Vec<OutCell>>,
) -> OutTable {
    OutTable {
        sheet: name,
        title: Some(title),
        columns: HEADS
            .iter()
            .map(|(head, kind)| OutColumn::new(*head, *kind))
            .collect(),
        rows,
        totals,
        landscape: true,
        ..OutTable::default()
    }
}

fn table(
    state: &RegisterState,
    class: &ClassState,
    names: &Names,
    persons: &Shown,
    title: &str,
) -> OutTable {
    let mut rows = Vec::new();
    let mut people = 0;
    let scale = class.class.scale;
    for holding in &state.households {
        let (number, head, _) = names.get(&holding.household).cloned().unwrap_or_default();
        let Some(total) = holding.shares.get(&class.class.id) else {
            continue;
        };
        let total = written(*total, scale);
        if class.class.holder == Holder::Household {
            let mut row = vec![text(number), text(head)];
            row.extend(vec![OutCell::Blank; 5]);
            row.extend([text(total), OutCell::Blank]);
            rows.push(row);
            continue;
        }
        people += rows_of(&mut rows, holding, class, (number, total), persons);
    }
    for (party, _, quantity) in state.others.iter().filter(|(_, c, _)| *c == class.class.id) {
        let name = match class.class.holder {
            Holder::Collective => state.register.entity.clone(),
            _ => persons.get(party).cloned().unwrap_or_default().0,
        };
        let mut row = vec![OutCell::Blank, OutCell::Blank, text(name)];
        row.extend([OutCell::Blank, OutCell::Blank]);
        row.push(text(written(*quantity, scale)));
        row.extend(vec![OutCell::Blank; 3]);
        rows.push(row);
    }
    let mut totals = vec![text("合计")];
    totals.extend(vec![OutCell::Blank; 5]);
    totals.push(OutCell::Integer(people));
    totals.extend([text(written(class.held, scale)), OutCell::Blank]);
    sheet(
        sheet_of(&class.class.name),
        title.to_owned(),
        rows,
        Some(totals),
    )
}

/// A row for each person, the household's sums in its first; answers how many.
fn rows_of(
    rows: &mut Vec<Vec<OutCell>>,
    holding: &RegisterHolding,
    class: &ClassState,
    (number, total): (String, String),
    persons: &Shown,
) -> i64 {
    let own: Vec<_> = holding
        .persons
        .iter()
        .filter(|held| held.class == class.class.id)
        .collect();
    let count = i64::try_from(own.len()).unwrap_or(i64::MAX);
    for (at, held) in own.iter().enumerate() {
        let (name, relation, sex) = persons.get(&held.person).cloned().unwrap_or_default();
        let sex = match sex.as_str() {
            "male" => "男",
            "female" => "女",
            _ => "",
        };
        let mut row = vec![
            text(number.clone()),
            text(relation),
            text(name),
            text(sex),
            text(HIDDEN),
            text(written(held.quantity, class.class.scale)),
        ];
        if at == 0 {
            row.extend([OutCell::Integer(count), text(total.clone())]);
        } else {
            row.extend([OutCell::Blank, OutCell::Blank]);
        }
        row.push(text(if held.is_deceased { "已去世" } else { "" }));
        rows.push(row);
    }
    count
}

/// The list of registers.
pub(super) async fn list(req: Req) -> Result<Reply> {
    let (found, words) = (registers(&req).await?, req.words());
    let heads = ["name", "unit", "entity", "management", "from"];
    let column = |name: &&str| {
        let kind = if *name == "from" {
            OutKind::Date
        } else {
            OutKind::Text
        };
        OutColumn::new(words.get(&format!("register-col-{name}")), kind)
    };
    let rows = found.into_iter().map(|(register, unit)| {
        let management = pages::management(words, &register);
        vec![
            text(register.name),
            text(unit),
            text(register.entity),
            text(management),
            OutCell::Date(register.from),
        ]
    });
    let table = OutTable {
        sheet: words.get("register-title"),
        columns: heads.iter().map(column).collect(),
        rows: rows.collect(),
        ..OutTable::default()
    };
    let name = format!("{}.xlsx", words.get("register-title"));
    Ok(Reply::xlsx(write_xlsx(&[table])?, name))
}
