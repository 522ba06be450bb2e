//! Every page of nets in both languages.

use super::read;
use super::samples::samples;
use crate::coop::tests::nets::net;
use crate::coop::tests::world::{TOWN, date, on_both_engines};
use crate::coop::{EndNet, end_net};
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

#[test]
fn an_ended_net_stays_in_the_list_and_reaches_villages_only_before_its_end() {
    on_both_engines(1241, |world| {
        let (id, _) = net(&world);
        let end = EndNet {
            net: id,
            on: date("2022-05-01"),
            reason: "到期".into(),
            paper: None,
        };
        world.act(end, end_net).unwrap();
        let ctx = world.ctx.clone();
        // The net stands at a township: one village is given to it, so that there is something to reach.
        world.prepare(&world.ctx, |tx, _| {
            tx.execute(
                "update access_unit_now set level = 'village' where id = $1",
                &::store::values![TOWN],
            )
            .map(drop)
        });
        let on = |day: &'static str| {
            let ctx = ctx.clone();
            world.read(move |tx| {
                let (nets, villages) = read::listed(tx, &ctx, date(day))?;
                let reached = villages.iter().filter(|v| !v.nets.is_empty()).count();
                Ok((nets[0].ended, nets.len(), reached))
            })
        };
        assert_eq!(on("2022-04-30"), (None, 1, 1));
        assert_eq!(on("2022-05-01"), (Some(date("2022-05-01")), 1, 0));
        // It opens on any day, and as of a later one as it last stood.
        for (day, shown) in [("2022-07-31", "2022-04-30"), ("2022-03-01", "2022-03-01")] {
            let ctx = ctx.clone();
            let whole = world.read(move |tx| read::whole(tx, &ctx, (id, date(day)), true));
            assert_eq!(whole.state.date, date(shown));
            assert_eq!(whole.latest.to, Some(date("2022-05-01")));
        }
    });
}
