//! The pages of nets from invented data, in any language.

use super::forms::{self, Kind, Offer};
use super::read::{Covered, Ending, Listed, Money, Settled, Whole};
use super::{money, pages, plan, plan_doors, settlement};
use crate::coop::ending::{self, Outcome, Standing};
use crate::coop::model::{By, Contribution, PartyKind, Payees, Plan, PlanPart, Way, measure_name};
use crate::coop::read::{NetState, PartyState};
use crate::coop::store::money::{Contributed, Cost, Handover, Settlement};
use crate::coop::store::plans::Version;
use crate::coop::store::{Land, Member, Net, Party};
use crate::market::Sale;
use ::web::components::Choice;
use ::web::i18n::{Lang, Words};
use ::web::layout::{NavItem, Page, UserMenu};
use ::web::{Part, View};
use kernel::apportion::Share;
use kernel::{Date, Fen, Id, Result};
use payout::{State, Vote};
use std::collections::{BTreeMap, BTreeSet};

fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::of_micros(0))
}

fn staff(words: Words, title: &str) -> Page {
    let mut page = Page::new(words, title);
    page.org = "东里镇".into();
    page.demo = true;
    page.user = Some(UserMenu {
        name: "孟庆禾".into(),
        role: words.get("role-accountant"),
        account_href: "/account".into(),
        sign_out_action: "/sign-out".into(),
    });
    page.nav = vec![NavItem::new("/nets", words.get("net-nav"), true)];
    page
}

fn net() -> Net {
    Net {
        id: Id(1),
        from: day(2021, 1, 1),
        to: None,
        unit: Id(3),
        name: "东里果业经营网".into(),
        coop: Id(2),
        book: Id(4),
        farm_area: 5000,
        tolerance: 20,
        end_reason: None,
        end_paper: None,
    }
}

fn ended_net() -> Net {
    Net {
        to: Some(day(2022, 7, 31)),
        end_reason: Some("成员大会决定，果园改由各户自己经营。".into()),
        end_paper: Some("成员大会会议记录 2022-07-20".into()),
        ..net()
    }
}

/// All that can keep a net from ending, as the form says it.
fn ending() -> Ending {
    let standing = Standing {
        last_record: Some(day(2022, 7, 31)),
        unsettled: vec![day(2022, 7, 5)],
        settled: vec![
            outcome(2020, 0, None),
            outcome(2021, 1, None),
            outcome(2022, 1, Some(State::Declared)),
        ],
        advance: Fen(900_000),
        land: vec![None],
        uncounted: 2,
        bank: Fen(3_100_000),
    };
    Ending {
        rests: ending::rests(&standing, day(2022, 7, 31)),
        standing,
        parties: 4,
        people: 10,
    }
}

fn outcome(year: i16, sign: i64, state: Option<State>) -> Outcome {
    Outcome {
        first: day(year, 1, 1),
        last: day(year, 6, 30),
        result: Fen(if sign > 0 { 100_000 } else { -100_000 }),
        is_loss_shared: false,
        round: state.map(|state| ("FH-2022-0002".to_owned(), state)),
        awaits_handover: state.is_some(),
    }
}

fn party(id: i64, kind: PartyKind, name: &str, people: i64, area: i64) -> PartyState {
    let member = |at: i64| Member {
        id: Id(id * 10 + at),
        from: day(2021, 1, 1),
        to: None,
        party: Id(id),
        person: Id(id * 10 + at),
        household: Id(at),
        is_lead: at == 0,
    };
    PartyState {
        party: Party {
            id: Id(id),
            from: day(2021, 1, 1),
            to: None,
            net: Id(1),
            kind,
            name: name.into(),
            organisation: None,
            serves: (kind == PartyKind::Team).then_some(Id(12)),
        },
        members: (0..people).map(member).collect(),
        area,
        parcels: usize::from(area > 0) * 2,
    }
}

fn land(id: i64, farm: Option<i64>, way: Way, area: i64) -> Land {
    Land {
        id: Id(id),
        from: day(2021, 3, 1),
        to: None,
        net: Id(1),
        farm: farm.map(Id),
        parcel: Id(id),
        household: Id(id),
        unit: Id(3),
        way,
        area,
        term_to: (way == Way::Transfer).then(|| day(2021, 12, 31)),
        document: None,
    }
}

fn names() -> BTreeMap<Id, (String, String, String)> {
    let named = |(id, head): (i64, &str)| {
        let number = format!("3703231030000{id}");
        (Id(id), (number, head.to_owned(), "东里东村".to_owned()))
    };
    [
        (1, "陶谷源"),
        (2, "白守茂"),
        (3, "庄穗丰"),
        (9, "某农业科技服务有限公司"),
    ]
    .map(named)
    .into()
}

fn plan_11233(words: Words) -> Plan {
    let part = |(party, share, by): (PartyKind, &str, By)| PlanPart {
        party,
        name: pages::kind_word(words, party),
        share: plan::read_share(share).unwrap_or(Share {
            numerator: 0,
            denominator: 1,
        }),
        by,
    };
    Plan {
        parts: plan::FIRST.map(part).to_vec(),
    }
}

fn version(words: Words) -> Version {
    Version {
        net: Id(1),
        from: day(2021, 1, 1),
        seq: 7,
        vote: Vote {
            kind: "parties_meeting".into(),
            eligible: 12,
            present: 11,
            in_favour: 10,
            against: 1,
            abstained: 0,
            minutes: None,
            discussed_on: None,
        },
        text: "收益按10:10:20:30:30分配，亏损按同样比例分担。".into(),
        document: Some("利益分配合同〔2021〕1号".into()),
        plan: plan_11233(words),
    }
}

fn payees() -> Result<Vec<payout::Entitlement>> {
    let mut all = Payees::default();
    for (payee, party, by, weight) in [
        (1, PartyKind::FamilyFarm, By::Land, 2600),
        (2, PartyKind::FamilyFarm, By::Land, 2400),
        (9, PartyKind::Firm, By::Equally, 1),
        (3, PartyKind::Team, By::Minutes, 480),
        (1, PartyKind::Households, By::Kilograms, 3_000_500),
        (2, PartyKind::Households, By::Kilograms, 1_999_500),
    ] {
        all.add(Id(payee), Id(3), &measure_name(party, by), weight)?;
    }
    Ok(all.all())
}

fn whole(words: Words) -> Whole {
    let parties = vec![
        party(10, PartyKind::PartyBranch, "东里东村党支部", 2, 0),
        party(11, PartyKind::Firm, "某农业科技服务有限公司", 0, 0),
        party(12, PartyKind::FamilyFarm, "一号家庭农场", 0, 3100),
        party(13, PartyKind::Team, "一号服务队", 8, 0),
    ];
    let people = parties.iter().flat_map(|p| &p.members);
    Whole {
        people: people.map(|m| (m.person, "庄穗丰".to_owned())).collect(),
        latest: net(),
        state: NetState {
            net: net(),
            date: day(2022, 7, 31),
            parties,
            land: vec![
                land(1, Some(12), Way::Join, 1600),
                land(2, Some(12), Way::Transfer, 1500),
                land(3, None, Way::Trustee, 700),
            ],
        },
        unit: "东里镇".into(),
        coop: "东里果业专业合作社".into(),
        names: names(),
        parcels: (1..=3)
            .map(|id| (Id(id), format!("370323103000010000{id}")))
            .collect(),
        plan: Some(version(words)),
    }
}

fn lists() -> (Vec<Listed>, Vec<Covered>) {
    let listed = Listed {
        net: net(),
        unit: "东里镇".into(),
        farms: 2,
        teams: 2,
        households: 9,
        area: 10_000,
        villages: BTreeSet::new(),
        ended: None,
    };
    let over = Listed {
        net: Net {
            name: "李家沟果业经营网".into(),
            ..ended_net()
        },
        unit: "李家沟村".into(),
        farms: 0,
        teams: 0,
        households: 0,
        area: 0,
        villages: BTreeSet::new(),
        ended: ended_net().to,
    };
    let village = |code: &str, name: &str, nets: &[&str]| Covered {
        code: code.into(),
        name: name.into(),
        nets: nets.iter().map(|net| (*net).to_owned()).collect(),
    };
    let villages = vec![
        village("370323103201", "东里西村", &[]),
        village("370323103202", "东里东村", &["东里果业经营网"]),
    ];
    (vec![listed, over], villages)
}

fn settled(words: Words, rounds: bool, result: i64) -> Result<Settled> {
    Ok(Settled {
        net: net(),
        settlement: Settlement {
            id: Id(5),
            net: Id(1),
            date: day(2022, 7, 1),
            first: day(2022, 1, 1),
            last: day(2022, 6, 30),
            proceeds: Fen(4_000_000),
            costs: Fen(4_000_000 - result),
            voucher: Id(6),
            voids: None,
        },
        version: Some(version(words)),
        payees: payees()?,
        names: names(),
        rounds: match rounds {
            true => vec![(Id(7), "FH-2022-0002".into(), State::Declared)],
            false => Vec::new(),
        },
        handover: rounds.then(|| Handover {
            id: Id(8),
            net: Id(1),
            round: Id(7),
            date: day(2022, 7, 31),
            amount: Fen(300_000),
            voucher: Id(1),
            own_voucher: Id(2),
        }),
        loss: None,
    })
}

fn money_of() -> Money {
    let sale = |id: i64, voids: Option<Id>| Sale {
        id: Id(id),
        unit: Id(3),
        book: Id(4),
        seller: Id(1),
        date: day(2022, 6, 20),
        product: "黄金桃".into(),
        grade: Some("一级".into()),
        grams: if voids.is_some() {
            -5_000_500
        } else {
            5_000_500
        },
        price: Fen(800),
        amount: Fen(if voids.is_some() {
            -4_000_400
        } else {
            4_000_400
        }),
        buyer: "长沙红星全国农产品批发市场".into(),
        document: None,
        voucher: Id(id),
        voids,
    };
    let given = |id, kind, amount| Contributed {
        id: Id(id),
        net: Id(1),
        kind,
        party: Some(Id(13)),
        household: Id(1),
        person: None,
        date: day(2022, 6, 18),
        amount,
        product: Some("黄金桃".into()),
        grade: None,
        document: None,
        voids: None,
    };
    Money {
        net: net(),
        period: (day(2022, 1, 1), day(2022, 7, 31)),
        sales: vec![sale(1, None), sale(2, None), sale(3, Some(Id(2)))],
        costs: vec![Cost {
            id: Id(1),
            net: Id(1),
            date: day(2022, 3, 1),
            kind: "有机肥".into(),
            amount: Fen(900_000),
            is_advanced: true,
            payee: Some("某农资店".into()),
            document: None,
            voucher: Id(1),
            voids: None,
        }],
        contributed: vec![
            given(1, Contribution::Minutes, 480),
            given(2, Contribution::Grams, 3_000_500),
        ],
        settlements: vec![Settlement {
            id: Id(5),
            net: Id(1),
            date: day(2022, 7, 1),
            first: day(2022, 1, 1),
            last: day(2022, 6, 30),
            proceeds: Fen(4_000_000),
            costs: Fen(900_000),
            voucher: Id(6),
            voids: None,
        }],
        names: names(),
        parties: [(Id(13), "一号服务队".to_owned())].into(),
        bank: Fen(3_100_000),
        undistributed: Fen(3_100_000),
        advances: Fen(900_000),
    }
}

fn empty_money() -> Money {
    Money {
        sales: Vec::new(),
        costs: Vec::new(),
        contributed: Vec::new(),
        settlements: Vec::new(),
        advances: Fen::ZERO,
        ..money_of()
    }
}

fn plan_page(words: Words, is_first: bool) -> Result<View> {
    let now = version(words);
    let plan = now.plan.clone();
    let told = plan::Told {
        net: net(),
        versions: if is_first { Vec::new() } else { vec![now] },
        tried: match is_first {
            true => None,
            false => Some(plan::Tried {
                amount: Fen(-1003),
                pools: plan.preview(Fen(-1003), &payees()?)?,
                names: names(),
            }),
        },
    };
    let typed = |name: &str| plan_doors::first(None, name, day(2022, 7, 31));
    plan::view(
        staff(words, &words.get("net-plan-title")),
        &told,
        &typed,
        &[],
        true,
    )
}

fn form(words: Words, kind: Kind) -> View {
    let page = staff(words, &words.get(&format!("net-add-{}", kind.word())));
    let choice = || vec![Choice::new("12", "一号家庭农场")];
    let offer = Offer {
        coops: choice(),
        organisations: choice(),
        farms: choice(),
        teams: choice(),
    };
    let form = forms::form(&page, (kind, Id(1)), &offer, &|_| String::new(), &[]);
    let lead = words.get(&format!("net-lead-{}", kind.word()));
    let mut parts = vec![Part::Text(lead)];
    if kind == Kind::End {
        parts.extend(pages::ending(words, Id(1), &ending()));
    }
    parts.push(Part::Form(form));
    View::new(page, parts)
}

/// Name and HTML of every page.
pub fn samples(lang: Lang) -> Result<Vec<(String, String)>> {
    let words = Words::new(lang);
    let (nets, villages) = lists();
    let may = settlement::May {
        prepare: true,
        enter: true,
        pay: true,
    };
    let today = day(2022, 7, 31);
    let page = |key: &str| staff(words, &words.get(key));
    let empty = Whole {
        state: NetState {
            parties: Vec::new(),
            land: Vec::new(),
            ..whole(words).state
        },
        ..whole(words)
    };
    let over = Whole {
        latest: ended_net(),
        state: NetState {
            land: Vec::new(),
            ..whole(words).state
        },
        ..whole(words)
    };
    let no_plan = Settled {
        version: None,
        ..settled(words, false, 1)?
    };
    let mut views = vec![
        (
            "net-list".to_owned(),
            pages::list(page("net-title"), today, (&nets, &villages), true),
        ),
        (
            "net-list-empty".to_owned(),
            pages::list(page("net-title"), today, (&[], &[]), true),
        ),
        (
            "net".to_owned(),
            pages::net(page("net-title"), &whole(words), true),
        ),
        (
            "net-ended".to_owned(),
            pages::net(page("net-title"), &over, true),
        ),
        (
            "net-empty".to_owned(),
            pages::net(page("net-title"), &empty, true),
        ),
        (
            "net-money".to_owned(),
            money::view(page("net-money-title"), &money_of(), true)?,
        ),
        (
            "net-money-empty".to_owned(),
            money::view(page("net-money-title"), &empty_money(), true)?,
        ),
        ("net-plan".to_owned(), plan_page(words, false)?),
        ("net-plan-first".to_owned(), plan_page(words, true)?),
    ];
    for (name, told) in [
        ("net-settlement", settled(words, false, 3_000_003)?),
        ("net-settlement-round", settled(words, true, 3_000_003)?),
        ("net-settlement-loss", settled(words, false, -100_000)?),
        ("net-settlement-no-plan", no_plan),
    ] {
        let view = settlement::view(page("net-settlement-title"), &told, may, today)?;
        views.push((name.to_owned(), view));
    }
    for kind in Kind::OF_NET.iter().chain(&[Kind::Net]) {
        views.push((format!("net-form-{}", kind.word()), form(words, *kind)));
    }
    let html = |(name, view): (String, View)| {
        let html = view
            .render()
            .map_err(|e| kernel::Error::internal("a sample", e))?;
        Ok((name, html))
    };
    views.into_iter().map(html).collect()
}
