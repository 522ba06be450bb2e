//! The `where` of a list.

use kernel::Id;
use store::Value;

/// A `where` with its parameters, grown piece by piece.
pub(super) struct Where {
    pub(super) sql: String,
    pub(super) params: Vec<Value>,
}

impl Where {
    /// Begins anew, with the parameters so far, everywhere in the scope that the first four give: an
    /// expression instead of a bare column keeps an engine from beginning with the villages.
    pub(super) fn in_scope(&mut self, alias: &str) {
        self.sql = format!("{alias}.org = $1 and ({alias}.unit + 0) in scope($1, $2, $3, $4)");
    }

    pub(super) fn and(&mut self, sql: &str, alias: &str, value: Value) {
        self.params.push(value);
        let mark = format!("${}", self.params.len());
        self.sql.push_str(" and ");
        self.sql
            .push_str(&sql.replace("{a}", alias).replace("{p}", &mark));
    }

    /// What begins with `start`: a range, which an index answers.
    pub(super) fn begins(&mut self, expression: &str, alias: &str, start: &str) {
        self.and(&format!("{expression} >= {{p}}"), alias, start.into());
        self.and(
            &format!("{expression} < {{p}}"),
            alias,
            format!("{start}\u{10ffff}").into(),
        );
    }

    /// What begins with one of `starts`, each a range of the index; nothing begins with none of them.
    pub(super) fn begins_any(&mut self, expression: &str, alias: &str, starts: &[String]) {
        let expression = expression.replace("{a}", alias);
        let mut ranges = Vec::new();
        for start in starts {
            self.params.push(start.as_str().into());
            self.params.push(format!("{start}\u{10ffff}").into());
            let (from, to) = (self.params.len() - 1, self.params.len());
            ranges.push(format!(
                "({expression} >= ${from} and {expression} < ${to})"
            ));
        }
        match ranges.as_slice() {
            [] => self.sql.push_str(" and 1 = 0"),
            many => self.sql.push_str(&format!(" and ({})", many.join(" or "))),
        }
    }

    pub(super) fn any_of(&mut self, column: &str, alias: &str, values: &[String]) {
        if values.is_empty() {
            self.sql.push_str(" and 1 = 0");
            return;
        }
        let mut marks = Vec::new();
        for value in values {
            self.params.push(value.as_str().into());
            marks.push(format!("${}", self.params.len()));
        }
        self.sql
            .push_str(&format!(" and {alias}.{column} in ({})", marks.join(", ")));
    }

    pub(super) fn after(&mut self, key: &str, id: &str, after: Option<(&str, Id)>) {
        let Some((value, last)) = after else { return };
        self.params.push(value.into());
        self.params.push(last.into());
        let (v, i) = (self.params.len() - 1, self.params.len());
        self.sql.push_str(&format!(
            " and {key} >= ${v} and ({key} > ${v} or {id} > ${i})"
        ));
    }
}
