//! Lists, searches and readings on both engines, by those who may and those who may not.

use super::world::*;
use crate::people::pages_data::{self, Filter, Order};
use crate::people::read_unmasked::{ReadUnmasked, read_unmasked, unmasked};
use crate::people::search_number::{PER_HOUR, Wanted, search_number};
use kernel::{Error, Id, Result};
use store::CommandKey;
use testkit::cast;

const LIST: &str = "户编号,行政村,姓名,证件号码,与户主关系,户类型,联系电话\n\
    H1,斗虎屯村,张守田,%0,户主,脱贫户,13800012345\n\
    H1,斗虎屯村,李秋禾,%1,配偶,脱贫户,\n\
    H3,斗虎屯村,赵麦香,%3,户主,一般农户,\n\
    H2,张李新村,王石桥,%2,户主,脱贫户,\n";

fn names(world: &World, user: Id, filter: Filter) -> String {
    let ctx = world.by(user);
    world.query(move |tx| {
        let page = pages_data::people(tx, &ctx, &filter, 50)?;
        let names: Vec<String> = page.rows.into_iter().map(|row| row.name).collect();
        Ok(format!("{} {}", page.count, names.join(" ")))
    })
}

fn numbers(world: &World, user: Id, filter: Filter) -> String {
    let ctx = world.by(user);
    world.query(move |tx| {
        let page = pages_data::households(tx, &ctx, &filter, 50)?;
        let numbers: Vec<String> = page.rows.into_iter().map(|row| row.number).collect();
        Ok(numbers.join(" "))
    })
}

fn text(text: &str) -> Filter {
    Filter {
        text: Some(text.into()),
        ..Filter::default()
    }
}

#[test]
fn people_are_found_by_name_pinyin_and_initials() {
    on_both(|world| {
        world.import(CLERK, LIST, "2022-07-31").unwrap();
        assert_eq!(
            names(world, CLERK, Filter::default()),
            "4 李秋禾 王石桥 张守田 赵麦香"
        );
        for (typed, found) in [
            ("张守", "1 张守田"),
            ("zst", "1 张守田"),
            ("z", "2 张守田 赵麦香"),
            ("zhangsh", "1 张守田"),
            ("zhang shou", "1 张守田"),
            ("ZHAOMAI", "1 赵麦香"),
            ("马", "0 "),
        ] {
            assert_eq!(names(world, CLERK, text(typed)), found, "{typed}");
        }
    });
}

#[test]
fn lists_are_sorted_filtered_and_paged_within_the_scope() {
    on_both(|world| {
        world.import(CLERK, LIST, "2022-07-31").unwrap();
        let by = |order| Filter {
            order,
            ..Filter::default()
        };
        assert_eq!(numbers(world, CLERK, by(Order::Number)), "H1 H2 H3");
        assert_eq!(numbers(world, CLERK, by(Order::Name)), "H2 H1 H3");
        assert_eq!(numbers(world, CLERK, by(Order::Village)), "H1 H3 H2");
        let relieved = Filter {
            status: Some("relieved".into()),
            order: Order::Number,
            ..Filter::default()
        };
        assert_eq!(numbers(world, CLERK, relieved), "H1 H2");
        assert_eq!(numbers(world, CLERK, text("H3")), "H3");
        assert_eq!(
            numbers(
                world,
                CLERK,
                Filter {
                    unit: Some(OTHER_VILLAGE),
                    ..Filter::default()
                }
            ),
            "H2"
        );
        // A village clerk sees his village, whatever he asks for.
        assert_eq!(numbers(world, VILLAGE_CLERK, by(Order::Number)), "H1 H3");
        assert_eq!(
            numbers(
                world,
                VILLAGE_CLERK,
                Filter {
                    unit: Some(OTHER_VILLAGE),
                    ..Filter::default()
                }
            ),
            ""
        );
        assert_eq!(names(world, VILLAGE_CLERK, text("王")), "0 ");
        let ctx = world.by(CLERK);
        let paged = world.query(move |tx| {
            let mut filter = Filter::default();
            let mut seen = Vec::new();
            loop {
                let page = pages_data::people(tx, &ctx, &filter, 1)?;
                seen.extend(page.rows.iter().map(|row| row.name.clone()));
                let Some(last) = page.rows.last().filter(|_| page.has_more) else {
                    return Ok(seen.join(" "));
                };
                filter.after = Some((last.key.clone(), last.id));
            }
        });
        assert_eq!(paged, "李秋禾 王石桥 张守田 赵麦香");
    });
}

fn search(
    world: &World,
    user: Id,
    number: &str,
    name: Option<&str>,
    unit: Option<Id>,
) -> Result<usize> {
    let ctx = world.by(user);
    let wanted = Wanted {
        number: number.to_owned(),
        name: name.map(str::to_owned),
        unit,
    };
    let (of, by) = (wanted.clone(), ctx.clone());
    let input = world.db.read(move |tx| of.input(tx, &by))?;
    let found = world.db.act(
        &ctx,
        CommandKey::fresh(&ctx),
        input,
        move |tx, ctx, input| search_number(tx, ctx, input, &wanted),
    );
    found.map(|found| found.people.len())
}

#[test]
fn a_search_by_number_needs_a_name_or_a_village_and_is_counted() {
    on_both(|world| {
        world.import(CLERK, LIST, "2022-07-31").unwrap();
        let number = cast::person(0).identity;
        let last_four = &number[14..];
        assert_eq!(search(world, CLERK, &number, None, Some(VILLAGE)), Ok(1));
        assert_eq!(
            search(world, CLERK, &number.to_lowercase(), Some("张"), None),
            Ok(1)
        );
        assert_eq!(search(world, CLERK, last_four, Some("张守田"), None), Ok(1));
        assert_eq!(
            search(world, CLERK, last_four, None, Some(OTHER_VILLAGE)),
            Ok(0)
        );
        assert_eq!(
            search(world, CLERK, &number, None, None),
            Err(Error::refused("people.search_needs_name_or_village"))
        );
        assert_eq!(
            search(world, VILLAGE_CLERK, &number, None, Some(OTHER_VILLAGE)),
            Err(Error::Forbidden)
        );
        assert!(matches!(
            search(world, CLERK, "12345", Some("张"), None),
            Err(Error::Invalid(_))
        ));
        for _ in 4..PER_HOUR {
            search(world, CLERK, last_four, Some("张"), None).unwrap();
        }
        let Err(Error::Refused(refusal)) = search(world, CLERK, &number, Some("张"), None) else {
            panic!()
        };
        assert_eq!(refusal.code, "people.search_too_often");
        world.clock.advance_hours(2);
        assert_eq!(search(world, CLERK, &number, Some("张"), None), Ok(1));
    });
}

#[test]
fn what_is_masked_is_read_with_a_reason_within_ones_scope() {
    on_both(|world| {
        world.import(CLERK, LIST, "2022-07-31").unwrap();
        let id = |name: &'static str| {
            let ctx = world.by(CLERK);
            world
                .db
                .read(move |tx| Ok(pages_data::people(tx, &ctx, &text(name), 1)?.rows[0].id))
                .unwrap()
        };
        let (zhang, wang) = (id("张守田"), id("王石桥"));
        let ctx = world.by(VILLAGE_CLERK);
        let masked = {
            let ctx = ctx.clone();
            world
                .db
                .read(move |tx| pages_data::person(tx, &ctx, zhang))
                .unwrap()
        };
        assert_eq!(masked.phone.as_deref(), Some("138****2345"));
        assert_eq!(
            masked.identity,
            Some(kernel::mask::identity(&cast::person(0).identity))
        );
        let read = |person: Id, reason: &str| {
            let input = ReadUnmasked {
                person,
                reason: reason.into(),
            };
            world
                .db
                .act(&ctx, CommandKey::fresh(&ctx), input, read_unmasked)
        };
        read(zhang, "verify").unwrap();
        assert!(matches!(read(zhang, "curious"), Err(Error::Invalid(_))));
        assert_eq!(read(wang, "verify"), Err(Error::NotFound));
        let by = ctx.clone();
        let record = world.db.read(move |tx| unmasked(tx, &by, zhang)).unwrap();
        assert_eq!(record.phone.as_deref(), Some("13800012345"));
    });
}
