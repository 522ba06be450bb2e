//! The pages of land from invented data, in any language.

use super::details;
use super::forms::{self, Kind, Offer};
use super::import::{self, Planned};
use super::pages::{self, Codes, Listed, Sought};
use crate::land::LandPlan;
use crate::land::model::{Period, Warning};
use crate::land::read::{
    ContractDetail, HolderView, Look, Order, ParcelDetail, ParcelView, Totals,
};
use crate::land::store::{Change, Contract};
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self, day};
use ::web::{Part, View};
use kernel::Id;
use sheets::Problem;

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, ("/land", "land-nav"))
}

fn codes() -> Codes {
    [
        ("arable", "耕地", "arable land"),
        ("garden", "园地", "orchard or garden"),
    ]
    .map(|(code, zh, en)| access::Code {
        id: Id(1),
        list: crate::land::LAND_KIND.into(),
        code: code.into(),
        zh: zh.into(),
        en: en.into(),
        source: String::new(),
        from: day(2003, 3, 1),
        to: None,
    })
    .to_vec()
}

fn parcels() -> Vec<ParcelView> {
    [
        (1, "东坡", "陶谷源", 235, 235),
        (2, "河湾北", "白守茂", 1150, 1235),
        (3, "老井边", "", 80, 80),
    ]
    .map(|(id, name, head, contracted, measured)| {
        let is_held = !head.is_empty();
        ParcelView {
            id: Id(id),
            code: format!("3715021042010000{id:03}"),
            name: Some(name.into()),
            kind: "arable".into(),
            measured,
            unit: Id(3),
            village: "张李新村".into(),
            contracted: is_held.then_some(contracted),
            contract: is_held.then_some(Id(id)),
            number: is_held.then(|| format!("37150210420100{id:04}J")),
            household: is_held.then_some(Id(id)),
            household_number: if is_held {
                format!("37150210400{id:02}")
            } else {
                String::new()
            },
            head_name: head.into(),
            issuer: is_held.then(|| "37150210420100".into()),
            contractor: is_held.then(|| format!("37150210420100{id:04}")),
            term_from: is_held.then_some(day(1998, 10, 1)),
            term_to: is_held.then_some(day(2028, 9, 30)),
        }
    })
    .to_vec()
}

fn detail() -> Option<ParcelDetail> {
    let holder = |head: &str, contracted| HolderView {
        contract: Id(2),
        number: "371502104201000002J".into(),
        household: Id(2),
        household_number: "3715021040002".into(),
        head_name: head.into(),
        contracted,
    };
    Some(ParcelDetail {
        parcel: parcels().into_iter().nth(1)?,
        holders: vec![
            Period {
                from: day(2021, 1, 1),
                to: None,
                what: holder("白守茂", 1150),
            },
            Period {
                from: day(2018, 6, 1),
                to: Some(day(2021, 1, 1)),
                what: holder("白玉山", 1150),
            },
        ],
        measured: vec![Period {
            from: day(2018, 6, 1),
            to: None,
            what: 1235,
        }],
    })
}

fn contract() -> ContractDetail {
    ContractDetail {
        contract: Contract {
            id: Id(2),
            number: "371502104201000002J".into(),
            unit: Id(3),
            issuer: "37150210420100".into(),
            household: Id(2),
            contractor: Some("371502104201000002".into()),
            term_from: day(1998, 10, 1),
            term_to: Some(day(2028, 9, 30)),
            from: day(2021, 1, 1),
            to: None,
        },
        household_number: "3715021040002".into(),
        head_name: "白守茂".into(),
        parcels: parcels().into_iter().skip(1).take(1).collect(),
        changes: vec![
            Change {
                id: Id(9),
                kind: "swap".into(),
                date: day(2022, 3, 1),
                contract: Id(2),
                other: Some(Id(1)),
                household: None,
                reason: None,
                document: Some("互换协议 2022-1".into()),
                filed: None,
            },
            Change {
                id: Id(8),
                kind: "transfer".into(),
                date: day(2021, 1, 1),
                contract: Id(2),
                other: None,
                household: Some(Id(2)),
                reason: Some("inheritance".into()),
                document: None,
                filed: None,
            },
        ],
        warnings: vec![Warning::AreaDiffers, Warning::NotFiled],
        is_in_force: true,
    }
}

fn plan() -> Planned {
    let problem = |row, column, header: &str, raw: &str, code| Problem {
        row,
        column: Some(column),
        header: header.into(),
        code,
        raw: raw.into(),
        args: vec![("digits", "19".into())],
    };
    Planned {
        upload: Id(77),
        from: day(2022, 7, 20),
        plan: LandPlan {
            added: 212,
            changed: 3,
            unchanged: 40,
            differing: vec![(14, "3715021042010000014".into())],
            missing: parcels().into_iter().take(1).collect(),
            problems: vec![
                problem(5, 4, "地块编码", "37150210420100", "land_code_malformed"),
                problem(9, 6, "合同面积(亩)", "0", "land_area_not_positive"),
                problem(11, 4, "地块编码", "3715021042010000002", "land_parcel_held"),
            ],
            set_aside: 3,
            lines: Vec::new(),
        },
    }
}

fn sought() -> Sought {
    Sought {
        look: Look {
            by_name: true,
            order: Order::Code,
            ..Look::on(day(2022, 7, 20))
        },
        is_today: true,
        after: None,
    }
}

/// Name and HTML of each page.
pub fn samples(lang: Lang) -> askama::Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let (codes, title) = (codes(), words.get("land-title"));
    let villages = vec![
        (Id(3), "张李新村".to_owned()),
        (Id(4), "前景屯村".to_owned()),
    ];
    let listed = Listed {
        found: parcels(),
        totals: Totals {
            parcels: 3,
            households: 2,
            contracted: 1385,
            measured: 1550,
        },
        villages: villages.clone(),
        next: None,
    };
    let none = Listed {
        found: Vec::new(),
        totals: Totals::default(),
        ..listed.clone()
    };
    let list = |listed: &Listed| {
        pages::list(staff(words, &title), &sought(), listed, &codes, true).render()
    };
    let (today, told) = (day(2022, 7, 20), contract());
    let held = |found: &[ParcelView]| {
        let page = staff(
            words,
            &words.with("land-of-household", &[("name", "白守茂")]),
        );
        details::household(page, (Id(2), "3715021040002"), today, found, &codes, true).render()
    };
    let mut out = vec![
        ("land-list", list(&listed)?),
        ("land-list-empty", list(&none)?),
        (
            "land-contract",
            details::contract(
                staff(words, &told.contract.number),
                &told,
                (today, today),
                &codes,
                true,
            )
            .render()?,
        ),
        ("land-household", held(&told.parcels)?),
        ("land-household-empty", held(&[])?),
        (
            "land-import",
            import::form_view(staff(words, &words.get("land-import")), &[]).render()?,
        ),
        (
            "land-preview",
            import::preview_view(staff(words, &words.get("projects-preview")), &plan()).render()?,
        ),
    ];
    if let Some(told) = detail() {
        let page = staff(words, &told.parcel.code);
        out.push((
            "land-parcel",
            details::parcel(page, &told, &codes, true).render()?,
        ));
    }
    let kinds = [
        ("land-form-parcel", Kind::Parcel),
        ("land-form-contract", Kind::Contract),
        ("land-form-area", Kind::Area),
        ("land-form-end", Kind::End),
        ("land-form-swap", Kind::Swap),
        ("land-form-transfer", Kind::Transfer),
    ];
    let offer = Offer {
        codes,
        units: villages,
    };
    for (name, kind) in kinds {
        let page = staff(words, &words.get(&format!("land-add-{}", kind.word())));
        let lead = words.get(&format!("land-lead-{}", kind.word()));
        let form = forms::form(&page, kind, Id(2), &offer, &|_| String::new(), &[]);
        let view = View::new(page, vec![Part::Text(lead), Part::Form(form)]);
        out.push((name, view.render()?));
    }
    Ok(out)
}
