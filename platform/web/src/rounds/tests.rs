//! Every page in both languages, and what a public page may weigh and show.

use super::samples;
use crate::i18n::Lang;

fn pages(lang: Lang) -> Vec<(&'static str, String)> {
    samples::samples(lang).unwrap()
}

fn page(lang: Lang, name: &str) -> String {
    pages(lang).into_iter().find(|(n, _)| *n == name).unwrap().1
}

/// From such a page a browser sends `Origin: null` with the form, which is refused.
#[test]
fn no_page_with_a_form_that_changes_something_hides_where_it_comes_from() {
    for lang in Lang::ALL {
        let mut forms = 0;
        for (name, html) in samples::samples(lang).unwrap() {
            // The roster of a notice is asked for by a form that only reads.
            let changes = html.contains(r#"name="_key""#);
            assert!(!(changes && html.contains("no-referrer")), "{name}");
            forms += usize::from(changes);
        }
        assert!(forms > 10, "{forms}");
    }
}

#[test]
fn every_page_has_all_its_words_in_both_languages() {
    for lang in Lang::ALL {
        for (name, html) in pages(lang) {
            assert!(
                !html.contains('⟦'),
                "{name} in {}: {:?}",
                lang.code(),
                html.split('⟦').nth(1)
            );
            assert!(
                !html.contains("style="),
                "{name}: the content policy forbids inline style"
            );
        }
    }
}

#[test]
fn a_public_page_of_200_rows_stays_below_40_kb() {
    for lang in Lang::ALL {
        let html = samples::roster(lang, 200).unwrap();
        let mut all = html.into_bytes();
        all.extend_from_slice(crate::assets::CSS.as_bytes());
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut gzip, &all).unwrap();
        let size = gzip.finish().unwrap().len();
        assert!(size <= 40 * 1024, "{size} bytes in {}", lang.code());
    }
}

#[test]
fn the_roster_masks_names_and_tells_crawlers_to_stay_away() {
    let html = page(Lang::ZhCn, "rounds-roster");
    assert!(html.contains("陶**") && html.contains("欧阳**"));
    assert!(!html.contains("陶谷源") && !html.contains("欧阳春苗"));
    assert!(html.contains(r#"content="noindex""#) && html.contains("no-referrer"));
}

#[test]
fn the_notice_shows_sums_and_a_button_but_no_name() {
    let html = page(Lang::ZhCn, "rounds-notice");
    assert!(
        html.contains("169,999.50") && html.contains("查看名单") && html.contains("0635-8888800")
    );
    assert!(!html.contains("陶") && !html.contains("白**"));
}

#[test]
fn after_its_period_a_notice_keeps_title_sums_and_result_only() {
    let html = page(Lang::ZhCn, "rounds-notice-over");
    assert!(html.contains("169,999.50") && html.contains("已发放"));
    assert!(!html.contains("查看名单") && !html.contains("0635-8888800"));
}

#[test]
fn the_index_links_to_no_roster() {
    let html = page(Lang::ZhCn, "rounds-public-index");
    assert!(html.contains("五联养殖项目第5次收益分配公示"));
    assert!(!html.contains("/public/notices/") && !html.contains("noindex"));
}

#[test]
fn a_statement_explains_pool_weight_rounding_and_remainder() {
    let html = page(Lang::ZhCn, "rounds-statement");
    for words in [
        "170,000.00元",
        "每人1份，共2份",
        "170,000.00 ÷ 75",
        "2份 × 2,266.66 = 4,533.32元",
        "0.50元结转下次",
    ] {
        assert!(html.contains(words), "{words}");
    }
}

#[test]
fn only_the_form_of_the_next_step_is_shown() {
    let html = page(Lang::ZhCn, "rounds-round-displayed");
    assert!(
        html.contains(r#"action="/rounds/7/resolve""#)
            && !html.contains(r#"action="/rounds/7/review""#)
    );
    let waiting = page(Lang::ZhCn, "rounds-round-waiting");
    assert!(!waiting.contains("/rounds/7/declare") && waiting.contains("2022-07-25"));
}
