//! From what was typed to the deed.

use super::Asked;
use crate::people::life::model::Kind;
use crate::people::life::*;
use crate::people::pages_data;
use ::web::Req;
use ::web::form::Reader;
use kernel::{Date, Error, Id, Result};

pub(super) async fn done(req: &Req, asked: &Asked) -> Result<Recorded> {
    let mut reader = Reader::new(&req.form);
    let date = reader.date("date");
    reader.done()?;
    match asked.kind {
        Kind::Birth | Kind::Marriage | Kind::MoveIn => arrives(req, asked, date).await,
        Kind::Death | Kind::MoveOut => leaves(req, asked, date).await,
        Kind::Split | Kind::Merge | Kind::HeadChange => regroups(req, asked, date).await,
        Kind::StatusSet | Kind::StatusEnd => status(req, asked, date).await,
        Kind::Void => Err(Error::NotFound),
    }
}

fn chosen(asked: &Asked, name: &'static str) -> Result<Id> {
    asked
        .id(name)
        .ok_or_else(|| Error::invalid(name, "not_chosen"))
}

async fn arrives(req: &Req, asked: &Asked, date: Date) -> Result<Recorded> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let household = asked.household.row.id;
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
        Kind::Marriage => {
            let from = from_household(req, asked, date).await?;
            let input = RecordMarriage {
                household,
                date,
                relation: asked.text("relation"),
                person: from.map(|from| from.person),
                from: from.map(|from| from.household),
                new_head: from.and_then(|from| from.new_head),
                newcomer: from.is_none().then(|| asked.newcomer()),
            };
            db.act_async(&ctx, key, input, record_marriage).await
        }
        _ => {
            let people = [asked.newcomer()];
            let input = MoveIn {
                household: Some(household),
                unit: None,
                number: None,
                date,
                people: people.len(),
                reason: asked.some("reason"),
            };
            db.act_async(&ctx, key, input, move |tx, ctx, input| {
                move_in(tx, ctx, input, &people)
            })
            .await
        }
    }
}

async fn leaves(req: &Req, asked: &Asked, date: Date) -> Result<Recorded> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let household = asked.household.row.id;
    let (new_head, relations) = (asked.id("new_head"), asked.relations());
    if asked.kind == Kind::Death {
        let input = RecordDeath {
            household,
            date,
            person: chosen(asked, "person")?,
            new_head,
            relations,
        };
        return db.act_async(&ctx, key, input, record_death).await;
    }
    let person = match req.form.get("person") {
        Some("all") => None,
        _ => Some(chosen(asked, "person")?),
    };
    let input = MoveOut {
        household,
        date,
        person,
        new_head,
        relations,
        reason: asked.some("reason"),
    };
    db.act_async(&ctx, key, input, move_out).await
}

async fn regroups(req: &Req, asked: &Asked, date: Date) -> Result<Recorded> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let household = asked.household.row.id;
    let relations = asked.relations();
    match asked.kind {
        Kind::Split => {
            let input = SplitHousehold {
                household,
                date,
                members: asked.going(),
                head: chosen(asked, "head")?,
                number: asked.some("number"),
                relations,
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
                relations,
            };
            db.act_async(&ctx, key, input, merge_households).await
        }
        _ => {
            let input = ChangeHead {
                household,
                date,
                head: chosen(asked, "new_head")?,
                relations,
            };
            db.act_async(&ctx, key, input, change_head).await
        }
    }
}

async fn status(req: &Req, asked: &Asked, date: Date) -> Result<Recorded> {
    let (ctx, key, db) = (req.ctx(), req.form.key()?, &req.app.db);
    let (household, code) = (asked.household.row.id, asked.text("status"));
    if asked.kind == Kind::StatusSet {
        let input = SetStatus {
            household,
            date,
            code,
        };
        return db.act_async(&ctx, key, input, set_status).await;
    }
    let input = EndStatus {
        household,
        date,
        code,
    };
    db.act_async(&ctx, key, input, end_status).await
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

/// Whoever comes from another household here, and who becomes its head where he was it.
#[derive(Clone, Copy)]
struct From {
    person: Id,
    household: Id,
    new_head: Option<Id>,
}

/// By the household's number and the names of its members.
async fn from_household(req: &Req, asked: &Asked, date: Date) -> Result<Option<From>> {
    let number = asked.text("from");
    if number.is_empty() {
        return Ok(None);
    }
    let household = numbered(req, number, "from").await?;
    let ctx = req.ctx();
    let view = req
        .app
        .db
        .read_async(move |tx| pages_data::household(tx, &ctx, household, date))
        .await?;
    let named = |field: &'static str, name: String| {
        let found = view.members.iter().find(|m| m.name == name);
        found
            .map(|m| m.person)
            .ok_or_else(|| Error::invalid(field, "no_such_member"))
    };
    Ok(Some(From {
        person: named("name", asked.text("name"))?,
        household,
        new_head: match asked.some("from_head") {
            Some(name) => Some(named("from_head", name)?),
            None => None,
        },
    }))
}
