//! Rounds of money through all their steps, by the right people and the wrong, in time and too early.

mod lines;

use super::Year;
use super::model::{Key, Line, Round, key};
use super::place::day;
use kernel::apportion::{Policy, Share};
use kernel::{Ctx, Date, Fen, Result};
use modules::shares;
use payout::division::{Amount, Deduction, Division, Measure, PartRule, To};
use payout::{Basis, Reason, State, Vote};
use store::{Tx, values};

/// Who takes part in a round, as the module that answers for it says.
pub fn entitled(tx: &mut Tx, round: &payout::Round) -> Result<Vec<payout::Entitlement>> {
    match round.source.as_str() {
        shares::entitlements::SOURCE => shares::entitlements::of_round(tx, round),
        _ => (shares::register_round::source().entitlements)(tx, round),
    }
}

const WELFARE: i64 = 1_000;

impl Year {
    pub(super) fn round_step(&mut self) {
        let live = |r: &Round| !matches!(r.state, State::Cancelled);
        let all: Vec<usize> = (0..self.model.rounds.len())
            .filter(|at| live(&self.model.rounds[*at]))
            .collect();
        let open: Vec<usize> = all
            .iter()
            .copied()
            .filter(|at| self.model.rounds[*at].state < State::Closed)
            .collect();
        if open.len() < 4 && self.one_in(2) || self.one_in(30) {
            return self.create();
        }
        let of = if self.one_in(4) { &all } else { &open };
        let Some(at) = self.pick(of) else { return };
        if self.one_in(6) {
            return self.out_of_turn(at);
        }
        let round = &self.model.rounds[at];
        match round.state {
            State::Draft => self.calculate(at),
            State::Calculated if round.displayed.is_none() => self.display(at),
            State::Calculated if self.one_in(4) => self.line_step(at),
            State::Calculated => self.resolve(at),
            State::Resolved => self.review(at),
            State::Reviewed => self.post(at),
            State::Posted if self.one_in(4) => self.line_step(at),
            State::Declared | State::Paid | State::Closed if self.one_in(12) => self.reverse(at),
            State::Posted if self.one_in(3) => self.correct_round(at),
            State::Posted => self.declare(at),
            State::Paid if self.one_in(3) => self.close(at),
            _ => self.line_step(at),
        }
    }

    /// Some step, whatever the round's state.
    fn out_of_turn(&mut self, at: usize) {
        match self.n(14) {
            0 => self.calculate(at),
            1 => self.display(at),
            2 => self.resolve(at),
            3 => self.review(at),
            4 => self.post(at),
            5 => self.declare(at),
            6 => self.close(at),
            7 => self.cancel(at),
            8 => self.correct_round(at),
            9 => self.reverse(at),
            _ => self.line_step(at),
        }
    }

    /// Whose step it is, or now and then somebody else's.
    fn doer(&self, usual: &'static str) -> &'static str {
        match self.n(10) {
            0 => [
                "clerk",
                "village2",
                "accountant",
                "reviewer",
                "approver",
                "auditor",
            ][self.n(6)],
            1 if usual == "accountant" => "second",
            _ => usual,
        }
    }

    /// The step's day: today, or now and then another.
    fn on(&self) -> Date {
        if self.one_in(8) {
            self.some_day()
        } else {
            self.place.today()
        }
    }

    fn create(&mut self) {
        let is_register = self.one_in(3);
        let at = self.n(2);
        let project = self.model.projects[at].clone();
        let held = -self.model.balance(project.book, "undistributed", None);
        let pool = match self.n(10) {
            0 => held + 1,
            1 => 7,
            n => held * n as i64 / 12,
        };
        let policy = [
            Policy::PerShareFloor,
            Policy::LargestRemainder,
            Policy::Cumulative,
        ][self.n(3)];
        let basis = match (is_register, self.n(3)) {
            (true, _) => Basis::Division,
            (_, 0) => Basis::PerPerson,
            (_, 1) => Basis::PerHousehold,
            _ => Basis::ClassWeights,
        };
        let weights = match basis {
            Basis::ClassWeights => [("a", 5), ("b", 3), ("c", 2)]
                .map(|(class, w)| (class.to_owned(), w))
                .into(),
            _ => Default::default(),
        };
        let input = payout::CreateRound {
            title: "收益分配".into(),
            flow: if is_register {
                "collective_income"
            } else {
                "relief_income"
            }
            .into(),
            source: if is_register {
                shares::entitlements::REGISTER
            } else {
                shares::entitlements::SOURCE
            }
            .into(),
            source_id: if is_register {
                self.model.registers[at]
            } else {
                project.id
            },
            book: project.book,
            unit: if at == 0 {
                self.place.town
            } else {
                self.place.villages[0]
            },
            year: 2023,
            pool_fen: Fen(pool),
            record_date: if self.one_in(3) {
                self.on()
            } else {
                self.place.today().plus_days(-1).max(day("2023-01-01"))
            },
            policy,
            step_fen: 1,
            basis,
            weights,
            division: is_register.then(division),
        };
        let who = self.doer("accountant");
        if let Some(done) = self.attempt(who, input, payout::create_round) {
            self.model.rounds.push(Round {
                id: done.id,
                book: project.book,
                is_register,
                pool,
                policy,
                state: State::Draft,
                displayed: None,
                lines: Vec::new(),
                moved: Vec::new(),
                objections: Vec::new(),
            });
        }
    }

    fn calculate(&mut self, at: usize) {
        let input = payout::CalculateRound {
            round: self.model.rounds[at].id,
        };
        let deed =
            |tx: &mut Tx, ctx: &Ctx, input| payout::calculate_round(tx, ctx, input, entitled);
        let who = self.doer("accountant");
        if self.attempt(who, input, deed).is_some() {
            self.planned(at, State::Calculated);
        } else if self.one_in(3) {
            self.cancel(at);
        }
    }

    /// Reads the lines that a plan fixed and works their amounts out by themselves.
    fn planned(&mut self, at: usize, state: State) {
        let sql = "select l.leaf_key, l.household, l.gross, l.tax, l.weight from payout_line l \
                   where l.org = $1 and l.round = $2 order by l.household limit 1000";
        let rows = self.place.rows(sql, values![self.model.rounds[at].id]);
        let round = &mut self.model.rounds[at];
        (round.state, round.lines) = (state, Vec::new());
        let (mut weights, mut kept) = (Vec::new(), 0);
        for row in rows {
            let (gross, tax): (i64, i64) = (row.get(2).unwrap(), row.get(3).unwrap());
            let key: Vec<u8> = row.get(0).unwrap();
            let household = row.get(1).unwrap();
            weights.push(row.get::<i64>(4).unwrap());
            round.lines.push(Line::new(
                payout::LineKey(key.try_into().unwrap()),
                household,
                gross,
                tax,
            ));
        }
        if round.is_register {
            kept = round.pool / 10 + WELFARE;
        }
        let (pool, total) = (round.pool - kept, weights.iter().sum::<i64>());
        let sum: i64 = round.lines.iter().map(|line| line.gross).sum();
        for (line, weight) in round.lines.iter().zip(&weights) {
            let exact = i128::from(*weight) * i128::from(pool);
            let got = i128::from(line.gross) * i128::from(total);
            match round.policy {
                Policy::PerShareFloor => assert_eq!(line.gross, weight * (pool / total)),
                _ => assert!(
                    (exact - got).abs() < i128::from(total),
                    "{exact} {got} {total}"
                ),
            }
        }
        let is_whole = round.policy != Policy::PerShareFloor;
        assert!(
            if is_whole { sum == pool } else { sum <= pool },
            "{sum} of {pool}"
        );
        let mut moved: Vec<(Key, i64)> = Vec::new();
        if round.is_register {
            for (code, amount) in [("reserve", round.pool / 10), ("welfare", WELFARE)] {
                moved.push((key(round.book, code, None), -amount));
            }
        }
        for line in &round.lines {
            moved.push((key(round.book, "payable", Some(line.household)), -line.net));
            moved.push((key(round.book, "tax_payable", None), line.net - line.gross));
        }
        let drawn: i64 = moved.iter().map(|(_, amount)| -amount).sum();
        moved.push((key(round.book, "undistributed", None), drawn));
        round.moved = moved;
    }

    fn display(&mut self, at: usize) {
        let input = payout::DisplayPlan {
            round: self.model.rounds[at].id,
            date: self.on(),
        };
        let (who, date) = (self.doer("accountant"), input.date);
        if self.attempt(who, input, payout::display_plan).is_some() {
            self.model.rounds[at].displayed = Some(date);
        }
    }

    fn resolve(&mut self, at: usize) {
        let round = &self.model.rounds[at];
        let present = if self.one_in(8) { 20 } else { 36 };
        let in_favour = if self.one_in(8) { 10 } else { present - 1 };
        let (id, is_register, date) = (round.id, round.is_register, self.on());
        let vote = Vote {
            kind: if is_register {
                "delegates_meeting"
            } else {
                "villagers_representatives"
            }
            .into(),
            eligible: 42,
            present,
            in_favour,
            against: present - in_favour,
            abstained: 0,
            minutes: Some("会议记录".into()),
            discussed_on: is_register.then(|| date.plus_days(-2)),
        };
        let who = self.doer("accountant");
        let input = payout::ResolveRound {
            round: id,
            date,
            vote,
        };
        if self
            .attempt(who, input.clone(), payout::resolve_round)
            .is_some()
        {
            self.model.rounds[at].state = State::Resolved;
            self.twin(who, input, payout::resolve_round);
        }
    }

    /// The colleague at the next desk sends the same: what was done is not done again.
    fn twin<I: store::Input + Clone>(
        &mut self,
        who: &str,
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<()> + Clone + Send + 'static,
    ) {
        let other = if who == "second" {
            "accountant"
        } else {
            "second"
        };
        assert!(
            self.attempt(other, input, deed).is_none(),
            "{}",
            self.tail()
        );
    }

    fn review(&mut self, at: usize) {
        let input = payout::ReviewRound {
            round: self.model.rounds[at].id,
        };
        let who = self.doer("reviewer");
        if self.attempt(who, input, payout::review_round).is_some() {
            self.model.rounds[at].state = State::Reviewed;
        }
    }

    fn post(&mut self, at: usize) {
        let from = self.on();
        let to = from.plus_days(if self.one_in(8) { 3 } else { 6 });
        let input = payout::PostRound {
            round: self.model.rounds[at].id,
            from,
            to,
        };
        let who = self.doer("accountant");
        if self.attempt(who, input, payout::post_round).is_some() {
            self.model.rounds[at].state = State::Posted;
        }
    }

    fn declare(&mut self, at: usize) {
        let input = payout::DeclareRound {
            round: self.model.rounds[at].id,
            date: self.on(),
        };
        let who = self.doer("approver");
        if self.attempt(who, input, payout::declare_round).is_some() {
            let moved = self.model.rounds[at].moved.clone();
            self.model.moved(&moved);
            self.model.rounds[at].state = State::Declared;
        }
    }

    fn close(&mut self, at: usize) {
        let input = payout::CloseRound {
            round: self.model.rounds[at].id,
        };
        let who = self.doer("accountant");
        if self.attempt(who, input, payout::close_round).is_some() {
            let round = &mut self.model.rounds[at];
            assert!(
                round
                    .lines
                    .iter()
                    .all(|l| l.is_out || l.is_unclaimed || l.net == 0)
            );
            round.state = State::Closed;
        }
    }

    fn cancel(&mut self, at: usize) {
        let input = payout::CancelRound {
            round: self.model.rounds[at].id,
            reason: Reason::WrongAmount,
        };
        let who = self.doer("accountant");
        if self.attempt(who, input, payout::cancel_round).is_some() {
            self.model.rounds[at].state = State::Cancelled;
        }
    }

    fn correct_round(&mut self, at: usize) {
        let reason = [Reason::WrongRoster, Reason::ObjectionUpheld][self.n(2)];
        let input = payout::CorrectRound {
            round: self.model.rounds[at].id,
            reason,
        };
        let deed = |tx: &mut Tx, ctx: &Ctx, input| payout::correct_round(tx, ctx, input, entitled);
        let who = self.doer("accountant");
        if let Some(done) = self.attempt(who, input, deed) {
            self.model.rounds[at].state = State::Cancelled;
            let old = self.model.rounds[at].clone();
            self.model.rounds.push(Round {
                id: done.id,
                displayed: None,
                objections: Vec::new(),
                ..old
            });
            let state = if done.keeps_resolution {
                State::Resolved
            } else {
                State::Calculated
            };
            self.planned(self.model.rounds.len() - 1, state);
        }
    }

    fn reverse(&mut self, at: usize) {
        let input = payout::ReverseRound {
            round: self.model.rounds[at].id,
            date: self.on(),
            reason: Reason::WrongAmount,
        };
        let who = self.doer("approver");
        if self.attempt(who, input, payout::reverse_round).is_none() {
            return;
        }
        let round = &mut self.model.rounds[at];
        let mut moves: Vec<(Key, i64)> = round
            .moved
            .iter()
            .map(|(key, sum)| (key.clone(), -sum))
            .collect();
        for line in &mut round.lines {
            let from = match (line.is_out, line.is_unclaimed) {
                (true, _) => key(round.book, "receivable", Some(line.payee)),
                (_, true) => key(round.book, "unclaimed", Some(line.household)),
                _ => continue,
            };
            if line.is_out {
                line.owed_back = line.net;
            }
            moves.push((from, line.net));
            moves.push((key(round.book, "payable", Some(line.household)), -line.net));
        }
        round.state = State::Reversed;
        self.model.moved(&moves);
    }
}

/// A tenth to the reserve, ten yuan to welfare, the rest by shares.
fn division() -> Division {
    let one = |numerator, denominator| Share {
        numerator,
        denominator,
    };
    let take = |name: &str, to: &str, amount| Deduction {
        name: name.into(),
        to: to.into(),
        amount,
    };
    Division {
        deductions: vec![
            take("公积金", "reserve", Amount::Share(one(1, 10))),
            take("公益金", "welfare", Amount::Fixed(Fen(WELFARE))),
        ],
        parts: vec![PartRule {
            name: "按股分配".into(),
            share: one(1, 1),
            to: To::Payees {
                measure: Measure::Shares,
                class: None,
            },
        }],
    }
}
