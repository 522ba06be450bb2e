//! The report of a campaign for programs: the numbers of its page, and the findings behind each.

use super::web::report::REPORT;
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Found, List, Seen};
use ::web::cases::report::{EveryWord, OfSet, RowsPage, SetNumber, SetPlace, behind_set, of_set};
use access::Right;
use kernel::{Date, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewFigures]);
    vec![
        List::new("campaigns/report", "campaigns-report", view, numbers),
        List::new("campaigns/report/rows", "api-figure-rows", view, behind),
    ]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Asked {
    campaign: Id,
    /// Of what this round found alone; 0 is what no round found.
    round: Option<i64>,
    /// Code of a division, 12 digits: a village of the campaign; without it where the token works.
    division: Option<String>,
    /// The first day that counts; without it the campaign's.
    from: Option<Date>,
    /// The last day that counts; without it `as_of`.
    to: Option<Date>,
    /// As of the end of this day; without it today.
    as_of: Option<Date>,
    /// As known up to this journal row; without it as known now.
    as_known: Option<i64>,
    /// Beside the whole: a row for each stretch of days, the newest ones.
    by: Option<EveryWord>,
    /// Beside the whole: a row for each round.
    by_round: Option<bool>,
    /// Beside the whole: a row for each village, in its class.
    by_village: Option<bool>,
}

impl From<Asked> for OfSet {
    fn from(asked: Asked) -> OfSet {
        OfSet {
            set: asked.campaign,
            slice: asked.round,
            division: asked.division,
            from: asked.from,
            to: asked.to,
            as_of: asked.as_of,
            as_known: asked.as_known,
            by: asked.by,
            by_slice: asked.by_round == Some(true),
            by_place: asked.by_village == Some(true),
        }
    }
}

/// A number of a campaign's report.
#[derive(Serialize, JsonSchema)]
struct OneNumber {
    figure: String,
    /// What it is called, in the asked language.
    name: String,
    from: Date,
    to: Date,
    /// 0 is what no round found; nothing where all rounds are together.
    round: Option<i64>,
    village_code: Option<String>,
    village_name: Option<String>,
    /// Villages are compared within their class alone.
    class: Option<String>,
    /// Whether enough of the village was looked at to compare it.
    is_compared: Option<bool>,
    /// A whole number, or one with decimals; nothing where there is none, or where it would compare a village that is not.
    value: Option<String>,
    is_percent: bool,
    /// Findings behind it.
    rows: Option<i64>,
    /// Those within the scope of whoever asks.
    seen: Option<i64>,
}

fn row(number: SetNumber) -> OneNumber {
    let (code, name, class, is_compared) = match number.place {
        Some(SetPlace {
            code,
            name,
            class,
            is_compared,
        }) => (Some(code), Some(name), Some(class), Some(is_compared)),
        None => (None, None, None, None),
    };
    OneNumber {
        figure: number.figure,
        name: number.name,
        from: number.from,
        to: number.to,
        round: number.slice,
        village_code: code,
        village_name: name,
        class,
        is_compared,
        value: number.value,
        is_percent: number.is_percent,
        rows: number.rows,
        seen: number.seen,
    }
}

fn numbers(
    tx: &mut Tx,
    seen: &Seen,
    asked: Asked,
    after: Option<usize>,
    limit: usize,
) -> Result<Found<OneNumber, usize>> {
    let rows = of_set(tx, seen, REPORT, asked.into())?;
    Ok(Found::numbered(rows, after, limit).map(row))
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct RowsAsked {
    campaign: Id,
    /// Its code, as the report tells it.
    figure: String,
    /// A ratio has two lists: 0 is the part, 1 the whole.
    list: Option<u8>,
    /// Of what this round found alone; 0 is what no round found.
    round: Option<i64>,
    division: Option<String>,
    from: Option<Date>,
    to: Option<Date>,
    as_of: Option<Date>,
    as_known: Option<i64>,
}

fn behind(
    tx: &mut Tx,
    seen: &Seen,
    asked: RowsAsked,
    after: Option<(Date, Id)>,
    limit: usize,
) -> Result<RowsPage> {
    let sought = (asked.figure, asked.list.unwrap_or(0).into());
    let of = OfSet {
        set: asked.campaign,
        slice: asked.round,
        division: asked.division,
        from: asked.from,
        to: asked.to,
        as_of: asked.as_of,
        as_known: asked.as_known,
        by: None,
        by_slice: false,
        by_place: false,
    };
    behind_set(tx, seen, REPORT, of, sought, (after, limit))
}
