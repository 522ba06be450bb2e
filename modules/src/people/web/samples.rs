//! The pages of households and people from invented data, in any language: what the tests render and
//! what people who change a page look at (`cargo run -p modules --example pages -- FOLDER`).

mod lists;
mod taking;
mod who;

pub(super) use lists::household;
pub(super) use who::members;

use crate::people::villages::{Village, Villages};
use ::web::components::{ErrorSummary, Notice};
use ::web::i18n::{Lang, Words};
use ::web::layout::{NavItem, Page, UserMenu};
use ::web::view::Sample;
use kernel::{Date, Error, FieldError, Id};

/// Name and view of each page in each of the states in which people meet it.
pub fn samples(lang: Lang) -> Vec<Sample> {
    let words = Words::new(lang);
    let mut all = lists::samples(words);
    all.extend(who::samples(words));
    all.extend(taking::samples(words));
    all.extend(super::life::samples::samples(words));
    all.extend(super::rights::samples::samples(words));
    all
}

/// The frame of a page with somebody signed in; the title of most pages is a key.
pub(super) fn staff(words: Words, title: &str) -> Page {
    titled(words, &words.get(title))
}

pub(super) fn titled(words: Words, title: &str) -> Page {
    let mut page = Page::new(words, title);
    page.org = "斗虎屯镇".into();
    page.demo = true;
    page.csrf = "sample".into();
    page.command_key = "0".repeat(32);
    page.path = "/people".into();
    page.user = Some(UserMenu {
        name: "路明华".into(),
        role: words.get("role-clerk"),
        account_href: "/account".into(),
        sign_out_action: "/sign-out".into(),
    });
    page.nav = vec![
        NavItem::new("/people", words.get("people-nav"), true),
        NavItem::new("/projects", words.get("projects-nav"), false),
    ];
    page
}

/// The same page after a refusal.
fn refused(mut page: Page, error: &Error) -> Page {
    page.flash = Some(Notice::of_error(page.words, error));
    page
}

/// The same page after a form came back with faults.
pub(super) fn faulty(mut page: Page, faults: &[FieldError]) -> Page {
    page.errors = Some(ErrorSummary::of(page.words, faults, &[]));
    page
}

pub(super) fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::of_micros(0))
}

/// Villages of 斗虎屯镇, and one elsewhere with a long name.
pub(super) fn villages() -> Villages {
    let village = |id, code: &str, name: &str, township: &str| Village {
        id: Id(id),
        code: code.into(),
        name: name.into(),
        township: township.into(),
    };
    Villages::new(vec![
        village(11, "371502104200", "斗虎屯村", "斗虎屯镇"),
        village(12, "371502104268", "张李新村", "斗虎屯镇"),
        village(13, "371502104210", "前景屯村", "斗虎屯镇"),
        village(
            14,
            "371502001001",
            "古楼街道办事处柳园社区居民委员会",
            "古楼街道",
        ),
    ])
}
