//! The pages of share registers from invented data, in any language.

use super::forms::{self, Kind, Offers};
use super::holder::{self as holdings, Held};
use super::import::{self, Planned};
use super::pages::{self, Look, Names};
use crate::shares::register::model::{Holder, Management};
use crate::shares::register::plan_register::{Differs, RegisterPlan, read_register};
use crate::shares::register::read::{ClassState, PersonHolding, RegisterHolding, RegisterState};
use crate::shares::register::store::{Certificate, Class, Event, Register};
use ::web::components::Choice;
use ::web::i18n::{Lang, Words};
use ::web::layout::Page;
use ::web::sample::{self, day};
use ::web::{Part, View};
use askama::Template;
use kernel::{Fen, Id};
use sheets::Fault;

fn staff(words: Words, title: &str) -> Page {
    sample::staff(words, title, ("/registers", "register-nav"))
}

fn class(id: i64, kind: &str, name: &str, holder: Holder) -> Class {
    Class {
        id: Id(id),
        from: day(2019, 1, 1),
        register: Id(5),
        kind: kind.into(),
        name: name.into(),
        holder,
        scale: 1000,
        face: Some(Fen(10_000)),
        is_transferable: holder == Holder::Person,
        is_redeemable: false,
        book: Id(id),
    }
}

fn state() -> RegisterState {
    let register = Register {
        id: Id(5),
        from: day(2019, 1, 1),
        name: "张李新村股份经济合作社股权登记簿".into(),
        unit: Id(1),
        entity: "张李新村股份经济合作社".into(),
        management: Management::Static,
        freeze: Some(day(2018, 12, 31)),
        money_book: Id(2),
    };
    let of = |class: Class, issued, holders| ClassState {
        class,
        issued,
        held: issued,
        holders,
    };
    let holding = |household: i64, units: i64, is_deceased| RegisterHolding {
        household: Id(household),
        unit: Id(1),
        shares: [(Id(11), units)].into(),
        persons: vec![PersonHolding {
            person: Id(household * 10),
            class: Id(11),
            quantity: units,
            is_deceased,
        }],
        is_deceased,
    };
    RegisterState {
        register,
        classes: vec![
            of(class(11, "member", "成员股", Holder::Person), 3_500, 2),
            of(
                class(12, "collective", "集体股", Holder::Collective),
                1_500,
                1,
            ),
        ],
        households: vec![holding(1, 2_000, false), holding(2, 1_500, true)],
        others: vec![(Id(5), Id(12), 1_500)],
    }
}

fn events() -> Vec<Event> {
    let event = |id, kind: &str, from, to, quantity| Event {
        id: Id(id),
        class: Id(11),
        date: Some(day(2019, 2, 1)),
        kind: kind.into(),
        from,
        to,
        quantity,
        document: Some("成员大会决议〔2019〕1号".into()),
        voucher: Id(id),
        ..Event::default()
    };
    vec![
        event(2, "transfer", Some(Id(10)), Some(Id(20)), 500),
        event(1, "issue", None, Some(Id(10)), 2_500),
    ]
}

/// A file with a wrong total, held against the register.
fn planned(register: &Register, classes: &[Class]) -> Option<Planned> {
    let file = "户编号,户主(与户主关系),姓名,身份证号,人持股数,合计人数,合计股数,备注\n\
                37150210400001,户主,陶谷源,******************,1,2,2.5,\n\
                37150210400001,配偶,路采薇,******************,1,,,\n\
                37150210400003,户主,边小满,******************,1,1,1,\n";
    let table = read_register(file.as_bytes(), "股权台账.csv", "").ok()?;
    let told = |row: usize, key, fault| {
        let row = table.rows.get(row)?;
        Some(table.problem_at(row, key, fault))
    };
    let wrong = Fault::new("ledger_total_differs").with("sum", "2");
    let problems = vec![
        told(0, "total", wrong)?,
        told(1, "number", Fault::new("ledger_household_aside"))?,
    ];
    let differs = |listed| Differs {
        number: "37150210400002".into(),
        name: "欧阳春苗".into(),
        held: 1_500,
        listed,
    };
    let plan = RegisterPlan {
        class: classes.first()?.clone(),
        date: day(2022, 7, 20),
        added: 1,
        issued: 1_000,
        unchanged: 12,
        differs: vec![differs(Some(1_000))],
        missing: vec![differs(None)],
        problems,
        set_aside: 2,
        lines: Vec::new(),
    };
    Some(Planned {
        register: register.clone(),
        upload: Id(9),
        table: Some(table),
        plan,
        tag: String::new(),
    })
}

/// Name and HTML of each page.
pub fn samples(lang: Lang) -> askama::Result<Vec<(&'static str, String)>> {
    let words = Words::new(lang);
    let (told, events) = (state(), events());
    let title = words.get("register-title");
    let names: Names = [(1, "陶谷源"), (2, "欧阳春苗")]
        .into_iter()
        .map(|(id, head)| {
            let number = format!("3715021040000{id}");
            (Id(id), (number, head.to_owned(), "张李新村".to_owned()))
        })
        .collect();
    let look = Look {
        date: "2022-07-20".into(),
        sought: String::new(),
        from: 0,
        is_by_shares: false,
    };
    let empty = RegisterState {
        classes: vec![],
        households: vec![],
        others: vec![],
        ..told.clone()
    };
    let named = &told.register.name;
    let one = [(told.register.clone(), "张李新村".to_owned())];
    let classes: Vec<Class> = told.classes.iter().map(|c| c.class.clone()).collect();
    let held: Vec<Held> = classes
        .iter()
        .take(1)
        .map(|class| Held {
            class: class.clone(),
            party: Id(20),
            name: "欧阳春苗".into(),
            quantity: 1_500,
            is_deceased: true,
        })
        .collect();
    let certificate = Certificate {
        id: Id(31),
        number: "2022-000001".into(),
        register: Id(5),
        class: Id(11),
        party: Id(10),
        quantity: 2_000,
        date: day(2022, 7, 20),
        replaces: None,
    };
    let root = "a3".repeat(32);
    let page = |title: &str| staff(words, title);
    let register = |state, events| {
        let shown = (&names, events);
        pages::register(page(named), state, shown, &look, root.clone(), true).render()
    };
    let certified = std::slice::from_ref(&certificate);
    let mut out = vec![
        (
            "register-list",
            pages::list(page(&title), &one, true).render()?,
        ),
        (
            "register-list-empty",
            pages::list(page(&title), &[], true).render()?,
        ),
        ("register-register", register(&told, &events)?),
        ("register-register-empty", register(&empty, &[])?),
        (
            "register-holder",
            holdings::holder(
                page("欧阳春苗"),
                &told.register,
                &held,
                (&events, certified),
                &classes,
                "held",
                true,
            )
            .render()?,
        ),
        (
            "register-holder-empty",
            holdings::holder(
                page("陶谷源"),
                &told.register,
                &[],
                (&[], &[]),
                &classes,
                "held",
                true,
            )
            .render()?,
        ),
    ];
    if let Some(class) = classes.first() {
        let title = words.get("register-certificate");
        let view =
            holdings::certificate(page(&title), &told.register, class, &certificate, "陶谷源");
        out.push(("register-certificate", view.render()?));
    }
    out.push((
        "register-print",
        super::paper::paper(page(named), &told, &names, day(2022, 7, 20), root.clone()).render()?,
    ));
    let own: Vec<Held> = classes
        .iter()
        .skip(1)
        .map(|class| Held {
            class: class.clone(),
            party: Id(5),
            name: told.register.entity.clone(),
            quantity: 1_500,
            is_deceased: false,
        })
        .collect();
    let title = words.get("register-collective");
    out.push((
        "register-collective",
        holdings::holder(
            page(&title),
            &told.register,
            &own,
            (&[], &[]),
            &classes,
            "own",
            true,
        )
        .render()?,
    ));
    let title = words.get("register-import");
    for (name, classes) in [
        ("register-import", classes.get(..1).unwrap_or_default()),
        ("register-import-no-class", &[]),
    ] {
        let view = import::form_view(page(&title), &told.register, classes, "", &[]);
        out.push((name, view.render()?));
    }
    if let Some(planned) = planned(&told.register, &classes) {
        let title = words.get("register-preview");
        let view = import::preview_view(page(&title), &planned);
        out.push(("register-import-preview", view.render()?));
    }
    let choice = || vec![Choice::new("1", "成员股")];
    let offers = Offers {
        units: choice(),
        kinds: choice(),
        classes: choice(),
        against: choice(),
    };
    for kind in Kind::ALL {
        let page = page(&words.get(&format!("register-add-{}", kind.word())));
        let lead = words.get(&format!("register-lead-{}", kind.word()));
        let none = |_: &str| String::new();
        let form = forms::form(&page, "/".into(), "/".into(), kind, &offers, &none, &[]);
        let name = match kind {
            Kind::Register => "register-form-new",
            Kind::Class => "register-form-class",
            Kind::Issue => "register-form-issue",
            Kind::PerHead => "register-form-per-head",
            Kind::Transfer => "register-form-transfer",
            Kind::Inherit => "register-form-inherit",
            Kind::Split => "register-form-split",
            Kind::Merge => "register-form-merge",
            Kind::Redeem => "register-form-redeem",
            Kind::Certify => "register-form-certify",
            Kind::Reverse => "register-form-reverse",
        };
        out.push((
            name,
            View::new(page, vec![Part::Text(lead), Part::Form(form)]).render()?,
        ));
    }
    Ok(out)
}
