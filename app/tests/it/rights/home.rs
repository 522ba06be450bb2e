//! The first page shows to each role what it works on, and nothing that is not its own; on both engines.

use crate::site::{Site, folder, on, site};
use crate::walk::notice::nameless;

/// Sections of the first page by the ids of their headings.
const SECTIONS: [&str; 9] = [
    "start",
    "confirm",
    "due",
    "money",
    "objections",
    "years",
    "unusual",
    "stages",
    "figures",
];

/// Role, and the sections that it sees.
const SEES: [(&str, &str); 8] = [
    ("administrator", "start"),
    ("org_administrator", ""),
    ("clerk", "confirm stages figures"),
    ("village_clerk", "confirm due objections stages figures"),
    ("accountant", "due money objections stages figures"),
    ("reviewer", "due objections stages figures"),
    ("approver", "due objections stages figures"),
    ("auditor", "years unusual stages figures"),
];

fn check(site: &Site) {
    for (role, sections) in SEES {
        let home = site.sign_in(role).get("/").text();
        for section in SECTIONS {
            let is_shown = home.contains(&format!("<h2 id=\"{section}\""));
            let is_due = sections.split(' ').any(|s| s == section);
            assert_eq!(is_shown, is_due, "{role}: {section}");
        }
        numbers_lead_on(site, role, &home);
    }
}

/// What a table of the first page links to opens for the same person.
fn numbers_lead_on(site: &Site, role: &str, home: &str) {
    let mut visitor = site.sign_in(role);
    let main = home.split("<main").nth(1).unwrap_or_default();
    let mut seen = std::collections::BTreeSet::new();
    for rest in main.split("href=\"/").skip(1) {
        let href = format!("/{}", rest.split('"').next().unwrap_or_default());
        if href.starts_with("/rounds") && seen.insert(href.clone()) {
            let href = href.replace("&amp;", "&").replace("&#38;", "&");
            assert_eq!(visitor.get(&href).status, 200, "{role}: {href}");
        }
    }
}

#[test]
fn the_first_page_shows_each_role_what_is_its_own() {
    check(site());
}

#[test]
fn the_first_page_shows_the_same_on_postgres() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    check(&on(&folder("home-pg"), &url));
}

/// The chart's numbers are those of its table, and the table's those of the list that it leads to.
#[test]
fn rounds_by_state_agree_with_the_list_of_rounds() {
    let mut accountant = site().sign_in("accountant");
    let home = accountant.get("/").text();
    let table = home.split("id=\"stage-rows\"").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    let mut counted = 0;
    for rest in table.split("href=\"/rounds?state=").skip(1) {
        let (state, rest) = rest.split_once("\">").unwrap();
        let count: usize = rest.split('<').next().unwrap().parse().unwrap();
        let list = accountant.get(&format!("/rounds?state={state}")).text();
        let body = list.split("<tbody>").nth(1).unwrap();
        let rows = body.split("</tbody>").next().unwrap().matches("<tr>");
        assert_eq!(rows.count(), count, "{state}");
        assert!(
            home.contains(&format!(">{count}</text>")),
            "{state} is drawn"
        );
        counted += count;
    }
    assert!(counted > 4, "{counted}");
}

#[test]
fn an_auditor_s_first_page_names_nobody_who_is_paid() {
    let home = site().sign_in("auditor").get("/").text();
    nameless(&home);
    assert!(home.contains("/rounds?year=2022") && home.contains("id=\"chart-years-t\""));
}
