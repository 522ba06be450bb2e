//! The share register of one village's collective: member shares by head, a collective share, one transfer,
//! one certificate. Entered after the dividends, as a village brings its ledger into the program.

use super::office::Office;
use super::stage::{Stage, day};
use kernel::{Error, Fen, Id, Result};
use modules::people;
use modules::shares::register::model::{Holder, Management};
use modules::shares::register::*;

const VILLAGE: &str = "371502104268";
const ENTITY: &str = "张李新村股份经济合作社";
/// Household numbers: who transfers, and to whom.
const GIVES: &str = "37150210400002";
const TAKES: &str = "37150210400001";
const RESOLUTION: &str = "成员（代表）大会决议〔2019〕示例1号";

pub fn play(stage: &Stage, office: &Office) -> Result<()> {
    stage.on(day(2022, 7, 30)?);
    let accountant = stage.by(office.org, office.accountant);
    let found = stage
        .db
        .read(|tx| access::units::unit_by_code(tx, VILLAGE))?;
    let unit = found.ok_or_else(|| missing("the village of the register"))?;
    let from = day(2019, 1, 1)?;
    let input = OpenRegister {
        unit: unit.id,
        name: format!("{ENTITY}股权登记簿"),
        entity: ENTITY.into(),
        management: Management::Static,
        freeze: Some(day(2018, 12, 31)?),
        from,
        money_book: None,
    };
    let register = stage.act(&accountant, input, open_register)?.register;
    let mut classes = Vec::new();
    for (kind, name, holder) in [
        ("member", "成员股", Holder::Person),
        ("collective", "集体股", Holder::Collective),
    ] {
        let input = OpenClass {
            register,
            kind: kind.into(),
            name: name.into(),
            holder,
            scale: 1000,
            face: Some(Fen(100_000)),
            is_transferable: holder == Holder::Person,
            is_redeemable: false,
            from,
        };
        classes.push((stage.act(&accountant, input, open_class)?.class, holder));
    }
    // A share for each member; the collective keeps ten.
    let issued_on = day(2019, 1, 20)?;
    for (class, holder) in &classes {
        let shares = if *holder == Holder::Person { 1 } else { 10 };
        let input = IssuePerHead {
            class: *class,
            date: issued_on,
            against: Against::Resolution,
            quantity: shares * 1000,
            document: Some(RESOLUTION.into()),
        };
        stage.act(&accountant, input, issue_per_head)?;
    }
    let member = classes.first().map(|(class, _)| *class);
    let class = member.ok_or_else(|| missing("a class of members"))?;
    let (gives, takes) = (head(stage, office, GIVES)?, head(stage, office, TAKES)?);
    let input = TransferShares {
        class,
        from: gives,
        to: takes,
        quantity: 500,
        date: day(2021, 5, 10)?,
        document: Some("股权转让协议（示例）".into()),
    };
    stage.act(&accountant, input, transfer_shares)?;
    let input = IssueCertificate {
        class,
        holder: takes,
        date: day(2022, 7, 30)?,
    };
    stage.act(&accountant, input, issue_certificate).map(drop)
}

fn head(stage: &Stage, office: &Office, number: &'static str) -> Result<Id> {
    let (org, on) = (office.org, day(2021, 5, 10)?);
    let members = stage.db.read(move |tx| {
        let household = people::find_household(tx, org, number)?.ok_or(Error::NotFound)?;
        people::members(tx, org, household, on)
    })?;
    let head = members.first().map(|member| member.person);
    head.ok_or_else(|| missing("a household of the register"))
}

fn missing(what: &str) -> Error {
    Error::Internal(format!("the demonstration lacks {what}"))
}
