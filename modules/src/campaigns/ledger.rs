//! The list of a village's problems (村级问题清单): its columns by the names that lists give them (domain.md 4), read into what was
//! done with each finding, and written from findings as they stand.

use super::model::{self, Village};
use super::read::Whole;
use super::store::CodedItem;
use ::store::Tx;
use access::Unit;
use cases::bring_in::{Brought, BroughtStep};
use cases::event::{Patch, Value};
use kernel::{Date, Id, Result};
use sheets::{
    CellValue, Column, Fault, Kind, Limits, OutCell, OutColumn, OutKind, OutTable, Problem,
    ReadFault, Row, Spec, Table, write_xlsx,
};

/// In the order in which they are written; the first alias is the name that is written.
pub const COLUMNS: &[Column] = &[
    Column::new("serial", &["序号"], Kind::Text),
    Column::new("village", &["村", "村名", "行政村", "村庄"], Kind::Text).required(),
    Column::new("item", &["问题类别", "类别", "检查项目"], Kind::Text).required(),
    Column::new(
        "description",
        &["问题描述", "存在问题", "具体问题"],
        Kind::Text,
    )
    .required(),
    Column::new("found_how", &["发现方式", "问题来源"], Kind::Text),
    Column::new("found", &["发现日期", "发现时间", "检查日期"], Kind::Date).required(),
    Column::new("measure", &["整改措施", "整改要求"], Kind::Text),
    Column::new("leader", &["责任领导", "包村领导"], Kind::Text),
    Column::new("worker", &["责任人", "整改责任人"], Kind::Text),
    // Counted here; what the list says stays in it.
    Column::new("due", &["整改时限", "整改期限", "完成时限"], Kind::Date),
    Column::new(
        "progress",
        &["整改进展", "整改情况", "整改状态"],
        Kind::Text,
    ),
    Column::new("before", &["整改前照片", "整改前"], Kind::Text),
    Column::new("after", &["整改后照片", "整改后"], Kind::Text),
    Column::new("checker", &["复核人", "验收人"], Kind::Text),
    Column::new("closed", &["销号日期", "销号时间", "办结日期"], Kind::Date),
    Column::new("is_closed", &["是否销号", "是否完成"], Kind::Text),
];

/// How far a finding has come, as lists say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    Found,
    UnderWay,
    ToCheck,
    Closed,
    Overdue,
}

impl Standing {
    const WORDS: [(&'static str, Standing); 5] = [
        ("未整改", Standing::Found),
        ("整改中", Standing::UnderWay),
        ("待复核", Standing::ToCheck),
        ("已销号", Standing::Closed),
        ("逾期", Standing::Overdue),
    ];

    pub fn word(self) -> &'static str {
        let mut words = Standing::WORDS.iter();
        words
            .find(|(_, of)| *of == self)
            .map_or("", |(word, _)| *word)
    }

    /// Of a case: its state, and the day that comes next.
    pub fn of(state: &str, due: &str, today: Date) -> Standing {
        let is_over = due.len() == 10 && due < today.to_string().as_str();
        match state {
            "closed" => Standing::Closed,
            "done" => Standing::ToCheck,
            "found" => Standing::Found,
            _ if is_over => Standing::Overdue,
            _ => Standing::UnderWay,
        }
    }
}

const FOUND_HOW: [(&str, &str); 5] = [
    ("检查", "inspection"),
    ("群众反映", "report"),
    ("自查", "self_check"),
    ("督查", "inspection"),
    ("巡查", "inspection"),
];

/// How it was found, in the list's word.
pub fn found_word(code: &str) -> &'static str {
    let mut words = FOUND_HOW.iter();
    words
        .find(|(_, of)| *of == code)
        .map_or("", |(word, _)| *word)
}

/// Keyed hash of a list, in hex, so that the journal can say which one it was without holding it.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> String {
    kernel::text::hex(&tx.hmac("campaigns.findings", &[bytes]))
}

pub fn read_table(bytes: &[u8], name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, name, &Spec::new(COLUMNS), &Limits::default())
}

/// A list as it would be brought in, and what is wrong with it by cell.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub cases: Vec<Brought>,
    pub problems: Vec<Problem>,
    /// By standing: found, under way (overdue among them), to check, closed.
    pub counts: [usize; 4],
}

struct Reader<'a> {
    table: &'a Table,
    units: Vec<Unit>,
    villages: &'a [Village],
    items: &'a [CodedItem],
    first: Date,
    today: Date,
}

type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

/// Reads every row; rows with a fault are only told: `empty`, `campaign_unknown_village`, `campaign_not_of_it`,
/// `campaign_unknown_item`, `campaign_unknown_word`, `campaign_not_a_day`, `campaign_in_the_future`, `campaign_before_it`,
/// `campaign_closed_before`, `campaign_closed_unsaid`, `campaign_open_and_closed`, `campaign_too_long`.
pub fn read(whole: &Whole, table: &Table) -> Ledger {
    let unit = |village: &Village| Unit {
        id: village.unit,
        code: village.code.clone(),
        level: String::new(),
        name: village.name.clone(),
        parent: None,
        closed: None,
    };
    let reader = Reader {
        table,
        units: whole.villages.iter().map(unit).collect(),
        villages: &whole.villages,
        items: &whole.items,
        first: whole.campaign.first,
        today: whole.today,
    };
    let mut ledger = Ledger {
        problems: table.problems(),
        ..Ledger::default()
    };
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match reader.row(row) {
            Ok((case, standing)) => {
                let at = match standing {
                    Standing::Found => 0,
                    Standing::UnderWay | Standing::Overdue => 1,
                    Standing::ToCheck => 2,
                    Standing::Closed => 3,
                };
                if let Some(count) = ledger.counts.get_mut(at) {
                    *count += 1;
                }
                ledger.cases.push(case);
            }
            Err((key, fault)) => ledger.problems.push(table.problem_at(row, key, fault)),
        }
    }
    // By the day on which they were found, as their numbers are.
    let day = |case: &Brought| (case.steps.first().map(|step| step.day), case.row);
    ledger.cases.sort_by_key(day);
    ledger
}

fn fields<const N: usize>(fields: [(&str, Option<Value>); N]) -> Patch {
    let named = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    named.collect()
}

fn step(action: &str, day: Date, patch: Patch, personal: Patch) -> BroughtStep {
    BroughtStep {
        action: action.to_owned(),
        day,
        patch,
        personal,
        reason: None,
    }
}

impl Reader<'_> {
    fn row(&self, row: &Row) -> Faulty<(Brought, Standing)> {
        let village = self.village(row)?;
        let item = self.item(row)?;
        let found = self
            .day(row, "found")?
            .ok_or(("found", Fault::new("empty")))?;
        if found < self.first {
            return Err((
                "found",
                Fault::new("campaign_before_it").with("date", self.first),
            ));
        }
        let description = self.text(row, "description", 4_000)?;
        let description = description.ok_or(("description", Fault::new("empty")))?;
        let how = self.found_how(row)?;
        let (standing, progress, closed) = self.standing(row, found)?;
        let line = |text: Option<String>| text.map(Value::Text);
        let open = fields([
            ("item", Some(Value::Code(item.code.clone()))),
            ("found_how", Some(Value::Code(how.to_owned()))),
            ("description", Some(Value::Text(description))),
            ("before_words", line(self.text(row, "before", 200)?)),
        ]);
        let mut steps = vec![step("open", found, open, Patch::new())];
        let measure = self.text(row, "measure", 4_000)?;
        let (leader, worker) = (self.text(row, "leader", 60)?, self.text(row, "worker", 60)?);
        let after = self.text(row, "after", 200)?;
        let checker = self.text(row, "checker", 60)?;
        if standing != Standing::Found {
            let assign = fields([
                ("owner_unit", Some(Value::Unit(village.unit))),
                ("measure", line(measure)),
                ("progress", line(progress)),
            ]);
            let people = fields([("leader_name", line(leader)), ("worker_name", line(worker))]);
            steps.push(step("assign", found, assign, people));
        }
        if matches!(standing, Standing::ToCheck | Standing::Closed) {
            let day = closed.unwrap_or(found);
            let done = fields([("after_words", line(after))]);
            steps.push(step("rectify", day, done, Patch::new()));
        }
        if let (Standing::Closed, Some(day)) = (standing, closed) {
            let seen = fields([("on_spot", Some(Value::Text(BY_LEDGER.to_owned())))]);
            let people = fields([("checker_name", line(checker))]);
            steps.push(step("verify_on_spot", day, seen, people));
        }
        let brought = Brought {
            row: row.number,
            unit: village.unit,
            onto: None,
            steps,
        };
        Ok((brought, standing))
    }

    /// How far it has come, what else is said of it, and when it was closed.
    fn standing(&self, row: &Row, found: Date) -> Faulty<(Standing, Option<String>, Option<Date>)> {
        let closed = self.day(row, "closed")?;
        let said = self.text(row, "progress", 4_000)?;
        let (word, rest) = match &said {
            None => (None, None),
            Some(text) => {
                let (first, rest) = text
                    .split_once('：')
                    .map_or((text.as_str(), None), |(a, b)| (a, Some(b)));
                let known = Standing::WORDS
                    .iter()
                    .find(|(word, _)| *word == first.trim());
                match known {
                    Some((_, standing)) => {
                        (Some(*standing), rest.map(|rest| rest.trim().to_owned()))
                    }
                    None => (None, Some(text.clone())),
                }
            }
        };
        let rest = rest.filter(|rest| !rest.is_empty());
        let is_closed = match self.text(row, "is_closed", 20)?.as_deref() {
            None => closed.is_some(),
            Some("是" | "已销号" | "√") => true,
            Some("否" | "未销号" | "×") => false,
            Some(_) => {
                let fault = Fault::new("campaign_unknown_word").with("known", "是、否");
                return Err(("is_closed", fault));
            }
        };
        if !is_closed && (closed.is_some() || word == Some(Standing::Closed)) {
            return Err(("is_closed", Fault::new("campaign_open_and_closed")));
        }
        if is_closed {
            let day = closed.ok_or(("closed", Fault::new("campaign_closed_unsaid")))?;
            if day < found {
                return Err(("closed", Fault::new("campaign_closed_before")));
            }
            return Ok((Standing::Closed, rest, Some(day)));
        }
        let otherwise = match rest.is_some() || self.text(row, "worker", 60)?.is_some() {
            true => Standing::UnderWay,
            false => Standing::Found,
        };
        Ok((word.unwrap_or(otherwise), rest, None))
    }

    fn village(&self, row: &Row) -> Faulty<&Village> {
        let name = self
            .text(row, "village", 60)?
            .ok_or(("village", Fault::new("empty")))?;
        let unit = model::named(&self.units, &name);
        let village = unit.and_then(|unit| self.villages.iter().find(|v| v.unit == unit.id));
        village.ok_or(("village", Fault::new("campaign_not_of_it")))
    }

    fn item(&self, row: &Row) -> Faulty<&CodedItem> {
        let name = self
            .text(row, "item", 60)?
            .ok_or(("item", Fault::new("empty")))?;
        let mut items = self.items.iter();
        items.find(|coded| coded.item.name == name).ok_or_else(|| {
            let known: Vec<&str> = self
                .items
                .iter()
                .map(|coded| coded.item.name.as_str())
                .collect();
            (
                "item",
                Fault::new("campaign_unknown_item").with("known", known.join("、")),
            )
        })
    }

    fn found_how(&self, row: &Row) -> Faulty<&'static str> {
        let Some(said) = self.text(row, "found_how", 20)? else {
            return Ok("inspection");
        };
        let known = FOUND_HOW.iter().find(|(word, _)| *word == said);
        known.map(|(_, code)| *code).ok_or_else(|| {
            let known: Vec<&str> = FOUND_HOW.iter().map(|(word, _)| *word).collect();
            (
                "found_how",
                Fault::new("campaign_unknown_word").with("known", known.join("、")),
            )
        })
    }

    fn text(&self, row: &Row, key: &'static str, longest: usize) -> Faulty<Option<String>> {
        let text = match self
            .table
            .cell(row, key)
            .and_then(|cell| cell.value.as_ref())
        {
            Some(CellValue::Text(text)) if !text.trim().is_empty() => text.trim().to_owned(),
            _ => return Ok(None),
        };
        match text.chars().count() > longest {
            true => Err((key, Fault::new("campaign_too_long").with("max", longest))),
            false => Ok(Some(text)),
        }
    }

    fn day(&self, row: &Row, key: &'static str) -> Faulty<Option<Date>> {
        match self
            .table
            .cell(row, key)
            .and_then(|cell| cell.value.as_ref())
        {
            Some(CellValue::Date(day, sheets::Precision::Day)) if *day > self.today => {
                Err((key, Fault::new("campaign_in_the_future")))
            }
            Some(CellValue::Date(day, sheets::Precision::Day)) => Ok(Some(*day)),
            Some(_) => Err((key, Fault::new("campaign_not_a_day"))),
            None => Ok(None),
        }
    }
}

/// What stands in place of what a checker saw, where a list says only that it was closed.
pub const BY_LEDGER: &str = "按台账销号";

/// A finding as the list shows it.
#[derive(Debug, Clone)]
pub struct Line {
    pub case: Id,
    pub village: String,
    pub item: String,
    pub found: Date,
    pub standing: Standing,
    pub due: Option<Date>,
    pub closed: Option<Date>,
    /// Who closed it, where it was closed here.
    pub checker: Option<String>,
    /// As it stands now, with what is personal where whoever asks sees it.
    pub fields: Patch,
}

/// With exactly the columns that are read. `words` says so many photos in words.
pub fn write(title: &str, lines: &[Line], photos: impl Fn(usize) -> String) -> Result<Vec<u8>> {
    let kind = |column: &Column| match column.kind {
        Kind::Date => OutKind::Date,
        _ => OutKind::Text,
    };
    let columns = COLUMNS
        .iter()
        .map(|column| OutColumn::new(column.label(), kind(column)));
    let rows = lines
        .iter()
        .zip(1_i64..)
        .map(|(line, serial)| row(line, serial, &photos));
    write_xlsx(&[OutTable {
        sheet: "问题清单".to_owned(),
        title: Some(title.to_owned()),
        columns: columns.collect(),
        rows: rows.collect(),
        landscape: true,
        ..OutTable::default()
    }])
}

fn row(line: &Line, serial: i64, photos: &impl Fn(usize) -> String) -> Vec<OutCell> {
    let said = |name: &str| match line.fields.get(name) {
        Some(Value::Text(text)) => text.clone(),
        _ => String::new(),
    };
    let pictures = |name: &str, words: &str| match line.fields.get(name) {
        Some(Value::Photos(ids)) if !ids.is_empty() => photos(ids.len()),
        _ => said(words),
    };
    let day = |day: Option<Date>| day.map_or(OutCell::Blank, OutCell::Date);
    let how = line
        .fields
        .get("found_how")
        .and_then(Value::code)
        .unwrap_or_default();
    let progress = match said("progress") {
        text if text.is_empty() => line.standing.word().to_owned(),
        text => format!("{}：{text}", line.standing.word()),
    };
    let checker = line.checker.clone().unwrap_or_else(|| said("checker_name"));
    let is_closed = line.standing == Standing::Closed;
    vec![
        OutCell::text(serial.to_string()),
        OutCell::text(&line.village),
        OutCell::text(&line.item),
        OutCell::text(said("description")),
        OutCell::text(found_word(how)),
        OutCell::Date(line.found),
        OutCell::text(said("measure")),
        OutCell::text(said("leader_name")),
        OutCell::text(said("worker_name")),
        day(line.due),
        OutCell::text(progress),
        OutCell::text(pictures("before", "before_words")),
        OutCell::text(pictures("after", "after_words")),
        OutCell::text(checker),
        day(line.closed.filter(|_| is_closed)),
        OutCell::text(if is_closed { "是" } else { "否" }),
    ]
}
