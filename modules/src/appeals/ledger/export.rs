//! The ledger as it is handed on: the columns of domain.md 4, of what the asker may see.

use super::{CATEGORY, COLUMNS, RESULTS, VOID, WITHDRAWN};
use crate::appeals::store;
use ::store::Tx;
use access::{Code, units};
use cases::calendar;
use cases::clocks::Deadline;
use cases::declared::StateKind;
use cases::event::{Patch, Value};
use cases::read::{self, Whole};
use cases::workdays::Calendar;
use kernel::{Ctx, Date, Id, Result, mask};
use sheets::{Kind, OutCell, OutColumn, OutKind, OutTable};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Concerns that are read at a time.
const STEP: i64 = 500;
/// Most concerns of one file.
pub const MOST: usize = 50_000;

/// Whose eyes it is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Phone numbers too: who reads so is written down.
    Whole,
    /// Phone numbers with their middle taken out.
    Names,
    /// Who sees no names sees only what is coded.
    Coded,
}

/// `hidden`: what stands for what people told, where it is not shown. Refuses `appeals.export_too_large`.
pub fn export(
    tx: &mut Tx,
    ctx: &Ctx,
    (from, to): (Date, Date),
    shown: Shown,
    hidden: &str,
) -> Result<OutTable> {
    let mut writer = Writer::new(tx, ctx, shown, hidden)?;
    let mut rows = Vec::new();
    let mut after = Id(0);
    loop {
        let step = store::concerns(tx, ctx, (from, to), after, STEP)?;
        let Some(last) = step.last() else { break };
        after = *last;
        for case in step {
            let whole = read::whole(tx, ctx.org, case)?;
            let line = writer.line(tx, ctx, &whole)?;
            rows.push((whole.opened_on(), whole.row.number.clone(), line.cells()));
        }
        if rows.len() > MOST {
            return Err(kernel::Refusal::new("appeals.export_too_large")
                .with("limit", MOST)
                .into());
        }
    }
    rows.sort_by(|a, b| (a.0, &a.1).cmp(&(b.0, &b.1)));
    let column = |column: &sheets::Column| {
        let kind = match column.kind {
            Kind::Date => OutKind::Date,
            Kind::Code => OutKind::Identity,
            _ => OutKind::Text,
        };
        OutColumn::new(column.label(), kind)
    };
    Ok(OutTable {
        sheet: "12345工单台账".into(),
        columns: COLUMNS.iter().map(column).collect(),
        rows: rows.into_iter().map(|(.., row)| row).collect(),
        landscape: true,
        ..OutTable::default()
    })
}

/// A concern as the ledger tells it, column by column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: String,
    pub came: Option<Date>,
    pub requester_name: Option<String>,
    pub contact: Option<String>,
    pub category: Option<String>,
    pub detail: Option<String>,
    pub address: Option<String>,
    pub owner: Option<String>,
    pub assigned: Option<Date>,
    pub due: Option<Date>,
    pub ended: Option<Date>,
    pub result: Option<String>,
    pub callback: Option<String>,
    pub satisfaction: Option<String>,
}

impl Line {
    fn cells(self) -> Vec<OutCell> {
        let cell = |text: Option<String>| text.map_or(OutCell::Blank, OutCell::Text);
        let day = |day: Option<Date>| day.map_or(OutCell::Blank, OutCell::Date);
        vec![
            OutCell::Text(self.number),
            day(self.came),
            cell(self.requester_name),
            cell(self.contact),
            cell(self.category),
            cell(self.detail),
            cell(self.address),
            cell(self.owner),
            day(self.assigned),
            day(self.due),
            day(self.ended),
            cell(self.result),
            cell(self.callback),
            cell(self.satisfaction),
        ]
    }
}

/// A page of concerns that came in from one day to another, after one of them: each by its id.
pub fn lines(
    tx: &mut Tx,
    ctx: &Ctx,
    (days, after): ((Date, Date), Id),
    (shown, hidden): (Shown, &str),
    limit: i64,
) -> Result<Vec<(Id, Line)>> {
    let mut writer = Writer::new(tx, ctx, shown, hidden)?;
    let mut lines = Vec::new();
    for case in store::concerns(tx, ctx, days, after, limit)? {
        let whole = read::whole(tx, ctx.org, case)?;
        lines.push((case, writer.line(tx, ctx, &whole)?));
    }
    Ok(lines)
}

struct Writer<'a> {
    categories: Vec<Code>,
    calendar: Arc<Calendar>,
    units: BTreeMap<Id, String>,
    shown: Shown,
    hidden: &'a str,
}

impl<'a> Writer<'a> {
    fn new(tx: &mut Tx, ctx: &Ctx, shown: Shown, hidden: &'a str) -> Result<Writer<'a>> {
        Ok(Writer {
            categories: access::codes(tx, CATEGORY, ctx.today())?,
            calendar: calendar::current(tx)?,
            units: BTreeMap::new(),
            shown,
            hidden,
        })
    }

    fn line(&mut self, tx: &mut Tx, ctx: &Ctx, whole: &Whole) -> Result<Line> {
        let fields = match self.shown {
            Shown::Coded => whole.case.fields.clone(),
            _ => whole.opened(tx, ctx.org)?,
        };
        let told = Told::of(whole);
        let owner = match fields.get("owner_unit") {
            Some(Value::Unit(unit)) => Some(self.unit(tx, *unit)?),
            _ => None,
        };
        let number = text(&fields, "hotline_number");
        let contact = match self.shown {
            Shown::Names => text(&fields, "contact").map(|phone| mask::phone(&phone)),
            _ => self.said(&fields, "contact"),
        };
        Ok(Line {
            number: number.unwrap_or_else(|| whole.row.number.clone()),
            came: whole.opened_on(),
            requester_name: self.said(&fields, "requester_name"),
            contact,
            category: self.category(&fields),
            detail: self.said(&fields, "detail"),
            address: self.said(&fields, "address"),
            owner,
            assigned: told.assigned,
            due: self.due(whole, &told),
            ended: told.ended,
            result: self.result(whole, &fields),
            callback: callback(&fields),
            satisfaction: satisfaction(&fields),
        })
    }

    fn unit(&mut self, tx: &mut Tx, id: Id) -> Result<String> {
        if let Some(known) = self.units.get(&id) {
            return Ok(known.clone());
        }
        let name = units::unit(tx, id)?.map_or_else(String::new, |unit| unit.name);
        self.units.insert(id, name.clone());
        Ok(name)
    }

    /// What people told, or that it is not shown.
    fn said(&self, fields: &Patch, field: &str) -> Option<String> {
        match fields.get(field)? {
            Value::Text(text) => Some(text.clone()),
            _ => Some(self.hidden.to_owned()),
        }
    }

    fn category(&self, fields: &Patch) -> Option<String> {
        let Some(Value::Code(code)) = fields.get("category") else {
            return None;
        };
        let found = self.categories.iter().find(|known| known.code == *code);
        Some(found.map_or_else(|| code.clone(), |known| known.zh.clone()))
    }

    /// The day until which it had to be answered: of the last time that it was handed on.
    fn due(&self, whole: &Whole, told: &Told) -> Option<Date> {
        told.assigned?;
        let run = whole.case.runs.get("handle")?.last()?;
        match run.deadline(&self.calendar) {
            Deadline::On(day) => Some(day),
            _ => None,
        }
    }

    fn result(&self, whole: &Whole, fields: &Patch) -> Option<String> {
        match (whole.case.state.as_str(), whole.case.kind()) {
            ("withdrawn", _) => return Some(WITHDRAWN.to_owned()),
            (_, StateKind::Void) => return Some(VOID.to_owned()),
            _ => {}
        }
        let Some(Value::Code(code)) = fields.get("result") else {
            return None;
        };
        let label = RESULTS.iter().find(|(known, _)| known == code);
        let label = label.map_or(code.as_str(), |(_, zh)| zh);
        match self.said(fields, "reply") {
            Some(reply) if reply != label && !reply.is_empty() && self.shown != Shown::Coded => {
                Some(format!("{label}：{reply}"))
            }
            _ => Some(label.to_owned()),
        }
    }
}

fn text(fields: &Patch, field: &str) -> Option<String> {
    match fields.get(field)? {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

fn code<'f>(fields: &'f Patch, field: &str) -> Option<&'f str> {
    fields.get(field)?.code()
}

fn callback(fields: &Patch) -> Option<String> {
    let said = match code(fields, "callback")? {
        "reached" => "已接通",
        "refused" => "拒绝评价",
        _ => "三次未接通",
    };
    Some(said.to_owned())
}

fn satisfaction(fields: &Patch) -> Option<String> {
    let said = match code(fields, "satisfaction")? {
        "satisfied" => "满意",
        "basic" => "基本满意",
        _ => "不满意",
    };
    Some(said.to_owned())
}

/// The days that a ledger tells.
#[derive(Debug, Default)]
struct Told {
    assigned: Option<Date>,
    ended: Option<Date>,
}

impl Told {
    fn of(whole: &Whole) -> Told {
        let mut told = Told::default();
        for kept in &whole.events {
            let day = Some(kept.row.date);
            match kept.row.action.as_str() {
                "accept" => told.assigned = day,
                "reopen" => (told.assigned, told.ended) = (day, None),
                "return" => told.assigned = None,
                "solve" | "withdraw" => told.ended = day,
                "approve" if kept.row.state == "void" => told.ended = day,
                _ => {}
            }
        }
        told
    }
}
