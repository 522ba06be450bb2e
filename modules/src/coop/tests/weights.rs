//! What each measure counts, and which version of a plan holds.

use super::money::{FIRM, adopts, sale, settles, vote, whole};
use super::nets::told;
use super::plans::{part, plan_11233};
use super::world::{date, on_both_engines};
use crate::coop::model::*;
use crate::coop::set_members::MemberLine;
use crate::coop::*;
use crate::shares::coop::{AddMember, SetMemberAccount, add_member, set_member_account};
use kernel::{Fen, Id};
use payout::Vote;

/// (payee, weight) of a part.
fn weights(payees: &[payout::Entitlement], name: &str) -> Vec<(i64, i64)> {
    let own = payees
        .iter()
        .filter_map(|p| Some((p.household.0, *p.measures.get(name)?)));
    own.collect()
}

#[test]
fn every_measure_weighs_what_its_records_say() {
    on_both_engines(1215, |world| {
        let (net, coop, team) = whole(&world);
        for (household, fen) in [(1, 30_000), (3, 10_000), (8, 99_000)] {
            let joins = AddMember {
                coop,
                household: Id(household),
                from: date("2021-01-01"),
                is_farmer: true,
            };
            let member = world.act(joins, add_member).unwrap().member;
            let account = SetMemberAccount {
                member,
                date: date("2021-01-01"),
                contribution: Fen(fen),
                reserve_share: Fen::ZERO,
                subsidy_share: Fen::ZERO,
                document: None,
            };
            world.act(account, set_member_account).unwrap();
        }
        // A member of the team in the household of another member: two people, one payee.
        let six = SetMembers {
            party: team,
            from: date("2022-01-01"),
            members: [40, 41, 50, 51, 60, 61]
                .map(|person| MemberLine {
                    person: Id(person),
                    is_lead: person == 40,
                })
                .to_vec(),
        };
        world.act(six, set_members).unwrap();
        let of = |party, by| Plan {
            parts: vec![
                part(party, "一", 40, by),
                part(PartyKind::Coop, "二", 60, By::OwnBook),
            ],
        };
        let period = (date("2022-01-01"), date("2022-06-30"));
        let told = |party, by| {
            let plan = of(party, by);
            plan.check().unwrap();
            let found = world.read(move |tx| read::payees(tx, 1, (net, period, i64::MAX), &plan));
            weights(&found, &measure_name(party, by))
        };
        let households = PartyKind::Households;
        assert_eq!(
            told(households, By::Land),
            [(1, 2600), (2, 1400), (3, 1000)]
        );
        assert_eq!(told(households, By::Heads), [(1, 2), (2, 2), (3, 2)]);
        assert_eq!(told(households, By::Equally), [(1, 1), (2, 1), (3, 1)]);
        // Who is in the co-op and not in the net has no part in its contract.
        assert_eq!(told(households, By::Shares), [(1, 30_000), (3, 10_000)]);
        assert_eq!(told(households, By::Held), []);
        assert_eq!(
            told(households, By::Kilograms),
            [(1, 3_000_000), (2, 1_500_000), (3, 500_000)]
        );
        assert_eq!(
            told(PartyKind::FamilyFarm, By::Land),
            [(1, 2600), (2, 1400), (3, 1000)]
        );
        assert_eq!(told(PartyKind::Team, By::Equally), [(4, 2), (5, 2), (6, 2)]);
        assert_eq!(
            told(PartyKind::Team, By::Minutes),
            [(4, 480), (5, 300), (6, 450)]
        );
        assert_eq!(told(PartyKind::Firm, By::Equally), [(FIRM.0, 1)]);
        // What is held goes to an account, and the rest of the money follows the plan.
        let held = of(households, By::Held).division();
        assert_eq!(held.accounts(), [HELD, COOP_SHARE]);
    });
}

#[test]
fn a_plan_has_versions_and_the_one_of_the_last_day_holds() {
    on_both_engines(1216, |world| {
        let (net, _, _) = whole(&world);
        let adopt = |from: &str, plan: Plan| AdoptPlan {
            from: date(from),
            plan,
            ..adopts(net)
        };
        let mut other = plan_11233();
        other.parts[0].share.numerator = 20;
        other.parts[4].share.numerator = 20;
        world
            .act(adopt("2022-05-01", other.clone()), adopt_plan)
            .unwrap();
        let on = |day: &'static str| {
            let found =
                world.read(move |tx| store::plans::in_force(tx, 1, net, date(day), i64::MAX));
            found.map(|version| version.plan.parts[0].share.numerator)
        };
        assert_eq!(
            (on("2020-12-31"), on("2022-04-30"), on("2022-05-01")),
            (None, Some(10), Some(20))
        );
        let early = adopt("2022-04-01", plan_11233());
        assert!(told(world.act(early, adopt_plan)).starts_with("refused net.later_change"));
        let lost = AdoptPlan {
            vote: Vote {
                in_favour: 4,
                against: 5,
                ..vote()
            },
            ..adopt("2022-06-01", plan_11233())
        };
        assert_eq!(
            told(world.act(lost, adopt_plan)),
            "refused net.voted_down in_favour=4 present=9"
        );
        // A settled period keeps the plan by which it was settled.
        world
            .act(sale(net, 1_000_000, 800, "2022-06-20"), sell)
            .unwrap();
        world.act(settles(net), settle).unwrap();
        let late = adopt("2022-06-30", plan_11233());
        assert!(told(world.act(late, adopt_plan)).starts_with("refused net.settled"));
        world
            .act(adopt("2022-07-01", plan_11233()), adopt_plan)
            .unwrap();
    });
}
