//! The pages of a person's rights from invented data.

use super::register::Register;
use super::{copied, forms, person, register};
use crate::people::codes::Codes;
use crate::people::model::PersonRecord;
use crate::people::rights::give_copy as given;
use crate::people::rights::model::{Kind, Retention};
use crate::people::rights::pages_data::{RequestLine, RightsView};
use crate::people::rights::{Copy, Detail, Whereabouts};
use crate::people::store::rights::{Found, RequestRow, Restriction};
use crate::people::web::samples::{day, titled};
use ::web::form::Form;
use ::web::i18n::Words;
use ::web::view::Sample;
use kernel::{FieldError, Id, Refusal};

pub(in crate::people::web) fn samples(words: Words) -> Vec<Sample> {
    let empty = Form::default();
    let page = || titled(words, "");
    let seen = seen();
    let mut restricted = seen.clone();
    restricted.restriction = Some(Restriction {
        id: Id(7),
        from: day(2026, 3, 2),
        reason: "kept_by_law".into(),
    });
    restricted.kept = Some(
        Refusal::new("people.erase_kept")
            .with("until", "2052-12-31")
            .with("years", 30)
            .with("source", "会计档案管理办法（2015年令第79号）附表"),
    );
    restricted.requests.truncate(1);
    let mut erased = seen.clone();
    erased.name.clear();
    let mut fresh = seen.clone();
    fresh.requests.clear();
    let form = |kind, of: &RightsView, faults: &[FieldError]| {
        forms::view(titled(words, ""), kind, of, &empty, faults)
    };
    let wrong = [
        FieldError::new("asked_by", "empty"),
        FieldError::new("confirm", "not_his_name"),
    ];
    vec![
        ("rights-person", person::view(page(), &seen)),
        ("rights-person-new", person::view(page(), &fresh)),
        (
            "rights-person-restricted",
            person::view(page(), &restricted),
        ),
        ("rights-person-erased", person::view(page(), &erased)),
        ("rights-copy", form(Kind::Copy, &seen, &[])),
        ("rights-correct", form(Kind::Correct, &seen, &[])),
        ("rights-restrict", form(Kind::Restrict, &seen, &[])),
        ("rights-lift", form(Kind::Lift, &restricted, &[])),
        ("rights-erase", form(Kind::Erase, &seen, &[])),
        ("rights-erase-faulty", form(Kind::Erase, &seen, &wrong)),
        ("rights-erase-kept", form(Kind::Erase, &restricted, &[])),
        (
            "rights-copied",
            copied::view(page(), &Codes::built_in(), &copy()),
        ),
        (
            "rights-register",
            listed(words, seen.requests.clone(), true),
        ),
        ("rights-register-empty", listed(words, Vec::new(), false)),
    ]
}

fn listed(words: Words, lines: Vec<RequestLine>, has_more: bool) -> ::web::View {
    let found = |id, name: &str, gone: &str| Found {
        person: Id(id),
        name: name.into(),
        village: "斗虎屯村".into(),
        number: "37150210420000017".into(),
        gone: gone.into(),
    };
    let people = vec![
        found(101, "迪力夏提·阿不都热合曼江", ""),
        found(102, "迪力夏提", "death"),
    ];
    let register = Register {
        sought: has_more.then(|| ("迪力".to_owned(), people)),
        has_more,
        lines,
        kind: None,
        accounting: rule(),
    };
    let page = titled(words, &words.get("rights-register"));
    register::view(page, &register, &Form::default(), &[])
}

fn rule() -> Retention {
    Retention {
        years: 30,
        source: "会计档案管理办法（2015年令第79号）附表".into(),
    }
}

fn line(kind: Kind, name: &str, reason: Option<&str>, detail: Detail) -> RequestLine {
    RequestLine {
        row: RequestRow {
            id: Id(900),
            seq: 9,
            person: Id(101),
            unit: Id(11),
            village: "斗虎屯村".into(),
            date: day(2026, 3, 2),
            kind: kind.code().into(),
            reason: reason.map(str::to_owned),
            detail: None,
            user: Id(1),
        },
        detail,
        name: name.into(),
        by: "路明华".into(),
    }
}

fn seen() -> RightsView {
    let by = |code: &str| Detail {
        asked_by: Some(code.into()),
        ..Detail::default()
    };
    let corrected = Detail {
        field: Some("phone".into()),
        from: Some(day(2026, 1, 1)),
        ..by("agent")
    };
    let erased = Detail {
        papers: Some(2),
        ..by("kin")
    };
    let name = "迪力夏提·阿不都热合曼江";
    RightsView {
        person: Id(101),
        name: name.into(),
        at: Whereabouts {
            household: Id(3),
            number: "37150210420000017".into(),
            unit: Id(11),
            is_member: false,
        },
        village: "斗虎屯村".into(),
        restriction: None,
        kept: None,
        accounting: rule(),
        papers: Vec::new(),
        requests: vec![
            line(Kind::Erase, "", Some("purpose_met"), erased),
            line(Kind::Lift, name, None, by("himself")),
            line(Kind::Restrict, name, Some("disputed"), by("guardian")),
            line(Kind::Correct, name, None, corrected),
            line(Kind::Copy, name, None, by("himself")),
        ],
    }
}

fn copy() -> Copy {
    Copy {
        person: Id(101),
        on: day(2026, 3, 2),
        household: "37150210420000017".into(),
        village: "斗虎屯村".into(),
        no_identity_reason: None,
        birth_year: Some(1940),
        sex: Some("male".into()),
        records: vec![given::RecordPeriod {
            from: day(2015, 1, 1),
            to: None,
            record: PersonRecord {
                name: "迪力夏提·阿不都热合曼江".into(),
                identity: Some("371502194001019970".into()),
                phone: Some("13500000000".into()),
                health: Some("健康".into()),
                ..PersonRecord::default()
            },
        }],
        memberships: vec![given::MembershipPeriod {
            household: "37150210420000017".into(),
            relation: "head".into(),
            from: day(2015, 1, 1),
            to: Some(day(2026, 2, 1)),
        }],
        statuses: vec![given::StatusPeriod {
            household: "37150210420000017".into(),
            status: "relieved".into(),
            from: day(2018, 1, 1),
            to: None,
        }],
        events: vec![given::EventLine {
            date: day(2026, 2, 1),
            kind: "move_out".into(),
            household: "37150210420000017".into(),
        }],
        payments: vec![given::PaymentLine {
            household: "37150210420000017".into(),
            round: "FH-2022-0005".into(),
            title: "五联鑫项目2021年度收益分配".into(),
            year: 2021,
            amount_fen: 123_456,
            paid_on: Some(day(2022, 9, 1)),
        }],
        papers: Vec::new(),
        readings: vec![given::ReadingLine {
            date: day(2026, 3, 2),
            what: "copy".into(),
            reason: "copy".into(),
            by: "路明华".into(),
        }],
        requests: vec![given::RequestLine {
            date: day(2026, 3, 2),
            kind: "copy".into(),
            reason: None,
            by: "路明华".into(),
        }],
    }
}
