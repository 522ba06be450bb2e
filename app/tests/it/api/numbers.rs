//! Numbers that pages show, asked for by programs: the report of a campaign, and what was issued to everybody.

use super::{ask, token, token_of};
use crate::public_figures;
use crate::site::{self, Visitor};
use serde_json::Value;
use std::collections::BTreeMap;

fn rows(host: &str, token: &str, path: &str) -> Vec<Value> {
    let (status, body) = ask(host, token, path);
    assert_eq!(status, 200, "{path}: {body}");
    assert!(body["next"].is_null(), "{path}: more than one page");
    body["rows"].as_array().unwrap().clone()
}

fn text<'v>(row: &'v Value, field: &str) -> &'v str {
    row[field].as_str().unwrap_or_default()
}

/// What stands behind a line and a head, in the one long table of the page.
fn long(csv: &str) -> BTreeMap<(String, String), String> {
    let lines = csv.trim_start_matches('\u{feff}').lines().skip(1);
    let cells = lines.map(|line| line.split(',').collect::<Vec<_>>());
    let known = cells.filter(|cells| cells.len() == 4);
    known
        .map(|cells| {
            (
                (cells[1].to_owned(), cells[2].to_owned()),
                cells[3].to_owned(),
            )
        })
        .collect()
}

#[test]
fn a_campaign_s_report_is_the_same_for_a_program_and_on_its_page() {
    let site = site::site();
    let mut clerk = site.sign_in("clerk-dahuang");
    let own = token(site, "clerk-dahuang", "reads");
    let campaigns = rows(&site.host, &own, "campaigns");
    let campaign = text(&campaigns[0], "id");
    let page = clerk.get(&format!(
        "/campaigns/{campaign}/report.csv?as_of=2022-05-04"
    ));
    assert_eq!(page.status, 200);
    let page = long(&page.text());
    let asked = format!("campaigns/report?campaign={campaign}&limit=500");
    let whole = rows(&site.host, &own, &asked);
    assert!(whole.len() > 5, "{} figures", whole.len());
    let villages = rows(
        &site.host,
        &own,
        &format!("{asked}&by_village=true&as_of=2022-05-04"),
    );
    let of_village = villages
        .iter()
        .filter(|row| row["village_name"].is_string());
    let (mut same, mut hidden) = (0, 0);
    for row in of_village {
        let at = (
            text(row, "village_name").to_owned(),
            text(row, "name").to_owned(),
        );
        let told = page
            .get(&at)
            .unwrap_or_else(|| panic!("{at:?} is not on the page"));
        assert_eq!(
            row["value"].is_null(),
            told.is_empty(),
            "{at:?}: {row} {told}"
        );
        if row["is_percent"] == false {
            assert_eq!(text(row, "value"), told, "{at:?}");
        }
        // Whoever was not looked at enough is compared with nobody.
        if row["is_compared"] == false && row["is_percent"] == true {
            assert!(row["value"].is_null() && row["rows"].is_null(), "{row}");
            hidden += 1;
        }
        same += 1;
    }
    assert!(same > 100 && hidden > 0, "{same} numbers, {hidden} hidden");
    // Rounds make up the whole, with what no round found.
    let rounds = rows(&site.host, &own, &format!("{asked}&by_round=true"));
    let found = |row: &&Value| text(row, "figure") == text(&whole[0], "figure");
    let sum: i64 = rounds
        .iter()
        .filter(found)
        .filter(|row| row["round"].is_number())
        .map(|row| row["rows"].as_i64().unwrap())
        .sum();
    assert_eq!(sum, whole[0]["rows"].as_i64().unwrap(), "{}", whole[0]);
    // Each number opens to its rows.
    let figure = text(&whole[0], "figure");
    let behind = format!("campaigns/report/rows?campaign={campaign}&figure={figure}&limit=200");
    let (status, body) = ask(&site.host, &own, &behind);
    assert_eq!(status, 200, "{body}");
    let shown = body["rows"].as_array().unwrap().len() as i64;
    assert_eq!(shown, whole[0]["seen"].as_i64().unwrap().min(200));
    // As of a day before it, nothing is there; of another organisation, nobody.
    let before = rows(&site.host, &own, &format!("{asked}&as_of=2020-01-01"));
    assert!(before.iter().all(|row| row["rows"] == 0), "{before:?}");
    let foreign = token(site, "accountant", "reads");
    for path in [asked.as_str(), behind.as_str()] {
        let (status, body) = ask(&site.host, &foreign, path);
        assert_eq!(status, 404, "{path}: {body}");
    }
    for (more, status) in [
        ("&round=99", 404),
        ("&as_known=-1", 422),
        ("&by=decade", 422),
    ] {
        let (told, body) = ask(&site.host, &own, &format!("{asked}{more}"));
        assert_eq!(told, status, "{more}: {body}");
    }
}

#[test]
fn what_was_issued_is_told_with_its_small_cells_hidden() {
    let site = site::fresh("api-issued");
    let mut clerk = site.sign_in_as("liuyuan-bangongshi");
    let mut leader = site.sign_in_as("liuyuan-lingdao");
    // Whoever has a token sees it, of whatever organisation.
    let token = token_of(site.sign_in("accountant"), "reads");
    assert_eq!(
        rows(&site.host, &token, "appeals/issued"),
        Vec::<Value>::new()
    );
    let asked = public_figures::ask(&mut clerk, "month", "2022-03-31");
    let issue = asked.header("location").unwrap().to_owned();
    assert_eq!(
        rows(&site.host, &token, "appeals/issued"),
        Vec::<Value>::new()
    );
    let agreed = public_figures::decide(&mut leader, &issue, &[("do", "agree")]);
    assert_eq!(agreed.status, 303);
    let issued = rows(&site.host, &token, "appeals/issued?day=2022-03-10");
    assert_eq!(issued.len(), 1);
    assert_eq!(text(&issued[0], "first"), "2022-03-01");
    let link = text(&issued[0], "link");
    let page = Visitor::new(&site.host).get(&format!("/public/concerns/{link}"));
    let table: Vec<_> = public_figures::table(&page.text()).concat();
    let cells = rows(
        &site.host,
        &token,
        &format!("appeals/issued/cells?link={link}&limit=500"),
    );
    assert_eq!(cells.len(), table.len());
    let (mut small, mut complements) = (0, 0);
    for (cell, shown) in cells.iter().zip(&table) {
        match text(cell, "hidden") {
            "small" => small += 1,
            "complement" => complements += 1,
            _ => assert_eq!(cell["value"].as_i64(), Some(shown.most), "{cell}"),
        }
        let is_hidden = cell["hidden"].is_string();
        assert_eq!(is_hidden, shown.least != shown.most, "{cell} {shown:?}");
        assert_eq!(cell["value"].is_null(), is_hidden, "{cell}");
        assert_eq!(text(cell, "hidden") == "small", shown.is_small, "{cell}");
    }
    assert!(small > 3 && complements > 0, "{small} {complements}");
    for link in ["", "1", "9-1", "1-x", "1-9223372036854775807"] {
        let (status, body) = ask(
            &site.host,
            &token,
            &format!("appeals/issued/cells?link={link}"),
        );
        assert_eq!(status, 404, "{link}: {body}");
    }
    let reason = [("do", "withdraw"), ("reason", "重复登记")];
    assert_eq!(
        public_figures::decide(&mut leader, &issue, &reason).status,
        303
    );
    assert_eq!(
        rows(&site.host, &token, "appeals/issued"),
        Vec::<Value>::new()
    );
    let (status, _) = ask(
        &site.host,
        &token,
        &format!("appeals/issued/cells?link={link}"),
    );
    assert_eq!(status, 404);
}
