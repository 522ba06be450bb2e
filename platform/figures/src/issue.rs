//! What is shown to everybody: the numbers of one period as a table, asked for by one person and agreed to by another. Its small
//! cells are hidden with their complements before anybody sees it, and what is kept holds no hidden number. Periods never overlap,
//! also not with one that was withdrawn: whoever kept both could subtract.

use crate::declared::{Catalogue, Declared, Question, by_unit, value};
use crate::model::Asked;
use crate::period::Every;
use crate::store::issues as store;
use crate::suppress::{Counts, Public, Shown, public};
use ::store::{Input, Tx};
use access::{Right, deputies, units};
use cases::declared::Label;
use kernel::check::optional;
use kernel::{Ctx, Date, Error, FieldError, Id, OrgId, Refusal, Result};
use serde::{Deserialize, Serialize};

/// Rows of a table that everybody can read on a phone.
const MOST_ROWS: usize = 200;

kernel::words! {
    /// How far it has come.
    Step {
        Asked = "asked",
        Issued = "issued",
        Declined = "declined",
        Withdrawn = "withdrawn",
    }
}

/// Numbers of a period for everybody, as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Issue {
    pub org: OrgId,
    pub id: Id,
    /// Of this row.
    pub from: Date,
    /// The kind of case, and where the desk is.
    pub kind: String,
    pub unit: Id,
    /// The period, both days with it.
    pub first: Date,
    pub last: Date,
    /// Facts up to this day and this journal row.
    pub as_of: Date,
    pub known: i64,
    pub step: Step,
    /// Who asked for it, in which journal row.
    pub asked_by: Id,
    pub asked_seq: i64,
    pub reason: Option<String>,
    pub table: IssuedTable,
}

/// A table as it is shown: what is hidden is not in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedTable {
    pub columns: Vec<Name>,
    /// What all columns make up together.
    pub whole: Name,
    pub rows: Vec<IssuedRow>,
    pub totals: Vec<Shown>,
    pub total: Shown,
    pub sources: Vec<String>,
}

impl IssuedTable {
    /// Without the names of its rows.
    pub fn of(table: &Public, columns: Vec<Name>, whole: Name) -> IssuedTable {
        let row = |(cells, total): (&Vec<Shown>, &Shown)| IssuedRow {
            unit: String::new(),
            is_own: false,
            cells: cells.clone(),
            total: *total,
        };
        IssuedTable {
            columns,
            whole,
            rows: table.cells.iter().zip(&table.row_totals).map(row).collect(),
            totals: table.column_totals.clone(),
            total: table.total,
            sources: Vec::new(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuedRow {
    pub unit: String,
    /// The unit itself, without those below it.
    pub is_own: bool,
    pub cells: Vec<Shown>,
    pub total: Shown,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Name {
    pub zh: String,
    pub en: String,
}

impl From<&Label> for Name {
    fn from(label: &Label) -> Name {
        Name {
            zh: label.zh.clone(),
            en: label.en.clone(),
        }
    }
}

#[derive(Debug, Clone, Serialize)]
pub struct AskIssue {
    /// The kind of case: `appeal`.
    pub kind: String,
    /// `month`, `quarter` or `year`.
    pub every: String,
    /// A day of the period.
    pub day: Date,
}

impl Input for AskIssue {
    const DEED: &'static str = "figures.ask_issue";
}

#[derive(Debug, Clone, Serialize)]
pub struct DecideIssue {
    pub issue: Id,
    pub is_agreed: bool,
    pub reason: Option<String>,
}

impl Input for DecideIssue {
    const DEED: &'static str = "figures.decide_issue";
}

#[derive(Debug, Clone, Serialize)]
pub struct WithdrawIssue {
    pub issue: Id,
    pub reason: Option<String>,
}

impl Input for WithdrawIssue {
    const DEED: &'static str = "figures.withdraw_issue";
}

/// Takes `RecordCases` at the root of the organisation. Invalid: `every` (`not_chosen`), `day` (`period_not_over`). Refuses
/// `figures.nothing_public`, `figures.period_issued`, `figures.nothing_to_issue`, `figures.parts_do_not_add_up`.
pub fn ask_issue(tx: &mut Tx, ctx: &Ctx, input: AskIssue) -> Result<Id> {
    let unit = desk(tx, ctx, Right::RecordCases)?;
    let every = match Every::from_code(&input.every) {
        Some(every @ (Every::Month | Every::Quarter | Every::Year)) => every,
        _ => return Err(invalid("every", "not_chosen")),
    };
    let (first, last) = (every.first(input.day), every.last(input.day));
    if last >= ctx.today() {
        return Err(invalid("day", "period_not_over"));
    }
    if let Some(other) = store::overlapping(tx, ctx.org, &input.kind, (first, last))? {
        let refusal = Refusal::new("figures.period_issued");
        return Err(refusal
            .with("first", other.first)
            .with("last", other.last)
            .into());
    }
    let known = tx.seq()?;
    let mut asked = Asked::new(ctx.org, None, unit, ctx.today());
    asked.as_known = known;
    let question = Question {
        asked,
        from: first,
        to: last,
        own: false,
        among: None,
    };
    let issue = Issue {
        org: ctx.org,
        id: tx.new_id()?,
        from: ctx.today(),
        unit,
        first,
        last,
        as_of: ctx.today(),
        known,
        step: Step::Asked,
        asked_by: ctx.actor.user,
        asked_seq: known,
        reason: None,
        table: table(tx, &input.kind, &question)?,
        kind: input.kind,
    };
    store::insert(tx, &issue)?;
    Ok(issue.id)
}

/// Takes `ManageCases` at the root of the organisation. Refuses `figures.not_asked`, `figures.same_person`. Invalid: `reason`
/// (`empty`) of a no.
pub fn decide_issue(tx: &mut Tx, ctx: &Ctx, input: DecideIssue) -> Result<Id> {
    desk(tx, ctx, Right::ManageCases)?;
    let mut issue = store::issue(tx, ctx.org, input.issue)?.ok_or(Error::NotFound)?;
    if issue.step != Step::Asked {
        return Err(Error::refused("figures.not_asked"));
    }
    if deputies::is_own(tx, ctx, issue.asked_by, issue.asked_seq)? {
        return Err(Error::refused("figures.same_person"));
    }
    let reason = optional("reason", input.reason.as_deref())?;
    issue.step = match (input.is_agreed, &reason) {
        (true, _) => Step::Issued,
        (false, Some(_)) => Step::Declined,
        (false, None) => return Err(invalid("reason", "empty")),
    };
    issue.reason = reason.filter(|_| !input.is_agreed);
    issue.from = ctx.today().max(issue.from);
    store::insert(tx, &issue)?;
    Ok(issue.id)
}

/// Takes `ManageCases` at the root of the organisation. Refuses `figures.not_issued`. Invalid: `reason` (`empty`).
pub fn withdraw_issue(tx: &mut Tx, ctx: &Ctx, input: WithdrawIssue) -> Result<Id> {
    desk(tx, ctx, Right::ManageCases)?;
    let mut issue = store::issue(tx, ctx.org, input.issue)?.ok_or(Error::NotFound)?;
    if issue.step != Step::Issued {
        return Err(Error::refused("figures.not_issued"));
    }
    let reason = optional("reason", input.reason.as_deref())?;
    issue.reason = Some(reason.ok_or_else(|| invalid("reason", "empty"))?);
    issue.step = Step::Withdrawn;
    issue.from = ctx.today().max(issue.from);
    store::insert(tx, &issue)?;
    Ok(issue.id)
}

fn desk(tx: &mut Tx, ctx: &Ctx, right: Right) -> Result<Id> {
    let desk = cases::roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
    access::require(tx, ctx, right, desk)?;
    Ok(desk)
}

fn invalid(field: &'static str, code: &'static str) -> Error {
    Error::Invalid(vec![FieldError::new(field, code)])
}

/// By the units right below the desk, and the desk's own: the parts that a book of figures calls public, and their whole.
fn table(tx: &mut Tx, kind: &str, question: &Question) -> Result<IssuedTable> {
    let catalogue = crate::declared::catalogue(tx, question.asked.org, kind)?;
    let (whole, parts) =
        split(&catalogue).ok_or_else(|| Error::refused("figures.nothing_public"))?;
    let desk = question.asked.division;
    let mut places: Vec<(Id, String)> = units::all_children(tx, desk)?
        .into_iter()
        .map(|unit| (unit.id, unit.name))
        .collect();
    let own = units::unit(tx, desk)?.ok_or(Error::NotFound)?;
    places.push((own.id, own.name));
    let ids: Vec<Id> = places.iter().map(|(unit, _)| *unit).collect();
    let mut columns = Vec::with_capacity(parts.len());
    for part in &parts {
        columns.push(count(&by_unit(tx, part, question, &ids)?));
    }
    let sums = count(&by_unit(tx, whole, question, &ids)?);
    let all = value(tx, whole, question)?
        .value
        .map_or(0, |number| number.scaled);
    let mut rows = Vec::new();
    for (at, (unit, name)) in places.iter().enumerate() {
        let cells: Vec<i64> = columns
            .iter()
            .map(|column| column.get(at).copied().unwrap_or(0))
            .collect();
        if cells.iter().sum::<i64>() != sums.get(at).copied().unwrap_or(0) {
            return Err(Error::refused("figures.parts_do_not_add_up"));
        }
        // Of a unit where nothing was, there is nothing to tell.
        if cells.iter().any(|cell| *cell != 0) {
            rows.push((name.clone(), *unit == desk, cells));
        }
    }
    if sums.iter().sum::<i64>() != all {
        return Err(Error::refused("figures.parts_do_not_add_up"));
    }
    if rows.is_empty() {
        return Err(Error::refused("figures.nothing_to_issue"));
    }
    if rows.len() > MOST_ROWS {
        return Err(Error::refused("figures.too_many_rows"));
    }
    let counts = Counts {
        cells: rows.iter().map(|(_, _, cells)| cells.clone()).collect(),
    };
    let labels = parts.iter().map(|part| Name::from(&part.label)).collect();
    let mut made = IssuedTable::of(&public(&counts), labels, Name::from(&whole.label));
    for (row, (name, is_own, _)) in made.rows.iter_mut().zip(rows) {
        row.unit = name;
        row.is_own = is_own;
    }
    made.sources = catalogue.sources.clone();
    Ok(made)
}

fn count(answers: &[(Id, crate::declared::Answer)]) -> Vec<i64> {
    let of = |answer: &crate::declared::Answer| answer.value.map_or(0, |number| number.scaled);
    answers.iter().map(|(_, answer)| of(answer)).collect()
}

/// The whole and the parts that a book calls public.
fn split(catalogue: &Catalogue) -> Option<(&Declared, Vec<&Declared>)> {
    let public = catalogue.public.as_ref()?;
    let parts: Option<Vec<&Declared>> = public
        .parts
        .iter()
        .map(|part| catalogue.find(part))
        .collect();
    Some((catalogue.find(&public.whole)?, parts?))
}

/// As it stands. `NotFound` where there is none, or it is not shown to everybody.
pub fn issued(tx: &mut Tx, org: OrgId, id: Id) -> Result<Issue> {
    let found = store::issue(tx, org, id)?;
    found
        .filter(|issue| issue.step == Step::Issued)
        .ok_or(Error::NotFound)
}

/// What everybody may see, the latest period first.
pub fn all_issued(tx: &mut Tx, kind: &str, limit: i64) -> Result<Vec<Issue>> {
    store::issued(tx, kind, limit)
}

/// Everything that was asked for in an organisation, the latest period first.
pub fn asked_for(tx: &mut Tx, org: OrgId, kind: &str, limit: i64) -> Result<Vec<Issue>> {
    store::of_org(tx, org, kind, limit)
}

/// One of them, for whoever may see figures where the desk is.
pub fn one(tx: &mut Tx, ctx: &Ctx, id: Id) -> Result<Issue> {
    let issue = store::issue(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
    access::require(tx, ctx, Right::ViewFigures, issue.unit)?;
    Ok(issue)
}
