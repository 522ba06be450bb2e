//! What stands on the wall: round, period, sums, root, and the lines for whoever has the link.

use crate::plan::LineKey;
use crate::read::{LineFilter, LinePage, LineSort, page};
use crate::round::Case;
use crate::store;
use ::store::Tx;
use kernel::{Date, Error, Id, OrgId, Result};

/// A notice. Names are joined, masked, by the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    pub case: Case,
    pub issue: i64,
    pub from: Date,
    pub to: Date,
    /// Whether its period runs on the day asked for: after it only title, sums and result are shown.
    pub is_open: bool,
    /// Sums over all lines; the lines are a page of them, by village.
    pub page: LinePage,
}

/// The latest issue of a round's notice; `NotFound` where it was never posted.
pub fn notice(
    tx: &mut Tx,
    org: OrgId,
    round: Id,
    today: Date,
    window: (u32, u32),
) -> Result<Notice> {
    let case = store::case(tx, org, round)?.ok_or(Error::NotFound)?;
    let (issue, from, to) = store::last_issue(tx, org, round)?.ok_or(Error::NotFound)?;
    let filter = LineFilter {
        sort: LineSort::Unit,
        ..LineFilter::default()
    };
    let page = page(tx, org, None, round, &filter, window)?;
    Ok(Notice {
        case,
        issue,
        from,
        to,
        is_open: from <= today && today <= to,
        page,
    })
}

/// The part of the notice's link that nobody can guess; a later issue revokes it. Never stored.
pub fn notice_token(tx: &mut Tx, org: OrgId, round: Id) -> Result<String> {
    let (issue, _, _) = store::last_issue(tx, org, round)?.ok_or(Error::NotFound)?;
    let tag = tx.hmac(
        "payout/notice",
        &[
            &org.to_be_bytes(),
            &round.0.to_be_bytes(),
            &issue.to_be_bytes(),
        ],
    );
    Ok(::store::keys::hex(&tag).chars().take(32).collect())
}

/// The round behind a notice's number and token; `NotFound` for a wrong or revoked one.
pub fn notice_by_token(tx: &mut Tx, org: OrgId, number: &str, token: &str) -> Result<Id> {
    let round = store::round_by_number(tx, org, number)?.ok_or(Error::NotFound)?;
    let expected = notice_token(tx, org, round)?;
    is_token(&expected, token)
        .then_some(round)
        .ok_or(Error::NotFound)
}

/// The part of a slip's personal link that nobody can guess; a later issue of the notice revokes it. Never stored.
pub fn slip_token(tx: &mut Tx, org: OrgId, round: Id, key: LineKey) -> Result<String> {
    let (issue, _, _) = store::last_issue(tx, org, round)?.ok_or(Error::NotFound)?;
    let tag = tx.hmac(
        "payout/slip",
        &[
            &org.to_be_bytes(),
            &round.0.to_be_bytes(),
            &key.0,
            &issue.to_be_bytes(),
        ],
    );
    Ok(::store::keys::hex(&tag).chars().take(32).collect())
}

/// The round behind a slip's personal link; `NotFound` for a wrong, revoked or expired one.
pub fn slip_by_token(
    tx: &mut Tx,
    (org, number): (OrgId, &str),
    key: LineKey,
    token: &str,
    today: Date,
) -> Result<Case> {
    let round = store::round_by_number(tx, org, number)?.ok_or(Error::NotFound)?;
    let expected = slip_token(tx, org, round, key)?;
    let case = store::case(tx, org, round)?.ok_or(Error::NotFound)?;
    let (_, to) = case.posted().ok_or(Error::NotFound)?;
    let is_open = today <= to.plus_days(case.flow.slips.link_days);
    (is_token(&expected, token) && is_open)
        .then_some(case)
        .ok_or(Error::NotFound)
}

/// Compared whole, so that the time taken tells nothing of how much was right.
fn is_token(expected: &str, token: &str) -> bool {
    let differs = expected
        .bytes()
        .zip(token.bytes())
        .fold(0, |sum, (a, b)| sum | (a ^ b));
    expected.len() == token.len() && differs == 0
}
