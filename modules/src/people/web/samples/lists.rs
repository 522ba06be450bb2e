//! The two lists, and looking somebody up by number.

use super::{faulty, refused, staff, villages};
use crate::people::codes::Codes;
use crate::people::pages_data::{COUNTED, Filter, HouseholdRow, Listed, Order, PersonRow};
use crate::people::web::list::{Around, households_view, people_view};
use crate::people::web::search::{self, Typed};
use ::web::i18n::Words;
use ::web::view::Sample;
use kernel::{Error, FieldError, Id, Refusal};

/// Names short and long, with characters that old fonts lose.
const NAMES: [&str; 5] = [
    "张守田",
    "欧阳谷雨",
    "陈𬍛",
    "迪力夏提·阿不都热合曼江",
    "阿依努尔·麦麦提",
];
const VILLAGES: [&str; 3] = ["张李新村", "斗虎屯村", "古楼街道办事处柳园社区居民委员会"];

pub(super) fn person(at: usize) -> PersonRow {
    let relations = ["head", "spouse", "grandchild", "other_relative"];
    let id = i64::try_from(at).unwrap_or(0);
    PersonRow {
        id: Id(101 + id),
        household: Id(51 + id / 2),
        number: format!("371502104{:05}", 1 + id / 2),
        unit: Id(12),
        village: pick(&VILLAGES, at / 2),
        name: pick(&NAMES, at),
        relation: pick(&relations, at),
        birth_year: (at % 5 != 4).then_some(1940 + id * 7),
        sex: match at % 3 {
            0 => Some("male".into()),
            1 => Some("female".into()),
            _ => None,
        },
        key: format!("zhang shou tian {at}"),
    }
}

pub(in crate::people::web) fn household(at: usize) -> HouseholdRow {
    let statuses = ["relieved", "relieved,low_income,monitored", "ordinary", ""];
    let id = i64::try_from(at).unwrap_or(0);
    HouseholdRow {
        id: Id(51 + id),
        number: format!("371502104{:05}", 1 + id),
        unit: Id(12),
        village: pick(&VILLAGES, at),
        head_name: pick(&NAMES, at),
        members: id % 4 + 1,
        statuses: pick(&statuses, at),
        key: format!("zhang shou tian {at}"),
    }
}

fn pick(list: &[&str], at: usize) -> String {
    let place = at % list.len().max(1);
    list.get(place).copied().unwrap_or_default().to_owned()
}

fn around(filter: Filter, may_import: bool) -> Around {
    Around {
        filter,
        villages: villages(),
        codes: Codes::built_in(),
        today: super::day(2022, 7, 31),
        may_import,
        may_record: may_import,
    }
}

fn listed<T>(rows: Vec<T>, count: i64) -> Listed<T> {
    Listed {
        has_more: i64::try_from(rows.len()).is_ok_and(|shown| shown < count),
        rows,
        count,
    }
}

/// Somebody looked for a name in a village and stands on the second page.
fn sought() -> Filter {
    Filter {
        unit: Some(Id(12)),
        status: Some("relieved".into()),
        text: Some("zhang".into()),
        order: Order::Number,
        after: Some(("37150210400050".into(), Id(50))),
    }
}

pub(super) fn samples(words: Words) -> Vec<Sample> {
    let page = || staff(words, "people-title");
    let (all, some) = (around(Filter::default(), true), around(sought(), true));
    let reader = around(Filter::default(), false);
    let people = |count| (0..count).map(person).collect::<Vec<_>>();
    let households = |count| (0..count).map(household).collect::<Vec<_>>();
    let mut pages = vec![
        (
            "people-list",
            people_view(page(), &all, listed(people(8), 8)),
        ),
        (
            "people-list-many",
            people_view(page(), &some, listed(people(12), COUNTED + 1)),
        ),
        (
            "people-list-empty",
            people_view(page(), &all, listed(vec![], 0)),
        ),
        (
            "people-list-empty-reader",
            people_view(page(), &reader, listed(vec![], 0)),
        ),
        (
            "people-list-none-found",
            people_view(page(), &some, listed(vec![], 0)),
        ),
        (
            "people-households",
            households_view(page(), &all, listed(households(7), 7)),
        ),
        (
            "people-households-one",
            households_view(page(), &all, listed(households(1), 1)),
        ),
        (
            "people-households-many",
            households_view(page(), &some, listed(households(12), COUNTED + 1)),
        ),
        (
            "people-households-empty",
            households_view(page(), &reader, listed(vec![], 0)),
        ),
        (
            "people-households-none-found",
            households_view(page(), &some, listed(vec![], 0)),
        ),
    ];
    pages.extend(searches(words));
    pages
}

fn searches(words: Words) -> Vec<Sample> {
    let page = || staff(words, "people-search-number");
    let (codes, villages) = (Codes::built_in(), villages());
    let found = [person(0), person(3)];
    let empty = Typed::default();
    let typed = Typed {
        name: "张".into(),
        village: "12".into(),
    };
    let missing = [FieldError::new("number", "empty")];
    let unsaid = Error::refused("people.search_needs_name_or_village");
    let often = Error::from(Refusal::new("people.search_too_often").with("limit", 60));
    vec![
        (
            "people-search",
            search::view(page(), &empty, &villages, &[], None),
        ),
        (
            "people-search-found",
            search::view(page(), &typed, &villages, &[], Some((&found, &codes))),
        ),
        (
            "people-search-none",
            search::view(page(), &typed, &villages, &[], Some((&[], &codes))),
        ),
        (
            "people-search-faulty",
            search::view(faulty(page(), &missing), &empty, &villages, &missing, None),
        ),
        (
            "people-search-unsaid",
            search::view(refused(page(), &unsaid), &empty, &villages, &[], None),
        ),
        (
            "people-search-often",
            search::view(refused(page(), &often), &typed, &villages, &[], None),
        ),
    ]
}
