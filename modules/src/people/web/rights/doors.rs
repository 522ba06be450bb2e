//! What the forms of a person's rights do.

use super::forms::{FORMATS, page_on};
use super::{copied, href, kind_of};
use crate::people::model::FIELDS;
use crate::people::reverse_import::Rests;
use crate::people::rights::model::{ASKED_BY, ERASE_REASONS, Kind, RESTRICT_REASONS};
use crate::people::rights::{
    CorrectRecord, EraseSubject, GiveCopy, LiftRestriction, Restrict, correct_record,
    erase_subject, give_copy, lift_restriction, restrict,
};
use ::web::form::Reader;
use ::web::{Reply, Req};
use kernel::{Error, Result};

pub(super) async fn post(req: Req, rests: &'static [Rests]) -> Result<Reply> {
    let kind = kind_of(req.part("what")).ok_or(Error::NotFound)?;
    match done(&req, kind, rests).await {
        Ok(Some(reply)) => Ok(reply),
        Ok(None) => {
            let key = format!("rights-saved-{}", kind.code());
            Ok(Reply::see(href(req.id("id")?, None)).saved(&key, &[]))
        }
        Err(error) => {
            let faults = match &error {
                Error::Invalid(faults) => faults.clone(),
                _ => Vec::new(),
            };
            let mut page = req.page_titled("");
            req.tell(&mut page, error)?;
            let reply = page_on(&req, page, &faults, rests).await?;
            Ok(reply.again(true))
        }
    }
}

/// A file or page to show, or nothing where the person's page says enough.
async fn done(req: &Req, kind: Kind, rests: &'static [Rests]) -> Result<Option<Reply>> {
    let (ctx, person, key, db) = (req.ctx(), req.id("id")?, req.form.key()?, &req.app.db);
    let mut reader = Reader::new(&req.form);
    let asked_by = reader.choice("asked_by", &ASKED_BY);
    match kind {
        Kind::Copy => {
            let format = reader.choice("format", &FORMATS);
            reader.done()?;
            let input = GiveCopy { person, asked_by };
            db.act_async(&ctx, key, input, give_copy).await?;
            return copied::reply(req, person, &format).await.map(Some);
        }
        Kind::Correct => {
            let fields: Vec<&str> = ["name", "identity"].into_iter().chain(FIELDS).collect();
            let field = reader.choice("field", &fields);
            let value = reader.text_opt("value", 60).unwrap_or_default();
            let from = reader.date("from");
            reader.done()?;
            let input = CorrectRecord {
                person,
                field,
                value,
                from,
                asked_by,
            };
            db.act_async(&ctx, key, input, correct_record).await?;
        }
        Kind::Restrict => {
            let reason = reader.choice("reason", &RESTRICT_REASONS);
            reader.done()?;
            let input = Restrict {
                person,
                reason,
                asked_by,
            };
            db.act_async(&ctx, key, input, restrict).await?;
        }
        Kind::Lift => {
            reader.done()?;
            let input = LiftRestriction { person, asked_by };
            db.act_async(&ctx, key, input, lift_restriction).await?;
        }
        Kind::Erase => {
            let reason = reader.choice("reason", &ERASE_REASONS);
            let typed = reader.text("confirm", 60);
            reader.done()?;
            let input = EraseSubject {
                person,
                reason,
                asked_by,
            };
            let deed = move |tx: &mut store::Tx, ctx: &kernel::Ctx, input| {
                erase_subject(tx, ctx, input, &typed, rests)
            };
            db.act_async(&ctx, key, input, deed).await?;
        }
    }
    Ok(None)
}
