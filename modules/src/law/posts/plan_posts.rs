//! A list of who holds the posts, read and compared with what is known.

use super::model::{Effect, Holder, Post, appointed};
use super::{POST, read};
use crate::law::store;
use ::store::Tx;
use access::{Code, Right, Unit, units};
use kernel::{Ctx, Date, Id, Refusal, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::BTreeMap;

pub const COLUMNS: &[Column] = &[
    Column::new(
        "unit",
        &["社区", "社区（村）", "村（社区）", "村居", "行政村"],
        Kind::Text,
    )
    .required()
    .fill_down(),
    Column::new("kind", &["岗位", "职务", "类别"], Kind::Text).required(),
    Column::new("name", &["姓名", "顾问姓名", "人员姓名"], Kind::Text).required(),
    Column::new("phone", &["联系电话", "电话", "手机号码"], Kind::Code),
    Column::new(
        "office",
        &["所在单位", "工作单位", "律师事务所"],
        Kind::Text,
    ),
    Column::new("from", &["任职日期", "聘任日期", "开始日期"], Kind::Date).required(),
    Column::new("to", &["离任日期", "解聘日期", "结束日期"], Kind::Date),
];

pub fn read_posts(bytes: &[u8], name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, name, &Spec::new(COLUMNS), &Limits::default())
}

/// A row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub unit: Id,
    pub kind: String,
    pub holder: Holder,
    pub from: Date,
    pub to: Option<Date>,
}

/// What a line does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Judged {
    Added {
        replaces: Option<Id>,
    },
    /// Known, and now it is said until when.
    Ended(Id),
    Unchanged,
}

#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub lines: Vec<Line>,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    pub set_aside: usize,
    pub problems: Vec<Problem>,
}

impl Plan {
    pub(super) fn count(&mut self, judged: Judged) {
        let count = match judged {
            Judged::Added { .. } => &mut self.added,
            Judged::Ended(_) => &mut self.changed,
            Judged::Unchanged => &mut self.unchanged,
        };
        *count += 1;
    }
}

/// A period with the name of its holder.
type Named = (Post, String);

/// What a line does beside those of the same post. Refuses as [`appointed`], and `law.post_otherwise` where the same person is known
/// with another end.
pub(super) fn judge(held: &[Named], line: &Line) -> std::result::Result<Judged, Refusal> {
    let is_same = |(post, name): &&Named| post.from == line.from && *name == line.holder.name;
    if let Some((post, _)) = held.iter().find(is_same) {
        return match (post.to, line.to) {
            // A list that does not say the end takes none back.
            (_, None) => Ok(Judged::Unchanged),
            (None, Some(_)) => Ok(Judged::Ended(post.id)),
            (Some(known), Some(said)) if known == said => Ok(Judged::Unchanged),
            (Some(known), Some(_)) => Err(Refusal::new("law.post_otherwise").with("date", known)),
        };
    }
    let posts: Vec<Post> = held.iter().map(|(post, _)| post.clone()).collect();
    let now = posts.iter().find(|post| post.to.is_none());
    match appointed(&posts, (line.from, line.to), now.map(|post| post.id))? {
        Effect::Free => Ok(Judged::Added { replaces: None }),
        Effect::Replaces(id) => Ok(Judged::Added { replaces: Some(id) }),
    }
}

/// Those who hold or held the post of a line.
pub(super) fn named(tx: &mut Tx, ctx: &Ctx, unit: Id, kind: &str) -> Result<Vec<Named>> {
    let mut held = Vec::new();
    for post in store::of_unit(tx, ctx.org, unit)? {
        if post.kind == kind {
            let holder = read::opened(tx, ctx.org, &post)?.unwrap_or_default();
            held.push((post, holder.name));
        }
    }
    Ok(held)
}

struct Reader<'a> {
    table: &'a Table,
    units: Vec<Unit>,
    kinds: Vec<Code>,
    today: Date,
}

type Faulty<T> = std::result::Result<T, (&'static str, Fault)>;

/// Reads every row and says what it would do, one after the other; rows with a fault are only told.
pub fn plan_posts(tx: &mut Tx, ctx: &Ctx, table: &Table) -> Result<Plan> {
    let reader = Reader {
        table,
        units: units::offered(tx, ctx, Right::RecordCases)?,
        kinds: access::codes(tx, POST, ctx.today())?,
        today: ctx.today(),
    };
    let mut plan = Plan {
        problems: table.problems(),
        ..Plan::default()
    };
    let mut read = Vec::new();
    for row in &table.rows {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match reader.line(row) {
            Ok(line) => read.push((row, line)),
            Err((key, fault)) => plan.problems.push(table.problem_at(row, key, fault)),
        }
    }
    // Whoever came first stands first, wherever he stands in the list.
    read.sort_by_key(|(row, line)| (line.from, row.number));
    let mut held: BTreeMap<(Id, String), Vec<Named>> = BTreeMap::new();
    for (row, line) in read {
        let at = (line.unit, line.kind.clone());
        if !held.contains_key(&at) {
            held.insert(at.clone(), named(tx, ctx, line.unit, &line.kind)?);
        }
        let Some(there) = held.get_mut(&at) else {
            continue;
        };
        match judge(there, &line) {
            Ok(judged) => {
                assume(there, judged, &line);
                plan.count(judged);
                plan.lines.push(line);
            }
            Err(refusal) => {
                let mut fault = Fault::new(told(&refusal));
                fault.args.extend(args(&refusal));
                plan.problems.push(table.problem_at(row, "from", fault));
            }
        }
    }
    plan.set_aside = table.rows.len() - plan.lines.len();
    plan.problems
        .sort_by_key(|problem| (problem.row, problem.column));
    Ok(plan)
}

/// The refusals of [`judge`] as faults of a cell.
fn told(refusal: &Refusal) -> &'static str {
    match refusal.code.as_ref() {
        "law.post_otherwise" => "law_post_otherwise",
        "law.post_held" => "law_post_held",
        _ => "law_later_holder",
    }
}

fn args(refusal: &Refusal) -> Vec<(&'static str, String)> {
    let date = refusal.args.iter().find(|(name, _)| name == "date");
    date.map(|(_, day)| ("date", day.clone()))
        .into_iter()
        .collect()
}

/// The periods as they would be after a line.
fn assume(held: &mut Vec<Named>, judged: Judged, line: &Line) {
    let ends = match judged {
        Judged::Added { replaces } => replaces.map(|id| (id, line.from)),
        Judged::Ended(id) => line.to.map(|to| (id, to)),
        Judged::Unchanged => None,
    };
    if let Some((id, to)) = ends
        && let Some((post, _)) = held.iter_mut().find(|(post, _)| post.id == id)
    {
        post.to = Some(to);
    }
    if let Judged::Added { .. } = judged {
        // No id that there is: those rise from 1.
        let id = Id(-1 - i64::try_from(held.len()).unwrap_or(0));
        let post = Post {
            id,
            unit: line.unit,
            kind: line.kind.clone(),
            from: line.from,
            to: line.to,
            sealed: Vec::new(),
        };
        held.push((post, line.holder.name.clone()));
    }
}

impl Reader<'_> {
    fn line(&self, row: &Row) -> Faulty<Line> {
        let from = self.day(row, "from")?;
        let from = from.ok_or(("from", Fault::new("empty")))?;
        let to = self.day(row, "to")?;
        if to.is_some_and(|to| to <= from) {
            return Err(("to", Fault::new("before_beginning")));
        }
        let name = self.text(row, "name");
        Ok(Line {
            unit: self.unit(row)?,
            kind: self.kind(row)?,
            holder: Holder {
                name: name.ok_or(("name", Fault::new("empty")))?,
                phone: self.text(row, "phone"),
                office: self.text(row, "office"),
            },
            from,
            to,
        })
    }

    fn unit(&self, row: &Row) -> Faulty<Id> {
        let said = self.text(row, "unit");
        let said = said.ok_or(("unit", Fault::new("empty")))?;
        let villages = || self.units.iter().filter(|unit| unit.level == "village");
        let exact = villages().find(|unit| unit.name == said || unit.code == said);
        let mut begin = villages().filter(|unit| unit.name.starts_with(&said));
        let found = exact.or_else(|| begin.next().filter(|_| begin.next().is_none()));
        found
            .map(|unit| unit.id)
            .ok_or(("unit", Fault::new("not_a_unit_of_ours")))
    }

    fn kind(&self, row: &Row) -> Faulty<String> {
        let said = self.text(row, "kind").unwrap_or_default();
        let mut kinds = self.kinds.iter();
        let found = kinds.find(|code| code.zh == said || code.code == said || code.en == said);
        found
            .map(|code| code.code.clone())
            .ok_or(("kind", Fault::new("unknown_code")))
    }

    fn text(&self, row: &Row, key: &str) -> Option<String> {
        match &self.table.cell(row, key)?.value {
            Some(CellValue::Text(text)) if !text.trim().is_empty() => Some(text.trim().to_owned()),
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
