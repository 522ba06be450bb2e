//! Every page of registers in both languages.

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
fn the_register_shows_its_total_and_a_dead_holder() {
    let pages = samples(Lang::ZhCn).unwrap();
    let html = |wanted: &str| {
        let found = pages.iter().find(|(name, _)| *name == wanted);
        found.unwrap().1.clone()
    };
    assert!(
        html("register-register").contains("3.5") && html("register-register").contains("<svg")
    );
    assert!(
        html("register-holder").contains("已去世") && html("register-holder").contains("/inherit?")
    );
}
