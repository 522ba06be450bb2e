//! Two processes on one database: the server, and this one beside it. Neither loses a write, and the chain is whole.

use crate::site::{self, folder};
use crate::story::Story;
use kernel::Fen;
use modules::shares::{AddFunding, add_funding};
use std::path::Path;
use store::{Database, Settings};

const WRITES: i64 = 40;

fn two_processes(dir: &Path, database: &str) {
    let site = site::on(dir, database);
    let settings = Settings {
        key_file: dir.join("demo.key"),
        ..Settings::new(Database::parse(database).unwrap())
    };
    let story = Story::open(settings, "2022-07-31");
    let (project, _) = story.project();
    let before = story.figure("douhutun.invested", "2022-07-31");
    assert_eq!(before, ("1,700,000.00".into(), 3));
    let mut visitor = site.sign_in("accountant");
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let path = format!("/projects/{project}/funding");
            for _ in 0..WRITES {
                visitor.get(&path);
                let fields = [
                    ("source", "county"),
                    ("amount", "1"),
                    ("date", "2022-07-31"),
                ];
                let answer = visitor.post(&path, &fields);
                assert_eq!(answer.status, 303, "{}", answer.text());
            }
        });
        let ctx = story.by("kuaiji");
        for _ in 0..WRITES {
            let input = AddFunding {
                project,
                source: "county".into(),
                amount: Fen(100),
                date: story.clock.today(),
                document: None,
            };
            story.act(&ctx, input, add_funding);
        }
    });
    let after = story.figure("douhutun.invested", "2022-07-31");
    assert_eq!(after, ("1,700,080.00".into(), 3 + 2 * WRITES));
    for org in [0, 1] {
        let report = story
            .db
            .read(move |tx| store::audit::audit(tx, org, None))
            .unwrap();
        assert_eq!(report.problems, []);
    }
}

#[test]
fn two_processes_write_one_sqlite_file_at_once() {
    let dir = folder("together");
    let database = format!("sqlite:{}", dir.join("demo.db").display());
    two_processes(&dir, &database);
}

#[test]
fn two_processes_write_one_postgresql_database_at_once() {
    let Some(url) = testkit::pg::database() else {
        return;
    };
    two_processes(&folder("together-pg"), &url);
}
