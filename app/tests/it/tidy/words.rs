//! What a deed must be entered in by hand: words in both languages, the list of migrations.

use super::*;

/// How code names what must have words, and the beginning of the message's key.
const NAMED: [(&str, &str); 3] = [
    ("Refusal::new(", "refused"),
    ("Error::refused(", "refused"),
    ("const DEED: &'static str = ", "deed"),
];

/// No person sees these: benches, examples.
const UNSEEN: [&str; 2] = ["bench.", "measure."];

#[test]
fn every_refusal_and_every_deed_has_words_in_both_languages() {
    let mut wrong = BTreeSet::new();
    let mut seen = 0;
    for path in files(&["rs"]) {
        let is_test = path.iter().any(|part| part == "tests" || part == "testkit")
            || path.ends_with("tests.rs");
        if is_test {
            continue;
        }
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        for (prefix, name) in named(code) {
            seen += 1;
            let key = format!("{prefix}-{}", name.replace(['.', '_'], "-"));
            for language in ["zh-CN", "en"] {
                if !messages(language).contains(&key) {
                    let place = path.display();
                    wrong.insert(format!("{place}: write `{key} = …` in locales/{language}/"));
                }
            }
        }
    }
    assert!(seen > 300, "they are found: {seen}");
    none(
        &wrong.into_iter().collect::<Vec<_>>(),
        "codes without words",
    );
}

/// The code of every deed of the program.
pub(crate) fn deeds() -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    for path in files(&["rs"]) {
        let is_test = path.iter().any(|part| part == "tests" || part == "testkit")
            || path.ends_with("tests.rs");
        if is_test {
            continue;
        }
        let text = fs::read_to_string(root().join(&path)).unwrap();
        let code = text.split("#[cfg(test)]").next().unwrap();
        let named = named(code).into_iter();
        all.extend(
            named
                .filter(|(kind, _)| *kind == "deed")
                .map(|(_, name)| name),
        );
    }
    all
}

/// The codes that a file names, each with the beginning of its key.
fn named(code: &str) -> Vec<(&'static str, String)> {
    let mut found = Vec::new();
    for (opening, prefix) in NAMED {
        for (at, _) in code.match_indices(opening) {
            let rest = code[at + opening.len()..].trim_start();
            let Some((name, _)) = rest.strip_prefix('"').and_then(|r| r.split_once('"')) else {
                continue;
            };
            if !UNSEEN.iter().any(|unseen| name.starts_with(unseen)) {
                found.push((prefix, name.to_owned()));
            }
        }
    }
    found
}

#[test]
fn codes_are_read_from_refusals_and_deeds() {
    let code = "Refusal::new(\n  \"a.b_c\") Error::refused(\"d.e\") Refusal::new(code) \
                const DEED: &'static str = \"f.g\"; const DEED: &'static str = \"bench.x\";";
    let found = named(code);
    let found: Vec<_> = found.iter().map(|(p, n)| format!("{p} {n}")).collect();
    assert_eq!(found, ["refused a.b_c", "refused d.e", "deed f.g"]);
}

fn messages(language: &str) -> &'static BTreeSet<String> {
    static ALL: [std::sync::OnceLock<BTreeSet<String>>; 2] =
        [const { std::sync::OnceLock::new() }; 2];
    ALL[usize::from(language == "en")].get_or_init(|| {
        let home = Path::new("locales").join(language);
        let texts = files(&["ftl"]).into_iter().filter(|p| p.starts_with(&home));
        texts
            .flat_map(|path| text_keys(&fs::read_to_string(root().join(path)).unwrap()))
            .collect()
    })
}

#[test]
fn every_migration_is_in_the_list_in_its_order() {
    let listed = store::schema::MIGRATIONS.iter();
    let listed: Vec<String> = listed.map(|(name, _)| format!("{name}.sql")).collect();
    let mut there: Vec<String> = fs::read_dir(root().join("migrations"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
        .filter(|name| name.ends_with(".sql"))
        .collect();
    there.sort();
    assert_eq!(listed, there, "platform/store/src/schema.rs: MIGRATIONS");
}
