//! 大黄乡's figures in the order of the page.

use super::store::figures as source;
use access::Right;
use figures::{Column, ColumnKind, Examined, Indicator, Link, List, Measure, Source, Unit, column};

const CAMPAIGN: Column = column("campaigns-col-campaign", "c.name", ColumnKind::Text);
const VILLAGE: Column = column("campaigns-col-village", "v.name", ColumnKind::Text);
const TO_CAMPAIGN: Option<Link> = Some(Link {
    pattern: "/campaigns/{}",
    id: "c.id",
});

const TARGETS: List = List {
    name_key: "campaigns-list-targets",
    source: source::TARGETS,
    amount: None,
    columns: &[
        column("campaigns-col-item", "i.name", ColumnKind::Text),
        CAMPAIGN,
        column("campaigns-col-first", "c.first", ColumnKind::Date),
    ],
    link: TO_CAMPAIGN,
};

const LINES: List = List {
    name_key: "campaigns-list-lines",
    source: source::LINES,
    amount: None,
    columns: &[
        column("campaigns-col-owner", "l.owner", ColumnKind::Text),
        column("campaigns-col-for", "v.name", ColumnKind::Text),
        CAMPAIGN,
    ],
    link: TO_CAMPAIGN,
};

/// Days are counted on the calendar, first and last included: the two dates stand in the row, the number between them is
/// what the campaign says of itself.
const DAYS: List = List {
    name_key: "campaigns-list-campaigns",
    source: source::CAMPAIGNS,
    amount: Some("c.days"),
    columns: &[
        CAMPAIGN,
        column("campaigns-col-first", "c.first", ColumnKind::Date),
        column("campaigns-col-last", "c.last", ColumnKind::Date),
    ],
    link: TO_CAMPAIGN,
};

const PILOTS: List = List {
    name_key: "campaigns-list-pilots",
    source: source::PILOTS,
    amount: None,
    columns: &[
        VILLAGE,
        column("campaigns-col-class", "t.class", ColumnKind::Text),
        CAMPAIGN,
    ],
    link: TO_CAMPAIGN,
};

const OPEN_DEFECTS: List = List {
    name_key: "campaigns-list-open-defects",
    source: source::OPEN_DEFECTS,
    amount: None,
    columns: &[
        column("campaigns-col-number", "k.number", ColumnKind::Text),
        VILLAGE,
        column("campaigns-col-item", "i.name", ColumnKind::Text),
        column("campaigns-col-found", "f.date", ColumnKind::Date),
    ],
    link: Some(Link {
        pattern: "/findings/{}",
        id: "f.case_id",
    }),
};

const fn indicator(
    id: &'static str,
    name_key: &'static str,
    (unit, list): (&'static str, List),
    (examined, of): (&'static str, Source),
) -> Indicator {
    Indicator {
        id,
        module: "campaigns",
        name_key,
        unit: Unit::whole(unit),
        right: Right::ViewFigures,
        rows: Right::ViewCases,
        measure: Measure::Of(list),
        examined: Examined {
            unit: examined,
            source: of,
        },
    }
}

pub const INDICATORS: [Indicator; 5] = [
    indicator(
        "dahuang.targets",
        "figure-dahuang-targets",
        ("target", TARGETS),
        ("campaign", source::CAMPAIGNS),
    ),
    indicator(
        "dahuang.lines",
        "figure-dahuang-lines",
        ("kind", LINES),
        ("campaign", source::CAMPAIGNS),
    ),
    indicator(
        "dahuang.days",
        "figure-dahuang-days",
        ("day", DAYS),
        ("campaign", source::CAMPAIGNS),
    ),
    indicator(
        "dahuang.pilot_villages",
        "figure-dahuang-pilot-villages",
        ("village", PILOTS),
        ("village", source::VILLAGES),
    ),
    indicator(
        "dahuang.open_defects",
        "figure-dahuang-open-defects",
        ("finding", OPEN_DEFECTS),
        ("finding", source::DEFECTS),
    ),
];
