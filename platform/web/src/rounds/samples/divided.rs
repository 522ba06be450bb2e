//! Divided rounds, rounds from before, and what waits, from invented data.

use super::super::brought::{self, Brought, Got, May, Opening, plan};
use super::super::create::{self, Chosen, Origin};
use super::*;
use crate::view::View;
use kernel::FieldError;
use payout::division::{PartSum, Taken};
use payout::explain::PartExplained;
use payout::{Flow, Waterfall};

pub(super) fn chosen(code: &str, body: &str) -> Chosen {
    Chosen {
        value: format!("shares.{code}:1"),
        code: code.into(),
        flow: Flow::parse(body).ok(),
    }
}

fn part(name: &str, to: Option<&str>, sums: (i64, i64), total_weight: i64) -> PartSum {
    PartSum {
        name: name.into(),
        to: to.map(str::to_owned),
        allotted: Fen(sums.0 + sums.1),
        distributed: Fen(sums.0),
        carried: Fen(sums.1),
        total_weight,
        per_weight: None,
        is_undistributable: sums.0 == 0,
    }
}

fn waterfall() -> Waterfall {
    let taken = |name: &str, to: &str, fen| Taken {
        name: name.into(),
        to: to.into(),
        amount: Fen(fen),
    };
    Waterfall {
        deductions: vec![
            taken("公积金", "reserve", 1_700_000),
            taken("公益金", "welfare", 765_000),
        ],
        remaining: Fen(14_535_000),
        parts: vec![
            part("困难补助", None, (4_844_970, 30), 75),
            part("奖励", None, (0, 4_845_000), 0),
            part("村集体", Some("village_fund"), (4_845_000, 0), 0),
        ],
    }
}

fn divided(stage: Stage) -> Round {
    Round {
        title: "徒骇河股份经济合作社2022年收益分配".into(),
        project: "徒骇河股份经济合作社".into(),
        rule: Rule {
            basis: "division".into(),
            ..rule()
        },
        // A flow without a review.
        way: Stage::WAY
            .into_iter()
            .filter(|step| *step != Stage::Reviewed)
            .collect(),
        waterfall: Some(waterfall()),
        sums: super::one(stage).sums.map(|sums| Sums {
            gross: Fen(4_844_970),
            carried: Fen(4_845_030),
            each: None,
            ..sums
        }),
        ..super::one(stage)
    }
}

fn own() -> Statement {
    let parts = waterfall().parts.into_iter().take(1);
    let explained = parts.map(|part| PartExplained {
        weight: 2,
        amount: Fen(129_199),
        rounding: -1,
        remainder: 7,
        rank: Some(2),
        part,
    });
    Statement {
        household: Id(1000),
        number: "37150210400002".into(),
        head: "白守茂".into(),
        village: "张李新村".into(),
        parts: vec![Part {
            round: divided(Stage::Declared),
            line: Line {
                gross: Fen(129_199),
                ..line(1)
            },
            ordinal: 3,
            parts: explained.collect(),
        }],
    }
}

pub(super) fn pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let none = |_: &str| String::new();
    let usual = |name: &str| create::usual(name, today());
    let mut out = Vec::new();
    for (name, stage, what) in [
        ("rounds-divided-draft", Stage::Draft, Some(Do::Calculate)),
        (
            "rounds-divided-calculated",
            Stage::Calculated,
            Some(Do::Display),
        ),
        (
            "rounds-divided-displayed",
            Stage::Displayed,
            Some(Do::Resolve),
        ),
        ("rounds-divided-declared", Stage::Declared, Some(Do::Pay)),
    ] {
        let mut told = Whole {
            round: divided(stage),
            is_discussed_first: true,
            ..whole(words, stage, what)
        };
        if stage == Stage::Declared {
            told.troubles = Troubles {
                at_bank: 2,
                objections: 1,
                holds: 2,
                returns: 1,
                unclaimed: 3,
            };
        }
        let page = staff(words, &told.round.title);
        out.push((name, round::round(page, &told, &none, &[]).render()?));
    }
    let title = words.get("rounds-create-title");
    let page = || staff(words, &title);
    let source = |code: &str, name: &str| Origin {
        value: format!("shares.{code}:1"),
        name: name.into(),
        available: Some(Fen(17_000_000)),
    };
    let sources = [
        source("collective_income", "徒骇河股份经济合作社"),
        source("coop_surplus", "五联鑫种养专业合作社"),
    ];
    let view = create::create(page(), &sources, None, &usual, &[]);
    out.push(("rounds-create-choose", view.render()?));
    for (name, code, body) in [
        (
            "rounds-create-collective",
            "collective_income",
            payout::COLLECTIVE_INCOME,
        ),
        ("rounds-create-coop", "coop_surplus", payout::COOP_SURPLUS),
        ("rounds-create-no-flow", "coop_surplus", ""),
    ] {
        let chosen = chosen(code, body);
        let view = create::create(page(), &sources, Some(&chosen), &usual, &[]);
        out.push((name, view.render()?));
    }
    let told = own();
    let title = words.with("rounds-statement-title", &[("head", &told.head)]);
    let view = statement::statement(staff(words, &title), &told);
    out.push(("rounds-statement-divided", view.render()?));
    for (name, view) in before(words, &sources) {
        out.push((name, view.render()?));
    }
    Ok(out)
}

fn before(words: Words, sources: &[Origin]) -> Vec<(&'static str, View)> {
    let none = |_: &str| String::new();
    let page = |key: &str| staff(words, &words.get(key));
    let may = May {
        prepare: true,
        approve: true,
    };
    let one = Brought {
        id: Id(61),
        project: "五联养殖项目".into(),
        unit: "斗虎屯镇".into(),
        year: 2018,
        date: day(2018, 12, 20),
        title: "五联养殖项目第1次收益分配".into(),
        total: Fen(12_800_000),
        payees: 41,
        document: "2018年分红发放表".into(),
    };
    let opening = Opening {
        entity: "斗虎屯镇资产运营中心".into(),
        unit: "斗虎屯镇".into(),
        date: day(2021, 12, 31),
        bank: Fen(2_450_000),
        undistributed: Fen(2_400_000),
        unclaimed: Fen(50_000),
        document: "2021年末账务移交表".into(),
    };
    let lines: Vec<Got> = (0..6)
        .map(line)
        .map(|line| Got {
            household: line.household,
            number: format!("371502104{}", line.household),
            head: line.head,
            village: line.village,
            amount: line.gross,
        })
        .collect();
    let mut faulty = plan::Plan {
        set_aside: 2,
        ..plan::Plan::default()
    };
    let problem = |row, column, header: &str, code, raw: &str| sheets::Problem {
        row,
        column: Some(column),
        header: header.into(),
        code,
        raw: raw.into(),
        args: Vec::new(),
    };
    faulty.problems = vec![
        problem(4, 0, "户编号", "roster_unknown_household", "371502104999"),
        problem(9, 3, "分红金额", "brought_not_positive", "0"),
    ];
    let good = plan::Plan {
        total: Fen(12_800_000),
        lines: lines
            .iter()
            .map(|got| payout::BroughtLine {
                household: got.household,
                unit: Id(100),
                amount_fen: got.amount,
            })
            .collect(),
        ..plan::Plan::default()
    };
    let books = [(Id(3), "斗虎屯镇资产运营中心".to_owned())];
    let faults = [
        FieldError::new("document", "required"),
        FieldError::new("lines", "brought_line_unknown").with("line", 2),
    ];
    let at = sources
        .first()
        .map(|source| ("/rounds/brought/import/9", source));
    let mut out = vec![
        (
            "rounds-brought",
            brought::list(
                page("brought-title"),
                std::slice::from_ref(&one),
                &[opening],
                may,
            ),
        ),
        (
            "rounds-brought-empty",
            brought::list(page("brought-title"), &[], &[], may),
        ),
        (
            "rounds-brought-one",
            brought::show(staff(words, &one.title), &one, &lines, may),
        ),
        (
            "rounds-brought-void",
            brought::void(page("brought-void"), &one),
        ),
        (
            "rounds-brought-new",
            brought::new(page("brought-new"), sources, &none, &faults),
        ),
        (
            "rounds-brought-import",
            brought::import(page("brought-import"), sources, &none, &[]),
        ),
        (
            "rounds-balance",
            brought::balance(page("brought-balance"), &books, &none, &[]),
        ),
    ];
    if let Some(at) = at {
        let title = "brought-preview";
        let view = brought::preview(page(title), at, &faulty, &none, &[]);
        out.push(("rounds-brought-faulty", view));
        let view = brought::preview(page(title), at, &good, &none, &[]);
        out.push(("rounds-brought-preview", view));
    }
    out
}
