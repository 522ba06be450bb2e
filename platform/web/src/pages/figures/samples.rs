//! The pages of figures with invented numbers.

use super::*;
use crate::components::{Notice, NoticeKind};
use kernel::Fen;

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    use figures::{Behind, Number, ShownRow, Unit};
    let ask = Ask {
        division: Division::sample(words),
        as_of: Date::of_micros(1_659_000_000_000_000),
    };
    let behind = |rows, seen, total| Behind {
        name_key: "page-rows-behind",
        rows,
        seen,
        total,
    };
    let figure = |id, name_key, unit: Unit, scaled, lists| {
        let value = Some(Number {
            scaled,
            places: unit.places,
        });
        let display = value.map_or_else(String::new, |n: Number| n.shown(unit));
        Figure {
            id,
            name_key,
            unit,
            value,
            plain: display.to_owned(),
            display,
            lists,
        }
    };
    let invested = figure(
        "sample.invested",
        "page-value",
        Unit::YUAN,
        170_000_000,
        vec![behind(3, 2, 170_000_000)],
    );
    let zero = figure(
        "sample.zero",
        "page-figure",
        Unit::whole("household"),
        0,
        vec![behind(0, 0, 0)],
    );
    const COLUMNS: &[figures::Column] = &[
        figures::Column {
            name_key: "page-figure",
            expr: "",
            kind: ColumnKind::Text,
        },
        figures::Column {
            name_key: "page-value",
            expr: "",
            kind: ColumnKind::Money,
        },
        figures::Column {
            name_key: "page-as-of",
            expr: "",
            kind: ColumnKind::Date,
        },
    ];
    let row = |key: i64, fen: i64| ShownRow {
        key,
        amount: fen,
        cells: vec![
            figures::Cell::Text(words.get("page-figure")),
            figures::Cell::Money(Fen(fen)),
            figures::Cell::Date(ask.as_of),
        ],
        link: Some("/projects/1".into()),
    };
    let shown = ShownRows {
        columns: COLUMNS,
        rows: vec![row(1, 120_000_000), row(2, 50_000_000)],
        next: Some(2),
    };
    let none = ShownRows {
        columns: COLUMNS,
        rows: vec![],
        next: None,
    };
    let listed = |paged, shown| Listed {
        list: 0,
        paged,
        shown,
        codes: CodeNames::new(),
    };
    let indicator = sample_indicator();
    let all = vec![
        (indicator, invested.clone(), None),
        (indicator, zero.clone(), Some(43)),
    ];
    let mut faulty = frame(&words.get("page-figures"));
    faulty.flash = Some(Notice::new(
        NoticeKind::Refused,
        words,
        words.get("web-error-not-found"),
    ));
    vec![
        (
            "figures",
            list_view(frame(&words.get("page-figures")), &ask, &all, &[]),
        ),
        ("figures-none", list_view(faulty, &ask, &[], &[])),
        (
            "figure-rows",
            rows_view(
                frame(&words.get("page-value")),
                &ask,
                &invested,
                &listed(true, shown),
            ),
        ),
        (
            "figure-no-rows",
            rows_view(
                frame(&words.get("page-figure")),
                &ask,
                &zero,
                &listed(false, none),
            ),
        ),
    ]
}

fn sample_indicator() -> Indicator {
    use figures::{Examined, List, Measure, Source, Unit};
    let source = Source {
        from: "",
        filter: "",
        key: "",
        unit: "",
    };
    let list = List {
        name_key: "page-figure",
        source,
        amount: None,
        columns: &[],
        link: None,
    };
    Indicator {
        id: "sample.invested",
        module: "shares",
        name_key: "page-figure",
        unit: Unit::YUAN,
        right: Right::ViewFigures,
        rows: Right::ViewFigures,
        measure: Measure::Of(list),
        examined: Examined {
            unit: "household",
            source,
        },
    }
}
