//! The pages of projects from invented data, in any language.

use super::forms::{self, Codes, Kind};
use super::{pages, roster};
use crate::shares::model::yearly;
use crate::shares::read::{
    AssetView, FundingView, IncomeView, ProjectDetail, ProjectView, RosterTotals, RosterView,
};
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self, day};
use ::web::{Part, View};
use access::Code;
use askama::Template;
use kernel::date::Precision;
use kernel::{Fen, Id};

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, ("/projects", "projects-nav"))
}

fn code(code: &str, zh: &str, en: &str) -> Code {
    Code {
        id: Id(1),
        list: String::new(),
        code: code.into(),
        zh: zh.into(),
        en: en.into(),
        source: String::new(),
        from: day(2015, 1, 1),
        to: None,
    }
}

fn codes() -> Codes {
    Codes {
        sources: vec![
            code("county", "县级财政专项", "County earmarked funds"),
            code("own", "镇村自筹", "Own funds"),
        ],
        asset_classes: vec![code("operating", "经营性资产", "Operating")],
        classes: vec![
            code("A", "A类", "Class A"),
            code("B", "B类", "Class B"),
            code("C", "C类", "Class C"),
        ],
    }
}

fn detail() -> ProjectDetail {
    let invested = Fen(170_000_000);
    let year = |year, plan, income| {
        yearly(
            year,
            Some(Fen(plan)),
            Fen(income),
            invested,
            day(2022, 7, 20),
        )
    };
    let income = |id, year, amount, by| IncomeView {
        id: Id(id),
        year,
        date: day(i16::try_from(year).unwrap_or(2022), 12, 20),
        amount: Fen(amount),
        voucher: Id(id),
        reverses: None,
        reversed_by: by,
        document: Some("DZ-1220".into()),
    };
    ProjectDetail {
        project: ProjectView {
            id: Id(5),
            name: "五联养殖项目".into(),
            unit: Id(1),
            unit_name: "斗虎屯镇".into(),
            owner: "斗虎屯镇资产运营中心".into(),
            from: day(2018, 6, 1),
            book: Id(2),
            invested,
            households: 43,
            heads: 75,
        },
        funding: vec![
            FundingView {
                id: Id(11),
                date: day(2018, 6, 10),
                source: "county".into(),
                amount: Fen(120_000_000),
                document: Some("聊财农〔2018〕31号".into()),
            },
            FundingView {
                id: Id(12),
                date: day(2018, 9, 3),
                source: "own".into(),
                amount: Fen(50_000_000),
                document: None,
            },
        ],
        assets: vec![AssetView {
            id: Id(13),
            name: "生猪养殖大棚（6栋）".into(),
            class: "operating".into(),
            valuation: invested,
            in_service: day(2018, 12, 31),
            precision: Precision::YearEnd,
        }],
        roster: RosterTotals {
            households: 43,
            heads: 75,
            villages: 5,
            seen: 43,
        },
        years: vec![
            year(2019, 17_000_000, 17_250_000),
            year(2020, 17_000_000, 17_000_000),
            year(2021, 17_000_000, 15_300_000),
            year(2022, 17_000_000, 8_500_000),
        ],
        incomes: vec![
            income(21, 2021, 15_300_000, None),
            income(22, 2021, 1_530_000, Some(Id(23))),
        ],
        bank: Fen(17_000_000),
        undistributed: Fen(17_000_000),
    }
}

fn listed() -> Vec<RosterView> {
    [
        ("陶谷源", "张李新村", "A", 1, 1),
        ("白守茂", "张李新村", "A", 2, 3),
        ("欧阳春苗", "前景屯村", "B", 2, 2),
    ]
    .into_iter()
    .zip(1..)
    .map(|((head, village, class, heads, members), id)| RosterView {
        id: Id(id),
        household: Id(id),
        number: format!("3715021040000{id}"),
        head_name: head.into(),
        unit: Id(3),
        village: village.into(),
        class: class.into(),
        heads,
        members,
        from: day(2019, 1, 1),
    })
    .collect()
}

/// Name and HTML of each page.
pub fn samples(lang: Lang) -> askama::Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let (told, codes) = (detail(), codes());
    let none = |_: &str| String::new();
    let title = words.get("projects-title");
    let empty = ProjectDetail {
        funding: vec![],
        assets: vec![],
        years: vec![],
        incomes: vec![],
        undistributed: Fen::ZERO,
        roster: RosterTotals {
            households: 0,
            heads: 0,
            villages: 0,
            seen: 0,
        },
        ..told.clone()
    };
    let one = std::slice::from_ref(&told.project);
    let units = [(Id(1), "斗虎屯镇".to_owned())];
    let mut out = vec![
        (
            "projects-list",
            pages::list(staff(words, &title), one, 1, true, None).render()?,
        ),
        (
            "projects-list-empty",
            pages::list(staff(words, &title), &[], 0, true, None).render()?,
        ),
        (
            "projects-enter",
            pages::enter(staff(words, &words.get("projects-new")), &units, &none, &[]).render()?,
        ),
        (
            "projects-project",
            pages::project(staff(words, &told.project.name), &told, &codes, true, true).render()?,
        ),
        (
            "projects-project-empty",
            pages::project(staff(words, &told.project.name), &empty, &codes, true, true)
                .render()?,
        ),
        (
            "projects-roster",
            roster::list_view(
                staff(words, &words.get("projects-roster")),
                &told,
                &listed(),
                &codes,
                true,
            )
            .render()?,
        ),
        (
            "projects-roster-empty",
            roster::list_view(
                staff(words, &words.get("projects-roster")),
                &empty,
                &[],
                &codes,
                true,
            )
            .render()?,
        ),
    ];
    let kinds = [
        ("projects-form-funding", Kind::Funding),
        ("projects-form-asset", Kind::Asset),
        ("projects-form-plan", Kind::Plan),
        ("projects-form-income", Kind::Income),
        ("projects-form-beneficiary", Kind::Beneficiary),
    ];
    for (name, kind) in kinds {
        let page = staff(words, &words.get(&format!("projects-add-{}", kind.word())));
        let lead = words.get(&format!("projects-lead-{}", kind.word()));
        let form = forms::form(&page, Id(5), kind, &codes, &none, &[], day(2022, 7, 20));
        out.push((
            name,
            View::new(page, vec![Part::Text(lead), Part::Form(form)]).render()?,
        ));
    }
    Ok(out)
}
