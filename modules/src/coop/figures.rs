//! 东里镇's figures in the order of the page.

use super::store::figures as source;
use access::Right;
use figures::{Column, ColumnKind, Examined, Indicator, Link, List, Measure, Unit, column};

const VILLAGE: Column = column("net-col-unit", "v.name", ColumnKind::Text);
const NET: Column = column("net-col-net", "n.name", ColumnKind::Text);
const TO_NET: Option<Link> = Some(Link {
    pattern: "/nets/{}",
    id: "n.id",
});

const TEAMS: List = List {
    name_key: "net-list-teams",
    source: source::TEAMS,
    amount: Some("1"),
    columns: &[
        column("net-col-team", "p.name", ColumnKind::Text),
        NET,
        VILLAGE,
        column("net-col-from", "p.valid_from", ColumnKind::Date),
    ],
    link: TO_NET,
};

const FARMS: List = List {
    name_key: "net-list-farms",
    source: source::FARMS,
    amount: Some("l.area"),
    columns: &[
        column("net-col-farm", "p.name", ColumnKind::Text),
        NET,
        VILLAGE,
        column("net-col-from", "p.valid_from", ColumnKind::Date),
    ],
    link: TO_NET,
};

const PARTS: List = List {
    name_key: "net-list-parts",
    source: source::PARTS,
    // Hundredths of a percent, so that one third of a part is not lost on the way.
    amount: Some("t.numerator * 10000 / t.denominator"),
    columns: &[
        column("net-col-part", "t.name", ColumnKind::Text),
        column("net-col-numerator", "t.numerator", ColumnKind::Count),
        column("net-col-denominator", "t.denominator", ColumnKind::Count),
        NET,
        column("net-col-from", "p.valid_from", ColumnKind::Date),
    ],
    link: TO_NET,
};

const fn indicator(
    id: &'static str,
    name_key: &'static str,
    unit: Unit,
    measure: Measure,
) -> Indicator {
    Indicator {
        id,
        module: "coop",
        name_key,
        unit,
        right: Right::ViewFigures,
        rows: Right::ViewFigures,
        measure,
        examined: Examined {
            unit: "net",
            source: source::NETS,
        },
    }
}

pub const INDICATORS: [Indicator; 3] = [
    indicator(
        "dongli.unit_area",
        "figure-dongli-unit-area",
        Unit {
            key: "mu",
            places: 2,
        },
        Measure::Mean(FARMS),
    ),
    indicator(
        "dongli.team_size",
        "figure-dongli-team-size",
        Unit::whole("person"),
        Measure::Range(TEAMS),
    ),
    indicator(
        "dongli.split",
        "figure-dongli-split",
        Unit {
            key: "percent",
            places: 2,
        },
        Measure::Each(PARTS),
    ),
];
