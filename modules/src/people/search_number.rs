//! Looks people up by identity number or its last four: a reading of what is masked, so it is
//! journalled, within one's scope, together with a name or one village, and at most 60 an hour.

use super::store::{facts, lists, write};
use super::tags;
use access::Right;
use kernel::code::IdentityNumber;
use kernel::{Ctx, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};
use store::{Input, Tx, values};

/// Searches of one person in one hour (design: Unmasked).
pub const PER_HOUR: i64 = 60;
const HOUR_MICROS: i64 = 3_600_000_000;

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SearchNumber {
    /// Keyed hash of what was typed: the journal shows that two searches were one, never for whom.
    pub tag: String,
    pub what: Searched,
    pub unit: Option<Id>,
    /// Whether a name came with it; the name itself is not kept.
    pub with_name: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Searched {
    Full,
    LastFour,
}

impl Input for SearchNumber {
    const DEED: &'static str = "people.search_number";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Found {
    pub people: Vec<Id>,
}

/// What is looked for. It comes by capture: the journal's input holds none of it.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// 18 (or 15, 20) characters, or the last four.
    pub number: String,
    pub name: Option<String>,
    pub unit: Option<Id>,
}

impl Wanted {
    /// Which kind of search this is. Faults: `not_a_number_or_its_last_four`.
    pub fn kind(&self) -> Result<Searched> {
        let number = kernel::text::half_width(&self.number);
        match number.chars().count() {
            4 if number.is_ascii() => Ok(Searched::LastFour),
            15..=20 => Ok(Searched::Full),
            _ => Err(Error::invalid("number", "not_a_number_or_its_last_four")),
        }
    }

    /// The deed's input for this search.
    pub fn input(&self, tx: &Tx, ctx: &Ctx) -> Result<SearchNumber> {
        let tag = tags::identity(
            tx,
            ctx.org,
            &kernel::text::half_width(&self.number).to_ascii_uppercase(),
        );
        Ok(SearchNumber {
            tag: store::keys::hex(&tag),
            what: self.kind()?,
            unit: self.unit,
            with_name: self.name.is_some(),
        })
    }
}

/// At most 50 people. Refuses, in this order: `people.search_needs_name_or_village`,
/// `people.search_too_often`. `Forbidden` without the right to see unmasked data there.
pub fn search_number(
    tx: &mut Tx,
    ctx: &Ctx,
    input: SearchNumber,
    wanted: &Wanted,
) -> Result<Found> {
    if wanted.name.is_none() && wanted.unit.is_none() {
        return Err(Error::refused("people.search_needs_name_or_village"));
    }
    match wanted.unit {
        Some(unit) => access::require(tx, ctx, Right::ViewPeople, unit)?,
        None if !super::pages_data::sees_people(tx, ctx)? => return Err(Error::Forbidden),
        None => {}
    }
    let hour_ago = tx.at()?.saturating_sub(HOUR_MICROS);
    if facts::searches_since(tx, ctx.org, ctx.actor.user, hour_ago)? >= PER_HOUR {
        return Err(Refusal::new("people.search_too_often")
            .with("limit", PER_HOUR)
            .into());
    }
    let number = kernel::text::half_width(&wanted.number).to_ascii_uppercase();
    let (full, last_four) = match input.what {
        Searched::LastFour => (None, Some(tags::last_four(tx, ctx.org, &number))),
        Searched::Full => {
            // A number as on old papers or on a certificate is looked for in its present form.
            let number = IdentityNumber::parse_typed(&number)
                .map(|n| n.as_str().to_owned())
                .unwrap_or(number);
            (Some(tags::identity(tx, ctx.org, &number)), None)
        }
    };
    let rows = lists::by_number(
        tx,
        ctx,
        full,
        last_four,
        wanted.name.as_deref(),
        wanted.unit,
    )?;
    let what = match input.what {
        Searched::Full => "search_identity",
        Searched::LastFour => "search_last_four",
    };
    let reading = tx.new_id()?;
    tx.insert(
        write::READING,
        values![ctx.org, reading, tx.seq()?, None::<Id>, what, "verify"],
    )?;
    Ok(Found {
        people: rows.into_iter().map(|row| row.id).collect(),
    })
}
