//! Numbers of past periods for everybody: one asks, another agrees, and whoever reads them without an account and subtracts all he
//! can finds no small number: not within a table, not between periods, not after one was taken down.

use crate::site::visitor::Answer;
use crate::site::{Visitor, fresh};
use std::collections::BTreeMap;

const LIST: &str = "/appeals/report/public";
const BUDGET: usize = 40 * 1024;

/// What may stand in a cell, as far as somebody knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Range {
    pub least: i64,
    pub most: i64,
    pub is_small: bool,
}

fn range(text: &str) -> Range {
    let (least, most) = match text {
        "<5" => (1, 4),
        "×" => (5, 100_000),
        number => {
            let number: i64 = number.replace(',', "").parse().unwrap();
            (number, number)
        }
    };
    Range {
        least,
        most,
        is_small: text == "<5",
    }
}

/// The cells of a table, its row of totals last; the first number of each row is its total.
pub fn table(html: &str) -> Vec<Vec<Range>> {
    let body = html.split_once("<table id=\"public\"").unwrap().1;
    let body = body.split_once("<tbody>").unwrap().1;
    let body = body.split("</table>").next().unwrap();
    let text = |cell: &str| {
        let text = cell
            .split_once('>')
            .unwrap()
            .1
            .split("</td>")
            .next()
            .unwrap();
        text.trim().replace("&lt;", "<").replace("&#60;", "<")
    };
    let rows = body.split("<tr").skip(1);
    let cells = |row: &str| {
        row.split("<td")
            .skip(1)
            .map(|it| range(&text(it)))
            .collect()
    };
    rows.map(cells).collect()
}

/// Subtracts until nothing more follows: whatever a total and the other parts leave for a number. Gives the small numbers that
/// are known then.
fn subtracted(mut table: Vec<Vec<Range>>) -> Vec<(usize, usize)> {
    let (rows, columns) = (table.len(), table[0].len());
    let mut sums: Vec<Vec<(usize, usize)>> = Vec::new();
    for row in 0..rows {
        sums.push((0..columns).map(|column| (row, column)).collect());
    }
    for column in 0..columns {
        let mut sum = vec![(rows - 1, column)];
        sum.extend((0..rows - 1).map(|row| (row, column)));
        sums.push(sum);
    }
    loop {
        let before = table.clone();
        for sum in &sums {
            for at in 0..sum.len() {
                let others = || sum.iter().enumerate().filter(|(other, _)| *other != at);
                let (mut least, mut most) = (0, 0);
                for (other, (row, column)) in others() {
                    let it = before[*row][*column];
                    // The total stands first: a part is the total less the others.
                    let is_plus = at == 0 || other == 0;
                    let (low, high) = match is_plus {
                        true => (it.least, it.most),
                        false => (-it.most, -it.least),
                    };
                    least += low;
                    most += high;
                }
                let (row, column) = sum[at];
                let it = &mut table[row][column];
                it.least = it.least.max(least);
                it.most = it.most.min(most);
                assert!(it.least <= it.most, "{row} {column} {it:?}");
            }
        }
        if table == before {
            break;
        }
    }
    let known = |(row, cells): (usize, &Vec<Range>)| {
        let known = cells.iter().enumerate();
        let known = known.filter(|(_, it)| it.is_small && it.least == it.most);
        known.map(|(column, _)| (row, column)).collect::<Vec<_>>()
    };
    table.iter().enumerate().flat_map(known).collect()
}

pub fn ask(visitor: &mut Visitor, every: &str, day: &str) -> Answer {
    visitor.get(LIST);
    visitor.post(LIST, &[("every", every), ("day", day)])
}

pub fn decide(visitor: &mut Visitor, issue: &str, what: &[(&str, &str)]) -> Answer {
    visitor.get(issue);
    visitor.post(issue, what)
}

fn public_pages(stranger: &mut Visitor) -> BTreeMap<String, String> {
    let html = stranger.get("/public/concerns").text();
    let links: Vec<String> = html
        .split("href=\"/public/concerns/")
        .skip(1)
        .map(|rest| format!("/public/concerns/{}", rest.split('"').next().unwrap()))
        .collect();
    let page = |link: String| {
        let answer = stranger.get(&link);
        assert_eq!(answer.status, 200, "{link}");
        assert!(answer.body.len() < BUDGET, "{link}: {}", answer.body.len());
        (link, answer.text())
    };
    links.into_iter().map(page).collect()
}

#[test]
fn whoever_subtracts_finds_no_small_number() {
    let site = fresh("public-figures");
    let mut clerk = site.sign_in_as("liuyuan-bangongshi");
    let mut leader = site.sign_in_as("liuyuan-lingdao");
    let mut stranger = Visitor::new(&site.host);
    assert!(public_pages(&mut stranger).is_empty());
    let months = ["2022-02-01", "2022-03-31", "2022-04-15", "2022-05-02"];
    let mut issues = Vec::new();
    for month in months {
        let asked = ask(&mut clerk, "month", month);
        assert_eq!(asked.status, 303, "{month}: {}", asked.text());
        issues.push(asked.header("location").unwrap().to_owned());
    }
    // Not before somebody else agreed, and not by whoever asked, who has no such right here.
    assert!(public_pages(&mut stranger).is_empty());
    assert_eq!(
        decide(&mut clerk, &issues[0], &[("do", "agree")]).status,
        403
    );
    for issue in &issues {
        let shown = leader.get(issue).text();
        assert!(!shown.contains("<script>"), "{issue}");
        assert_eq!(decide(&mut leader, issue, &[("do", "agree")]).status, 303);
    }
    let pages = public_pages(&mut stranger);
    assert_eq!(pages.len(), months.len());
    let (mut small, mut hidden) = (0, 0);
    for (link, html) in &pages {
        let found = table(html);
        let all = found.iter().flatten();
        small += all.clone().filter(|it| it.is_small).count();
        hidden += all.filter(|it| it.most == 100_000).count();
        assert_eq!(subtracted(found.clone()), [], "{link}");
        // Without complements the same attack finds some: it is none that cannot find anything.
        let naive = naive(&found);
        if let Some(naive) = naive {
            assert!(!subtracted(naive).is_empty(), "{link}");
        }
    }
    assert!(small > 20 && hidden > 2, "{small} {hidden}");
    // Other periods that overlap would be subtracted from these.
    for (every, day) in [
        ("quarter", "2022-03-01"),
        ("quarter", "2022-06-30"),
        ("month", "2022-04-30"),
    ] {
        let again = ask(&mut clerk, every, day);
        let told = again.text();
        assert_eq!(again.status, 422, "{every} {day}");
        assert!(told.contains("已经申请或公开过"), "{every} {day}: {told}");
    }
    let withdrawn = &issues[1];
    assert_eq!(
        decide(&mut leader, withdrawn, &[("do", "withdraw")]).status,
        422
    );
    let reason = [("do", "withdraw"), ("reason", "有两件重复登记")];
    assert_eq!(decide(&mut leader, withdrawn, &reason).status, 303);
    assert_eq!(public_pages(&mut stranger).len(), months.len() - 1);
    let gone = pages.keys().find(|link| stranger.get(link).status == 404);
    assert!(gone.is_some());
    let again = ask(&mut clerk, "month", "2022-03-10");
    assert!(again.status == 422 && again.text().contains("已经申请或公开过"));
    // A period that is not over, one without a concern, another organisation, made-up links.
    assert_eq!(ask(&mut clerk, "year", "2099-01-01").status, 422);
    let nothing = ask(&mut clerk, "month", "1999-01-01");
    assert!(nothing.status == 422 && nothing.text().contains("没有收到诉求"));
    for link in [
        "1",
        "1-x",
        "9-1",
        "-",
        "1-9223372036854775807",
        "99999999999999999999-1",
    ] {
        assert_eq!(
            stranger.get(&format!("/public/concerns/{link}")).status,
            404,
            "{link}"
        );
    }
    let other = site.sign_in_as("dahuang-lingdao").get(&issues[0]);
    assert_eq!(other.status, 404);
    assert_ne!(stranger.get(&issues[0]).status, 200);
}

/// The table as it would be with one small number hidden and nothing else; nothing where it has none.
fn naive(table: &[Vec<Range>]) -> Option<Vec<Vec<Range>>> {
    let rows = table.len() - 1;
    let mut plain: Vec<Vec<Range>> = table.to_vec();
    let mut is_first = true;
    for row in plain.iter_mut().take(rows) {
        for cell in row.iter_mut().skip(1) {
            let is_small = cell.is_small && std::mem::take(&mut is_first);
            let number = if cell.is_small { 3 } else { cell.least };
            *cell = match is_small {
                true => Range {
                    least: 1,
                    most: 4,
                    is_small,
                },
                false => Range {
                    least: number,
                    most: number,
                    is_small,
                },
            };
        }
    }
    if is_first {
        return None;
    }
    let value = |it: &Range| if it.is_small { 3 } else { it.least };
    let exact = |number| Range {
        least: number,
        most: number,
        is_small: false,
    };
    for row in plain.iter_mut().take(rows) {
        let sum = row.iter().skip(1).map(value).sum();
        row[0] = exact(sum);
    }
    for column in 0..plain[0].len() {
        let sum = plain.iter().take(rows).map(|row| value(&row[column])).sum();
        plain[rows][column] = exact(sum);
    }
    Some(plain)
}
