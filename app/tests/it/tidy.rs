//! Tests on the tree itself: what ARCHITECTURE.md and the house style promise about it.

mod asked;
mod licence;
pub(crate) mod source;
mod words;

use source::Source;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
pub(crate) use words::deeds;

/// The dependency rule: each crate may use those before it. `zhen` is the binary in app/.
const ORDER: [&str; 12] = [
    "kernel", "sheets", "pdf", "store", "access", "ledger", "payout", "cases", "figures", "web",
    "modules", "zhen",
];

/// Open to every module.
const OPEN_MODULES: [&str; 2] = ["people", "land"];

/// Where money, shares and areas are computed: no floating point.
const MONEY: [&str; 6] = [
    "platform/kernel/",
    "platform/ledger/",
    "platform/payout/",
    "modules/src/shares/",
    "modules/src/coop/",
    "modules/src/credit/",
];

const MOST_LINES: usize = 600;

#[test]
fn a_crate_uses_only_crates_before_it() {
    let place = |name: &str| ORDER.iter().position(|n| *n == name);
    let mut wrong = Vec::new();
    let mut seen = 0;
    for manifest in files(&["Cargo.toml"]) {
        let text = fs::read_to_string(root().join(&manifest)).unwrap();
        let manifest = manifest.display();
        let table: toml::Table = text.parse().unwrap();
        let Some(name) = table.get("package").and_then(|p| p["name"].as_str()) else {
            continue; // The workspace's own.
        };
        seen += 1;
        if name != "testkit" && place(name).is_none() {
            wrong.push(format!("{manifest}: {name} has no place in the order"));
        }
        for kind in ["dependencies", "build-dependencies", "dev-dependencies"] {
            let uses = table.get(kind).and_then(|d| d.as_table());
            for used in uses.into_iter().flat_map(|uses| uses.keys()) {
                let is_allowed = match (name, used.as_str()) {
                    (_, "testkit") => kind == "dev-dependencies",
                    // The test kit may know anything but the binary, since only tests know it.
                    ("testkit", _) => used != "zhen",
                    (_, used) => place(used) < place(name),
                };
                if !is_allowed {
                    wrong.push(format!("{manifest}: {name} may not use {used} ({kind})"));
                }
            }
        }
    }
    assert!(seen > 5, "the crates are found");
    none(&wrong, "edges against the dependency rule");
}

#[test]
fn a_module_uses_only_open_modules_and_listed_edges() {
    let home = root().join("modules/src");
    let modules: BTreeSet<String> = fs::read_dir(&home)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_dir())
        .filter_map(|path| Some(path.file_name()?.to_str()?.to_owned()))
        .collect();
    let map = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap_or_default();
    let listed = listed_edges(&map);
    let mut wrong = Vec::new();
    for (path, source) in rust() {
        let Ok(inside) = path.strip_prefix("modules/src") else {
            continue;
        };
        let Some(own) = inside.iter().next().and_then(|part| part.to_str()) else {
            continue;
        };
        if !modules.contains(own) {
            continue; // lib.rs joins them all.
        }
        for used in crate_roots(&source.code) {
            let edge = (own.to_owned(), used.clone());
            let is_allowed = used == own
                || !modules.contains(&used)
                || OPEN_MODULES.contains(&used.as_str())
                || listed.contains(&edge);
            if !is_allowed {
                wrong.push(format!("{}: {own} -> {used}", path.display()));
            }
        }
    }
    none(
        &wrong,
        "edges that ARCHITECTURE.md does not list under 'Edges between modules'",
    );
}

/// Lines like `- shares -> people: reason` below the heading; an edge without a reason does not count.
fn listed_edges(map: &str) -> BTreeSet<(String, String)> {
    map.lines()
        .skip_while(|line| !(line.starts_with('#') && line.ends_with("Edges between modules")))
        .skip(1)
        .take_while(|line| !line.starts_with('#'))
        .filter_map(|line| {
            let (edge, reason) = line.strip_prefix("- ")?.split_once(':')?;
            let (from, to) = edge.split_once("->")?;
            let name = |text: &str| text.trim().trim_matches('`').to_owned();
            (!reason.trim().is_empty()).then(|| (name(from), name(to)))
        })
        .collect()
}

/// The first names after `crate::`, also in `crate::{people, shares::Register}`.
fn crate_roots(code: &str) -> BTreeSet<String> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let mut roots = BTreeSet::new();
    for (_, after) in code
        .match_indices("crate::")
        .map(|(at, m)| code.split_at(at + m.len()))
    {
        let mut depth = 0;
        let mut is_first = true;
        let mut word = String::new();
        for c in after.chars() {
            if is_word(c) {
                word.push(c);
                continue;
            }
            if is_first && depth <= 1 && !word.is_empty() {
                roots.insert(word.clone());
                is_first = false;
            }
            word.clear();
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                ',' if depth == 1 => is_first = true,
                _ => {}
            }
            if depth <= 0 {
                break;
            }
        }
    }
    roots
}

#[test]
fn edges_are_read_from_code_and_from_the_map() {
    let code =
        "use crate::people; use crate::{land::Plot, shares::{a, b},\n coop}; crate::credit::f()";
    let roots: Vec<_> = crate_roots(code).into_iter().collect();
    assert_eq!(roots, ["coop", "credit", "land", "people", "shares"]);
    let map = "# Map\n- a -> b: no\n## Edges between modules\n- `shares` -> coop: why\n- x -> y:\n## Next\n- c -> d: no";
    let edge = ("shares".to_owned(), "coop".to_owned());
    assert_eq!(listed_edges(map), BTreeSet::from([edge]));
}

#[test]
fn sql_stands_only_in_store_files() {
    let mut wrong = Vec::new();
    for (path, source) in rust() {
        let is_store = path
            .file_stem()
            .is_some_and(|stem| stem == "store" || stem == "tests")
            || path
                .iter()
                .any(|part| part == "store" || part == "tests" || part == "examples")
            || path.starts_with("platform/testkit");
        if is_store {
            continue;
        }
        let until = tests_begin(&source.code);
        for (line, text) in &source.literals {
            if *line < until && is_sql(text) {
                wrong.push(format!("{}:{line}: {text}", path.display()));
            }
        }
    }
    none(&wrong, "SQL outside store.rs");
}

/// The line of `#[cfg(test)] mod … {`, behind which a file holds only tests; behind `mod tests;` it goes on.
fn tests_begin(code: &str) -> usize {
    let lines: Vec<&str> = code.lines().collect();
    let found = lines.windows(2).position(|pair| {
        let [before, module] = [pair[0].trim(), pair[1].trim()];
        before == "#[cfg(test)]" && module.starts_with("mod ") && module.ends_with('{')
    });
    found.map_or(usize::MAX, |at| at + 1)
}

fn is_sql(text: &str) -> bool {
    let text = text.trim_start().trim_start_matches("\\\n").to_lowercase();
    let words: Vec<&str> = text.split_whitespace().collect();
    let has = |word: &str| words.contains(&word);
    match words.first() {
        Some(&"select") => has("from") || words.len() > 1 && words[1].contains('('),
        Some(&"insert") => has("into"),
        Some(&"update") => has("set"),
        Some(&"delete") => has("from"),
        Some(&"with") => has("as") && text.contains("select"),
        _ => false,
    }
}

#[test]
fn sql_is_told_from_english() {
    for (text, expected) in [
        ("select id\n  from person", true),
        ("SELECT count(*)", true),
        ("insert into t (a) values ($1)", true),
        ("update t set a = $1", true),
        ("with x as (select 1) select * from x", true),
        ("delete from t", true),
        ("select a file", false),
        ("with three people", false),
        ("update the list", false),
    ] {
        assert_eq!(is_sql(text), expected, "{text}");
    }
}

#[test]
fn no_floating_point_where_money_is() {
    let mut wrong = Vec::new();
    for (path, source) in rust() {
        if !MONEY.iter().any(|folder| path.starts_with(folder)) {
            continue;
        }
        for (line, word) in source.words() {
            if word.ends_with("f32") || word.ends_with("f64") {
                wrong.push(format!("{}:{line}: {word}", path.display()));
            }
        }
    }
    none(&wrong, "floating point beside money");
}

#[test]
fn files_are_short_and_finished() {
    let mut wrong = Vec::new();
    for (path, source) in rust() {
        let path = path.display();
        let lines = source.code.lines().count();
        if lines > MOST_LINES {
            wrong.push(format!("{path}: {lines} lines, at most {MOST_LINES}"));
        }
        for unfinished in ["todo!", "unimplemented!", "#[ignore"] {
            if source.code.contains(unfinished) {
                wrong.push(format!("{path}: {unfinished}"));
            }
        }
    }
    none(&wrong, "files that are too long or not finished");
}

#[test]
fn both_languages_have_the_same_texts() {
    let mut wrong = Vec::new();
    let mut keys: BTreeMap<(String, String), BTreeSet<String>> = BTreeMap::new();
    for path in files(&["ftl"]) {
        let Ok(inside) = path.strip_prefix("locales") else {
            continue;
        };
        let parts: Vec<_> = inside.iter().filter_map(|part| part.to_str()).collect();
        let [language, area] = parts[..] else {
            wrong.push(format!("{}: not locales/LANGUAGE/AREA.ftl", path.display()));
            continue;
        };
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let found = keys
            .entry((area.to_owned(), language.to_owned()))
            .or_default();
        for key in text_keys(&text) {
            if !found.insert(key.clone()) {
                wrong.push(format!("{}: {key} stands twice", path.display()));
            }
        }
    }
    let areas: BTreeSet<&String> = keys.keys().map(|(area, _)| area).collect();
    for area in areas {
        let of = |language: &str| {
            let found = keys.get(&(area.clone(), language.to_owned()));
            found.cloned().unwrap_or_default()
        };
        for key in of("zh-CN").symmetric_difference(&of("en")) {
            wrong.push(format!("{area}: {key} is in one language only"));
        }
    }
    none(&wrong, "texts that differ between zh-CN and en");
}

/// Messages and terms, and attributes as `message.attribute`.
fn text_keys(text: &str) -> Vec<String> {
    let is_name = |name: &str| {
        !name.is_empty()
            && name
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
    };
    let mut message = String::new();
    let mut keys = Vec::new();
    for line in text.lines() {
        let Some((name, _)) = line.split_once('=') else {
            continue;
        };
        let name = name.trim_end();
        if is_name(name) {
            message = name.to_owned();
            keys.push(message.clone());
        } else if let Some(attribute) = name.trim_start().strip_prefix('.')
            && is_name(attribute)
        {
            keys.push(format!("{message}.{attribute}"));
        }
    }
    keys
}

#[test]
fn text_keys_are_messages_terms_and_attributes() {
    let text = "# a = b\n-term = x\nsave = 保存\n    .title = 保存 = 好\nnew =\n    text = more\n";
    assert_eq!(text_keys(text), ["-term", "save", "save.title", "new"]);
}

#[test]
fn nothing_names_the_machine_it_was_written_on() {
    // Split, so that this file does not find itself.
    let needles = [
        concat!("/wo", "rk/"),
        concat!("/ro", "ot/"),
        concat!("/ho", "me/"),
        concat!("sparse", "+http"),
        concat!("registry", "+http"),
    ];
    let mut wrong = Vec::new();
    for path in tracked() {
        if path.ends_with("Cargo.lock") {
            continue;
        }
        // What is not text (pictures, saved databases) cannot be searched.
        let Ok(text) = fs::read_to_string(root().join(&path)) else {
            continue;
        };
        for needle in needles {
            if text.contains(needle) {
                wrong.push(format!("{}: {needle}", path.display()));
            }
        }
    }
    none(&wrong, "files that name a machine or a package host");
}

fn none(wrong: &[String], what: &str) {
    assert!(wrong.is_empty(), "{what}:\n{}", wrong.join("\n"));
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Every Rust file of the tree, read.
fn rust() -> Vec<(PathBuf, Source)> {
    let read = |path: PathBuf| {
        let text = fs::read_to_string(root().join(&path)).unwrap();
        (path, Source::read(&text))
    };
    let found: Vec<_> = files(&["rs"]).into_iter().map(read).collect();
    assert!(found.len() > 5, "the sources are found");
    found
}

/// Files by extension or whole name, relative to the root, in order; also those not yet committed.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for top in ["app", "modules", "platform", "locales", "Cargo.toml"] {
        walk(&root().join(top), &mut found);
    }
    let mut found: Vec<PathBuf> = found
        .into_iter()
        .filter_map(|path| Some(path.strip_prefix(root()).ok()?.to_owned()))
        .filter(|path| {
            let name = path.file_name().and_then(|name| name.to_str());
            let ending = path.extension().and_then(|ending| ending.to_str());
            [name, ending]
                .into_iter()
                .flatten()
                .any(|it| endings.contains(&it))
        })
        .collect();
    found.sort();
    found
}

fn walk(path: &Path, found: &mut Vec<PathBuf>) {
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            let path = entry.unwrap().path();
            if path.file_name().is_some_and(|name| name != "target") {
                walk(&path, found);
            }
        }
    } else if path.is_file() {
        found.push(path.to_owned());
    }
}

/// What git knows; nothing where this is not a checkout (an unpacked archive, say).
fn tracked() -> Vec<PathBuf> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output();
    let Ok(output) = output else {
        return Vec::new();
    };
    let list = String::from_utf8_lossy(&output.stdout).into_owned();
    list.split('\0')
        .filter(|name| !name.is_empty())
        .map(PathBuf::from)
        .collect()
}
