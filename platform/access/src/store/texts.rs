//! SQL of searching.

use crate::Scope;
use crate::texts::{Asked, Found, Text, kept};
use ::store::{Row, Tx, Value, values};
use kernel::{Id, OrgId, Result};

pub(crate) fn delete(tx: &mut Tx, org: OrgId, doc: Id) -> Result<()> {
    let sql = "delete from access_text where org = $1 and doc = $2";
    tx.keep(sql, values![org, doc])
}

pub(crate) fn is_there(tx: &mut Tx, org: OrgId, doc: Id) -> Result<bool> {
    let sql = "select 1 from access_text where org = $1 and doc = $2";
    Ok(tx.query_opt(sql, &values![org, doc])?.is_some())
}

pub(crate) fn clear(tx: &mut Tx, org: OrgId, kind: &str) -> Result<()> {
    let sql = "delete from access_text where org = $1 and kind = $2";
    tx.keep(sql, values![org, kind])
}

pub(crate) fn insert(
    tx: &mut Tx,
    org: OrgId,
    text: &Text,
    [body, open]: [&String; 2],
) -> Result<()> {
    let ((folded, grams), (open_folded, open_grams)) = (kept(body), kept(open));
    tx.insert(
        "access_text (org, doc, kind, unit, owner, label, body, folded, grams, open_body, open_folded, open_grams)",
        values![
            org,
            text.doc,
            &text.kind,
            text.unit,
            text.owner,
            &text.label,
            body,
            folded,
            grams,
            open,
            open_folded,
            open_grams
        ],
    )
}

/// The one FROM and WHERE of what is found and of how much. `Asked::sees` chooses the text that is looked through.
fn sought(scope: &Scope, asked: &Asked) -> (String, Vec<Value>) {
    let mut params = scope.params();
    let mut place = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    let (index, grams, folded) = match asked.sees {
        true => ("access_text_grams", "grams", "folded"),
        false => ("access_text_open", "open_grams", "open_folded"),
    };
    let mut sql = "from access_text t where t.org = $1".to_owned();
    let held = place(asked.sought.grams.as_str().into());
    sql.push_str(&format!(" and grams({index}, t, {grams}, {held})"));
    sql.push_str(
        " and (t.unit in scope($1, $2, $3, $4) or t.owner in scope($1, $2, $3, $4) \
         or t.unit = 0 and exists (select 1 from access_reach_now e where e.unit in scope($1, $2, $3, $4)))",
    );
    for piece in &asked.sought.pieces {
        let like = place(like(piece).into());
        sql.push_str(&format!(" and t.{folded} like {like} escape '!'"));
    }
    let kinds: Vec<String> = asked
        .kinds
        .iter()
        .map(|kind| place(kind.as_str().into()))
        .collect();
    sql.push_str(&format!(" and t.kind in ({})", kinds.join(", ")));
    (sql, params)
}

/// A piece anywhere in a text. SQLite takes small and capital letters of ASCII for the same; texts are folded, so this says nothing more.
fn like(piece: &str) -> String {
    let mut like = "%".to_owned();
    for c in piece.chars() {
        if matches!(c, '%' | '_' | '!') {
            like.push('!');
        }
        like.push(c);
    }
    like.push('%');
    like
}

pub(crate) fn find(tx: &mut Tx, scope: &Scope, asked: &Asked, limit: i64) -> Result<Vec<Found>> {
    let (mut from, mut params) = sought(scope, asked);
    if let Some(after) = asked.after {
        params.push(after.into());
        from.push_str(&format!(" and t.doc < ${}", params.len()));
    }
    params.push(limit.into());
    let body = if asked.sees { "body" } else { "open_body" };
    let sql = format!(
        "select t.doc, t.kind, case when t.unit = 0 then t.owner else t.unit end, t.label, t.{body} {from} order by t.doc desc limit ${}",
        params.len()
    );
    let of = |row: &Row| {
        Ok(Found {
            doc: row.get(0)?,
            kind: row.get(1)?,
            unit: row.get(2)?,
            label: row.get(3)?,
            text: row.get(4)?,
        })
    };
    tx.query(&sql, &params)?.iter().map(of).collect()
}

pub(crate) fn count(tx: &mut Tx, scope: &Scope, asked: &Asked, most: i64) -> Result<i64> {
    let (from, mut params) = sought(scope, asked);
    params.push(most.into());
    let sql = format!(
        "select cast(count(*) as bigint) from (select t.doc {from} limit ${}) f",
        params.len()
    );
    tx.query_one(&sql, &params)?.get(0)
}
