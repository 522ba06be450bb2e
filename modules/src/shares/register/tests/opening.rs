//! What is opened and certified, once.

use super::stories::{class, issue, peopled, register, told};
use crate::shares::register::model::{Holder, Management};
use crate::shares::register::*;
use crate::shares::tests::world::{TOWN, VILLAGES, date, on_both_engines};
use kernel::Error;

#[test]
fn a_certificate_says_what_is_held_and_replaces_the_last() {
    on_both_engines(906, |world| {
        peopled(&world);
        let book = register(&world, Management::Dynamic, None);
        let class = class(&world, book, Holder::Person);
        world
            .act(issue(class, 50, 1_000, "2019-02-01"), issue_shares)
            .unwrap();
        let certify = |holder, day: &str| IssueCertificate {
            class,
            holder: Id(holder),
            date: date(day),
        };
        let first = world
            .act(certify(50, "2019-03-01"), issue_certificate)
            .unwrap();
        assert_eq!(first.number, "2019-000001");
        assert_eq!(
            told(world.act(certify(50, "2019-03-02"), issue_certificate)),
            "refused shares.certificate_is_current number=2019-000001"
        );
        assert_eq!(
            told(world.act(certify(51, "2019-03-02"), issue_certificate)),
            "refused shares.nothing_held"
        );
        world
            .act(issue(class, 50, 1, "2019-04-01"), issue_shares)
            .unwrap();
        let second = world
            .act(certify(50, "2019-05-01"), issue_certificate)
            .unwrap();
        let kept = world
            .read(move |tx| store::certificate(tx, 1, second.certificate))
            .unwrap();
        assert_eq!(
            (kept.number.as_str(), kept.quantity, kept.replaces),
            ("2019-000002", 1_001, Some(first.certificate))
        );
    });
}

#[test]
fn registers_and_classes_are_opened_once() {
    on_both_engines(907, |world| {
        let book = register(&world, Management::Dynamic, None);
        let again = OpenRegister {
            unit: VILLAGES[0],
            name: "又一本".into(),
            entity: "张李新村股份经济合作社".into(),
            management: Management::Dynamic,
            freeze: None,
            from: date("2019-01-01"),
            money_book: None,
        };
        assert_eq!(
            told(world.act(again.clone(), open_register)),
            "refused shares.register_exists entity=张李新村股份经济合作社"
        );
        let undated = OpenRegister {
            unit: TOWN,
            management: Management::Static,
            ..again
        };
        assert_eq!(
            told(world.act(undated, open_register)),
            "invalid freeze:required"
        );
        class(&world, book, Holder::Collective);
        let twice = OpenClass {
            register: book,
            kind: "collective".into(),
            name: "collective股".into(),
            holder: Holder::Collective,
            scale: 1,
            face: None,
            is_transferable: false,
            is_redeemable: false,
            from: date("2019-01-01"),
        };
        assert_eq!(
            told(world.act(twice.clone(), open_class)),
            "refused shares.class_exists name=collective股"
        );
        let finer = OpenClass {
            name: "现金股".into(),
            ..twice.clone()
        };
        assert_eq!(
            told(world.act(finer, open_class)),
            "refused shares.scale_differs scale=1000",
            "a register adds its classes"
        );
        let unknown = OpenClass {
            kind: "golden".into(),
            ..twice
        };
        assert!(matches!(
            world.act(unknown, open_class),
            Err(Error::Invalid(_))
        ));
    });
}
