//! The pages of life from invented data.

use super::super::organisations::{Seen, edit_view, list_view, one_view};
use super::super::samples::{day, household, members, staff, titled, villages};
use super::{arrive, board, changes, history, record};
use crate::people::codes::Codes;
use crate::people::life::model::{Event, Kind, Life};
use crate::people::life::pages_data::{History, Line, MemberPeriod, PAPERS_OF};
use crate::people::pages_data::HouseholdView;
use crate::people::store::organisations::{Organisation, Post};
use ::web::View;
use ::web::form::Form;
use ::web::i18n::Words;
use ::web::view::Sample;
use access::deputies::Signature;
use access::papers::Paper;
use kernel::{Date, FieldError, Id};
use std::collections::BTreeSet;

pub(in crate::people::web) fn samples(words: Words) -> Vec<Sample> {
    let codes = Codes::built_in();
    let full = seen();
    let mut empty = full.clone();
    empty.lines.clear();
    empty.statuses.clear();
    let mut ended = full.clone();
    ended.stands = false;
    let titled = || titled(words, "");
    let list = |lines: &[Line], typed| {
        changes::view(
            staff(words, "life-changes"),
            lines,
            &codes,
            &villages(),
            &typed,
        )
    };
    let filtered = changes::Typed(vec![("month", "2022-06".into()), ("state", "open".into())]);
    let mut all = vec![
        ("life-history", history::view(titled(), &full, &codes)),
        ("life-history-none", history::view(titled(), &empty, &codes)),
        (
            "life-history-ended",
            history::view(titled(), &ended, &codes),
        ),
        ("life-changes", list(&full.lines, changes::Typed::default())),
        ("life-changes-none", list(&[], filtered)),
    ];
    let home = |lines: &[Line], me| {
        let parts = board::parts(words, &codes, lines.to_vec(), &BTreeSet::from([Id(me)]));
        View::new(staff(words, "nav-home"), parts)
    };
    all.push(("life-board", home(&full.lines, 1)));
    all.push(("life-board-none", home(&[], 1)));
    let names = ["life-change", "life-change-split", "life-change-voided"];
    for (name, line) in names.into_iter().zip(&full.lines) {
        let seen = changes::Seen {
            line: line.clone(),
            papers: papers(line),
            codes: codes.clone(),
            is_own: false,
        };
        all.push((name, changes::one_view(titled(), &seen, true)));
    }
    const NAMES: [&str; 10] = [
        "life-record-birth",
        "life-record-death",
        "life-record-marriage",
        "life-record-move-in",
        "life-record-move-out",
        "life-record-split",
        "life-record-merge",
        "life-record-head",
        "life-record-status-set",
        "life-record-status-end",
    ];
    for (name, kind) in NAMES.into_iter().zip(record::FORMS) {
        let asked = asked(kind, Form::default());
        all.push((name, record::view(titled(), &asked, &[], None)));
    }
    let wrong = [FieldError::new("date", "not_a_date")];
    let faulty = super::super::samples::faulty(titled(), &wrong);
    let birth = asked(Kind::Birth, Form::from_urlencoded(b"date=x&name=Li"));
    all.push((
        "life-record-faulty",
        record::view(faulty, &birth, &wrong, None),
    ));
    let split = asked(
        Kind::Split,
        Form::from_urlencoded(b"date=2022-06-10&m104=1&head=104"),
    );
    let sure = record::preview(words, &split);
    all.push((
        "life-record-split-sure",
        record::view(titled(), &split, &[], sure),
    ));
    let merge = asked(
        Kind::Merge,
        Form::from_urlencoded(b"date=2022-06-10&into=H2"),
    );
    let sure = record::preview(words, &merge);
    all.push((
        "life-record-merge-sure",
        record::view(titled(), &merge, &[], sure),
    ));
    let arrives = |typed: &[u8], rows, faults: &[FieldError]| {
        let page = staff(words, "life-move-in-household");
        let typed = Form::from_urlencoded(typed);
        arrive::view(page, &villages(), &codes, &typed, rows, faults)
    };
    all.push(("life-move-in-household", arrives(b"", 4, &[])));
    let wrong = [FieldError::new("no_identity_reason_2", "not_chosen")];
    let typed = "name=于更新&name_2=路明华";
    all.push((
        "life-move-in-household-faulty",
        arrives(typed.as_bytes(), 10, &wrong),
    ));
    all.extend(organisations(words));
    all
}

fn organisations(words: Words) -> Vec<Sample> {
    let codes = Codes::built_in();
    let of = Organisation {
        id: Id(9),
        unit: Id(11),
        village: "斗虎屯村".into(),
        name: "斗虎屯村股份经济合作社".into(),
        kind: "collective_economic_org".into(),
        code: Some("N2371502MF1234567X".into()),
        from: day(2020, 1, 1),
    };
    let post = Post {
        id: Id(1),
        organisation: Id(9),
        person: Id(101),
        role: "chair".into(),
        from: day(2020, 1, 1),
        to: None,
    };
    let seen = |posts, may_record| Seen {
        organisation: of.clone(),
        posts,
        codes: Codes::built_in(),
        may_record,
    };
    let one = |seen: &Seen| one_view(titled(words, ""), seen, &Form::default(), &[]);
    let list = |found: &[Organisation]| {
        let page = staff(words, "life-organisations");
        list_view(page, found, &codes, &villages(), &Form::default(), &[])
    };
    vec![
        ("life-organisations", list(std::slice::from_ref(&of))),
        ("life-organisations-none", list(&[])),
        (
            "life-organisation",
            one(&seen(vec![(post, "张守田".into())], true)),
        ),
        (
            "life-organisation-edit",
            edit_view(
                staff(words, "life-organisation-edit"),
                &of,
                &codes,
                None,
                &[],
            ),
        ),
        ("life-organisation-no-posts", one(&seen(Vec::new(), false))),
    ]
}

fn asked(kind: Kind, typed: Form) -> record::Asked {
    let household = HouseholdView {
        row: household(3),
        date: day(2022, 7, 31),
        members: members(),
        statuses: vec![("relieved".into(), day(2018, 1, 1), None)],
    };
    record::Asked {
        kind,
        household,
        codes: Codes::built_in(),
        typed,
    }
}

/// The paper of a death, once withdrawn and once as it counts; other changes lack theirs.
fn papers(line: &Line) -> Vec<Paper> {
    if line.life.event.kind != Kind::Death {
        return Vec::new();
    }
    let paper = |id: i64, withdrawn: Option<&str>| Paper {
        id: Id(id),
        seq: id,
        unit: line.life.event.unit,
        kind: "death_certificate".into(),
        source: PAPERS_OF.into(),
        source_id: line.life.id,
        date: line.life.event.date,
        address: [0; 32],
        size: 812_000,
        media: "image/jpeg".into(),
        user: line.life.user,
        withdrawn: withdrawn.map(str::to_owned),
        name: "IMG_2041.jpg".into(),
        note: String::new(),
    };
    vec![paper(1, Some("unreadable")), paper(2, None)]
}

fn by(name: &str) -> Signature {
    Signature {
        name: name.into(),
        principal: None,
    }
}

fn line(id: i64, date: Date, kind: Kind, names: &[&str]) -> Line {
    let life = Life {
        id: Id(id),
        seq: id,
        event: Event {
            date,
            kind,
            household: Id(54),
            other: None,
            person: None,
            unit: Id(11),
            reason: None,
            voids: None,
        },
        user: Id(100),
        principal: None,
        at: 1_655_000_000_000_000,
        voided_by: None,
        confirmed_by: None,
        confirmed_on: None,
        confirmed_seq: None,
    };
    Line {
        life,
        names: names.iter().map(|n| (*n).to_owned()).collect(),
        number: "37150210400004".into(),
        other_number: None,
        village: "斗虎屯村".into(),
        status: None,
        by: by("路明华"),
        confirmed_by: None,
    }
}

fn seen() -> History {
    let mut death = line(
        1,
        day(2022, 6, 10),
        Kind::Death,
        &["迪力夏提·阿不都热合曼江"],
    );
    death.life.confirmed_by = Some(Id(101));
    death.life.confirmed_on = Some(day(2022, 6, 12));
    death.confirmed_by = Some(by("孙䶮"));
    let mut split = line(2, day(2022, 6, 20), Kind::Split, &["张小苗", ""]);
    split.other_number = Some("371502104200Z000001".into());
    let mut wrong = line(3, day(2022, 7, 1), Kind::Marriage, &["阿依努尔·麦麦提"]);
    wrong.other_number = Some("37150210400001".into());
    wrong.life.voided_by = Some(Id(4));
    let void = line(4, day(2022, 7, 1), Kind::Void, &[]);
    let mut status = line(5, day(2022, 7, 20), Kind::StatusSet, &[]);
    status.status = Some("marginal".into());
    let period = |name: &str, relation: &str, from, to| MemberPeriod {
        name: name.into(),
        relation: relation.into(),
        from,
        to,
    };
    History {
        household: Id(54),
        number: "37150210400004".into(),
        village: "斗虎屯村".into(),
        stands: true,
        papers: [(Id(1), vec!["death_certificate".to_owned()])].into(),
        lines: vec![death, split, wrong, void, status],
        members: vec![
            period(
                "迪力夏提·阿不都热合曼江",
                "head",
                day(2015, 1, 1),
                Some(day(2022, 6, 10)),
            ),
            period(
                "阿依努尔·麦麦提",
                "spouse",
                day(2015, 1, 1),
                Some(day(2022, 6, 10)),
            ),
            period("阿依努尔·麦麦提", "head", day(2022, 6, 10), None),
        ],
        statuses: vec![("relieved".into(), day(2018, 1, 1), None)],
    }
}
