//! Every page that anybody comes to, looked over by axe-core, in both languages, on a phone and at 200 % zoom: no rule
//! broken, nothing wider than the window, no word of the page hidden or cut off. On a phone once more in elder mode,
//! where contrast is 7:1.
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

/// In elder mode: contrast of 7:1, and of 4.5:1 where letters are large.
const RUN_ELDER: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: { type: 'rule', values: ['color-contrast-enhanced'] }, \
    resultTypes: ['violations'] }).then(r => done(r.violations.flatMap(v => \
    v.nodes.slice(0, 3).map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + n.any.map(c => c.message).join(' ')))), \
    e => done([String(e)]));";

/// Words of the page that nobody can see or that are cut off. What is meant to be opened first (a closed part, the menu
/// of a narrow window), what only a reader of screens is told, and the heads of stacked tables, whose words stand
/// beside each cell, are no loss.
const LOST: &str = r"
    const lost = [];
    const shown = e => e && e.getClientRects().length > 0;
    const menu = shown(document.querySelector('a.menu'));
    const words = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (words.nextNode()) {
        const node = words.currentNode, text = node.data.trim(), e = node.parentElement;
        if (!text || e.closest('script, style, noscript, option, textarea, .hear, .skip, svg title, svg desc')) continue;
        if (e.closest('details:not([open])') && !e.closest('summary')) continue;
        if (menu && e.closest('.side')) continue;
        const head = e.closest('.stacked thead');
        if (head && innerWidth < 640 && !e.closest('a')) {
            const cells = [...head.closest('table').querySelectorAll('tbody [data-label]')];
            if (cells.some(c => c.dataset.label.split(' · ').includes(text))) continue;
        }
        const range = document.createRange();
        range.selectNodeContents(node);
        const boxes = [...range.getClientRects()].filter(b => b.width > 0 && b.height > 0);
        if (!boxes.length || getComputedStyle(e).visibility !== 'visible') { lost.push('hidden: ' + text); continue; }
        for (let a = e; a && a !== document.body; a = a.parentElement) {
            const style = getComputedStyle(a);
            const cuts = v => v === 'hidden' || v === 'clip';
            if (a.closest('svg') && a.tagName !== 'svg') continue;
            if (!cuts(style.overflowX) && !cuts(style.overflowY) && style.clipPath === 'none') continue;
            const room = a.getBoundingClientRect();
            if (boxes.some(b => b.left < room.left - 2 || b.right > room.right + 2
                || b.top < room.top - 4 || b.bottom > room.bottom + 4)) { lost.push('cut off: ' + text); break; }
        }
        if (boxes.some(b => b.right + scrollX < 0 || b.bottom + scrollY < 0)) lost.push('outside: ' + text);
    }
    return lost;";

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
    an_eye_sees(&walker, &axe).await;
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    let open = vec!["/sign-in".into(), "/public".into()];
    look_over(&walker, &axe, open, &mut faults).await;
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

/// An eye that sees nothing would find nothing: three faults are put on a page, and each is seen.
async fn an_eye_sees(walker: &Walker, axe: &str) {
    walker.go("/sign-in").await;
    let faulty = "const add = html => document.querySelector('main').insertAdjacentHTML('beforeend', html); \
        add('<img>'); add('<p hidden>away</p>'); add('<p id=cut>too long for its place</p>'); \
        add('<p id=pale>pale</p>'); const of = id => document.getElementById(id).style; \
        Object.assign(of('cut'), { overflow: 'hidden', width: '3em', height: '1em', whiteSpace: 'nowrap' }); \
        Object.assign(of('pale'), { color: '#767676', background: '#ffffff' });";
    walker.client.execute(faulty, Vec::new()).await.unwrap();
    let mut found = violations(walker, axe, RUN).await;
    found.extend(violations(walker, axe, RUN_ELDER).await);
    found.extend(lost(walker).await);
    for fault in [
        "image-alt",
        "color-contrast-enhanced",
        "hidden: away",
        "cut off: too long",
    ] {
        let is_seen = found.iter().any(|one| one.starts_with(fault));
        assert!(is_seen, "{fault}: {found:?}");
    }
}

/// What axe-core holds against the page that is open.
async fn violations(walker: &Walker, axe: &str, run: &str) -> Vec<String> {
    walker.client.execute(axe, Vec::new()).await.unwrap();
    told(walker.client.execute_async(run, Vec::new()).await.unwrap())
}

async fn lost(walker: &Walker) -> Vec<String> {
    told(walker.client.execute(LOST, Vec::new()).await.unwrap())
}

fn told(found: serde_json::Value) -> Vec<String> {
    let faults = found.as_array().unwrap().iter();
    faults
        .map(|fault| fault.as_str().unwrap().to_owned())
        .collect()
}

/// Lost words and elder mode, by command only until all pages of today hold (docs/plan.md).
fn is_thorough() -> bool {
    std::env::var_os("ZHEN_EASE").is_some()
}

async fn look_over(walker: &Walker, axe: &str, pages: Vec<String>, faults: &mut Vec<String>) {
    let is_phone = is_thorough() && walker.look.width < 600;
    for language in ["zh-CN", "en"] {
        walker.go("/account").await;
        walker.choose_language(language).await;
        for page in &pages {
            look_at(walker, (axe, RUN), (language, page), faults).await;
        }
        if is_phone {
            walker.go("/look?elder=1&back=/account").await;
            for page in &pages {
                look_at(walker, (axe, RUN_ELDER), (language, page), faults).await;
            }
            walker.go("/look?elder=0&back=/account").await;
        }
    }
    walker.go("/account").await;
    walker.choose_language("zh-CN").await;
}

async fn look_at(
    walker: &Walker,
    (axe, run): (&str, &str),
    (language, page): (&str, &str),
    faults: &mut Vec<String>,
) {
    walker.go(page).await;
    let mode = if run == RUN { "" } else { " elder" };
    let wide = overflow_px(&walker.client).await;
    if wide > 0 {
        faults.push(format!("{language}{mode} {page}: {wide} px too wide"));
    }
    let mut found = violations(walker, axe, run).await;
    if is_thorough() {
        found.extend(lost(walker).await);
    }
    let found = found.iter();
    faults.extend(found.map(|fault| format!("{language}{mode} {page}: {fault}")));
}
