//! Issues shares to holders of the collective: against a valued asset, a line of funding, or by resolution.

use super::store::{self, Class, Event, Register};
use super::{Changed, Movement, guards, model};
use crate::shares::model as shares;
use crate::shares::store as projects;
use ::store::{Input, Tx};
use access::{Right, require};
use kernel::{Ctx, Date, Error, Fen, Id, Refusal, Result};
use ledger::{AccountKind, Line, Voucher};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashSet};

/// What stands behind newly issued shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Against {
    /// The members' resolution alone, without a value.
    Resolution,
    /// An asset of a project, up to its valuation.
    Asset(Id),
    /// A line of funding of a project, up to its amount.
    Funding(Id),
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IssueLine {
    pub party: Id,
    /// Smallest units.
    pub quantity: i64,
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IssueShares {
    pub class: Id,
    pub date: Date,
    pub against: Against,
    pub lines: Vec<IssueLine>,
    /// Paid in by the holders; posted to the register's money book.
    pub paid: Option<Fen>,
    pub document: Option<String>,
}

impl Input for IssueShares {
    const DEED: &'static str = "shares.issue_shares";
}

/// Refuses, in this order: `shares.before_class`, then for each line `shares.duplicate_holder`,
/// `shares.holder_is_dead`, `shares.not_of_the_collective` (not a household of the unit, or person in one, on
/// that day), `shares.frozen` (static management: nor on the freeze date), then `shares.no_face_value`,
/// `shares.unknown_asset`, `shares.beyond_valuation`, and what the ledger refuses. Invalid: `date`
/// (`in_the_future`), `lines` (`required`), `quantity` (`out_of_range`), `paid` (`not_above_zero`),
/// `document` (`too_long`).
pub fn issue_shares(tx: &mut Tx, ctx: &Ctx, input: IssueShares) -> Result<Changed> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    issue(tx, ctx, &register, &class, input, None)
}

/// As [`issue_shares`], within another deed.
pub(super) fn issue(
    tx: &mut Tx,
    ctx: &Ctx,
    register: &Register,
    class: &Class,
    input: IssueShares,
    import: Option<Id>,
) -> Result<Changed> {
    let date = guards::day(ctx, class, input.date)?;
    let document = shares::optional("document", input.document.as_deref())?;
    if input.lines.is_empty() {
        return Err(Error::invalid("lines", "required"));
    }
    let parties: Vec<Id> = input.lines.iter().map(|line| line.party).collect();
    let receivers = Receivers::of(tx, ctx, register, class, &parties, date)?;
    let mut seen = HashSet::new();
    let mut issued = 0_i64;
    for line in &input.lines {
        issued = issued.saturating_add(guards::quantity(line.quantity)?);
        if !seen.insert(line.party) {
            return Err(refused("shares.duplicate_holder", line.party));
        }
        receivers.hold(tx, ctx, line.party)?;
    }
    shares::within("quantity", issued, 1, model::MOST_UNITS)?;
    let (asset, funding) = match input.against {
        Against::Resolution => (None, None),
        Against::Asset(id) => (Some(id), None),
        Against::Funding(id) => (None, Some(id)),
    };
    if input.against != Against::Resolution {
        covered(tx, ctx, class, (asset, funding), issued, date)?;
    }
    let like = Event {
        asset,
        funding,
        money: paid_in(tx, ctx, register, class, input.paid, date)?,
        document,
        import,
        ..Event::default()
    };
    let movements = input
        .lines
        .iter()
        .map(|line| Movement {
            from: None,
            to: Some(line.party),
            quantity: line.quantity,
        })
        .collect();
    super::post(tx, ctx, class, ("issue", date), movements, like)
}

fn refused(code: &'static str, party: Id) -> Error {
    Refusal::new(code).with("party", party).into()
}

/// Of some parties those to whom newly issued shares may go on a day, asked all at once: a village has thousands.
pub(super) struct Receivers {
    date: Date,
    entitled_on: Date,
    on_date: BTreeSet<Id>,
    entitled: BTreeSet<Id>,
}

impl Receivers {
    pub(super) fn of(
        tx: &mut Tx,
        ctx: &Ctx,
        register: &Register,
        class: &Class,
        parties: &[Id],
        date: Date,
    ) -> Result<Receivers> {
        let entitled_on = model::entitled_on(register.freeze, date);
        let on_date = guards::belonging(tx, ctx, register, class.holder, parties, date)?;
        let entitled = match entitled_on == date {
            true => on_date.clone(),
            false => guards::belonging(tx, ctx, register, class.holder, parties, entitled_on)?,
        };
        Ok(Receivers {
            date,
            entitled_on,
            on_date,
            entitled,
        })
    }

    /// Refuses as [`issue_shares`] for each line.
    pub(super) fn hold(&self, tx: &mut Tx, ctx: &Ctx, party: Id) -> Result<()> {
        if !self.on_date.contains(&party) {
            // Who lives in a household is alive.
            guards::alive(tx, ctx, party, self.date)?;
            return Err(refused("shares.not_of_the_collective", party));
        }
        if !self.entitled.contains(&party) {
            return Err(Refusal::new("shares.frozen")
                .with("party", party)
                .with("date", self.entitled_on)
                .into());
        }
        Ok(())
    }
}

/// All that was issued against a value, at its face, may not pass the value.
fn covered(
    tx: &mut Tx,
    ctx: &Ctx,
    class: &Class,
    (asset, funding): (Option<Id>, Option<Id>),
    issued: i64,
    date: Date,
) -> Result<()> {
    let face = class
        .face
        .ok_or_else(|| Error::refused("shares.no_face_value"))?;
    let found = match (asset, funding) {
        (Some(asset), _) => store::asset(tx, ctx.org, asset, date)?,
        (None, Some(funding)) => projects::funding(tx, ctx.org, funding)?
            .filter(|line| line.date <= date)
            .map(|line| (line.project, line.amount)),
        (None, None) => None,
    };
    let unknown = || Error::refused("shares.unknown_asset");
    let (project, value) = found.ok_or_else(unknown)?;
    let project = projects::project(tx, ctx.org, project, date)?.ok_or_else(unknown)?;
    if require(tx, ctx, Right::EnterProjects, project.unit).is_err() {
        return Err(unknown());
    }
    let mut used = Fen::ZERO;
    for (other, units) in store::issued_against(tx, ctx.org, asset, funding)? {
        let other = store::class(tx, ctx.org, other)?.ok_or(Error::NotFound)?;
        let worth = model::worth(units, other.face.unwrap_or(Fen::ZERO), other.scale)?;
        used = used.plus(worth)?;
    }
    let wanted = model::worth(issued, face, class.scale)?;
    if used.plus(wanted)? > value {
        return Err(Refusal::new("shares.beyond_valuation")
            .with("value", value)
            .with("left", value.minus(used)?)
            .with("wanted", wanted)
            .into());
    }
    Ok(())
}

/// Posts what was paid in: debit bank, credit share capital.
fn paid_in(
    tx: &mut Tx,
    ctx: &Ctx,
    register: &Register,
    class: &Class,
    paid: Option<Fen>,
    date: Date,
) -> Result<Option<Id>> {
    let Some(paid) = paid else { return Ok(None) };
    let paid = shares::above_zero("paid", paid)?;
    let book = register.money_book;
    let bank = AccountKind::asset(crate::shares::BANK);
    let bank = ledger::account(tx, ctx, book, bank, None)?;
    let capital = ledger::account(tx, ctx, book, AccountKind::debt(super::CAPITAL), None)?;
    let voucher = Voucher {
        book,
        date,
        kind: "share_in",
        source: Some("shares_class"),
        source_id: Some(class.id),
        reverses: None,
        lines: vec![Line::debit(bank, paid), Line::credit(capital, paid)],
    };
    ledger::post(tx, ctx, voucher).map(Some)
}
