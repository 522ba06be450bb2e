//! Figures from the page to the sheet.

use super::walks::{top_link, with_units};
use access::Role;
use axum::http::StatusCode;

/// An indicator of nothing but the unit tree, so that figures can be asked for here.
pub(super) const VILLAGES: figures::Indicator = figures::Indicator {
    id: "test.villages",
    module: "shares",
    name_key: "level-village",
    unit: figures::Unit::whole("village"),
    right: access::Right::ViewFigures,
    rows: access::Right::ViewFigures,
    measure: figures::Measure::Of(figures::List {
        name_key: "level-village",
        source: VILLAGE_ROWS,
        amount: None,
        columns: &[figures::Column {
            name_key: "page-unit-name",
            expr: "u.name",
            kind: figures::ColumnKind::Text,
        }],
        link: Some(figures::Link {
            pattern: "/units/{}",
            id: "u.id",
        }),
    }),
    examined: figures::Examined {
        unit: "village",
        source: VILLAGE_ROWS,
    },
};

const VILLAGE_ROWS: figures::Source = figures::Source {
    from: "access_unit_now u",
    filter: "u.level = 'village'",
    key: "u.id",
    unit: "u.id",
};

#[tokio::test]
async fn a_figure_opens_to_its_rows_and_leaves_as_a_sheet() {
    let site = with_units("figures").await;
    let org = "name=A&kind=township&unit=371502104000&valid_from=2018-01-01";
    assert_eq!(
        site.submit("/orgs/new", "/orgs/new", org).await.status,
        StatusCode::SEE_OTHER
    );
    let town = top_link(&site.get("/units?q=371502104000").await.text, "/units/");
    let unit = kernel::Id(town.rsplit('/').next().unwrap().parse().unwrap());
    site.as_user("lu", Role::Clerk, 1, unit).await;
    let home = site.get("/").await.text;
    assert!(
        home.contains("/figures/test.villages?division=371502104000"),
        "{home}"
    );
    let list = site.get("/figures").await.text;
    assert!(
        list.contains("村级") && list.contains("/figures/test.villages"),
        "{list}"
    );
    let query = "division=371502104000&as_of=2022-07-31";
    let rows = site
        .get(&format!("/figures/test.villages?{query}"))
        .await
        .text;
    assert!(
        rows.contains("张李新村") && rows.contains("共1行"),
        "{rows}"
    );
    let sheet = site
        .get(&format!("/figures/test.villages/export?{query}"))
        .await;
    assert!(sheet.text.starts_with("PK") && sheet.header("content-disposition").contains(".xlsx"));
    // What lies outside his scope is not told apart from what is not there.
    let outside = site
        .get("/figures/test.villages?division=371502104268")
        .await;
    assert_eq!(outside.status, StatusCode::OK);
    assert_eq!(
        site.get("/figures/test.nothing").await.status,
        StatusCode::NOT_FOUND
    );
    let unknown = site.get("/figures?division=xyz&as_of=yesterday").await;
    assert!(unknown.text.contains("role=\"alert\""), "{}", unknown.text);
}
