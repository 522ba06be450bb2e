//! One household as of a day; one person, masked and read unmasked.

use super::lists::{household, person};
use super::{day, faulty, titled};
use crate::people::codes::Codes;
use crate::people::face::Member;
use crate::people::model::PersonRecord;
use crate::people::pages_data::{HouseholdView, PersonView};
use crate::people::web::one::{household_view, person_view};
use ::web::View;
use ::web::i18n::Words;
use ::web::view::Sample;
use kernel::{Date, FieldError, Id, mask};

/// Valid in form; belongs to nobody, because its sequence is that of people over a hundred.
const NUMBER: &str = "371502194001019970";
const PHONE: &str = "13500000000";

pub(super) fn samples(words: Words) -> Vec<Sample> {
    let mut all = households(words);
    all.extend(people(words));
    all
}

pub(in crate::people::web) fn members() -> Vec<Member> {
    let member = |id, name: &str, relation: &str, birth_year, from| Member {
        person: Id(id),
        name: name.into(),
        relation: relation.into(),
        birth_year,
        from,
    };
    let first = day(2015, 1, 1);
    vec![
        member(101, "迪力夏提·阿不都热合曼江", "head", Some(1968), first),
        member(102, "阿依努尔·麦麦提", "spouse", Some(1970), first),
        member(103, "", "son", None, first),
        member(104, "孙䶮", "daughter_in_law", Some(1996), day(2020, 5, 2)),
        member(105, "张小苗", "grandchild", None, day(2022, 6, 1)),
    ]
}

fn households(words: Words) -> Vec<Sample> {
    let codes = Codes::built_in();
    let seen = |view: &HouseholdView, faults: &[FieldError]| -> View {
        let mut page = titled(words, "");
        if !faults.is_empty() {
            page = faulty(page, faults);
        }
        household_view(page, view, &codes)
    };
    let period = |code: &str, from, to: Option<Date>| (code.to_owned(), from, to);
    let full = HouseholdView {
        row: household(3),
        date: day(2022, 7, 31),
        members: members(),
        statuses: vec![
            period("registered_poor", day(2014, 12, 1), Some(day(2018, 1, 1))),
            period("relieved", day(2018, 1, 1), None),
            period("sudden_hardship", day(2021, 8, 15), Some(day(2022, 3, 1))),
            period("low_income", day(2021, 9, 1), None),
        ],
    };
    let mut crowded = full.clone();
    crowded.row = household(1);
    let mut before = full.clone();
    before.date = day(2013, 1, 1);
    before.members.clear();
    let mut erased = full.clone();
    erased.row.head_name.clear();
    erased.statuses.clear();
    erased.members.retain(|member| member.name.is_empty());
    let wrong = [FieldError::new("date", "not_a_date")];
    vec![
        ("people-household", seen(&crowded, &[])),
        ("people-household-before", seen(&before, &[])),
        ("people-household-erased", seen(&erased, &[])),
        ("people-household-faulty", seen(&full, &wrong)),
    ]
}

fn people(words: Words) -> Vec<Sample> {
    let codes = Codes::built_in();
    let full = PersonView {
        row: person(0),
        identity: Some(mask::identity(NUMBER)),
        phone: Some(mask::phone(PHONE)),
        no_identity_reason: None,
        ethnicity: Some("维吾尔族".into()),
        education: Some("小学".into()),
        labour: Some("弱劳动力或半劳动力".into()),
    };
    let without = PersonView {
        row: person(4),
        identity: None,
        phone: None,
        no_identity_reason: Some("newborn".into()),
        ethnicity: None,
        education: None,
        labour: None,
    };
    let clear = PersonRecord {
        name: full.row.name.clone(),
        identity: Some(NUMBER.into()),
        phone: Some(PHONE.into()),
        ..PersonRecord::default()
    };
    let mut long = full.clone();
    long.row = person(3);
    let page = || titled(words, "");
    let wrong = faulty(page(), &[FieldError::new("reason", "not_chosen")]);
    vec![
        (
            "people-person",
            person_view(page(), &long, &codes, None, true),
        ),
        (
            "people-person-reader",
            person_view(page(), &full, &codes, None, false),
        ),
        (
            "people-person-without-number",
            person_view(page(), &without, &codes, None, true),
        ),
        (
            "people-person-unmasked",
            person_view(page(), &full, &codes, Some(&clear), true),
        ),
        (
            "people-person-faulty",
            person_view(wrong, &full, &codes, None, true),
        ),
    ]
}
