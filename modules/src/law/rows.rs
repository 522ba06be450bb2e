//! A row of many that are entered at once, on a page or in a workbook: a consultation that was answered, or a talk that was held,
//! as the steps of a case.

use super::posts;
use ::store::Tx;
use access::{Right, Unit, units};
use cases::bring_in::{Brought, BroughtStep};
use cases::event::{Patch, Value};
use kernel::{Ctx, Date, Id, Result};
use sheets::{
    CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row as SheetRow, Spec, Table,
};
use std::collections::BTreeMap;

/// What the rows are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    Advice,
    Talk,
}

impl What {
    /// Of its case type.
    pub fn code(self) -> &'static str {
        match self {
            What::Advice => "legal_advice",
            What::Talk => "law_talk",
        }
    }

    /// What its numbers begin with.
    pub fn prefix(self) -> &'static str {
        match self {
            What::Advice => "LA",
            What::Talk => "LT",
        }
    }

    /// The word in its addresses and locale keys.
    pub fn word(self) -> &'static str {
        match self {
            What::Advice => "advice",
            What::Talk => "talks",
        }
    }

    pub fn columns(self) -> &'static [Column] {
        match self {
            What::Advice => ADVICE,
            What::Talk => TALKS,
        }
    }

    /// Most that the number of a row may be, as its type says.
    pub fn most(self) -> i64 {
        match self {
            What::Advice => 200,
            What::Talk => 5_000,
        }
    }
}

const UNITS: &[&str] = &["社区", "社区（村）", "村（社区）", "村居", "行政村", "单位"];

const ADVICE: &[Column] = &[
    Column::new("day", &["咨询日期", "日期", "咨询时间"], Kind::Date)
        .required()
        .fill_down(),
    Column::new("unit", UNITS, Kind::Text)
        .required()
        .fill_down(),
    Column::new("subject", &["咨询类别", "类别", "咨询类型"], Kind::Text).required(),
    Column::new("count", &["咨询人次", "人次", "人数"], Kind::Count),
    Column::new("who", &["法律顾问", "顾问", "答复人"], Kind::Text),
    Column::new("told", &["咨询内容", "内容", "咨询事项"], Kind::Text),
];

const TALKS: &[Column] = &[
    Column::new("day", &["举办日期", "日期", "举办时间"], Kind::Date)
        .required()
        .fill_down(),
    Column::new("unit", UNITS, Kind::Text)
        .required()
        .fill_down(),
    Column::new("subject", &["主题", "讲座主题", "内容"], Kind::Text).required(),
    Column::new(
        "count",
        &["参加人次", "人次", "听众人数", "人数"],
        Kind::Count,
    )
    .required(),
    Column::new("who", &["主讲人", "讲师", "授课人"], Kind::Text),
];

/// A row as somebody said it, its community found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Where it stands, for what is told of it.
    pub number: u32,
    pub day: Date,
    pub unit: Id,
    /// A topic of the type, or what a talk was about.
    pub subject: String,
    pub count: i64,
    /// Who advised or spoke.
    pub who: String,
    pub told: Option<String>,
}

/// The steps that a row stands for.
pub fn brought(what: What, row: &Row) -> Brought {
    let step = |action: &str, patch: Patch, personal: Patch| BroughtStep {
        action: action.to_owned(),
        day: row.day,
        patch,
        personal,
        reason: None,
    };
    let named = |name: &str, value: Value| (name.to_owned(), value);
    let subject = row.subject.clone();
    let steps = match what {
        What::Advice => {
            let told = row
                .told
                .clone()
                .map(|told| named("summary", Value::Text(told)));
            let open = Patch::from([named("topic", Value::Code(subject))]);
            let give = Patch::from([
                named("adviser_name", Value::Text(row.who.clone())),
                named("persons", Value::Number(row.count)),
            ]);
            vec![
                step("open", open, told.into_iter().collect()),
                step("give", give, Patch::new()),
            ]
        }
        What::Talk => {
            let open = Patch::from([
                named("title", Value::Text(subject)),
                named("planned_day", Value::Date(row.day)),
            ]);
            let hold = Patch::from([
                named("speaker_name", Value::Text(row.who.clone())),
                named("audience", Value::Number(row.count)),
            ]);
            vec![
                step("open", open, Patch::new()),
                step("hold", hold, Patch::new()),
            ]
        }
    };
    Brought {
        row: row.number,
        unit: row.unit,
        onto: None,
        steps,
    }
}

/// What rows are judged by: where the actor may record, and the topics of the type with their names.
pub struct Known {
    pub units: Vec<Unit>,
    /// Code, Chinese, English.
    pub topics: Vec<(String, String, String)>,
    advisers: BTreeMap<(Id, Date), Option<String>>,
}

impl Known {
    pub fn read(tx: &mut Tx, ctx: &Ctx, what: What) -> Result<Known> {
        let mut topics = Vec::new();
        if let Some(kind) = cases::store::type_on(tx, ctx.org, what.code(), ctx.today())? {
            let of = cases::read::parsed(&kind.body)?;
            if let Some(cases::declared::Kind::Choice(choices)) =
                of.field("topic").map(|field| &field.kind)
            {
                let names = choices.iter().map(|choice| {
                    let label = &choice.label;
                    (choice.code.to_string(), label.zh.clone(), label.en.clone())
                });
                topics.extend(names);
            }
        }
        Ok(Known {
            units: units::offered(tx, ctx, Right::RecordCases)?,
            topics,
            advisers: BTreeMap::new(),
        })
    }

    /// Who advises in a community on a day where the row does not say it.
    pub fn adviser(
        &mut self,
        tx: &mut Tx,
        ctx: &Ctx,
        unit: Id,
        day: Date,
    ) -> Result<Option<String>> {
        if let Some(known) = self.advisers.get(&(unit, day)) {
            return Ok(known.clone());
        }
        let found = posts::adviser(tx, ctx, unit, day)?;
        self.advisers.insert((unit, day), found.clone());
        Ok(found)
    }

    pub fn unit(&self, said: &str) -> Option<Id> {
        let exact = self
            .units
            .iter()
            .find(|unit| unit.name == said || unit.code == said);
        let mut begin = self.units.iter().filter(|unit| unit.name.starts_with(said));
        let found = exact.or_else(|| begin.next().filter(|_| begin.next().is_none()));
        found.map(|unit| unit.id)
    }

    fn topic(&self, said: &str) -> Option<String> {
        let is =
            |(code, zh, en): &&(String, String, String)| code == said || zh == said || en == said;
        self.topics.iter().find(is).map(|topic| topic.0.clone())
    }
}

pub fn read_rows(what: What, bytes: &[u8], name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, name, &Spec::new(what.columns()), &Limits::default())
}

/// A workbook as it would be entered, and what is wrong with it by cell.
#[derive(Debug, Clone, Default)]
pub struct Read {
    pub rows: Vec<Row>,
    pub problems: Vec<Problem>,
    pub set_aside: usize,
}

type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

/// Reads every row; rows with a fault are only told.
pub fn read(tx: &mut Tx, ctx: &Ctx, what: What, table: &Table) -> Result<Read> {
    let mut known = Known::read(tx, ctx, what)?;
    let mut read = Read {
        problems: table.problems(),
        ..Read::default()
    };
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        let found = match said(what, &known, table, row, ctx.today()) {
            Ok(found) if found.who.is_empty() && what == What::Advice => {
                match known.adviser(tx, ctx, found.unit, found.day)? {
                    Some(who) => Ok(Row { who, ..found }),
                    None => Err(("who", Fault::new("law_no_adviser"))),
                }
            }
            Ok(found) if found.who.is_empty() => Err(("who", Fault::new("empty"))),
            other => other,
        };
        match found {
            Ok(found) => read.rows.push(found),
            Err((key, fault)) => read.problems.push(table.problem_at(row, key, fault)),
        }
    }
    read.set_aside = table.rows.len() - read.rows.len();
    // By their days, as their numbers are.
    read.rows.sort_by_key(|row| (row.day, row.number));
    Ok(read)
}

fn said(what: What, known: &Known, table: &Table, row: &SheetRow, today: Date) -> Faulty<Row> {
    let text = |key: &'static str| match table.cell(row, key).and_then(|c| c.value.as_ref()) {
        Some(CellValue::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
        _ => None,
    };
    let must = |key: &'static str| text(key).ok_or((key, Fault::new("empty")));
    let day = match table.cell(row, "day").and_then(|c| c.value.as_ref()) {
        Some(CellValue::Date(day, _)) if *day > today => {
            return Err(("day", Fault::new("in_the_future")));
        }
        Some(CellValue::Date(day, _)) => *day,
        _ => return Err(("day", Fault::new("empty"))),
    };
    let unit = must("unit")?;
    let unit = known
        .unit(&unit)
        .ok_or(("unit", Fault::new("not_a_unit_of_ours")))?;
    let subject = must("subject")?;
    let subject = match what {
        What::Advice => known
            .topic(&subject)
            .ok_or(("subject", Fault::new("unknown_code")))?,
        What::Talk => subject,
    };
    let count = match table.cell(row, "count").and_then(|c| c.value.as_ref()) {
        Some(CellValue::Number(count)) => *count,
        _ => 1,
    };
    if !(1..=what.most()).contains(&count) {
        let fault = Fault::new("out_of_range").with("least", 1);
        return Err(("count", fault.with("most", what.most())));
    }
    Ok(Row {
        number: row.number,
        day,
        unit,
        subject,
        count,
        who: text("who").unwrap_or_default(),
        told: text("told"),
    })
}
