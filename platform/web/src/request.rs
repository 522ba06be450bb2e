//! What a handler is given: who asks, for what, with which fields.

use crate::app::App;
use crate::components::{ErrorSummary, Notice};
use crate::form::Form;
use crate::i18n::{Lang, Words};
use crate::layout::{NavItem, Page, UserMenu};
use crate::reply::Reply;
use access::{Right, SignedIn};
use kernel::{Ctx, Error, FieldError, Id, OrgId, Result};
use std::net::IpAddr;
use store::CommandKey;

/// One request, checked: the gate has let it through and a posted form carried its token.
pub struct Req {
    pub app: App,
    pub visitor: Visitor,
    pub(crate) parts: Vec<(String, String)>,
    pub query: Form,
    pub form: Form,
    /// Path and query, as the browser asked.
    pub uri: String,
    pub(crate) path: String,
}

/// Who asks.
#[derive(Clone)]
pub struct Visitor {
    pub user: Option<SignedIn>,
    /// Of the organisation where the person works; empty for the installation and for visitors.
    pub org_name: String,
    /// What he is there.
    pub roles: Vec<access::Role>,
    pub lang: Lang,
    pub elder: bool,
    pub csrf: String,
    pub address: IpAddr,
    pub(crate) flash: Option<crate::reply::Flash>,
    /// The session's cookie, for signing out.
    pub(crate) token: Option<String>,
}

impl Req {
    pub fn words(&self) -> Words {
        Words::new(self.visitor.lang)
    }

    /// A part of the path, such as the id in `/people/{id}`.
    pub fn part(&self, name: &str) -> &str {
        self.parts
            .iter()
            .find(|(n, _)| n == name)
            .map(|(_, v)| v.as_str())
            .unwrap_or_default()
    }

    /// A part of the path as an id; whatever is no id is `NotFound`.
    pub fn id(&self, name: &str) -> Result<Id> {
        self.part(name).parse().map_err(|_| Error::NotFound)
    }

    /// The signed-in person; `Forbidden` on a public route without one.
    pub fn user(&self) -> Result<&SignedIn> {
        self.visitor.user.as_ref().ok_or(Error::Forbidden)
    }

    pub fn org(&self) -> OrgId {
        self.visitor.user.as_ref().map_or(0, |u| u.org)
    }

    /// The context of a deed in the organisation where the person works.
    pub fn ctx(&self) -> Ctx {
        self.ctx_in(self.org())
    }

    /// The context of a deed on another chain, such as the installation's (0).
    pub fn ctx_in(&self, org: OrgId) -> Ctx {
        match &self.visitor.user {
            Some(user) => self.app.ctx_by(org, user.actor()),
            None => self.app.ctx(org, Id(0)),
        }
    }

    /// The person himself, also while he acts for somebody: for what concerns his own account.
    pub fn own_ctx_in(&self, org: OrgId) -> Ctx {
        self.app
            .ctx(org, self.visitor.user.as_ref().map_or(Id(0), |u| u.user))
    }

    /// Whether to show what needs `right`. The deed itself asks again.
    pub fn may(&self, right: Right) -> bool {
        self.visitor
            .user
            .as_ref()
            .is_some_and(|u| u.rights & right.bit() != 0)
    }

    /// Whether names stand whole on pages that are not those of people.
    pub fn sees_names(&self) -> bool {
        access::sees_names(&self.visitor.roles)
    }

    /// The page's frame, with a title from `locales/`.
    pub fn page(&self, title_key: &str) -> Page {
        self.page_titled(self.words().get(title_key))
    }

    pub fn page_titled(&self, title: impl Into<String>) -> Page {
        let words = self.words();
        let mut page = Page::new(words, title);
        page.csrf = self.visitor.csrf.clone();
        page.command_key = CommandKey::fresh(&self.ctx()).to_hex();
        page.demo = self.app.config.demo;
        page.insecure = self.app.config.insecure_lan;
        page.elder = self.visitor.elder;
        page.path = self.uri.clone();
        page.flash = self.visitor.flash.as_ref().map(|f| f.notice(words));
        match &self.visitor.user {
            Some(user) => {
                page.org = match self.visitor.org_name.as_str() {
                    "" => words.get("page-installation"),
                    name => name.to_owned(),
                };
                page.nav = self.app.nav_for(words, user.rights, &self.path);
                let roles: Vec<String> = self
                    .visitor
                    .roles
                    .iter()
                    .map(|r| crate::pages::role_words(words, *r))
                    .collect();
                page.acting = user.acting.as_ref().map(|acting| {
                    let until = acting.until.to_string();
                    let args = [("name", acting.name.as_str()), ("date", until.as_str())];
                    words.with("deputy-acting", &args)
                });
                page.user = Some(UserMenu {
                    name: match &user.acting {
                        Some(acting) => words.done_for(&user.name, &acting.name),
                        None => user.name.clone(),
                    },
                    role: roles.join(if words.lang() == Lang::En {
                        ", "
                    } else {
                        "、"
                    }),
                    account_href: "/account".into(),
                    sign_out_action: "/sign-out".into(),
                });
            }
            None => {
                page.org = words.get("web-tagline");
                page.sign_in_href = Some("/sign-in".into());
            }
        }
        page
    }

    /// The end of the organisation's chain as it stands, `seq:hash`, for pages that people print or write down from.
    pub async fn checkpoint(&self) -> Result<Option<String>> {
        let org = self.org();
        self.app
            .db
            .read_async(move |tx| crate::store::checkpoint(tx, org))
            .await
    }

    /// The way here, from the top down: (address, words).
    pub fn crumbs(&self, way: &[(&str, String)]) -> Vec<NavItem> {
        way.iter()
            .map(|(href, label)| NavItem::new(*href, label.clone(), false))
            .collect()
    }

    /// Puts an error on a page that shows the form again: the summary of faulty fields, or the
    /// refusal with what to do next. Other errors pass through to the error page.
    pub fn tell(&self, page: &mut Page, error: Error) -> Result<()> {
        let words = self.words();
        match error {
            Error::Invalid(faults) => {
                page.errors = Some(ErrorSummary::of(words, &faults, &[]));
                Ok(())
            }
            Error::Refused(_) | Error::Conflict => {
                page.flash = Some(Notice::of_error(words, &error));
                Ok(())
            }
            other => Err(other),
        }
    }

    /// [`Req::tell`] where there is an error, and the faults to show beside the fields of the form.
    pub fn told(&self, page: &mut Page, fault: Option<Error>) -> Result<Vec<FieldError>> {
        let Some(fault) = fault else {
            return Ok(Vec::new());
        };
        let faults = match &fault {
            Error::Invalid(faults) => faults.clone(),
            _ => Vec::new(),
        };
        self.tell(page, fault)?;
        Ok(faults)
    }

    /// Where an address that came with the request may send the browser: within this site only.
    pub fn back(&self, otherwise: &str) -> Reply {
        let to = self
            .form
            .get("back")
            .or(self.query.get("back"))
            .filter(|p| is_local(p))
            .unwrap_or(otherwise);
        Reply::see(to)
    }
}

/// A path of this site and of no other: `//host` and `/\host` are other sites to a browser.
pub(crate) fn is_local(path: &str) -> bool {
    path.starts_with('/')
        && !path.starts_with("//")
        && !path.contains('\\')
        && !path.chars().any(|c| c.is_control())
}

#[cfg(test)]
mod tests {
    use super::is_local;

    #[test]
    fn a_way_back_stays_on_this_site() {
        for good in ["/", "/people?q=张&page=2", "/rounds/12"] {
            assert!(is_local(good), "{good}");
        }
        for bad in ["", "http://x", "//x", "/\\x", "people", "/a\r\nb"] {
            assert!(!is_local(bad), "{bad}");
        }
    }
}
