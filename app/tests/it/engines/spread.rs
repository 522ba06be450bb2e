//! What would meet servers that hold some organisations each: every statement that touches more organisations than one,
//! and every word that engines which spread tables treat otherwise. docs/decisions/0008-province.md lists both, and
//! these tests keep its lists true. Statements that are put together at run time are not seen here.

use super::statements::{Found, literals, statements};
use std::collections::BTreeSet;
use store::schema::{Schema, Table};

const NOTE: &str = include_str!("../../../../docs/decisions/0008-province.md");

/// Words of which an engine that spreads tables has its own opinion.
const WORDS: [&str; 10] = [
    "for share",
    "for update",
    "on conflict",
    "returning",
    "lock table",
    "pg_advisory",
    "distinct on",
    "with recursive",
    " over (",
    "lateral",
];

fn tokens(sql: &str) -> Vec<&str> {
    let is_word = |c: char| c.is_alphanumeric() || c == '_' || c == '$';
    let (mut all, mut rest) = (Vec::new(), sql);
    while let Some(first) = rest.chars().next() {
        let end = match is_word(first) {
            true => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            false => first.len_utf8(),
        };
        let (token, after) = rest.split_at(end);
        if !first.is_whitespace() {
            all.push(token);
        }
        rest = after;
    }
    all
}

fn has_org(table: &Table) -> bool {
    table.columns.iter().any(|column| column.name == "org")
}

/// `None` is what has no alias of its own.
type Alias<'a> = Option<&'a str>;

/// What an organisation is said to be.
enum Said<'a> {
    /// A parameter or a number.
    Fixed,
    /// That of another table.
    As(Alias<'a>),
}

fn said<'a>(what: [&'a str; 3]) -> Option<Said<'a>> {
    match what {
        [number, ..] if number.starts_with('$') || number.parse::<u32>().is_ok() => {
            Some(Said::Fixed)
        }
        [other, ".", "org"] => Some(Said::As(Some(other))),
        ["org", ..] => Some(Said::As(None)),
        _ => None,
    }
}

/// The tables with an organisation that a statement reads or changes without naming it.
fn unbound(sql: &str, schema: &Schema) -> BTreeSet<String> {
    let all = tokens(sql);
    let at = |n: usize| all.get(n).copied().unwrap_or_default();
    let three = |n: usize| said([at(n), at(n + 1), at(n + 2)]);
    let (mut used, mut told) = (Vec::new(), Vec::new());
    for n in 0..all.len() {
        let before = at(n.wrapping_sub(1));
        if at(n) == "org" && at(n + 1) == "=" {
            let alias = (before == ".").then(|| at(n.wrapping_sub(2)));
            told.extend(three(n + 2).map(|said| (alias, said)));
        }
        if at(n) == "dated" && at(n + 1) == "(" {
            // dated(TABLE, ORG, DATE, SEQ) ALIAS
            let end = (n..all.len()).find(|m| at(*m) == ")");
            let alias = alias_at(&all, end.unwrap_or(all.len()) + 1);
            used.push((at(n + 2), alias));
            told.extend(three(n + 4).map(|said| (alias, said)));
        }
        let is_named = ["from", "join", "update"].contains(&before);
        if is_named && schema.tables.get(at(n)).is_some_and(has_org) {
            used.push((at(n), alias_at(&all, n + 1)));
        }
    }
    let bound = bound(&told);
    let alone = used.len() == 1;
    let free = used.iter().filter(|(table, alias)| {
        // A column without a name before it belongs to the only table there is.
        !(bound.contains(alias) || bound.contains(&Some(*table)) || alone && bound.contains(&None))
    });
    free.map(|(table, _)| (*table).to_owned()).collect()
}

/// Whoever is fixed, and whoever is as one of them is.
fn bound<'a>(told: &[(Alias<'a>, Said<'a>)]) -> BTreeSet<Alias<'a>> {
    let mut bound = BTreeSet::new();
    loop {
        let known = bound.len();
        for (alias, said) in told {
            match said {
                Said::Fixed => drop(bound.insert(*alias)),
                Said::As(other) if bound.contains(alias) || bound.contains(other) => {
                    bound.extend([*alias, *other]);
                }
                Said::As(_) => {}
            }
        }
        if bound.len() == known {
            return bound;
        }
    }
}

fn alias_at<'a>(all: &[&'a str], n: usize) -> Alias<'a> {
    const NEXT: [&str; 14] = [
        "where", "join", "left", "inner", "cross", "on", "set", "order", "group", "limit", "using",
        "union", "and", "or",
    ];
    let n = if all.get(n) == Some(&"as") { n + 1 } else { n };
    let word = all.get(n).copied()?;
    let is_alias = word.chars().next()?.is_alphabetic() && !NEXT.contains(&word);
    is_alias.then_some(word)
}

/// The first two cells of each row of the table below a heading of the note.
fn listed(heading: &str) -> BTreeSet<(String, String)> {
    let below = NOTE.split(&format!("### {heading}\n")).nth(1);
    let below = below.unwrap_or_else(|| panic!("no {heading}"));
    let rows = below
        .lines()
        .skip_while(|line| !line.starts_with('|'))
        .skip(2);
    let cells = rows.take_while(|line| line.starts_with('|')).map(|line| {
        let mut cells = line
            .split('|')
            .skip(1)
            .map(|cell| cell.trim().replace('`', ""));
        (
            cells.next().unwrap_or_default(),
            cells.next().unwrap_or_default(),
        )
    });
    cells.collect()
}

fn place(text: &str) -> String {
    // From the root of the tree, without its line.
    let text = text.split("/../").last().unwrap_or(text);
    text.rsplit_once(':')
        .map_or(text, |(file, _)| file)
        .to_owned()
}

/// The store's own tests ask what no program asks.
fn is_ours(one: &Found) -> bool {
    !place(&one.place).ends_with("/tests.rs")
}

#[test]
fn a_statement_over_several_organisations_is_listed_for_a_province() {
    let schema = Schema::load().unwrap();
    let (found, _) = statements();
    let mut several: BTreeSet<(String, String)> = BTreeSet::new();
    for one in found.iter().filter(|one| is_ours(one)) {
        for table in unbound(&one.sql, &schema) {
            several.insert((place(&one.place), table));
        }
    }
    assert_eq!(several, listed("Statements over several organisations"));
}

#[test]
fn a_word_that_a_spread_engine_reads_otherwise_is_listed_for_a_province() {
    let mut words = BTreeSet::new();
    for one in literals().iter().filter(|one| is_ours(one)) {
        for word in WORDS.iter().filter(|word| one.sql.contains(**word)) {
            words.insert(((*word).to_owned(), place(&one.place)));
        }
    }
    assert_eq!(words, listed("Words"));
}

#[test]
fn what_names_its_organisation_is_told_from_what_does_not() {
    let schema = Schema::load().unwrap();
    let check = |sql: &str, expected: &[&str]| {
        let found: Vec<String> = unbound(sql, &schema).into_iter().collect();
        assert_eq!(found, expected, "{sql}");
    };
    check("select seq from journal where org = $1", &[]);
    check("select seq from journal where seq = $1", &["journal"]);
    check("select seq from journal_head_now where org = 0", &[]);
    check(
        "select j.seq from journal j join journal_key k on k.org = j.org and k.seq = j.seq where j.org = $1",
        &[],
    );
    check(
        "select j.seq from journal j join journal_key k on k.seq = j.seq where j.org = $1",
        &["journal_key"],
    );
    check(
        "select j.seq from journal j join journal_key k on k.org = j.org",
        &["journal", "journal_key"],
    );
    check(
        "select p.person from dated(people_membership, $1, $2, $3) p join subject_key k on k.org = p.org",
        &[],
    );
    check("select u.id from access_unit_now u where u.id = $1", &[]);
    check(
        "delete from upload_work where expires_at <= $1",
        &["upload_work"],
    );
}

/// What decision 0008 says of foreign parts, on two databases of the PostgreSQL that is here.
#[test]
fn foreign_parts_refuse_what_the_store_relies_on() {
    let (Some(near), Some(far)) = (testkit::pg::database(), testkit::pg::database()) else {
        return;
    };
    let connect = |url: &str| postgres::Client::connect(url, postgres::NoTls).unwrap();
    let (mut near_by, mut there) = (connect(&near), connect(&far));
    let place = far.rsplit_once('@').unwrap().1;
    let (address, name) = place.split_once('/').unwrap();
    let (host, port) = address.split_once(':').unwrap();
    let server = format!(
        "create extension postgres_fdw; \
         create server far foreign data wrapper postgres_fdw options (host '{host}', port '{port}', dbname '{name}'); \
         create user mapping for current_user server far options (user 'zhen')"
    );
    if let Err(e) = near_by.batch_execute(&server) {
        testkit::require::missing("postgres_fdw", &e.to_string());
        return;
    }
    there
        .batch_execute(
            "create table head (org bigint primary key, seq bigint); insert into head values (2, 0); \
             create table key (org bigint, key bigint, primary key (org, key))",
        )
        .unwrap();
    let mut refused = |sql: &str, code: &str| {
        let told = near_by.batch_execute(sql).expect_err(sql);
        assert_eq!(told.code().map(|c| c.code()), Some(code), "{sql}: {told:?}");
        drop(near_by.batch_execute("rollback"));
    };
    let part = "create foreign table key_2 partition of key for values in (2) server far options (table_name 'key')";
    refused(
        &format!(
            "create table key (org bigint, key bigint, primary key (org, key)) partition by list (org); {part}"
        ),
        "42809",
    );
    refused(
        &format!(
            "create table key (org bigint, key bigint) partition by list (org); {part}; \
             insert into key values (2, 1) on conflict (org, key) do nothing"
        ),
        "42P10",
    );
    refused(
        "create foreign table head (org bigint, seq bigint) server far; commit; \
         begin; update head set seq = seq + 1; prepare transaction 'both'",
        "0A000",
    );
    // Two writers at one lock: here the second waits and goes on, there it is sent away.
    let mut first = connect(&far);
    first
        .batch_execute("begin; update head set seq = seq + 1 where org = 2")
        .unwrap();
    let second = std::thread::spawn(move || {
        near_by.batch_execute("begin; update head set seq = seq + 1 where org = 2; commit")
    });
    let sql =
        "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = $1";
    let waits = testkit::keeper::wait_for(30, || {
        let count: i64 = there.query_one(sql, &[&name]).unwrap().get(0);
        (count > 0).then_some(())
    });
    assert!(waits.is_some(), "the second writer came to the lock");
    first.batch_execute("commit").unwrap();
    let told = second.join().unwrap().expect_err("the second writer");
    assert_eq!(told.code().map(|c| c.code()), Some("40001"), "{told:?}");
}
