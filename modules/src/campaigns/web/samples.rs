//! The pages of campaigns from invented data, in any language.

use super::{deeds, details, findings, import, list_import, pages};
use crate::campaigns::file_api::FindingsPlan;
use crate::campaigns::model::{Item, ItemKind, Line, LineKind, Plan, Round, Village};
use crate::campaigns::read::{Left, Listed, May, Stood, Whole, weeks};
use crate::campaigns::sample;
use crate::campaigns::score::{Counted, Tally};
use crate::campaigns::store::findings::{Finding, Sought, Step};
use crate::campaigns::store::{Campaign, CodedItem, KeptRound, Turn};
use crate::campaigns::workbook::{self, Placed, Read};
use ::web::View;
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self as invented, day};
use kernel::{Id, Result};
use sheets::Problem;
use std::collections::BTreeMap;

const WAYS: pages::Ways = pages::Ways {
    record: true,
    figures: true,
};

#[cfg(test)]
pub(super) const SEED_OF_TESTS: &str = SEED;
const SEED: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn staff(words: Words, title: &str) -> Page {
    let mut page = invented::staff(words, title, ("/campaigns", "campaigns-nav"));
    page.org = "大黄乡".into();
    page
}

fn campaign() -> Campaign {
    Campaign {
        id: Id(1),
        from: day(2022, 4, 20),
        unit: Id(3),
        number: 1,
        name: "村村容貌提升百日攻坚".into(),
        first: day(2022, 4, 23),
        last: day(2022, 7, 31),
        points: 1_000,
        least: 17,
        shown: 2,
        weeks: 4,
        source: Some("乡人居环境整治百日攻坚方案（示例）".into()),
        ended: None,
    }
}

fn items() -> Vec<CodedItem> {
    let items = [
        ("三大堆", ItemKind::Zero, false, 10, 50),
        ("小广告", ItemKind::Zero, false, 5, 10),
        ("飞线", ItemKind::Zero, true, 10, 100),
        ("绿化美化", ItemKind::Lift, false, 10, 100),
    ];
    let of =
        |((name, kind, is_line, deduct, points), place): ((&str, _, _, _, _), i64)| CodedItem {
            code: format!("c1_{place:02}"),
            item: Item {
                place,
                name: name.into(),
                kind,
                is_line,
                points,
                deduct,
                needs_photo: true,
            },
        };
    items.into_iter().zip(1..).map(of).collect()
}

fn villages() -> Vec<Village> {
    [
        (11, "后王村委会", "A类", 210, 4),
        (12, "袁李村委会", "A类", 320, 6),
        (13, "大李村委会", "B类", 180, 3),
        (14, "小陈村委会", "B类", 95, 2),
    ]
    .map(|(id, name, class, households, grids)| Village {
        unit: Id(id),
        code: format!("3714252042{id}"),
        name: name.into(),
        class: class.into(),
        is_pilot: id < 13,
        households,
        grids,
    })
    .into()
}

fn rounds() -> Vec<KeptRound> {
    let round = |place: i64, drawn: bool| KeptRound {
        round: Round {
            place,
            first: day(2022, 4, 23).plus_days(place * 30),
            last: day(2022, 4, 27).plus_days(place * 30),
            team: Some("乡人居环境检查组".into()),
            grids: 2,
            households: 15,
        },
        commitment: sample::commitment(SEED),
        sealed: Vec::new(),
        drawn: drawn.then(|| (day(2022, 4, 22).plus_days(place * 30), SEED.to_owned())),
    };
    vec![round(1, true), round(2, true), round(3, false)]
}

fn found() -> Vec<Finding> {
    let finding = |n: i64, (unit, item, round): (i64, i64, i64), state: &str, due: &str| {
        let kind = match state {
            "closed" => "closed",
            "done" => "waiting",
            _ => "open",
        };
        Finding {
            case: Id(n),
            number: format!("ZG-2022-{n:04}"),
            unit: Id(unit),
            item,
            round,
            date: day(2022, 5, 23).plus_days(n % 3),
            state: state.into(),
            kind: kind.into(),
            owner: Id(unit),
            due: due.into(),
            ended: (kind == "closed").then(|| day(2022, 6, 1)),
        }
    };
    vec![
        finding(1, (11, 1, 1), "closed", "9"),
        finding(2, (11, 2, 1), "closed", "9"),
        finding(3, (11, 2, 1), "closed", "9"),
        finding(4, (11, 2, 1), "closed", "9"),
        finding(5, (12, 3, 1), "assigned", "2022-06-30"),
        finding(6, (12, 3, 2), "done", "8"),
        finding(7, (13, 4, 0), "found", "9"),
        finding(8, (14, 1, 2), "assigned", "2022-07-05"),
    ]
}

fn steps() -> Vec<Step> {
    let step = |case: i64, on: i64, state: &str| Step {
        case: Id(case),
        date: day(2022, 4, 23).plus_days(on),
        state: state.into(),
    };
    vec![
        step(1, 30, "found"),
        step(1, 39, "closed"),
        step(2, 31, "found"),
        step(2, 39, "closed"),
        step(5, 32, "found"),
        step(6, 61, "found"),
        step(7, 62, "found"),
    ]
}

fn left() -> BTreeMap<(Id, i64), Left> {
    let mut left: BTreeMap<(Id, i64), Left> = BTreeMap::new();
    for finding in found() {
        let of = left.entry((finding.unit, finding.item)).or_default();
        of.found += 1;
        of.open += i64::from(finding.is_open());
        of.closed = of.closed.max(finding.ended);
    }
    left
}

fn whole() -> Whole {
    let villages = villages();
    Whole {
        campaign: campaign(),
        items: items(),
        lines: [
            (LineKind::Power, "大黄供电所"),
            (LineKind::Telecom, "通信线路维护中心"),
            (LineKind::Tv, "大黄广播电视站"),
        ]
        .map(|(kind, owner)| Line {
            kind,
            owner: owner.into(),
            unit: Id(3),
            unit_name: "大黄乡".into(),
        })
        .into(),
        rounds: rounds(),
        tally: Tally::of(found().iter().filter(|f| f.round > 0).map(|f| {
            let counted = Counted {
                unit: f.unit,
                item: f.item,
                round: f.round,
            };
            (counted, 1)
        })),
        left: left(),
        on_time: [(Id(11), (4, 4))].into(),
        shown: Stood {
            found: 8,
            closed: 4,
            open: 4,
            overdue: 1,
        },
        turns: Vec::new(),
        seen: villages.iter().map(|village| village.unit).collect(),
        may: May {
            record: true,
            verify: true,
            manage: true,
        },
        today: day(2022, 7, 2),
        villages,
    }
}

fn ended() -> Whole {
    let mut whole = whole();
    whole.campaign.ended = Some(day(2022, 7, 31));
    whole.today = day(2022, 8, 29);
    whole.turns = vec![Turn {
        turn: 1,
        date: day(2022, 7, 31),
        planned: 4,
        open: 1,
    }];
    whole
}

fn plan() -> Plan {
    let whole = whole();
    Plan {
        name: whole.campaign.name.clone(),
        first: whole.campaign.first,
        last: whole.campaign.last,
        points: 1_000,
        least: 17,
        shown: 2,
        weeks: 4,
        source: None,
        items: whole.items.iter().map(|coded| coded.item.clone()).collect(),
        villages: whole.villages.clone(),
        lines: whole.lines.clone(),
        rounds: whole.rounds.iter().map(|kept| kept.round.clone()).collect(),
    }
}

fn problem(row: u32, column: u16, header: &str, raw: &str, code: &'static str) -> Problem {
    Problem {
        row,
        column: Some(column),
        header: header.into(),
        code,
        raw: raw.into(),
        args: Vec::new(),
    }
}

fn faulty() -> Read {
    let placed = |sheet: &str, problem: Problem| Placed {
        sheet: sheet.into(),
        problem,
    };
    let unread = workbook::read(&faulty_file(), "方案.xlsx", &desk(), &[]);
    Read {
        plan: None,
        problems: vec![
            placed(
                "检查项目",
                problem(3, 3, "每处扣分", "半分", "campaign_not_points"),
            ),
            placed(
                "村庄",
                problem(5, 0, "村", "大李", "campaign_unknown_village"),
            ),
            placed(
                "轮次",
                problem(4, 1, "开始日期", "2022-06-01", "campaign_rounds_overlap"),
            ),
        ],
        unread: unread.map(|read| read.unread).unwrap_or_default(),
    }
}

fn desk() -> access::Unit {
    access::Unit {
        id: Id(3),
        code: "371425204000".into(),
        level: "township".into(),
        name: "大黄乡".into(),
        parent: None,
        closed: None,
    }
}

/// A workbook without the sheets of lines and rounds.
fn faulty_file() -> Vec<u8> {
    let plan = Plan {
        lines: Vec::new(),
        rounds: Vec::new(),
        ..plan()
    };
    workbook::write(&plan).unwrap_or_default()
}

fn list_plan() -> list_import::Planned {
    let effects = vec![
        (48, "campaigns-effect-findings"),
        (3, "campaigns-standing-found"),
        (12, "campaigns-standing-under-way"),
        (2, "campaigns-standing-to-check"),
        (31, "campaigns-standing-closed"),
        (2, "projects-effect-aside"),
    ];
    list_import::Planned {
        upload: Id(9),
        planned: ::web::import::Planned {
            problems: vec![
                problem(4, 1, "村", "张庄", "campaign_not_of_it"),
                problem(7, 14, "销号日期", "", "campaign_closed_unsaid"),
            ],
            effects,
            has_work: true,
            has_aside: true,
            is_known: false,
            parts: Vec::new(),
            sheet: None,
            plan: FindingsPlan {
                whole: whole(),
                cases: Vec::new(),
                tag: String::new(),
                set_aside: 2,
            },
        },
    }
}

/// Name and view of each.
fn views(words: Words) -> Vec<(&'static str, View)> {
    let page = |key: &str| staff(words, &words.get(key));
    let named = |title: &str| staff(words, title);
    let (whole, ended) = (whole(), ended());
    let of_weeks = weeks(&steps(), whole.campaign.first, whole.today);
    let listed = Listed {
        campaign: whole.campaign.clone(),
        villages: 4,
        found: 8,
        open: 4,
    };
    let manages = whole.may;
    let list = |findings: Vec<Finding>| findings::Listed {
        count: i64::try_from(findings.len()).unwrap_or(0),
        whole: self::whole(),
        asked: Sought::default(),
        findings,
        has_more: false,
    };
    let name = whole.campaign.name.as_str();
    let mut views = vec![
        (
            "campaigns",
            pages::list(page("campaigns-title"), &[listed], manages),
        ),
        (
            "campaigns-empty",
            pages::list(page("campaigns-title"), &[], manages),
        ),
        (
            "campaigns-one",
            pages::campaign(named(name), &whole, &of_weeks, WAYS),
        ),
        (
            "campaigns-ended",
            pages::campaign(named(name), &ended, &of_weeks, WAYS),
        ),
        (
            "campaigns-import",
            import::form_view(page("campaigns-import"), &[]),
        ),
        (
            "campaigns-preview",
            import::preview_view(
                page("projects-preview"),
                Id(8),
                &Read {
                    plan: Some(plan()),
                    ..Read::default()
                },
            ),
        ),
        (
            "campaigns-preview-faults",
            import::preview_view(page("projects-preview"), Id(8), &faulty()),
        ),
        (
            "campaigns-list",
            findings::view(page("campaigns-list"), &list(found())),
        ),
        (
            "campaigns-list-empty",
            findings::view(page("campaigns-list"), &list(Vec::new())),
        ),
        (
            "campaigns-list-import",
            list_import::form_view(page("campaigns-list-import"), &whole, &[]),
        ),
        (
            "campaigns-list-preview",
            list_import::preview_view(page("projects-preview"), &list_plan()),
        ),
        (
            "campaigns-places",
            deeds::places_view(page("campaigns-places"), &whole, "2".into(), &[]),
        ),
        (
            "campaigns-end",
            deeds::end_view(page("campaigns-end"), &whole, "4".into(), &[]),
        ),
    ];
    if let Some(village) = whole.villages.first() {
        views.push((
            "campaigns-village",
            details::village(named(&village.name), &whole, village, true),
        ));
    }
    for (name, kept) in [
        "campaigns-round",
        "campaigns-round-2",
        "campaigns-round-coming",
    ]
    .into_iter()
    .zip(&whole.rounds)
    {
        let round = kept.round.place.to_string();
        let title = words.with("campaigns-round-title", &[("round", &round)]);
        views.push((name, details::round(named(&title), &whole, kept)));
    }
    // The round is near: it can be drawn.
    let mut near = self::whole();
    near.today = day(2022, 7, 21);
    if let Some(kept) = near.rounds.last() {
        let title = words.with("campaigns-round-title", &[("round", "3")]);
        views.push((
            "campaigns-round-draw",
            details::round(named(&title), &near, kept),
        ));
    }
    views
}

/// Name and HTML of each.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let html = |(name, view): (&'static str, View)| {
        let made = view.render();
        made.map(|html| (name, html))
            .map_err(|e| kernel::Error::internal("a sample", e))
    };
    views(Words::new(lang)).into_iter().map(html).collect()
}
