//! Units: imported, compared, changed one by one, taken back.

use crate::common::{on_both, refused};
use access::import_units::preview_units;
use access::imports::{import, import_with_tag, imports};
use access::reverse_units::{Rests, ReverseUnits, reverse_units};
use access::unit_deeds::*;
use access::units::{self, UnitRow};
use kernel::Id;

use crate::stage::*;

#[test]
fn units_are_imported_compared_moved_and_taken_back() {
    on_both(|world| {
        let first = load(world, tree(), "2018-01-01").unwrap();
        assert_eq!((first.added, first.set_aside), (7, 0));
        assert_eq!(
            refused(load(world, tree(), "2018-01-01")),
            "access.import_changes_nothing"
        );
        let (township, village) = (unit(world, "371502104000"), unit(world, "371502104268"));
        let path = world
            .db
            .read(move |tx| units::ancestors(tx, village))
            .unwrap();
        let names: Vec<&str> = path.iter().map(|u| u.name.as_str()).collect();
        assert_eq!(
            names,
            ["山东省", "聊城市", "东昌府区", "斗虎屯镇", "张李新村"]
        );
        let found = |words: &'static str| -> Vec<String> {
            let found = world
                .db
                .read(move |tx| units::search(tx, Some(township), words, 20))
                .unwrap();
            found.into_iter().map(|unit| unit.name).collect()
        };
        assert_eq!(found("张李"), ["张李新村"]);
        assert_eq!(found("hou liu"), ["后刘村"]);
        assert_eq!(found("houliu"), ["后刘村"]);
        assert_eq!(found("3715021042").len(), 2);
        assert_eq!(
            world
                .db
                .read(|tx| units::search(tx, None, "蒋官屯", 20))
                .unwrap()
                .len(),
            1
        );
        assert_eq!(world.db.read(units::roots).unwrap().len(), 1);

        let mut later = tree();
        later[5].name = "后刘社区".into();
        later.remove(4);
        later.push(UnitRow {
            row: 9,
            code: "371502104301".into(),
            level: "村".into(),
            ..later[4].clone()
        });
        later[6].name = "新设村".into();
        later[6].parent = "371502104000".into();
        later[4].name = "后刘社区".into();
        let shown = later.clone();
        let plan = world.db.read(move |tx| preview_units(tx, &shown)).unwrap();
        assert_eq!(
            plan.missing
                .iter()
                .map(|u| u.name.as_str())
                .collect::<Vec<_>>(),
            ["张李新村"]
        );
        assert_eq!((plan.added.len(), plan.changed.len()), (1, 1), "{plan:?}");
        let second = load(world, later, "2022-01-01").unwrap();
        caches_hold(world);
        let reverse = |import: Id, rests: &'static [Rests]| {
            world.act(&world.ctx, ReverseUnits { import }, move |tx, ctx, i| {
                reverse_units(tx, ctx, i, rests)
            })
        };
        assert_eq!(
            refused(reverse(first.import, &[])),
            "access.units_changed_since"
        );
        reverse(second.import, &[]).unwrap();
        assert_eq!(
            refused(reverse(second.import, &[])),
            "access.import_already_reversed"
        );
        assert_eq!(unit(world, "371502104201"), unit(world, "371502104201"));
        let back = world
            .db
            .read(|tx| units::unit_by_code(tx, "371502104201"))
            .unwrap()
            .unwrap();
        assert_eq!(back.name, "后刘村");
        assert_eq!(
            world
                .db
                .read(|tx| units::unit_by_code(tx, "371502104301"))
                .unwrap(),
            None
        );
        caches_hold(world);
        let list = world.db.read(|tx| imports(tx, 0, "units")).unwrap();
        assert_eq!(list.len(), 3);
        assert_eq!(list[0].reverses, Some(second.import));
        let tag = list[2].file_tag.clone();
        assert_eq!(
            world
                .db
                .read(move |tx| import_with_tag(tx, 0, "units", &tag))
                .unwrap(),
            Some(first.import)
        );
        assert_eq!(
            world
                .db
                .read(move |tx| import(tx, 0, first.import))
                .unwrap()
                .unwrap()
                .added,
            7
        );
        assert_eq!(refused(reverse(list[0].id, &[])), "access.not_an_import");
    });
}

#[test]
fn what_rests_on_units_keeps_them() {
    on_both(|world| {
        let made = load(world, tree(), "2018-01-01").unwrap().import;
        const SQL: &str =
            "select cast(count(*) as bigint) from access_unit u where u.org = 0 and u.import = $1";
        let reverse = |rests: &'static [Rests]| {
            let input = ReverseUnits { import: made };
            world.act(&world.ctx, input, move |tx, ctx, i| {
                reverse_units(tx, ctx, i, rests)
            })
        };
        assert_eq!(
            refused(reverse(&[Rests {
                what: "units",
                sql: SQL
            }])),
            "access.units_in_use"
        );
        reverse(&[]).unwrap();
        assert_eq!(world.db.read(units::roots).unwrap(), vec![]);
        caches_hold(world);
    });
}

#[test]
fn a_unit_is_added_renamed_moved_and_closed_from_a_day_on() {
    on_both(|world| {
        load(world, tree(), "2018-01-01").unwrap();
        let (city, town) = (unit(world, "371500000000"), unit(world, "371502010000"));
        let village = unit(world, "371502104268");
        let from = day("2021-05-01");
        let add = AddUnit {
            code: "371571000000".into(),
            level: "county".into(),
            name: "聊城经济技术开发区".into(),
            parent: Some(city),
            valid_from: from,
        };
        let zone = world.act(&world.ctx, add.clone(), add_unit).unwrap();
        assert_eq!(
            refused(world.act(&world.ctx, add, add_unit)),
            "access.code_taken"
        );
        world
            .act(
                &world.ctx,
                MoveUnit {
                    unit: town,
                    parent: zone,
                    valid_from: from,
                },
                move_unit,
            )
            .unwrap();
        caches_hold(world);
        let path = world.db.read(move |tx| units::ancestors(tx, town)).unwrap();
        assert!(path.iter().any(|u| u.id == zone) && path.iter().all(|u| u.name != "东昌府区"));
        let back = MoveUnit {
            unit: zone,
            parent: town,
            valid_from: from,
        };
        assert_eq!(
            refused(world.act(&world.ctx, back, move_unit)),
            "access.parent_not_above"
        );
        let rename = RenameUnit {
            unit: village,
            name: "张李村".into(),
            valid_from: from,
        };
        world.act(&world.ctx, rename, rename_unit).unwrap();
        let early = RenameUnit {
            unit: village,
            name: "李村".into(),
            valid_from: day("2020-01-01"),
        };
        assert_eq!(
            refused(world.act(&world.ctx, early, rename_unit)),
            "access.later_change_stands"
        );
        let future = RenameUnit {
            unit: village,
            name: "李村".into(),
            valid_from: day("2024-01-01"),
        };
        assert_eq!(
            refused(world.act(&world.ctx, future, rename_unit)),
            "invalid valid_from:in_the_future"
        );
        let with_children = CloseUnit {
            unit: city,
            valid_to: from,
        };
        assert_eq!(
            refused(world.act(&world.ctx, with_children, close_unit)),
            "access.unit_has_children"
        );
        world
            .act(
                &world.ctx,
                CloseUnit {
                    unit: village,
                    valid_to: day("2022-03-01"),
                },
                close_unit,
            )
            .unwrap();
        let closed = world
            .db
            .read(move |tx| units::unit(tx, village))
            .unwrap()
            .unwrap();
        assert_eq!(closed.closed, Some(day("2022-03-01")));
        let parent = closed.parent.unwrap();
        assert_eq!(
            world
                .db
                .read(move |tx| units::children(tx, parent))
                .unwrap()
                .len(),
            1
        );
        caches_hold(world);
    });
}
