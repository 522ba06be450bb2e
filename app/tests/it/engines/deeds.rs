//! A deed is done once, wholly or not at all.

use super::*;
use store::Value;

#[test]
fn the_same_key_and_input_are_the_same_deed() {
    for place in places() {
        let db = place.open();
        let ctx = place.ctx(0);
        let key = CommandKey::fresh(&ctx);
        let first = db.act(&ctx, key, code("a"), add_code).unwrap();
        let before = contents(&db);
        assert_eq!(db.act(&ctx, key, code("a"), add_code), Ok(first));
        assert_eq!(db.act(&ctx, key, code("b"), add_code), Err(Error::Conflict));
        assert_eq!(contents(&db), before);
        // Keys are per org and actor.
        let other = ctx.by(Actor {
            user: Id(8),
            via: Via::Cli,
        });
        assert_ne!(db.act(&other, key, code("a"), add_code), Ok(first));
        assert!(db.act(&ctx.in_org(1), key, code("b"), add_code).is_ok());
    }
}

/// A file is compared with what is there, so the same file sent again would be another input.
#[test]
fn the_same_key_and_what_was_sent_are_the_same_deed_whatever_the_input_became() {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    for place in places() {
        let db = place.open();
        let ctx = place.ctx(0);
        let key = CommandKey::fresh(&ctx);
        let sent = |file: &[u8]| (key, db.sent::<AddCode>(&[b"", file]));
        runtime.block_on(async {
            let nothing = db.answered_async::<Id>(&ctx, sent(b"file")).await;
            assert_eq!(nothing, Ok(None));
            let first = db
                .act_on_async(&ctx, sent(b"file"), code("a"), add_code)
                .await;
            let before = contents(&db);
            let kept = db.answered_async(&ctx, sent(b"file")).await;
            assert_eq!(kept.map(Option::unwrap), first);
            // Another input, which is the same deed; another file, which is not.
            let again = db
                .act_on_async(&ctx, sent(b"file"), code("b"), add_code)
                .await;
            assert_eq!(again, first);
            for other in [b"else".as_slice(), b"fil", b""] {
                let answered = db.answered_async::<Id>(&ctx, sent(other)).await;
                assert_eq!(answered, Err(Error::Conflict));
                let acted = db
                    .act_on_async(&ctx, sent(other), code("a"), add_code)
                    .await;
                assert_eq!(acted, Err(Error::Conflict));
            }
            // Nor is the input under that key.
            let plain = db.act_async(&ctx, key, code("a"), add_code).await;
            assert_eq!(plain, Err(Error::Conflict));
            assert_eq!(contents(&db), before);
            // A refusal is kept as an answer.
            let key = CommandKey::fresh(&ctx);
            let sent = || (key, db.sent::<AddCode>(&[b"file"]));
            let refusal = || Error::from(kernel::Refusal::new("test.no").with("days", 3));
            let refused = db
                .act_on_async(&ctx, sent(), code("c"), ends_in(Err(refusal())))
                .await;
            assert_eq!(refused, Err(refusal()));
            let kept = db.answered_async::<Id>(&ctx, sent()).await;
            assert_eq!(kept, Err(refusal()));
            // What comes next on the chain is as if nobody had asked.
            let next = db
                .act_async(&ctx, CommandKey::fresh(&ctx), code("d"), add_code)
                .await;
            assert!(next.is_ok());
        });
    }
}

/// Writes everywhere that a deed can, then ends as it is told.
fn ends_in(end: Result<Id>) -> impl FnOnce(&mut Tx, &Ctx, AddCode) -> Result<Id> + Send + 'static {
    move |tx, ctx, input| {
        let id = add_code(tx, ctx, input)?;
        tx.new_subject()?;
        tx.execute(
            "insert into ledger_balance_now (org, account, balance) values ($1, $2, $3)",
            &values![1, id, 5],
        )?;
        tx.query("select id from access_code order by id limit 5", &[])?;
        end
    }
}

#[test]
fn a_refused_write_changes_nothing_but_its_key_row() {
    for place in places() {
        let db = place.open();
        let ctx = place.ctx(0);
        let key = CommandKey::fresh(&ctx);
        let refusal = || Error::from(kernel::Refusal::new("test.no").with("days", 3));
        let mut before = contents(&db);
        assert_eq!(
            db.act(&ctx, key, code("a"), ends_in(Err(refusal()))),
            Err(refusal())
        );
        let mut after = contents(&db);
        let keys = |all: &mut BTreeMap<String, Vec<Row>>| all.remove("journal_key").unwrap().len();
        assert_eq!(keys(&mut after), keys(&mut before) + 1);
        assert_eq!(after, before);
        // The refusal is the stored answer, also when the deed would now pass.
        assert_eq!(db.act(&ctx, key, code("a"), add_code), Err(refusal()));
        assert_eq!(db.act(&ctx, key, code("b"), add_code), Err(Error::Conflict));
    }
}

#[test]
fn a_failed_write_changes_nothing_and_keeps_its_key() {
    for place in places() {
        let db = place.open();
        let ctx = place.ctx(0);
        let key = CommandKey::fresh(&ctx);
        let before = contents(&db);
        for end in [
            Error::invalid("code", "empty"),
            Error::Forbidden,
            Error::NotFound,
            Error::Conflict,
            Error::Internal("broken".into()),
        ] {
            assert_eq!(
                db.act(&ctx, key, code("a"), ends_in(Err(end.clone()))),
                Err(end)
            );
            assert_eq!(contents(&db), before);
        }
        let panics = |tx: &mut Tx, ctx: &Ctx, input: AddCode| -> Result<Id> {
            ends_in(Ok(Id(1)))(tx, ctx, input)?;
            panic!("half way")
        };
        assert!(internal(db.act(&ctx, key, code("a"), panics)).contains("half way"));
        let twice = |tx: &mut Tx, _: &Ctx, _: AddCode| tx.begin_chain(1).map(|()| Id(1));
        assert!(internal(db.act(&ctx, key, code("a"), twice)).contains("journal_head_now"));
        assert_eq!(contents(&db), before);
        assert!(db.act(&ctx, key, code("a"), add_code).is_ok());
    }
}

#[test]
fn a_deed_reaches_no_fact_but_its_own() {
    for place in places() {
        let db = place.open();
        let check = |into: &'static str, row: Vec<Value>, says: &str| {
            let said = internal(place.act(&db, 1, code("a"), move |tx, _, _| tx.insert(into, row)));
            assert!(said.contains(says), "{said}");
        };
        check(
            CODE,
            values![0, 1, "2022-01-01", 1, "l", "c", "z", "e", "s"],
            "another org",
        );
        check(
            CODE,
            values![1, 1, "2022-01-01", 9, "l", "c", "z", "e", "s"],
            "another org or seq",
        );
        check(CODE, values![1, 1], "2 values for 9 columns");
        check(
            "access_code (org, colour)",
            values![1, 1],
            "no column colour",
        );
        check("no_table (org)", values![1], "no table no_table");
        for sql in [
            "delete from access_code",
            "update journal set at = 1",
            "insert into access_code (org) values (1)",
        ] {
            let said = internal(place.act(&db, 1, code("a"), move |tx, _, _| {
                tx.execute(sql, &[]).map(drop)
            }));
            assert!(said.contains("may not be written"), "{said}");
        }
        let said = internal(db.read(|tx| tx.insert(CODE, values![])));
        assert!(said.contains("a read may not write"), "{said}");
        let said = internal(db.work(&place.ctx(1), |tx| {
            tx.execute("delete from ledger_balance_now where org = $1", &values![1])
        }));
        assert!(said.contains("may not be written"), "{said}");
    }
}

#[test]
fn ids_instants_and_numbers_rise_even_when_the_clock_goes_back() {
    for place in places() {
        let db = place.open();
        let mut ids = Vec::new();
        for n in 0..6 {
            place.clock.advance_hours(if n == 3 { -1000 } else { 1 });
            ids.push(place.act(&db, 1, code("a"), add_code).unwrap());
        }
        assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
        let sql = "select seq, at from journal where org = $1 order by seq";
        let rows = db.read(move |tx| tx.query(sql, &values![1])).unwrap();
        let seqs: Vec<i64> = rows.iter().map(|r| r.get(0).unwrap()).collect();
        let instants: Vec<i64> = rows.iter().map(|r| r.get(1).unwrap()).collect();
        assert_eq!(seqs, [1, 2, 3, 4, 5, 6]);
        assert!(
            instants.windows(2).all(|pair| pair[0] < pair[1]),
            "{instants:?}"
        );
        assert_eq!(problems(&db, 1, None), [""; 0]);
    }
}

#[derive(Serialize)]
struct AddPerson {
    name: String,
    year: i64,
}

impl Input for AddPerson {
    const DEED: &'static str = "test.person";
    const PERSONAL: &'static [&'static str] = &["name"];
}

const PERSON: &str = "people_person (org, id, valid_from, seq, sealed, birth_year)";

fn add_person(tx: &mut Tx, ctx: &Ctx, input: AddPerson) -> Result<Id> {
    let id = tx.new_subject()?;
    tx.set_input_subject(id);
    let sealed = tx.seal(id, "people_person", id, &input.name)?;
    let seq = tx.seq()?;
    tx.insert(
        PERSON,
        values![ctx.org, id, "2022-01-01", seq, sealed, input.year],
    )?;
    Ok(id)
}

#[test]
fn a_name_is_nowhere_in_plain_and_opens_only_at_its_place() {
    for place in places() {
        let db = place.open();
        let name = "张秋禾";
        let id = place
            .act(
                &db,
                1,
                AddPerson {
                    name: name.into(),
                    year: 1950,
                },
                add_person,
            )
            .unwrap();
        let plain = |v: &Value| match v {
            Value::Text(t) => t.contains(name),
            Value::Bytes(b) => b.windows(name.len()).any(|w| w == name.as_bytes()),
            _ => false,
        };
        for (table, rows) in contents(&db) {
            assert!(!rows.iter().any(|r| r.0.iter().any(plain)), "{table}");
        }
        let opened = db.read(move |tx| {
            let row = tx.query_one(
                "select sealed from people_person where org = $1 and id = $2",
                &values![1, id],
            )?;
            let sealed: Vec<u8> = row.get(0)?;
            assert_eq!(
                tx.open::<String>(1, id, "people_person", id, &sealed),
                Ok(Some(name.into()))
            );
            assert!(
                tx.open::<String>(1, id, "people_person", Id(id.0 + 1), &sealed)
                    .is_err()
            );
            assert!(
                tx.open::<String>(1, id, "people_household", id, &sealed)
                    .is_err()
            );
            let row = tx.query_one(
                "select input, input_sealed, seq from journal where org = $1",
                &values![1],
            )?;
            assert_eq!(row.get::<Vec<u8>>(0)?, br#"{"year":1950}"#);
            tx.open::<serde_json::Value>(1, id, "journal", Id(row.get(2)?), &row.get::<Vec<u8>>(1)?)
        });
        assert_eq!(opened, Ok(Some(serde_json::json!({ "name": name }))));
        place
            .act(&db, 1, code("erase"), move |tx, ctx, _| {
                tx.execute(
                    "delete from subject_key where org = $1 and subject = $2",
                    &values![ctx.org, id],
                )
            })
            .unwrap();
        let opened = db.read(move |tx| {
            let row = tx.query_one(
                "select sealed from people_person where org = $1",
                &values![1],
            )?;
            tx.open::<String>(1, id, "people_person", id, &row.get::<Vec<u8>>(0)?)
        });
        assert_eq!(opened, Ok(None));
        assert_eq!(problems(&db, 1, None), [""; 0]);
    }
}

/// `count` codes; `descending` breaks the order in which a bulk deed must insert.
fn bulk(
    count: i64,
    descending: bool,
) -> impl FnOnce(&mut Tx, &Ctx, AddCode) -> Result<i64> + Send + 'static {
    move |tx, ctx, _| {
        let seq = tx.seq()?;
        for n in 0..count {
            let id = if descending { count - n } else { n + 1 };
            tx.insert(
                CODE,
                values![
                    ctx.org,
                    id,
                    "2022-01-01",
                    seq,
                    "bulk",
                    "c",
                    "名",
                    "name",
                    "test"
                ],
            )?;
        }
        tx.query_one(
            "select cast(count(*) as bigint) from access_code where org = $1",
            &values![ctx.org],
        )?
        .get(0)
    }
}

#[test]
fn thirty_thousand_rows_are_one_deed_in_key_order() {
    for place in places() {
        let db = place.open();
        let before = contents(&db);
        let said = internal(place.act(&db, 1, code("x"), bulk(30_000, true)));
        assert!(said.contains("in key order"), "{said}");
        assert_eq!(contents(&db), before);
        assert_eq!(
            place.act(&db, 1, code("x"), bulk(30_000, false)),
            Ok(30_000)
        );
        assert_eq!(problems(&db, 1, None), [""; 0]);
        // Few enough to be sorted come in any order.
        let db = place.try_open().unwrap();
        place.act(&db, 0, NewChain { org: 2 }, new_chain).unwrap();
        assert_eq!(place.act(&db, 2, code("y"), bulk(10_000, true)), Ok(10_000));
        assert_eq!(problems(&db, 2, None), [""; 0]);
    }
}

#[test]
fn expired_rows_of_every_work_table_are_swept() {
    for place in places() {
        let db = place.open();
        let now = place.now();
        let insert = move |tx: &mut Tx, tag: u8, expires: i64| {
            let into = "login_attempt_work (tag, failures, locked_until, expires_at)";
            tx.insert(into, values![[tag], 1, 0, expires])
        };
        db.work(&place.ctx(0), move |tx| {
            insert(tx, 1, now - 1)?;
            insert(tx, 2, now)?;
            insert(tx, 3, now + 1)
        })
        .unwrap();
        assert_eq!(db.sweep(&place.ctx(0)), Ok(2));
        assert_eq!(contents(&db)["login_attempt_work"].len(), 1);
    }
}
