//! Every page of this folder from invented data, in any language: what tests render and what people
//! who change the look open first. The places are real, the people are not.

mod bank;
mod books;
mod checks;
mod divided;
pub(super) mod papers;
mod slips;
mod steps;
mod wrong;

use super::facts::*;
use super::list::{self, Listed, Wanted};
use super::{create, lines, notice, pay, round, statement, step, vouchers};
use crate::i18n::{Lang, Words};
use crate::layout::Page;
use crate::sample::{self, day};
use askama::Template;
use kernel::apportion::Policy;
use kernel::{Date, Fen, Id, Refusal, mask};

const HEADS: [&str; 12] = [
    "陶谷源",
    "白守茂",
    "欧阳春苗",
    "逯明华",
    "邢守田",
    "孟庆禾",
    "路长顺",
    "柴玉兰",
    "阎桂香",
    "申有粮",
    "牟秀芹",
    "滕广田",
];
const VILLAGES: [(&str, i64, i64); 5] = [
    ("张李新村", 12, 20),
    ("斗虎屯村", 10, 18),
    ("前景屯村", 8, 14),
    ("后景屯村", 7, 12),
    ("东街村", 6, 11),
];

fn today() -> Date {
    day(2022, 7, 20)
}

fn staff(words: Words, title: &str) -> Page {
    let mut page = sample::staff(words, title, ("/rounds", "rounds-nav"));
    page.checkpoint = Some("10482:9f2ac61e77d04b5a8c3e1f60b2d94c7e".into());
    page
}

fn open(words: Words, title: &str) -> Page {
    Page {
        user: None,
        nav: Vec::new(),
        sign_in_href: Some("/sign-in".into()),
        ..staff(words, title)
    }
}

fn rule() -> Rule {
    Rule {
        policy: Policy::PerShareFloor,
        step: Fen(1),
        basis: "per_person".into(),
        weights: Vec::new(),
        display_days: 5,
        objection_days: 7,
        source: "国办函〔2021〕51号；山东省实施《村民委员会组织法》办法第二十四条".into(),
    }
}

fn one(stage: Stage) -> Round {
    let sums = Sums {
        households: 43,
        persons: 75,
        weight: 75,
        gross: Fen(16_999_950),
        carried: Fen(50),
        each: Some(Fen(226_666)),
    };
    Round {
        id: Id(7),
        number: "FH-2022-0005".into(),
        title: "五联养殖项目第5次收益分配".into(),
        unit: "斗虎屯镇".into(),
        entity: "斗虎屯镇资产运营中心".into(),
        project: "五联养殖项目".into(),
        year: 2022,
        stage,
        pool: Fen(17_000_000),
        record_date: day(2022, 6, 30),
        rule: rule(),
        sums: (stage != Stage::Draft).then_some(sums),
        paid: Fen(if stage == Stage::Declared {
            4_533_320
        } else {
            0
        }),
        paid_lines: if stage == Stage::Declared { 12 } else { 0 },
        root: (stage != Stage::Draft)
            .then(|| "8f14e45fceea167a5a36dedd4bea2543c1d0a9b7e6f5a4b3c2d1e0f9a8b7c6d5".into()),
        way: Stage::WAY.to_vec(),
        ordinal: 5,
        waterfall: None,
        register: (stage != Stage::Draft).then(|| {
            (
                10_466,
                "c4ca4238a0b923820dcc509a6f75849b1f2e3d4c5b6a79880716253443526170".into(),
            )
        }),
    }
}

fn villages(stage: Stage) -> Vec<Village> {
    let is_paid = |index: usize| stage == Stage::Declared && index == 0;
    VILLAGES
        .iter()
        .enumerate()
        .map(|(index, (name, households, persons))| Village {
            id: Id(100 + i64::try_from(index).unwrap_or(0)),
            name: (*name).into(),
            households: *households,
            persons: *persons,
            weight: *persons,
            gross: Fen(persons * 226_666),
            paid: Fen(if is_paid(index) { persons * 226_666 } else { 0 }),
        })
        .collect()
}

fn past(words: Words) -> Vec<Past> {
    let done = |step: &str, who: &str, date, detail: Vec<(String, String)>| Past {
        step: step.into(),
        who: who.into(),
        date,
        detail,
    };
    let detail = |key: &str, value: &str| (words.get(key), value.to_owned());
    let votes = words.fill(
        "rounds-detail-votes-text",
        &[
            ("for", 31.into()),
            ("against", 2.into()),
            ("abstained", 1.into()),
        ],
    );
    let present = words.fill(
        "rounds-detail-present-of",
        &[("eligible", 38.into()), ("present", 34.into())],
    );
    vec![
        done("create", "孟庆禾", day(2022, 7, 1), Vec::new()),
        done(
            "calculate",
            "孟庆禾",
            day(2022, 7, 1),
            vec![
                detail("rounds-detail-households", "43"),
                detail("rounds-detail-gross", "169,999.50"),
                detail("rounds-detail-carried", "0.50"),
            ],
        ),
        done("display", "孟庆禾", day(2022, 7, 2), Vec::new()),
        done(
            "resolve",
            "孟庆禾",
            day(2022, 7, 8),
            vec![
                detail("rounds-detail-present", &present),
                detail("rounds-detail-votes", &votes),
            ],
        ),
        done("review", "路明华", day(2022, 7, 11), Vec::new()),
        done(
            "post",
            "孟庆禾",
            day(2022, 7, 12),
            vec![detail("rounds-detail-until", "2022-07-18")],
        ),
        done("declare", "申建国", day(2022, 7, 19), Vec::new()),
    ]
}

fn whole(words: Words, stage: Stage, what: Option<Do>) -> Whole {
    let until = Stage::WAY.iter().position(|s| *s == stage).unwrap_or(0);
    let next = what.map(|what| Next {
        what,
        is_mine: true,
        from: None,
        missing: Vec::new(),
    });
    Whole {
        round: one(stage),
        next,
        past: past(words).into_iter().take(until + 1).collect(),
        recent: Vec::new(),
        villages: villages(stage),
        roster: Some((43, 75)),
        undo: Some(if stage.is_declared() {
            Undo::Reverse
        } else {
            Undo::Cancel
        })
        .filter(|_| !stage.is_over()),
        meetings: vec![
            "villagers_representatives".into(),
            "villagers_meeting".into(),
        ],
        is_discussed_first: false,
        troubles: Troubles::default(),
        notice: (stage >= Stage::Posted).then(|| "/public/notices/1-FH-2022-0005-0a1b".into()),
        today: today(),
    }
}

fn line(index: usize) -> Line {
    let heads = i64::try_from(index % 3).unwrap_or(0) + 1;
    let of = |list: &[(&str, i64, i64)]| list.get(index % 5).map_or("", |v| v.0).to_owned();
    Line {
        household: Id(1000 + i64::try_from(index).unwrap_or(0)),
        key: format!("{index:032x}"),
        village: of(&VILLAGES),
        head: HEADS
            .get(index % 12)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        class: ["A", "B", "C"]
            .get(index % 3)
            .copied()
            .unwrap_or_default()
            .to_owned(),
        heads,
        weight: heads,
        gross: Fen(heads * 226_666),
        paid: index.is_multiple_of(4).then(|| Payment {
            date: day(2022, 7, 20),
            method: "transfer".into(),
            receipt: Some("HD-0720-01".into()),
        }),
    }
}

fn public(stage: Stage) -> Public {
    let round = one(stage);
    Public {
        title: "五联养殖项目第5次收益分配公示".into(),
        org: "斗虎屯镇".into(),
        unit: "斗虎屯镇".into(),
        project: round.project.clone(),
        entity: round.entity.clone(),
        year: 2022,
        ordinal: round.ordinal,
        pool: round.pool,
        sums: one(Stage::Posted).sums.unwrap_or(Sums {
            households: 0,
            persons: 0,
            weight: 0,
            gross: Fen::ZERO,
            carried: Fen::ZERO,
            each: None,
        }),
        from: day(2022, 7, 18),
        to: day(2022, 7, 24),
        stage,
        phone: Some("0635-8888800".into()),
        objections: (2, 1, 1),
        rule: rule(),
        root: one(Stage::Posted).root,
        checkpoint: Some("10482:9f2ac61e77d04b5a8c3e1f60b2d94c7e".into()),
        checked: Some(payout::Checked {
            agree: 4,
            differ: 0,
            persons: 75,
            without_number: 2,
        }),
        proof: Some(slips::notice()),
    }
}

/// So many lines of a public roster.
pub fn public_lines(count: usize) -> Vec<PublicLine> {
    (0..count)
        .map(|index| {
            let line = line(index);
            PublicLine {
                number: i64::try_from(index).unwrap_or(0) + 1,
                village: line.village,
                masked: mask::name(&line.head),
                class: line.class,
                heads: line.heads,
                standard: Some(Fen(226_666)),
                weight: line.weight,
                amount: line.gross,
            }
        })
        .collect()
}

/// A page of the roster with so many lines.
pub fn roster(lang: Lang, count: usize) -> askama::Result<String> {
    let words = Words::new(lang);
    let (notice, lines) = (public(Stage::Posted), public_lines(count));
    let total = i64::try_from(count).unwrap_or(0) * 2;
    let page = open(words, &notice.title);
    notice::roster(
        page,
        &notice,
        &lines,
        (0, total),
        "/public/notices/1-FH-2022-0005-0a1b",
        today(),
    )
    .render()
}

/// Name and HTML of each page.
pub fn samples(lang: Lang) -> askama::Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let mut out = staff_pages(words)?;
    out.extend(steps::step_pages(words)?);
    out.extend(wrong::pages(words)?);
    out.extend(divided::pages(words)?);
    out.extend(papers::pages(words)?);
    for (name, view) in bank::samples(words)? {
        out.push((name, view.render()?));
    }
    for (name, view) in checks::samples(words) {
        out.push((name, view.render()?));
    }
    out.extend(books::pages(words)?);
    out.extend(slips::pages(words)?);
    let link = "/public/notices/1-FH-2022-0005-0a1b";
    let title = public(Stage::Posted).title;
    let over = Public {
        to: day(2022, 7, 19),
        ..public(Stage::Closed)
    };
    let index = [public(Stage::Posted), over.clone()];
    out.push((
        "rounds-public-index",
        notice::index(
            open(words, &words.get("rounds-public-title")),
            &index,
            today(),
            None,
        )
        .render()?,
    ));
    out.push((
        "rounds-public-empty",
        notice::index(
            open(words, &words.get("rounds-public-title")),
            &[],
            today(),
            None,
        )
        .render()?,
    ));
    out.push((
        "rounds-notice",
        notice::notice(
            open(words, &title),
            &public(Stage::Posted),
            link,
            today(),
            Some("https://zhen.example.cn"),
        )
        .render()?,
    ));
    out.push((
        "rounds-notice-over",
        notice::notice(open(words, &title), &over, link, today(), None).render()?,
    ));
    out.push(("rounds-roster", roster(lang, 43)?));
    Ok(out)
}

fn listed() -> Vec<Listed> {
    let next = |what, is_mine, from| Next {
        what,
        is_mine,
        from,
        missing: Vec::new(),
    };
    let round = |id, title: &str, stage| Round {
        id: Id(id),
        title: title.into(),
        ..one(stage)
    };
    let blocked = Next {
        missing: vec![
            Refusal::new("payout.objections_open")
                .with("to", "2022-07-24")
                .with("earliest", "2022-07-25"),
        ],
        from: Some(day(2022, 7, 25)),
        ..next(Do::Declare, false, None)
    };
    let mut rows = vec![
        Listed {
            round: round(1, "五联养殖项目第4次收益分配", Stage::Closed),
            next: None,
        },
        Listed {
            round: round(2, "五联养殖项目第5次收益分配", Stage::Declared),
            next: Some(next(Do::Pay, true, None)),
        },
        Listed {
            round: round(3, "光伏电站2022年收益分配", Stage::Posted),
            next: Some(blocked),
        },
        Listed {
            round: round(4, "扶贫车间2021年收益分配", Stage::Cancelled),
            next: None,
        },
    ];
    list::due_first(&mut rows);
    rows
}

fn staff_pages(words: Words) -> askama::Result<Vec<(&'static str, String)>> {
    let title = words.get("rounds-title");
    let rows = listed();
    let none = |_: &str| String::new();
    let usual = |name: &str| create::usual(name, today());
    let sources = [create::Origin {
        value: "shares.project:1".into(),
        name: "五联养殖项目".into(),
        available: Some(Fen(17_000_000)),
    }];
    let begun = words.get("rounds-create-title");
    let of_project = divided::chosen("relief_income", payout::RELIEF_INCOME);
    let paying = one(Stage::Declared);
    let some = lines::lines_of((0..12).map(line).collect(), 43);
    let unpaid = lines::lines_of((0..12).filter(|i| i % 4 != 0).map(line).collect(), 31);
    let typed = pay::Typed {
        date: "2022-07-20".into(),
        method: "transfer".into(),
        ..pay::Typed::default()
    };
    let chosen = pay::Chosen {
        count: 8,
        amount: Fen(4_079_988),
        date: today(),
        method: "transfer".into(),
        receipt: Some("HD-0720-02".into()),
        keys: Vec::new(),
        all: true,
        village: Some(Id(102)),
    };
    let own = Statement {
        household: Id(1000),
        number: "37150210400002".into(),
        head: "白守茂".into(),
        village: "张李新村".into(),
        parts: vec![
            Part {
                round: one(Stage::Declared),
                line: line(1),
                ordinal: 5,
                parts: Vec::new(),
            },
            Part {
                round: Round {
                    id: Id(6),
                    title: "五联养殖项目第4次收益分配".into(),
                    number: "FH-2021-0004".into(),
                    ..one(Stage::Closed)
                },
                line: line(4),
                ordinal: 4,
                parts: Vec::new(),
            },
        ],
    };
    let statement_title = words.with("rounds-statement-title", &[("head", &own.head)]);
    let entry = |account: &str, debit, credit| (words.get(account), Fen(debit), Fen(credit));
    let books = [
        Voucher {
            id: Id(17),
            number: "2022-000017".into(),
            date: day(2022, 7, 19),
            kind: "declare".into(),
            reverses: None,
            entries: vec![
                entry("ledger-account-undistributed", 16_999_950, 0),
                entry("ledger-account-payable", 0, 453_332),
            ],
            more: 42,
            total: Fen(16_999_950),
        },
        Voucher {
            id: Id(18),
            number: "2022-000018".into(),
            date: day(2022, 7, 20),
            kind: "pay".into(),
            reverses: None,
            entries: vec![
                entry("ledger-account-payable", 453_332, 0),
                entry("ledger-account-bank", 0, 453_332),
            ],
            more: 0,
            total: Fen(453_332),
        },
    ];
    let page = |title: &str| staff(words, title);
    let round_title = paying.title.clone();
    let wanted = Wanted::default();
    Ok(vec![
        (
            "rounds-list",
            list::list(page(&title), &rows, &wanted, &[2022, 2021], true, today()).render()?,
        ),
        (
            "rounds-list-empty",
            list::list(page(&title), &[], &wanted, &[], true, today()).render()?,
        ),
        (
            "rounds-create",
            create::create(page(&begun), &sources, Some(&of_project), &usual, &[]).render()?,
        ),
        (
            "rounds-create-none",
            create::create(page(&begun), &[], None, &none, &[]).render()?,
        ),
        (
            "rounds-lines",
            lines::lines(
                page(&round_title),
                &paying,
                &villages(Stage::Declared),
                &some,
                Some("?from=200".into()),
            )
            .render()?,
        ),
        (
            "rounds-pay",
            pay::pay(
                page(&words.get("rounds-pay-title")),
                &paying,
                &villages(Stage::Declared),
                &unpaid,
                &typed,
                &[],
                None,
            )
            .render()?,
        ),
        (
            "rounds-pay-check",
            pay::check(page(&words.get("rounds-pay-check-title")), &paying, &chosen).render()?,
        ),
        (
            "rounds-vouchers",
            vouchers::vouchers(page(&round_title), &paying, &books, true).render()?,
        ),
        (
            "rounds-statement",
            statement::statement(page(&statement_title), &own).render()?,
        ),
    ])
}
