//! The pages of legal services from invented data, in any language.

use super::deeds::{self, Place};
use super::pages;
use super::quick::{self, Offer};
use crate::law::posts::model::{Holder, Post};
use crate::law::posts::read::{Held, Listed, Row};
use crate::law::rows::What;
use crate::law::store::Community;
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self, day};
use access::{Code, Unit};
use kernel::{Date, Error, FieldError, Id, Result};

fn staff(words: Words, key: &str) -> Page {
    sample::staff(words, &words.get(key), ("/law", "law-nav"))
}

fn code(code: &str, zh: &str, en: &str) -> Code {
    Code {
        id: Id(0),
        list: "community_post".into(),
        code: code.into(),
        zh: zh.into(),
        en: en.into(),
        source: "一社区一法律顾问一警务助理".into(),
        from: day(2014, 1, 1),
        to: None,
    }
}

fn kinds() -> Vec<Code> {
    vec![
        code("legal_adviser", "法律顾问", "legal adviser"),
        code("police_assistant", "警务助理", "police assistant"),
    ]
}

fn held(id: i64, kind: &str, name: &str, from: Date, to: Option<Date>) -> Held {
    Held {
        post: Post {
            id: Id(id),
            unit: Id(3),
            kind: kind.into(),
            from,
            to,
            sealed: Vec::new(),
        },
        holder: Some(Holder {
            name: name.into(),
            phone: Some("0635-0000000".into()),
            office: Some("明川律师事务所".into()),
        }),
    }
}

fn row(id: i64, name: &str, held: Vec<Held>) -> Row {
    Row {
        community: Community {
            id: Id(id),
            code: format!("37150200{id:04}"),
            name: name.into(),
        },
        held,
    }
}

fn full() -> Row {
    let before = held(
        1,
        "legal_adviser",
        "纪怀远",
        day(2020, 1, 1),
        Some(day(2021, 6, 1)),
    );
    let now = held(2, "legal_adviser", "苗若谷", day(2021, 6, 1), None);
    let police = held(3, "police_assistant", "展云鹏", day(2021, 3, 1), None);
    row(3, "和平社区居委会", vec![before, now, police])
}

fn listed() -> Listed {
    let gone = held(
        4,
        "police_assistant",
        "牧长风",
        day(2020, 1, 1),
        Some(day(2022, 5, 1)),
    );
    let adviser = held(5, "legal_adviser", "苗若谷", day(2021, 6, 1), None);
    Listed {
        today: day(2022, 7, 31),
        kinds: kinds(),
        rows: vec![
            full(),
            row(4, "滨河社区居委会", vec![adviser, gone]),
            row(5, "文苑社区居委会", Vec::new()),
        ],
        communities: 3,
        covered: 1,
        next: None,
    }
}

fn place(now: Option<&str>) -> Place {
    Place {
        unit: Id(3),
        name: "和平社区居委会".into(),
        kind: code("legal_adviser", "法律顾问", "legal adviser"),
        now: now.map(|name| (Id(2), name.to_owned())),
    }
}

fn offer() -> Offer {
    let unit = |id: i64, name: &str| Unit {
        id: Id(id),
        code: String::new(),
        level: "village".into(),
        name: name.into(),
        parent: None,
        closed: None,
    };
    let topic = |code: &str, zh: &str, en: &str| (code.to_owned(), zh.to_owned(), en.to_owned());
    Offer {
        units: vec![unit(3, "和平社区居委会"), unit(4, "滨河社区居委会")],
        topics: vec![
            topic("marriage", "婚姻家庭", "Marriage and family"),
            topic("debt", "借贷债务", "Debts"),
        ],
    }
}

/// Name and page.
pub fn samples(lang: Lang) -> Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let failed = |e| Error::internal("a sample", e);
    let today = day(2022, 7, 31);
    let none = Listed {
        rows: Vec::new(),
        communities: 0,
        covered: 0,
        ..listed()
    };
    let empty = |_: &str| String::new();
    let typed = |name: &str| {
        match name {
            "day_1" => "2022-07-31",
            "unit_1" => "3",
            "subject_1" | "subject_2" => "debt",
            "count_2" => "x",
            "told_1" => "借条没有写利息，能不能要利息",
            _ => "",
        }
        .to_owned()
    };
    let faults = [FieldError::new("count_2", "not_a_number")];
    let title = |title: String| sample::staff(words, &title, ("/law", "law-nav"));
    let (appoint, replace) = (place(None), place(Some("苗若谷")));
    let views = vec![
        (
            "law",
            pages::list(staff(words, "law-title"), &listed(), false, true),
        ),
        (
            "law-empty",
            pages::list(staff(words, "law-title"), &none, false, false),
        ),
        (
            "law-community",
            pages::one(
                title("和平社区居委会".into()),
                &full(),
                &kinds(),
                today,
                true,
            ),
        ),
        (
            "law-appoint",
            deeds::appoint_view(
                title(deeds::appointing(words, &appoint)),
                &appoint,
                &empty,
                &[],
            ),
        ),
        (
            "law-replace",
            deeds::appoint_view(
                title(deeds::appointing(words, &replace)),
                &replace,
                &empty,
                &[],
            ),
        ),
        (
            "law-end",
            deeds::end_view(
                title(deeds::ending(words, &replace)),
                &replace,
                Id(2),
                String::new(),
                &[],
            ),
        ),
        (
            "law-quick-advice",
            quick::view(
                staff(words, "law-advice-quick"),
                What::Advice,
                &offer(),
                &typed,
                &faults,
            ),
        ),
        (
            "law-quick-talks",
            quick::view(
                staff(words, "law-talks-quick"),
                What::Talk,
                &offer(),
                &empty,
                &[],
            ),
        ),
    ];
    let html =
        |(name, view): (&'static str, ::web::View)| Ok((name, view.render().map_err(failed)?));
    views.into_iter().map(html).collect()
}
