//! A small form for each thing that can happen to a household. What moves several people at once is
//! shown first, in numbers, and done by a second press.

mod deeds;
mod shape;

pub(super) use shape::{choices, newcomer_fields, preview, view};

use crate::people::codes::Codes;
use crate::people::face::Member;
use crate::people::life::model::Kind;
use crate::people::life::*;
use crate::people::pages_data::{self, HouseholdView};
use crate::people::store::base;
use ::web::{Reply, Req};
use kernel::{Date, Error, Id, Result};

/// What can be recorded, in the order of the buttons.
pub(super) const FORMS: [Kind; 10] = [
    Kind::Birth,
    Kind::Death,
    Kind::Marriage,
    Kind::MoveIn,
    Kind::MoveOut,
    Kind::Split,
    Kind::Merge,
    Kind::HeadChange,
    Kind::StatusSet,
    Kind::StatusEnd,
];

/// The household as it stands and what was typed.
pub(in crate::people::web) struct Asked {
    pub(super) kind: Kind,
    pub(super) household: HouseholdView,
    pub(super) codes: Codes,
    pub(super) typed: ::web::form::Form,
}

async fn asked(req: &Req) -> Result<Asked> {
    let kind = Kind::from_code(req.part("kind"))
        .filter(|kind| FORMS.contains(kind))
        .ok_or(Error::NotFound)?;
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let (household, codes) = req
        .app
        .db
        .read_async(move |tx| {
            let today = ctx.today();
            Ok((
                pages_data::household(tx, &ctx, id, today)?,
                base::codes(tx)?,
            ))
        })
        .await?;
    Ok(Asked {
        kind,
        household,
        codes,
        typed: req.form.clone(),
    })
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    let asked = asked(&req).await?;
    view(req.page_titled(""), &asked, &[], None).reply()
}

pub(super) async fn post(req: Req) -> Result<Reply> {
    let asked = asked(&req).await?;
    let needs_sure = matches!(asked.kind, Kind::Split | Kind::Merge);
    if needs_sure && req.form.get("sure").is_none() && asked.date().is_some() {
        let shown = preview(req.words(), &asked);
        if let Some(confirm) = shown {
            return view(req.page_titled(""), &asked, &[], Some(confirm)).reply();
        }
    }
    let error = match deeds::done(&req, &asked).await {
        Ok(recorded) => {
            // Its own page offers to attach the paper at once.
            let to = format!("/people/changes/{}", recorded.event);
            let kind = req.words().get(&format!("life-kind-{}", asked.kind.code()));
            let key = match (
                recorded.is_headless,
                recorded.has_ended && asked.kind != Kind::Merge,
            ) {
                (true, _) => "life-recorded-headless",
                (_, true) if asked.kind != Kind::Marriage => "life-recorded-ended",
                _ => "life-recorded",
            };
            return Ok(Reply::see(to).saved(key, &[("kind", &kind)]));
        }
        Err(error) => error,
    };
    let faults = match &error {
        Error::Invalid(faults) => faults.clone(),
        _ => Vec::new(),
    };
    let mut page = req.page_titled("");
    req.tell(&mut page, error)?;
    Ok(view(page, &asked, &faults, None).reply()?.again(true))
}

impl Asked {
    /// What an optional field says.
    fn some(&self, name: &str) -> Option<String> {
        Some(self.text(name)).filter(|text| !text.is_empty())
    }

    fn text(&self, name: &str) -> String {
        self.typed
            .get(name)
            .map_or_else(String::new, |text| text.trim().to_owned())
    }

    fn id(&self, name: &str) -> Option<Id> {
        self.typed.get(name)?.parse().ok()
    }

    fn date(&self) -> Option<Date> {
        kernel::date::parse_day(self.typed.get("date")?).ok()
    }

    fn newcomer(&self) -> Newcomer {
        newcomer(&self.typed, "")
    }

    fn each<'a>(&'a self) -> impl Iterator<Item = &'a Member> + 'a {
        self.household.members.iter().filter(|m| !m.name.is_empty())
    }

    fn relations(&self) -> Relations {
        self.each()
            .filter_map(|m| {
                let relation = self.text(&format!("r{}", m.person));
                (!relation.is_empty()).then_some((m.person, relation))
            })
            .collect()
    }

    fn going(&self) -> Vec<Id> {
        self.each()
            .map(|m| m.person)
            .filter(|person| self.typed.get(&format!("m{person}")).is_some())
            .collect()
    }

    fn held(&self) -> Vec<String> {
        let held = self
            .household
            .statuses
            .iter()
            .filter(|(_, _, to)| to.is_none());
        held.map(|(code, ..)| code.clone()).collect()
    }

    fn carried(&self) -> Vec<String> {
        let ticked = |code: &String| self.typed.get(&format!("s-{code}")).is_some();
        self.held().into_iter().filter(ticked).collect()
    }
}

/// A person as a form gives him; `suffix` sets the rows of a form for several apart.
pub(super) fn newcomer(typed: &::web::form::Form, suffix: &str) -> Newcomer {
    let text = |name: &str| {
        let found = typed.get(&format!("{name}{suffix}"));
        found.map_or_else(String::new, |text| text.trim().to_owned())
    };
    let some = |name: &str| Some(text(name)).filter(|text| !text.is_empty());
    Newcomer {
        name: text("name"),
        identity: some("identity"),
        no_identity_reason: some("no_identity_reason"),
        sex: some("sex").filter(|sex| ["male", "female"].contains(&sex.as_str())),
        birth_year: some("birth_year").and_then(|year| year.parse().ok()),
        relation: text("relation"),
    }
}
