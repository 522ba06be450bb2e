//! The set-ups of docs/operating.md, really set up: a county with its two databases, two servers and a proxy, whose
//! machines die one after the other, and an office PC whose certificate is renewed.

mod machines;
mod office_pc;
mod page;

use crate::faults::judge::{nothing_is_half_done, the_books_are_sound};
use crate::faults::office::{Office, prepared};
use crate::faults::servers::on_postgres;
use crate::site::Visitor;
use kernel::Fen;
use machines::County;
use modules::shares::{AddFunding, add_funding};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use store::CommandKey;
use testkit::keeper::wait_for;

const CLERKS: usize = 3;
/// So often each clerk presses while one machine dies.
const EACH: usize = 12;
/// Fen; what the demonstration itself has is less.
const FROM: i64 = 900_000_000;

/// Of the funding that the tests add, by amount.
fn funded(office: &Office) -> Vec<i64> {
    let sql =
        "select amount - $1 from shares_funding where amount >= $1 order by amount limit 1000";
    let rows = office.db.read(|tx| tx.query(sql, &store::values![FROM]));
    rows.unwrap()
        .iter()
        .map(|row| row.get(0).unwrap())
        .collect()
}

/// Presses until it is answered. The proxy's own words are 502 and 504; the database's absence is 503.
fn press(visitor: &mut Visitor, path: &str, amount: i64) {
    let shown = wait_for(30, || (visitor.get(path).status == 200).then_some(()));
    assert!(shown.is_some(), "nobody shows the form");
    let amount = format!("{}.{:02}", amount / 100, amount % 100);
    let fields = [
        ("source", "county"),
        ("amount", amount.as_str()),
        ("date", "2022-08-05"),
    ];
    let answered = wait_for(30, || {
        let answer = visitor.post(path, &fields);
        let is_away = [0, 502, 503, 504].contains(&answer.status);
        let text = answer.text();
        assert!(is_away || answer.status == 303, "{}: {text}", answer.status);
        (answer.status == 303).then_some(())
    });
    assert!(answered.is_some(), "nobody answers");
}

/// All clerks press, each amount once; when a third of it is answered `fault` happens, and only then the rest goes on.
fn while_clerks_press(clerks: &mut [Visitor], path: &str, turn: i64, fault: impl FnOnce()) {
    let (answered, has_happened) = (AtomicUsize::new(0), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for (n, visitor) in clerks.iter_mut().enumerate() {
            let (answered, has_happened) = (&answered, &has_happened);
            scope.spawn(move || {
                for m in 0..EACH {
                    // Of each clerk some presses come before the fault, some during it and one surely after it.
                    if m + 1 == EACH {
                        wait_for(60, || has_happened.load(Ordering::SeqCst).then_some(()));
                    }
                    press(visitor, path, amount(turn, n, m));
                    answered.fetch_add(1, Ordering::SeqCst);
                }
            });
        }
        let enough = wait_for(60, || {
            (answered.load(Ordering::SeqCst) >= CLERKS * EACH / 3).then_some(())
        });
        assert!(enough.is_some(), "nobody is answered");
        fault();
        has_happened.store(true, Ordering::SeqCst);
    });
}

fn amount(turn: i64, clerk: usize, press: usize) -> i64 {
    FROM + turn * 100_000 + clerk as i64 * 100 + press as i64
}

fn amounts(turns: i64) -> Vec<i64> {
    let all = (0..turns).flat_map(|t| (0..CLERKS).map(move |n| (t, n)));
    let all = all.flat_map(|(t, n)| (0..EACH).map(move |m| amount(t, n, m) - FROM));
    all.collect()
}

#[test]
fn a_county_set_up_by_its_page_loses_no_answer_when_its_machines_die() {
    let Some(mut county) = County::new(prepared()) else {
        return;
    };
    county.lay_databases();
    county.move_in();
    county.start_servers();
    county.start_proxy();
    let office = on_postgres(&county.dir, &county.url(), 41);
    let path = format!("/projects/{}/funding", office.project().unwrap());
    let mut clerks: Vec<Visitor> = (0..CLERKS).map(|_| county.sign_in("kuaiji")).collect();
    let (mut clerk, preview) = a_list_half_way(&county);

    while_clerks_press(&mut clerks, &path, 0, || county.kill_server(0));
    assert_eq!(funded(&office), amounts(1), "each was done, and once");
    county.start_server(0);
    county.back_up_the_standby();

    while_clerks_press(&mut clerks, &path, 1, || {
        county.halt_primary();
        county.promote_standby();
    });
    // Their sessions, and what lies half done, came along: nobody signs in again, and the servers were not started anew.
    assert_eq!(clerk.get(&preview).status, 200);
    let office = on_postgres(&county.dir, &county.url(), 42);
    assert_eq!(funded(&office), amounts(2), "each was done, and once");
    nothing_is_half_done(&office);
    the_books_are_sound(&office);
    county.audit();
    county.the_log_holds_no_query();
}

/// A list of people sent in and looked at, not yet taken: where it is shown.
fn a_list_half_way(county: &County) -> (Visitor, String) {
    let mut clerk = county.sign_in("bangongshi");
    clerk.get("/people/import?from=somewhere");
    let list = "姓名\n欧阳竹青\n".as_bytes();
    let taken = clerk.upload("/people/import", "file", "list.csv", list, &[]);
    let text = taken.text();
    let path = taken.header("location").unwrap_or_else(|| panic!("{text}"));
    let path = path.to_owned();
    assert_eq!(clerk.get(&path).status, 200);
    (clerk, path)
}

/// PostgreSQL keeps a commit that was cut off while it waited for the standby. The first press was then not answered,
/// and the second finds its key: it must not be answered from one disk alone.
#[test]
fn a_second_press_waits_for_the_standby_as_the_first_did() {
    let Some(mut county) = County::new(prepared()) else {
        return;
    };
    county.lay_databases();
    county.move_in();
    let office = on_postgres(&county.dir, &county.url(), 43);
    let waiting = |county: &County, but: &str| -> Option<String> {
        let sql = "select pid from pg_stat_activity where wait_event = 'SyncRep'";
        let found = county.primary().try_sql(sql).ok()?;
        found.into_iter().find(|pid| pid != but)
    };
    county.halt_standby();
    let (is_answered, presses) = (AtomicBool::new(false), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let ctx = office.by("kuaiji").unwrap();
            let project = office.project().unwrap();
            wait_for(60, || {
                let input = AddFunding {
                    project,
                    source: "county".into(),
                    amount: Fen(FROM + 7),
                    date: "2022-08-05".parse().unwrap(),
                    document: None,
                };
                presses.fetch_add(1, Ordering::SeqCst);
                let told = office.db.act(&ctx, CommandKey([7; 16]), input, add_funding);
                told.ok()
            })
            .expect("an answer at last");
            is_answered.store(true, Ordering::SeqCst);
        });
        let first = wait_for(30, || waiting(&county, "")).expect("the first press waits");
        county.primary().kill_one(&first);
        let second = wait_for(30, || waiting(&county, &first)).expect("the second press waits");
        assert_ne!(first, second);
        assert!(presses.load(Ordering::SeqCst) >= 2);
        let sql = "select count(*) from shares_funding where amount = 900000007";
        assert_eq!(county.in_zhen(sql), ["1"], "here it is done already");
        assert!(!is_answered.load(Ordering::SeqCst));
        county.start_standby();
    });
    assert_eq!(funded(&office), [7], "done, and once");
    // With the standby away for good, the page's own statements let the work go on.
    county.halt_standby();
    county.go_on_alone();
    let ctx = office.by("kuaiji").unwrap();
    let input = AddFunding {
        project: office.project().unwrap(),
        source: "county".into(),
        amount: Fen(FROM + 8),
        date: "2022-08-05".parse().unwrap(),
        document: None,
    };
    let key = CommandKey([8; 16]);
    office.db.act(&ctx, key, input, add_funding).unwrap();
    assert_eq!(funded(&office), [7, 8]);
}
