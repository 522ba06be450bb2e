//! The pages of the unit tree with a few real divisions.

use super::*;

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let unit = |id, code: &str, level: &str, name: &str, parent: Option<i64>| Unit {
        id: Id(id),
        code: code.into(),
        level: level.into(),
        name: name.into(),
        parent: parent.map(Id),
        closed: None,
    };
    let county = unit(1, "371502000000", "county", "东昌府区", None);
    let town = unit(2, "371502104000", "township", "斗虎屯镇", Some(1));
    let village = unit(3, "371502104268", "village", "张李新村", Some(2));
    let title = words.get("page-units");
    let today = Date::of_micros(1_659_000_000_000_000);
    let place = Place {
        unit: town.clone(),
        above: vec![county.clone()],
        below: vec![village.clone()],
    };
    let closed = Unit {
        closed: Some(today),
        ..village
    };
    let gone = Place {
        unit: closed,
        above: vec![county.clone(), town],
        below: vec![],
    };
    let faults = vec![
        kernel::FieldError::new("name", "empty"),
        kernel::FieldError::new("level", "not_chosen"),
    ];
    let again = Again::sample("name=&code=3715", faults);
    let ask = |ask: Ask, again: &Again| {
        ask_view(frame(&words.get(&ask.title())), ask, &place, again, today)
    };
    vec![
        (
            "units",
            tree_view(frame(&title), None, std::slice::from_ref(&county), true),
        ),
        ("units-none", tree_view(frame(&title), None, &[], true)),
        (
            "units-found-none",
            tree_view(frame(&title), Some("xyz"), &[], false),
        ),
        ("unit", unit_view(frame("斗虎屯镇"), &place, (true, true))),
        (
            "unit-closed",
            unit_view(frame("张李新村"), &gone, (true, true)),
        ),
        ("unit-rename", ask(Ask::Rename, &Again::default())),
        ("unit-move", ask(Ask::Move, &Again::default())),
        ("unit-add", ask(Ask::Add, &again)),
        ("unit-close", ask(Ask::Close, &Again::default())),
    ]
}
