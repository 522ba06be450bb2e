//! Every page in both languages.

use crate::i18n::{Lang, Words, missing_keys};

#[test]
fn every_page_is_rendered_in_both_languages_without_a_missing_word() {
    for lang in Lang::ALL {
        for (name, view) in crate::pages::samples(Words::new(lang)) {
            let html = view.render().unwrap();
            let at = html.find('⟦').map_or(0, |i| i.saturating_sub(60));
            assert!(
                !html.contains('⟦'),
                "{name}: {}",
                html[at..].chars().take(200).collect::<String>()
            );
            assert_eq!(html.matches("<h1>").count(), 1, "{name}");
            let mut ids: Vec<&str> = html
                .split(" id=\"")
                .skip(1)
                .filter_map(|s| s.split('"').next())
                .collect();
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), count, "{name}: an id stands twice");
        }
    }
    let missing: Vec<String> = missing_keys()
        .into_iter()
        .filter(|k| !k.contains("no-such-key"))
        .collect();
    assert_eq!(missing, Vec::<String>::new());
}

#[test]
fn every_route_has_words_for_its_place_in_the_navigation() {
    let words = Words::new(Lang::ZhCn);
    for nav in crate::pages::module()
        .nav
        .iter()
        .chain(&crate::pages::office().nav)
    {
        assert!(words.has(nav.label), "{}", nav.label);
        assert!(
            crate::pages::all_routes()
                .iter()
                .any(|r| r.path == nav.href),
            "{}",
            nav.href
        );
    }
}
