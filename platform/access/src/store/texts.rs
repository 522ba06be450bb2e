//! SQL of searching.

use crate::Scope;
use crate::texts::{Asked, EVERYWHERE, Found, Text, kept};
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

/// So many texts at most are deleted one by one, and more where they are fewer than a twentieth of all: the index of the others is
/// made again as fast.
const FEW: i64 = 1_000;

pub(crate) fn clear(tx: &mut Tx, org: OrgId, kind: &str) -> Result<()> {
    let of_kind =
        "select cast(count(*) as bigint) from access_text t where t.org = $1 and t.kind = $2";
    let of_kind: i64 = tx.query_one(of_kind, &values![org, kind])?.get(0)?;
    let sql = "delete from access_text where org = $1 and kind = $2";
    let is_most = of_kind > FEW && {
        let all = "select cast(count(*) as bigint) from access_text";
        let all: i64 = tx.query_one(all, &[])?.get(0)?;
        of_kind.saturating_mul(20) > all
    };
    match is_most {
        true => tx.keep_bulk(sql, values![org, kind]),
        false => tx.keep(sql, values![org, kind]),
    }
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

/// Whoever sees so many places at most is led to what stands there, past none of what he may not see.
const FEW_PLACES: i64 = 64;

/// The places that somebody sees, with that of what everybody sees, between spaces; nothing where they are many.
fn places(tx: &mut Tx, scope: &Scope) -> Result<Option<String>> {
    let sql = "select distinct s.unit from scope($1, $2, $3, $4) s order by s.unit limit $5";
    let mut params = scope.params();
    params.extend(values![FEW_PLACES + 1]);
    let rows = tx.query(sql, &params)?;
    if rows.len() as i64 > FEW_PLACES {
        return Ok(None);
    }
    let mut places = EVERYWHERE.to_string();
    for row in rows {
        let unit: Id = row.get(0)?;
        places.push_str(&format!(" {unit}"));
    }
    Ok(Some(places))
}

/// The one FROM and WHERE of what is found and of how much. `Asked::sees` chooses the text that is looked through.
fn sought(tx: &mut Tx, scope: &Scope, asked: &Asked) -> Result<(String, Vec<Value>)> {
    let mut params = scope.params();
    let mut place = |value: Value| {
        params.push(value);
        format!("${}", params.len())
    };
    let (index, grams, folded) = match asked.sees {
        true => ("access_text_grams", "grams", "folded"),
        false => ("access_text_open", "open_grams", "open_folded"),
    };
    let held = place(asked.sought.grams.as_str().into());
    let held = match places(tx, scope)? {
        Some(at) => {
            let at = place(at.into());
            format!("holding_at(access_text, {index}, $1, {grams}, unit, owner, {held}, {at})")
        }
        None => format!("holding(access_text, {index}, $1, {grams}, unit, owner, {held})"),
    };
    let mut sql = format!(
        "from {held} t where (t.unit in scope($1, $2, $3, $4) or t.owner in scope($1, $2, $3, $4) \
         or t.unit = 0 and exists (select 1 from access_reach_now e where e.unit in scope($1, $2, $3, $4)))"
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
    Ok((sql, params))
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
    let (mut from, mut params) = sought(tx, scope, asked)?;
    if let Some(after) = asked.after {
        params.push(after.into());
        from.push_str(&format!(" and t.place < ${}", params.len()));
    }
    params.push(limit.into());
    let body = if asked.sees { "body" } else { "open_body" };
    let sql = format!(
        "select t.doc, t.kind, case when t.unit = 0 then t.owner else t.unit end, t.label, t.{body} {from} order by t.place desc limit ${}",
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
    let (from, mut params) = sought(tx, scope, asked)?;
    params.push(most.into());
    let sql = format!(
        "select cast(count(*) as bigint) from (select t.doc {from} limit ${}) f",
        params.len()
    );
    tx.query_one(&sql, &params)?.get(0)
}
