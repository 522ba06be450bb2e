//! 柳园街道's figures in the order of the page.

use super::store as source;
use access::Right;
use figures::{ColumnKind, Examined, Indicator, Link, List, Measure, Unit, column};

const SOLVED: List = List {
    name_key: "appeals-list-solved",
    source: source::SOLVED,
    amount: None,
    columns: &[
        column("cases-col-number", "c.number", ColumnKind::Text),
        column("cases-col-unit", "v.name", ColumnKind::Text),
        column("cases-col-ended", "x.since", ColumnKind::Date),
    ],
    link: Some(Link {
        pattern: "/appeals/{}",
        id: "c.id",
    }),
};

pub const INDICATORS: [Indicator; 1] = [Indicator {
    id: "liuyuan.solved",
    module: "appeals",
    name_key: "figure-liuyuan-solved",
    unit: Unit::whole("case"),
    right: Right::ViewFigures,
    rows: Right::ViewCases,
    measure: Measure::Of(SOLVED),
    examined: Examined {
        unit: "case",
        source: source::TAKEN_IN,
    },
}];
