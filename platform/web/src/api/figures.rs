//! Figures as programs ask for them: all of a division, one with the lists behind it, and the rows of a list.

use super::json::{self, Ordered};
use super::{list, schema};
use crate::i18n::Words;
use crate::pages::divisions::{self, Division};
use crate::request::Req;
use access::{Right, Scope};
use figures::{Asked, Cell, ColumnKind, Figure, Indicator, ShownRow};
use kernel::{Date, Error, Result};
use schemars::{JsonSchema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// A figure of a division on a day.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct OneFigure {
    pub id: String,
    pub module: String,
    /// What it is called, in the asked language.
    pub name: String,
    /// A number; text where there is none (a dash), or where there are several (`5-7`).
    #[schemars(schema_with = "number_or_text")]
    pub value: Value,
    pub unit: String,
    /// As a person reads it.
    pub display: String,
    /// Rows behind it, of both lists of a ratio.
    pub rows: i64,
    /// Those that are out of the asker's scope.
    pub withheld: i64,
    /// Where the figure is zero: how many were looked at.
    pub examined: Option<i64>,
    /// The lists behind it, by the number with which their rows are asked for.
    pub lists: Vec<Behind>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Behind {
    pub list: i64,
    pub name: String,
    pub rows: i64,
    pub seen: i64,
    /// The rows, or the sum of their amounts in the smallest unit.
    pub total: i64,
}

/// Figures with what was asked.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Figures {
    /// Code of the division.
    pub division: String,
    pub as_of: Date,
    /// The journal row up to which it was known; nothing: as known now.
    pub as_known: Option<i64>,
    pub rows: Vec<OneFigure>,
}

/// One figure with what was asked.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FigureAsked {
    pub division: String,
    pub as_of: Date,
    pub as_known: Option<i64>,
    pub figure: OneFigure,
}

/// A column of the rows behind a figure.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Column {
    pub name: String,
    /// `text`, `name`, `code`, `count`, `money` (fen), `date`.
    pub kind: String,
}

/// A row behind a figure.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FigureRow {
    /// What is counted.
    pub key: String,
    /// What the row adds to the figure: 1, or its amount in the smallest unit.
    pub amount: i64,
    /// In the order of `columns`.
    #[schemars(schema_with = "cells")]
    pub cells: Vec<Value>,
    /// Where it opens for a person.
    pub href: Option<String>,
}

#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct FigureRows {
    pub division: String,
    pub as_of: Date,
    pub as_known: Option<i64>,
    pub columns: Vec<Column>,
    pub rows: Vec<FigureRow>,
    /// What the next page begins after; nothing on the last one.
    pub next: Option<String>,
}

fn number_or_text(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": ["number", "string"] })
}

fn cells(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "type": "array", "items": { "type": ["integer", "string", "null"] } })
}

/// What is asked of every figure.
struct Question {
    division: Division,
    as_of: Date,
    as_known: Option<i64>,
}

/// What the query of figures says.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct FigureQuery {
    #[schemars(regex(pattern = "^[0-9]{12}$"))]
    division: Option<String>,
    as_of: Option<Date>,
    #[schemars(range(min = 0))]
    as_known: Option<i64>,
}

/// Of the rows behind one.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(super) struct RowsQuery {
    #[schemars(regex(pattern = "^[0-9]{12}$"))]
    division: Option<String>,
    as_of: Option<Date>,
    #[schemars(range(min = 0))]
    as_known: Option<i64>,
    #[schemars(range(min = 0, max = 1))]
    list: Option<u8>,
}

/// The filters of figures, or of the rows behind one.
pub(super) fn fields(of_rows: bool) -> Vec<schema::Field> {
    match of_rows {
        true => schema::fields(SchemaGenerator::subschema_for::<RowsQuery>),
        false => schema::fields(SchemaGenerator::subschema_for::<FigureQuery>),
    }
}

/// A query of figures as its type.
fn read<Q: Serialize + DeserializeOwned>(req: &Req, of_rows: bool) -> Result<Q> {
    let beside: &[&str] = match of_rows {
        true => &list::COMMON,
        false => &[],
    };
    json::read(list::filter_of(&fields(of_rows), beside, &req.query)?)
}

/// Invalid: `as_known` `not_a_number`. `NotFound` where there is no such division.
async fn question(req: &Req, asked: FigureQuery) -> Result<Question> {
    if asked.as_known.is_some_and(|seq| seq < 0) {
        return Err(Error::invalid("as_known", "not_a_number"));
    }
    let division = match asked.division {
        None => divisions::home_division(req).await?,
        Some(code) => {
            let found = move |tx: &mut ::store::Tx| access::units::unit_by_code(tx, &code);
            let found = req.app.db.read_async(found).await?;
            found.ok_or(Error::NotFound)?.into()
        }
    };
    Ok(Question {
        division,
        as_of: asked.as_of.unwrap_or_else(|| req.ctx().today()),
        as_known: asked.as_known,
    })
}

fn asked(req: &Req, question: &Question, right: Right) -> Asked {
    let ctx = req.ctx();
    let scope = Scope::of(&ctx, right);
    let mut asked = Asked::new(ctx.org, Some(scope), question.division.id, question.as_of);
    asked.masked = !req.sees_names();
    asked.as_known = question.as_known.unwrap_or(i64::MAX);
    asked
}

fn shown(words: Words, indicator: &Indicator, figure: &Figure, examined: Option<i64>) -> OneFigure {
    let told = figures::to_json(std::slice::from_ref(figure));
    let value = told.get(0).and_then(|one| one.get("value")).cloned();
    let lists = figure.lists.iter().zip(0..).map(|(behind, list)| Behind {
        list,
        name: words.get(behind.name_key),
        rows: behind.rows,
        seen: behind.seen,
        total: behind.total,
    });
    OneFigure {
        id: figure.id.to_string(),
        module: indicator.module.to_string(),
        name: words.get(figure.name_key),
        value: value.unwrap_or(Value::Null),
        unit: figure.unit.key.to_string(),
        display: figure.display.clone(),
        rows: figure.rows(),
        withheld: figure.withheld(),
        examined,
        lists: lists.collect(),
    }
}

/// Every figure that the asker may ask for.
pub(super) async fn all(req: &Req) -> Result<Figures> {
    let question = question(req, read(req, false)?).await?;
    let (indicators, words) = (req.app.indicators.clone(), req.words());
    let asked = asked(req, &question, Right::ViewFigures);
    let read = move |tx: &mut ::store::Tx| {
        let mut found = Vec::new();
        for indicator in &indicators {
            match one_of(tx, words, indicator, &asked) {
                Ok(figure) => found.push(figure),
                // Outside his scope: the list does not name it.
                Err(Error::NotFound) => {}
                Err(other) => return Err(other),
            }
        }
        Ok(found)
    };
    let rows = req.app.db.read_async(read).await?;
    Ok(Figures {
        division: question.division.code,
        as_of: question.as_of,
        as_known: question.as_known,
        rows,
    })
}

fn one_of(
    tx: &mut ::store::Tx,
    words: Words,
    indicator: &Indicator,
    asked: &Asked,
) -> Result<OneFigure> {
    let figure = figures::evaluate(tx, indicator, asked)?;
    let examined = match figure.is_zero() {
        true => Some(figures::examined(tx, indicator, asked)?),
        false => None,
    };
    Ok(shown(words, indicator, &figure, examined))
}

fn indicator(req: &Req, id: &str) -> Result<Indicator> {
    let found = figures::find(&req.app.indicators, id);
    found.copied().ok_or(Error::NotFound)
}

pub(super) async fn one(req: &Req, id: &str) -> Result<FigureAsked> {
    let indicator = indicator(req, id)?;
    let question = question(req, read(req, false)?).await?;
    let (asked, words) = (asked(req, &question, indicator.right), req.words());
    let read = move |tx: &mut ::store::Tx| one_of(tx, words, &indicator, &asked);
    let figure = req.app.db.read_async(read).await?;
    Ok(FigureAsked {
        division: question.division.code,
        as_of: question.as_of,
        as_known: question.as_known,
        figure,
    })
}

/// The rows of one of its lists that the asker may see.
pub(super) async fn rows(req: &Req, id: &str) -> Result<FigureRows> {
    let indicator = indicator(req, id)?;
    let sought: RowsQuery = read(req, true)?;
    let list = usize::from(sought.list.unwrap_or(0));
    let of = FigureQuery {
        division: sought.division,
        as_of: sought.as_of,
        as_known: sought.as_known,
    };
    let question = question(req, of).await?;
    let cursor = req
        .query
        .get("cursor")
        .map(list::opened::<i64>)
        .transpose()?;
    let limit = u16::try_from(list::limit(&req.query)?.min(200)).unwrap_or(200);
    let (asked, words) = (asked(req, &question, indicator.right), req.words());
    let read =
        move |tx: &mut ::store::Tx| figures::rows(tx, &indicator, &asked, list, cursor, limit);
    let shown = req.app.db.read_async(read).await?;
    let columns = shown.columns.iter().map(|column| Column {
        name: words.get(column.name_key),
        kind: kind_of(column.kind).to_owned(),
    });
    let columns = columns.collect();
    Ok(FigureRows {
        division: question.division.code,
        as_of: question.as_of,
        as_known: question.as_known,
        columns,
        rows: shown.rows.into_iter().map(row_of).collect(),
        next: shown.next.as_ref().map(list::closed).transpose()?,
    })
}

fn kind_of(kind: ColumnKind) -> &'static str {
    match kind {
        ColumnKind::Text => "text",
        ColumnKind::Name => "name",
        ColumnKind::Code(_) => "code",
        ColumnKind::Count => "count",
        ColumnKind::Money => "money",
        ColumnKind::Date => "date",
    }
}

fn row_of(row: ShownRow) -> FigureRow {
    let cell = |cell: Cell| match cell {
        Cell::Nothing => Value::Null,
        Cell::Text(text) => Value::from(text),
        Cell::Count(count) => Value::from(count),
        Cell::Money(amount) => Value::from(amount.0),
        Cell::Date(day) => Value::from(day.to_string()),
    };
    FigureRow {
        key: row.key.to_string(),
        amount: row.amount,
        cells: row.cells.into_iter().map(cell).collect(),
        href: row.link,
    }
}

/// The rows with a column for each cell, for a file.
pub(super) fn flat(found: &FigureRows) -> (Vec<String>, Vec<Ordered>) {
    let mut columns = vec!["key".to_owned(), "amount".to_owned()];
    columns.extend(found.columns.iter().map(|column| column.name.clone()));
    let row = |row: &FigureRow| {
        let cells = [Value::from(&*row.key), Value::from(row.amount)];
        let cells = cells.into_iter().chain(row.cells.iter().cloned());
        Ordered(columns.iter().cloned().zip(cells).collect())
    };
    let rows = found.rows.iter().map(row).collect();
    (columns, rows)
}
