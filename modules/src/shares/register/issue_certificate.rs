//! Writes a certificate of what somebody holds of a class on a day; it replaces the one before.

use super::guards;
use super::store::{self, Certificate};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, Refusal, Result};
use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct IssueCertificate {
    pub class: Id,
    pub holder: Id,
    pub date: Date,
}

impl Input for IssueCertificate {
    const DEED: &'static str = "shares.issue_certificate";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct CertificateIssued {
    pub certificate: Id,
    /// `2026-000017`, from 1 in each register and year.
    pub number: String,
}

/// Refuses, in this order: `shares.before_class`, `shares.nothing_held`, `shares.certificate_is_current`
/// (the last one says the same). Invalid: `date` (`in_the_future`).
pub fn issue_certificate(
    tx: &mut Tx,
    ctx: &Ctx,
    input: IssueCertificate,
) -> Result<CertificateIssued> {
    let (register, class) = guards::class_to_enter(tx, ctx, input.class)?;
    let date = guards::day(ctx, &class, input.date)?;
    let quantity = guards::holding(tx, ctx, &class, input.holder, date)?;
    if quantity == 0 {
        return Err(Error::refused("shares.nothing_held"));
    }
    let last = store::certificates(tx, ctx.org, register.id, input.holder)?
        .into_iter()
        .find(|certificate| certificate.class == class.id);
    if let Some(last) = last.as_ref().filter(|last| last.quantity == quantity) {
        return Err(Refusal::new("shares.certificate_is_current")
            .with("number", &last.number)
            .into());
    }
    let year = date.year();
    let ordinal = store::certificates_in_year(tx, ctx.org, register.id, year)? + 1;
    let certificate = Certificate {
        id: tx.new_id()?,
        number: ledger::model::number(year, ordinal),
        register: register.id,
        class: class.id,
        party: input.holder,
        quantity,
        date,
        replaces: last.map(|last| last.id),
    };
    store::insert_certificate(tx, ctx.org, &certificate)?;
    Ok(CertificateIssued {
        certificate: certificate.id,
        number: certificate.number,
    })
}
