//! Every page of projects in both languages.

use super::pages::percent;
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
fn a_year_that_fell_short_of_its_plan_is_warned_of_and_one_that_runs_is_not() {
    let pages = samples(Lang::ZhCn).unwrap();
    let html = &pages
        .iter()
        .find(|(name, _)| *name == "projects-project")
        .unwrap()
        .1;
    assert!(html.contains("2021 年收益比计划少 17,000.00 元"));
    assert!(!html.contains("2022 年收益比计划少") && html.contains("2018年底"));
}

#[test]
fn basis_points_are_shown_as_a_percentage() {
    assert_eq!(
        [1000, 1025, 900, 5].map(percent),
        ["10%", "10.25%", "9%", "0.05%"]
    );
}
