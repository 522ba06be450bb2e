//! A row of a ledger as the steps that it tells of.

use super::{CATEGORY, RESULTS, VOID, WITHDRAWN};
use ::store::Tx;
use access::{Code, Right, Unit, units};
use cases::bring_in::{APPROVE, Brought, BroughtStep};
use cases::event::{Patch, Value};
use kernel::{Ctx, Date, Error, Result};
use sheets::{CellValue, Fault, Problem, Row, Table};

/// A hotline's categories that the list does not know.
const OTHER: &str = "other";

/// A ledger as it was read, and what is wrong with it by cell.
#[derive(Debug, Clone, Default)]
pub struct Ledger {
    /// By the day on which they came, as their numbers are.
    pub lines: Vec<Line>,
    pub problems: Vec<Problem>,
}

/// A row of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Under which the hotline knows it.
    pub number: Option<String>,
    pub brought: Brought,
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

/// Reads every row; rows with a fault are only told. Takes `RecordCases` at the desk, as the deed does: what is compared with
/// the rows are the concerns of everybody.
pub fn read(tx: &mut Tx, ctx: &Ctx, table: &Table) -> Result<Ledger> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::RecordCases, desk)?;
    let desk = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
    let reader = Reader {
        units: units::children(tx, desk.id)?,
        categories: access::codes(tx, CATEGORY, ctx.today())?,
        today: ctx.today(),
        desk,
        table,
    };
    let mut ledger = Ledger {
        lines: Vec::with_capacity(table.rows.len()),
        problems: table.problems(),
    };
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match reader.row(row) {
            Ok(line) => ledger.lines.push(line),
            Err((key, fault)) => ledger.problems.push(table.problem_at(row, key, fault)),
        }
    }
    let came = |line: &Line| line.brought.steps.first().map(|step| step.day);
    ledger
        .lines
        .sort_by_key(|line| (came(line), line.brought.row));
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

/// The last steps of a concern that is not answered, because it was taken back or is none; nothing where it is answered.
fn ended(said: &str, day: Date) -> Option<Vec<BroughtStep>> {
    let with_reason = |action: &str| BroughtStep {
        reason: Some("台账所载".to_owned()),
        ..step(action, day, Patch::new(), Patch::new())
    };
    if said.starts_with(WITHDRAWN) {
        return Some(vec![with_reason("withdraw")]);
    }
    let approval = || step(APPROVE, day, Patch::new(), Patch::new());
    said.starts_with(VOID)
        .then(|| vec![with_reason("void"), approval()])
}

impl Reader<'_> {
    fn row(&self, row: &Row) -> Faulty<Line> {
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
        let brought = Brought {
            row: row.number,
            unit: about.map_or(self.desk.id, |unit| unit.id),
            onto: None,
            steps,
        };
        Ok(Line {
            number: self.text(row, "number"),
            brought,
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
        let said = self.text(row, "result").unwrap_or_default();
        // Not assigned to anybody: it was none, or taken back before.
        let early = closed.and_then(|day| ended(&said, day));
        if let (None, Some(closed), Some(end)) = (assigned, closed, early) {
            steps.extend(end);
            return match closed < came {
                true => Err(("closed", Fault::new("before_it_came"))),
                false => Ok(()),
            };
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
        if said.starts_with(WITHDRAWN) {
            steps.extend(ended(&said, closed).unwrap_or_default());
            return Ok(());
        }
        let (result, reply) = result(&said).map_err(|fault| ("result", fault))?;
        steps.push(step("start", assigned, Patch::new(), Patch::new()));
        let reply = fields([("reply", Some(Value::Text(reply)))]);
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
            None => Err(("owner", Fault::new("not_a_unit_of_ours"))),
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

/// The code of a result and the reply behind it: as the export writes it, else by the words that hotlines use.
fn result(said: &str) -> std::result::Result<(&'static str, String), Fault> {
    for (code, label) in RESULTS {
        if let Some(rest) = said.strip_prefix(label) {
            let reply = rest.strip_prefix(['：', ':']).map(str::trim);
            return match (rest.is_empty(), reply) {
                (true, _) => Ok((code, label.to_owned())),
                (_, Some(reply)) if !reply.is_empty() => Ok((code, reply.to_owned())),
                _ => Ok((code, said.to_owned())),
            };
        }
    }
    let code = match said {
        "" => return Err(Fault::new("empty")),
        text if text.contains("部分") => "partly",
        text if text.contains("不属于") || text.contains("不受理") => "not_ours",
        text if text.contains("解释") || text.contains("未解决") => "explained",
        text if text.contains("解决") || text.contains("办结") => "solved",
        _ => return Err(Fault::new("unknown_word")),
    };
    Ok((code, said.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_result_is_read_by_its_label_before_its_words() {
        let check = |said: &str, wanted: &str| {
            let told = match result(said) {
                Ok((code, reply)) => format!("{code} {reply}"),
                Err(fault) => fault.code.to_owned(),
            };
            assert_eq!(told, wanted, "{said}");
        };
        check("已解决", "solved 已解决");
        check("已解决：路灯已换", "solved 路灯已换");
        check("已解决：", "solved 已解决：");
        check("解释说明：问题未解决的原因", "explained 问题未解决的原因");
        check("部分解决：只修了一半", "partly 只修了一半");
        check("不属于受理范围", "not_ours 不属于受理范围");
        check("问题已办结", "solved 问题已办结");
        check("未解决", "explained 未解决");
        check("还行", "unknown_word");
        check("", "empty");
    }
}
