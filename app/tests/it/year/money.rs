//! Projects, their income and their rosters.

use super::Year;
use super::model::{Key, Model, Project, key};
use super::place::day;
use kernel::date::Precision;
use kernel::{Fen, Id};
use modules::shares::model::RosterLine;
use modules::shares::{self, register};
use store::values;

impl Year {
    /// Projects, registers and the people of the list, as they stand on the first day.
    pub(super) fn begin(&mut self) {
        let sql = "select h.id, h.unit, h.head from people_household h where h.org = $1 order by h.number limit 1000";
        for row in self.place.rows(sql, values![]) {
            let (id, unit, head): (Id, Id, Id) = (
                row.get(0).unwrap(),
                row.get(1).unwrap(),
                row.get(2).unwrap(),
            );
            let village = self.place.villages.iter().position(|v| *v == unit).unwrap();
            let head = self.model.person(head);
            self.model.house(id, village, head);
        }
        let sql = "select m.household, m.person from people_membership m where m.org = $1 order by m.id limit 1000";
        for row in self.place.rows(sql, values![]) {
            let (household, person): (Id, Id) = (row.get(0).unwrap(), row.get(1).unwrap());
            let house = self
                .model
                .houses
                .iter()
                .position(|h| h.id == household)
                .unwrap();
            let person = self.model.person(person);
            self.model.join(person, house, day("2023-01-01"));
        }
        for (unit, owner) in [
            (self.place.town, "五联鑫合作社"),
            (self.place.villages[0], "新村股份经济合作社"),
        ] {
            self.project(unit, owner);
        }
        self.open_registers();
    }

    fn project(&mut self, unit: Id, owner: &str) {
        let input = shares::EnterProject {
            name: format!("{owner}种养项目"),
            unit,
            owner: owner.into(),
            from: day("2023-01-01"),
        };
        let entered = self
            .attempt("accountant", input, shares::enter_project)
            .unwrap();
        let input = shares::AddAsset {
            project: entered.project,
            name: "猪舍 2 栋".into(),
            class: "operating".into(),
            valuation: Fen(30_000_000),
            in_service: day("2022-12-31"),
            precision: Precision::YearEnd,
            date: day("2023-01-01"),
        };
        let asset = self
            .attempt("accountant", input, shares::add_asset)
            .unwrap()
            .asset;
        let (id, book) = (entered.project, entered.book);
        self.model.projects.push(Project { id, book, asset });
        let opening = payout::BringForwardBalance {
            book,
            date: day("2023-01-01"),
            bank_fen: Fen(1_000_000),
            undistributed_fen: Fen(990_000),
            unclaimed_fen: Fen(10_000),
            document: "移交清册".into(),
        };
        self.attempt("approver", opening, payout::bring_forward_balance)
            .unwrap();
        self.model.moved(&[
            (key(book, "bank", None), 1_000_000),
            (key(book, "undistributed", None), -990_000),
            (key(book, "unclaimed", None), -10_000),
        ]);
    }

    pub(super) fn money_step(&mut self) {
        match self.n(8) {
            0..=2 => self.income(),
            3 => self.take_income_back(),
            4..=6 => self.enlist(),
            _ => self.end_listed(),
        }
    }

    fn income(&mut self) {
        let project = self.pick(&self.model.projects).unwrap();
        let amount = if self.one_in(12) {
            -5
        } else {
            10_000 + 37 * self.n(200_000) as i64
        };
        let input = shares::RecordIncome {
            project: project.id,
            year: 2023,
            date: self.some_day(),
            amount: Fen(amount),
            document: Some("缴款单".into()),
        };
        let who = if self.one_in(8) {
            "village1"
        } else {
            ["accountant", "second"][self.n(2)]
        };
        if let Some(done) = self.attempt(who, input, shares::record_income) {
            let moves: Vec<(Key, i64)> = vec![
                (key(project.book, "bank", None), amount),
                (key(project.book, "undistributed", None), -amount),
            ];
            self.model.moved(&moves);
            self.model.incomes.push((done.income, moves));
        }
    }

    /// Refused where a round has promised the money.
    fn take_income_back(&mut self) {
        let Some((income, moves)) = self.pick(&self.model.incomes) else {
            return;
        };
        let input = shares::ReverseIncome {
            income,
            date: self.some_day(),
        };
        if let Some(done) = self.attempt("accountant", input, shares::reverse_income) {
            self.model.taken_back(&moves);
            self.model.incomes.push((done.reversal, Vec::new()));
        }
    }

    fn enlist(&mut self) {
        let at = self.n(2);
        let count = if self.model.roster.is_empty() {
            8
        } else {
            1 + self.n(4)
        };
        let houses: Vec<usize> = (0..count).map(|_| self.some_house()).collect();
        let from = if self.one_in(4) {
            self.some_day()
        } else {
            day("2023-01-01")
        };
        let line = |house: &usize| RosterLine {
            household: self.model.houses[*house].id,
            class: ["a", "b", "c"][house % 3].into(),
            heads: 1 + (house % 4) as i64,
            from,
        };
        let input = shares::AddBeneficiaries {
            project: self.model.projects[at].id,
            lines: houses.iter().map(line).collect(),
        };
        let who = if self.one_in(8) {
            "clerk"
        } else {
            "accountant"
        };
        if let Some(done) = self.attempt(who, input, shares::add_beneficiaries) {
            self.model.roster.extend(done.beneficiaries);
        }
    }

    fn end_listed(&mut self) {
        let Some(beneficiary) = self.pick(&self.model.roster) else {
            return;
        };
        let to = if self.one_in(3) {
            day("2023-01-01")
        } else {
            self.some_day()
        };
        let input = shares::EndBeneficiary { beneficiary, to };
        self.attempt("second", input, shares::end_beneficiary);
    }

    fn open_registers(&mut self) {
        use register::model::{Holder, Management};
        let from = day("2023-01-01");
        for (at, management, freeze) in [
            (0, Management::Dynamic, None),
            (1, Management::Static, Some(from)),
        ] {
            let book = self.model.projects[at].book;
            let unit = if at == 0 {
                self.place.town
            } else {
                self.place.villages[0]
            };
            let input = register::OpenRegister {
                unit,
                name: "股权台账".into(),
                entity: format!("经济合作社{at}"),
                management,
                freeze,
                from,
                money_book: Some(book),
            };
            let opened = self
                .attempt("accountant", input, register::open_register)
                .unwrap();
            self.model.registers.push(opened.register);
            for (kind, holder, scale) in [
                ("member", Holder::Person, 1000),
                ("land", Holder::Household, 1000),
                ("collective", Holder::Collective, 1000),
            ] {
                let input = register::OpenClass {
                    register: opened.register,
                    kind: kind.into(),
                    name: format!("{kind} {at}"),
                    holder,
                    scale,
                    face: Some(Fen(10_000)),
                    is_transferable: kind != "collective",
                    is_redeemable: kind != "land",
                    from,
                };
                let class = self
                    .attempt("accountant", input, register::open_class)
                    .unwrap();
                self.model.classes.push(super::model::Class {
                    id: class.class,
                    book: class.book,
                    register: at,
                    holder: holder.code(),
                    money_book: opened.money_book,
                });
            }
        }
    }
}

impl Model {
    /// What a party holds of a class.
    pub fn held(&self, book: Id, party: Id) -> i64 {
        -self.balance(book, "held", Some(party))
    }
}
