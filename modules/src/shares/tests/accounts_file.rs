//! A list of payees' accounts in a file: whose each row is, what is wrong with it, and what is only unusual.

use super::world::{VILLAGES, World, on_both_engines};
use crate::people::tags;
use ::store::values;
use ::web::rounds::accounts::plan::{Plan, plan, read_list};
use kernel::Id;
use payout::bank::accounts::{Provenance, Unusual};
use payout::bank::{ImportAccounts, import_accounts};
use testkit::cast;

const IDENTITY: &str = "11010519491231002X";
const CARD: &str = "6228480402564890018";

fn planned(world: &World, rows: &[&str]) -> Plan {
    let head = "序号,村,户编号,户主姓名,身份证号,户名,银行卡号,开户行";
    let file = format!("{head}\n{}\n", rows.join("\n")).into_bytes();
    let ctx = world.ctx.clone();
    world.read(move |tx| {
        let table = read_list(&file, "一卡通.csv").unwrap();
        plan(
            tx,
            &ctx,
            &[crate::shares::web::source()],
            &table,
            "农村商业银行",
        )
    })
}

/// Household 1 has somebody whose identity number is known; households 4 and 9 are of one village and one head's name.
fn peopled(world: &World) {
    world.households(9, 9);
    world.prepare(&world.ctx, |tx, ctx| {
        let tag = tags::identity(tx, ctx.org, IDENTITY);
        tx.insert(
            "people_search (org, person, household, membership, unit, name, pinyin, initials, identity_tag, relation)",
            values![ctx.org, 10, 1, 10, VILLAGES[1], "某", "mou", "m", tag.to_vec(), "head"],
        )?;
        tx.execute(
            "update people_household_search set head_name = '同名' where org = $1 and household in (4, 9)",
            &values![ctx.org],
        )
        .map(drop)
    });
}

#[test]
fn a_row_finds_its_household_by_number_by_identity_or_by_name_within_its_village() {
    on_both_engines(31, |world| {
        peopled(&world);
        let third = cast::person(3).name;
        let rows = [
            format!("1,,0002,,,,{CARD},"),
            format!("2,,,,{IDENTITY},陶谷源,6228480402564890026,邮储银行"),
            format!("3,后赵村,,{third},,,6228480402564890034,"),
        ];
        let plan = planned(&world, &rows.each_ref().map(String::as_str));
        assert_eq!(plan.problems, []);
        assert_eq!((plan.added, plan.set_aside), (3, 0));
        let told: Vec<_> = plan
            .lines
            .iter()
            .map(|l| (l.payee.0, l.unit, l.holder.clone(), l.bank.as_str()))
            .collect();
        let second = cast::person(2).name;
        assert_eq!(
            told,
            [
                (2, VILLAGES[2], second.to_owned(), "农村商业银行"),
                (1, VILLAGES[1], "陶谷源".to_owned(), "邮储银行"),
                (3, VILLAGES[3], third.to_owned(), "农村商业银行"),
            ]
        );
        // Who is not the head of the household holds the account: told, and taken in all the same.
        let odd: Vec<_> = plan.unusual.iter().map(|u| (u.0, u.3.clone())).collect();
        assert!(odd.contains(&(3, vec![Unusual::Holder])), "{odd:?}");
    });
}

#[test]
fn each_fault_of_a_row_of_accounts_is_named_by_its_cell() {
    on_both_engines(32, |world| {
        peopled(&world);
        let rows = [
            format!("1,,0099,,,,{CARD},"),
            format!("2,,0002,别人,,,{CARD},"),
            "3,,0002,,,,6228480402564890000,".to_owned(),
            "4,,0002,,,,6.22848E+18,".to_owned(),
            "5,,0002,,,,1234567,".to_owned(),
            format!("6,东陈村,,同名,,,{CARD},"),
            format!("7,张李新村,,没有的人,,,{CARD},"),
            format!("8,别的村,,没有的人,,,{CARD},"),
            format!("9,,,,,,{CARD},"),
            format!("10,,0002,,{IDENTITY},,{CARD},"),
            format!("11,,0002,,,,{CARD},"),
            format!("12,,0002,,,,{CARD},"),
            "13,,0003,,,,,".to_owned(),
        ];
        let found = planned(&world, &rows.each_ref().map(String::as_str));
        let mut told: Vec<String> = found
            .problems
            .iter()
            .map(|p| format!("{} {}", p.cell(), p.code))
            .collect();
        told.sort();
        let mut expected = [
            "C2 account_unknown_payee",
            "D3 roster_head_differs",
            "G4 destroyed_by_excel",
            "G5 destroyed_by_excel",
            "G6 account_malformed",
            "D7 account_several_payees",
            "D8 account_unknown_payee",
            "B9 account_unknown_village",
            "G10 account_nobody_named",
            "E11 account_identity_differs",
            "C13 account_payee_twice",
            "G14 empty",
        ];
        expected.sort_unstable();
        assert_eq!(told, expected);
        assert_eq!((found.added, found.set_aside), (1, 12));
        let ctx = world.ctx.clone();
        // Without a bank a row cannot go out.
        let file = format!("户编号,账号\n0003,{CARD}\n").into_bytes();
        let without = world.read(move |tx| {
            let table = read_list(&file, "名单.csv").unwrap();
            plan(tx, &ctx, &[crate::shares::web::source()], &table, "")
        });
        assert_eq!(without.set_aside, 1);
    });
}

#[test]
fn the_same_file_again_brings_nothing_and_a_later_one_what_differs() {
    on_both_engines(33, |world| {
        peopled(&world);
        let rows = [
            format!("1,,0002,,,,{CARD},"),
            "2,,0003,,,,6228480402564890026,".to_owned(),
            "3,,0007,,,,6228480402564890034,".to_owned(),
        ];
        let rows = rows.each_ref().map(String::as_str);
        let first = planned(&world, &rows);
        let input = ImportAccounts {
            file_tag: "00".into(),
            mapping: "[]".into(),
            provenance: Provenance::BankList,
            document: None,
            stand: first.stand,
            added: first.added,
            changed: 0,
            unchanged: 0,
            missing: 0,
            set_aside: 0,
        };
        let taken = world
            .act(input, move |tx, ctx, input| {
                import_accounts(tx, ctx, input, first.lines)
            })
            .unwrap();
        // What waits takes nothing from a list.
        let again = planned(&world, &rows);
        assert_eq!((again.added, again.changed, again.unchanged), (3, 0, 0));
        world.prepare(&world.ctx, move |tx, ctx| {
            let seq = tx.seq()?;
            tx.insert(
                "payout_account_list_decision (org, id, seq, date, outcome, user_id)",
                values![ctx.org, taken.list, seq, ctx.today(), "confirmed", 9],
            )
        });
        let again = planned(&world, &rows);
        assert_eq!((again.added, again.changed, again.unchanged), (0, 0, 3));
        assert_eq!(again.lines, []);
        let later = ["1,,0002,,,,6228480402564890042,", rows[1]];
        let later = planned(&world, &later);
        assert_eq!((later.added, later.changed, later.unchanged), (0, 1, 1));
        assert_eq!(later.lines[0].payee, Id(2));
        // Of another village than those of the list nobody is missed.
        assert!(later.missing.len() <= 1 && !later.missing.contains(&Id(2)));
    });
}

#[test]
fn an_identity_number_beyond_ones_scope_is_neither_told_nor_passed_over() {
    on_both_engines(34, |world| {
        peopled(&world);
        let rows = [
            // Of nobody; of somebody in household 1; of the household itself.
            format!("1,,0002,,110101194912310016,,{CARD},"),
            format!("2,,0003,,{IDENTITY},,6228480402564890026,"),
            format!("3,,0001,,{IDENTITY},,6228480402564890034,"),
        ];
        let rows = rows.each_ref().map(String::as_str);
        let told = |plan: &Plan| -> Vec<(i64, Vec<Unusual>)> {
            let lines = plan.lines.iter();
            lines
                .map(|line| (line.payee.0, line.unusual.clone()))
                .collect()
        };
        let whole = planned(&world, &rows);
        let codes: Vec<&str> = whole.problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["account_identity_differs"]);
        assert_eq!(told(&whole), [(2, vec![Unusual::Identity]), (1, vec![])]);
        // To who has not the village of household 1 its number is like one of nobody.
        world.prepare(&world.ctx, |tx, ctx| {
            tx.execute(
                "update people_search set unit = $2 where org = $1",
                &values![ctx.org, Id(987_654)],
            )
            .map(drop)
        });
        let part = planned(&world, &rows[..2]);
        assert_eq!(part.problems, []);
        let identity = || vec![Unusual::Identity];
        assert_eq!(told(&part), [(2, identity()), (3, identity())]);
    });
}
