//! What a dishonest hand could put into a round, and the named check that catches it.

use super::*;
use ::store::values;
use payout::crosscheck::Agreement;
use payout::{Counted, Entitlement, crosscheck};
use std::collections::BTreeMap;

/// A project with money, ten households with fifteen people, three people in office, a round in draft.
fn drafted(world: &World) -> Id {
    world.households(10, 15);
    let project = world.project();
    world.roster(project, 10);
    let income = RecordIncome {
        project,
        year: 2021,
        date: date("2021-12-20"),
        amount: Fen(17_000_001),
        document: None,
    };
    world.act(income, record_income).unwrap();
    world.clock.set(date("2022-01-04"));
    people_and_rules(world);
    let scope = world.scope(ACCOUNTANT);
    let at = AsOf::on(date("2022-01-04"));
    let book = world.read(move |tx| read::project(tx, &scope, at, project));
    draft(world, project, book.project.book)
}

/// Lays the plan out with what somebody did to the roster on the way.
fn calculated(world: &World, round: Id, bend: fn(&mut Vec<Entitlement>)) {
    let input = payout::CalculateRound { round };
    by(world, ACCOUNTANT, input, move |tx, ctx, input| {
        let roster = |tx: &mut Tx, round: &payout::Round| {
            let mut payees = entitlements::of_round(tx, round)?;
            bend(&mut payees);
            Ok(payees)
        };
        let counted = crate::shares::web::source().witness.counted;
        payout::calculate_round_knowing(tx, ctx, input, roster, counted)
    });
}

/// Which checks say what.
fn said(world: &World, round: Id) -> BTreeMap<&'static str, Agreement> {
    let report = world.read(move |tx| {
        let case = payout::read::case(tx, 1, round)?;
        crosscheck(tx, &case, &crate::shares::web::source().witness)
    });
    report
        .checks
        .iter()
        .map(|check| (check.code, check.agreement))
        .collect()
}

fn differing(world: &World, round: Id) -> Vec<&'static str> {
    let all = said(world, round);
    let differs = all.iter().filter(|(_, is)| **is == Agreement::Differs);
    differs.map(|(code, _)| *code).collect()
}

fn shown(world: &World, round: Id) {
    let shown = payout::DisplayPlan {
        round,
        date: date("2022-01-04"),
    };
    by(world, ACCOUNTANT, shown, payout::display_plan);
}

#[test]
fn an_honest_round_agrees_in_every_check_that_applies() {
    on_both_engines(61, |world| {
        let round = drafted(&world);
        calculated(&world, round, |_| {});
        let all = said(&world, round);
        for code in [
            "register_total",
            "households_known",
            "units_total",
            "persons_once",
        ] {
            assert_eq!(all[code], Agreement::Agrees, "{code}");
        }
        assert_eq!(all["shares_total"], Agreement::DoesNotApply);
        assert_eq!(all["declared_total"], Agreement::Waits);
        assert_eq!(all["lines_paid_exactly"], Agreement::Waits);
        // Nobody of this township has a number: all are counted and listed.
        let report = world.read(move |tx| {
            let case = payout::read::case(tx, 1, round)?;
            crosscheck(tx, &case, &crate::shares::web::source().witness)
        });
        assert_eq!((report.persons, report.without), (15, 15));
        assert_eq!(report.without_number.len(), 15);
    });
}

#[test]
fn an_invented_household_is_not_known_and_not_on_the_roster() {
    on_both_engines(62, |world| {
        let round = drafted(&world);
        calculated(&world, round, |payees| {
            let mut ghost = payees[0].clone();
            ghost.household = Id(9_999);
            payees.push(ghost);
        });
        assert_eq!(
            differing(&world, round),
            ["households_known", "register_total"]
        );
    });
}

#[test]
fn a_household_in_another_village_is_told_by_its_village() {
    on_both_engines(63, |world| {
        let round = drafted(&world);
        calculated(&world, round, |payees| payees[0].unit = VILLAGES[4]);
        let found = differing(&world, round);
        assert_eq!(found, ["register_total", "units_total"]);
    });
}

/// Gives two persons one identity number.
fn same_number(world: &World, persons: [i64; 2]) {
    world.prepare(&world.ctx, move |tx, ctx| {
        for person in persons {
            let household = person / 10;
            tx.insert(
                "people_search (org, person, household, membership, unit, name, pinyin, initials, identity_tag, \
                 relation)",
                values![
                    ctx.org,
                    person,
                    household,
                    person,
                    VILLAGES[household as usize % 5],
                    "某人",
                    "mou ren",
                    "mr",
                    vec![7_u8; 32],
                    "head"
                ],
            )?;
        }
        Ok(())
    });
}

#[test]
fn one_person_in_two_villages_counts_once_or_not_at_all() {
    on_both_engines(64, |world| {
        let round = drafted(&world);
        same_number(&world, [20, 70]);
        let input = payout::CalculateRound { round };
        let refused = world.act(input, |tx, ctx, input| {
            let counted = crate::shares::web::source().witness.counted;
            payout::calculate_round_knowing(tx, ctx, input, entitlements::of_round, counted)
        });
        assert_eq!(
            refused.unwrap_err().to_string(),
            "refused payout.person_twice household=2 other=7"
        );
        // Whoever slips him in behind the deed is found by the mark.
        calculated_with(&world, round, |tx, round, payees| {
            let mut all = (crate::shares::web::source().witness.counted)(tx, round, payees)?;
            all.retain(|one| one.household != Id(7));
            Ok(all)
        });
        assert_eq!(differing(&world, round), [""; 0]);
        world.prepare(&world.ctx, move |tx, ctx| {
            let seq = tx.seq()?;
            let sql = "select mark from payout_mark where org = $1 and mark is not null limit 1";
            let mark: Vec<u8> = tx.query_one(sql, &values![ctx.org])?.get(0)?;
            tx.insert(
                "payout_mark (org, round, place, seq, household, mark)",
                values![ctx.org, round, 99, seq, 7, mark],
            )
        });
        assert_eq!(differing(&world, round), ["persons_once"]);
    });
}

fn calculated_with(
    world: &World,
    round: Id,
    counted: fn(&mut Tx, &payout::Round, &[Entitlement]) -> Result<Vec<Counted>>,
) {
    let input = payout::CalculateRound { round };
    by(world, ACCOUNTANT, input, move |tx, ctx, input| {
        payout::calculate_round_knowing(tx, ctx, input, entitlements::of_round, counted)
    });
}

#[test]
fn marks_of_one_person_in_two_rounds_have_nothing_in_common() {
    on_both_engines(65, |world| {
        let first = drafted(&world);
        same_number(&world, [20, 21]);
        let marks = |round: Id| {
            calculated_with(&world, round, |_, _, _| {
                Ok(vec![Counted {
                    household: Id(2),
                    person: Id(20),
                    tag: Some(vec![7; 32]),
                }])
            });
            world.read(move |tx| {
                let sql = "select mark from payout_mark where org = 1 and round = $1";
                tx.query_one(sql, &values![round])?.get::<Vec<u8>>(0)
            })
        };
        let one = marks(first);
        let case = world.read(move |tx| payout::read::case(tx, 1, first));
        let second = draft(&world, case.round.source_id, case.round.book);
        assert_ne!(one, marks(second));
    });
}

#[test]
fn a_line_that_is_short_paid_and_a_line_that_was_slipped_in_are_found() {
    on_both_engines(66, |world| {
        let round = drafted(&world);
        calculated(&world, round, |_| {});
        shown(&world, round);
        approved(&world, round);
        let all = said(&world, round);
        assert_eq!(all["declared_total"], Agreement::Agrees);
        assert_eq!(all["lines_paid_exactly"], Agreement::Agrees);
        let scope = Scope {
            right: Right::ViewRounds,
            ..world.scope(ACCOUNTANT)
        };
        let page =
            world.read(move |tx| payout::lines(tx, &scope, round, &Default::default(), (0, 100)));
        let first = page.lines[0].line.clone();
        let short = first.net() - 1;
        world.prepare(&world.ctx, move |tx, ctx| {
            let seq = tx.seq()?;
            tx.insert(
                "payout_payment (org, round, leaf_key, attempt, seq, state, date, method, amount, voucher)",
                values![ctx.org, round, first.key.0, 1, seq, "paid", "2022-01-21", "cash", short, 1],
            )
        });
        assert_eq!(differing(&world, round), ["lines_paid_exactly"]);
        let other = page.lines[1].line.clone();
        world.prepare(&world.ctx, move |tx, ctx| {
            let seq = tx.seq()?;
            tx.insert(
                "payout_line (org, round, leaf_key, seq, household, unit, class, heads, shares, weight, gross, tax, \
                 commitment)",
                values![
                    ctx.org, round, vec![1_u8; 16], seq, 9_999, other.payee.unit, &other.payee.class, 1, 0, 1,
                    other.gross, 0, vec![0_u8; 32]
                ],
            )
        });
        assert_eq!(
            differing(&world, round),
            [
                "declared_total",
                "households_known",
                "lines_paid_exactly",
                "register_total",
                "units_total"
            ]
        );
    });
}
