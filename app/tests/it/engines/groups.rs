//! Many writers at once.

use super::*;

const EACH: usize = 200;

#[test]
fn two_programs_on_one_database_lose_no_write() {
    for place in places() {
        let one = place.open();
        let two = place.try_open().unwrap();
        std::thread::scope(|scope| {
            for (name, db) in [("one", &one), ("two", &two)] {
                let place = &place;
                scope.spawn(move || {
                    for n in 0..EACH {
                        place
                            .act(db, 1, code(&format!("{name}{n}")), add_code)
                            .unwrap();
                    }
                });
            }
        });
        let all = contents(&one);
        assert_eq!(all["access_code"].len(), 2 * EACH);
        assert_eq!(
            all["journal"]
                .iter()
                .filter(|r| r.0[0] == store::Value::Int(1))
                .count(),
            2 * EACH
        );
        assert_eq!(problems(&two, 1, None), [""; 0]);
    }
}

#[test]
fn one_key_pressed_twice_at_once_is_one_deed() {
    for place in places() {
        let one = place.open();
        let two = place.try_open().unwrap();
        let key = CommandKey::fresh(&place.ctx(1));
        let answers: Vec<Result<Id>> = std::thread::scope(|scope| {
            let threads: Vec<_> = [&one, &two, &one, &two]
                .into_iter()
                .map(|db| {
                    let place = &place;
                    scope.spawn(move || db.act(&place.ctx(1), key, code("a"), add_code))
                })
                .collect();
            threads.into_iter().map(|t| t.join().unwrap()).collect()
        });
        assert!(
            answers.iter().all(|a| a.is_ok() && *a == answers[0]),
            "{answers:?}"
        );
        assert_eq!(contents(&one)["access_code"].len(), 1);
    }
}

/// SQLite ends a transaction by itself when the disk is full. Nothing of the group may then be kept
/// and told lost, or lost and told kept.
#[test]
fn what_is_told_is_what_is_kept_when_the_engine_gives_up() {
    let place = Place::sqlite();
    let db = place.open();
    place.raw().run(
        "create trigger full_disk before insert on access_code when new.code = 'full' \
         begin select raise(rollback, 'disk is full'); end",
    );
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let (go, wait) = std::sync::mpsc::channel::<()>();
    let ctx = place.ctx(1);
    let act = |word: &str| db.act_async(&ctx, CommandKey::fresh(&ctx), code(word), add_code);
    let told = runtime.block_on(async {
        // The first waits inside the writer until all others stand behind it.
        let first = db.act_async(
            &ctx,
            CommandKey::fresh(&ctx),
            code("first"),
            move |tx, ctx, input| {
                wait.recv().unwrap();
                add_code(tx, ctx, input)
            },
        );
        let last = async {
            let act = act("last");
            go.send(()).unwrap();
            act.await
        };
        let (a, b, c, d, e) = tokio::join!(first, act("second"), act("full"), act("fourth"), last);
        [
            ("first", a),
            ("second", b),
            ("full", c),
            ("fourth", d),
            ("last", e),
        ]
    });
    let codes: Vec<String> = contents(&db)["access_code"]
        .iter()
        .map(|r| r.get(6).unwrap())
        .collect();
    for (word, told) in &told {
        assert_eq!(
            told.is_ok(),
            codes.iter().any(|c| c == word),
            "{word}: {told:?}, kept: {codes:?}"
        );
    }
    assert!(told[2].1.is_err() && told[3].1.is_ok(), "{told:?}");
    assert_eq!(problems(&db, 1, None), [""; 0]);
}
