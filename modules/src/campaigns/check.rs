//! What an audit asks of campaigns: that each finding is bound as its case says, and that each draw is the one that was promised.

use super::sample;
use super::store::{self, findings};
use ::store::Tx;
use ::store::audit::Problem;
use kernel::{Id, OrgId, Result};

/// Findings read at once.
const PART: i64 = 1_000;

/// `campaign_finding_differs`: village, day, item or round of a finding are not those of its case. `campaign_finding_unbound`: a
/// case is about an item of a campaign and counts in none. `campaign_draw_differs`: a seed is not the one whose SHA-256 was shown.
pub fn check(tx: &mut Tx, org: OrgId) -> Result<Vec<Problem>> {
    let mut problems = Vec::new();
    let mut after = Id(0);
    loop {
        let part = findings::bound(tx, org, after, PART)?;
        let Some(last) = part.last() else { break };
        after = last.case;
        for bound in &part {
            let is_same = bound.unit == bound.case_unit
                && bound.date == bound.case_date
                && Some(&bound.code) == bound.case_code.as_ref();
            let is_of_round = match (bound.round_first, bound.round_last) {
                (Some(first), Some(last)) => first <= bound.date && bound.date <= last,
                _ => bound.round == 0,
            };
            let is_inspection = bound.found_how.as_deref() == Some("inspection");
            if !is_same || !is_of_round || (bound.round > 0 && !is_inspection) {
                problems.push(of_case("campaign_finding_differs", &bound.number));
            }
        }
    }
    for number in findings::unbound(tx, org)? {
        problems.push(of_case("campaign_finding_unbound", &number));
    }
    for campaign in store::campaigns(tx, org)? {
        for kept in store::rounds(tx, org, campaign.id)? {
            let is_other =
                |(_, seed): &(kernel::Date, String)| sample::commitment(seed) != kept.commitment;
            if kept.drawn.as_ref().is_some_and(is_other) {
                problems.push(Problem {
                    code: "campaign_draw_differs",
                    place: format!("campaigns_draw {} {}", campaign.name, kept.round.place),
                    seq: 0,
                });
            }
        }
    }
    Ok(problems)
}

fn of_case(code: &'static str, number: &str) -> Problem {
    Problem {
        code,
        place: format!("campaigns_finding {number}"),
        seq: 0,
    }
}
