//! The list of households with their members as a file, in the columns that the import reads.

use super::{list, shown};
use crate::people::pages_data::Filter;
use crate::people::store::{base, lists, rights};
use crate::people::{face, pages_data};
use ::web::i18n::Words;
use ::web::{Reply, Req};
use kernel::{Ctx, Id, Result};
use sheets::{OutCell, OutColumn, OutKind, OutTable};
use std::collections::BTreeSet;
use store::Tx;

const STEP: i64 = 500;
/// Sheets hold 1,048,576 rows; a county's list is exported village by village.
const ROWS: usize = 200_000;

pub(super) async fn households(req: Req) -> Result<Reply> {
    let (ctx, words, filter) = (req.ctx(), req.words(), list::filter_of(&req));
    let as_csv = req.query.get("format") == Some("csv");
    let bytes = req
        .app
        .db
        .export_async(move |tx| {
            let table = table(
                tx,
                &ctx,
                words,
                Filter {
                    after: None,
                    ..filter
                },
            )?;
            if as_csv {
                sheets::write_csv(&table)
            } else {
                sheets::write_xlsx(&[table])
            }
        })
        .await?;
    let name = words.get("people-export-name");
    let reply = if as_csv {
        Reply::csv(bytes, format!("{name}.csv"))
    } else {
        Reply::xlsx(bytes, format!("{name}.xlsx"))
    };
    Ok(reply.private())
}

/// Headers are the import's own, in Chinese whatever the language: the file is to come back.
const HEADERS: [(&str, OutKind); 9] = [
    ("行政村", OutKind::Text),
    ("户编号", OutKind::Text),
    ("姓名", OutKind::Text),
    ("证件号码", OutKind::Identity),
    ("与户主关系", OutKind::Text),
    ("性别", OutKind::Text),
    ("人数", OutKind::Integer),
    ("户类型", OutKind::Text),
    ("人联系电话", OutKind::Text),
];

fn table(tx: &mut Tx, ctx: &Ctx, words: Words, mut filter: Filter) -> Result<OutTable> {
    let codes = base::codes(tx)?;
    let (today, zh) = (ctx.today(), Words::default());
    // Data whose use is restricted are stored and protected, nothing else.
    let restricted: BTreeSet<Id> = rights::restricted(tx, ctx.org, today)?
        .into_iter()
        .collect();
    let mut left_out = 0;
    let mut rows: Vec<Vec<OutCell>> = Vec::new();
    loop {
        let page = lists::households(tx, ctx, &filter, STEP)?;
        let Some(last) = page.last() else { break };
        filter.after = Some((last.key.clone(), last.id));
        for household in &page {
            let text = |text: &str| OutCell::Text(text.to_owned());
            for member in face::members(tx, ctx.org, household.id, today)? {
                if restricted.contains(&member.person) {
                    left_out += 1;
                    continue;
                }
                let person = pages_data::person(tx, ctx, member.person)?;
                rows.push(vec![
                    text(&household.village),
                    text(&household.number),
                    text(&member.name),
                    text(person.identity.as_deref().unwrap_or_default()),
                    text(&shown::relation(zh, &codes, &member.relation)),
                    text(&shown::sex(zh, person.row.sex.as_deref())),
                    OutCell::Integer(household.members),
                    text(&shown::statuses(zh, &codes, &household.statuses)),
                    text(person.phone.as_deref().unwrap_or_default()),
                ]);
            }
        }
        if rows.len() > ROWS {
            return Err(kernel::Refusal::new("people.export_too_large")
                .with("limit", ROWS)
                .into());
        }
    }
    let mut notes = vec![words.with("people-export-note", &[("date", &today.to_string())])];
    if left_out > 0 {
        notes.push(words.count("rights-export-left-out", left_out));
    }
    Ok(OutTable {
        sheet: words.get("people-export-name"),
        title: Some(words.get("people-export-name")),
        notes,
        columns: HEADERS
            .map(|(header, kind)| OutColumn::new(header, kind))
            .to_vec(),
        rows,
        landscape: true,
        ..OutTable::default()
    })
}
