//! What fills the county with money: projects with their rosters and rounds, registers, co-ops and nets.

use super::super::world::Kind;
use super::{Maker, day};
use kernel::apportion::Policy;
use kernel::{Ctx, Fen, Id};
use modules::shares::model::RosterLine;
use modules::shares::register::model::{Holder, Management};
use modules::shares::register::{self, Against, IssueLine};
use modules::{coop, shares};
use std::collections::BTreeMap;

impl Maker<'_> {
    pub(super) fn money(&mut self, at: usize) {
        let org = self.0.orgs[at].id;
        let (accountant, approver) = (self.by(at, "accountant"), self.by(at, "approver"));
        for unit in self.places(at, 5) {
            let (name, owner) = (self.mark('J'), self.mark('E'));
            let input = shares::EnterProject {
                name: format!("项目{name}"),
                unit: self.0.units[unit].id,
                owner: format!("业主{owner}"),
                from: accountant.today(),
            };
            let entered = self.0.act(&accountant, input, shares::enter_project);
            let place = (org, unit);
            let project = self.add(Kind::Project, &name, entered.project, place, None);
            let book = self.add(Kind::Book, &owner, entered.book, place, Some(project));
            self.0.things[book].sort = format!("业主{owner}");
            let document = self.mark('Q');
            let opening = payout::BringForwardBalance {
                book: entered.book,
                date: approver.today(),
                bank_fen: Fen(1_000_000),
                undistributed_fen: Fen(1_000_000),
                unclaimed_fen: Fen(0),
                document: format!("清册{document}"),
            };
            let opened = self
                .0
                .act(&approver, opening, payout::bring_forward_balance);
            self.add(Kind::Opening, &document, opened.id, place, Some(book));
            self.roster(&accountant, project);
            if !self.0.one_in(4) {
                self.round(&accountant, project, entered.book);
            }
            self.brought(&accountant, project);
        }
        for household in self.some(org, 12) {
            let known = self.0.things[household].clone();
            let input = payout::bank::ProposeAccount {
                payee: known.id,
                unit: self.0.units[known.unit].id,
                holder: known.sort.split(' ').next().unwrap().to_owned(),
                number: format!("62{:014}", household),
                bank: "农村信用社".into(),
                provenance: payout::bank::accounts::Provenance::Passbook,
                document: None,
            };
            let id = self
                .0
                .act(&accountant, input, payout::bank::propose_account);
            let place = (org, known.unit);
            let head = self.0.head(household);
            self.add(Kind::Account, &head, id, place, Some(household));
        }
    }

    fn roster(&mut self, accountant: &Ctx, project: usize) {
        let known = self.0.things[project].clone();
        let households = self.some(known.org, 9);
        let input = shares::AddBeneficiaries {
            project: known.id,
            lines: households
                .iter()
                .map(|household| RosterLine {
                    household: self.0.things[*household].id,
                    class: "a".into(),
                    heads: 1,
                    from: accountant.today(),
                })
                .collect(),
        };
        let done = self.0.act(accountant, input, shares::add_beneficiaries);
        for (household, id) in households.into_iter().zip(done.beneficiaries) {
            let (mark, unit) = (
                self.0.things[household].mark.clone(),
                self.0.things[household].unit,
            );
            self.add(Kind::Listed, &mark, id, (known.org, unit), Some(project));
        }
    }

    fn round(&mut self, accountant: &Ctx, project: usize, book: Id) {
        let (known, title) = (self.0.things[project].clone(), self.mark('D'));
        let input = payout::CreateRound {
            title: format!("分配{title}"),
            flow: "relief_income".into(),
            source: shares::entitlements::SOURCE.into(),
            source_id: known.id,
            book,
            unit: self.0.units[known.unit].id,
            year: 2022 + self.0.n(2) as i64,
            pool_fen: Fen(500_000),
            record_date: accountant.today(),
            policy: Policy::PerShareFloor,
            step_fen: 1,
            basis: payout::Basis::PerPerson,
            weights: BTreeMap::new(),
            division: None,
        };
        let year = input.year;
        let created = self.0.act(accountant, input, payout::create_round);
        let place = (known.org, known.unit);
        let round = self.add(Kind::Round, &title, created.id, place, Some(project));
        self.0.things[round].sort = year.to_string();
        let input = payout::CalculateRound { round: created.id };
        self.0.act(accountant, input, |tx, ctx, input| {
            payout::calculate_round(tx, ctx, input, shares::entitlements::of_round)
        });
        for listed in self.0.all(known.org, Kind::Listed) {
            let line = self.0.things[listed].clone();
            if line.of == Some(project) {
                self.add(
                    Kind::Line,
                    &line.mark,
                    line.id,
                    (line.org, line.unit),
                    Some(round),
                );
            }
        }
    }

    fn brought(&mut self, accountant: &Ctx, project: usize) {
        let (known, title) = (self.0.things[project].clone(), self.mark('B'));
        let households = self.some(known.org, 6);
        let date = day("2021-06-01").plus_days(self.0.n(300) as i64);
        let lines = households.iter().map(|household| payout::BroughtLine {
            household: self.0.things[*household].id,
            unit: self.0.units[self.0.things[*household].unit].id,
            amount_fen: Fen(100),
        });
        let input = payout::BringForwardRound {
            source: shares::entitlements::SOURCE.into(),
            source_id: known.id,
            unit: self.0.units[known.unit].id,
            book: None,
            year: 2021,
            date,
            title: format!("往年{title}"),
            total_fen: Fen(100 * households.len() as i64),
            payees: households.len() as i64,
            document: "清册".into(),
            lines: lines.collect(),
        };
        let id = self.0.act(accountant, input, payout::bring_forward_round);
        let brought = self.add(Kind::Brought, &title, id, (known.org, known.unit), None);
        self.0.things[brought].sort = date.to_string();
        for household in households {
            let got = self.0.things[household].clone();
            self.add(
                Kind::Got,
                &got.mark,
                got.id,
                (got.org, got.unit),
                Some(brought),
            );
        }
    }

    pub(super) fn registers_and_coops(&mut self, at: usize) {
        let (org, accountant) = (self.0.orgs[at].id, self.by(at, "accountant"));
        for unit in self.places(at, 3) {
            self.register(&accountant, org, unit);
            let name = self.mark('K');
            let input = shares::coop::OpenCoop {
                unit: self.0.units[unit].id,
                name: format!("果业{name}"),
                organisation: None,
                code: None,
                from: accountant.today(),
                book: None,
            };
            let opened = self.0.act(&accountant, input, shares::coop::open_coop);
            let place = (org, unit);
            let coop = self.add(Kind::Coop, &name, opened.coop, place, None);
            let book = self.add(Kind::Book, &name, opened.book, place, None);
            self.0.things[book].sort = format!("果业{name}");
            for household in self.some(org, 6) {
                let known = self.0.things[household].clone();
                let input = shares::coop::AddMember {
                    coop: opened.coop,
                    household: known.id,
                    from: accountant.today(),
                    is_farmer: true,
                };
                let added = self.0.act(&accountant, input, shares::coop::add_member);
                let place = (org, known.unit);
                self.add(Kind::Member, &known.mark, added.member, place, Some(coop));
            }
            let name = self.mark('N');
            let input = coop::OpenNet {
                coop: opened.coop,
                name: format!("经营网{name}"),
                from: accountant.today(),
                farm_area: coop::model::FARM_AREA,
                tolerance: coop::model::TOLERANCE,
            };
            let net = self.0.act(&accountant, input, coop::open_net);
            self.add(Kind::Net, &name, net.net, place, Some(coop));
            let book = self.add(Kind::Book, &name, net.book, place, None);
            self.0.things[book].sort = format!("经营网{name}");
        }
    }

    fn register(&mut self, accountant: &Ctx, org: i64, unit: usize) {
        let (name, entity) = (self.mark('R'), self.mark('E'));
        let input = register::OpenRegister {
            unit: self.0.units[unit].id,
            name: format!("台账{name}"),
            entity: format!("经济合作社{entity}"),
            management: Management::Dynamic,
            freeze: None,
            from: accountant.today(),
            money_book: None,
        };
        let opened = self.0.act(accountant, input, register::open_register);
        let place = (org, unit);
        let known = self.add(Kind::Register, &name, opened.register, place, None);
        let book = self.add(Kind::Book, &entity, opened.money_book, place, None);
        self.0.things[book].sort = format!("经济合作社{entity}");
        let input = register::OpenClass {
            register: opened.register,
            kind: "land".into(),
            name: "土地股".into(),
            holder: Holder::Household,
            scale: 1,
            face: None,
            is_transferable: true,
            is_redeemable: true,
            from: accountant.today(),
        };
        let class = self.0.act(accountant, input, register::open_class);
        let below = |at: &usize| self.0.is_below(self.0.things[*at].unit, unit);
        let mut own: Vec<usize> = self.some(org, 12).into_iter().filter(below).collect();
        own.truncate(5);
        if own.is_empty() {
            return;
        }
        let input = register::IssueShares {
            class: class.class,
            date: accountant.today(),
            against: Against::Resolution,
            lines: own
                .iter()
                .map(|household| IssueLine {
                    party: self.0.things[*household].id,
                    quantity: 3,
                })
                .collect(),
            paid: None,
            document: Some("股权证".into()),
        };
        self.0.act(accountant, input, register::issue_shares);
        for household in own {
            let held = self.0.things[household].clone();
            self.add(
                Kind::Holder,
                &held.mark,
                held.id,
                (org, held.unit),
                Some(known),
            );
        }
    }
}
