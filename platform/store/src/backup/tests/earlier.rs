//! Files of earlier schemas, from a database that had no more migrations than that.

use super::*;
use crate::schema::MIGRATIONS;

/// A database as the program of an earlier day left it, with three rows in every table.
fn earlier(place: &Place, migrations: usize) -> Settings {
    let settings = place.sqlite(&format!("{migrations}.db"));
    let schema = Arc::new(Schema::parse(&MIGRATIONS[..migrations]).unwrap());
    let mut session = session(&settings.database, Access::Write, schema.clone()).unwrap();
    crate::open::prepare(&mut session, &settings, &SeededRng::new(5)).unwrap();
    session.batch("delete from journal_head_now").unwrap();
    for table in layout::tables(&schema) {
        let rows: Vec<Vec<Value>> = (0..3).map(|n| row(table, n, 2)).collect();
        session.insert_rows(table, &rows).unwrap();
    }
    settings
}

/// Every index and every column with its table, as the engine lists them.
fn shape(settings: &Settings) -> Vec<String> {
    let sql = match &settings.database {
        Database::Sqlite(_) => {
            "select m.name || ' ' || coalesce(m.sql, '') from sqlite_master m \
             where m.type = 'index' and m.sql is not null union all \
             select m.name || '.' || c.name || ' ' || c.type from sqlite_master m, pragma_table_info(m.name) c \
             where m.type = 'table' and m.name not like 'sqlite_stat%' order by 1"
        }
        Database::Postgres(_) => {
            "select indexdef::text from pg_indexes where schemaname = current_schema() union all \
             select (table_name || '.' || column_name || ' ' || data_type)::text from information_schema.columns \
             where table_schema = current_schema() order by 1"
        }
    };
    let mut found = Vec::new();
    opened(settings)
        .query_each(sql, &[], &mut |row| {
            found.push(row.get(0)?);
            Ok(())
        })
        .unwrap();
    assert!(found.len() > 500, "{}", found.len());
    found
}

fn goes_in(place: &Place, target: &Settings, fresh: &Settings, migrations: usize) {
    let source = earlier(place, migrations);
    let file = place.file(&migrations.to_string());
    let summary = written(&source, &file);
    assert_eq!(summary.schema, MIGRATIONS[migrations - 1].0);
    let untouched = crate::open::applied(&mut opened(&source)).unwrap();
    assert_eq!(
        untouched.len(),
        migrations,
        "writing it brings nothing forward"
    );
    restored(target, &file, &summary);
    assert_eq!(shape(target), shape(fresh), "{migrations}");
    let all = contents(target);
    assert_eq!(all["installation"].len(), 4);
    let of_then = Schema::parse(&MIGRATIONS[..migrations]).unwrap();
    for table in layout::tables(&of_then) {
        let found = &all[&table.name];
        assert!(found.len() >= 3, "{migrations} {}", table.name);
        for n in 0..3 {
            let then = row(table, n, 2);
            let is_it = |row: &Row| {
                let (old, new) = row.0.split_at(then.len());
                old == then && new.iter().all(|v| *v == Value::Null)
            };
            assert!(found.iter().any(is_it), "{migrations} {}", table.name);
        }
    }
    std::fs::remove_file(&file).unwrap();
}

#[test]
fn a_file_of_every_earlier_schema_goes_in_and_is_brought_forward() {
    let place = Place::new();
    let fresh = place.sqlite("fresh.db");
    drop(Db::open(fresh.clone(), &[], &SeededRng::new(5)).unwrap());
    for migrations in 1..=MIGRATIONS.len() {
        let target = place.sqlite(&format!("{migrations}-target.db"));
        goes_in(&place, &target, &fresh, migrations);
    }
    for migrations in [1, 8, MIGRATIONS.len()] {
        let (Some(target), Some(fresh)) = (place.postgres(), place.postgres()) else {
            return;
        };
        std::fs::remove_file(place.0.join(format!("{migrations}.db"))).unwrap();
        drop(Db::open(fresh.clone(), &[], &SeededRng::new(5)).unwrap());
        goes_in(&place, &target, &fresh, migrations);
    }
}
