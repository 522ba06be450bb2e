use super::*;

#[test]
fn the_programs_own_migrations_are_understood() {
    let schema = Schema::load().unwrap();
    assert!(schema.table("journal").is_ok());
}

#[test]
fn a_table_that_breaks_its_class_is_refused() {
    let check = |text: &'static str, says: &str| {
        let err = Schema::parse(&[("t", text)]).unwrap_err().to_string();
        assert!(err.contains(says), "{err}");
    };
    check(
        "create fact a (id int, primary key (id))",
        "a fact needs org",
    );
    check(
        "create work a_work (id int, primary key (id))",
        "expires_at",
    );
    check("create now a (id int, primary key (id))", "_now");
    check(
        "create fact a (org int, seq int, x float, primary key (org))",
        "unknown type",
    );
    check(
        "create fact a (org int, seq int, primary key (org)); alter fact a add b int",
        "nullable",
    );
}

#[test]
fn an_added_column_makes_a_new_version() {
    let text = "create fact a (org int, seq int, primary key (org, seq)); alter fact a add b text?";
    let schema = Schema::parse(&[("t", text)]).unwrap();
    let table = schema.table("a").unwrap();
    assert_eq!((table.version(), table.versions.clone()), (2, vec![2, 3]));
}
