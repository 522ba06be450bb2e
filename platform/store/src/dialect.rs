//! One text of SQL for two engines.
//!
//! Statements are written with `$1, $2, …`. SQLite reads `$n` as a *name*, numbered by first
//! appearance, so values would swap silently: there they become `?n`. Two things that every module
//! needs are macros, expanded here so that there is one text of each:
//!
//! - `dated(table, ORG, DATE, SEQ)` in a `from`: the rows of a dated record as they stood on DATE,
//!   as known at SEQ: of each id the row with the latest `valid_from` not after DATE, of these the
//!   latest `seq`, if it has not ended (`valid_to` is the first day on which it no longer holds).
//! - `holding(TABLE, INDEX, ORG, COLUMN, UNIT, OWNER, PARAM)` in a `from`: the rows of an organisation whose COLUMN holds all the
//!   grams of PARAM, which stand between spaces (`kernel::grams`), with their `doc` as `place`: ordered by it they come one by one.
//!   INDEX is a `create grams` of the migrations over `org`, `doc` and COLUMN, with the places UNIT and OWNER.
//! - `holding_at(…, PARAM, PLACES)`: only those at one of PLACES, ids between spaces, one at least.
//! - what the callers of `Db::open` add, above all the scope predicate of `access`.

use crate::schema::Schema;
use kernel::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EngineKind {
    Sqlite,
    Postgres,
}

/// A named piece of SQL with parameters: in `body`, `{name}` stands for the argument.
#[derive(Debug, Clone, Copy)]
pub struct Macro {
    pub name: &'static str,
    pub params: &'static [&'static str],
    pub body: &'static str,
}

pub const DATED: Macro = Macro {
    name: "dated",
    params: &["table", "org", "date", "seq"],
    body: "(select dr.* from {table} dr where dr.org = {org} and dr.valid_from <= {date} and dr.seq <= {seq} \
           and (dr.valid_to is null or dr.valid_to > {date}) \
           and not exists (select 1 from {table} dn where dn.org = dr.org and dn.id = dr.id \
           and dn.valid_from <= {date} and dn.seq <= {seq} and dn.valid_from >= dr.valid_from \
           and (dn.valid_from > dr.valid_from or dn.seq > dr.seq)))",
};

/// Only these differ between the engines.
fn holding(engine: EngineKind) -> [Macro; 2] {
    let params = &["table", "index", "org", "column", "unit", "owner", "asked"];
    let params_at = &[
        "table", "index", "org", "column", "unit", "owner", "asked", "places",
    ];
    let (body, body_at) = match engine {
        EngineKind::Sqlite => (
            "(select gr.rowid as place, gt.* from {index} gr join {table} gt on gt.org = {org} and gt.doc = gr.rowid \
             where gr.{index} match replace(' ' || {asked}, ' ', ' ' || {org} || 'o'))",
            "(select gr.rowid as place, gt.* from {index} gr join {table} gt on gt.org = {org} and gt.doc = gr.rowid \
             where gr.{index} match replace(' ' || {asked}, ' ', ' ' || {org} || 'o') || ' AND (' \
             || substr(replace(' ' || {places}, ' ', ' OR ' || {org} || 'oat'), 5) || ')')",
        ),
        EngineKind::Postgres => (
            "(select gt.doc as place, gt.* from {table} gt where gt.org = {org} \
             and string_to_array(gt.{column} || ' at' || cast(gt.{unit} as text) || ' at' || cast(gt.{owner} as text), ' ') \
             @> string_to_array({asked}, ' '))",
            "(select gt.doc as place, gt.* from {table} gt where gt.org = {org} \
             and string_to_array(gt.{column} || ' at' || cast(gt.{unit} as text) || ' at' || cast(gt.{owner} as text), ' ') \
             @> string_to_array({asked}, ' ') \
             and string_to_array(gt.{column} || ' at' || cast(gt.{unit} as text) || ' at' || cast(gt.{owner} as text), ' ') \
             && string_to_array('at' || replace({places}, ' ', ' at'), ' '))",
        ),
    };
    [
        Macro {
            name: "holding",
            params,
            body,
        },
        Macro {
            name: "holding_at",
            params: params_at,
            body: body_at,
        },
    ]
}

/// The statement as the engine reads it.
pub fn rewrite(sql: &str, engine: EngineKind, macros: &[Macro]) -> Result<String> {
    let mut text = sql.to_owned();
    // A macro may use another one that stands after it in the list.
    for m in macros.iter().chain(&[DATED]).chain(&holding(engine)) {
        text = expand(&text, m)?;
    }
    Ok(match engine {
        EngineKind::Sqlite => question_marks(&text),
        EngineKind::Postgres => text,
    })
}

fn expand(sql: &str, m: &Macro) -> Result<String> {
    let opening = format!("{}(", m.name);
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find(&opening) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let inner = from.get(opening.len()..).unwrap_or("");
        let whole_word = !before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if !whole_word {
            out.push_str(&opening);
            rest = inner;
            continue;
        }
        let end = inner
            .find(')')
            .ok_or_else(|| Error::Internal(format!("{}( is never closed", m.name)))?;
        let (args, after) = inner.split_at(end);
        let args: Vec<&str> = args.split(',').map(str::trim).collect();
        if args.len() != m.params.len() {
            return Err(Error::Internal(format!(
                "{} takes {} arguments: {sql}",
                m.name,
                m.params.len()
            )));
        }
        let mut body = m.body.to_owned();
        for (param, arg) in m.params.iter().zip(&args) {
            body = body.replace(&format!("{{{param}}}"), arg);
        }
        out.push_str(&body);
        rest = after.get(1..).unwrap_or("");
    }
    out.push_str(rest);
    Ok(out)
}

/// `$n` as `?n`, outside quoted text.
fn question_marks(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut quoted = false;
    let mut chars = sql.chars().peekable();
    while let Some(c) = chars.next() {
        if c == '\'' {
            quoted = !quoted;
        }
        let digit_follows = chars.peek().is_some_and(char::is_ascii_digit);
        out.push(if c == '$' && !quoted && digit_follows {
            '?'
        } else {
            c
        });
    }
    out
}

/// The names of our tables that a statement mentions.
pub fn tables_in(sql: &str, schema: &Schema) -> Vec<String> {
    let mut found: Vec<String> = sql
        .split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| schema.tables.contains_key(*word))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_keep_their_number_on_sqlite() {
        let sql = "select a from t where b = $2 and c = $1 and d = '$2'";
        assert_eq!(
            rewrite(sql, EngineKind::Sqlite, &[]).unwrap(),
            "select a from t where b = ?2 and c = ?1 and d = '$2'"
        );
        assert_eq!(rewrite(sql, EngineKind::Postgres, &[]).unwrap(), sql);
    }

    #[test]
    fn a_dated_record_expands_with_its_arguments() {
        let sql = rewrite(
            "select h.id from dated(t, $1, $2, $3) h",
            EngineKind::Postgres,
            &[],
        )
        .unwrap();
        assert!(
            sql.starts_with("select h.id from (select dr.* from t dr where dr.org = $1"),
            "{sql}"
        );
        assert!(sql.ends_with(") h"), "{sql}");
        assert!(!sql.contains('{'), "{sql}");
        assert!(rewrite("select 1 from dated(t, $1)", EngineKind::Postgres, &[]).is_err());
        assert_eq!(
            rewrite("select updated(a)", EngineKind::Postgres, &[]).unwrap(),
            "select updated(a)"
        );
    }
}
