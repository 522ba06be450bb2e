//! Where the pages of concerns stand, and those of the hotline's ledger.

mod ledger;
pub mod samples;

use ::web::api::Deed;
use ::web::cases::door;
use ::web::cases::report::{PublicPaths, Report, ReportPaths};
use ::web::cases::{Door, Kind, Paths};
use ::web::{Gate, Module, Nav, Route, import as frame};
use access::Right;

const VIEW: Gate = Gate::Any(&[Right::ViewCases]);
const RECORD: Gate = Gate::Any(&[Right::RecordCases]);
const UNMASK: Gate = Gate::Any(&[Right::Unmask]);

const KIND: Kind = Kind {
    code: "appeal",
    prefix: "AP",
    base: "/appeals",
    nav: "appeals-nav",
    title: "appeals-title",
    new: "appeals-new",
    empty: "appeals-empty",
    empty_text: "appeals-empty-text",
    open: cases::open_case,
    paths: Paths {
        new: "/appeals/new",
        one: "/appeals/{id}",
        act: "/appeals/{id}/do/{action}",
        decide: "/appeals/{id}/decide/{event}",
        file: "/appeals/list.xlsx",
    },
    doors: &[
        Door {
            href: "/appeals/ledger",
            label: "ledger-import",
            rights: &[Right::RecordCases],
            is_first: false,
        },
        Door {
            href: "/appeals/ledger/export",
            label: "ledger-export",
            rights: &[Right::ViewCases],
            is_first: false,
        },
    ],
};

const PUBLIC: PublicPaths = PublicPaths {
    list: "/appeals/report/public",
    one: "/appeals/report/public/{issue}",
    open: "/public/concerns",
    open_one: "/public/concerns/{link}",
    title: "issue-title",
};

const REPORT: Report = Report {
    code: "appeal",
    base: KIND.base,
    cases: KIND.title,
    title: "appeals-report",
    paths: ReportPaths {
        page: "/appeals/report",
        file: "/appeals/report.xlsx",
        csv: "/appeals/report.csv",
        rows: "/appeals/report/rows",
        rows_file: "/appeals/report/rows.xlsx",
        rows_csv: "/appeals/report/rows.csv",
    },
    each: None,
    public: Some(PUBLIC),
};

/// Where people tell a concern without an account.
const DOOR: door::Door = door::Door {
    kind: KIND,
    home: "/ask",
    units: "/ask/{org}",
    tell: "/ask/{org}/{unit}",
    replies: "/public/replies",
    asks: &[
        "detail",
        "category",
        "place",
        "photos",
        "requester_name",
        "contact",
    ],
    title: "title",
    set: ("channel", "web"),
};

/// What visitors find on the first page.
const OPEN: [Nav; 4] = [
    Nav {
        label: "door-title",
        href: DOOR.home,
        gate: Gate::Public,
    },
    Nav {
        label: "door-follow",
        href: "/follow",
        gate: Gate::Public,
    },
    Nav {
        label: "door-replies",
        href: DOOR.replies,
        gate: Gate::Public,
    },
    Nav {
        label: PUBLIC.title,
        href: PUBLIC.open,
        gate: Gate::Public,
    },
];

/// Routes, navigation, figures and the report.
pub fn module() -> Module {
    let paths = [
        "/appeals/ledger",
        "/appeals/ledger/{upload}",
        "/appeals/ledger/{upload}/marked",
    ];
    let mut routes = frame::routes(&ledger::HotlineLedger, paths, RECORD);
    routes.extend([
        Route::get("/appeals/ledger/template.xlsx", RECORD, ledger::template),
        Route::get("/appeals/ledger/export", VIEW, ledger::ask),
        Route::get("/appeals/ledger.xlsx", VIEW, ledger::file),
        Route::post("/appeals/ledger/whole.xlsx", UNMASK, ledger::whole),
    ]);
    let mut kind = ::web::cases::module(KIND);
    routes.extend(kind.routes);
    let told = door::module(DOOR);
    routes.extend(told.routes);
    routes.extend(::web::cases::report::routes(REPORT));
    kind.lists.extend(told.lists);
    kind.lists.extend(::web::cases::report::lists(REPORT));
    kind.lists.extend(super::api::lists());
    kind.deeds.push(Deed::file(ledger::HotlineLedger, RECORD));
    kind.nav.extend(OPEN);
    Module {
        indicators: super::figures::INDICATORS.to_vec(),
        reports: vec![REPORT],
        routes,
        ..kind
    }
}
