//! Papers say the same on a page and in a file, and a file opens.

use super::{Paper, files};
use crate::i18n::{Lang, Words};
use crate::rounds::samples::{self, papers};
use kernel::Fen;
use sheets::{Column, Kind, Limits, Spec};

/// What the rows of a file say, read as any file is that people bring back.
fn opened(bytes: &[u8], header: &'static [&'static str]) -> String {
    let columns = [Column::new("first", header, Kind::Text).required()];
    let table = sheets::read_table(bytes, "x.xlsx", &Spec::new(&columns), &Limits::default());
    let table = table.unwrap();
    let told = |row: &sheets::Row| row.cells.iter().map(|c| c.raw.clone()).collect::<Vec<_>>();
    table
        .rows
        .iter()
        .flat_map(told)
        .collect::<Vec<_>>()
        .join(" ")
}

#[test]
fn a_voucher_is_in_balance_and_names_who_stands_for_it() {
    let words = Words::new(Lang::ZhCn);
    let paper: Paper = papers::paper(words);
    let sum = |of: fn(&super::Entry) -> Fen| paper.entries.iter().map(|e| of(e).0).sum::<i64>();
    assert_eq!(sum(|e| e.debit), sum(|e| e.credit));
    let file = files::voucher(words, &paper, Some("12:ab")).unwrap();
    let file = opened(&file, &["科目"]);
    let page = samples::samples(Lang::ZhCn).unwrap();
    let page = &page
        .iter()
        .find(|(name, _)| *name == "rounds-voucher-paper")
        .unwrap()
        .1;
    let seen = [
        "记账凭证",
        "2022-000017",
        "孟庆禾",
        "路长顺",
        "申有粮",
        "13,599.96",
    ];
    for told in seen {
        assert!(page.contains(told), "{told}");
    }
    for told in ["未分配收益", "应付分红", "分配登账"] {
        assert!(
            page.contains(told) && file.contains(told),
            "{told} in {file}"
        );
    }
}

#[test]
fn a_list_of_payments_has_a_sum_for_each_village_and_room_to_sign() {
    let page = samples::samples(Lang::ZhCn).unwrap();
    let page = &page
        .iter()
        .find(|(name, _)| *name == "rounds-payroll")
        .unwrap()
        .1;
    assert_eq!(page.matches("小计").count(), 5, "a table for each village");
    assert!(page.contains("领款人签字") && page.contains("class=\"paper wide\""));
}

#[test]
fn the_file_of_all_vouchers_opens() {
    let words = Words::new(Lang::ZhCn);
    let papers = [papers::paper(words)];
    let all = files::vouchers(words, "FH-2022-0005", &papers).unwrap();
    assert!(opened(&all, &["科目"]).contains("2022-000017"));
}
