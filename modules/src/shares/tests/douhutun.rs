//! 斗虎屯's six figures out of records, as source/figures.tsv has them; each moves when a record does.

use super::world::{TOWN, VILLAGES, World, date, line, on_both_engines};
use crate::shares::figures::INDICATORS;
use crate::shares::*;
use ::figures::{Asked, Figure, evaluate, examined, rows, to_json};
use ::store::values;
use kernel::{Ctx, Fen, Id};

/// What the page of 2022-07-31 prints: value and unit.
const PRINTED: [(&str, &str, &str); 6] = [
    ("douhutun.dividend_round", "5", "round"),
    ("douhutun.invested", "1700000", "yuan"),
    ("douhutun.annual_return", "10", "percent"),
    ("douhutun.villages", "5", "village"),
    ("douhutun.households", "43", "household"),
    ("douhutun.people", "75", "person"),
];

fn asked(division: Id, as_of: &str) -> Asked {
    Asked::new(1, None, division, date(as_of))
}

fn all(world: &World, asked: Asked) -> Vec<Figure> {
    world.read(move |tx| {
        INDICATORS
            .iter()
            .map(|indicator| evaluate(tx, indicator, &asked))
            .collect()
    })
}

fn shown(world: &World, id: &str, asked: Asked) -> String {
    let figures = all(world, asked);
    figures
        .into_iter()
        .find(|figure| figure.id == id)
        .unwrap()
        .display
}

/// The project with its money, roster and three years, and five dividends paid to every household.
fn told(world: &World) -> (Id, Vec<Id>, Id) {
    world.households(43, 75);
    let project = world.project();
    let roster = world.roster(project, 43);
    let mut last = Id(0);
    for (source, yuan, day) in [
        ("central", 1_200_000, "2018-06-20"),
        ("collective", 500_000, "2018-09-01"),
    ] {
        let line = AddFunding {
            project,
            source: source.into(),
            amount: Fen(yuan * 100),
            date: date(day),
            document: Some("镇财〔2018〕12号".into()),
        };
        last = world.act(line, add_funding).unwrap().funding;
    }
    for (year, yuan) in [(2019, 168_000), (2020, 171_000), (2021, 170_000)] {
        let input = RecordIncome {
            project,
            year,
            date: date(&format!("{year}-12-20")),
            amount: Fen(yuan * 100),
            document: None,
        };
        world.act(input, record_income).unwrap();
    }
    for round in 1..=5 {
        let day = [
            "2019-07-01",
            "2020-01-10",
            "2020-07-01",
            "2021-02-01",
            "2022-01-20",
        ][round as usize - 1];
        world.prepare(&world.ctx, move |tx, ctx| {
            paid_round(tx, ctx, round, project, day)
        });
    }
    (project, roster, last)
}

/// A round as `payout` leaves it, its lines paid on that day.
fn paid_round(
    tx: &mut ::store::Tx,
    ctx: &Ctx,
    round: i64,
    project: Id,
    day: &'static str,
) -> kernel::Result<()> {
    let seq = tx.seq()?;
    tx.insert(
        "payout_round (org, id, seq, number, title, flow, flow_seq, source, source_id, book, unit, year, pool, \
         record_date, policy, step_fen, basis, weights)",
        values![ctx.org, round, seq, format!("FH-{round:04}"), "分红", 1, 1, entitlements::SOURCE, project, 1, TOWN,
                2020, 17_000_000, day, "per_share_floor", 1, "per_person", "{}"],
    )?;
    for household in 1..=43_i64 {
        let key = household.to_be_bytes().repeat(2);
        let unit = VILLAGES[household as usize % 5];
        tx.insert(
            "payout_line (org, round, leaf_key, seq, household, unit, class, heads, shares, weight, gross, tax, \
             commitment)",
            values![ctx.org, round, key.clone(), seq, household, unit, "A", 1, 1, 1, 395_348, 0, vec![0_u8; 32]],
        )?;
        tx.insert(
            "payout_payment (org, round, leaf_key, attempt, seq, state, date, method, amount, voucher)",
            values![ctx.org, round, key, 1, seq, "paid", day, "transfer", 395_348, 1],
        )?;
    }
    Ok(())
}

#[test]
fn the_figures_of_the_page_come_out_of_records() {
    on_both_engines(31, |world| {
        told(&world);
        let figures = all(&world, asked(TOWN, "2022-07-31"));
        let found: Vec<_> = figures
            .iter()
            .map(|f| (f.id, f.value.unwrap().plain(), f.unit.key))
            .collect();
        let printed: Vec<_> = PRINTED
            .iter()
            .map(|(id, value, unit)| (*id, (*value).to_owned(), *unit))
            .collect();
        assert_eq!(found, printed);
        let json = to_json(&figures).to_string();
        assert!(json.contains(r#"{"display":"10.0%","id":"douhutun.annual_return","rows":3,"unit":"percent","value":10}"#));
        world.read(move |tx| {
            let asked = asked(TOWN, "2022-07-31");
            for (indicator, figure) in INDICATORS.iter().zip(&figures) {
                for (at, list) in figure.lists.iter().enumerate() {
                    let page = rows(tx, indicator, &asked, at, None, 200)?;
                    assert_eq!(page.rows.len() as i64, list.rows, "{}", indicator.id);
                    assert_eq!(
                        page.rows.iter().map(|row| row.amount).sum::<i64>(),
                        list.total,
                        "{}",
                        indicator.id
                    );
                }
                assert!(examined(tx, indicator, &asked)? > 0);
            }
            Ok(())
        });
    });
}

#[test]
fn a_figure_moves_when_a_record_is_added_or_taken_back() {
    on_both_engines(32, |world| {
        let (project, roster, last) = told(&world);
        let now = |id: &str| shown(&world, id, asked(TOWN, "2022-07-31"));
        world
            .act(VoidFunding { funding: last }, void_funding)
            .unwrap();
        assert_eq!(
            (now("douhutun.invested"), now("douhutun.annual_return")),
            ("1,200,000.00".into(), "14.2%".into())
        );
        let more = RecordIncome {
            project,
            year: 2021,
            date: date("2022-03-01"),
            amount: Fen(1_000_000),
            document: None,
        };
        world.act(more, record_income).unwrap();
        assert_eq!(now("douhutun.annual_return"), "15.0%");
        for (household, beneficiary) in (1..=43).zip(&roster) {
            // All of one village, one by one; household 5 has two people.
            if household % 5 == 0 {
                let input = EndBeneficiary {
                    beneficiary: *beneficiary,
                    to: date("2022-07-31"),
                };
                world.act(input, end_beneficiary).unwrap();
            }
        }
        assert_eq!(
            (now("douhutun.villages"), now("douhutun.households")),
            ("4".into(), "35".into())
        );
        assert_eq!(now("douhutun.people"), "61");
        assert_eq!(
            shown(&world, "douhutun.people", asked(TOWN, "2022-07-30")),
            "75",
            "the day before it was 75"
        );
        world.households_and_roster_again(project);
        assert_eq!(now("douhutun.households"), "36");
        world.prepare(&world.ctx, |tx, ctx| {
            let seq = tx.seq()?;
            for household in 1..=43_i64 {
                let key = household.to_be_bytes().repeat(2);
                tx.insert(
                    "payout_payment (org, round, leaf_key, attempt, seq, state, date, method, amount, voucher)",
                    values![ctx.org, 5, key, 2, seq, "void", "2022-02-01", "transfer", 395_348, 1],
                )?;
            }
            Ok(())
        });
        assert_eq!(now("douhutun.dividend_round"), "4");
        assert_eq!(
            shown(&world, "douhutun.dividend_round", asked(TOWN, "2022-01-31")),
            "5",
            "not yet taken back then"
        );
    });
}

impl World {
    /// Household 5 comes back on the last day.
    fn households_and_roster_again(&self, project: Id) {
        let lines = vec![line(5, "2022-07-31")];
        self.act(AddBeneficiaries { project, lines }, add_beneficiaries)
            .unwrap();
    }
}

#[test]
fn a_village_has_its_own_figures_and_an_empty_one_says_what_was_examined() {
    let world = World::new(None, 33);
    told(&world);
    let village = |id: &str| shown(&world, id, asked(VILLAGES[0], "2022-07-31"));
    assert_eq!(
        (village("douhutun.households"), village("douhutun.villages")),
        ("8".into(), "1".into())
    );
    assert_eq!(village("douhutun.dividend_round"), "5");
    // The money is the township's project's.
    assert_eq!(
        (
            village("douhutun.invested"),
            village("douhutun.annual_return")
        ),
        ("0.00".into(), "–".into())
    );
    let before = asked(TOWN, "2018-07-01");
    assert_eq!(shown(&world, "douhutun.invested", before), "1,200,000.00");
    assert_eq!(shown(&world, "douhutun.households", before), "0");
    assert_eq!(
        world.read(move |tx| examined(tx, &INDICATORS[4], &before)),
        1
    );
    let unknown = Asked {
        as_known: 1,
        ..asked(TOWN, "2022-07-31")
    };
    assert_eq!(shown(&world, "douhutun.households", unknown), "0");
}
