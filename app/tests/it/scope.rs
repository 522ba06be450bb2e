//! What lies outside somebody's villages, he does not see: in lists and their counts, searches, exports, and behind
//! figures. Asked of the running program as the clerk of one village.

use crate::site::visitor::{Answer, encode};
use crate::site::{Visitor, site};
use std::collections::BTreeSet;

const OWN_VILLAGE: &str = "张李新村";
const LISTED: &str = include_str!("../../../demo/households.csv");
const FIGURE: &str = "/figures/douhutun.households";
const ASKED: &str = "division=371502104000&as_of=2022-07-31";

/// Names of the demonstration's people: of the village, and of others who have no namesake in it.
struct Cast {
    own: BTreeSet<&'static str>,
    others: BTreeSet<&'static str>,
    own_numbers: BTreeSet<&'static str>,
    other_numbers: BTreeSet<&'static str>,
}

fn cast() -> Cast {
    let rows: Vec<Vec<&str>> = LISTED
        .lines()
        .skip(1)
        .map(|l| l.split(',').collect())
        .collect();
    let of = |is_own: bool, column: usize| -> BTreeSet<&'static str> {
        let of_village = rows.iter().filter(|row| (row[3] == OWN_VILLAGE) == is_own);
        of_village.map(|row| row[column]).collect()
    };
    let own = of(true, 5);
    // A name of two characters can stand in a page as part of another word.
    let others = of(false, 5)
        .into_iter()
        .filter(|n| !own.contains(n) && n.chars().count() > 2);
    Cast {
        others: others.collect(),
        own_numbers: of(true, 4),
        other_numbers: of(false, 4),
        own,
    }
}

/// What an answer says: the text of a page or a CSV file, the cells of a workbook.
fn said(answer: &Answer) -> String {
    if !answer.body.starts_with(b"PK") {
        return answer.text();
    }
    let columns = [
        sheets::Column::new("head", &["户主", "姓名", "户主姓名"], sheets::Kind::Text).required(),
    ];
    let table = sheets::read_table(
        &answer.body,
        "export.xlsx",
        &sheets::Spec::new(&columns),
        &sheets::Limits::default(),
    );
    let table = table.unwrap_or_else(|fault| panic!("a workbook that cannot be read: {fault:?}"));
    let cells = table.rows.iter().flat_map(|row| &row.cells);
    cells
        .map(|cell| cell.raw.as_str())
        .collect::<Vec<_>>()
        .join("\n")
}

/// The address of the first link that begins so.
fn link(page: &str, start: &str) -> String {
    let at = page
        .find(&format!("href=\"{start}"))
        .unwrap_or_else(|| panic!("no {start}: {page}"));
    page[at + 6..].split('"').next().unwrap().to_owned()
}

/// The address in the row, or the line of a list, that names `name`.
fn link_beside(page: &str, name: &str, start: &str) -> String {
    let row = page.split("<tr>").skip(1).find(|row| row.contains(name));
    link(row.unwrap_or_else(|| panic!("no {name}: {page}")), start)
}

struct Asker {
    clerk: Visitor,
    round: String,
}

fn village_clerk() -> Asker {
    let mut clerk = site().sign_in("village_clerk");
    let round = link(&clerk.get("/rounds").text(), "/rounds/3");
    Asker { clerk, round }
}

#[test]
fn lists_exports_and_drill_downs_end_at_the_village() {
    let Asker { mut clerk, round } = village_clerk();
    let cast = cast();
    assert!(cast.own.len() > 20 && cast.others.len() > 40);
    let export = "/people/households/export";
    for (path, at_least) in [
        ("/people".to_owned(), 20),
        ("/people?sort=village".to_owned(), 20),
        ("/people/households".to_owned(), 10),
        ("/people/households?sort=number".to_owned(), 10),
        (format!("{export}?format=csv"), 20),
        (format!("{export}?format=xlsx"), 20),
        (format!("{round}/lines"), 10),
        (format!("{round}/payroll.xlsx"), 10),
        (format!("{FIGURE}?{ASKED}"), 10),
        (format!("{FIGURE}/export?{ASKED}&list=0"), 10),
    ] {
        let answer = clerk.get(&path);
        assert_eq!(answer.status, 200, "{path}");
        let text = said(&answer);
        let seen = cast.own.iter().filter(|name| text.contains(**name)).count();
        assert!(seen >= at_least, "{path}: {seen} of the village\n{text}");
        for name in &cast.others {
            assert!(
                !text.contains(name),
                "{path} shows {name} of another village"
            );
        }
        for number in &cast.other_numbers {
            assert!(
                !text.contains(number),
                "{path} shows household {number} of another village"
            );
        }
    }
}

#[test]
fn the_whole_office_sees_what_the_village_does_not() {
    let cast = cast();
    let mut clerk = site().sign_in("clerk");
    let text = clerk.get("/people/households/export?format=csv").text();
    assert!(
        cast.others
            .iter()
            .chain(&cast.own)
            .all(|name| text.contains(name))
    );
}

#[test]
fn counts_are_of_what_is_seen_and_say_what_is_withheld() {
    let Asker { mut clerk, round } = village_clerk();
    let cast = cast();
    let people = LISTED
        .lines()
        .filter(|line| line.split(',').nth(3) == Some(OWN_VILLAGE))
        .count();
    let says = |answer: Answer, words: &str| {
        let text = answer.text();
        assert!(text.contains(words), "not said: {words}\n{text}");
    };
    says(clerk.get("/people"), &format!("共 {people} 人"));
    says(
        clerk.get("/people/households"),
        &format!("共 {} 户", cast.own_numbers.len()),
    );
    says(clerk.get(&format!("{round}/lines")), "共12行");
    // The figure is the same for everybody; seen and withheld make it up.
    let figure = clerk.get(&format!("{FIGURE}?{ASKED}")).text();
    assert!(
        figure.contains("43户") && figure.contains("共12行"),
        "{figure}"
    );
    assert!(figure.contains("<dd>31</dd>"), "{figure}");
    // So do the sums of a round: one line for everything outside.
    says(clerk.get(&round), "您范围以外的村");
}

#[test]
fn searches_and_filters_find_nobody_of_another_village() {
    let Asker { mut clerk, .. } = village_clerk();
    let cast = cast();
    let mut office = site().sign_in("clerk");
    let page = office.get("/people").text();
    let other_village = page
        .split("<option value=\"")
        .find(|o| o.contains(">斗虎屯新村"))
        .unwrap();
    let unit = other_village.split('"').next().unwrap();
    for name in cast.others.iter().take(5) {
        let path = format!("/people?q={}", encode(name));
        assert!(
            office.get(&path).text().contains("共 1 人"),
            "{name} is there"
        );
        let found = clerk.get(&path).text();
        assert!(
            found.contains("class=\"empty\"") && !found.contains("共 1 人"),
            "{name}: {found}"
        );
    }
    for path in ["/people", "/people/households"] {
        let found = clerk.get(&format!("{path}?village={unit}")).text();
        assert!(
            found.contains("class=\"empty\""),
            "{path} of another village: {found}"
        );
    }
    let other = LISTED
        .lines()
        .skip(1)
        .map(|l| l.split(',').collect::<Vec<_>>());
    let other = other
        .filter(|row| row[3] != OWN_VILLAGE)
        .find(|row| cast.others.contains(row[5]))
        .unwrap();
    for number in [other[6], &other[6][14..]] {
        clerk.get("/people/search");
        let found = clerk.post("/people/search", &[("number", number), ("name", other[5])]);
        let text = found.text();
        let main = text.split("</form>").last().unwrap();
        assert!(!main.contains(other[5]), "{number}: {main}");
    }
}

#[test]
fn what_is_known_to_the_office_does_not_exist_for_another_village() {
    let Asker { mut clerk, round } = village_clerk();
    let mut office = site().sign_in("clerk");
    let mut accountant = site().sign_in("accountant");
    let cast = cast();
    let households = office.get("/people/households?sort=number").text();
    let head = cast
        .others
        .iter()
        .find(|name| households.contains(**name))
        .unwrap();
    let household = link_beside(&households, head, "/people/households/");
    let found = office.get(&format!("/people?q={}", encode(head))).text();
    let person = link_beside(&found, head, "/people/");
    let lines = accountant.get(&format!("{round}/lines")).text();
    let rows = lines.split("<tbody>").nth(1).unwrap();
    let statement = link_beside(rows, "斗虎屯新村", "/statements/");
    let project = link(&accountant.get("/projects").text(), "/projects/4");
    for path in [
        &household,
        &person,
        &statement,
        &project,
        &format!("{project}/roster"),
        &format!("{project}/roster.xlsx"),
    ] {
        let answer = clerk.get(path);
        assert_eq!(answer.status, 404, "{path}");
    }
    clerk.get("/account");
    let unmask = clerk.post(&format!("{person}/unmask"), &[("reason", "verify")]);
    assert!((400..500).contains(&unmask.status), "{}", unmask.status);
}

#[test]
fn a_list_sent_by_a_village_clerk_is_not_taken() {
    let Asker { mut clerk, .. } = village_clerk();
    let mut office = site().sign_in("clerk");
    let list = "姓名\n欧阳竹青\n".as_bytes();
    clerk.get("/account");
    let refused = clerk.upload("/people/import", "file", "list.csv", list, &[]);
    assert_eq!(refused.status, 403);
    // The office may; what it then gives up leaves nothing behind.
    office.get("/people/import");
    let taken = office.upload("/people/import", "file", "list.csv", list, &[]);
    let preview = office.follow(&taken);
    assert_eq!(preview.status, 200, "{}", preview.text());
    let path = taken.header("location").unwrap().to_owned();
    assert_eq!(clerk.get(&path).status, 403);
    office.get(&path);
    assert_eq!(office.post(&format!("{path}/drop"), &[]).status, 303);
    assert_eq!(office.get(&path).status, 404);
}
