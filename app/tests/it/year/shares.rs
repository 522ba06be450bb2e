//! Shares pass from hand to hand.

use super::Year;
use super::model::{Class, Key, key};
use kernel::{Fen, Id};
use modules::shares::register::{self, Against, Heir, IssueLine};
use store::values;

impl Year {
    pub(super) fn share_step(&mut self) {
        let Some(mut class) = self.pick(&self.model.classes) else {
            return;
        };
        if class.holder == "collective" && !self.one_in(4) {
            class = self.model.classes[0].clone();
        }
        match self.n(13) {
            0..=2 => self.issue(&class),
            3 => self.issue_per_head(&class),
            4 | 5 => self.transfer(&class),
            6 => self.split_or_merge_holding(&class),
            7 | 8 => self.inherit(&class),
            9 => self.redeem(&class),
            10 | 11 => self.reverse_change(),
            _ => self.certificate(&class),
        }
    }

    fn keeper(&self) -> &'static str {
        match self.n(12) {
            0 => "reviewer",
            1 => "village0",
            n => ["accountant", "second"][n % 2],
        }
    }

    /// Somebody who may hold a class; now and then somebody who may not.
    fn party(&self, class: &Class) -> Id {
        let is_any = self.one_in(8);
        let lives_there = |house: usize| {
            let house = &self.model.houses[house];
            is_any || (house.stands && (class.register == 0 || house.village == 0))
        };
        let found = match class.holder {
            _ if self.one_in(20) => None,
            "person" => {
                let people = self.model.people.iter();
                let people = people.filter(|p| p.home.map_or(is_any, lives_there));
                self.pick(&people.map(|p| p.id).collect::<Vec<Id>>())
            }
            "household" => {
                let houses = (0..self.model.houses.len()).filter(|at| lives_there(*at));
                self.pick(
                    &houses
                        .map(|at| self.model.houses[at].id)
                        .collect::<Vec<Id>>(),
                )
            }
            _ => Some(self.model.registers[class.register]),
        };
        found.unwrap_or(Id(77))
    }

    /// Somebody who holds something of a class, where there is one.
    fn holder(&self, class: &Class) -> Id {
        let held = self.model.balances.iter();
        let held = held
            .filter(|((book, code, _), sum)| *book == class.book && code == "held" && **sum < 0);
        let held: Vec<Id> = held.filter_map(|((.., party), _)| *party).collect();
        self.pick(&held).unwrap_or_else(|| self.party(class))
    }

    fn passed(
        &mut self,
        class: &Class,
        voucher: Id,
        moves: &[(Option<Id>, Option<Id>, i64)],
        money: Option<i64>,
    ) {
        let side = |party: Option<Id>| match party {
            Some(_) => key(class.book, "held", party),
            None => key(class.book, "issued", None),
        };
        let mut all: Vec<(Key, i64)> = Vec::new();
        for (from, to, quantity) in moves {
            all.extend([(side(*from), *quantity), (side(*to), -*quantity)]);
        }
        if let Some(money) = money {
            all.push((key(class.money_book, "bank", None), money));
            all.push((key(class.money_book, "share_capital", None), -money));
        }
        // What is issued is debited, what is taken back is credited: nobody stands on both sides.
        self.model.moved(&all);
        self.model.changes.push((voucher, all));
    }

    fn issue(&mut self, class: &Class) {
        let lines: Vec<IssueLine> = (0..1 + self.n(3))
            .map(|_| IssueLine {
                party: self.party(class),
                quantity: 1 + self.n(40) as i64,
            })
            .collect();
        let asset = self.model.projects[class.register].asset;
        let paid = self.one_in(4).then(|| Fen(100 * (1 + self.n(900) as i64)));
        let input = register::IssueShares {
            class: class.id,
            date: self.some_day(),
            against: if self.one_in(2) {
                Against::Asset(asset)
            } else {
                Against::Resolution
            },
            lines: lines.clone(),
            paid,
            document: Some("股权证".into()),
        };
        let who = self.keeper();
        if let Some(done) = self.attempt(who, input, register::issue_shares) {
            let moves: Vec<_> = lines
                .iter()
                .map(|l| (None, Some(l.party), l.quantity))
                .collect();
            self.passed(class, done.voucher, &moves, paid.map(|paid| paid.0));
        }
    }

    pub(super) fn issue_to(&mut self, class: &Class, party: Id) {
        let input = register::IssueShares {
            class: class.id,
            date: self.place.today(),
            against: Against::Resolution,
            lines: vec![IssueLine { party, quantity: 6 }],
            paid: None,
            document: None,
        };
        let done = self
            .attempt("accountant", input, register::issue_shares)
            .unwrap();
        self.passed(class, done.voucher, &[(None, Some(party), 6)], None);
    }

    fn issue_per_head(&mut self, class: &Class) {
        let date = self.some_day();
        let quantity = 1 + self.n(5) as i64;
        let input = register::IssuePerHead {
            class: class.id,
            date,
            against: Against::Resolution,
            quantity,
            document: None,
        };
        let who = self.keeper();
        let Some(done) = self.attempt(who, input, register::issue_per_head) else {
            return;
        };
        let sql = "select e.to_party from shares_event e where e.org = $1 and e.voucher = $2 order by e.to_party limit 1000";
        let rows = self.place.rows(sql, values![done.voucher]);
        let parties: Vec<Id> = rows.iter().map(|row| row.get(0).unwrap()).collect();
        if date == self.place.today() && class.register == 0 && self.is_settled() {
            let mut expected: Vec<Id> = match class.holder {
                "person" => self
                    .model
                    .people
                    .iter()
                    .filter(|p| p.home.is_some())
                    .map(|p| p.id)
                    .collect(),
                "household" => self
                    .model
                    .houses
                    .iter()
                    .filter(|h| h.stands)
                    .map(|h| h.id)
                    .collect(),
                _ => vec![self.model.registers[0]],
            };
            expected.sort();
            assert_eq!(parties, expected, "{}", self.tail());
        }
        let moves: Vec<_> = parties
            .into_iter()
            .map(|party| (None, Some(party), quantity))
            .collect();
        self.passed(class, done.voucher, &moves, None);
    }

    fn transfer(&mut self, class: &Class) {
        let (from, to, quantity) = (self.holder(class), self.party(class), 1 + self.n(12) as i64);
        let (class_id, date) = (class.id, self.some_day());
        let input = register::TransferShares {
            class: class_id,
            from,
            to,
            quantity,
            date,
            document: None,
        };
        let who = self.keeper();
        if let Some(done) = self.attempt(who, input, register::transfer_shares) {
            self.passed(
                class,
                done.voucher,
                &[(Some(from), Some(to), quantity)],
                None,
            );
        }
    }

    fn split_or_merge_holding(&mut self, class: &Class) {
        // By household mostly; of persons it is refused.
        let by_household = self
            .model
            .classes
            .iter()
            .filter(|c| c.holder == "household");
        let by_household: Vec<Class> = by_household.cloned().collect();
        let class = match self.one_in(6) {
            true => class,
            false => &self.pick(&by_household).unwrap_or_else(|| class.clone()),
        };
        let (from, to, date) = (self.holder(class), self.party(class), self.place.today());
        let held = self.model.held(class.book, from);
        let who = self.keeper();
        let class_id = class.id;
        let (done, quantity) = if self.one_in(2) {
            let quantity = 1 + self.n(30) as i64;
            let input = register::SplitHolding {
                class: class_id,
                from,
                to,
                quantity,
                date,
                document: None,
            };
            (self.attempt(who, input, register::split_holding), quantity)
        } else {
            let input = register::MergeHoldings {
                class: class_id,
                from,
                to,
                date,
                document: None,
            };
            (self.attempt(who, input, register::merge_holdings), held)
        };
        if let Some(done) = done {
            self.passed(
                class,
                done.voucher,
                &[(Some(from), Some(to), quantity)],
                None,
            );
        }
    }

    /// Of the dead mostly; of the living it is refused.
    fn inherit(&mut self, class: &Class) {
        let persons = Class {
            holder: "person",
            ..class.clone()
        };
        let books = self
            .model
            .classes
            .iter()
            .filter(|c| c.register == class.register);
        let books: Vec<Id> = books.map(|c| c.book).collect();
        let holds = |id: Id| books.iter().any(|book| self.model.held(*book, id) > 0);
        let dead = self
            .model
            .people
            .iter()
            .filter(|p| p.is_dead && holds(p.id));
        let dead: Vec<Id> = dead.map(|p| p.id).collect();
        let person = match self.one_in(6) {
            true => self.holder(class),
            false => self.pick(&dead).unwrap_or(Id(5)),
        };
        let heirs: Vec<Heir> = (0..1 + self.n(3))
            .map(|_| Heir {
                person: self.party(&persons),
                weight: 1 + self.n(3) as i64,
            })
            .collect();
        let to = self.n(heirs.len());
        let input = register::InheritShares {
            register: self.model.registers[class.register],
            person,
            heirs: heirs.clone(),
            remainder_to: heirs[to].person,
            date: self.place.today(),
            document: None,
        };
        let who = self.keeper();
        let Some(done) = self.attempt(who, input, register::inherit_shares) else {
            return;
        };
        let classes = self.model.classes.clone();
        let classes = classes
            .iter()
            .filter(|c| c.register == class.register && c.holder == "person");
        let total: i64 = heirs.iter().map(|heir| heir.weight).sum();
        let mut vouchers = done.changes.iter();
        for class in classes {
            let held = self.model.held(class.book, person);
            if held == 0 {
                continue;
            }
            let mut parts: Vec<i64> = heirs
                .iter()
                .map(|heir| held * heir.weight / total)
                .collect();
            parts[to] += held - parts.iter().sum::<i64>();
            let moves = heirs.iter().zip(parts).filter(|(_, part)| *part > 0);
            let moves: Vec<_> = moves
                .map(|(heir, part)| (Some(person), Some(heir.person), part))
                .collect();
            let voucher = vouchers.next().unwrap().voucher;
            self.passed(class, voucher, &moves, None);
        }
        assert!(vouchers.next().is_none(), "{}", self.tail());
    }

    fn redeem(&mut self, class: &Class) {
        let (holder, quantity) = (self.holder(class), 1 + self.n(10) as i64);
        let money = self.one_in(2).then(|| 100 * (1 + self.n(300) as i64));
        let input = register::RedeemShares {
            class: class.id,
            holder,
            quantity,
            date: self.some_day(),
            money: money.map(Fen),
            document: None,
        };
        let who = self.keeper();
        if let Some(done) = self.attempt(who, input, register::redeem_shares) {
            let money = money.map(|money| -money);
            self.passed(
                class,
                done.voucher,
                &[(Some(holder), None, quantity)],
                money,
            );
        }
    }

    fn reverse_change(&mut self) {
        let from = self
            .model
            .changes
            .len()
            .saturating_sub(if self.one_in(3) { 100 } else { 4 });
        let Some((voucher, moves)) = self.pick(&self.model.changes[from..]) else {
            return;
        };
        let input = register::ReverseChange {
            voucher,
            date: self.some_day(),
        };
        let who = self.keeper();
        if let Some(done) = self.attempt(who, input, register::reverse_change) {
            self.model.taken_back(&moves);
            let mirror = moves
                .into_iter()
                .map(|(key, amount)| (key, -amount))
                .collect();
            self.model.changes.push((done.voucher, mirror));
        }
    }

    fn certificate(&mut self, class: &Class) {
        let holder = self.holder(class);
        let input = register::IssueCertificate {
            class: class.id,
            holder,
            date: self.place.today(),
        };
        let who = self.keeper();
        self.attempt(who, input, register::issue_certificate);
    }

    /// Nothing is dated after today, which a clock set back can bring about.
    fn is_settled(&self) -> bool {
        let sql =
            "select cast(count(*) as bigint) from people_event e where e.org = $1 and e.date > $2";
        let rows = self.place.rows(sql, values![self.place.today()]);
        rows[0].get::<i64>(0).unwrap() == 0
    }
}
