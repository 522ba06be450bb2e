//! Codes from outside: the vectors of GB 11643 and GB 32100, and what spreadsheets do to them.

use kernel::Date;
use kernel::code::{
    CreditCode, DivisionCode, IdentityFault, IdentityNumber, IdentitySource, Level, Phone, Sex,
    TownshipKind,
};

fn identity(text: &str) -> Result<String, IdentityFault> {
    IdentityNumber::parse(text).map(|number| number.as_str().to_owned())
}

#[test]
fn an_identity_number_is_read_as_people_write_it() {
    for text in [
        "11010519491231002X",
        "11010519491231002x",
        " 110105 19491231 002X ",
        "'11010519491231002X",
        "１１０１０５１９４９１２３１００２Ｘ",
        "G11010519491231002X",
        "11010519491231002X43",
        "110105491231002",
    ] {
        assert_eq!(identity(text), Ok("11010519491231002X".into()), "{text}");
    }
}

#[test]
fn an_identity_number_tells_birth_sex_and_form() {
    let read = |text| IdentityNumber::parse(text).unwrap();
    let number = read("11010519491231002X");
    assert_eq!(number.birth_date(), Date::new(1949, 12, 31).unwrap());
    assert_eq!(number.sex(), Sex::Female);
    assert_eq!(number.issued_in(), "110105");
    assert_eq!(number.last_four(), "002X");
    assert_eq!(number.source(), IdentitySource::Card);
    assert_eq!(read("110105491231002").source(), IdentitySource::Legacy);
    assert_eq!(read("110105491231001").sex(), Sex::Male);
    assert_eq!(
        read("G11010519491231002X").source(),
        IdentitySource::Student
    );
    assert_eq!(
        read("11010519491231002X43").source(),
        IdentitySource::Disability { kind: 4, grade: 3 }
    );
}

#[test]
fn an_identity_number_destroyed_by_excel_is_named_as_such() {
    for text in [
        "371502198101011000",
        "3.71502E+17",
        "3.7150219810101E+17",
        "3.71502e17",
        "３.71502E+17",
        "11010519491231000000",
    ] {
        assert_eq!(
            identity(text),
            Err(IdentityFault::DestroyedByExcel),
            "{text}"
        );
    }
}

#[test]
fn a_number_that_ends_000_is_destroyed_even_where_its_check_is_right() {
    let numbers = (1..=28).map(|day| format!("371502198101{day:02}1000"));
    let (right, wrong): (Vec<_>, Vec<_>) =
        numbers.partition(|number| IdentityNumber::parse_typed(number).is_ok());
    assert!(!right.is_empty() && right.len() < wrong.len());
    for number in right.iter().chain(&wrong) {
        assert_eq!(
            identity(number),
            Err(IdentityFault::DestroyedByExcel),
            "{number}"
        );
    }
    for number in &wrong {
        let typed = IdentityNumber::parse_typed(number);
        assert_eq!(typed, Err(IdentityFault::DestroyedByExcel), "{number}");
    }
}

#[test]
fn a_fault_is_told_apart_and_coded() {
    use IdentityFault::*;
    for (text, fault, code) in [
        ("", Empty, "identity_empty"),
        ("　", Empty, "identity_empty"),
        (
            "1101051949",
            WrongLength { found: 10 },
            "identity_wrong_length",
        ),
        (
            "1101051949123100212",
            WrongLength { found: 19 },
            "identity_wrong_length",
        ),
        (
            "G110105491231002",
            WrongLength { found: 16 },
            "identity_wrong_length",
        ),
        ("1101**********002X", BadCharacter, "identity_bad_character"),
        ("1101051949123100X2", BadCharacter, "identity_bad_character"),
        (
            "11010519491231002X93",
            BadCharacter,
            "identity_bad_character",
        ),
        (
            "身份证号码不知道也没有人知道的呀是",
            WrongLength { found: 17 },
            "identity_wrong_length",
        ),
        (
            "11010519491331002X",
            BadBirthDate,
            "identity_bad_birth_date",
        ),
        (
            "11010519490229002X",
            BadBirthDate,
            "identity_bad_birth_date",
        ),
        (
            "110105194912310021",
            WrongCheck { expected: 'X' },
            "identity_wrong_check",
        ),
    ] {
        assert_eq!(identity(text), Err(fault), "{text}");
        assert_eq!(fault.code(), code);
        assert_eq!(fault.at("identity").code, code);
    }
    let error = WrongCheck { expected: 'X' }.at("row-3");
    assert_eq!(error.args, [("expected".into(), "X".to_owned())]);
}

#[test]
fn one_wrong_digit_is_always_seen() {
    let right = "11010519491231002X";
    for at in 0..17 {
        for digit in b'0'..=b'9' {
            let mut text = right.as_bytes().to_vec();
            text[at] = digit;
            let text = String::from_utf8(text).unwrap();
            assert_eq!(identity(&text).is_ok(), text == right, "{text}");
        }
    }
}

#[test]
fn an_identity_number_does_not_slip_into_a_log() {
    let number = IdentityNumber::parse("11010519491231002X").unwrap();
    assert_eq!(format!("{number:?}"), "IdentityNumber(11*************02X)");
}

#[test]
fn a_credit_code_with_a_wrong_check_is_a_warning() {
    for (text, expected, is_right) in [
        ("91350100M000100Y43", '3', true),
        ("91512081MA62K0260E", 'E', true),
        ("91512081ma62k0260e", 'E', true),
        ("91350100M000100Y44", '3', false),
    ] {
        let code = CreditCode::parse(text).unwrap();
        assert_eq!(code.expected_check(), expected, "{text}");
        assert_eq!(code.check_is_right(), is_right, "{text}");
    }
    for (text, fault) in [
        ("", "credit_code_empty"),
        ("91350100M000100Y4", "credit_code_wrong_length"),
        ("91350100I000100Y43", "credit_code_bad_character"),
    ] {
        assert_eq!(CreditCode::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn phones_are_read_leniently_and_mobiles_strictly() {
    let mobile = |n: &str| Ok(Phone::Mobile(n.to_owned()));
    let other = |n: &str| Ok(Phone::Other(n.to_owned()));
    for (text, read) in [
        ("13800001234", mobile("13800001234")),
        ("138 0000-1234", mobile("13800001234")),
        ("+86 13800001234", mobile("13800001234")),
        ("8613800001234", mobile("13800001234")),
        ("１９９００００1234", mobile("19900001234")),
        ("0635-8261234", other("0635-8261234")),
        ("（0635）8261234", other("0635-8261234")),
        ("8261234", other("8261234")),
        ("12317", other("12317")),
        ("400-123-4567", other("400-123-4567")),
        ("", Err("phone_empty")),
        ("12800001234", Err("not_a_phone")),
        ("1380000123", Err("not_a_phone")),
        ("138****1234", Err("not_a_phone")),
        ("无", Err("not_a_phone")),
        ("1.38E+10", Err("phone_destroyed_by_excel")),
    ] {
        assert_eq!(Phone::parse(text), read, "{text}");
    }
}

#[test]
fn a_division_code_tells_its_level() {
    use TownshipKind::*;
    for (text, code, level, kind) in [
        ("37", "370000000000", Level::Province, None),
        ("3715", "371500000000", Level::Prefecture, None),
        ("371502", "371502000000", Level::County, None),
        ("371502104", "371502104000", Level::Township, Some(Town)),
        (
            "371502002000",
            "371502002000",
            Level::Township,
            Some(StreetOffice),
        ),
        (
            "370522206000",
            "370522206000",
            Level::Township,
            Some(Township),
        ),
        ("371502104268", "371502104268", Level::Village, Some(Town)),
        ("371502400000", "371502400000", Level::Township, Some(Quasi)),
    ] {
        let read = DivisionCode::parse(text).unwrap();
        assert_eq!(read.as_str(), code);
        assert_eq!(read.level(), level, "{text}");
        assert_eq!(read.township_kind(), kind, "{text}");
    }
    assert_eq!(DivisionCode::parse(""), Err("division_empty"));
    for text in ["3", "37150", "37150210426", "37150210426X", "071502"] {
        assert_eq!(
            DivisionCode::parse(text),
            Err("not_a_division_code"),
            "{text}"
        );
    }
}
