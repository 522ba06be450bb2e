//! What the pages of cases show, read within the scope of whoever looks.

use super::Kind;
use super::words::Names;
use access::{deputies, units};
use cases::Line;
use cases::alike::{Alike, Why};
use cases::clocks::{Deadline, Moment, Part, Unit};
use cases::declared::{CaseType, Field, Kind as FieldKind, Level};
use cases::event::{Patch, Value, Who};
use cases::photos::{Copied, PhotoRow};
use cases::read::Whole;
use cases::receipt::may_give;
use cases::store::{NowRow, Sought};
use cases::workdays::Calendar;
use cases::{calendar, marks, roles, standing};
use kernel::{Ctx, Date, Error, Id, Result};
use std::collections::BTreeMap;
use std::sync::Arc;
use store::Tx;

pub(super) const ROWS: i64 = 100;

#[derive(Debug, Clone, Default)]
pub(crate) struct Listed {
    pub lines: Vec<Line>,
    pub count: i64,
    pub overdue: i64,
    pub has_more: bool,
}

/// `sees`: whether names and what people told stand whole for whoever looks.
pub(super) fn listed(
    tx: &mut Tx,
    ctx: &Ctx,
    asked: &Sought,
    rows: i64,
    sees: bool,
) -> Result<Listed> {
    let mut found = cases::store::listed(tx, ctx, asked, rows + 1)?;
    let size = usize::try_from(rows).unwrap_or(usize::MAX);
    let has_more = found.len() > size;
    found.truncate(size);
    let mut lines = cases::inbox::lines(tx, ctx.org, found, sees)?;
    for line in lines
        .iter_mut()
        .filter(|line| line.of.field("title").is_none())
    {
        line.title = about(tx, ctx, line)?;
    }
    let overdue = Sought {
        before: Some(ctx.today()),
        after: None,
        ..asked.clone()
    };
    let overdue = match asked.is_ended {
        true => 0,
        false => cases::store::count(tx, ctx, &overdue)?,
    };
    Ok(Listed {
        lines,
        count: cases::store::count(tx, ctx, asked)?,
        overdue,
        has_more,
    })
}

/// What a case without a title is about: the first of its codes, as its list calls it in Chinese.
fn about(tx: &mut Tx, ctx: &Ctx, line: &Line) -> Result<Option<String>> {
    for field in &line.of.fields {
        let FieldKind::Code { list } = &field.kind else {
            continue;
        };
        let said = cases::store::value(tx, ctx.org, line.row.id, field.code.as_str())?;
        if let Some(code) = said {
            let ever = access::codes::code_ever(tx, ctx.org, list, &code)?;
            return Ok(ever.map(|code| code.zh));
        }
    }
    Ok(None)
}

fn name(tx: &mut Tx, names: &mut BTreeMap<Id, String>, unit: Id) -> Result<String> {
    if let Some(known) = names.get(&unit) {
        return Ok(known.clone());
    }
    let name = units::unit(tx, unit)?.map_or_else(String::new, |unit| unit.name);
    names.insert(unit, name.clone());
    Ok(name)
}

/// A clock as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub code: String,
    pub due: Deadline,
    pub is_over: bool,
    pub why: Vec<Part>,
    pub unit: Unit,
    pub chain: Vec<Chained>,
}

/// A day of a clock: a reminder, the last day, or who is told behind it.
#[derive(Debug, Clone)]
pub(super) struct Chained {
    pub kind: marks::Kind,
    pub n: i64,
    pub when: Deadline,
    /// Of which unit, and which of its people.
    pub unit: String,
    pub level: Option<Level>,
    /// The day has come.
    pub is_past: bool,
}

/// A step as a page shows it.
#[derive(Debug, Clone)]
pub(super) struct Step {
    pub day: Date,
    pub action: String,
    pub state: String,
    /// Empty: whoever brought it, or the program.
    pub by: deputies::Signature,
    pub reason: Option<String>,
}

/// Something that waits for approval.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    pub event: u32,
    pub action: String,
    pub by: deputies::Signature,
    pub reason: Option<String>,
    /// Whoever looks may decide on it.
    pub may: bool,
}

/// Another case that may be the same.
#[derive(Debug, Clone)]
pub(super) struct Other {
    pub row: NowRow,
    pub title: Option<String>,
    pub unit: String,
    pub why: Vec<Why>,
}

/// One case.
#[derive(Debug, Clone)]
pub(super) struct Shown {
    pub id: Id,
    pub number: String,
    pub of: Arc<CaseType>,
    pub state: String,
    pub unit: String,
    pub owner: String,
    pub fields: Patch,
    pub names: Names,
    /// The small copies of its photos.
    pub photos: Vec<PhotoRow>,
    pub clocks: Vec<Clock>,
    pub steps: Vec<Step>,
    pub asked: Vec<Asked>,
    /// Others that may be the same.
    pub alike: Vec<Other>,
    /// Whether whoever looks may give a new receipt.
    pub may_give: bool,
    /// Whether he may read the originals of its photos.
    pub may_read: bool,
    /// Whether he sees people of the register.
    pub sees_people: bool,
    /// Actions that whoever looks may do now.
    pub may: Vec<String>,
    /// Those that are for him, wherever the case stands.
    pub own: Vec<String>,
    pub last: i64,
}

/// `NotFound` where whoever asks sees no such case of this kind.
pub(super) fn one(tx: &mut Tx, ctx: &Ctx, kind: Kind, id: Id, sees: bool) -> Result<Shown> {
    let whole = of_kind(tx, ctx, kind, id)?;
    of_whole(tx, ctx, whole, sees)
}

fn of_kind(tx: &mut Tx, ctx: &Ctx, kind: Kind, id: Id) -> Result<Whole> {
    let whole = cases::read::seen(tx, ctx, id)?;
    match whole.case.of.code == *kind.code {
        true => Ok(whole),
        false => Err(Error::NotFound),
    }
}

/// [`one`] with others that may be the same: what its own page shows and none of its forms.
pub(super) fn with_alike(tx: &mut Tx, ctx: &Ctx, kind: Kind, id: Id, sees: bool) -> Result<Shown> {
    let whole = of_kind(tx, ctx, kind, id)?;
    let alike = match whole.case.kind().is_ended() {
        true => Vec::new(),
        false => cases::alike::alike(tx, ctx, &whole, sees)?,
    };
    let mut others = Vec::with_capacity(alike.len());
    for Alike { row, why } in alike {
        let title = match sees {
            true => title(&cases::read::whole(tx, ctx.org, row.id)?.opened(tx, ctx.org)?),
            false => None,
        };
        let unit = units::unit(tx, row.unit)?.map_or_else(String::new, |unit| unit.name);
        others.push(Other {
            row,
            title,
            unit,
            why,
        });
    }
    let may_read = sees && cases::photos::original::may_read(tx, ctx, &whole)?;
    let shown = of_whole(tx, ctx, whole, sees)?;
    Ok(Shown {
        alike: others,
        may_read,
        ..shown
    })
}

/// What a case is called, where its type has a title.
fn title(fields: &Patch) -> Option<String> {
    match fields.get("title") {
        Some(Value::Text(title)) => Some(title.clone()),
        _ => None,
    }
}

/// A case as whoever brought it sees it, once his receipt was looked at.
pub(super) fn followed(tx: &mut Tx, ctx: &Ctx, case: Id) -> Result<Shown> {
    let whole = cases::read::whole(tx, ctx.org, case)?;
    of_whole(tx, ctx, whole, true)
}

fn of_whole(tx: &mut Tx, ctx: &Ctx, whole: Whole, sees: bool) -> Result<Shown> {
    let (unit, id) = (whole.row.unit, whole.row.id);
    let owner = standing::owner_of(&whole.case, unit);
    let who = roles::who(tx, ctx, unit, owner)?;
    let now = Moment::now(ctx.now_micros() / 1_000_000);
    let fields = match sees {
        true => whole.opened(tx, ctx.org)?,
        false => whole.case.fields.clone(),
    };
    let steps = steps(tx, ctx, &whole, sees)?;
    let calendar = calendar::current(tx)?;
    let mut names = BTreeMap::new();
    Ok(Shown {
        id,
        number: whole.row.number.clone(),
        of: whole.case.of.clone(),
        state: whole.case.state.clone(),
        unit: name(tx, &mut names, unit)?,
        owner: name(tx, &mut names, owner)?,
        names: names_of(tx, ctx, &whole.case.of, &fields)?,
        photos: small_photos(tx, ctx, id, sees)?,
        fields,
        clocks: with_chains(tx, ctx, &whole, &mut names, clocks(&whole, now, &calendar))?,
        asked: asked(&whole, &steps, &who),
        alike: Vec::new(),
        may_give: may_give(&whole.case.of, &who),
        may_read: false,
        sees_people: false,
        may: whole
            .case
            .may(&who, now)
            .into_iter()
            .map(|action| action.code.to_string())
            .collect(),
        own: whole
            .case
            .of
            .actions
            .iter()
            .filter(|action| whole.case.is_for(action, &who))
            .map(|action| action.code.to_string())
            .collect(),
        steps,
        last: whole.last(),
    })
}

fn small_photos(tx: &mut Tx, ctx: &Ctx, case: Id, sees: bool) -> Result<Vec<PhotoRow>> {
    if !sees {
        return Ok(Vec::new());
    }
    let copies = cases::photos::of_case(tx, ctx.org, case)?;
    let is_small = |row: &PhotoRow| row.copy == Copied::Small.word();
    Ok(copies.into_iter().filter(is_small).collect())
}

fn clocks(whole: &Whole, now: Moment, calendar: &Calendar) -> Vec<Clock> {
    let clocks = whole.case.of.clocks.iter();
    let of = |code: &str| {
        let run = whole.case.running(code)?;
        let due = *whole.case.dues.get(code)?;
        // What may no longer be done is no reproach.
        if due.is_over(now) && whole.case.of.is_window(code) {
            return None;
        }
        Some(Clock {
            code: code.to_owned(),
            due,
            is_over: due.is_over(now),
            why: run.explain(calendar),
            unit: run.limit.unit,
            chain: whole
                .case
                .marks_of(code, calendar)
                .into_iter()
                .map(|mark| Chained {
                    kind: mark.kind,
                    n: mark.n,
                    is_past: match mark.kind {
                        marks::Kind::Due => mark.when.is_over(now),
                        _ => mark.when.day().is_some_and(|day| day <= now.day),
                    },
                    when: mark.when,
                    unit: String::new(),
                    level: mark.level,
                })
                .collect(),
        })
    };
    clocks.filter_map(|clock| of(&clock.code)).collect()
}

/// Whose people are told, as the tree of units is kept beside where the case stands.
fn with_chains(
    tx: &mut Tx,
    ctx: &Ctx,
    whole: &Whole,
    names: &mut BTreeMap<Id, String>,
    mut clocks: Vec<Clock>,
) -> Result<Vec<Clock>> {
    let kept = cases::store::marks(tx, ctx.org, whole.row.id)?;
    for clock in &mut clocks {
        for step in clock.chain.iter_mut().filter(|step| step.level.is_some()) {
            let word = step.kind.word();
            let is_it = |row: &&cases::store::MarkRow| {
                row.clock == clock.code && row.kind == word && row.n == step.n
            };
            if let Some(row) = kept.iter().find(is_it) {
                step.unit = name(tx, names, row.unit)?;
            }
        }
    }
    Ok(clocks)
}

fn steps(tx: &mut Tx, ctx: &Ctx, whole: &Whole, sees: bool) -> Result<Vec<Step>> {
    let mut steps = Vec::with_capacity(whole.events.len());
    for kept in &whole.events {
        let row = &kept.row;
        let by = deputies::signature(tx, ctx.org, row.user, row.seq)?.unwrap_or_default();
        let personal = match sees {
            true => cases::read::personal(tx, ctx.org, whole.row.id, row)?,
            false => None,
        };
        steps.push(Step {
            day: row.date,
            action: row.action.clone(),
            state: row.state.clone(),
            by,
            reason: personal.and_then(|personal| personal.reason),
        });
    }
    Ok(steps)
}

/// What waits, as the step that asked for it tells.
fn asked(whole: &Whole, steps: &[Step], who: &Who) -> Vec<Asked> {
    let may: Vec<u32> = whole
        .case
        .may_approve(who)
        .iter()
        .map(|asked| asked.event)
        .collect();
    let of = |asked: &cases::fold::Asked| {
        let step = steps.get(usize::try_from(asked.event).ok()?)?;
        Some(Asked {
            event: asked.event,
            action: asked.action.clone(),
            by: step.by.clone(),
            reason: step.reason.clone(),
            may: may.contains(&asked.event),
        })
    };
    whole.case.asked.iter().filter_map(of).collect()
}

/// The names of what the fields say, and of what they may say.
pub(super) fn names_of(tx: &mut Tx, ctx: &Ctx, of: &CaseType, fields: &Patch) -> Result<Names> {
    let mut names = Names::default();
    for Field { kind, .. } in &of.fields {
        if let FieldKind::Code { list } = kind {
            let today = ctx.today();
            names
                .codes
                .extend(access::codes::codes_of(tx, ctx.org, list, today)?);
        }
    }
    for (field, value) in fields {
        match (of.field(field).map(|field| &field.kind), value) {
            (_, Value::Unit(unit)) => {
                if let Some(found) = units::unit(tx, *unit)? {
                    names.units.push((unit.to_string(), found.name));
                }
            }
            // Said when it stood in the list, and still called so.
            (Some(FieldKind::Code { list }), Value::Code(code)) if !names.knows(list, code) => {
                let ever = access::codes::code_ever(tx, ctx.org, list, code)?;
                names.codes.extend(ever);
            }
            _ => {}
        }
    }
    Ok(names)
}
