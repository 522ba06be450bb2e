//! Puts a version of a case type into force from a day on. Cases keep the version under which they were opened.

use crate::declared;
use crate::read::parsed;
use crate::{books, store, types};
use ::store::{CommandKey, Db, Input, Tx};
use access::Right;
use kernel::{Actor, Ctx, Date, Error, FieldError, Id, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize)]
pub struct AdoptType {
    pub valid_from: Date,
    /// TOML; those that come with the program are in [`types::SHIPPED`].
    pub body: String,
}

impl Input for AdoptType {
    const DEED: &'static str = "cases.adopt_type";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Adopted {
    pub id: Id,
    pub code: String,
    pub version: i64,
}

/// Takes the right to keep rules at the root of the organisation. `Invalid`: every fault of the text, as field `body` with
/// `line` and `column`; a version that does not follow the one in force, likewise.
pub fn adopt_type(tx: &mut Tx, ctx: &Ctx, input: AdoptType) -> Result<Adopted> {
    if ctx.actor != Actor::SYSTEM {
        let root = crate::roles::desk(tx, ctx)?.ok_or(Error::Forbidden)?;
        access::require(tx, ctx, Right::Install, root)?;
    }
    let declared = declared::check(&input.body).map_err(told)?;
    let code = declared.code.to_string();
    let id = match store::newest(tx, ctx.org, &code)? {
        Some((id, body)) => {
            let faults = declared::check_next(&*parsed(&body)?, &declared);
            if !faults.is_empty() {
                return Err(told(faults));
            }
            id
        }
        None => tx.new_id()?,
    };
    store::insert_type(tx, ctx.org, id, input.valid_from, &declared, &input.body)?;
    let version = declared.version.value;
    Ok(Adopted { id, code, version })
}

pub(crate) fn told(faults: Vec<declared::Fault>) -> Error {
    let of = |fault: declared::Fault| {
        let mut told = FieldError::new("body", fault.code)
            .with("line", fault.place.line)
            .with("column", fault.place.column);
        for (name, value) in fault.args {
            told = told.with(name, value);
        }
        told
    };
    Error::Invalid(faults.into_iter().map(of).collect())
}

/// The case types and books of figures that come with the program, adopted where the organisation has none of that code yet, or an older one
/// of ours: done by the program itself when an organisation is made, and again at every start. Answers whether there
/// was anything to adopt.
pub fn supply_types(db: &Db, ctx: &Ctx, valid_from: Date) -> Result<bool> {
    let org = ctx.org;
    let mut has_adopted = false;
    for versions in types::SHIPPED {
        let Some(last) = versions.last() else {
            continue;
        };
        let code = parsed(last)?.code.to_string();
        let kept = db.read(move |tx| store::newest(tx, org, &code))?;
        // A township that wrote its own text keeps it; one of ours goes on to the newest, version after version.
        let (next, valid_from) = match kept {
            None => (0, valid_from),
            Some((_, body)) => match versions.iter().position(|version| *version == body) {
                Some(at) => (at + 1, ctx.today()),
                None => continue,
            },
        };
        for body in versions.iter().skip(next) {
            let input = AdoptType {
                valid_from,
                body: (*body).to_owned(),
            };
            db.act(ctx, CommandKey::fresh(ctx), input, adopt_type)?;
            has_adopted = true;
        }
    }
    Ok(books::supply(db, ctx)? || has_adopted)
}
