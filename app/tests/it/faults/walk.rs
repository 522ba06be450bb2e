//! An afternoon at the office, step by step, each under a key of its own: the same steps again after a fault are what
//! a person does who did not see an answer.

use super::office::{DAY, ORG, Office};
use access::papers::{self, About, WithdrawPaper};
use kernel::{Ctx, Error, Fen, Id, Result};
use modules::people::import_households::import_households;
use modules::shares::{AddFunding, add_funding};
use serde::Serialize;
use std::io::Write;
use std::path::{Path, PathBuf};
use store::blobs::Blob;
use store::{CommandKey, Tx};

const HOUR: i64 = 3_600_000_000;
/// Who presses a button at the same moment.
pub const CLIENTS: u8 = 8;
const PDF: &[u8] = b"%PDF-1.4 minutes of the meeting\n%%EOF\n";

/// Hears of every answer, number and name first.
pub type Hear<'a> = dyn FnMut(u8, &str, &Result<String>) + 'a;

pub struct Walk<'a> {
    /// Nothing while the server is stopped.
    office: Option<Office>,
    hear: &'a mut Hear<'a>,
    /// Also what only the program itself does: closing, opening, bringing the log into the file.
    is_first: bool,
}

/// The key of step `n`, the same for whoever repeats it.
pub fn key(n: u8) -> CommandKey {
    CommandKey([n; 16])
}

/// The steps whose second time is not the first again: they have no key.
pub const FREE: [&str; 3] = ["session", "orphan", "sweep"];

impl<'a> Walk<'a> {
    pub fn first(office: Office, hear: &'a mut Hear<'a>) -> Walk<'a> {
        Walk {
            office: Some(office),
            hear,
            is_first: true,
        }
    }

    pub fn again(office: Office, hear: &'a mut Hear<'a>) -> Walk<'a> {
        let is_first = false;
        Walk {
            is_first,
            ..Walk::first(office, hear)
        }
    }

    fn office(&self) -> &Office {
        self.office.as_ref().unwrap()
    }

    /// A step at its minute. Tried twice: who is told that the disk is full makes room and presses again.
    fn step<T: Serialize>(
        &mut self,
        n: u8,
        name: &str,
        f: impl Fn(&Office, CommandKey) -> Result<T>,
    ) -> T {
        let begin = DAY.parse::<kernel::Date>().unwrap().start_micros() + 9 * HOUR;
        let late = if n >= 40 { 25 * HOUR } else { 0 };
        self.office()
            .clock
            .set_micros(begin + late + i64::from(n) * 60_000_000);
        let mut tries = 0;
        loop {
            let result = f(self.office(), key(n));
            let told = match &result {
                Ok(answer) => Ok(serde_json::to_string(answer).unwrap()),
                Err(fault) => Err(fault.clone()),
            };
            (self.hear)(n, name, &told);
            match result {
                Ok(answer) => return answer,
                Err(Error::Unavailable(..)) if self.is_first && tries == 0 => make_room(),
                Err(other) => panic!("step {n} {name}: {other}"),
            }
            tries += 1;
        }
    }

    /// Everything, and the office as it is then.
    pub fn whole(mut self) -> Office {
        let paper = self.paper(1);
        self.declare(2);
        self.pay(3, |at| at % 2 == 0);
        self.step(4, "session", begin_session);
        self.group();
        self.checkpoint();
        self.import(20);
        self.pay(21, |at| at % 2 == 1);
        self.step(22, "orphan", |office, _| {
            let blob = office.db.put_blob(&office.system(ORG), vec![7; 70_000])?;
            Ok(Waiting::from(blob))
        });
        self.withdraw(23, paper);
        self.reopen();
        self.fund(24, 24);
        self.step(40, "sweep", |office, _| office.db.sweep(&office.system(0)));
        self.fund(41, 41);
        self.office.unwrap()
    }

    fn paper(&mut self, n: u8) -> Id {
        self.step(n, "paper", |office, key| {
            let ctx = office.by("kuaiji")?;
            let about = About {
                kind: "minutes".into(),
                date: ctx.today(),
                note: "到会 36 人".into(),
            };
            let file = ("minutes.pdf", PDF);
            papers::attach_now(&office.db, &ctx, key, office.round()?.1, about, file)
        })
    }

    fn withdraw(&mut self, n: u8, paper: Id) {
        self.step(n, "withdraw", |office, key| {
            let input = WithdrawPaper {
                paper,
                reason: "replaced".into(),
            };
            let right = access::Right::PrepareRounds;
            let deed =
                move |tx: &mut Tx, ctx: &Ctx, input| papers::withdraw_paper(tx, ctx, input, right);
            office.db.act(&office.by("kuaiji")?, key, input, deed)
        });
    }

    fn declare(&mut self, n: u8) {
        self.step(n, "declare", |office, key| {
            let input = payout::DeclareRound {
                round: office.round()?.0,
                date: office.clock.today(),
            };
            let ctx = office.by("lingdao")?;
            office.db.act(&ctx, key, input, payout::declare_round)
        });
    }

    fn pay(&mut self, n: u8, whose: fn(usize) -> bool) {
        self.step(n, "pay", |office, key| {
            let round = office.round()?.0;
            let all = office.lines(round)?.into_iter().enumerate();
            let lines = all.filter(|(at, _)| whose(*at)).map(|(_, line)| {
                let receipt = None;
                payout::PayLine { line, receipt }
            });
            let input = payout::PayLines {
                round,
                date: office.clock.today(),
                method: payout::Method::Cash,
                lines: lines.collect(),
            };
            let ctx = office.by("kuaiji")?;
            office.db.act(&ctx, key, input, payout::pay_lines)
        });
    }

    fn import(&mut self, n: u8) {
        self.step(n, "import", |office, key| {
            let seen = std::fs::read_to_string(office.file.with_file_name("seen.json")).unwrap();
            let list = office.try_list()?;
            let mut input = list.input();
            input.counts = serde_json::from_str(&seen).unwrap();
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
                import_households(tx, ctx, input, &list.reading)
            };
            office.db.act(&office.by("bangongshi")?, key, input, deed)
        });
    }

    fn fund(&mut self, n: u8, amount: i64) {
        self.step(n, "fund", |office, key| {
            let ctx = office.by("kuaiji")?;
            office
                .db
                .act(&ctx, key, funding(office, amount)?, add_funding)
        });
    }

    /// Several who press at the same moment: one commit for all. The first stands in the writer until the others
    /// stand behind it.
    fn group(&mut self) {
        let from = 6;
        if self.is_first {
            let answers = together(self.office(), from);
            let is_done = answers.iter().all(Result::is_ok);
            for (n, answer) in (from..).zip(&answers) {
                (self.hear)(n, "fund", answer);
            }
            if is_done {
                return;
            }
            make_room();
        }
        for n in from..from + CLIENTS {
            self.fund(n, i64::from(n));
        }
    }

    /// Somebody's backup program reads the file and has the log brought into it.
    fn checkpoint(&mut self) {
        if self.is_first {
            let raw = rusqlite::Connection::open(&self.office().file).unwrap();
            let restart = "pragma wal_checkpoint(restart)";
            // On a full disk it fails, and the log goes on as it was.
            drop(raw.query_row(restart, [], |_| Ok(())));
        }
    }

    /// The server is stopped and started again.
    fn reopen(&mut self) {
        if let Some(office) = self.office.take_if(|_| self.is_first) {
            let folder = office.file.parent().unwrap().to_owned();
            // On a full disk the log stays beside the file, and is there when it is opened again.
            let _ = office.close();
            self.office = Some(opened(&folder, 77, self.hear));
        }
    }
}

/// Somebody empties the disk: the one that is only called full, and one that is.
fn make_room() {
    drop(std::fs::File::open("/faults/space"));
    if let Some(filler) = std::env::var_os("FAULTS_FILLER") {
        drop(std::fs::remove_file(filler));
    }
}

/// Opens; where there is no room for that, says so and opens again when there is.
fn opened(folder: &Path, seed: u64, hear: &mut Hear<'_>) -> Office {
    Office::open(folder, seed)
        .or_else(|fault| {
            hear(0, "open", &Err(fault));
            make_room();
            Office::open(folder, seed)
        })
        .unwrap()
}

fn funding(office: &Office, amount: i64) -> Result<AddFunding> {
    Ok(AddFunding {
        project: office.project()?,
        source: "county".into(),
        amount: Fen(amount),
        date: DAY.parse().unwrap(),
        document: None,
    })
}

fn together(office: &Office, from: u8) -> Vec<Result<String>> {
    let (Ok(ctx), Ok(_)) = (office.by("kuaiji"), office.project()) else {
        return vec![Err(Error::NotFound)];
    };
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let mut wait = Some(wait);
    runtime.block_on(async {
        let local = tokio::task::LocalSet::new();
        let mut tasks = Vec::new();
        for n in from..from + CLIENTS {
            let input = funding(office, i64::from(n)).unwrap();
            let (db, ctx, wait) = (office.db.clone(), ctx.clone(), wait.take());
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
                if let Some(wait) = wait {
                    wait.recv().unwrap();
                }
                add_funding(tx, ctx, input)
            };
            tasks.push(local.spawn_local(async move {
                let answer = db.act_async(&ctx, key(n), input, deed).await?;
                Ok(serde_json::to_string(&answer).unwrap())
            }));
        }
        tasks.push(local.spawn_local(async move {
            // By now each of them has been polled once, and so stands in the queue.
            go.send(()).unwrap();
            Ok(String::new())
        }));
        local
            .run_until(async {
                let mut answers = Vec::new();
                for task in tasks {
                    answers.push(task.await.unwrap());
                }
                answers.pop();
                answers
            })
            .await
    })
}

/// Content that no deed came for yet.
#[derive(Serialize, serde::Deserialize)]
pub struct Waiting {
    pub subject: i64,
    pub address: [u8; 32],
}

impl From<Blob> for Waiting {
    fn from(blob: Blob) -> Waiting {
        Waiting {
            subject: blob.subject.0,
            address: blob.address,
        }
    }
}

fn begin_session(office: &Office, _: CommandKey) -> Result<String> {
    let ctx = office.by("kuaiji")?;
    let by = ctx.clone();
    office.db.work(&ctx, move |tx| {
        access::session::begin(tx, &by, by.actor.user, ORG)
    })
}

/// Writes every answer down as it comes, outside the disk that forgets.
fn told(answers: &Path) -> impl FnMut(u8, &str, &Result<String>) + use<> {
    let mut file = std::fs::File::options()
        .append(true)
        .create(true)
        .open(answers)
        .unwrap();
    move |n, name, told| {
        let line = match told {
            Ok(answer) => format!("{n}\t{name}\tdone\t{answer}\n"),
            Err(fault) => format!("{n}\t{name}\tnot\t{fault}\n"),
        };
        file.write_all(line.as_bytes()).unwrap();
    }
}

/// Does nothing by itself: other tests start this program with it, on a disk that forgets.
#[test]
fn a_scene_that_another_test_plays() {
    let Ok(scene) = std::env::var("FAULTS_SCENE") else {
        return;
    };
    let place = |name| PathBuf::from(std::env::var_os(name).unwrap());
    let folder = place("FAULTS_FOLDER");
    let answers = place("FAULTS_ANSWERS");
    let mut hear = told(&answers);
    match scene.as_str() {
        "walk" => {
            let office = opened(&folder, 1, &mut hear);
            let _ = Walk::first(office, &mut hear).whole().close();
        }
        "bare" => super::order::bare(&folder, &answers),
        other => panic!("no scene {other}"),
    }
}
