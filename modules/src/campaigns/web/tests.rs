//! Every page of campaigns in both languages.

use super::details::in_a_row;
use super::samples::samples;
use crate::campaigns::ledger::Line;
use crate::campaigns::read::Whole;
use crate::campaigns::store::findings::Finding;
use ::store::Tx;
use ::web::i18n::Lang;
use kernel::{Ctx, Result};
use std::collections::BTreeSet;

/// A finding as the exported list has it, for whoever sees names.
pub fn line_of(tx: &mut Tx, ctx: &Ctx, whole: &Whole, finding: &Finding) -> Result<Line> {
    super::findings::line(tx, ctx, whole, finding, true)
}

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    let mut missing = BTreeSet::new();
    for lang in Lang::ALL {
        for (name, html) in samples(lang).unwrap() {
            for rest in html.split('⟦').skip(1) {
                missing.insert((
                    lang.code(),
                    rest.split('⟧').next().unwrap_or(name).to_owned(),
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

/// 后王 lost 1 point for one heap and 1 for three bills, of which only two count; nobody stands below another class.
#[test]
fn a_page_says_how_each_point_was_lost_and_who_stands_first_in_his_class() {
    let pages = samples(Lang::ZhCn).unwrap();
    let page = |name: &str| &pages.iter().find(|(n, _)| *n == name).unwrap().1;
    let village = page("campaigns-village");
    assert!(village.contains("1 处 × 1 分 = 1 分") && village.contains("扣到上限 1 分为止"));
    assert!(village.contains(">98<") && village.contains("&round=1") | village.contains("round=1"));
    let whole = page("campaigns-one");
    // Of two finished rounds 后王 has 98 and 100, 袁李 99 and 99: tied.
    assert!(whole.contains("99.00") && whole.contains("并列") && whole.contains("大李村委会"));
    assert!(whole.contains("4 项清零") || whole.contains("3 项清零，1 项提升"));
    let draw = page("campaigns-round-draw");
    assert!(draw.contains("公开随机数并抽取") && !draw.contains(super::samples::SEED_OF_TESTS));
}

#[test]
fn households_in_a_row_are_said_shortly() {
    for (households, of, told) in [
        (vec![41, 42, 43], 320, "41–43"),
        (vec![319, 320, 1, 2], 320, "319–320、1–2"),
        (vec![], 320, ""),
    ] {
        assert_eq!(in_a_row(&households, of), told);
    }
}
