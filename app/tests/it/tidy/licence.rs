//! Every package that is linked or tested with has a licence that lets zhen be given away freely.

use std::process::Command;

/// Licences that ask for no more than keeping their text.
const ALLOWED: [&str; 12] = [
    "0BSD",
    "Apache-2.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

/// Packages under another licence, each with the reason why that is bearable.
const EXCEPTIONS: [(&str, &str, &str); 1] = [(
    "webdriver",
    "MPL-2.0",
    "only drives the browser in tests; it is not in the program that people get",
)];

#[test]
fn every_package_has_a_licence_that_we_may_pass_on() {
    // Only the packages of this platform: others may not have been downloaded, and offline means offline.
    let host = format!("{}-unknown-linux-gnu", std::env::consts::ARCH);
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--offline", "--locked", "--format-version", "1"])
        .args(["--filter-platform", &host])
        .current_dir(super::root())
        .output()
        .unwrap();
    assert!(output.status.success(), "{output:?}");
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 50, "cargo names the packages");
    let mut wrong = Vec::new();
    for package in packages {
        let name = package["name"].as_str().unwrap();
        let licence = package["license"].as_str().unwrap_or_default();
        let excepted = EXCEPTIONS
            .iter()
            .any(|(n, l, _)| *n == name && *l == licence);
        if !excepted && !is_allowed(licence) {
            wrong.push(format!("{name}: {licence:?}"));
        }
    }
    super::none(&wrong, "packages with a licence that is not on the list");
}

#[test]
fn an_expression_holds_where_some_choice_in_it_is_allowed() {
    for (expression, expected) in [
        ("MIT", true),
        ("MIT/Apache-2.0", true),
        ("Apache-2.0 OR GPL-2.0-only", true),
        ("GPL-2.0-only AND MIT", false),
        ("(GPL-3.0 OR MIT) AND ISC", true),
        ("MIT OR GPL-3.0 AND LGPL-3.0", true),
        ("Apache-2.0 WITH LLVM-exception", true),
        ("GPL-3.0 WITH GCC-exception-3.1", false),
        ("MPL-2.0", false),
        ("(MIT", false),
        ("", false),
    ] {
        assert_eq!(is_allowed(expression), expected, "{expression}");
    }
}

/// SPDX: AND binds closer than OR; the old form writes OR as a slash.
fn is_allowed(expression: &str) -> bool {
    let spaced = expression
        .replace('/', " OR ")
        .replace('(', " ( ")
        .replace(')', " ) ");
    let mut words = spaced.split_whitespace().peekable();
    let holds = any(&mut words);
    holds && words.next().is_none()
}

type Words<'a> = std::iter::Peekable<std::str::SplitWhitespace<'a>>;

fn any(words: &mut Words) -> bool {
    let mut holds = all(words);
    while words.next_if_eq(&"OR").is_some() {
        holds |= all(words);
    }
    holds
}

fn all(words: &mut Words) -> bool {
    let mut holds = one(words);
    while words.next_if_eq(&"AND").is_some() {
        holds &= one(words);
    }
    holds
}

fn one(words: &mut Words) -> bool {
    match words.next() {
        Some("(") => any(words) && words.next() == Some(")"),
        Some(name) => {
            // An exception only adds permissions, so it never matters to us.
            if words.next_if_eq(&"WITH").is_some() {
                words.next();
            }
            ALLOWED.contains(&name)
        }
        None => false,
    }
}
