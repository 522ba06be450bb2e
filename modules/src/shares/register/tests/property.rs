//! Whatever is tried, lawful or not, the books agree.

use super::stories::{class, issue, peopled, register, transfer};
use crate::shares::register::model::{Holder, Management};
use crate::shares::register::*;
use crate::shares::tests::world::{date, on_both_engines};
use kernel::Id;

#[test]
fn whatever_is_tried_the_holders_add_up_to_what_was_issued() {
    on_both_engines(908, |world| {
        peopled(&world);
        let book = register(&world, Management::Dynamic, None);
        let class = class(&world, book, Holder::Person);
        let dice = testkit::SeededRng::new(908);
        let mut held = std::collections::BTreeMap::<i64, i64>::new();
        let (mut lawful, mut refused) = (0, 0);
        for step in 0..60 {
            // 50 to 151 of village 0, and person 10 who lives elsewhere.
            let who = |n: u64| [50, 51, 100, 101, 150, 151, 10][n as usize];
            let (from, to) = (who(dice.below(7)), who(dice.below(7)));
            let quantity = 1 + dice.below(900) as i64;
            let day = format!("2019-{:02}-{:02}", 2 + step / 28, 1 + step % 28);
            let before = held.clone();
            let done = match dice.below(4) {
                0 | 1 => {
                    *held.entry(to).or_default() += quantity;
                    world
                        .act(issue(class, to, quantity, &day), issue_shares)
                        .map(drop)
                }
                2 => {
                    *held.entry(from).or_default() -= quantity;
                    *held.entry(to).or_default() += quantity;
                    world
                        .act(transfer(class, from, to, quantity, &day), transfer_shares)
                        .map(drop)
                }
                _ => {
                    *held.entry(from).or_default() -= quantity;
                    let input = RedeemShares {
                        class,
                        holder: Id(from),
                        quantity,
                        date: date(&day),
                        money: None,
                        document: None,
                    };
                    world.act(input, redeem_shares).map(drop)
                }
            };
            match done {
                Ok(()) => lawful += 1,
                Err(_) => {
                    held = before;
                    refused += 1;
                }
            }
            assert!(
                held.values().all(|units| *units >= 0),
                "step {step} was let through"
            );
        }
        held.retain(|_, units| *units != 0);
        let state = world.read(move |tx| register_as_of(tx, 1, book, date("2019-12-31"), i64::MAX));
        let mut found = std::collections::BTreeMap::new();
        for person in state.households.iter().flat_map(|h| &h.persons) {
            found.insert(person.person.0, person.quantity);
        }
        assert_eq!(found, held);
        assert_eq!(state.classes[0].issued, held.values().sum::<i64>());
        assert!(
            lawful > 10 && refused > 10,
            "{lawful} lawful, {refused} refused"
        );
        assert!(world.read(|tx| check(tx, 1)).is_empty());
        assert!(world.read(|tx| ledger::check(tx, 1)).is_empty());
    });
}
