//! One cell at a time: as it is written, as it is understood.

use super::*;
use crate::grid::{RawCell, number_text};
use crate::value::parse;

fn check(kind: Kind, cases: &[(&str, &str)]) {
    for (written, expected) in cases {
        let cell = match written.strip_prefix("num:") {
            Some(number) => RawCell::Number(number.parse().unwrap()),
            None => RawCell::Text((*written).to_owned()),
        };
        let got = match parse(&cell, kind, None, false) {
            Err(fault) => format!("!{}", fault.code),
            Ok((CellValue::Text(text), _)) => text,
            Ok((CellValue::Date(date, precision), _)) => format!("{date} {precision:?}"),
            Ok((CellValue::Money(fen), _)) => fen.0.to_string(),
            Ok((CellValue::Number(number), _)) => number.to_string(),
            Ok((CellValue::BasisPoints(points), _)) => format!("{points}bp"),
        };
        assert_eq!(got, *expected, "{kind:?} of {written}");
    }
}

#[test]
fn a_number_is_shown_as_excel_shows_it() {
    for (number, shown) in [
        (0.1 + 0.2, "0.3"),
        (1234.56, "1234.56"),
        (-0.05, "-0.05"),
        (0.0, "0"),
        (371502104268.0, "371502104268"),
        (43.0, "43"),
        (1e-7, "0.0000001"),
        (371502198101011234.0, "371502198101011000"),
    ] {
        assert_eq!(number_text(number), shown);
    }
}

#[test]
fn an_identity_number_destroyed_by_excel_is_named() {
    check(
        Kind::Identity,
        &[
            ("num:371502198101011234", "!destroyed_by_excel"),
            ("3.71502E+17", "!destroyed_by_excel"),
            ("371502198101011000", "!destroyed_by_excel"),
            ("37150219810101123x", "37150219810101123X"),
            ("３７１５０２１９８１０１０１１２３４", "371502198101011234"),
            ("371502 19810101 1234\u{200e}", "371502198101011234"),
            ("num:371502810101123", "371502810101123"),
            ("#N/A", "!cell_error"),
        ],
    );
}

#[test]
fn a_date_is_read_in_every_way_it_is_written() {
    check(
        Kind::Date,
        &[
            ("num:44713", "2022-06-01 Day"),
            ("44713", "2022-06-01 Day"),
            ("2022.6", "2022-06-01 Month"),
            ("num:2022.6", "2022-06-01 Month"),
            ("num:2022.1", "!month_unclear"),
            ("2022.10", "2022-10-01 Month"),
            ("202206", "2022-06-01 Month"),
            ("num:202206", "2022-06-01 Month"),
            ("2022年6月", "2022-06-01 Month"),
            ("2022年6月1日", "2022-06-01 Day"),
            ("2022/6/1", "2022-06-01 Day"),
            ("２０２２－０６－０１", "2022-06-01 Day"),
            ("20220601", "2022-06-01 Day"),
            ("2022-06-01 00:00:00", "2022-06-01 Day"),
            ("2022年", "2022-01-01 Year"),
            ("2022", "2022-01-01 Year"),
            ("2022-02-30", "!no_such_day"),
            ("202213", "!no_such_day"),
            ("6/1/22", "!not_a_date"),
            ("长期", "!not_a_date"),
        ],
    );
}

#[test]
fn money_is_exact_in_fen_whatever_its_unit() {
    check(
        Kind::Money(MoneyUnit::Yuan),
        &[
            ("1,700,000.00", "170000000"),
            ("num:0.3", "30"),
            ("num:1234.56", "123456"),
            ("５００元", "50000"),
            ("¥12.5", "1250"),
            ("170万元", "170000000"),
            ("-3.20", "-320"),
            ("(3.20)", "-320"),
            ("0.005", "!money_below_fen"),
            ("1,5", "!not_money"),
            ("免", "!not_money"),
            (".", "!not_money"),
            ("99999999999999999999999", "!money_too_large"),
        ],
    );
    check(
        Kind::Money(MoneyUnit::TenThousandYuan),
        &[("170", "170000000"), ("0.000001", "1"), ("500元", "50000")],
    );
}

#[test]
fn counts_and_percentages_are_whole_numbers() {
    check(
        Kind::Count,
        &[
            ("3", "3"),
            ("num:75", "75"),
            ("4人", "4"),
            ("1,200户", "1200"),
            ("3.0", "3"),
            ("3.5", "!count_not_whole"),
            ("-1", "!count_negative"),
            ("三", "!not_a_count"),
        ],
    );
    check(
        Kind::Integer,
        &[("-12", "-12"), ("12.5", "!not_a_whole_number")],
    );
    check(
        Kind::Percent,
        &[
            ("4.35%", "435bp"),
            ("num:0.0435", "435bp"),
            ("4.35", "435bp"),
            ("4.355%", "!below_one_basis_point"),
            ("低", "!not_a_percentage"),
        ],
    );
}
