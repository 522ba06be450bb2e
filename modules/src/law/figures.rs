//! 柳园街道's figures of legal services, in the order of the page.

use super::store::figures as source;
use access::Right;
use figures::{Column, ColumnKind, Examined, Indicator, Link, List, Measure, Source, Unit, column};

const ADVICE: List = List {
    name_key: "law-list-advice",
    source: source::ADVICE,
    amount: Some("x.amount"),
    columns: &[
        column("cases-col-number", "c.number", ColumnKind::Text),
        column("law-col-community", "v.name", ColumnKind::Text),
        column("law-col-date", "x.since", ColumnKind::Date),
        column("law-col-persons", "x.amount", ColumnKind::Count),
    ],
    link: Some(Link {
        pattern: "/law/advice/{}",
        id: "c.id",
    }),
};

const TALKS: List = List {
    name_key: "law-list-talks",
    source: source::TALKS,
    amount: None,
    columns: &[
        column("cases-col-number", "c.number", ColumnKind::Text),
        column("law-col-talk", "w.value", ColumnKind::Text),
        column("law-col-community", "v.name", ColumnKind::Text),
        column("law-col-date", "x.since", ColumnKind::Date),
    ],
    link: Some(Link {
        pattern: "/law/talks/{}",
        id: "c.id",
    }),
};

// Two communities may have one name.
const COMMUNITY: &[Column] = &[
    column("law-col-code", "v.code", ColumnKind::Text),
    column("law-col-community", "v.name", ColumnKind::Text),
];

const fn communities(name_key: &'static str, source: Source) -> List {
    List {
        name_key,
        source,
        amount: None,
        columns: COMMUNITY,
        link: Some(Link {
            pattern: "/law/posts/{}",
            id: "v.id",
        }),
    }
}

const fn indicator(
    (id, name_key): (&'static str, &'static str),
    unit: Unit,
    measure: Measure,
    (examined, source): (&'static str, Source),
) -> Indicator {
    Indicator {
        id,
        module: "law",
        name_key,
        unit,
        right: Right::ViewFigures,
        rows: Right::ViewCases,
        measure,
        examined: Examined {
            unit: examined,
            source,
        },
    }
}

pub const INDICATORS: [Indicator; 3] = [
    indicator(
        ("liuyuan.legal_advice", "figure-liuyuan-legal-advice"),
        Unit::whole("person-time"),
        Measure::Of(ADVICE),
        ("case", source::ASKED),
    ),
    indicator(
        ("liuyuan.law_talks", "figure-liuyuan-law-talks"),
        Unit::whole("session"),
        Measure::Of(TALKS),
        ("case", source::PLANNED),
    ),
    indicator(
        ("liuyuan.posts", "figure-liuyuan-posts"),
        Unit::PERCENT,
        Measure::Ratio {
            numerator: communities("law-list-covered", source::COVERED),
            denominator: communities("law-list-communities", source::COMMUNITIES),
        },
        ("community", source::COMMUNITIES),
    ),
];
