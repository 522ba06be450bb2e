//! What the wall shows: a notice and its roster, names masked.

use super::super::facts::*;
use super::super::source::{Sources, source_of};
use super::{round, unit_name};
use ::store::Tx;
use kernel::{Date, Error, Fen, Id, OrgId, Result, mask};

/// What the public may know of a posted round, with its proof.
pub(in crate::rounds) fn public(
    tx: &mut Tx,
    sources: &Sources,
    org: OrgId,
    round_id: Id,
    today: Date,
) -> Result<Public> {
    let told = public_briefly(tx, sources, org, round_id, today)?;
    let notice = payout::notice(tx, org, round_id, today, (0, 0))?;
    let proof = payout::notice_proof(tx, &notice.case)?;
    let checkpoint = format!("{}:{}", proof.seq, kernel::text::hex(&proof.hash));
    Ok(Public {
        checkpoint: Some(checkpoint),
        proof: Some(proof),
        ..told
    })
}

/// As [`public`], without a proof: a list signs nothing.
pub(in crate::rounds) fn public_briefly(
    tx: &mut Tx,
    sources: &Sources,
    org: OrgId,
    round_id: Id,
    today: Date,
) -> Result<Public> {
    let notice = payout::notice(tx, org, round_id, today, (0, 0))?;
    let told = round(tx, sources, &notice.case)?;
    let sums = told.sums.ok_or(Error::NotFound)?;
    let body = access::create_org::org(tx, org, today)?;
    Ok(Public {
        title: told.title,
        org: body.as_ref().map(|o| o.name.clone()).unwrap_or_default(),
        unit: told.unit,
        project: told.project,
        entity: told.entity,
        year: told.year,
        ordinal: told.ordinal,
        pool: told.pool,
        sums,
        from: notice.from,
        to: notice.to,
        stage: told.stage,
        phone: body.and_then(|o| o.supervision_phone),
        objections: payout::wrong::objection_counts(tx, org, round_id)?,
        checked: notice.case.checked(),
        rule: told.rule,
        root: told.root,
        checkpoint: None,
        proof: None,
    })
}

/// A page of the public roster, names masked, and how many lines there are.
pub(in crate::rounds) fn public_lines(
    tx: &mut Tx,
    sources: &Sources,
    org: OrgId,
    round_id: Id,
    today: Date,
    (from, limit): (u32, u32),
) -> Result<(Vec<PublicLine>, i64)> {
    let notice = payout::notice(tx, org, round_id, today, (from, limit))?;
    let source = source_of(sources, &notice.case.round.source)?;
    let each = notice.case.calculated().and_then(|plan| plan.per_weight);
    let mut out = Vec::with_capacity(notice.page.lines.len());
    for (view, number) in notice.page.lines.iter().zip(i64::from(from) + 1..) {
        let head = (source.household)(tx, org, view.line.payee.household)?
            .map(|h| h.head)
            .unwrap_or_default();
        // The standard of one head, or of the household where it counts as one.
        let heads = if notice.case.round.basis == payout::Basis::PerHousehold {
            1
        } else {
            view.line.payee.heads
        };
        let standard = each.map(|each| Fen(each.saturating_mul(view.line.weight) / heads.max(1)));
        out.push(PublicLine {
            number,
            village: unit_name(tx, view.line.payee.unit)?,
            masked: mask::name(&head),
            class: view.line.payee.class.clone(),
            heads: view.line.payee.heads,
            standard,
            weight: view.line.weight,
            amount: Fen(view.line.net()),
        });
    }
    Ok((out, notice.page.count))
}
