//! The story of 斗虎屯镇 with its figures: replayed by the program, then moved by one record each.

use crate::site::folder;
use kernel::apportion::Policy;
use kernel::{Actor, Ctx, Date, Fen, Id, Result, Via};
use modules::shares::{self, read};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use store::{CommandKey, Database, Db, Input, Settings, Tx};
use testkit::{FakeClock, SeededRng};

const TOWNSHIP: &str = "371502104000";
const DONGLI: &str = "370323103000";
const LIUYUAN: &str = "371502002000";
const DAHUANG: &str = "371425204000";

/// The figures of the page, as `source/figures.tsv` of the product's grounds lists them.
const PRINTED: [(&str, &str, i64); 18] = [
    ("douhutun.dividend_round", "5", 5),
    ("douhutun.invested", "1,700,000.00", 3),
    ("douhutun.annual_return", "10.0%", 5),
    ("douhutun.villages", "5", 5),
    ("douhutun.households", "43", 43),
    ("douhutun.people", "75", 75),
    ("dongli.unit_area", "49.98", 2),
    ("dongli.team_size", "5—7", 2),
    ("dongli.split", "10/10/20/30/30", 5),
    ("liuyuan.solved", "488", 488),
    ("liuyuan.legal_advice", "131", 131),
    ("liuyuan.law_talks", "32", 32),
    ("liuyuan.posts", "100.0%", 38),
    ("dahuang.targets", "9", 9),
    ("dahuang.lines", "3", 3),
    ("dahuang.days", "100", 1),
    ("dahuang.pilot_villages", "25", 25),
    ("dahuang.open_defects", "0", 0),
];

/// A replayed story, opened.
pub struct Story {
    pub db: Db,
    pub clock: Arc<FakeClock>,
    rng: Arc<SeededRng>,
}

/// The program's own replay into a new database.
pub fn replay(database: &str) {
    let out = Command::new(env!("CARGO_BIN_EXE_zhen"))
        .args(["demo", "--no-serve", "--database", database])
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
}

fn date(text: &str) -> Date {
    text.parse().unwrap()
}

impl Story {
    pub fn open(settings: Settings, day: &str) -> Story {
        let rng = Arc::new(SeededRng::new(2022));
        let db = Db::open(settings, access::MACROS, rng.as_ref()).unwrap();
        Story {
            db,
            clock: Arc::new(FakeClock::at(date(day))),
            rng,
        }
    }

    pub fn system(&self) -> Ctx {
        Ctx {
            org: 1,
            actor: Actor::SYSTEM,
            clock: self.clock.clone(),
            rng: self.rng.clone(),
        }
    }

    /// The person of a login, as through a page.
    pub fn by(&self, login: &'static str) -> Ctx {
        let user = self
            .db
            .read(move |tx| access::users::user_by_login(tx, login))
            .unwrap()
            .unwrap();
        self.system().by(Actor {
            user: user.id,
            via: Via::Web,
        })
    }

    pub fn act<I, O>(
        &self,
        ctx: &Ctx,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> O
    where
        I: Input,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        self.db
            .act(ctx, CommandKey::fresh(ctx), input, deed)
            .unwrap()
    }

    /// (what is shown, rows behind it)
    pub fn figure(&self, id: &str, as_of: &str) -> (String, i64) {
        let (id, as_of) = (id.to_owned(), date(as_of));
        let (org, township) = match id.split('.').next() {
            Some("dongli") => (2, DONGLI),
            Some("liuyuan") => (3, LIUYUAN),
            Some("dahuang") => (4, DAHUANG),
            _ => (1, TOWNSHIP),
        };
        self.db
            .read(move |tx| {
                let division = access::units::unit_by_code(tx, township)?.unwrap().id;
                let all: Vec<_> = modules::all()
                    .into_iter()
                    .flat_map(|m| m.indicators)
                    .collect();
                let indicator = figures::find(&all, &id).unwrap();
                let figure = figures::evaluate(
                    tx,
                    indicator,
                    &figures::Asked::new(org, None, division, as_of),
                )?;
                Ok((figure.display.clone(), figure.rows()))
            })
            .unwrap()
    }

    pub fn project(&self) -> (Id, Id) {
        let scope = access::Scope::of(&self.by("kuaiji"), access::Right::ViewProjects);
        let at = read::AsOf::on(self.clock.today());
        let projects = self
            .db
            .read(move |tx| read::projects(tx, &scope, at, None, 10))
            .unwrap();
        (projects[0].id, projects[0].book)
    }

    fn roster(&self) -> Vec<read::RosterView> {
        let (scope, (project, _)) = (
            access::Scope::of(&self.by("kuaiji"), access::Right::ViewProjects),
            self.project(),
        );
        let at = read::AsOf::on(self.clock.today());
        self.db
            .read(move |tx| read::roster(tx, &scope, at, project, None, 1000))
            .unwrap()
    }
}

fn sqlite(name: &str) -> (String, PathBuf) {
    let path = folder(name).join("demo.db");
    (format!("sqlite:{}", path.display()), path)
}

fn replayed(name: &str) -> Story {
    let (database, _) = sqlite(name);
    replay(&database);
    Story::open(
        Settings::new(Database::parse(&database).unwrap()),
        "2022-07-31",
    )
}

#[test]
fn the_printed_figures_come_out_of_the_records() {
    let story = replayed("story-printed");
    for (id, shown, rows) in PRINTED {
        assert_eq!(
            story.figure(id, "2022-07-31"),
            (shown.to_owned(), rows),
            "{id}"
        );
    }
}

#[test]
fn the_printed_figures_come_out_of_postgresql_too() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    let key_file = folder("story-pg").join("zhen.key");
    let out = Command::new(env!("CARGO_BIN_EXE_zhen"))
        .args(["demo", "--no-serve", "--database", &url, "--key-file"])
        .arg(&key_file)
        .output()
        .unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let settings = Settings {
        key_file,
        ..Settings::new(Database::parse(&url).unwrap())
    };
    let story = Story::open(settings, "2022-07-31");
    for (id, shown, rows) in PRINTED {
        assert_eq!(
            story.figure(id, "2022-07-31"),
            (shown.to_owned(), rows),
            "{id}"
        );
    }
    for org in [1, 2] {
        let report = story
            .db
            .read(move |tx| store::audit::audit(tx, org, None))
            .unwrap();
        assert_eq!(report.problems, []);
        let found = story.db.read(move |tx| {
            let mut all = payout::check(tx, org)?;
            all.extend(ledger::check(tx, org)?);
            for module in modules::all() {
                for check in module.checks {
                    all.extend(check(tx, org)?);
                }
            }
            Ok(all)
        });
        assert_eq!(found.unwrap(), []);
    }
    assert_eq!(story.db.read(|tx| payout::check(tx, 1)).unwrap(), []);
}

#[test]
fn one_more_line_of_funding_moves_what_was_invested() {
    let story = replayed("story-invested");
    let (project, _) = story.project();
    let input = shares::AddFunding {
        project,
        source: "county".into(),
        amount: Fen(100),
        date: date("2022-07-31"),
        document: None,
    };
    story.act(&story.by("kuaiji"), input, shares::add_funding);
    assert_eq!(
        story.figure("douhutun.invested", "2022-07-31"),
        ("1,700,001.00".into(), 4)
    );
    assert_eq!(
        story.figure("douhutun.invested", "2022-07-30"),
        ("1,700,000.00".into(), 3),
        "not the day before"
    );
}

#[test]
fn one_more_income_moves_the_yield() {
    let story = replayed("story-yield");
    let (project, _) = story.project();
    let input = shares::RecordIncome {
        project,
        year: 2021,
        date: date("2022-07-30"),
        amount: Fen(1_700_000),
        document: None,
    };
    story.act(&story.by("kuaiji"), input, shares::record_income);
    assert_eq!(
        story.figure("douhutun.annual_return", "2022-07-31"),
        ("11.0%".into(), 6)
    );
}

#[test]
fn a_household_that_leaves_the_roster_leaves_the_figures() {
    let story = replayed("story-roster");
    let line = story
        .roster()
        .into_iter()
        .find(|line| line.members == 2)
        .unwrap();
    let input = shares::EndBeneficiary {
        beneficiary: line.id,
        to: date("2022-07-31"),
    };
    story.act(&story.by("kuaiji"), input, shares::end_beneficiary);
    assert_eq!(
        story.figure("douhutun.households", "2022-07-31"),
        ("42".into(), 42)
    );
    assert_eq!(
        story.figure("douhutun.people", "2022-07-31"),
        ("73".into(), 73)
    );
    assert_eq!(
        story.figure("douhutun.villages", "2022-07-31"),
        ("5".into(), 5)
    );
    let village = line.village;
    for line in story
        .roster()
        .into_iter()
        .filter(|line| line.village == village)
    {
        let input = shares::EndBeneficiary {
            beneficiary: line.id,
            to: date("2022-07-31"),
        };
        story.act(&story.by("kuaiji"), input, shares::end_beneficiary);
    }
    assert_eq!(
        story.figure("douhutun.villages", "2022-07-31"),
        ("4".into(), 4)
    );
}

#[test]
fn the_sixth_dividend_counts_on_the_day_it_is_paid() {
    let story = replayed("story-sixth");
    let scope = access::Scope::of(&story.by("kuaiji"), access::Right::ViewRounds);
    let rounds = story
        .db
        .read(move |tx| payout::rounds(tx, &scope, &payout::Filter::default(), None, 10))
        .unwrap();
    let round = rounds
        .iter()
        .find(|r| r.state == payout::State::Posted)
        .unwrap()
        .round
        .id;
    story.clock.set(date("2022-08-05"));
    let declare = payout::DeclareRound {
        round,
        date: date("2022-08-05"),
    };
    story.act(&story.by("lingdao"), declare, payout::declare_round);
    assert_eq!(
        story.figure("douhutun.dividend_round", "2022-08-05").0,
        "5",
        "declared is not paid"
    );
    let first = payout::LineFilter::default();
    let page = story
        .db
        .read(move |tx| payout::lines(tx, &scope, round, &first, (0, 1000)))
        .unwrap();
    let lines = page
        .lines
        .iter()
        .map(|view| payout::PayLine {
            line: view.line.key,
            receipt: None,
        })
        .collect();
    let pay = payout::PayLines {
        round,
        date: date("2022-08-05"),
        method: payout::Method::Cash,
        lines,
    };
    let paid = story.act(&story.by("kuaiji"), pay, payout::pay_lines);
    assert!(paid.is_all);
    assert_eq!(
        story.figure("douhutun.dividend_round", "2022-08-05"),
        ("6".into(), 6)
    );
    assert_eq!(
        story.figure("douhutun.dividend_round", "2022-07-31"),
        ("5".into(), 5),
        "the past stands"
    );
}

#[test]
fn one_fen_more_than_the_book_holds_is_not_planned() {
    let story = replayed("story-cover");
    let (project, book) = story.project();
    let ctx = story.by("kuaiji");
    let unit = story
        .db
        .read(|tx| access::units::unit_by_code(tx, TOWNSHIP))
        .unwrap()
        .unwrap()
        .id;
    let scope = access::Scope::of(&ctx, access::Right::ViewProjects);
    let at = read::AsOf::on(story.clock.today());
    let held = story
        .db
        .read(move |tx| read::project(tx, &scope, at, project))
        .unwrap()
        .undistributed;
    let create = payout::CreateRound {
        title: "超出账面".into(),
        flow: "relief_income".into(),
        source: shares::entitlements::SOURCE.into(),
        source_id: project,
        book,
        unit,
        year: 2022,
        pool_fen: Fen(held.0 + 1),
        record_date: date("2022-07-31"),
        policy: Policy::PerShareFloor,
        step_fen: 1,
        basis: payout::Basis::PerPerson,
        weights: Default::default(),
        division: None,
    };
    let round = story.act(&ctx, create, payout::create_round).id;
    let calculate = |tx: &mut Tx, ctx: &Ctx, input| {
        payout::calculate_round(tx, ctx, input, shares::entitlements::of_round)
    };
    let refused = story.db.act(
        &ctx,
        CommandKey::fresh(&ctx),
        payout::CalculateRound { round },
        calculate,
    );
    assert!(
        refused
            .unwrap_err()
            .to_string()
            .starts_with("refused payout.pool_not_covered")
    );
}
