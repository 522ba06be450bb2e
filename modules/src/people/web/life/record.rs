//! A small form for each thing that can happen to a household. What moves several people at once is
//! shown first, in numbers, and done by a second press.

mod shape;

pub(super) use shape::{preview, view};

use crate::people::codes::Codes;
use crate::people::face::Member;
use crate::people::life::model::Kind;
use crate::people::life::*;
use crate::people::pages_data::{self, HouseholdView};
use crate::people::store::base;
use ::web::form::Reader;
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
    let error = match done(&req, &asked).await {
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
    Ok(view(page, &asked, &faults, None).reply()?.with_status(422))
}

async fn done(req: &Req, asked: &Asked) -> Result<Recorded> {
    let (ctx, key) = (req.ctx(), req.form.key()?);
    let (db, id) = (&req.app.db, asked.household.row.id);
    let mut reader = Reader::new(&req.form);
    let date = reader.date("date");
    reader.done()?;
    let date = date.ok_or_else(|| Error::invalid("date", "empty"))?;
    let chosen = |name: &'static str| -> Result<Id> {
        asked
            .id(name)
            .ok_or_else(|| Error::invalid(name, "not_chosen"))
    };
    let household = id;
    match asked.kind {
        Kind::Birth => {
            let child = asked.newcomer();
            let input = RecordBirth {
                household,
                date,
                child,
            };
            db.act_async(&ctx, key, input, record_birth).await
        }
        Kind::Death => {
            let input = RecordDeath {
                household,
                date,
                person: chosen("person")?,
                new_head: asked.id("new_head"),
                relations: asked.relations(),
            };
            db.act_async(&ctx, key, input, record_death).await
        }
        Kind::Marriage => {
            let (person, from) = from_household(req, asked, date).await?;
            let input = RecordMarriage {
                household,
                date,
                relation: asked.text("relation"),
                person,
                from,
                new_head: None,
                newcomer: person.is_none().then(|| asked.newcomer()),
            };
            db.act_async(&ctx, key, input, record_marriage).await
        }
        Kind::MoveIn => {
            let people = [asked.newcomer()];
            let input = MoveIn {
                household: Some(household),
                unit: None,
                number: None,
                date,
                people: people.len(),
                reason: None,
            };
            db.act_async(&ctx, key, input, move |tx, ctx, input| {
                move_in(tx, ctx, input, &people)
            })
            .await
        }
        Kind::MoveOut => {
            let whole = req.form.get("person") == Some("all");
            let input = MoveOut {
                household,
                date,
                person: if whole { None } else { Some(chosen("person")?) },
                new_head: asked.id("new_head"),
                relations: asked.relations(),
                reason: None,
            };
            db.act_async(&ctx, key, input, move_out).await
        }
        Kind::Split => {
            let input = SplitHousehold {
                household,
                date,
                members: asked.going(),
                head: chosen("head")?,
                number: Some(asked.text("number")).filter(|number| !number.is_empty()),
                relations: asked.relations(),
                new_head: asked.id("new_head"),
                statuses: asked.carried(),
            };
            db.act_async(&ctx, key, input, split_household).await
        }
        Kind::Merge => {
            let input = MergeHouseholds {
                household,
                into: numbered(req, asked.text("into"), "into").await?,
                date,
                relations: asked.relations(),
            };
            db.act_async(&ctx, key, input, merge_households).await
        }
        Kind::HeadChange => {
            let (head, relations) = (chosen("new_head")?, asked.relations());
            let input = ChangeHead {
                household,
                date,
                head,
                relations,
            };
            db.act_async(&ctx, key, input, change_head).await
        }
        Kind::StatusSet => {
            let code = asked.text("status");
            let input = SetStatus {
                household,
                date,
                code,
            };
            db.act_async(&ctx, key, input, set_status).await
        }
        Kind::StatusEnd => {
            let code = asked.text("status");
            let input = EndStatus {
                household,
                date,
                code,
            };
            db.act_async(&ctx, key, input, end_status).await
        }
        Kind::Void => Err(Error::NotFound),
    }
}

/// The household of a number within the scope.
async fn numbered(req: &Req, number: String, field: &'static str) -> Result<Id> {
    let ctx = req.ctx();
    let found = req
        .app
        .db
        .read_async(move |tx| crate::people::find_household(tx, ctx.org, &number))
        .await?;
    found.ok_or_else(|| Error::invalid(field, "not_chosen"))
}

/// Whoever comes from another household here: he and that household, by its number and his name.
async fn from_household(req: &Req, asked: &Asked, date: Date) -> Result<(Option<Id>, Option<Id>)> {
    let number = asked.text("from");
    if number.is_empty() {
        return Ok((None, None));
    }
    let from = numbered(req, number, "from").await?;
    let (ctx, name) = (req.ctx(), asked.text("name"));
    let view = req
        .app
        .db
        .read_async(move |tx| pages_data::household(tx, &ctx, from, date))
        .await?;
    let found = view.members.into_iter().find(|m| m.name == name);
    match found {
        Some(member) => Ok((Some(member.person), Some(from))),
        None => Err(Error::invalid("name", "not_chosen")),
    }
}

impl Asked {
    fn text(&self, name: &str) -> String {
        self.typed
            .get(name)
            .map_or_else(String::new, |text| text.trim().to_owned())
    }

    fn id(&self, name: &str) -> Option<Id> {
        self.typed.get(name)?.parse().ok()
    }

    fn date(&self) -> Option<Date> {
        ::web::format::read_date(self.typed.get("date")?)
    }

    fn newcomer(&self) -> Newcomer {
        let some = |name: &str| Some(self.text(name)).filter(|text| !text.is_empty());
        Newcomer {
            name: self.text("name"),
            identity: some("identity"),
            no_identity_reason: some("no_identity_reason"),
            sex: some("sex").filter(|sex| ["male", "female"].contains(&sex.as_str())),
            birth_year: some("birth_year").and_then(|year| year.parse().ok()),
            relation: self.text("relation"),
        }
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
