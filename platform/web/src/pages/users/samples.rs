//! The pages of accounts with invented people.

use super::confirm::{Ask, InHand, ask_view};
use super::grant::grant_view;
use super::*;

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let today = Date::of_micros(1_659_000_000_000_000);
    let user = |id: i64, login: &str, name: &str, left| User {
        id: Id(id),
        login: login.into(),
        name: name.into(),
        made: today,
        left,
    };
    let held = |role: Role, org: i64| Held {
        grant: Grant {
            id: Id(9),
            user: Id(1),
            for_org: org,
            unit: Id(0),
            role: role.code().into(),
            valid_from: today,
            valid_to: Some(today.plus_days(365)),
        },
        org: "斗虎屯镇人民政府".into(),
        unit: if org == 0 {
            String::new()
        } else {
            "张李新村".into()
        },
    };
    let one = Account {
        user: user(1, "meng", &words.get("page-sample-person"), None),
        held: Role::ALL
            .iter()
            .map(|r| held(*r, i64::from(*r != Role::Administrator)))
            .collect(),
    };
    let fresh = Account {
        user: user(2, "lu", "路明华", None),
        held: vec![],
    };
    let gone = Account {
        user: user(3, "zhou", "周云", Some(today)),
        held: vec![],
    };
    let orgs = [
        (1, "斗虎屯镇人民政府".to_owned()),
        (0, words.get("page-installation")),
    ];
    let again = Again::sample(
        "name=&login=a",
        vec![kernel::FieldError::new("name", "empty")],
    );
    let hand = InHand {
        effects: vec![
            ("3".into(), words.get("page-leave-due-rounds")),
            ("2".into(), words.get("page-leave-open-objections")),
            ("1".into(), words.get("page-leave-deputies")),
            (words.get("role-reviewer"), words.get("page-leave-alone")),
        ],
        successors: vec![Choice::new("2", "路明华（lu）")],
    };
    let first = Again::default();
    let ask = |ask: Ask| ask_view(frame(&words.get(ask.key())), ask, &one, (&hand, &first));
    vec![
        (
            "users",
            list_view(
                frame(&words.get("page-users")),
                &[one.clone(), fresh.clone(), gone.clone()],
            ),
        ),
        (
            "user-new",
            new_view(frame(&words.get("page-user-new")), &again),
        ),
        (
            "user-made",
            password_view(
                frame(&words.get("page-user-made")),
                Id(1),
                "meng",
                "abcd-efgh-jkmn-pqrs",
            ),
        ),
        ("user", user_view(frame(&one.user.name), &one)),
        ("user-fresh", user_view(frame(&fresh.user.name), &fresh)),
        ("user-gone", user_view(frame(&gone.user.name), &gone)),
        (
            "user-grant",
            grant_view(
                frame(&words.get("page-grant")),
                &one.user,
                &orgs,
                &Again::default(),
                today,
            ),
        ),
        ("user-revoke", ask(Ask::Revoke(Id(9)))),
        ("user-reset", ask(Ask::Reset)),
        ("user-leave", ask(Ask::Leave)),
        ("user-return", ask(Ask::Return)),
    ]
}
