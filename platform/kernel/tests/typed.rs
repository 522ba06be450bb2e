//! What people type into spreadsheets: dates, money, counts, areas.

use kernel::date::{Precision, date_from_excel_serial, parse_date_loose};
use kernel::text::{
    MoneyUnit, hex, parse_area_mu, parse_count, parse_money, parse_money_signed, unhex,
};
use kernel::{Date, Fen};
use proptest::prelude::*;

#[test]
fn dates_are_read_as_people_write_them() {
    for (text, expected) in [
        ("2022-07-31", "2022-07-31 day separated"),
        ("2022/7/31", "2022-07-31 day separated"),
        ("2022.7.31", "2022-07-31 day separated"),
        ("２０２２．７．３１", "2022-07-31 day separated"),
        ("20220731", "2022-07-31 day digits"),
        ("2022年6月5日", "2022-06-05 day chinese"),
        ("2022 年 6 月 5 日", "2022-06-05 day chinese"),
        ("2022年06月05号", "2022-06-05 day chinese"),
        ("2022-07-31 00:00:00", "2022-07-31 day separated"),
        ("2022-07-31T08:30:00", "2022-07-31 day separated"),
        ("2022.6", "2022-06-01 month separated_month"),
        ("2022-06", "2022-06-01 month separated_month"),
        ("2022.10", "2022-10-01 month separated_month"),
        ("2022.1", "2022-01-01 month dotted_month_1_or_10"),
        ("202206", "2022-06-01 month digits_month"),
        ("2022年6月", "2022-06-01 month chinese_month"),
        ("2022年6月份", "2022-06-01 month chinese_month"),
        ("2018年", "2018-01-01 year year_alone"),
        ("2018", "2018-01-01 year year_alone"),
        ("2018年底", "2018-12-31 year_end year_end"),
        ("2018年末", "2018-12-31 year_end year_end"),
        ("2020-02-29", "2020-02-29 day separated"),
        ("", "empty"),
        ("　", "empty"),
        ("2022年左右", "not_exact"),
        ("2022-02-30", "no_such_day"),
        ("202213", "no_such_day"),
        ("22.6", "not_a_date"),
        ("7/31/2022", "not_a_date"),
        ("44773", "not_a_date"),
        ("2022-07/31", "not_a_date"),
        ("0022-07-31", "not_a_date"),
        ("2022-7-301", "not_a_date"),
        ("长期", "not_a_date"),
        ("月年", "not_a_date"),
    ] {
        let told = match parse_date_loose(text) {
            Ok(read) => format!("{} {} {}", read.date, read.precision.as_str(), read.rule),
            Err(fault) => fault.code().to_owned(),
        };
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn spreadsheet_serials_skip_the_day_that_never_was() {
    for (serial, is_1904, expected) in [
        (1, false, Some("1900-01-01")),
        (59, false, Some("1900-02-28")),
        (60, false, None),
        (61, false, Some("1900-03-01")),
        (44_773, false, Some("2022-07-31")),
        (43_311, true, Some("2022-07-31")),
        (0, true, Some("1904-01-01")),
        (0, false, None),
        (-1, true, None),
        (2_958_465, false, Some("9999-12-31")),
        (2_957_003, true, Some("9999-12-31")),
        (2_958_466, false, None),
    ] {
        let date = date_from_excel_serial(serial, is_1904);
        assert_eq!(date.map(|d| d.to_string()).as_deref(), expected, "{serial}");
    }
}

#[test]
fn precision_is_stored_by_name() {
    for precision in [
        Precision::Day,
        Precision::Month,
        Precision::Year,
        Precision::YearEnd,
    ] {
        let name = precision.as_str();
        assert_eq!(
            serde_json::to_string(&precision).unwrap(),
            format!("\"{name}\"")
        );
        assert_eq!(name.parse(), Ok(precision));
        assert!(precision.locale_key().starts_with("date-of-"));
    }
}

fn money(text: &str, unit: MoneyUnit) -> String {
    match parse_money(text, unit) {
        Ok(read) => format!("{} {}", read.value, read.rule),
        Err(fault) => fault.code().to_owned(),
    }
}

#[test]
fn money_is_exact_and_a_written_unit_goes_first() {
    for (text, expected) in [
        ("170万元", "1,700,000.00 ten_thousand_yuan_written"),
        ("1,700,000.00元", "1,700,000.00 yuan_written"),
        // As it is copied from a page.
        ("1,700,000.00\u{2060}元", "1,700,000.00 yuan_written"),
        ("￥17.5 万", "175,000.00 ten_thousand_yuan_written"),
        ("¥120", "120.00 yuan_by_column"),
        ("１２０．５", "120.50 yuan_by_column"),
        ("人民币120元整", "120.00 yuan_written"),
        ("0", "0.00 yuan_by_column"),
        ("10.030000", "10.03 yuan_by_column"),
        ("1.2亿元", "120,000,000.00 hundred_million_yuan_written"),
        ("0.000001万元", "0.01 ten_thousand_yuan_written"),
        ("0.0000001万元", "money_below_fen"),
        ("10.035", "money_below_fen"),
        ("-5", "money_negative"),
        ("(5.00)", "money_negative"),
        ("--5", "not_money"),
        ("170余万元", "not_exact"),
        ("", "empty"),
        ("元", "not_money"),
        ("1,70", "not_money"),
        ("1700,000", "not_money"),
        (".5", "not_money"),
        ("1.5.2", "not_money"),
        ("1e6", "not_money"),
        ("约定", "not_exact"),
        ("99999999999999999999", "money_too_large"),
    ] {
        assert_eq!(money(text, MoneyUnit::Yuan), expected, "{text}");
    }
    assert_eq!(
        money("170", MoneyUnit::TenThousandYuan),
        "1,700,000.00 ten_thousand_yuan_by_column"
    );
    assert_eq!(
        money("170元", MoneyUnit::TenThousandYuan),
        "170.00 yuan_written"
    );
}

#[test]
fn money_below_zero_is_read_where_it_is_asked_for() {
    for (text, fen) in [
        ("-5", -500),
        ("(5.00)", -500),
        ("￥-5", -500),
        ("－５", -500),
        ("5", 500),
    ] {
        let read = parse_money_signed(text, MoneyUnit::Yuan).unwrap();
        assert_eq!(read.value, Fen(fen), "{text}");
    }
    assert!(parse_money_signed("(-5)", MoneyUnit::Yuan).is_err());
}

#[test]
fn counts_and_areas_are_whole_in_their_unit() {
    let count = |text| parse_count(text).map(|r| r.value).map_err(|f| f.code());
    for (text, expected) in [
        ("43", Ok(43)),
        ("43户", Ok(43)),
        ("75 人", Ok(75)),
        ("131人次", Ok(131)),
        ("1,234", Ok(1234)),
        ("43.0", Ok(43)),
        ("４３", Ok(43)),
        ("43.5", Err("count_not_whole")),
        ("-1", Err("count_negative")),
        ("70余", Err("not_exact")),
        ("三", Err("not_a_count")),
        ("", Err("empty")),
    ] {
        assert_eq!(count(text), expected, "{text}");
    }
    let area = |text| parse_area_mu(text).map(|r| r.value).map_err(|f| f.code());
    for (text, expected) in [
        ("2.35", Ok(235)),
        ("50亩", Ok(5000)),
        ("50.10 亩", Ok(5010)),
        ("2.355", Err("area_below_centimu")),
        ("667平方米", Err("area_not_in_mu")),
        ("667m2", Err("area_not_in_mu")),
        ("-2", Err("area_negative")),
        ("一亩", Err("not_an_area")),
    ] {
        assert_eq!(area(text), expected, "{text}");
    }
}

#[test]
fn a_fault_goes_to_its_cell() {
    let error = parse_count("三").unwrap_err().at("B7");
    assert_eq!(
        (error.field.as_ref(), error.code.as_ref()),
        ("B7", "not_a_count")
    );
}

#[test]
fn hexadecimal_comes_back() {
    assert_eq!(hex(&[0, 255, 16]), "00ff10");
    assert_eq!(unhex("00FF10"), Some([0, 255, 16]));
    for text in ["00ff1", "00ff1g", "00ff1000", "+0ff10", "中"] {
        assert_eq!(unhex::<3>(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn money_shown_is_money_read(fen in 0_i64..i64::MAX) {
        let read = parse_money(&Fen(fen).to_string(), MoneyUnit::Yuan);
        prop_assert_eq!(read.map(|r| r.value), Ok(Fen(fen)));
    }

    #[test]
    fn a_date_shown_is_the_date_read(days in 0_i64..100_000) {
        let date = Date::new(1900, 1, 1).unwrap().plus_days(days);
        let read = parse_date_loose(&date.to_string()).unwrap();
        prop_assert_eq!((read.date, read.precision), (date, Precision::Day));
    }

    #[test]
    fn no_text_breaks_a_reader(text in "\\PC{0,24}") {
        let _ = parse_date_loose(&text);
        let _ = parse_money(&text, MoneyUnit::Yuan);
        let _ = parse_count(&text);
        let _ = parse_area_mu(&text);
        let _ = kernel::code::IdentityNumber::parse(&text);
        let _ = kernel::code::CreditCode::parse(&text);
        let _ = kernel::code::Phone::parse(&text);
        let _ = kernel::code::DivisionCode::parse(&text);
        let _ = kernel::pinyin::sort_key(&text);
        let _ = kernel::mask::name(&text);
    }
}

#[test]
fn where_a_day_is_asked_for_a_month_is_none() {
    let day = Date::new(2026, 1, 3);
    for (typed, read) in [
        ("2026-01-03", day),
        ("2026-1-3", day),
        (" 2026/1/3 ", day),
        ("2026.1.3", day),
        ("20260103", day),
        ("２０２６年１月３日", day),
        ("26-1-3", None),
        ("2026-2-30", None),
        ("2026-1", None),
        ("2026年1月", None),
        ("2026", None),
        ("明天", None),
    ] {
        assert_eq!(kernel::date::parse_day(typed).ok(), read, "{typed}");
    }
}
