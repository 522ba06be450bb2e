//! Where the pages of concerns stand.

use ::web::Module;
use ::web::cases::door::{self, Door};
use ::web::cases::{Kind, Paths};
use ::web::{Gate, Nav};

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
};

/// Where people tell a concern without an account.
const DOOR: Door = Door {
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
const OPEN: [Nav; 3] = [
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
];

/// Routes, navigation and figures.
pub fn module() -> Module {
    let mut module = ::web::cases::module(KIND);
    module.routes.extend(door::module(DOOR).routes);
    module.nav.extend(OPEN);
    Module {
        indicators: super::figures::INDICATORS.to_vec(),
        ..module
    }
}
