//! The ledger of the 12345 hotline (12345工单台账): its columns by the names that lists give them (domain.md 4), read into what was
//! done with each concern.

use ::store::Tx;
use access::{Code, Unit, units};
use cases::bring_in::{Brought, BroughtStep};
use cases::event::{Patch, Value};
use kernel::{Ctx, Date, Error, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};

/// The code list of what concerns are about.
pub const CATEGORY: &str = "concern_category";
/// A hotline's categories that the list does not know.
const OTHER: &str = "other";

pub const COLUMNS: &[Column] = &[
    Column::new("number", &["工单编号", "工单号", "编号"], Kind::Code),
    Column::new(
        "came",
        &["来电时间", "受理时间", "登记时间", "诉求时间"],
        Kind::Date,
    )
    .required(),
    Column::new("name", &["诉求人", "来电人", "姓名"], Kind::Text),
    Column::new("contact", &["联系电话", "电话", "来电号码"], Kind::Code),
    Column::new("category", &["诉求类别", "类别", "诉求类型"], Kind::Text),
    Column::new("detail", &["诉求内容", "内容", "来电内容"], Kind::Text).required(),
    Column::new("address", &["地址", "地点", "事发地址"], Kind::Text),
    Column::new("owner", &["承办单位", "责任单位", "主办单位"], Kind::Text),
    Column::new("assigned", &["派单时间", "转办时间"], Kind::Date),
    // Counted here; what the ledger says stays in it.
    Column::new("due", &["办理时限", "截止时间"], Kind::Date),
    Column::new("closed", &["办结时间", "办结日期", "答复时间"], Kind::Date),
    Column::new("result", &["办理结果", "处理结果"], Kind::Text),
    Column::new("callback", &["回访结果", "回访情况"], Kind::Text),
    Column::new("satisfaction", &["满意度", "满意情况"], Kind::Text),
];

pub fn read_table(bytes: &[u8], name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, name, &Spec::new(COLUMNS), &Limits::default())
}

/// A ledger as it would be brought in, and what is wrong with it by cell.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    pub cases: Vec<Brought>,
    pub problems: Vec<Problem>,
}

/// What a row says, judged by the units of the organisation and the categories of the day.
struct Reader<'a> {
    table: &'a Table,
    desk: Unit,
    units: Vec<Unit>,
    categories: Vec<Code>,
    today: Date,
}

type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

/// Reads every row; rows with a fault are only told.
pub fn read(tx: &mut Tx, ctx: &Ctx, table: &Table) -> Result<Ledger> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::NotFound)?;
    let desk = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
    let reader = Reader {
        units: units::children(tx, desk.id)?,
        categories: access::codes(tx, CATEGORY, ctx.today())?,
        today: ctx.today(),
        desk,
        table,
    };
    let mut ledger = Ledger {
        cases: Vec::with_capacity(table.rows.len()),
        problems: table.problems(),
    };
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match reader.row(row) {
            Ok(case) => ledger.cases.push(case),
            Err((key, fault)) => ledger.problems.push(table.problem_at(row, key, fault)),
        }
    }
    // By the day on which they came, as their numbers are.
    ledger
        .cases
        .sort_by_key(|case| (case.steps.first().map(|step| step.day), case.row));
    Ok(ledger)
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

fn fields<const N: usize>(fields: [(&str, Option<Value>); N]) -> Patch {
    let named = fields
        .into_iter()
        .filter_map(|(name, value)| Some((name.to_owned(), value?)));
    named.collect()
}

fn code(code: &str) -> Option<Value> {
    Some(Value::Code(code.to_owned()))
}

impl Reader<'_> {
    fn row(&self, row: &Row) -> Faulty<Brought> {
        let came = self
            .day(row, "came")?
            .ok_or(("came", Fault::new("empty")))?;
        let detail = self
            .text(row, "detail")
            .ok_or(("detail", Fault::new("empty")))?;
        let owner = self.owner(row)?;
        let category = self.category(row);
        let line = |key: &str| self.text(row, key).map(Value::Text);
        let open = fields([
            ("channel", code("hotline")),
            ("category", code(&category)),
            ("hotline_number", line("number")),
        ]);
        let told = fields([
            ("title", Some(Value::Text(title_of(&detail)))),
            ("detail", Some(Value::Text(detail))),
            ("address", line("address")),
            ("requester_name", line("name")),
            ("contact", line("contact")),
        ]);
        let mut steps = vec![step("open", came, open, told)];
        self.handled(row, came, (&category, owner.as_ref()), &mut steps)?;
        let about = owner.filter(|unit| unit.level == "village");
        Ok(Brought {
            row: row.number,
            unit: about.map_or(self.desk.id, |unit| unit.id),
            steps,
        })
    }

    /// Assigned, answered, called back, as far as the ledger says so.
    fn handled(
        &self,
        row: &Row,
        came: Date,
        (category, owner): (&str, Option<&Unit>),
        steps: &mut Vec<BroughtStep>,
    ) -> Faulty<()> {
        let (assigned, closed) = (self.day(row, "assigned")?, self.day(row, "closed")?);
        if assigned.is_none() && closed.is_none() {
            return Ok(());
        }
        let assigned = assigned.or(closed.map(|_| came)).unwrap_or(came);
        if assigned < came {
            return Err(("assigned", Fault::new("before_it_came")));
        }
        let owner = owner.map_or(self.desk.id, |unit| unit.id);
        let accept = fields([
            ("category", code(category)),
            ("owner_unit", Some(Value::Unit(owner))),
        ]);
        steps.push(step("accept", assigned, accept, Patch::new()));
        let Some(closed) = closed else {
            return Ok(());
        };
        if closed < assigned {
            return Err(("closed", Fault::new("before_it_came")));
        }
        let result = self.result(row)?;
        steps.push(step("start", assigned, Patch::new(), Patch::new()));
        let words = self.text(row, "result").unwrap_or_default();
        let reply = fields([("reply", Some(Value::Text(words)))]);
        steps.push(step(
            "solve",
            closed,
            fields([("result", code(result))]),
            reply,
        ));
        self.called(row, closed, steps)
    }

    fn called(&self, row: &Row, closed: Date, steps: &mut Vec<BroughtStep>) -> Faulty<()> {
        let said = self.text(row, "satisfaction");
        let callback = self.text(row, "callback").unwrap_or_default();
        let mut push = |action: &str, patch: Patch| {
            steps.push(step(action, closed, patch, Patch::new()));
        };
        match said.as_deref() {
            Some("满意" | "非常满意") => {
                push("call_back", fields([("satisfaction", code("satisfied"))]))
            }
            Some("基本满意") => push("call_back", fields([("satisfaction", code("basic"))])),
            Some("不满意") => push(
                "call_back",
                fields([("satisfaction", code("dissatisfied"))]),
            ),
            Some(_) => return Err(("satisfaction", Fault::new("unknown_word"))),
            None if callback.contains("拒绝") => push("refused", Patch::new()),
            None if callback.contains("未接通") || callback.contains("无人接听") => {
                for _ in 0..3 {
                    push("missed", Patch::new());
                }
                push("close_unreached", Patch::new());
            }
            None => {}
        }
        Ok(())
    }

    fn result(&self, row: &Row) -> Faulty<&'static str> {
        let said = self.text(row, "result").unwrap_or_default();
        match said.as_str() {
            "" => Err(("result", Fault::new("empty"))),
            text if text.contains("部分") => Ok("partly"),
            text if text.contains("不属于") || text.contains("不受理") => Ok("not_ours"),
            text if text.contains("解释") || text.contains("未解决") => Ok("explained"),
            text if text.contains("解决") || text.contains("办结") => Ok("solved"),
            _ => Err(("result", Fault::new("unknown_word"))),
        }
    }

    /// Nothing where the ledger leaves it out.
    fn owner(&self, row: &Row) -> Faulty<Option<Unit>> {
        let Some(name) = self.text(row, "owner") else {
            return Ok(None);
        };
        let all = || std::iter::once(&self.desk).chain(&self.units);
        let exact = all().find(|unit| unit.name == name);
        let mut begin = all().filter(|unit| unit.name.starts_with(&name));
        let found = exact.or_else(|| begin.next().filter(|_| begin.next().is_none()));
        match found {
            Some(unit) => Ok(Some(unit.clone())),
            None => Err(("owner", Fault::new("unknown_unit"))),
        }
    }

    fn category(&self, row: &Row) -> String {
        let said = self.text(row, "category").unwrap_or_default();
        let mut known = self.categories.iter();
        let found =
            known.find(|code| code.zh == said || code.zh.split('、').any(|word| word == said));
        found.map_or(OTHER, |code| code.code.as_str()).to_owned()
    }

    fn text(&self, row: &Row, key: &str) -> Option<String> {
        match &self.table.cell(row, key)?.value {
            Some(CellValue::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
            Some(CellValue::Number(number)) => Some(number.to_string()),
            _ => None,
        }
    }

    fn day(&self, row: &Row, key: &'static str) -> Faulty<Option<Date>> {
        let cell = self.table.cell(row, key);
        let Some(CellValue::Date(day, _)) = cell.and_then(|cell| cell.value.as_ref()) else {
            return Ok(None);
        };
        match *day > self.today {
            true => Err((key, Fault::new("in_the_future"))),
            false => Ok(Some(*day)),
        }
    }
}

/// The first words of what it is about.
fn title_of(detail: &str) -> String {
    const LENGTH: usize = 24;
    let first = detail.split(['。', '，', '\n']).next().unwrap_or(detail);
    first.chars().take(LENGTH).collect()
}

/// Keyed hash of a file, so that the journal can say which one it was without holding it.
pub fn file_tag(tx: &Tx, bytes: &[u8]) -> Vec<u8> {
    tx.hmac("cases.file", &[bytes]).to_vec()
}
