//! Every page in both languages.

use crate::components::{Button, ButtonKind, Control, Field, Form};
use crate::i18n::{Lang, Words, missing_keys};
use crate::layout::Page;
use crate::view::Part;

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

/// Somebody who closed a month without saying which found a page that named a fault and showed no field.
#[test]
fn a_closed_part_is_open_where_its_form_was_refused() {
    let words = Words::new(Lang::ZhCn);
    let closed = |error: Option<&str>| {
        let mut field = Field::new(words, Control::Text, "through", "结账到");
        field.error = error.map(str::to_owned);
        let form = Form::new(&Page::new(words, "账簿"), "/books/1/close")
            .field(field)
            .button(Button::submit(ButtonKind::Primary, "结账"));
        let inner = Part::Details {
            label: "结账".to_owned(),
            parts: vec![Part::Form(form)],
        };
        let outer = Part::Details {
            label: "月末".to_owned(),
            parts: vec![inner],
        };
        outer.html().unwrap()
    };
    assert_eq!(closed(None).matches("<details>").count(), 2);
    let refused = closed(Some("这里需要填写。"));
    assert_eq!(refused.matches("<details open>").count(), 2);
}
