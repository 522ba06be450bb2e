//! Papers as programs read them and hang them on things.

use super::{ATTACH, Sources, VIEW, seen, thing};
use crate::api::{Deed, FileSent, Found, List, Seen};
use access::papers::{self, About, AttachPaper, Paper, Place, WithdrawPaper};
use kernel::{Ctx, Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use store::Tx;

/// What a paper may be sent as; what it is tells its content.
const KINDS: &[(&str, &str)] = &[
    ("application/pdf", "paper.pdf"),
    ("image/jpeg", "paper.jpg"),
    ("image/png", "paper.png"),
    ("image/webp", "paper.webp"),
    ("application/octet-stream", "paper"),
];

#[derive(Serialize, Deserialize, JsonSchema)]
struct Of {
    /// The kind of thing: `payout_round`, `people_event`.
    source: String,
    id: Id,
}

/// A paper that hangs on a thing.
#[derive(Serialize, JsonSchema)]
struct OnePaper {
    id: Id,
    /// Of the code list `paper_kind`.
    kind: String,
    /// Its own date.
    date: Date,
    /// Nothing where it was erased.
    name: Option<String>,
    note: Option<String>,
    media: String,
    bytes: i64,
    /// Why it no longer counts.
    withdrawn: Option<String>,
}

pub(super) fn lists(sources: &Sources) -> Vec<List> {
    let sources = sources.clone();
    let all = move |tx: &mut Tx, seen: &Seen, asked: Of, after, limit| {
        of(tx, seen, &sources, asked, after, limit)
    };
    vec![List::new("papers", "web-papers", VIEW, all)]
}

/// In the order in which they came.
fn of(
    tx: &mut Tx,
    seen: &Seen,
    sources: &Sources,
    asked: Of,
    after: Option<Id>,
    limit: usize,
) -> Result<Found<OnePaper, Id>> {
    let thing = thing(tx, &seen.ctx, sources, &asked.source, asked.id)?;
    let papers = papers::of(tx, seen.ctx.org, thing.source.source, thing.id)?;
    let rows = papers.into_iter().map(row).collect();
    Ok(Found::sorted(rows, after, limit, |row: &OnePaper| row.id))
}

fn row(paper: Paper) -> OnePaper {
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    OnePaper {
        id: paper.id,
        kind: paper.kind,
        date: paper.date,
        name: said(paper.name),
        note: said(paper.note),
        media: paper.media,
        bytes: paper.size,
        withdrawn: paper.withdrawn,
    }
}

pub(super) fn deeds(sources: &Sources) -> Vec<Deed> {
    let (attached, withdrawn) = (sources.clone(), sources.clone());
    vec![
        Deed::paper::<AttachPaper, Hung, Id, _, _>(ATTACH, KINDS, move |sent| {
            attach(sent, attached.clone())
        }),
        Deed::new(move |tx: &mut Tx, ctx: &Ctx, input: WithdrawPaper| {
            let (_, source) = seen(tx, ctx, &withdrawn, input.paper)?;
            papers::withdraw_paper(tx, ctx, input, source.attach)
        }),
    ]
}

/// What it hangs on, and what is said of it.
#[derive(Serialize, Deserialize, JsonSchema)]
struct Hung {
    /// The kind of thing: `payout_round`, `people_event`.
    source: String,
    id: Id,
    /// Of the code list `paper_kind`.
    kind: String,
    /// The paper's own.
    date: Date,
    note: Option<String>,
}

async fn attach(sent: FileSent<Hung>, sources: Sources) -> Result<Id> {
    let Hung {
        source,
        id,
        kind,
        date,
        note,
    } = sent.asked;
    let by = sent.ctx.clone();
    let read = move |tx: &mut Tx| thing(tx, &by, &sources, &source, id);
    let thing = sent.app.db.read_async(read).await?;
    if !thing.may_attach {
        return Err(Error::Forbidden);
    }
    let place = Place {
        source: thing.source.source,
        source_id: id,
        unit: thing.unit,
        attach: thing.source.attach,
    };
    let about = About {
        kind,
        date,
        note: note.unwrap_or_default(),
    };
    let file = (sent.name.as_str(), sent.bytes.as_slice());
    papers::attach(&sent.app.db, &sent.ctx, sent.key, place, about, file).await
}
