//! The statements around what cases add to a figure.

use crate::declared::{Among, CaseRow, Counted, Question};
use ::store::{FromCell, Row, Tx, Value, values};
use kernel::{Date, Id, Result};

/// `$1` org, `$2` user, `$3` right, `$4` today, `$5` division, `$6` as of, `$7` as known, `$8` figure, `$9` first and `$10` last
/// day, of a set of cases `$11` the set and `$12` its slice, below 0 for all. The one text for the number and for everything that
/// stands behind it; `unit` is the column, or its value alone where another order than that by unit is wanted.
fn from_where(question: &Question, unit: &str, joined: &str) -> String {
    let unit = match question.own {
        true => format!("{unit} = $5"),
        false => {
            format!("{unit} in (select fr.unit from access_reach_now fr where fr.ancestor = $5)")
        }
    };
    let (among, of_slice) = match question.among {
        Some(Among { cases, .. }) => (
            format!(
                "join (select {} as case_id, {} as slice from {} where {}) am on am.case_id = x.case_id",
                cases.case, cases.slice, cases.from, cases.filter
            ),
            " and (cast($12 as bigint) < 0 or am.slice = $12)",
        ),
        None => (String::new(), ""),
    };
    format!(
        "from cases_tally_now x {among} {joined} where x.org = $1 and x.figure = $8 and x.at >= $9 and x.at <= $10 \
         and x.since <= $6 and x.since_seq <= $7 and (x.until > $6 or x.until_seq > $7) and {unit} \
         and cast($2 as bigint) is not null and cast($3 as bigint) is not null and cast($4 as text) is not null{of_slice}"
    )
}

fn seen(question: &Question) -> &'static str {
    match question.asked.viewer {
        Some(_) => "x.unit in scope($1, $2, $3, $4)",
        None => "1 = 1",
    }
}

fn params(figure: &str, question: &Question) -> Vec<Value> {
    let asked = &question.asked;
    let (user, right, today) = match asked.viewer {
        Some(viewer) => (viewer.user.0, viewer.right.bit(), viewer.today),
        None => (0, 0, asked.as_of),
    };
    let mut params = values![
        asked.org,
        user,
        right,
        today,
        asked.division,
        asked.as_of,
        asked.as_known,
        figure,
        question.from,
        question.to
    ];
    if let Some(among) = question.among {
        params.extend(values![among.set, among.slice.unwrap_or(-1)]);
    }
    params
}

/// What there is, by unit and by a column of it: first everything is added up as the index has it, and only the sums are then
/// compared with what somebody may see, of which there are as many as units.
fn summed(question: &Question, column: &str) -> String {
    let by = match column {
        "x.unit" => "x.unit".to_owned(),
        other => format!("x.unit, {other}"),
    };
    format!(
        "(select x.unit as unit, {column} as part, count(*) as n, cast(sum(x.amount) as bigint) as total {} group by {by}) x",
        from_where(question, "x.unit", "")
    )
}

fn measured(question: &Question) -> String {
    let seen = seen(question);
    format!(
        "cast(coalesce(sum(x.n), 0) as bigint), cast(coalesce(sum(case when {seen} then x.n end), 0) as bigint), \
         cast(coalesce(sum(x.total), 0) as bigint)"
    )
}

fn counted_of(row: &Row, at: usize) -> Result<Counted> {
    Ok(Counted {
        rows: row.get(at)?,
        seen: row.get(at + 1)?,
        total: row.get(at + 2)?,
    })
}

pub fn counted(tx: &mut Tx, figure: &str, question: &Question) -> Result<Counted> {
    let sql = format!(
        "select {} from {}",
        measured(question),
        summed(question, "x.unit")
    );
    counted_of(&tx.query_one(&sql, &params(figure, question))?, 0)
}

/// What there is, and how many different values are told apart.
pub fn distinct(tx: &mut Tx, figure: &str, question: &Question) -> Result<(Counted, i64)> {
    let sql = format!(
        "select {}, cast(count(distinct x.part) as bigint) from {}",
        measured(question),
        summed(question, "x.part")
    );
    let row = tx.query_one(&sql, &params(figure, question))?;
    Ok((counted_of(&row, 0)?, row.get(3)?))
}

/// What there is of each amount, ascending.
pub fn by_amount(tx: &mut Tx, figure: &str, question: &Question) -> Result<Vec<(i64, Counted)>> {
    by(tx, figure, question, ("x.amount", "x.part", "", 100_000))
}

/// By the units right below the division, each with all that lies below it.
pub fn by_child(tx: &mut Tx, figure: &str, question: &Question) -> Result<Vec<(Id, Counted)>> {
    let below = "join access_reach_now br on br.unit = x.unit join access_unit_now bu on bu.id = br.ancestor and bu.parent = $5";
    by(
        tx,
        figure,
        question,
        ("x.unit", "br.ancestor", below, 1_000),
    )
}

/// By the units where it counts, without what lies below them.
pub fn by_place(tx: &mut Tx, figure: &str, question: &Question) -> Result<Vec<(Id, Counted)>> {
    by(tx, figure, question, ("x.unit", "x.unit", "", 10_000))
}

/// By the slices of a set of cases, where one is asked about.
pub fn by_slice(tx: &mut Tx, figure: &str, question: &Question) -> Result<Vec<(i64, Counted)>> {
    by(tx, figure, question, ("am.slice", "x.part", "", 1_000))
}

pub fn by_day(tx: &mut Tx, figure: &str, question: &Question) -> Result<Vec<(Date, Counted)>> {
    by(tx, figure, question, ("x.at", "x.part", "", 40_000))
}

/// By a column of what is summed by another, which a join may bring; at most so many, the lowest first.
fn by<K: FromCell>(
    tx: &mut Tx,
    figure: &str,
    question: &Question,
    (summed_by, column, join, most): (&str, &str, &str, i64),
) -> Result<Vec<(K, Counted)>> {
    let sql = format!(
        "select {column}, {} from {} {join} group by {column} order by {column} limit {most}",
        measured(question),
        summed(question, summed_by)
    );
    let rows = tx.query(&sql, &params(figure, question))?;
    rows.iter()
        .map(|row| Ok((row.get(0)?, counted_of(row, 1)?)))
        .collect()
}

/// The rows in scope, by the day that counts, after one of them.
pub fn rows(
    tx: &mut Tx,
    figure: &str,
    question: &Question,
    after: Option<(Date, Id)>,
    limit: i64,
) -> Result<Vec<CaseRow>> {
    let named = "join cases_case c on c.org = x.org and c.id = x.case_id left join access_unit_now v on v.id = x.unit";
    let mut params = params(figure, question);
    let (at, id, most) = (params.len() + 1, params.len() + 2, params.len() + 3);
    let sql = format!(
        "select x.id, x.case_id, c.number, v.name, x.at, x.amount {} and {} \
         and x.at >= ${at} and (x.at > ${at} or x.id > ${id}) order by x.at, x.id limit ${most}",
        from_where(question, "+x.unit", named),
        seen(question)
    );
    let (at, id) = after.unwrap_or((question.from, Id(-1)));
    params.extend(values![at, id, limit]);
    let of = |row: &Row| {
        Ok(CaseRow {
            id: row.get(0)?,
            case: row.get(1)?,
            number: row.get(2)?,
            unit: row.get::<Option<String>>(3)?.unwrap_or_default(),
            at: row.get(4)?,
            amount: row.get(5)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(of).collect()
}
