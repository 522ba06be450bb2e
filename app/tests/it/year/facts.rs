//! The end of the year, worked out again from facts: with plain maps, not with the program's own readers.

use super::Year;
use super::model::Key;
use super::place::day;
use kernel::merkle::{Leaf, Sums, Tree};
use kernel::{Date, Id};
use modules::shares::register;
use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;
use store::schema::Class;
use store::values;

struct Account {
    key: Key,
    floor: Option<i64>,
    side: i64,
}

impl Year {
    pub(super) fn agrees(&self) {
        self.the_journal_rises();
        self.the_books_agree();
        self.payments_agree();
        self.households_agree();
        self.registers_agree();
        self.the_audit_is_silent();
        let caches = |class| matches!(class, Class::Now | Class::Aside);
        let before = self.place.tables(caches).0;
        self.zhen("rebuild");
        let after = self.place.tables(caches).0;
        for (table, rows) in before
            .iter()
            .filter(|(table, _)| *table != "journal_head_now")
        {
            let changed = rows.iter().zip(&after[table]).find(|(a, b)| a != b);
            assert!(
                *rows == after[table],
                "a rebuild changes {table}: {changed:?}"
            );
        }
        self.the_audit_is_silent();
    }

    fn the_journal_rises(&self) {
        let sql = "select j.seq, j.at from journal j where j.org = $1 order by j.seq limit 100000";
        let (mut seq, mut at) = (0, 0);
        for row in self.place.rows(sql, values![]) {
            let (next, then): (i64, i64) = (row.get(0).unwrap(), row.get(1).unwrap());
            assert_eq!(next, seq + 1);
            assert!(then > at, "the journal's time falls at {next}");
            (seq, at) = (next, then);
        }
    }

    fn accounts(&self) -> BTreeMap<Id, Account> {
        let sql = "select a.id, a.book, a.code, a.party, a.floor, a.side from ledger_account a where a.org = $1 \
                   order by a.id limit 100000";
        let rows = self.place.rows(sql, values![]);
        let account = |row: &store::Row| {
            let key = (
                row.get(1).unwrap(),
                row.get(2).unwrap(),
                row.get(3).unwrap(),
            );
            (
                row.get(0).unwrap(),
                Account {
                    key,
                    floor: row.get(4).unwrap(),
                    side: row.get(5).unwrap(),
                },
            )
        };
        rows.iter().map(account).collect()
    }

    /// Every balance is the sum of its entries, is what the model says, and never passed its floor; every voucher
    /// balances.
    fn the_books_agree(&self) {
        let accounts = self.accounts();
        let mut sums: BTreeMap<Key, i64> = BTreeMap::new();
        let mut by_account: BTreeMap<Id, BTreeMap<Date, i64>> = BTreeMap::new();
        let mut vouchers: BTreeMap<Id, (i64, i64, i64)> = BTreeMap::new();
        let sql = "select e.account, e.date, e.voucher, e.amount from ledger_entry e where e.org = $1 \
                   order by e.account, e.date, e.seq, e.line limit 1000000";
        for row in self.place.rows(sql, values![]) {
            let (account, amount): (Id, i64) = (row.get(0).unwrap(), row.get(3).unwrap());
            *sums.entry(accounts[&account].key.clone()).or_default() += amount;
            *by_account
                .entry(account)
                .or_default()
                .entry(row.get(1).unwrap())
                .or_default() += amount;
            let voucher = vouchers.entry(row.get(2).unwrap()).or_default();
            *voucher = (voucher.0 + amount, voucher.1 + amount.max(0), voucher.2 + 1);
        }
        sums.retain(|_, sum| *sum != 0);
        assert_eq!(
            sums,
            self.model.standing(),
            "balances by entries, and by the model"
        );
        for (id, days) in &by_account {
            let (account, mut balance) = (&accounts[id], 0);
            for (date, amount) in days {
                balance += amount;
                let floor = account.floor.unwrap_or(i64::MIN);
                assert!(
                    balance * account.side >= floor,
                    "{:?} on {date}: {balance}",
                    account.key
                );
            }
        }
        let sql = "select v.id, v.total, v.lines from ledger_voucher v where v.org = $1 order by v.id limit 100000";
        let rows = self.place.rows(sql, values![]);
        assert_eq!(rows.len(), vouchers.len());
        for row in rows {
            let told = (0, row.get(1).unwrap(), row.get(2).unwrap());
            assert_eq!(vouchers[&row.get(0).unwrap()], told, "a voucher balances");
        }
        let sql = "select b.account, b.balance from ledger_balance_now b where b.org = $1 order by b.account limit 100000";
        let cached: BTreeMap<Id, i64> = self
            .place
            .rows(sql, values![])
            .iter()
            .map(|row| (row.get(0).unwrap(), row.get(1).unwrap()))
            .collect();
        for (id, days) in &by_account {
            assert_eq!(
                cached.get(id).copied().unwrap_or(0),
                days.values().sum::<i64>()
            );
        }
        // All that was issued of a class is held by somebody.
        for class in &self.model.classes {
            let of = |code: &str| {
                sums.iter()
                    .filter(|((book, c, _), _)| *book == class.book && c == code)
                    .map(|(_, sum)| sum)
                    .sum::<i64>()
            };
            assert_eq!(of("issued"), -of("held"));
        }
    }

    /// Of each line at most one payment is out, and what went out and did not come back is at most what it owes.
    fn payments_agree(&self) {
        let sql = "select p.round, p.leaf_key, p.attempt, p.seq, p.amount, l.gross - l.tax, \
                   (select r.seq from payout_return r where r.org = p.org and r.round = p.round \
                   and r.leaf_key = p.leaf_key and r.attempt = p.attempt) from payout_payment p \
                   join payout_line l on l.org = p.org and l.round = p.round and l.leaf_key = p.leaf_key \
                   where p.org = $1 order by p.round, p.leaf_key, p.attempt limit 100000";
        /// A line by its round and key.
        type Line = (Id, Vec<u8>);
        /// Attempts so far, when the last came back, what is out in fen.
        type Paid = (i64, Option<i64>, i64);
        let mut lines: BTreeMap<Line, Paid> = BTreeMap::new();
        for row in self.place.rows(sql, values![]) {
            let (seq, amount, net): (i64, i64, i64) = (
                row.get(3).unwrap(),
                row.get(4).unwrap(),
                row.get(5).unwrap(),
            );
            let returned: Option<i64> = row.get(6).unwrap();
            let line = lines
                .entry((row.get(0).unwrap(), row.get(1).unwrap()))
                .or_insert((0, Some(0), 0));
            assert_eq!(
                row.get::<i64>(2).unwrap(),
                line.0 + 1,
                "payments are counted from 1"
            );
            assert!(
                line.1.is_some_and(|back| back < seq),
                "a line was paid while a payment was out"
            );
            assert_eq!(amount, net);
            let out = line.2 + if returned.is_none() { amount } else { 0 };
            *line = (line.0 + 1, returned, out);
            assert!(out <= net, "more was paid than owed");
        }
        let told = self.model.rounds.iter().flat_map(|round| {
            let lines = round.lines.iter().filter(|line| line.attempts > 0);
            lines.map(|line| {
                (
                    (round.id, line.key.0.to_vec()),
                    (line.attempts, line.is_out),
                )
            })
        });
        let told: BTreeMap<_, _> = told.collect();
        let found = lines
            .into_iter()
            .map(|(key, (count, returned, _))| (key, (count, returned.is_none())));
        assert_eq!(found.collect::<BTreeMap<_, _>>(), told);
        let sql = "select s.id, s.state from payout_state s where s.org = $1 order by s.id, s.seq limit 100000";
        let rows = self.place.rows(sql, values![]);
        let states: BTreeMap<Id, String> = rows
            .iter()
            .map(|r| (r.get(0).unwrap(), r.get(1).unwrap()))
            .collect();
        let told: BTreeMap<Id, String> = self
            .model
            .rounds
            .iter()
            .map(|r| (r.id, r.state.to_string()))
            .collect();
        assert_eq!(states, told, "where the rounds stand");
    }

    /// The record of each id that holds at the end of the year: of the latest first day the latest row.
    fn at_year_end(&self, sql: &'static str) -> Vec<store::Row> {
        let mut last: BTreeMap<i64, store::Row> = BTreeMap::new();
        // Ordered by id, first day and seq, so that the last row of an id is the one that holds.
        for row in self.place.rows(sql, values![]) {
            last.insert(row.get(0).unwrap(), row);
        }
        let end: Date = day("2024-01-31");
        let holds = |row: &store::Row| {
            row.get::<Option<Date>>(1)
                .unwrap()
                .is_none_or(|to| to > end)
        };
        last.into_values().filter(holds).collect()
    }

    fn households_agree(&self) {
        let rows = self.at_year_end(
            "select h.id, h.valid_to, h.head from people_household h where h.org = $1 \
             order by h.id, h.valid_from, h.seq limit 100000",
        );
        let heads: BTreeMap<Id, Option<Id>> = rows
            .iter()
            .map(|row| (row.get(0).unwrap(), row.get(2).unwrap()))
            .collect();
        let houses = self
            .model
            .houses
            .iter()
            .enumerate()
            .filter(|(_, house)| house.stands);
        let told: BTreeMap<Id, Option<Id>> = houses
            .clone()
            .map(|(_, h)| (h.id, h.head.map(|at| self.model.people[at].id)))
            .collect();
        assert_eq!(heads, told, "households and their heads");
        let rows = self.at_year_end(
            "select m.id, m.valid_to, m.household, m.person from people_membership m where m.org = $1 \
             order by m.id, m.valid_from, m.seq limit 100000",
        );
        let mut members: BTreeMap<Id, BTreeSet<Id>> = BTreeMap::new();
        for row in &rows {
            let is_new = members
                .entry(row.get(2).unwrap())
                .or_default()
                .insert(row.get(3).unwrap());
            assert!(is_new, "a member twice");
        }
        let ids = |at| {
            self.model
                .members(at)
                .into_iter()
                .map(|p| self.model.people[p].id)
                .collect()
        };
        let told: BTreeMap<Id, BTreeSet<Id>> =
            houses.map(|(at, house)| (house.id, ids(at))).collect();
        assert_eq!(members, told, "members of households");
    }

    /// The root over the holders, leaf by leaf.
    fn registers_agree(&self) {
        for (at, register) in self.model.registers.iter().enumerate() {
            let mut held: BTreeMap<Id, i64> = BTreeMap::new();
            for class in self
                .model
                .classes
                .iter()
                .filter(|class| class.register == at)
            {
                for ((book, code, party), sum) in self.model.standing() {
                    let Some(party) = party.filter(|_| book == class.book && code == "held") else {
                        continue;
                    };
                    let person = self
                        .model
                        .people
                        .iter()
                        .find(|p| class.holder == "person" && p.id == party);
                    let home = person
                        .and_then(|p| p.homes.last())
                        .map(|(house, _)| self.model.houses[*house].id);
                    *held.entry(home.unwrap_or(party)).or_default() -= sum;
                }
            }
            let (org, id, today) = (self.place.org, *register, self.place.today());
            let state = self
                .place
                .read(move |tx| register::register_as_of(tx, org, id, today, i64::MAX));
            let mut told: BTreeMap<Id, i64> = BTreeMap::new();
            for holding in &state.households {
                *told.entry(holding.household).or_default() += holding.total();
            }
            for (party, _, shares) in &state.others {
                *told.entry(*party).or_default() += shares;
            }
            assert_eq!(told, held, "who holds what");
            let (root, told) = self.place.read(move |tx| {
                let leaf = |shares: i64, commitment: [u8; 32]| Leaf {
                    key: commitment[..16].try_into().unwrap(),
                    commitment,
                    sums: Sums {
                        payees: 1,
                        shares: u64::try_from(shares).unwrap(),
                        ..Sums::default()
                    },
                };
                let mut leaves = Vec::new();
                for (holder, shares) in held {
                    let parts: [&[u8]; 3] = [
                        &org.to_be_bytes(),
                        &id.0.to_be_bytes(),
                        &holder.0.to_be_bytes(),
                    ];
                    leaves.push(leaf(shares, tx.hmac("shares/register", &parts)));
                }
                let context = format!("shares.register/{org}/{id}");
                let tree = Tree::build(context.as_bytes(), leaves)?;
                Ok((register::root(tx, org, id, today)?, tree.published()))
            });
            assert_eq!((root.root, root.leaves), (told.root, told.leaves));
            assert_eq!(root.sums, told.sums);
        }
    }

    fn the_audit_is_silent(&self) {
        self.zhen("audit");
    }

    /// A command of the program itself, in a process of its own; it says what is wrong and ends with 0 where nothing is.
    fn zhen(&self, command: &str) {
        let out = Command::new(env!("CARGO_BIN_EXE_zhen"))
            .args([command, "--database", &self.place.database, "--key-file"])
            .arg(&self.place.key_file)
            // The test's own setting, which the program does not know.
            .env_remove("ZHEN_YEAR_SEED")
            .output()
            .unwrap();
        let said = [out.stdout, out.stderr].concat();
        assert!(
            out.status.success(),
            "zhen {command}: {}",
            String::from_utf8_lossy(&said)
        );
    }
}
