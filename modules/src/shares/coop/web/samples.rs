//! The pages of co-ops from invented data, in any language.

use super::forms::{self, Kind, Offers};
use super::import::{self, Planned};
use super::member;
use super::pages::{self, Listed, Seen};
use crate::shares::coop::AccountsPlan;
use crate::shares::coop::model::{Account, Diff, Member};
use crate::shares::coop::read::{CoopState, MemberState};
use crate::shares::coop::store::{Coop, Surplus, Trade};
use ::web::components::Choice;
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self, day};
use ::web::{Part, View};
use kernel::{Date, Fen, Id};

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, ("/coops", "coop-nav"))
}

fn coop() -> Coop {
    Coop {
        id: Id(5),
        from: day(2019, 1, 1),
        unit: Id(1),
        name: "五联养殖专业合作社".into(),
        organisation: None,
        code: Some("93371502MA3ABCD12Y".into()),
        book: Id(2),
    }
}

fn trade(household: i64, year: i64, fen: i64) -> Trade {
    Trade {
        household: Id(household),
        year,
        amount: Fen(fen),
        quantity: Some(12_600),
        date: day(2022, 1, 10),
        document: None,
    }
}

fn one(household: i64, is_farmer: bool, to: Option<Date>) -> MemberState {
    let account = Account {
        contribution: Fen(5_000_000),
        reserve_share: Fen(320_000),
        subsidy_share: Fen(115_050),
    };
    MemberState {
        member: Member {
            id: Id(household * 10),
            household: Id(household),
            unit: Id(3),
            is_farmer,
            from: day(2019, 3, 1),
            to,
        },
        account: if to.is_some() {
            Account::default()
        } else {
            account
        },
        trade: Some(trade(household, 2021, 8_640_000)),
    }
}

fn state() -> CoopState {
    CoopState {
        coop: coop(),
        date: day(2021, 12, 31),
        year: 2021,
        members: vec![one(1, true, None), one(2, true, None), one(3, false, None)],
        left: vec![one(4, true, Some(day(2021, 10, 1)))],
    }
}

fn seen() -> Seen {
    let names = [(1, "陶谷源"), (2, "欧阳春苗"), (3, "白守茂"), (4, "孟广田")];
    let shown = |(id, head): (i64, &str)| {
        let number = format!("3715021040000{id}");
        (Id(id), (number, head.to_owned(), "张李新村".to_owned()))
    };
    let surplus = |id, reverses: Option<Id>| Surplus {
        id: Id(id),
        coop: Id(5),
        year: 2021,
        date: day(2022, 1, 12),
        amount: Fen(if reverses.is_none() {
            12_000_000
        } else {
            -12_000_000
        }),
        losses: Fen(if reverses.is_none() {
            600_000
        } else {
            -600_000
        }),
        income: Fen::ZERO,
        voucher: Id(id),
        reverses,
        document: Some("成员大会决议〔2022〕1号".into()),
    };
    Seen {
        unit: "斗虎屯镇".into(),
        names: names.map(shown).into(),
        surpluses: vec![
            surplus(21, None),
            surplus(22, Some(Id(21))),
            surplus(23, None),
        ],
        undistributed: Fen(12_000_000),
        losses: Fen(600_000),
        income: Fen(1_111_960),
    }
}

fn told() -> member::Told {
    let later = Account {
        contribution: Fen(6_000_000),
        ..one(1, true, None).account
    };
    let rows = [
        (day(2019, 3, 1), one(1, true, None).account),
        (day(2021, 5, 1), later),
    ];
    member::Told {
        coop: coop(),
        member: one(1, true, None).member,
        shown: ("37150210400001".into(), "陶谷源".into(), "张李新村".into()),
        accounts: [(Id(10), rows.into())].into(),
        trades: vec![trade(1, 2020, 7_000_000), trade(1, 2021, 8_640_000)],
        today: day(2022, 7, 31),
    }
}

fn planned() -> Option<Planned> {
    let file = "户编号,成员姓名,出资额,交易额\n0001,陶谷源,一万,\n0002,欧阳春苗,100,50\n";
    let table = super::super::read_accounts(file.as_bytes(), "成员账户.csv", &[]).ok()?;
    let plan = AccountsPlan {
        problems: table.problems(),
        diff: Diff {
            joining: vec![Id(2)],
            accounts: vec![(Id(2), Account::default())],
            trades: vec![(Id(2), Fen(5_000))],
            unchanged: 3,
        },
        missing: vec![(Id(3), "37150210400003".into(), "白守茂".into())],
        set_aside: 1,
        lines: Vec::new(),
    };
    Some(Planned {
        coop: coop(),
        upload: Id(77),
        when: (day(2021, 12, 31), 2021),
        table: Some(table),
        plan,
        tag: String::new(),
    })
}

/// Name and HTML of each page.
pub fn samples(lang: Lang) -> kernel::Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let page = |title: &str| staff(words, title);
    let titled = |key: &str| staff(words, &words.get(key));
    let listed = Listed {
        coop: coop(),
        unit: "斗虎屯镇".into(),
        members: 3,
        undistributed: Fen(12_000_000),
    };
    let empty = CoopState {
        members: vec![],
        left: vec![],
        coop: Coop {
            code: None,
            ..coop()
        },
        ..state()
    };
    let nothing = Seen {
        surpluses: vec![],
        undistributed: Fen::ZERO,
        losses: Fen::ZERO,
        income: Fen::ZERO,
        ..seen()
    };
    let fresh = member::Told {
        accounts: Default::default(),
        ..told()
    };
    let may = (true, true);
    let mut views = vec![
        (
            "coop-list",
            pages::list(titled("coop-title"), &[listed], true),
        ),
        (
            "coop-list-empty",
            pages::list(titled("coop-title"), &[], true),
        ),
        (
            "coop-coop",
            pages::coop(page(&coop().name), &state(), &seen(), may)?,
        ),
        (
            "coop-coop-empty",
            pages::coop(page(&coop().name), &empty, &nothing, may)?,
        ),
        ("coop-member", member::view(page("陶谷源"), &told(), may)?),
        (
            "coop-member-empty",
            member::view(page("陶谷源"), &fresh, may)?,
        ),
        (
            "coop-import",
            import::form_view(titled("coop-add-import"), &coop(), &[]),
        ),
    ];
    if let Some(planned) = planned() {
        let view = import::preview_view(titled("coop-preview"), &planned);
        views.push(("coop-preview", view));
    }
    let choice = || vec![Choice::new("1", "斗虎屯镇")];
    let offers = Offers {
        units: choice(),
        organisations: choice(),
    };
    for kind in Kind::ALL {
        let page = titled(&format!("coop-add-{}", kind.word()));
        let lead = words.get(&format!("coop-lead-{}", kind.word()));
        let none = |_: &str| String::new();
        let ways = ("/".to_owned(), "/".to_owned());
        let form = forms::form(&page, ways, kind, &offers, &none, &[]);
        let name = match kind {
            Kind::Coop => "coop-form-new",
            Kind::Member => "coop-form-member",
            Kind::End => "coop-form-end",
            Kind::Account => "coop-form-account",
            Kind::Trade => "coop-form-trade",
            Kind::Surplus => "coop-form-surplus",
            Kind::Reverse => "coop-form-reverse",
        };
        let parts = vec![Part::Text(lead), Part::Form(form)];
        views.push((name, View::new(page, parts)));
    }
    let render = |(name, view): (&'static str, View)| {
        let html = view.render();
        Ok((
            name,
            html.map_err(|e| kernel::Error::internal("a page", e))?,
        ))
    };
    views.into_iter().map(render).collect()
}
