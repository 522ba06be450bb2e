//! The figures of this module, asked of any division.

use super::codes;
use super::store::figures as source;
use access::Right;
use figures::{Column, ColumnKind, Examined, Indicator, Link, List, Measure, Unit, column};

const PROJECT: Column = column("shares-project", "p.name", ColumnKind::Text);
const DOCUMENT: &str = "shares-document";
const NUMBER: Column = column("shares-household-number", "s.number", ColumnKind::Text);
const HEAD: Column = column("shares-household-head", "s.head_name", ColumnKind::Name);
const VILLAGE: Column = column("shares-village", "v.name", ColumnKind::Text);
const TO_PROJECT: Option<Link> = Some(Link {
    pattern: "/projects/{}",
    id: "p.id",
});
const TO_HOUSEHOLD: Option<Link> = Some(Link {
    pattern: "/people/households/{}",
    id: "b.household",
});

const FUNDING: List = List {
    name_key: "shares-list-funding",
    source: source::FUNDING,
    amount: Some("f.amount"),
    columns: &[
        PROJECT,
        column(
            "shares-funding-source",
            "f.source",
            ColumnKind::Code(codes::FUNDING_SOURCE),
        ),
        column("shares-date", "f.valid_from", ColumnKind::Date),
        column("shares-amount", "f.amount", ColumnKind::Money),
        column(DOCUMENT, "f.document", ColumnKind::Text),
    ],
    link: TO_PROJECT,
};

const YEAR_INCOME: List = List {
    name_key: "shares-list-year-income",
    source: source::YEAR_INCOME,
    amount: Some("i.amount"),
    columns: &[
        PROJECT,
        // A year is a name, not a count: it takes no thousands separator.
        column("shares-year", "cast(i.year as text)", ColumnKind::Text),
        column("shares-date", "i.date", ColumnKind::Date),
        column("shares-amount", "i.amount", ColumnKind::Money),
        column(DOCUMENT, "i.document", ColumnKind::Text),
    ],
    link: TO_PROJECT,
};

const VILLAGES: List = List {
    name_key: "shares-list-villages",
    source: source::VILLAGES,
    amount: None,
    columns: &[
        column("shares-village-code", "v.code", ColumnKind::Text),
        VILLAGE,
    ],
    link: None,
};

const HOUSEHOLDS: List = List {
    name_key: "shares-list-households",
    source: source::HOUSEHOLDS,
    amount: None,
    columns: &[
        NUMBER,
        HEAD,
        VILLAGE,
        column(
            "shares-class",
            "b.class",
            ColumnKind::Code(codes::BENEFICIARY_CLASS),
        ),
        column("shares-from", "b.valid_from", ColumnKind::Date),
    ],
    link: TO_HOUSEHOLD,
};

const PEOPLE: List = List {
    name_key: "shares-list-people",
    source: source::PEOPLE,
    amount: None,
    columns: &[
        column("shares-person", "q.name", ColumnKind::Name),
        column(
            "shares-relation",
            "m.relation",
            ColumnKind::Code("relation_to_head"),
        ),
        NUMBER,
        HEAD,
        VILLAGE,
    ],
    link: TO_HOUSEHOLD,
};

const DIVIDEND_ROUNDS: List = List {
    name_key: "shares-list-rounds",
    source: source::DIVIDEND_ROUNDS,
    amount: None,
    columns: &[
        column("shares-round-number", "r.number", ColumnKind::Text),
        column("shares-round-title", "r.title", ColumnKind::Text),
        column("shares-paid-on", "y.date", ColumnKind::Date),
        column("shares-amount", "y.amount", ColumnKind::Money),
        NUMBER,
        HEAD,
    ],
    link: Some(Link {
        pattern: "/rounds/{}",
        id: "r.id",
    }),
};

const PROJECTS: Examined = Examined {
    unit: "project",
    source: source::PROJECTS,
};

const fn indicator(
    id: &'static str,
    name_key: &'static str,
    unit: Unit,
    measure: Measure,
) -> Indicator {
    Indicator {
        id,
        module: "shares",
        name_key,
        unit,
        right: Right::ViewFigures,
        rows: Right::ViewFigures,
        measure,
        examined: PROJECTS,
    }
}

/// 斗虎屯镇's figures in the order of the page.
pub const INDICATORS: [Indicator; 6] = [
    Indicator {
        examined: Examined {
            unit: "household",
            source: source::HOUSEHOLDS,
        },
        ..indicator(
            "douhutun.dividend_round",
            "figure-douhutun-dividend-round",
            Unit::whole("round"),
            Measure::Of(DIVIDEND_ROUNDS),
        )
    },
    indicator(
        "douhutun.invested",
        "figure-douhutun-invested",
        Unit::YUAN,
        Measure::Of(FUNDING),
    ),
    indicator(
        "douhutun.annual_return",
        "figure-douhutun-annual-return",
        Unit::PERCENT,
        Measure::Ratio {
            numerator: YEAR_INCOME,
            denominator: FUNDING,
        },
    ),
    indicator(
        "douhutun.villages",
        "figure-douhutun-villages",
        Unit::whole("village"),
        Measure::Of(VILLAGES),
    ),
    indicator(
        "douhutun.households",
        "figure-douhutun-households",
        Unit::whole("household"),
        Measure::Of(HOUSEHOLDS),
    ),
    indicator(
        "douhutun.people",
        "figure-douhutun-people",
        Unit::whole("person"),
        Measure::Of(PEOPLE),
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// They once led to addresses that no page answers.
    #[test]
    fn every_row_of_a_figure_leads_to_a_page_that_there_is() {
        let pages = ["/projects/{}", "/rounds/{}", "/people/households/{}"];
        for list in [FUNDING, YEAR_INCOME, HOUSEHOLDS, PEOPLE, DIVIDEND_ROUNDS] {
            let leads = list.link.map(|link| link.pattern).unwrap_or_default();
            assert!(pages.contains(&leads), "{}: {leads}", list.name_key);
        }
    }

    #[test]
    fn a_year_is_shown_as_it_is_written() {
        let year = YEAR_INCOME
            .columns
            .iter()
            .find(|c| c.name_key == "shares-year");
        assert_eq!(year.map(|c| c.kind), Some(ColumnKind::Text));
    }
}
