//! The code lists that this module reads: where money comes from, what an asset is for, which class a
//! beneficiary is in. The lists themselves are dated data of the installation (`access::codes`).

use ::store::Tx;
use access::codes::{Code, codes};
use kernel::{Date, Error, Result, text};

pub const FUNDING_SOURCE: &str = "funding_source";
pub const ASSET_CLASS: &str = "asset_class";
pub const BENEFICIARY_CLASS: &str = "beneficiary_class";

/// Invalid: `not_a_choice` where the list has no such code on `date`.
pub fn check(tx: &mut Tx, field: &'static str, list: &str, code: &str, date: Date) -> Result<()> {
    match access::codes::code(tx, list, code, date)? {
        Some(_) => Ok(()),
        None => Err(Error::invalid(field, "not_a_choice")),
    }
}

/// The classes of beneficiaries on `date`.
pub fn classes(tx: &mut Tx, date: Date) -> Result<Vec<Code>> {
    codes(tx, BENEFICIARY_CLASS, date)
}

/// The class that a list writes as `A`, `a`, `A类`, `A 类` or `Ａ`, by its code or its Chinese name.
pub fn class_of<'c>(classes: &'c [Code], word: &str) -> Option<&'c str> {
    let plain = |word: &str| {
        let word: String = text::half_width(word)
            .chars()
            .filter(|c| !c.is_whitespace())
            .collect();
        word.trim_end_matches('类').to_lowercase()
    };
    let word = plain(word);
    let found = classes
        .iter()
        .find(|class| plain(&class.code) == word || plain(&class.zh) == word);
    found.map(|class| class.code.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_known_however_a_list_writes_it() {
        let class = |code: &str, zh: &str| Code {
            id: kernel::Id(1),
            list: BENEFICIARY_CLASS.into(),
            code: code.into(),
            zh: zh.into(),
            en: String::new(),
            source: String::new(),
            from: "2018-01-01".parse().unwrap(),
            to: None,
        };
        let classes = [class("a", "A 类"), class("all", "不分类")];
        for (word, expected) in [
            ("A", Some("a")),
            ("a", Some("a")),
            ("Ａ 类", Some("a")),
            ("不分类", Some("all")),
            ("D", None),
            ("", None),
        ] {
            assert_eq!(class_of(&classes, word), expected, "{word}");
        }
    }
}
