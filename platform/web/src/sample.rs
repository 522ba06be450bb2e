//! What pages of invented content share, so that each module's samples begin with its own things.

use crate::i18n::Words;
use crate::layout::{NavItem, Page, UserMenu};
use kernel::Date;

/// A day that there is.
pub fn day(year: i16, month: i8, day: i8) -> Date {
    Date::new(year, month, day).unwrap_or(Date::of_micros(0))
}

/// The frame of a page at which an accountant sits; `nav` is where he is: address, key of its words.
pub fn staff(words: Words, title: &str, (href, label): (&str, &str)) -> Page {
    let mut page = Page::new(words, title);
    page.org = "斗虎屯镇".into();
    page.demo = true;
    page.user = Some(UserMenu {
        name: "孟庆禾".into(),
        role: words.get("role-accountant"),
        account_href: "/account".into(),
        sign_out_action: "/sign-out".into(),
    });
    page.nav = vec![NavItem::new(href, words.get(label), true)];
    page
}
