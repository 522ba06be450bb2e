//! Slips and the proof of a notice, of an invented round of eight households.

use super::super::facts::Stage;
use super::super::slip::{self, Job, OneSlip};
use super::{one, staff};
use crate::i18n::Words;
use kernel::merkle::{Leaf, Sums, Tree};
use kernel::proof::{Notice, Slip, Terms, commitment, lines_context};
use kernel::{Id, Refusal};

const ORG: i64 = 1;
const ROUND: Id = Id(81);
const HOUSEHOLDS: u8 = 8;
const EACH_FEN: u64 = 226_666;

fn sums() -> Sums {
    Sums {
        payees: 1,
        shares: 0,
        weight: 1,
        gross: EACH_FEN,
        tax: 0,
    }
}

fn tree() -> Option<Tree> {
    let leaf = |place: u8| Leaf {
        key: [place; 16],
        commitment: commitment(&[place; 32], Id(i64::from(place))),
        sums: sums(),
    };
    Tree::build(
        &lines_context(ORG, ROUND),
        (0..HOUSEHOLDS).map(leaf).collect(),
    )
    .ok()
}

fn terms() -> Terms {
    Terms {
        policy: Some(kernel::apportion::Policy::PerShareFloor),
        step_fen: 1,
        pool: EACH_FEN * u64::from(HOUSEHOLDS) + 5,
    }
}

/// What stands on the wall.
pub fn notice() -> Notice {
    let tree = tree();
    Notice {
        org: ORG,
        round: ROUND,
        issue: 1,
        terms: terms(),
        leaves: u64::from(HOUSEHOLDS),
        root: tree.as_ref().map(Tree::root).unwrap_or_default(),
        sums: tree.as_ref().map(Tree::sums).unwrap_or_default(),
        register: [7; 32],
        seq: 10_482,
        hash: [9; 32],
        title: "FH-2022-0005 五联养殖项目第5次收益分配".into(),
        key: [3; 32],
        signature: [4; 64],
    }
}

fn one_slip() -> Option<OneSlip> {
    let tree = tree()?;
    Some(OneSlip {
        slip: Slip {
            org: ORG,
            round: ROUND,
            terms: terms(),
            leaves: u64::from(HOUSEHOLDS),
            payee: Id(3),
            salt: [3; 32],
            sums: sums(),
            proof: tree.proof(3).ok()?,
        },
        key: "03".repeat(16),
        head: "牟秀芹".into(),
        village: "张李新村".into(),
        root: tree.root(),
        link: "/public/slips/1-FH-2022-0005-03-0a1b".into(),
    })
}

pub fn pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let round = one(Stage::Posted);
    let title = words.get("slip-title");
    let frame = || staff(words, &title);
    let none = Refusal::new("web.no_public_url");
    let villages = [("11".to_owned(), "张李新村".to_owned(), 8)];
    let job = |done, file| Job {
        done,
        total: 1_000,
        file,
        ..Job::default()
    };
    let missing = Job {
        missing: vec!["ji(U+20BB7)".into()],
        ..job(1_000, Some(9))
    };
    let failed = Job {
        failed: true,
        ..job(200, None)
    };
    let here = "/rounds/81/slips/9";
    let mut out = vec![
        (
            "slips-choose",
            slip::choose(frame(), &round, &villages, None).render()?,
        ),
        (
            "slips-not-yet",
            slip::choose(frame(), &round, &villages, Some(&none)).render()?,
        ),
        (
            "slips-making",
            slip::progress(frame(), &round, here, &job(300, None)).render()?,
        ),
        (
            "slips-ready",
            slip::progress(frame(), &round, here, &missing).render()?,
        ),
        (
            "slips-failed",
            slip::progress(frame(), &round, here, &failed).render()?,
        ),
    ];
    if let Some(one) = one_slip() {
        let url = "https://zhen.example.cn";
        out.push(("slip", slip::page(frame(), &round, &one, Ok(url)).render()?));
        let page = super::open(words, &title);
        out.push((
            "slip-own",
            slip::own(page, &round, &one, Some(url)).render()?,
        ));
        out.push((
            "slip-without-code",
            slip::page(frame(), &round, &one, Err(&none)).render()?,
        ));
    }
    Ok(out)
}
