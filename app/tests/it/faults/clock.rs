//! The clock of the machine is set back by hours or by years.

use super::disk::Disk;
use super::judge::{nothing_is_half_done, the_books_are_sound};
use super::office::{ORG, Office, prepared};
use super::server::{Server, zhen};
use kernel::Fen;
use modules::shares::{self, AddFunding, add_funding};
use std::path::Path;
use store::CommandKey;

const HOUR: i64 = 3600;
const YEAR: i64 = 365 * 24 * HOUR;

fn fund(office: &Office, n: u8, date: &str) -> kernel::Result<()> {
    let input = AddFunding {
        project: office.project()?,
        source: "county".into(),
        amount: Fen(i64::from(n)),
        date: date.parse().unwrap(),
        document: None,
    };
    let ctx = office.by("kuaiji")?;
    let key = CommandKey([n; 16]);
    office.db.act(&ctx, key, input, add_funding).map(drop)
}

#[test]
fn instants_rise_and_periods_stay_closed_whatever_the_clock_says() {
    let disk = Disk::of(prepared());
    let office = Office::open(&disk.folder(), 9).unwrap();
    let ctx = office.by("kuaiji").unwrap();
    let by = ctx.clone();
    let begin = move |tx: &mut store::Tx| access::session::begin(tx, &by, by.actor.user, ORG);
    let token = office.db.work(&ctx, begin).unwrap();
    let is_signed_in = |office: &Office| {
        let (ctx, token) = (office.system(ORG), token.clone());
        let found = office
            .db
            .read(move |tx| access::session::session(tx, &ctx, &token));
        found.unwrap().is_some()
    };
    fund(&office, 1, "2022-08-05").unwrap();
    office.clock.advance_hours(-5);
    fund(&office, 2, "2022-08-05").unwrap();
    assert!(is_signed_in(&office));
    // A month that was closed takes nothing any more, also where the clock says that it is still running.
    let book = office.book().unwrap();
    let through = "2022-07-31".parse().unwrap();
    let close = payout::CloseMonth { book, through };
    let key = CommandKey([9; 16]);
    office
        .db
        .act(&ctx, key, close, payout::close_month)
        .unwrap();
    office.clock.advance_days(-16);
    let late = shares::RecordIncome {
        project: office.project().unwrap(),
        year: 2022,
        date: "2022-07-19".parse().unwrap(),
        amount: Fen(100),
        document: None,
    };
    let key = CommandKey([10; 16]);
    let told = office.db.act(&ctx, key, late, shares::record_income);
    let said = told.unwrap_err().to_string();
    assert!(said.starts_with("refused ledger.period_closed"), "{said}");
    office.clock.advance_days(16);
    // Three years back: what is dated later than that day is refused or taken, but nothing goes back in the chain.
    office.clock.advance_days(-3 * 365);
    let told = fund(&office, 3, "2019-08-01");
    assert!(!matches!(told, Err(kernel::Error::Internal(_))), "{told:?}");
    assert!(office.db.sweep(&office.system(0)).is_ok());
    nothing_is_half_done(&office);
    the_books_are_sound(&office);
    office.clock.advance_days(3 * 365);
    office.clock.advance_hours(6);
    assert!(is_signed_in(&office), "who was signed in stays so");
    fund(&office, 4, "2022-08-05").unwrap();
    office.clock.advance_hours(24 * 8);
    assert!(!is_signed_in(&office), "no session lasts for ever");
    nothing_is_half_done(&office);
    the_books_are_sound(&office);
}

/// Sets the clock of the processes under the library.
fn shift(file: &Path, seconds: i64) {
    std::fs::write(file, seconds.to_ne_bytes()).unwrap();
}

#[test]
fn the_program_serves_on_and_the_doctor_tells_the_wrong_clock() {
    let mut disk = Disk::of(prepared());
    let clock = disk.beside("clock");
    shift(&clock, 0);
    disk.set("CLOCK", clock.display());
    let server = Server::start(&disk.folder(), None, Some(&disk));
    let mut visitor = server.sign_in("kuaiji");
    let office = Office::open(prepared(), 5).unwrap();
    let path = format!("/projects/{}/funding", office.project().unwrap());
    drop(office);
    let mut status = |seconds: i64, day: &str| {
        shift(&clock, seconds);
        let form = visitor.get(&path).status;
        let fields = [("source", "county"), ("amount", "1"), ("date", day)];
        (form, visitor.post(&path, &fields).status)
    };
    assert_eq!(status(0, "2022-08-05"), (200, 303));
    assert_eq!(status(-5 * HOUR, "2022-08-05"), (200, 303));
    // Before anybody had a role: nobody may do anything, and nothing breaks.
    let (form, post) = status(-20 * YEAR, "2002-08-05");
    assert!(form < 500 && post < 500 && post != 303, "{form} {post}");
    assert_eq!(status(0, "2022-08-05"), (200, 303));
    server.kill();
    shift(&clock, -3 * HOUR);
    let database = format!("sqlite:{}", disk.folder().join("demo.db").display());
    let mut doctor = zhen(&disk.folder(), &["doctor", "--database", &database]);
    disk.under(&mut doctor);
    let out = doctor.output().unwrap();
    let said = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(said.contains("behind the last record"), "{said}");
    let office = Office::open(&disk.folder(), 5).unwrap();
    nothing_is_half_done(&office);
    the_books_are_sound(&office);
}
