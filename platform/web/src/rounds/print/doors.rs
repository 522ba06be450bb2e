//! Requests in, papers out. A voucher stands for the whole round, so only who sees the round's own
//! unit opens it; the lists of lines show everybody his villages.

use super::{Entry, Paper, PaperView, files};
use crate::paper;
use crate::reply::Reply;
use crate::request::Req;
use crate::rounds::doors::{eyes, whole};
use crate::rounds::read::{self, Eyes, done_by};
use crate::rounds::source::{Source, Sources};
use ::store::Tx;
use access::Right;
use kernel::{Ctx, Error, Fen, Id, Result};
use payout::{Case, Step};
use std::collections::BTreeMap;

/// Entries on one printed voucher.
const ENTRIES: u32 = 2_000;
/// Entries of a voucher in a file.
const FILED: u32 = 50_000;

/// The round and its source, where the asker sees all of it.
fn whole_case(tx: &mut Tx, ctx: &Ctx, sources: &Sources, id: Id) -> Result<(Case, Source)> {
    let found = read::case_of(tx, ctx, sources, id)?;
    match access::holds_at(tx, ctx, Right::ViewRounds, found.0.round.unit)? {
        true => Ok(found),
        false => Err(Error::NotFound),
    }
}

fn paper_of(
    tx: &mut Tx,
    source: Source,
    eyes: &Eyes,
    case: &Case,
    voucher: ledger::read::VoucherView,
    limit: u32,
) -> Result<Paper> {
    let org = case.round.org;
    let mut heads: BTreeMap<Id, String> = BTreeMap::new();
    let mut entries = Vec::new();
    for entry in ledger::voucher_entries(tx, org, voucher.id, 0, limit)? {
        let key = format!("ledger-account-{}", entry.code.replace('_', "-"));
        let party = match entry.party {
            None => String::new(),
            Some(party) => match heads.get(&party) {
                Some(head) => head.clone(),
                None => {
                    let found = (source.household)(tx, org, party)?;
                    let head = eyes.name(&found.map(|h| h.head).unwrap_or_default());
                    heads.insert(party, head.clone());
                    head
                }
            },
        };
        entries.push(Entry {
            account: eyes.words.get(&key),
            party,
            debit: Fen(entry.amount.max(0)),
            credit: Fen(entry.amount.min(0).saturating_neg()),
        });
    }
    let mut who = |done: Option<&payout::Done>| match done {
        Some(done) => done_by(tx, eyes.words, done),
        None => Ok(String::new()),
    };
    let prepared = who(case.done(Step::Calculate))?;
    let reviewed = who(case.done(Step::Review))?;
    let posted = who(case.history.iter().find(|done| done.seq == voucher.seq))?;
    let reverses = match voucher.reverses {
        Some(id) => ledger::voucher(tx, org, id)?.map(|v| v.number),
        None => None,
    };
    let shown = i64::try_from(entries.len()).unwrap_or(i64::MAX);
    Ok(Paper {
        round: case.round.id,
        id: voucher.id,
        round_title: case.round.title.clone(),
        entity: ledger::book(tx, org, voucher.book)?
            .map(|book| book.entity)
            .unwrap_or_default(),
        number: voucher.number,
        date: voucher.date,
        kind: voucher.kind,
        reverses,
        more: voucher.lines.saturating_sub(shown),
        entries,
        total: Fen(voucher.total),
        prepared,
        reviewed,
        posted,
    })
}

/// One voucher of the round in the address.
async fn read_paper(req: &Req, sources: Sources, limit: u32) -> Result<Paper> {
    let (ctx, eyes) = (req.ctx(), eyes(req));
    let (round, id) = (req.id("id")?, req.id("voucher")?);
    req.app
        .db
        .read_async(move |tx| {
            let (case, source) = whole_case(tx, &ctx, &sources, round)?;
            let voucher = ledger::voucher(tx, ctx.org, id)?.ok_or(Error::NotFound)?;
            let is_its_own = voucher.source.as_deref() == Some("payout_round")
                && voucher.source_id == Some(round);
            if !is_its_own {
                return Err(Error::NotFound);
            }
            paper_of(tx, source, &eyes, &case, voucher, limit)
        })
        .await
}

pub(super) async fn voucher(req: Req, sources: Sources) -> Result<Reply> {
    let paper = read_paper(&req, sources, ENTRIES).await?;
    Ok(Reply::page(&voucher_view(&req, &paper).await?)?.private())
}

pub(super) async fn voucher_pdf(req: Req, sources: Sources) -> Result<Reply> {
    let paper = read_paper(&req, sources, FILED).await?;
    on_paper(voucher_view(&req, &paper).await?).await
}

async fn voucher_view(req: &Req, paper: &Paper) -> Result<PaperView> {
    let mut page = req.page("print-voucher");
    page.checkpoint = req.checkpoint().await?;
    Ok(super::voucher(page, paper))
}

pub(super) async fn voucher_file(req: Req, sources: Sources) -> Result<Reply> {
    let paper = read_paper(&req, sources, FILED).await?;
    let checkpoint = req.checkpoint().await?;
    let bytes = files::voucher(req.words(), &paper, checkpoint.as_deref())?;
    let name = format!("{} {}.xlsx", req.words().get("print-voucher"), paper.number);
    Ok(Reply::xlsx(bytes, name).private())
}

pub(super) async fn vouchers_file(req: Req, sources: Sources) -> Result<Reply> {
    let (ctx, eyes, words, id) = (req.ctx(), eyes(&req), req.words(), req.id("id")?);
    let (bytes, number) = req
        .app
        .db
        .export_async(move |tx| {
            let (case, source) = whole_case(tx, &ctx, &sources, id)?;
            let mut papers = Vec::new();
            for voucher in ledger::vouchers(tx, ctx.org, "payout_round", id, Id(0), 500)? {
                papers.push(paper_of(tx, source, &eyes, &case, voucher, FILED)?);
            }
            let bytes = files::vouchers(words, &case.round.title, &papers)?;
            Ok((bytes, case.round.number))
        })
        .await?;
    let name = format!("{number} {}.xlsx", words.get("rounds-tab-vouchers"));
    Ok(Reply::xlsx(bytes, name).private())
}

/// 发放表 as a page to be printed and signed: the lines of the asker's villages.
pub(super) async fn payroll(req: Req, sources: Sources) -> Result<Reply> {
    Ok(Reply::page(&payroll_view(&req, sources).await?)?.private())
}

pub(super) async fn payroll_pdf(req: Req, sources: Sources) -> Result<Reply> {
    on_paper(payroll_view(&req, sources).await?).await
}

/// What a page of paper says, as a file under its title.
async fn on_paper(view: PaperView) -> Result<Reply> {
    let (about, name) = (paper::about(&view.page), format!("{}.pdf", view.page.title));
    let file = paper::render(about, vec![view.sheet()]).await?;
    Ok(paper::reply(file, name))
}

async fn payroll_view(req: &Req, sources: Sources) -> Result<PaperView> {
    let whole = whole(req, &sources).await?;
    let (ctx, eyes, round) = (req.ctx(), eyes(req), whole.round.clone());
    let read = move |tx: &mut Tx| read::payroll(tx, &ctx, &sources, &eyes, &round);
    let (rows, sums) = req.app.db.export_async(read).await?;
    let mut page = req.page_titled(whole.round.title.clone());
    page.checkpoint = req.checkpoint().await?;
    Ok(super::payroll(page, &whole.round, &sums, &rows))
}
