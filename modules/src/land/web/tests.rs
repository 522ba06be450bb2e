//! Every page of land in both languages.

use super::samples::samples;
use ::web::i18n::Lang;

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    for lang in Lang::ALL {
        for (name, html) in samples(lang).unwrap() {
            assert!(
                !html.contains('⟦'),
                "{name} in {}: {:?}",
                lang.code(),
                html.split('⟦').nth(1)
            );
        }
    }
}

#[test]
fn an_area_that_is_off_is_marked_in_its_row() {
    let pages = samples(Lang::ZhCn).unwrap();
    let html = &pages
        .iter()
        .find(|(name, _)| *name == "land-list")
        .unwrap()
        .1;
    assert!(html.contains("与合同相差超过 5%") && html.contains("12.35"));
}
