//! A list from upload to commit, and past imports. The lists are read and compared as in earnest, so
//! that what the pages show of them cannot drift from what an import finds.

use super::{day, faulty, refused, staff, villages};
use crate::people::codes::Codes;
use crate::people::compare::{
    Base, BaseHousehold, BasePerson, BaseStatus, RefusedHousehold, Tag, Tags, compare,
};
use crate::people::import_file::{ListFile, read_table};
use crate::people::model::{ListOptions, ListedPerson};
use crate::people::plan_import::{Prepared, count};
use crate::people::read_list::read_list;
use crate::people::reverse_import::Effect;
use crate::people::store::undo::Import;
use crate::people::web::import::{Chosen, Read, Unread, form_view, preview};
use crate::people::web::{imports, shown};
use ::web::components::{Notice, NoticeKind};
use ::web::i18n::Words;
use ::web::view::Sample;
use access::uploads::Upload;
use kernel::{Date, Error, FieldError, Id, Refusal};

const FIRST: &str = "七月名单.csv";
const LONG: &str =
    "2022年8月31日斗虎屯镇脱贫户及防止返贫监测对象家庭成员花名册（最终版）（2）.xlsx";

/// The numbers are valid in form and belong to nobody: their sequences are those of people over a
/// hundred. H2 lost its number to Excel, H4 names two heads, H5 a village that is not there but has others near.
const JULY: &str = "\
户编号,行政村,姓名,证件号码,与户主关系,户类型,首次识别时间,人数,联系电话,备注
H1,张李新村,张守田,371502194001019970,户主,脱贫户,201412,2,13500000000,
H1,张李新村,李秋禾,371502196109069960,配偶,脱贫户,201412,2,,
H2,斗虎屯村,王石桥,3.71502E+17,户主,脱贫户,2014.12,2,,
H2,斗虎屯村,赵麦香,371502200501169965,儿媳妇,脱贫户,2014.12,2,,
H3,前景屯村,迪力夏提·阿不都热合曼江,37150219811108996X,户主,一般农户,,3,1350000,按手印
H3,前景屯村,阿依努尔·麦麦提,371502196003049961,干亲,一般农户,,3,,
H4,张李新村,单小满,371502194609229968,户主,脱贫户,,2,,
H4,张李新村,仇立冬,371502196805289975,户主,脱贫户,,2,,
H5,张家屯村,解知雨,371502199002019967,户主,贫困家庭,,1,,
H6,张李新村,曾長河,371502201110089970,户主,边缘易致贫户,2023年13月,1,,
H7,张李新村,欧阳谷雨,,户主,脱贫户,,1,,
";

const AUGUST: &str = "\
户编号,行政村,姓名,证件号码,与户主关系,户类型,联系电话
H1,张李新村,张守田,371502194001019970,户主,脱贫户,13500000009
H3,前景屯村,迪力夏提·阿不都热合曼江,37150219811108996X,父亲,一般农户,
H3,前景屯村,阿依努尔·麦麦提,371502196003049961,户主,一般农户,
";

const SAME: &str = "\
户编号,行政村,姓名,证件号码,与户主关系,户类型,联系电话
H1,张李新村,张守田,371502194001019970,户主,脱贫户,13500000000
";

const NOBODY: &str = "户编号,行政村,姓名,证件号码,与户主关系\nH1,张李新村,张守田,,户主\n";

pub(super) fn samples(words: Words) -> Vec<Sample> {
    let mut all = uploads(words);
    all.extend(previews(words));
    all.extend(unread(words));
    all.extend(past(words));
    all
}

fn uploads(words: Words) -> Vec<Sample> {
    let page = || staff(words, "people-import");
    let mut all = vec![
        ("people-import", form_view(page(), None)),
        (
            "people-import-no-file",
            form_view(page(), Some(FieldError::new("file", "file_missing"))),
        ),
    ];
    if let Err(fault) = read_table(b"PK\x03\x04", LONG, &[]) {
        let mut page = page();
        let text = shown::read_fault(words, &fault);
        page.flash = Some(Notice::new(NoticeKind::Refused, words, text));
        all.push(("people-import-unreadable", form_view(page, None)));
    }
    all
}

fn previews(words: Words) -> Vec<Sample> {
    let page = || staff(words, "people-preview-title");
    let (july, august) = (day(2022, 7, 31), day(2022, 8, 31));
    let changed = Error::refused("people.base_changed");
    let later = Error::from(Refusal::new("people.list_from_the_future").with("date", "2033-01-01"));
    let wrong = [FieldError::new("as_of", "not_a_date")];
    let empty = Base::default;
    let lists = [
        ("people-preview", page(), read(FIRST, JULY, july, &empty())),
        (
            "people-preview-next-month",
            page(),
            read(LONG, AUGUST, august, &known()),
        ),
        (
            "people-preview-older",
            page(),
            read(FIRST, AUGUST, day(2020, 1, 31), &known()),
        ),
        (
            "people-preview-base-changed",
            refused(page(), &changed),
            read(FIRST, AUGUST, august, &known()),
        ),
        (
            "people-preview-future",
            refused(page(), &later),
            read(FIRST, AUGUST, day(2033, 1, 1), &known()),
        ),
        (
            "people-preview-faulty",
            faulty(page(), &wrong),
            read(FIRST, AUGUST, august, &known()),
        ),
        (
            "people-preview-nothing-new",
            page(),
            read(FIRST, SAME, august, &known()),
        ),
        (
            "people-preview-nothing-to-take",
            page(),
            read(FIRST, NOBODY, july, &empty()),
        ),
    ];
    lists
        .into_iter()
        .filter_map(|(name, page, read)| Some((name, preview::view(page, &read?))))
        .collect()
}

/// A list read and compared with `base`; nothing is opened, so what changed of a person is told here.
fn read(file: &str, list: &str, as_of: Date, base: &Base) -> Option<Read> {
    let (villages, codes) = (villages(), Codes::built_in());
    let table = read_table(list.as_bytes(), file, &[]).ok()?;
    let options = ListOptions {
        as_of,
        village: None,
        no_identity_reason: None,
    };
    let reading = read_list(&table, &villages, &codes, &options);
    let (mut plan, mut set_aside, warnings) = compare(&reading, base, &codes, as_of, tags_of);
    for household in &mut plan.households {
        for person in &mut household.people {
            if person.needs_opening() {
                person.changed = vec!["phone"];
            }
        }
    }
    crate::people::plan_import::drop_older(&mut plan, as_of, &mut set_aside);
    let refused: Vec<RefusedHousehold> = set_aside;
    let counts = count(&reading, &plan, &refused);
    let prepared = Prepared {
        plan,
        refused,
        warnings,
        counts,
    };
    Some(Read {
        id: Id(5),
        file: file.to_owned(),
        chosen: Chosen {
            as_of: Some(as_of),
            ..Chosen::default()
        },
        list: ListFile::of(table, reading, prepared, as_of, "0".repeat(64)),
        villages,
        codes,
    })
}

/// In place of keyed hashes, which need a key: the number itself, and the phone as all of the content.
fn tags_of(person: &ListedPerson) -> Tags {
    Tags {
        identity: person.record.identity.as_deref().map(tag),
        content: tag(person.record.phone.as_deref().unwrap_or_default()),
    }
}

fn tag(text: &str) -> Tag {
    let mut tag = [0; 32];
    for (place, byte) in tag.iter_mut().zip(text.bytes()) {
        *place = byte;
    }
    tag
}

/// What was there before the list of August: H1 with a son whom it lacks, H3 with the other head, and
/// a household of which it says nothing.
fn known() -> Base {
    let since = day(2022, 7, 31);
    let household = |id, number: &str, unit, head: &str| BaseHousehold {
        id: Id(id),
        number: number.into(),
        unit: Id(unit),
        head_name: head.into(),
        changed_on: since,
    };
    let person = |id, at, name: &str, number: &str, phone: &str, relation: &str| BasePerson {
        id: Id(id),
        household: Id(at),
        membership: Id(id + 100),
        name: name.into(),
        identity_tag: Some(tag(number)),
        content_tag: Some(tag(phone)),
        relation: relation.into(),
        birth_year: None,
        sex: None,
    };
    let status = |id, at, code: &str| BaseStatus {
        id: Id(id),
        household: Id(at),
        code: code.into(),
        from: since,
        to: None,
    };
    let (long, other) = ("迪力夏提·阿不都热合曼江", "阿依努尔·麦麦提");
    Base {
        households: vec![
            household(51, "H1", 12, "张守田"),
            household(52, "H3", 13, long),
            household(53, "H8", 12, "尉迟耕"),
        ],
        people: vec![
            person(
                101,
                51,
                "张守田",
                "371502194001019970",
                "13500000000",
                "head",
            ),
            person(102, 51, "张小苗", "371502200501169973", "", "son"),
            person(103, 52, long, "37150219811108996X", "", "head"),
            person(104, 52, other, "371502196003049961", "", "spouse"),
            person(105, 53, "尉迟耕", "371502197502179976", "", "head"),
        ],
        statuses: vec![
            status(201, 51, "relieved"),
            status(202, 52, "ordinary"),
            status(203, 53, "relieved"),
        ],
        ..Base::default()
    }
}

/// Files of which the person says which column is which: without a header, and with a header that
/// lacks the name.
fn unread(words: Words) -> Vec<Sample> {
    let lists = [
        ("people-unread", FIRST, "张守田,户主\n李秋禾,配偶\n"),
        (
            "people-unread-no-name",
            LONG,
            "户编号,行政村,户主关系,证件号码\nH1,张李新村,户主,\n",
        ),
    ];
    let of = |(name, file, list): (&'static str, &str, &str)| {
        let unread = Unread {
            id: Id(6),
            file: file.to_owned(),
            chosen: Chosen::default(),
            fault: read_table(list.as_bytes(), file, &[]).err()?,
            villages: villages(),
            codes: Codes::built_in(),
        };
        let page = staff(words, "people-preview-title");
        Some((name, preview::unread_view(page, &unread)))
    };
    lists.into_iter().filter_map(of).collect()
}

fn past(words: Words) -> Vec<Sample> {
    let page = || staff(words, "people-imports");
    let kept = |id, file: &str| Upload {
        id: Id(id),
        kind: "households".into(),
        file_name: file.into(),
        state: "{}".into(),
        expires_at: 0,
    };
    let many: Vec<Import> = (1..=imports::PAGE).rev().map(import).collect();
    let some = [
        Import {
            reverses: Some(Id(2)),
            rows: 0,
            added: 0,
            ..import(3)
        },
        Import {
            reversed_by: Some(Id(3)),
            ..import(2)
        },
        import(1),
    ];
    let effect = Effect {
        households_removed: 1_204,
        people_removed: 3_310,
        households_restored: 12,
        people_restored: 1,
    };
    let since = Error::from(Refusal::new("people.changed_since").with("count", 3));
    let rests = Refusal::new("people.rests")
        .with("what", "roster")
        .with("count", 43);
    let ask = || staff(words, "people-import-reverse");
    let no = |error: Error| imports::ask_view(refused(ask(), &error), Id(1), None);
    vec![
        (
            "people-imports",
            imports::list_view(page(), &some, &[kept(5, FIRST), kept(6, LONG)]),
        ),
        ("people-imports-empty", imports::list_view(page(), &[], &[])),
        (
            "people-imports-many",
            imports::list_view(page(), &many, &[]),
        ),
        (
            "people-import-reverse",
            imports::ask_view(ask(), Id(1), Some(&effect)),
        ),
        ("people-import-reverse-changed", no(since)),
        ("people-import-reverse-rests", no(rests.into())),
        (
            "people-import-reverse-again",
            no(Error::refused("people.already_reversed")),
        ),
    ]
}

fn import(id: i64) -> Import {
    Import {
        id: Id(id),
        seq: id,
        at: 1_659_225_600_000_000 + id * 86_400_000_000,
        actor: Id(1),
        mapping: "[]".into(),
        rows: 75_000,
        added: 74_310,
        changed: 12,
        unchanged: 0,
        set_aside: 1,
        reverses: None,
        reversed_by: None,
    }
}
