//! A round over many holders: its tree, any one proof on demand, its check, and slips on paper.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use super::{Told, at, commit, machine, peak_rss_mb, told};
use crate::demo;
use crate::desk::Desk;
use crate::say;
use access::{Right, Scope};
use kernel::apportion::Policy;
use kernel::merkle::{Leaf, Sums, Tree, leaf_key};
use kernel::proof::{Slip, commitment, lines_context};
use kernel::{Actor, Ctx, Date, Error, Fen, Id, OrgId, Result, Via};
use payout::{Basis, CalculateRound, Case, CreateRound, Entitlement, LineFilter, LineKey};
use serde::Serialize;
use std::time::{Duration, Instant};
use store::{CommandKey, Settings, Tx};
use web::i18n::Words;

/// Proofs that are made one by one, spread over the round.
const PROOFS: u32 = 1_000;
const SPREAD: u32 = 10;

#[derive(Serialize)]
struct Found {
    holders: u64,
    /// The tree alone, from leaves in memory.
    tree_s: f64,
    /// Freezing, dividing, hashing and storing the round, durable.
    calculate_s: f64,
    proof_bytes: usize,
    /// Medians and the slowest of a hundred.
    prove_us: f64,
    prove_p99_us: f64,
    verify_us: f64,
    verify_p99_us: f64,
    slips: usize,
    slips_pdf_s: f64,
}

pub fn run(holders: u32, words: Words) -> Result<serde_json::Value> {
    let begin = Instant::now();
    let folder = tempfile()?;
    let database =
        store::Database::parse(&format!("sqlite:{}", folder.join("bench.db").display()))?;
    let measured = measure(Settings::new(database), holders, words, begin);
    drop(std::fs::remove_dir_all(&folder));
    measured
}

fn tempfile() -> Result<std::path::PathBuf> {
    let folder = std::env::temp_dir().join(format!("zhen-bench-{}", std::process::id()));
    std::fs::create_dir_all(&folder).map_err(|e| Error::internal("making a folder", e))?;
    Ok(folder)
}

fn measure(
    settings: Settings,
    holders: u32,
    words: Words,
    begin: Instant,
) -> Result<serde_json::Value> {
    let mut desk = Desk::open(settings)?;
    desk.clock = demo::run(&desk)?.clock;
    let tree_s = seconds(tree(holders)?);
    say::progress(&words.get("cli-bench-calculating"));
    let start = Instant::now();
    let (ctx, round) = a_round(&desk, holders)?;
    let calculate_s = seconds(start.elapsed());
    say::progress(&words.get("cli-bench-proving"));
    let (slips, mut prove) = desk.db.read(move |tx| proofs(tx, &ctx, round))?;
    let mut verify = Vec::with_capacity(slips.len());
    for slip in &slips {
        let start = Instant::now();
        let root = slip
            .top()
            .map_err(|e| Error::internal("checking a slip", e))?
            .hash;
        slip.check_root(&root)
            .map_err(|e| Error::internal("checking a slip", e))?;
        verify.push(start.elapsed() / 2);
    }
    // A proof without what is stored: all lines read and hashed again.
    let start = Instant::now();
    desk.db
        .read(move |tx| payout::slip::whole_tree(tx, desk_org(), round).map(drop))?;
    let baseline_s = seconds(start.elapsed());
    let start = Instant::now();
    pdf::slips(&about(), &papers(&slips), |_| {})?;
    let slips_pdf_s = seconds(start.elapsed());
    prove.sort();
    verify.sort();
    let found = Found {
        holders: holders.into(),
        tree_s,
        calculate_s,
        proof_bytes: slips
            .iter()
            .map(|slip| slip.to_bytes().len())
            .max()
            .unwrap_or(0),
        prove_us: at(&prove, 50),
        prove_p99_us: at(&prove, 99),
        verify_us: at(&verify, 50),
        verify_p99_us: at(&verify, 99),
        slips: slips.len(),
        slips_pdf_s,
    };
    told(Told {
        name: "proof",
        total_s: seconds(begin.elapsed()),
        peak_rss_mb: peak_rss_mb(),
        baseline: "one proof from a tree made anew of all lines",
        baseline_s,
        ratio: found.prove_us / 1e6 / baseline_s,
        machine: machine(),
        commit: commit(),
        more: found,
    })
}

fn seconds(took: Duration) -> f64 {
    took.as_secs_f64()
}

/// The demonstration's organisation.
fn desk_org() -> OrgId {
    1
}

fn tree(holders: u32) -> Result<Duration> {
    let leaf = |n: u32| Leaf {
        key: leaf_key(&[1; 32], n.into()),
        commitment: commitment(&[2; 32], Id(n.into())),
        sums: Sums {
            payees: 1,
            shares: 1_000,
            weight: 1_000,
            gross: 226_666,
            tax: 0,
        },
    };
    let leaves: Vec<Leaf> = (0..holders).map(leaf).collect();
    let context = lines_context(desk_org(), Id(1));
    let start = Instant::now();
    let made = Tree::build(&context, leaves)?;
    let took = start.elapsed();
    if made.len() != holders as usize {
        return Err(Error::Internal("a tree lost leaves".into()));
    }
    Ok(took)
}

/// A round of the demonstration's project over so many payees, calculated by its accountant.
fn a_round(desk: &Desk, holders: u32) -> Result<(Ctx, Id)> {
    let system = desk.system(desk_org());
    let inner = system.clone();
    let model: Case = desk.db.read(move |tx| {
        let scope = Scope::of(&inner, Right::ViewRounds);
        let all = payout::read::every_round(tx, scope.org)?;
        let id = all.last().copied().ok_or(Error::NotFound)?;
        payout::read::case(tx, scope.org, id)
    })?;
    let done = model.history.first().ok_or(Error::NotFound)?;
    let ctx = system.by(Actor {
        user: done.user,
        via: Via::Web,
    });
    let round = &model.round;
    let input = CreateRound {
        title: "一百万户".into(),
        flow: model.flow.flow.clone(),
        source: round.source.clone(),
        source_id: round.source_id,
        book: round.book,
        unit: round.unit,
        year: round.year,
        pool_fen: Fen(5_999_900),
        record_date: Date::new(2022, 6, 30).unwrap_or(round.record_date),
        policy: Policy::Cumulative,
        step_fen: 1,
        basis: Basis::PerPerson,
        weights: Default::default(),
        division: None,
    };
    let key = CommandKey::fresh(&ctx);
    let made = desk.db.act(&ctx, key, input, payout::create_round)?;
    let (unit, first) = (round.unit, 1_i64 << 40);
    let payees = move |_: &mut Tx, _: &payout::Round| {
        let one = |n: u32| Entitlement {
            household: Id(first + i64::from(n)),
            unit,
            class: "A".into(),
            heads: i64::from(n % 5) + 1,
            shares: 1_000 * i64::from(n % 7),
            measures: Default::default(),
        };
        Ok((0..holders).map(one).collect())
    };
    let input = CalculateRound { round: made.id };
    let key = CommandKey::fresh(&ctx);
    desk.db.act(&ctx, key, input, move |tx, ctx, input| {
        payout::calculate_round(tx, ctx, input, payees)
    })?;
    Ok((ctx, made.id))
}

fn proofs(tx: &mut Tx, ctx: &Ctx, round: Id) -> Result<(Vec<Slip>, Vec<Duration>)> {
    let scope = Scope::of(ctx, Right::ViewRounds);
    let case = payout::round(tx, &scope, round)?;
    let lines = case.calculated().map_or(0, |plan| plan.lines.leaves);
    let lines = u32::try_from(lines).unwrap_or(u32::MAX);
    let mut keys: Vec<LineKey> = Vec::new();
    for part in 0..SPREAD {
        let from = lines / SPREAD * part;
        let filter = LineFilter::default();
        let page = payout::lines(tx, &scope, round, &filter, (from, PROOFS / SPREAD))?;
        keys.extend(page.lines.iter().map(|view| view.line.key));
    }
    let (mut slips, mut took) = (Vec::new(), Vec::new());
    for key in keys {
        let start = Instant::now();
        slips.push(payout::slip(tx, &case, key)?);
        took.push(start.elapsed());
    }
    Ok((slips, took))
}

fn about() -> pdf::About {
    pdf::About {
        title: "凭条".into(),
        lang: "zh-CN",
    }
}

fn papers(slips: &[Slip]) -> Vec<pdf::Slip> {
    let paper = |slip: &Slip| pdf::Slip {
        title: "收益分配凭条".into(),
        lines: vec!["一百万户".into()],
        facts: vec![
            ("户主".into(), format!("第{}户", slip.proof.index)),
            ("实得".into(), payout::slip::net(slip).to_string()),
        ],
        qr: format!("https://zhen.example.cn/v#{}", slip.to_digits()),
        qr_caption: "先扫公示上的二维码，再扫这一个。".into(),
        notes: Vec::new(),
    };
    slips.iter().map(paper).collect()
}
