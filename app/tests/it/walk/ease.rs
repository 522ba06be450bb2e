//! Every page that anybody comes to, looked over by axe-core, in both languages, on a phone and at 200 % zoom: no rule
//! broken, nothing wider than the window, no word of the page hidden or cut off. On a phone once more in elder mode,
//! where contrast is 7:1.
//!
//! A page is opened once for each language and then laid out in all these ways, which a browser does in a few
//! milliseconds; opening it takes it longer than all that is asked of it.
//!
//! axe-core is fetched through its registry by `.ci/run` into target/axe; where it is not, these tests say so.

use super::page::Walker;
use crate::rights::html::{is_html, kind_of, links};
use crate::site::Visitor;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::PathBuf;
use testkit::browser::{Client, Look, PHONE};
use testkit::devtools::{before_each_page, resize};
use testkit::require;

/// An office PC on which everything is shown at twice its size.
const DOUBLE: Look = Look {
    width: 640,
    height: 450,
    script: true,
};

const ROLES: [&str; 9] = [
    "administrator",
    "org_administrator",
    "clerk",
    "accountant",
    "reviewer",
    "approver",
    "auditor",
    "accountant-dongli",
    "clerk-dahuang",
];

/// The rules of WCAG 2.0, 2.1 and 2.2, levels A and AA. Colours are the same in every language and at every size, and
/// comparing them takes longer than all other rules together: they are compared where the argument says so.
const RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }, \
    rules: { 'color-contrast': { enabled: arguments[0] } }, preload: false, iframes: false, \
    resultTypes: ['violations'] }).then(r => done(r.violations.map(v => v.id + ': ' + \
    v.nodes.slice(0, 3).map(n => n.html.slice(0, 200)).join(' | '))), e => done([String(e)]));";

/// In elder mode: contrast of 7:1, and of 4.5:1 where letters are large.
const RUN_ELDER: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: { type: 'rule', values: ['color-contrast-enhanced'] }, preload: false, iframes: false, \
    resultTypes: ['violations'] }).then(r => done(r.violations.flatMap(v => \
    v.nodes.slice(0, 3).map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' + n.any.map(c => c.message).join(' ')))), \
    e => done([String(e)]));";

/// How far the page is too wide, and its words that nobody can see or that are cut off. What is meant to be opened first (a closed part, the menu
/// of a narrow window), what only a reader of screens is told, and the heads of stacked tables, whose words stand
/// beside each cell, are no loss.
const LOST: &str = r"
    const lost = [], page = document.documentElement;
    page.className = arguments[0];
    if (page.scrollWidth > page.clientWidth) lost.push((page.scrollWidth - page.clientWidth) + ' px too wide');
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

/// Pages of one kind from which links are followed: twelve come to no kind of page that four do not (174).
const OF_A_KIND: usize = 4;

/// One address of each kind of page that a role comes to and that was not seen yet. Files are not asked for.
fn pages(visitor: &mut Visitor, seen: &mut BTreeSet<String>) -> Vec<String> {
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut waiting = VecDeque::from(["/".to_owned()]);
    while let Some(address) = waiting.pop_front() {
        let path = address.split('?').next().unwrap_or_default();
        let name = path.rsplit('/').next().unwrap_or_default();
        let is_page = !name.contains('.') && name != "file" && name != "sign-out";
        if !is_page || path == "/look" || !known.insert(address.clone()) {
            continue;
        }
        let kind = kind_of(&address);
        let count = kinds.entry(kind.clone()).or_default();
        *count += 1;
        if *count > OF_A_KIND {
            continue;
        }
        let answer = visitor.get(&address);
        if answer.status == 200 && is_html(&answer) {
            waiting.extend(links(&answer.text()));
            if seen.insert(kind) {
                found.push(address);
            }
        }
    }
    found
}

pub async fn walk(walker: Walker) {
    let Some(axe) = axe() else {
        return;
    };
    before_each_page(&walker.client, &axe).await;
    an_eye_sees(&walker).await;
    let (mut seen, mut faults) = (BTreeSet::new(), Vec::new());
    let open = vec!["/sign-in".into(), "/public".into()];
    look_over(&walker, open, &mut faults).await;
    for role in ROLES {
        walker.sign_in(role).await;
        let mut visitor = walker.visitor().await;
        let found = tokio::task::spawn_blocking(move || {
            let pages = pages(&mut visitor, &mut seen);
            (pages, seen)
        });
        let pages;
        (pages, seen) = found.await.unwrap();
        look_over(&walker, pages, &mut faults).await;
        walker.open("/account").await;
        walker.sign_out().await;
    }
    assert!(seen.len() >= 170, "{} kinds of pages", seen.len());
    assert!(
        faults.is_empty(),
        "{} faults:\n{}",
        faults.len(),
        faults.join("\n")
    );
}

/// An eye that sees nothing would find nothing: faults are put on a page, and each is seen. And what is looked at as
/// elder mode is what the server serves as that.
async fn an_eye_sees(walker: &Walker) {
    walker.go("/look?elder=1&back=/sign-in").await;
    let served = walker.find("/html").await.attr("class").await.unwrap();
    assert_eq!(served.as_deref(), Some("elder"));
    walker.go("/look?elder=0&back=/sign-in").await;
    let faulty = "const add = html => document.querySelector('main').insertAdjacentHTML('beforeend', html); \
        add('<img>'); add('<p hidden>away</p>'); add('<p id=cut>too long for its place</p>'); \
        add('<p id=pale>pale</p>'); add('<p id=wide>wide</p>'); \
        const of = id => document.getElementById(id).style; of('wide').width = '800px'; \
        Object.assign(of('cut'), { overflow: 'hidden', width: '3em', height: '1em', whiteSpace: 'nowrap' }); \
        Object.assign(of('pale'), { color: '#767676', background: '#ffffff' });";
    walker.client.execute(faulty, Vec::new()).await.unwrap();
    let mut found = Vec::new();
    look_at(walker, "", &mut found).await;
    for (how, fault) in [
        ("phone", "px too wide"),
        ("phone", "image-alt"),
        ("phone", "hidden: away"),
        ("phone", "cut off: too long"),
        ("elder", "color-contrast-enhanced"),
        ("double", "px too wide"),
        ("double", "image-alt"),
        ("double", "hidden: away"),
    ] {
        let says = |one: &&String| one.starts_with(&format!(" {how}: ")) && one.contains(fault);
        let is_seen = found.iter().any(|one| says(&one));
        assert!(is_seen, "{how}: {fault}: {found:?}");
    }
}

async fn look_over(walker: &Walker, pages: Vec<String>, faults: &mut Vec<String>) {
    for language in ["zh-CN", "en"] {
        walker
            .go(&format!("/look?lang={language}&back=/account"))
            .await;
        for page in &pages {
            walker.go(page).await;
            let html = walker.find("/html").await.attr("lang").await.unwrap();
            assert_eq!(html.as_deref(), Some(language), "{page}");
            look_at(walker, &format!("{language} {page}"), faults).await;
        }
    }
    walker.go("/look?lang=zh-CN&back=/account").await;
}

/// The page that is open, on a phone, in elder mode and at twice its size. In English words are longer, which is looked at
/// in all three; rules that know no words have been asked of the Chinese page.
async fn look_at(walker: &Walker, at: &str, faults: &mut Vec<String>) {
    let (client, is_chinese) = (&walker.client, !at.starts_with("en "));
    let elder = is_chinese.then_some(RUN_ELDER);
    let double = is_chinese.then_some((RUN, false));
    look_once(client, ("phone", ""), Some((RUN, is_chinese)), at, faults).await;
    look_once(
        client,
        ("elder", "elder"),
        elder.map(|run| (run, true)),
        at,
        faults,
    )
    .await;
    resize(client, DOUBLE).await;
    look_once(client, ("double", ""), double, at, faults).await;
    resize(client, PHONE).await;
}

/// `mode` is how it is called and the class that makes the page so; `run` are the rules, and whether with colours.
async fn look_once(
    client: &Client,
    mode: (&str, &str),
    run: Option<(&str, bool)>,
    at: &str,
    faults: &mut Vec<String>,
) {
    let mut found = vec![client.execute(LOST, vec![mode.1.into()]).await.unwrap()];
    if let Some((run, with_colours)) = run {
        let args = vec![with_colours.into()];
        found.push(client.execute_async(run, args).await.unwrap());
    }
    for fault in found.iter().flat_map(|one| one.as_array().unwrap()) {
        faults.push(format!("{at} {}: {}", mode.0, fault.as_str().unwrap()));
    }
}
