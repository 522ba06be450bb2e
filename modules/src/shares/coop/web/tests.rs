//! Every page of co-ops in both languages.

use super::samples::samples;
use ::web::i18n::Lang;

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    for lang in Lang::ALL {
        for (name, html) in samples(lang).unwrap() {
            let missing = html.split('⟦').nth(1);
            assert!(missing.is_none(), "{name} in {}: {missing:?}", lang.code());
        }
    }
}

#[test]
fn the_laws_guards_are_told_as_warnings() {
    let pages = samples(Lang::ZhCn).unwrap();
    let html = |wanted: &str| {
        let found = pages.iter().find(|(name, _)| *name == wanted);
        found.unwrap().1.clone()
    };
    let page = html("coop-coop");
    for text in [
        "至少要有 5 名成员",
        "至少占 80%",
        "校验码",
        "/rounds/new?source=shares.coop:5",
    ] {
        assert!(page.contains(text), "{text}");
    }
    assert!(!html("coop-coop-empty").contains("至少要有"));
}
