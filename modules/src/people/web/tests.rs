//! Every page of households and people in both languages, in every state that its samples know.

use super::samples::samples;
use ::web::i18n::Lang;

fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    samples(lang)
        .into_iter()
        .map(|(name, view)| (name, view.render().unwrap()))
        .collect()
}

fn page(lang: Lang, name: &str) -> String {
    let all = pages(lang);
    all.into_iter().find(|(n, _)| *n == name).unwrap().1
}

/// The values of an attribute, in the order of the page.
fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    html.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .collect()
}

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            // A key that was never worded, a key shown as it is, a place that was never filled.
            for sign in ["⟦", ">people-", "{ $", "{$"] {
                let found = html.split(sign).nth(1).map(|rest| rest.get(..60));
                assert!(
                    found.is_none(),
                    "{name} in {}: {sign}{found:?}",
                    lang.code()
                );
            }
        }
    }
}

#[test]
fn every_page_is_sound_html() {
    for (name, html) in pages(Lang::ZhCn) {
        assert_eq!(html.matches("<h1>").count(), 1, "{name}");
        assert!(
            !html.contains("style="),
            "{name}: the content policy forbids inline style"
        );
        let mut ids = values(&html, "id");
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "{name}: an id stands twice");
        let described = values(&html, "aria-describedby");
        let anchors = values(&html, "href");
        let named = values(&html, "for")
            .into_iter()
            .chain(described.into_iter().flat_map(str::split_whitespace))
            .chain(
                anchors
                    .into_iter()
                    .filter_map(|href| href.strip_prefix('#')),
            );
        for id in named {
            assert!(ids.contains(&id), "{name}: nothing is called {id}");
        }
    }
}

#[test]
fn every_page_has_a_name_and_every_link_has_words() {
    for lang in Lang::ALL {
        let all = pages(lang);
        for (name, html) in &all {
            assert!(!html.contains("<h1></h1>"), "{name} has no title");
            for link in html.split("<a ").skip(1) {
                let words = link.split('>').nth(1).unwrap_or_default();
                assert!(
                    words.starts_with("<svg") || !words.starts_with("</a"),
                    "{name}: a link without words: {}",
                    link.chars().take(80).collect::<String>()
                );
            }
        }
        let mut names: Vec<_> = all.iter().map(|(name, _)| *name).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(
            (all.len(), names.len()),
            (89, 89),
            "each sample is there, once"
        );
    }
}

#[test]
fn a_preview_shows_what_is_wrong_by_cell_and_what_would_change() {
    let html = page(Lang::ZhCn, "people-preview");
    for words in [
        "这个号码被 Excel 当作数字保存",
        "D4",
        "有两个户主",
        "相近的有：",
        "不认识的关系“干亲”",
        "没有证件号码。请补上号码",
    ] {
        assert!(html.contains(words), "{words}");
    }
    let html = page(Lang::ZhCn, "people-preview-next-month");
    for words in ["张小苗", "尉迟耕", "人联系电话", "与户主关系"] {
        assert!(html.contains(words), "{words}");
    }
    let html = page(Lang::ZhCn, "people-preview-older");
    assert!(html.contains("已有更新的登记"));
}

#[test]
fn a_whole_number_is_on_the_unmasked_page_only() {
    for (name, html) in pages(Lang::ZhCn) {
        let is_clear = html.contains("371502194001019970");
        let may = ["people-person-unmasked", "rights-copied"].contains(&name);
        assert_eq!(is_clear, may, "{name}");
    }
}

#[test]
fn lists_in_english_are_set_apart_by_english_commas() {
    for (name, html) in pages(Lang::En) {
        let at = html.split('、').next().map_or(0, str::len);
        let around = html.get(at.saturating_sub(60)..).unwrap_or_default();
        assert!(!html.contains('、'), "{name}: {:.200}", around);
    }
}

#[test]
fn one_of_a_thing_is_told_as_one_in_english() {
    let html = page(Lang::En, "people-households-one");
    assert!(html.contains("1 household<") && !html.contains("1 households"));
    let html = page(Lang::En, "people-preview-next-month");
    assert!(html.contains("1 person whom the list lacks"));
}

#[test]
fn an_empty_list_offers_nothing_twice_and_no_export() {
    let html = page(Lang::ZhCn, "people-list-empty");
    assert_eq!(html.matches("\"/people/import\"").count(), 1);
    assert!(!html.contains("/export") && html.contains("/people/imports"));
}
