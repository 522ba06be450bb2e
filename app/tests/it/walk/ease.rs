//! Every page that anybody comes to, looked over by axe-core, in both languages, on a phone and at 200 % zoom.
//!
//! axe-core is fetched through its registry by `.ci/run` into target/axe; where it is not, these tests say so.

use super::page::Walker;
use crate::rights::html::{crawl, is_html, kind_of};
use std::collections::BTreeSet;
use std::path::PathBuf;
use testkit::browser::overflow_px;
use testkit::require;

const ROLES: [&str; 8] = [
    "administrator",
    "org_administrator",
    "clerk",
    "accountant",
    "reviewer",
    "approver",
    "auditor",
    "accountant-dongli",
];

/// The rules of WCAG 2.0, 2.1 and 2.2, levels A and AA.
const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, \
    resultTypes: ['violations'] }).then(r => done(r.violations.map(v => v.id + ': ' + \
    v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))), e => done([String(e)]));";

/// The script itself, or nothing where it was not fetched.
fn axe() -> Option<String> {
    let file = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target/axe/axe.min.js");
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let file = target.map_or(file, |target| target.join("axe/axe.min.js"));
    let found = std::fs::read_to_string(&file);
    if found.is_err() {
        require::missing("axe", &format!("there is no {}", file.display()));
    }
    found.ok()
}

/// One address of each kind of page that a role comes to and that was not seen yet.
async fn pages(walker: &Walker, seen: &mut BTreeSet<String>) -> Vec<String> {
    let mut visitor = walker.visitor().await;
    let found = tokio::task::spawn_blocking(move || crawl(&mut visitor, &["/".to_owned()]));
    let found = found.await.unwrap();
    let pages = found.iter().filter(|(_, a)| a.status == 200 && is_html(a));
    pages
        .filter(|(address, _)| seen.insert(kind_of(address)))
        .map(|(address, _)| address.clone())
        .collect()
}

pub async fn walk(walker: Walker) {
    let Some(axe) = axe() else {
        return;
    };
    // An eye that sees nothing would find nothing.
    walker.go("/sign-in").await;
    let picture = "document.querySelector('main').append(document.createElement('img'));";
    walker.client.execute(picture, Vec::new()).await.unwrap();
    let found = violations(&walker, &axe).await;
    assert!(
        found.iter().any(|fault| fault.starts_with("image-alt")),
        "{found:?}"
    );
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    look_over(
        &walker,
        &axe,
        vec!["/sign-in".into(), "/public".into()],
        &mut faults,
    )
    .await;
    for role in ROLES {
        walker.sign_in(role).await;
        let pages = pages(&walker, &mut seen).await;
        look_over(&walker, &axe, pages, &mut faults).await;
        walker.open("/account").await;
        walker.sign_out().await;
    }
    assert!(seen.len() >= 60, "{} kinds of pages", seen.len());
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// What axe-core holds against the page that is open.
async fn violations(walker: &Walker, axe: &str) -> Vec<String> {
    walker.client.execute(axe, Vec::new()).await.unwrap();
    let found = walker.client.execute_async(RUN, Vec::new()).await.unwrap();
    let faults = found.as_array().unwrap().iter();
    faults
        .map(|fault| fault.as_str().unwrap().to_owned())
        .collect()
}

async fn look_over(walker: &Walker, axe: &str, pages: Vec<String>, faults: &mut Vec<String>) {
    for language in ["zh-CN", "en"] {
        walker.go("/account").await;
        walker.choose_language(language).await;
        for page in &pages {
            walker.go(page).await;
            let wide = overflow_px(&walker.client).await;
            if wide > 0 {
                faults.push(format!("{language} {page}: {wide} px too wide"));
            }
            let found = violations(walker, axe).await;
            faults.extend(
                found
                    .iter()
                    .map(|fault| format!("{language} {page}: {fault}")),
            );
        }
    }
    walker.go("/account").await;
    walker.choose_language("zh-CN").await;
}
