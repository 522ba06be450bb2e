//! Every number of every page of figures, as its readers come to it: what the page shows is what its link shows, and that is the
//! count (or the sum) of the rows behind it, page after page. Asked of the running program as 柳园街道's auditor, who sees the
//! whole of it.

use crate::site::{Visitor, site};
use cases::declared::{check, check_book};
use cases::types::{APPEAL, APPEAL_BOOK, APPEAL_PUBLIC, FINDING, FINDING_BOOK, SHIPPED};
use figures::declared::{Catalogue, Made, What};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const AUDITOR: &str = "auditor-liuyuan";
const AS_OF: &str = "2022-07-31";
const REPORT: &str = "/appeals/report";

/// Address and text of each link.
fn anchors(html: &str) -> Vec<(String, String)> {
    let of = |part: &str| {
        let (href, rest) = part.strip_prefix("href=\"")?.split_once('"')?;
        let text = rest.split_once('>')?.1.split('<').next()?;
        Some((
            href.replace("&amp;", "&").replace("&#38;", "&"),
            text.trim().to_owned(),
        ))
    };
    html.split("<a ").skip(1).filter_map(of).collect()
}

/// What the summary of a page says of something.
fn said(html: &str, of: &str) -> Option<String> {
    let (_, after) = html.split_once(&format!("<dt>{of}</dt><dd>"))?;
    let text = after.split("</dd>").next()?;
    Some(text.split('<').next().unwrap_or_default().trim().to_owned())
}

fn number(text: &str) -> i64 {
    text.replace(',', "")
        .parse()
        .unwrap_or_else(|_| panic!("no number: {text}"))
}

/// The rows of the table on this page and on those that follow: how many, and what the last column adds up to where it is a number.
fn rows_behind(visitor: &mut Visitor, address: &str) -> (i64, i64) {
    let (mut rows, mut sum) = (0, 0);
    let mut next = Some(address.to_owned());
    while let Some(address) = next {
        let answer = visitor.get(&address);
        assert_eq!(answer.status, 200, "{address}");
        let html = answer.text();
        let body = html
            .split_once("<table id=\"rows\"")
            .map_or("", |(_, rest)| rest);
        let body = body.split_once("<tbody>").map_or("", |(_, rest)| rest);
        let body = body.split("</tbody>").next().unwrap_or_default();
        for row in body.split("<tr>").skip(1) {
            rows += 1;
            let last = row.rsplit("<td ").next().unwrap_or_default();
            if last.contains("class=\"num\"") {
                let text = last.split_once('>').map_or("", |(_, text)| text);
                sum += text
                    .split('<')
                    .next()
                    .map_or(0, |text| text.trim().replace(',', "").parse().unwrap_or(0));
            }
        }
        let follows = |part: &&str| part.contains("rel=\"next\"");
        next = html.split("<a ").find(follows).map(|part| {
            let href = part.split('"').nth(1).unwrap();
            href.replace("&amp;", "&").replace("&#38;", "&")
        });
    }
    (rows, sum)
}

/// What is declared of a kind of case, as the program computes it.
fn catalogue(kind: &str, books: &[&str]) -> Catalogue {
    let of = check(kind).unwrap();
    let newest = SHIPPED.iter().filter_map(|versions| versions.last());
    let of = newest
        .filter_map(|text| check(text).ok())
        .find(|it| it.code == of.code)
        .unwrap_or(of);
    let book = |text: &&str| Arc::new(check_book(text, |_| Some(&of)).unwrap());
    let books: Vec<_> = books.iter().map(book).collect();
    Catalogue::of(&of, &books)
}

fn query(address: &str, name: &str) -> String {
    let (_, query) = address.split_once('?').unwrap();
    let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
    pairs
        .find(|(it, _)| *it == name)
        .map(|(_, value)| value.to_owned())
        .unwrap_or_default()
}

#[test]
fn every_number_of_a_report_is_that_of_the_rows_behind_it() {
    let catalogue = catalogue(APPEAL, &[APPEAL_BOOK, APPEAL_PUBLIC]);
    let mut visitor = site().sign_in(AUDITOR);
    let asked = [
        format!("{REPORT}?as_of={AS_OF}&to={AS_OF}&from=2022-01-01&by=month"),
        format!("{REPORT}?as_of=2022-05-15&to=2022-05-15&from=2022-02-01&by=quarter"),
    ];
    let (some, hundreds) = numbers_are_rows(&mut visitor, &catalogue, &asked);
    assert!(some > 80 && hundreds > 5, "{some} {hundreds}");
}

/// By class of villages, by round and by week; of one village and of one round as well.
#[test]
fn every_number_of_a_campaigns_report_is_that_of_the_rows_behind_it() {
    let catalogue = catalogue(FINDING, &[FINDING_BOOK]);
    let mut visitor = site().sign_in_as("dahuang-jiandu");
    let html = visitor.get("/campaigns").text();
    let campaign = anchors(&html)
        .into_iter()
        .find(|(href, _)| {
            href.strip_prefix("/campaigns/")
                .is_some_and(|id| id.parse::<i64>().is_ok())
        })
        .unwrap();
    let report = format!("{}/report", campaign.0);
    let html = visitor.get(&report).text();
    let village = anchors(&html)
        .into_iter()
        .find(|(href, _)| {
            href.starts_with(&format!("{report}?")) && href.contains("division=371425204")
        })
        .unwrap();
    let asked = [
        format!("{report}?as_of={AS_OF}&to={AS_OF}&by=month"),
        format!("{report}?as_of=2022-06-15&to=2022-06-15&by=quarter&part=2"),
        village.0,
    ];
    let (some, hundreds) = numbers_are_rows(&mut visitor, &catalogue, &asked);
    assert!(some > 80 && hundreds > 2, "{some} {hundreds}");
    // Only the findings of the campaign: what it counts is what its own list holds.
    let all = visitor.get(&format!(
        "{report}/rows?figure=found&as_of={AS_OF}&to={AS_OF}"
    ));
    let count = number(&said(&all.text(), "背后的记录数").unwrap());
    let list = visitor.get(&campaign.0).text();
    let tile = list
        .split("class=\"stat\"")
        .nth(1)
        .map(|tile| tile.to_owned());
    assert!(tile.unwrap().contains(&format!(">{count}<")), "{count}");
    // The same as files.
    for file in ["report.xlsx", "report.csv"] {
        let answer = visitor.get(&format!("{}/{file}", campaign.0));
        assert_eq!(answer.status, 200, "{file}");
    }
    let csv = visitor.get(&format!("{report}.csv?as_of={AS_OF}&to={AS_OF}"));
    let csv = csv.text();
    assert!(csv.contains(&format!(",发现,{count}\r\n")), "{csv}");
}

/// Every number that the pages link is looked at: how many have rows, and how many more than a page of them.
fn numbers_are_rows(
    visitor: &mut Visitor,
    catalogue: &Catalogue,
    pages: &[String],
) -> (usize, usize) {
    let mut tried: BTreeMap<String, usize> = BTreeMap::new();
    let (mut known, mut some, mut hundreds) = (BTreeSet::new(), 0, 0);
    for asked in pages {
        let page = visitor.get(asked);
        assert_eq!(page.status, 200, "{asked}");
        let html = page.text();
        let numbers: Vec<(String, String)> = anchors(&html)
            .into_iter()
            .filter(|(href, _)| href.contains("/report/rows?"))
            .collect();
        assert!(numbers.len() > 40, "{} numbers", numbers.len());
        for (href, shown) in numbers {
            if !known.insert((href.clone(), shown.clone())) {
                continue;
            }
            let code = query(&href, "figure");
            let declared = catalogue.find(&code).unwrap_or_else(|| panic!("{code}"));
            let html = visitor.get(&href).text();
            assert_eq!(
                said(&html, "数值").as_deref(),
                Some(shown.as_str()),
                "{href}"
            );
            let count = number(&said(&html, "背后的记录数").unwrap());
            assert_eq!(said(&html, "其中不在您查看范围内的"), None, "{href}");
            let (rows, sum) = rows_behind(visitor, &href);
            assert_eq!(rows, count, "{href}");
            match &declared.what {
                What::Of(_, Made::Count) => assert_eq!(number(&shown), rows, "{href}"),
                What::Of(_, Made::Sum) => assert_eq!(number(&shown), sum, "{href}"),
                What::Of(_, Made::Distinct) => assert!(number(&shown) <= rows, "{href}"),
                What::Of(_, Made::MedianDays) => assert_eq!(shown == "–", rows == 0, "{href}"),
                What::Ratio(_) => {
                    let (whole, _) = rows_behind(visitor, &format!("{href}&list=1"));
                    let percent = figures::Number::percent(rows, whole);
                    let expected =
                        percent.map_or("–".to_owned(), |it| it.shown(figures::Unit::PERCENT));
                    assert_eq!(shown, expected, "{href}: {rows} of {whole}");
                }
            }
            some += usize::from(rows > 0);
            hundreds += usize::from(rows > 100);
            *tried.entry(code).or_default() += 1;
        }
    }
    // Every declared figure was looked at.
    assert_eq!(tried.len(), catalogue.figures.len(), "{tried:?}");
    (some, hundreds)
}

#[test]
fn every_number_of_the_page_of_figures_is_that_of_the_rows_behind_it() {
    let mut tried = 0;
    for (role, division) in [(AUDITOR, "371502002000"), ("auditor", "371502104000")] {
        let mut visitor = site().sign_in(role);
        let html = visitor
            .get(&format!("/figures?division={division}&as_of={AS_OF}"))
            .text();
        let numbers = anchors(&html).into_iter();
        for (href, _) in
            numbers.filter(|(href, _)| href.starts_with("/figures/") && href.contains('?'))
        {
            let html = visitor.get(&href).text();
            let lists = 1 + anchors(&html)
                .iter()
                .filter(|(to, _)| to.contains("&list=1") && !to.contains("after"))
                .count()
                .min(1);
            for list in 0..lists {
                let address = format!("{href}&list={list}");
                let html = visitor.get(&address).text();
                let count = number(&said(&html, "背后的记录数").unwrap());
                let withheld =
                    said(&html, "其中不在您查看范围内的").map_or(0, |text| number(&text));
                let (rows, _) = rows_behind(&mut visitor, &address);
                assert_eq!(rows + withheld, count, "{role} at {address}");
                tried += 1;
            }
        }
    }
    assert!(tried > 10, "{tried}");
}

#[test]
fn the_count_above_a_list_of_concerns_is_that_of_its_rows() {
    let mut visitor = site().sign_in(AUDITOR);
    for show in ["open", "overdue", "ended"] {
        let first = format!("/appeals?show={show}");
        let (mut rows, mut told) = (0, None);
        let mut next = Some(first.clone());
        while let Some(address) = next {
            let html = visitor.get(&address).text();
            let body = html.split_once("<tbody>").map_or("", |(_, rest)| rest);
            rows += body
                .split("</tbody>")
                .next()
                .unwrap_or_default()
                .matches("<tr>")
                .count();
            let count = html.split_once("class=\"pager\"").and_then(|(_, rest)| {
                let text = rest.split_once("<span>")?.1.split("</span>").next()?;
                Some(
                    text.chars()
                        .filter(char::is_ascii_digit)
                        .collect::<String>(),
                )
            });
            told = count.and_then(|text| text.parse::<usize>().ok()).or(told);
            let follows = |part: &&str| part.contains("rel=\"next\"");
            next = html.split("<a ").find(follows).map(|part| {
                let href = part.split('"').nth(1).unwrap();
                href.replace("&amp;", "&").replace("&#38;", "&")
            });
        }
        assert_eq!(rows, told.unwrap_or(0), "{show}");
        if show == "ended" {
            assert!(rows > 400, "{rows}");
        }
    }
}
