//! What somebody changes behind the program's back, the audit names by table and number.

use super::*;
use store::Value;
use store::schema::{Class, Schema, Table, Type};

/// A value that fits a column; `n` tells rows apart.
fn sample(ty: Type, n: i64) -> Value {
    match ty {
        Type::Int => Value::Int(n),
        Type::Text => Value::Text(format!("t{n}")),
        Type::Date => Value::Text(format!("2022-01-{n:02}")),
        Type::Bytes => Value::Bytes(vec![7, n as u8]),
    }
}

/// Whether a journal row has one row of this table at most.
fn is_single(table: &Table) -> bool {
    let names = table.key_names();
    names.iter().all(|name| ["org", "seq"].contains(name))
}

/// Two rows in every fact table, one where there can be no more, so that each table is tested, also those of later
/// modules.
fn fill(tx: &mut Tx, ctx: &Ctx, input: AddCode) -> Result<()> {
    let first: i64 = input.code.parse().unwrap();
    let schema = tx.schema();
    for table in schema.of_class(Class::Fact) {
        for n in first..=first + i64::from(!is_single(table)) {
            let row = table.columns.iter().map(|c| match c.name.as_str() {
                "org" => Ok(Value::Int(ctx.org)),
                "seq" => tx.seq().map(Value::Int),
                _ => Ok(sample(c.ty, n)),
            });
            let row = row.collect::<Result<Vec<_>>>()?;
            let into = format!("{} ({})", table.name, table.names().join(", "));
            tx.insert(into.leak(), row)?;
        }
    }
    Ok(())
}

fn filled(place: &Place) -> Db {
    let db = place.open();
    for n in ["1", "3", "5"] {
        place.act(&db, 1, code(n), fill).unwrap();
    }
    assert_eq!(problems(&db, 1, None), [""; 0]);
    db
}

fn literal(raw: &Raw, value: &Value) -> String {
    match value {
        Value::Null => "null".into(),
        Value::Int(v) => v.to_string(),
        Value::Text(v) => format!("'{v}'"),
        Value::Bytes(v) => raw.bytes(&store::keys::hex(v)),
    }
}

/// A column outside the key, and one inside it that is neither org nor seq.
fn columns(table: &Table) -> (usize, usize) {
    let is_free = |i: &usize| !["org", "seq"].contains(&table.columns[*i].name.as_str());
    let plain = (0..table.columns.len())
        .filter(is_free)
        .find(|i| !table.key.contains(i));
    let key = table.key.iter().copied().find(|i| is_free(i));
    let any = plain.or(key).unwrap();
    (any, key.unwrap_or(any))
}

/// Does something to the rows of `seq` 2, audits, and puts them back as they were.
fn tampered(place: &Place, db: &Db, table: &Table, sql: &str) -> Vec<String> {
    let mut raw = place.raw();
    let name = &table.name;
    raw.run(&format!(
        "drop table if exists kept; create table kept as select * from {name}"
    ));
    raw.run(sql);
    let found = problems(db, 1, None);
    raw.run(&format!(
        "delete from {name}; insert into {name} select * from kept; drop table kept"
    ));
    assert_eq!(problems(db, 1, None), [""; 0], "{name} is as it was");
    found
}

#[test]
fn a_change_of_any_fact_table_is_found_and_named() {
    for place in places() {
        let db = filled(&place);
        let raw = place.raw();
        let schema: std::sync::Arc<Schema> = db.schema();
        for table in schema.of_class(Class::Fact) {
            let name = &table.name;
            let (plain, key) = columns(table);
            let (plain_name, key_name) = (&table.columns[plain].name, &table.columns[key].name);
            let (new_plain, new_key) = (
                literal(&raw, &sample(table.columns[plain].ty, 9)),
                literal(&raw, &sample(table.columns[key].ty, 9)),
            );
            let one = format!(
                "seq = 2 and {key_name} = {}",
                literal(&raw, &sample(table.columns[key].ty, 3))
            );
            let check = |sql: String, expected: &[String]| {
                let found = tampered(&place, &db, table, &sql);
                for problem in expected {
                    assert!(
                        found.iter().any(|f| f == problem
                            // One digest covers all tables of a deed, so a changed row names them together.
                            || f.starts_with("changed_row") && f.contains(problem.as_str()) && f.ends_with(" 2")),
                        "{sql}: {found:?} lacks {problem}"
                    );
                }
                assert!(!found.is_empty(), "{sql}");
            };
            check(
                format!("update {name} set {plain_name} = {new_plain} where {one}"),
                std::slice::from_ref(name),
            );
            check(
                format!("delete from {name} where {one}"),
                &[format!("missing_row {name} 2")],
            );
            check(
                format!("delete from {name} where seq = 2"),
                &[format!("missing_row {name} 2")],
            );
            let inserted = |seq: &str| {
                let values = table.names().into_iter().map(|c| match c {
                    c if c == key_name => new_key.clone(),
                    "seq" => seq.to_owned(),
                    c => c.to_owned(),
                });
                let values = values.collect::<Vec<_>>().join(", ");
                format!("insert into {name} select {values} from {name} where {one}")
            };
            check(inserted("77"), &[format!("unknown_row {name} 77")]);
            if is_single(table) {
                check(
                    format!("update {name} set seq = 77 where {one}"),
                    &[
                        format!("missing_row {name} 2"),
                        format!("unknown_row {name} 77"),
                    ],
                );
                continue;
            }
            check(inserted("2"), &[format!("extra_row {name} 2")]);
            check(
                format!("update {name} set seq = 3 where {one}"),
                &[
                    format!("missing_row {name} 2"),
                    format!("extra_row {name} 3"),
                ],
            );
        }
    }
}

#[test]
fn a_fact_of_an_organisation_without_a_chain_is_found() {
    for place in places() {
        let db = filled(&place);
        place.raw().run(
            "insert into access_code (org, id, valid_from, seq, list, code, name_zh, name_en, source) \
             values (5, 1, '2022-01-01', 1, 'l', 'c', 'z', 'e', 's')",
        );
        assert_eq!(db.read(store::audit::orgs), Ok(vec![0, 1, 5]));
        assert_eq!(
            problems(&db, 5, None),
            [
                "head_differs journal_head_now 0",
                "unknown_row access_code 1"
            ]
        );
    }
}

#[test]
fn a_changed_journal_row_is_found() {
    for place in places() {
        let db = filled(&place);
        let schema = db.schema();
        let journal = schema.table("journal").unwrap();
        for column in &journal.columns {
            if ["org", "seq"].contains(&column.name.as_str()) {
                continue;
            }
            let mut raw = place.raw();
            let value = if column.ty == Type::Bytes {
                raw.bytes(&"ab".repeat(32))
            } else {
                literal(&raw, &sample(column.ty, 9))
            };
            raw.run("create table kept as select * from journal");
            raw.run(&format!(
                "update journal set {} = {value} where org = 1 and seq = 2",
                column.name
            ));
            let found = problems(&db, 1, None);
            assert!(
                found.iter().any(|f| f.ends_with(" 2") || f.ends_with(" 3")),
                "{}: {found:?}",
                column.name
            );
            raw.run("delete from journal; insert into journal select * from kept; drop table kept");
        }
        let mut raw = place.raw();
        raw.run("delete from journal where org = 1 and seq = 2");
        let found = problems(&db, 1, None);
        assert!(found.contains(&"gap  3".to_owned()), "{found:?}");
        assert!(
            found.contains(&"unknown_row access_code 2".to_owned()),
            "{found:?}"
        );
    }
}

#[test]
fn a_rewritten_installation_contradicts_the_other_chains() {
    for place in places() {
        let db = filled(&place);
        let mut raw = place.raw();
        raw.run("update journal set hash = prev_hash where org = 0 and seq = 1");
        assert_eq!(problems(&db, 1, None)[0], "installation_differs journal 1");
    }
}

#[test]
fn a_cut_tail_is_found_only_with_a_checkpoint() {
    for place in places() {
        let db = filled(&place);
        let ends = db.read(store::export::checkpoints).unwrap();
        let end = ends.iter().find(|c| c.org == 1).unwrap().clone();
        let checkpoint = || Some((end.seq, end.hash.clone()));
        assert_eq!(problems(&db, 1, checkpoint()), [""; 0]);
        let mut raw = place.raw();
        raw.run("delete from journal where org = 1 and seq = 3");
        for table in db.schema().of_class(Class::Fact) {
            raw.run(&format!(
                "delete from {} where org = 1 and seq = 3",
                table.name
            ));
        }
        assert_eq!(problems(&db, 1, None), ["head_differs journal_head_now 2"]);
        let mended = db.rebuild_heads().unwrap();
        assert_eq!(
            mended.iter().map(|c| (c.org, c.seq)).collect::<Vec<_>>(),
            [(1, 2)]
        );
        assert_eq!(problems(&db, 1, None), [""; 0]);
        assert_eq!(problems(&db, 1, checkpoint()), ["tail_cut  3"]);
        // Others in its place: the chain holds again, the checkpoint does not.
        place.act(&db, 1, code("7"), fill).unwrap();
        assert_eq!(problems(&db, 1, None), [""; 0]);
        assert_eq!(problems(&db, 1, checkpoint()), ["rewritten  3"]);
    }
}

#[test]
fn the_heads_can_be_made_again() {
    for place in places() {
        let db = filled(&place);
        assert_eq!(db.rebuild_heads(), Ok(vec![]));
        let before = contents(&db)["journal_head_now"].clone();
        let last = place.act(&db, 1, code("a"), add_code).unwrap();
        place
            .raw()
            .run("delete from journal_head_now where org = 1");
        assert!(problems(&db, 1, None).contains(&"head_differs journal_head_now 4".to_owned()));
        assert_eq!(db.rebuild_heads().unwrap().len(), 1);
        assert_eq!(problems(&db, 1, None), [""; 0]);
        assert_eq!(contents(&db)["journal_head_now"].len(), before.len());
        assert!(place.act(&db, 1, code("b"), add_code).unwrap() > last);
    }
}
