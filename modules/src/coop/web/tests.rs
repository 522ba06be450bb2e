//! Every page of nets in both languages.

use super::samples::samples;
use ::web::i18n::Lang;

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    let mut missing = std::collections::BTreeSet::new();
    for lang in Lang::ALL {
        for (name, html) in samples(lang).unwrap() {
            for rest in html.split('⟦').skip(1) {
                missing.insert((
                    lang.code(),
                    rest.split('⟧').next().unwrap_or(&name).to_owned(),
                ));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn a_page_says_which_flow_it_is_and_why_each_fen_falls_where_it_does() {
    let pages = samples(Lang::ZhCn).unwrap();
    let page = |name: &str| &pages.iter().find(|(n, _)| n == name).unwrap().1;
    let html = page("net-settlement");
    assert!(html.contains("合同收益分配") && html.contains("第四十四条"));
    assert!(html.contains("3,000.00 + 3/10") || html.contains("3,000.00 + 30/100"));
    // 31 of about 50 mu, eight people in a team, a term that ran out: told on the page.
    let html = page("net");
    assert!(html.contains("31.00") && html.contains("约定到期") && html.contains("8"));
    assert!(page("net-settlement-loss").contains("-100.00"));
}
