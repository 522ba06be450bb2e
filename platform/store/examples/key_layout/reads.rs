//! What is read after the round, one text for both engines.

use crate::{Case, ELEVENTH, Layout, ORG, account};

/// What a voucher's book may hold when its entries are sought account by account.
pub const BOOK_ACCOUNTS: i64 = 100;

/// With the year in the key an account is read by one
/// seek a year, which the list of the org's years makes possible.
pub struct Reads {
    accounts: i64,
    pub statement: String,
    pub balance: String,
    pub book: String,
    pub book_year: String,
}

impl Reads {
    pub fn of(case: Case, layout: &Layout, accounts: i64) -> Self {
        let mut years: Vec<String> = (1..=ELEVENTH).map(|r| case.date(r).0.to_string()).collect();
        years.dedup();
        let years = match layout.letter {
            'A' => format!("year in ({}) and", years.join(", ")),
            _ => String::new(),
        };
        // SQLite numbers $1 and $2 by first appearance, which here is their own order.
        Reads {
            accounts,
            statement: format!(
                "select date, seq, amount, voucher from entries where org = $1 and {years} account = $2
                 order by date, seq, line"
            ),
            balance: format!(
                "select cast(coalesce(sum(amount), 0) as bigint) from entries
                 where org = $1 and {years} account = $2 and date <= '2021-12-31'"
            ),
            book: "select cast(sum(amount) as bigint) from entries where org = $1".to_owned(),
            book_year: "select cast(sum(amount) as bigint) from entries where org = $1 and year = 2022".to_owned(),
        }
    }

    /// Counts the entries of the eleventh round in one book of a hundred accounts.
    pub fn voucher(&self, layout: &Layout, case: Case, nth: i64) -> String {
        let (year, date) = case.date(ELEVENTH);
        let seq = ELEVENTH * 5_000;
        let first = (nth * 9_973) % (self.accounts - BOOK_ACCOUNTS);
        if layout.letter == 'D' {
            let last = first + BOOK_ACCOUNTS;
            return format!(
                "select count(amount) from entries
                 where org = {ORG} and seq = {seq} and line >= {first} and line < {last}"
            );
        }
        let book: Vec<String> = (first..first + BOOK_ACCOUNTS)
            .map(|n| account(n).to_string())
            .collect();
        let year = if layout.letter == 'A' {
            format!("year = {year} and")
        } else {
            String::new()
        };
        format!(
            "select count(amount) from entries where org = {ORG} and {year} account in ({})
             and date = '{date}' and seq = {seq}",
            book.join(", ")
        )
    }
}
