//! Every address that one person comes to is asked for by everybody else: what lies in another organisation is not
//! there for him, and no page of his speaks of its people.

use super::html::{crawl, is_html};
use super::{filled, routes};
use crate::site::visitor::Answer;
use crate::site::{Site, Visitor, folder, fresh, on};
use std::collections::{BTreeMap, BTreeSet};
use web::route::{Gate, Verb};

const OURS: &str = include_str!("../../../../demo/households.csv");
const THEIRS: &str = include_str!("../../../../demo/dongli_households.csv");
const FROM_DONGLI: &str = "accountant-dongli";

/// Who is asked, with the organisation whose business is his.
const VISITORS: [(&str, u8); 9] = [
    ("administrator", 0),
    ("org_administrator", 1),
    ("clerk", 1),
    ("village_clerk", 1),
    ("accountant", 1),
    ("reviewer", 1),
    ("approver", 1),
    ("auditor", 1),
    (FROM_DONGLI, 2),
];

#[test]
fn what_lies_in_another_organisation_is_not_there() {
    probe(&fresh("crawl"), "sqlite");
}

#[test]
fn what_lies_in_another_organisation_is_not_there_on_postgresql() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    let dir = folder("crawl-pg");
    probe(&on(&dir, &url), "postgres");
}

/// Addresses without a part that varies: where a person can begin.
pub fn starts() -> Vec<String> {
    let of = |route: web::route::Route| route.path.to_owned();
    let plain = routes()
        .into_iter()
        .filter(|route| route.verb == Verb::Get && !route.path.contains('{'));
    plain.map(of).collect()
}

/// Names of the one list that neither stand in the other nor are too short to be told from other words.
fn names(of: &'static str, other: &str) -> BTreeSet<&'static str> {
    let header: Vec<&str> = of.lines().next().unwrap_or_default().split(',').collect();
    let column = header.iter().position(|name| *name == "姓名").unwrap();
    let rows = of
        .lines()
        .skip(1)
        .filter_map(|row| row.split(',').nth(column));
    rows.filter(|name| name.chars().count() > 2 && !other.contains(name))
        .collect()
}

fn probe(site: &Site, engine: &str) {
    let starts = starts();
    let mut seen: BTreeMap<String, BTreeSet<u8>> = BTreeMap::new();
    let mut visitors: Vec<(&str, u8, Visitor)> = Vec::new();
    for (role, org) in VISITORS {
        let mut visitor = site.sign_in(role);
        for (address, answer) in crawl(&mut visitor, &starts) {
            judge(&address, &answer, role, org);
            if answer.status == 200 {
                seen.entry(address).or_default().insert(org);
            }
        }
        visitors.push((role, org, visitor));
    }
    let mut stranger = Visitor::new(&site.host);
    let open: BTreeSet<String> = crawl(&mut stranger, &starts)
        .into_iter()
        .filter(|(_, answer)| answer.status == 200)
        .map(|(address, _)| address)
        .collect();
    let (mut probes, mut closed) = (0, 0);
    for (address, orgs) in &seen {
        // What has a long number in it is one thing of one organisation.
        let is_one = address
            .split(['/', '?', '=', '&'])
            .any(|part| part.len() >= 15 && part.bytes().all(|b| b.is_ascii_digit()));
        for (role, org, visitor) in &mut visitors {
            let answer = visitor.get(address);
            judge(address, &answer, role, *org);
            probes += 1;
            let is_foreign = *org != 0 && is_one && !orgs.contains(org) && !orgs.contains(&0);
            if is_foreign && !open.contains(address) && !is_public(address) {
                closed += 1;
                assert!(
                    (400..500).contains(&answer.status),
                    "{engine}: {role} at {address}: {}",
                    answer.status
                );
            }
        }
        if !open.contains(address) && !is_public(address) {
            let answer = stranger.get(address);
            probes += 1;
            assert_ne!(answer.status, 200, "{engine}: a stranger at {address}");
        }
    }
    assert!(probes >= 3_000, "{engine}: {probes} probes");
    assert!(
        closed >= 50,
        "{engine}: {closed} doors of another organisation"
    );
    gates(&mut visitors);
}

/// Whether everybody may come there who has the address.
fn is_public(address: &str) -> bool {
    let path: Vec<&str> = address.split('?').next().unwrap().split('/').collect();
    let public = routes().into_iter().filter(|r| r.gate == Gate::Public);
    public.into_iter().any(|route| {
        let parts: Vec<&str> = route.path.split('/').collect();
        let fits = |(a, b): (&&str, &&str)| a.starts_with('{') || a == b;
        parts.len() == path.len() && parts.iter().zip(&path).all(fits)
    })
}

/// No fault, and nobody of the other organisation by name.
fn judge(address: &str, answer: &Answer, role: &str, org: u8) {
    assert!(
        answer.status != 0 && answer.status < 500,
        "{role} at {address}: {}",
        answer.status
    );
    if !is_html(answer) || org == 0 {
        return;
    }
    let foreign = if org == 1 {
        names(THEIRS, OURS)
    } else {
        names(OURS, THEIRS)
    };
    let text = answer.text();
    // What is displayed for everybody names nobody in full; who it is about is its own affair.
    if address.starts_with("/public") {
        return;
    }
    let told = foreign.iter().find(|name| text.contains(**name));
    assert_eq!(told, None, "{role} at {address}");
}

/// Nothing that exists, through every gate, by everybody.
fn gates(visitors: &mut [(&str, u8, Visitor)]) {
    for route in routes().into_iter().filter(|r| r.verb == Verb::Get) {
        if let Gate::Any(rights) = route.gate {
            for (role, _, visitor) in &mut *visitors {
                let code = role.strip_suffix("-dongli").unwrap_or(role);
                let role_of = access::Role::from_code(code).unwrap();
                let lets = rights.iter().any(|r| role_of.rights().contains(r));
                let answer = visitor.get(&filled(route.path));
                assert_eq!(answer.status == 403, !lets, "{role} at {}", route.path);
            }
        }
    }
}
