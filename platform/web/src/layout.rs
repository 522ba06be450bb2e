//! What every page carries besides its own content: ready words and flags for the two layouts,
//! `layout/staff.html` and `layout/public.html`. Decides nothing: the server fills it per request.

use crate::assets;
use crate::components::{ErrorSummary, Notice};
use crate::i18n::Words;
use std::fmt::Write as _;

/// One entry of the navigation or of the breadcrumbs.
#[derive(Debug, Clone)]
pub struct NavItem {
    pub href: String,
    pub label: String,
    pub current: bool,
}

impl NavItem {
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> Self {
        NavItem {
            href: href.into(),
            label: label.into(),
            current,
        }
    }
}

/// Who is signed in, as the header shows it.
#[derive(Debug, Clone)]
pub struct UserMenu {
    pub name: String,
    /// The role in words, such as 镇经管员.
    pub role: String,
    pub account_href: String,
    /// Where the sign-out button posts.
    pub sign_out_action: String,
}

/// Everything the layouts need. Each view struct has a field `page: Page`.
#[derive(Debug, Clone)]
pub struct Page {
    pub words: Words,
    /// The page's heading and the first part of the window title.
    pub title: String,
    pub org: String,
    pub user: Option<UserMenu>,
    /// Shown on public pages when nobody is signed in.
    pub sign_in_href: Option<String>,
    pub nav: Vec<NavItem>,
    /// The way here, from the top down, without this page itself.
    pub breadcrumbs: Vec<NavItem>,
    /// Token that every form posts as `_csrf`.
    pub csrf: String,
    /// Fresh command key that a form posts as `_key`, so that a double click saves once.
    pub command_key: String,
    pub demo: bool,
    /// For whom the person acts at present, in words.
    pub acting: Option<String>,
    /// The page travels over plain HTTP.
    pub insecure: bool,
    pub elder: bool,
    /// `seq:hash` of the journal as this page saw it.
    pub checkpoint: Option<String>,
    pub flash: Option<Notice>,
    pub errors: Option<ErrorSummary>,
    /// Path and query of this page: where the language and text-size switches return to.
    pub path: String,
    /// For personal links: the address must not travel on and the page must not be indexed.
    pub private: bool,
    /// The page is asked for again after so many seconds: something is being made.
    pub refresh_s: Option<u32>,
    pub css_href: String,
    pub icon_href: String,
}

impl Page {
    /// A page with a title and nothing else; the caller sets what it has.
    pub fn new(words: Words, title: impl Into<String>) -> Self {
        Page {
            words,
            title: title.into(),
            org: String::new(),
            user: None,
            sign_in_href: None,
            nav: Vec::new(),
            breadcrumbs: Vec::new(),
            csrf: String::new(),
            command_key: String::new(),
            demo: false,
            acting: None,
            insecure: false,
            elder: false,
            checkpoint: None,
            flash: None,
            errors: None,
            path: "/".to_owned(),
            private: false,
            refresh_s: None,
            css_href: assets::css_href().to_owned(),
            icon_href: assets::icon_href().to_owned(),
        }
    }

    /// The words of a key, for templates: `{{ page.t("web-save") }}`.
    pub fn t(&self, key: &str) -> String {
        self.words.get(key)
    }

    /// `/look?lang=en&back=…`: a plain link, so that it works before anyone signs in. It changes
    /// only how this browser is shown the pages, so it needs no token.
    pub fn language_href(&self) -> String {
        let lang = self.words.lang().other().code();
        format!("/look?lang={lang}&back={}", encode(&self.path))
    }

    /// `/look?elder=1&back=…`, or `elder=0` where the larger text is on.
    pub fn elder_href(&self) -> String {
        format!(
            "/look?elder={}&back={}",
            u8::from(!self.elder),
            encode(&self.path)
        )
    }

    /// Labels of the two switches.
    pub fn elder_label(&self) -> String {
        self.t(if self.elder {
            "web-elder-off"
        } else {
            "web-elder-on"
        })
    }
}

/// Percent-encodes a value for a query: everything but unreserved characters.
pub fn encode(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for byte in value.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn switches_return_to_the_page_with_its_query() {
        let mut page = Page::new(Words::default(), "户");
        page.path = "/people?q=张&page=2".to_owned();
        assert_eq!(
            page.language_href(),
            "/look?lang=en&back=%2Fpeople%3Fq%3D%E5%BC%A0%26page%3D2"
        );
        page.elder = true;
        assert!(page.elder_href().starts_with("/look?elder=0&"));
    }
}
