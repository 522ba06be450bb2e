//! A campaign from its first day to the inspections that follow it.

use super::world::*;
use crate::campaigns::store::findings::{self, Show, Sought};
use crate::campaigns::*;
use ::store::values;
use cases::OpenCase;
use cases::event::{Patch, Value};
use kernel::Id;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn drawn(world: &World, campaign: Id, round: i64) -> String {
    told(world.act(CLERK, DrawSample { campaign, round }, draw_sample))
}

#[test]
fn a_campaign_stands_with_all_its_parts_and_nobody_begins_it_twice() {
    on_both_engines(2801, |world| {
        let by = |user: Id| {
            let plan = plan();
            let input = OpenCampaign::of(&plan, "one".into());
            told(world.act(user, input, move |tx, ctx, input| {
                open_campaign(tx, ctx, input, &plan)
            }))
        };
        assert_eq!(by(VILLAGE_CLERK), "forbidden");
        assert_eq!(by(REVIEWER), "forbidden");
        let campaign = world.begin(&plan(), "one").unwrap();
        assert_eq!(
            told(world.begin(&plan(), "one")),
            "refused campaigns.same_file"
        );
        assert_eq!(
            told(world.begin(&plan(), "two")),
            "refused campaigns.same_name"
        );
        let input = OpenCampaign {
            villages: 5,
            ..OpenCampaign::of(&plan(), "three".into())
        };
        let other = world.act(CLERK, input, |tx, ctx, input| {
            open_campaign(tx, ctx, input, &plan())
        });
        assert_eq!(told(other), "conflict");
        let whole = world.whole(CLERK, campaign);
        let kept = plan();
        assert_eq!(
            (
                whole.items.into_iter().map(|coded| coded.item).collect(),
                whole.villages,
                whole.lines,
            ),
            (kept.items, kept.villages, kept.lines)
        );
        let rounds: Vec<_> = whole.rounds.iter().map(|kept| kept.round.clone()).collect();
        assert_eq!((rounds, whole.campaign.days()), (kept.rounds, 100));
        // What is looked for stands in the organisation's own list, and in nobody else's.
        let lists = world.read(|tx| {
            let of = |tx: &mut ::store::Tx, org| {
                access::codes::codes_of(tx, org, model::ITEMS, day("2022-05-01"))
            };
            Ok((of(tx, ORG)?, of(tx, 2)?.len()))
        });
        let names: Vec<&str> = lists.0.iter().map(|code| code.zh.as_str()).collect();
        assert_eq!((names, lists.1), (vec!["三大堆", "飞线", "绿化"], 0));
        world.is_sound();
    });
}

/// What is shown beforehand is the SHA-256 of what is shown afterwards; before that it cannot be read from what is kept.
#[test]
fn a_sample_is_promised_at_the_beginning_and_drawn_right_before_the_round() {
    on_both_engines(2802, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        let before = world.whole(CLERK, campaign);
        let [first, second] = &before.rounds[..] else {
            panic!()
        };
        assert_ne!(first.commitment, second.commitment);
        assert!(first.drawn.is_none() && before.sample(first, &before.villages[0]).is_none());
        assert_eq!(
            drawn(world, campaign, 1),
            "refused campaigns.draw_too_early"
        );
        assert_eq!(drawn(world, campaign, 9), "not found");
        world.on("2022-05-09");
        let by = |user| told(world.act(user, DrawSample { campaign, round: 1 }, draw_sample));
        assert_eq!(
            [by(VILLAGE_CLERK), by(APPROVER)],
            ["forbidden", "forbidden"]
        );
        assert_eq!(by(REVIEWER), "done");
        assert_eq!(drawn(world, campaign, 1), "refused campaigns.drawn");
        let after = world.whole(CLERK, campaign);
        let (date, seed) = after.rounds[0].drawn.clone().unwrap();
        assert_eq!(
            (date, sample::commitment(&seed)),
            (day("2022-05-09"), first.commitment.clone())
        );
        assert!(
            !first
                .sealed
                .windows(seed.len())
                .any(|part| part == seed.as_bytes())
        );
        for village in &after.villages {
            let sample = after.sample(&after.rounds[0], village).unwrap();
            assert_eq!((sample.grids.len(), sample.households.len()), (2, 5));
        }
        world.is_sound();
    });
}

#[test]
fn a_finding_goes_to_its_village_a_line_to_its_owner_and_what_nobody_owns_is_sought() {
    on_both_engines(2803, |world| {
        world.begin(&plan(), "one").unwrap();
        let (mine, other) = (VILLAGES[0], VILLAGES[1]);
        let early = world.finds(CLERK, mine, 1, &photo());
        assert_eq!(told(early), "refused campaigns.not_begun");
        world.on("2022-05-10");
        let asked =
            |item, more: &[(&'static str, Value)]| told(world.finds(CLERK, mine, item, more));
        assert_eq!(asked(1, &[]), "invalid spot empty, before empty");
        assert_eq!(asked(2, &photo()), "invalid line_owner empty");
        assert_eq!(asked(9, &photo()), "invalid item unknown_code");
        let reported = [("found_how", Value::Code("report".into()))];
        assert_eq!(
            asked(1, &reported),
            "done",
            "residents are not asked for a photo"
        );
        let outside = world.finds(CLERK, TOWN, 1, &photo());
        assert_eq!(told(outside), "refused campaigns.not_a_village");
        let foreign = world.finds(VILLAGE_CLERK, other, 1, &photo());
        assert_eq!(told(foreign), "forbidden");
        let heap = world.finds(CLERK, mine, 1, &photo()).unwrap();
        assert_eq!(world.stands(heap), ("assigned".into(), mine));
        // A village's clerk takes in what he sees; the desk hands it on.
        let own = world.finds(VILLAGE_CLERK, mine, 1, &photo()).unwrap();
        assert_eq!(world.stands(own), ("found".into(), mine));
        for (kind, owner) in [("power", 1), ("telecom", 2), ("tv", 3)] {
            let wire = world.finds(CLERK, mine, 2, &line(kind)).unwrap();
            assert_eq!(
                world.stands(wire),
                ("assigned".into(), VILLAGES[owner]),
                "{kind}"
            );
        }
        let nobodys = world.finds(CLERK, mine, 2, &line("unknown")).unwrap();
        assert_eq!(world.stands(nobodys).0, "found");
        let notice = [("notice_text", text("请产权单位认领"))];
        world.step(CLERK, nobodys, "seek_owner", &notice).unwrap();
        let township = [("owner_unit", Value::Unit(TOWN))];
        let taken = || told(world.step(CLERK, nobodys, "no_owner_came", &township));
        world.on("2022-05-25");
        assert_eq!(taken(), "refused cases.before_due");
        world.on("2022-05-26");
        assert_eq!(taken(), "done");
        assert_eq!(world.stands(nobodys), ("assigned".into(), TOWN));
        world.is_sound();
    });
}

#[test]
fn somebody_else_verifies_with_a_photo_or_says_what_he_saw() {
    on_both_engines(2804, |world| {
        world.begin(&plan(), "one").unwrap();
        world.on("2022-05-10");
        let village = VILLAGES[0];
        let after = [("after", Value::Photos(vec![Id(8)]))];
        let with = world.finds(CLERK, village, 1, &photo()).unwrap();
        world.step(VILLAGE_CLERK, with, "rectify", &after).unwrap();
        let verify = |user, case, action: &str, more: &[(&str, Value)]| {
            told(world.step(user, case, action, more))
        };
        assert_eq!(
            verify(VILLAGE_CLERK, with, "verify", &[]),
            "refused cases.not_your_role"
        );
        assert_eq!(verify(REVIEWER, with, "verify", &[]), "done");
        assert_eq!(world.stands(with).0, "closed");
        let without = world.finds(CLERK, village, 1, &photo()).unwrap();
        world.step(VILLAGE_CLERK, without, "rectify", &[]).unwrap();
        assert_eq!(
            verify(REVIEWER, without, "verify", &[]),
            "refused cases.not_filled"
        );
        assert_eq!(
            verify(REVIEWER, without, "verify_on_spot", &[]),
            "refused cases.field_missing"
        );
        let seen = [("on_spot", text("现场已清理"))];
        assert_eq!(verify(REVIEWER, without, "verify_on_spot", &seen), "done");
        world.is_sound();
    });
}

/// One point each up to two; the line half a point. A void finding and one that residents reported cost nothing.
#[test]
fn scores_follow_from_findings_within_the_class_and_above_the_minimum() {
    on_both_engines(2805, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        world.on("2022-05-10");
        assert_eq!(drawn(world, campaign, 1), "done");
        for _ in 0..3 {
            world.finds(CLERK, VILLAGES[0], 1, &photo()).unwrap();
        }
        world.finds(CLERK, VILLAGES[1], 2, &line("power")).unwrap();
        let reported = [("found_how", Value::Code("report".into()))];
        world.finds(CLERK, VILLAGES[1], 1, &reported).unwrap();
        let twice = world
            .finds(VILLAGE_CLERK, VILLAGES[0], 3, &photo())
            .unwrap();
        world.finds(CLERK, VILLAGES[3], 1, &photo()).unwrap();
        let places = |world: &World| {
            let stands = world.whole(CLERK, campaign).stands();
            let of = |stand: &score::Stand| (stand.mean(), stand.place);
            stands.iter().map(of).collect::<Vec<_>>()
        };
        assert_eq!(
            places(world),
            vec![(None, None); 4],
            "the round is not over"
        );
        world.on("2022-05-13");
        let of = |hundredths, place| (Some(hundredths), Some(place));
        let first = [of(9_700, 2), of(9_950, 1), of(10_000, 1), of(9_900, 2)];
        assert_eq!(places(world), first);
        world.step(CLERK, twice, "void", &[]).unwrap();
        assert_eq!(places(world), first, "not void before somebody agrees");
        let known = world.read(|tx| tx.known_seq(ORG));
        let event = cases::DecideAsked {
            case: twice,
            event: 1,
            is_approved: true,
            reason: None,
        };
        world.act(APPROVER, event, cases::decide_asked).unwrap();
        assert_eq!(places(world)[0], of(9_800, 2));
        // From raw findings again: as it was known before, and as it was before the round was over.
        let stood = |as_of: &str, known: i64| {
            let (campaign, date) = (world.whole(CLERK, campaign).campaign, day(as_of));
            world.read(move |tx| {
                let villages = store::villages(tx, ORG, campaign.id)?;
                let stands = read::stands_as_of(tx, ORG, &campaign, &villages, (date, known))?;
                let of = |stand: &score::Stand| (stand.mean(), stand.place);
                Ok(stands.iter().map(of).collect::<Vec<_>>())
            })
        };
        assert_eq!(stood("2022-05-13", known), first);
        assert_eq!(stood("2022-05-13", i64::MAX), places(world));
        assert_eq!(stood("2022-05-12", i64::MAX), vec![(None, None); 4]);
        // A round that was never drawn counts nowhere.
        world.on("2022-06-20");
        assert_eq!(places(world)[0], of(9_800, 2));
        let shows = |shown| told(world.act(APPROVER, ShowPlaces { campaign, shown }, show_places));
        assert_eq!(
            [shows(0), shows(11)],
            ["done", "invalid shown out_of_range"]
        );
        assert_eq!(world.whole(CLERK, campaign).campaign.shown, 0);
        let clerk = world.act(CLERK, ShowPlaces { campaign, shown: 3 }, show_places);
        assert_eq!(told(clerk), "forbidden");
        world.is_sound();
    });
}

#[test]
fn whoever_sees_one_village_sees_its_findings_and_no_others() {
    on_both_engines(2806, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        world.on("2022-05-10");
        for village in [0, 0, 1, 3] {
            world.finds(CLERK, VILLAGES[village], 1, &photo()).unwrap();
        }
        // Of another village, and handled here.
        let plan = plan();
        assert_eq!(plan.lines[0].unit, VILLAGES[1]);
        let counts = |user: Id, unit: Option<Id>| {
            let ctx = world.by(user);
            world.read(move |tx| {
                let asked = Sought {
                    unit,
                    show: Show::Open,
                    ..Sought::default()
                };
                let count = findings::count(tx, &ctx, campaign, &asked)?;
                let rows = findings::listed(tx, &ctx, campaign, &asked, 100)?;
                assert_eq!(i64::try_from(rows.len()).unwrap(), count);
                Ok(count)
            })
        };
        assert_eq!(
            (counts(CLERK, None), counts(CLERK, Some(VILLAGES[0]))),
            (4, 2)
        );
        assert_eq!(
            (
                counts(VILLAGE_CLERK, None),
                counts(VILLAGE_CLERK, Some(VILLAGES[1]))
            ),
            (2, 0)
        );
        let whole = world.whole(VILLAGE_CLERK, campaign);
        assert_eq!(
            whole.seen.iter().copied().collect::<Vec<_>>(),
            [VILLAGES[0]]
        );
        assert_eq!(whole.may, read::May::default());
        // The table counts what the list shows.
        let left = world.whole(CLERK, campaign).left;
        for unit in VILLAGES {
            let open = left.get(&(unit, 1)).map_or(0, |left| left.open);
            assert_eq!(open, counts(CLERK, Some(unit)));
        }
    });
}

#[test]
fn a_campaign_that_has_ended_takes_nothing_more_and_is_kept_up_by_inspections() {
    on_both_engines(2807, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        let end = |user| told(world.act(user, EndCampaign { campaign, weeks: 2 }, end_campaign));
        let plan_turn = |turn| {
            told(world.act(
                REVIEWER,
                PlanInspections { campaign, turn },
                plan_inspections,
            ))
        };
        assert_eq!(end(APPROVER), "refused campaigns.not_begun");
        world.on("2022-08-08");
        assert_eq!(plan_turn(1), "refused campaigns.not_ended");
        assert_eq!(
            [end(CLERK), end(APPROVER), end(APPROVER)],
            ["forbidden", "done", "refused campaigns.ended"]
        );
        let late = world.finds(CLERK, VILLAGES[0], 1, &photo());
        assert_eq!(told(late), "refused campaigns.ended");
        let whole = world.whole(REVIEWER, campaign);
        let [first] = &whole.turns[..] else { panic!() };
        assert_eq!((first.turn, first.planned, first.open), (1, 4, 4));
        // One is made: its case is closed.
        let case: Id = world.read(|tx| {
            let sql = "select case_id from campaigns_inspection where org = 1 and turn = 1 order by unit limit 1";
            tx.query_one(sql, &values![])?.get(0)
        });
        let made = [
            ("looked_at", Value::Number(12)),
            ("found", Value::Number(0)),
            ("result", Value::Code("kept".into())),
        ];
        world.step(REVIEWER, case, "inspect", &made).unwrap();
        assert_eq!(world.whole(REVIEWER, campaign).turns[0].open, 3);
        assert_eq!(
            [plan_turn(1), plan_turn(3)],
            ["refused campaigns.turn_planned"; 2]
        );
        world.on("2022-08-21");
        assert_eq!(plan_turn(2), "refused campaigns.turn_too_early");
        world.on("2022-08-22");
        assert_eq!(
            [plan_turn(2), plan_turn(2)],
            ["done", "refused campaigns.turn_planned"]
        );
        assert_eq!(world.whole(REVIEWER, campaign).turns.len(), 2);
        // The third one the program plans by itself, on its day, once.
        for (date, turns) in [("2022-09-04", 2), ("2022-09-05", 3), ("2022-09-05", 3)] {
            world.on(date);
            world.follows();
            assert_eq!(world.whole(REVIEWER, campaign).turns.len(), turns, "{date}");
        }
        let third = &world.whole(REVIEWER, campaign).turns[2];
        assert_eq!(
            (third.date, third.planned, third.open),
            (day("2022-09-05"), 4, 4)
        );
        world.is_sound();
    });
}

/// Upheld, it costs nothing from that day and journal row on; the finding goes on as any other.
#[test]
fn a_village_objects_to_what_a_finding_costs_and_somebody_else_decides() {
    on_both_engines(2809, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        world.on("2022-05-10");
        assert_eq!(drawn(world, campaign, 1), "done");
        let case = world.finds(CLERK, VILLAGES[0], 1, &photo()).unwrap();
        let other = world.finds(CLERK, VILLAGES[1], 1, &photo()).unwrap();
        let reported = [("found_how", Value::Code("report".into()))];
        let free = world.finds(CLERK, VILLAGES[0], 1, &reported).unwrap();
        let number =
            |case: Id| world.read(move |tx| Ok(cases::store::now(tx, ORG, case)?.unwrap().number));
        let object = |user: Id, of: &str| {
            let input = objection(VILLAGES[0], of, world);
            world.act(user, input, open_objection)
        };
        for (of, expected) in [
            ("ZG-1999-0001", "invalid finding unknown_finding"),
            (&*number(other), "invalid finding unknown_finding"),
            (&*number(free), "refused campaigns.costs_nothing"),
        ] {
            assert_eq!(told(object(VILLAGE_CLERK, of)), expected, "{of}");
        }
        assert_eq!(
            told(object(REVIEWER, &number(case))),
            "refused cases.not_your_role"
        );
        world.on("2022-05-20");
        let score = || world.whole(CLERK, campaign).score(VILLAGES[0], 1).points;
        assert_eq!(score(), 990);
        let raised = object(VILLAGE_CLERK, &number(case)).unwrap().case;
        assert_eq!(
            told(object(VILLAGE_CLERK, &number(case))),
            "refused campaigns.objected"
        );
        let answer = [("answer", text("经核实，位置在邻村"))];
        let uphold = |user| told(world.step(user, raised, "uphold", &answer));
        assert_eq!(uphold(VILLAGE_CLERK), "refused cases.not_your_role");
        assert_eq!(score(), 990, "nothing changes before it is decided");
        let known = world.read(|tx| tx.known_seq(ORG));
        assert_eq!(uphold(APPROVER), "done");
        assert_eq!(score(), 1_000);
        // The finding itself stays, and is no longer among those that cost something.
        assert_eq!(world.stands(case).0, "assigned");
        let ctx = world.by(CLERK);
        let counts = |show| {
            let (ctx, asked) = (
                ctx.clone(),
                Sought {
                    show,
                    unit: Some(VILLAGES[0]),
                    ..Sought::default()
                },
            );
            world.read(move |tx| findings::count(tx, &ctx, campaign, &asked))
        };
        assert_eq!((counts(Show::All), counts(Show::Counted)), (2, 0));
        // As it was known before, and as of the day before, it still costs.
        let stood = |as_of: &str, known: i64| {
            let (campaign, date) = (world.whole(CLERK, campaign).campaign, day(as_of));
            world.read(move |tx| {
                let villages = store::villages(tx, ORG, campaign.id)?;
                let stands = read::stands_as_of(tx, ORG, &campaign, &villages, (date, known))?;
                Ok(stands[0].mean())
            })
        };
        assert_eq!(stood("2022-05-20", i64::MAX), Some(10_000));
        assert_eq!(stood("2022-05-20", known), Some(9_900));
        assert_eq!(stood("2022-05-19", i64::MAX), Some(9_900));
        world.on("2022-05-28");
        assert_eq!(
            told(object(VILLAGE_CLERK, &number(other))),
            "invalid finding unknown_finding"
        );
        let late = world.act(
            CLERK,
            objection(VILLAGES[1], &number(other), world),
            open_objection,
        );
        assert_eq!(told(late), "refused campaigns.objection_late");
        world.is_sound();
    });
}

fn objection(unit: Id, of: &str, world: &World) -> OpenCase {
    OpenCase {
        code: OBJECTION.into(),
        prefix: OBJECTION_PREFIX.into(),
        unit,
        day: world.clock.today(),
        patch: [
            ("finding".to_owned(), text(of)),
            ("grounds".to_owned(), text("那处不在本村界内")),
        ]
        .into(),
        personal: Patch::new(),
    }
}

/// A finding moved to another village, a draw with another seed, a finding that counts nowhere: the audit says so.
#[test]
fn the_audit_finds_what_does_not_follow_from_the_cases() {
    on_both_engines(2808, |world| {
        let campaign = world.begin(&plan(), "one").unwrap();
        world.on("2022-05-10");
        assert_eq!(drawn(world, campaign, 1), "done");
        world.finds(CLERK, VILLAGES[0], 1, &photo()).unwrap();
        let codes = |sql: &'static str| {
            world.tamper(sql);
            let found = world.read(|tx| check(tx, ORG));
            found.iter().map(|problem| problem.code).collect::<Vec<_>>()
        };
        assert_eq!(world.read(|tx| check(tx, ORG)), []);
        assert_eq!(
            codes("update campaigns_finding set unit = 12"),
            ["campaign_finding_differs"]
        );
        assert_eq!(
            codes("update campaigns_finding set unit = 11, round = 2"),
            ["campaign_finding_differs"]
        );
        assert_eq!(codes("update campaigns_finding set round = 1"), [""; 0]);
        assert_eq!(
            codes("update campaigns_draw set seed = 'another'"),
            ["campaign_draw_differs"]
        );
        let gone = codes("delete from campaigns_finding");
        assert_eq!(gone, ["campaign_finding_unbound", "campaign_draw_differs"]);
    });
}
