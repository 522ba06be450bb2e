//! Parameters, dated records and one moment per read.

use super::*;

#[test]
fn parameters_go_where_their_number_says() {
    for place in places() {
        let db = place.open();
        let check = |sql: &'static str, expected: Vec<i64>| {
            let params = values![11, 22, 33, "text"];
            let params = if sql.contains("$4") {
                params
            } else {
                params[..3].to_vec()
            };
            let row = db.read(move |tx| tx.query_one(sql, &params)).unwrap();
            let found: Vec<i64> = (0..row.len()).map(|i| row.get(i).unwrap()).collect();
            assert_eq!(found, expected, "{sql}");
        };
        check(
            "select cast($3 as bigint), cast($1 as bigint), cast($2 as bigint)",
            vec![33, 11, 22],
        );
        check(
            "select cast($2 as bigint) where $1 = 11 and $3 = 33 and $2 = 22",
            vec![22],
        );
        check(
            "select cast($3 as bigint), cast($3 as bigint) where $4 = 'text' and $2 = 22 and $1 = 11",
            vec![33, 33],
        );
    }
}

#[test]
fn a_macro_keeps_its_arguments_apart() {
    for place in places() {
        let db = place.open();
        place.act(&db, 1, code("a"), add_code).unwrap();
        // Date, org and seq out of order, each with a value that fits no other place.
        let sql = "select cast($1 as bigint), d.code from dated(access_code, $4, $2, $3) d where d.code = $5";
        let params = values![99, "2022-06-01", 1, 1, "a"];
        let row = db.read(move |tx| tx.query_one(sql, &params)).unwrap();
        assert_eq!(
            (row.get::<i64>(0), row.get::<String>(1)),
            (Ok(99), Ok("a".to_owned()))
        );
        let params = values![99, "2021-12-31", 1, 1, "a"];
        assert_eq!(db.read(move |tx| tx.query_opt(sql, &params)), Ok(None));
    }
}

/// One row of the record 5: from, to, code.
type Version = (&'static str, Option<&'static str>, &'static str);

fn add_version(place: &Place, db: &Db, version: Version) {
    let (from, to, word) = version;
    place
        .act(db, 1, code(word), move |tx, ctx, input| {
            let into = "access_code (org, id, valid_from, seq, valid_to, list, code, name_zh, name_en, source)";
            let seq = tx.seq()?;
            tx.insert(into, values![ctx.org, 5, from, seq, to, "l", input.code, "名", "name", "test"])
        })
        .unwrap();
}

#[test]
fn a_dated_record_is_read_as_of_a_day_as_known_at_a_number() {
    let versions: &[Version] = &[
        ("2020-01-01", None, "one"),                 // 1
        ("2021-01-01", None, "two"),                 // 2: changed from a day on
        ("2021-01-01", Some("2021-07-01"), "two"),   // 3: ended
        ("2022-01-01", None, "three"),               // 4: begun again
        ("2021-01-01", Some("2021-10-01"), "wrong"), // 5: corrected later
        ("2022-01-01", Some("2022-01-01"), "three"), // 6: made in error, void
    ];
    let table: &[(&str, i64, &str)] = &[
        ("2019-12-31", 9, "-"),
        ("2020-01-01", 9, "one"),
        ("2020-12-31", 9, "one"),
        ("2021-01-01", 1, "one"),
        ("2021-01-01", 2, "two"),
        ("2021-06-30", 3, "two"),
        ("2021-07-01", 2, "two"),
        ("2021-07-01", 3, "-"),
        ("2021-08-01", 4, "-"),
        ("2021-08-01", 5, "wrong"),
        ("2021-09-30", 9, "wrong"),
        ("2021-10-01", 9, "-"),
        ("2022-02-01", 3, "-"),
        ("2022-02-01", 4, "three"),
        ("2022-02-01", 5, "three"),
        ("2022-02-01", 6, "-"),
        ("2022-02-01", 0, "-"),
    ];
    for place in places() {
        let db = place.open();
        versions
            .iter()
            .for_each(|version| add_version(&place, &db, *version));
        for (date, seq, expected) in table {
            let sql = "select d.code from dated(access_code, $1, $2, $3) d order by d.id";
            let rows = db
                .read(move |tx| tx.query(sql, &values![1, *date, *seq]))
                .unwrap();
            let found: Vec<String> = rows.iter().map(|r| r.get(0).unwrap()).collect();
            let expected = if *expected == "-" {
                vec![]
            } else {
                vec![(*expected).to_owned()]
            };
            assert_eq!(found, expected, "{date} as known at {seq}");
        }
    }
}

#[test]
fn a_deed_reads_what_it_has_written() {
    for place in places() {
        let db = place.open();
        let found = place.act(&db, 1, code("mine"), |tx, ctx, input| {
            add_code(tx, ctx, input)?;
            let sql = "select d.code from dated(access_code, $1, $2, $3) d order by d.id limit 5";
            tx.query_one(sql, &values![ctx.org, ctx.today(), i64::MAX])?
                .get::<String>(0)
        });
        assert_eq!(found, Ok("mine".to_owned()));
    }
}
