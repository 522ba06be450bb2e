//! What happens to one line: objections, holds, heirs, payments, what comes back and what nobody fetches.

use crate::year::Year;
use crate::year::model::{Key, key};
use kernel::{Ctx, Fen, Id, OrgId, Result};
use modules::{people, shares};
use payout::{Channel, HoldReason, Method, PayLine, ReturnReason, State, Succession, Verdict};
use store::Tx;

impl Year {
    pub(super) fn line_step(&mut self, at: usize) {
        let round = &self.model.rounds[at];
        if round.lines.is_empty() {
            return;
        }
        let state = round.state;
        match self.n(12) {
            _ if state == State::Reversed && !self.one_in(4) => self.recover(at),
            0 if self.one_in(2) => self.hold_line(at),
            0 => self.decide(at),
            1 => self.release(at),
            2 => self.name_successor(at),
            3 if state >= State::Declared => self.return_payment(at),
            4 if state >= State::Declared => self.move_unclaimed(at),
            5 if state >= State::Declared => self.pay(at, true),
            _ if state >= State::Declared => self.pay(at, false),
            3..=6 => self.answer(at),
            _ => self.object(at),
        }
    }

    /// Index of a line that fits, or now and then any.
    fn line(&self, at: usize, fits: impl Fn(&super::Line) -> bool) -> usize {
        let lines = &self.model.rounds[at].lines;
        let fitting: Vec<usize> = (0..lines.len()).filter(|n| fits(&lines[*n])).collect();
        let any = self.n(lines.len());
        if self.one_in(6) {
            any
        } else {
            self.pick(&fitting).unwrap_or(any)
        }
    }

    fn object(&mut self, at: usize) {
        let place = self.line(at, |_| true);
        let round = &self.model.rounds[at];
        let input = payout::RecordObjection {
            round: round.id,
            line: (!self.one_in(3)).then(|| round.lines[place].key),
            unit: self.place.villages[self.n(3)],
            date: self.on(),
            channel: Channel::Counter,
            text: if self.one_in(10) {
                " "
            } else {
                "人口数不对"
            }
            .into(),
        };
        let who = if self.one_in(3) {
            "accountant"
        } else {
            ["village0", "village1", "village2"][self.n(3)]
        };
        if let Some(id) = self.attempt(who, input, payout::record_objection) {
            self.model.rounds[at].objections.push(id);
        }
    }

    fn answer(&mut self, at: usize) {
        let Some(objection) = self.pick(&self.model.rounds[at].objections) else {
            return;
        };
        let outcome = match self.n(4) {
            0 => Verdict::Upheld,
            1 => Verdict::Withdrawn,
            _ => Verdict::Rejected,
        };
        let input = payout::AnswerObjection {
            objection,
            date: self.on(),
            outcome,
            text: "已核实".into(),
        };
        let who = self.doer("reviewer");
        self.attempt(who, input, payout::answer_objection);
    }

    fn hold_line(&mut self, at: usize) {
        let place = self.line(at, |line| !line.is_out);
        let reason = HoldReason::ALL[self.n(HoldReason::ALL.len())];
        let round = &self.model.rounds[at];
        let line = round.lines[place].key;
        let input = payout::HoldLine {
            round: round.id,
            line,
            date: self.on(),
            reason,
        };
        let who = if self.one_in(2) {
            "accountant"
        } else {
            ["village0", "village1", "village2"][self.n(3)]
        };
        if let Some(id) = self.attempt(who, input, payout::hold_line) {
            self.model.rounds[at].lines[place].holds.push((id, reason));
        }
    }

    fn release(&mut self, at: usize) {
        let place = self.line(at, |line| !line.holds.is_empty());
        let round = &self.model.rounds[at];
        let Some((hold, reason)) = self.pick(&round.lines[place].holds) else {
            return;
        };
        let input = payout::ReleaseLine {
            round: round.id,
            line: round.lines[place].key,
            hold,
            date: self.on(),
        };
        let who = self.doer(if reason.is_decided() {
            "reviewer"
        } else {
            "second"
        });
        if self.attempt(who, input, payout::release_line).is_some() {
            self.model.rounds[at].lines[place]
                .holds
                .retain(|(id, _)| *id != hold);
        }
    }

    /// Somebody looks into what happened to a household, and the line is paid after all.
    fn decide(&mut self, at: usize) {
        let place = self.line(at, |line| !line.is_out && line.holds.is_empty());
        let (round, today) = (&self.model.rounds[at], self.place.today());
        let (round, line) = (round.id, round.lines[place].key);
        let hold = payout::HoldLine {
            round,
            line,
            date: today,
            reason: HoldReason::Changed,
        };
        let Some(hold) = self.attempt("accountant", hold, payout::hold_line) else {
            return;
        };
        self.model.rounds[at].lines[place]
            .holds
            .push((hold, HoldReason::Changed));
        let release = payout::ReleaseLine {
            round,
            line,
            hold,
            date: today,
        };
        if self
            .attempt("reviewer", release, payout::release_line)
            .is_some()
        {
            self.model.rounds[at].lines[place]
                .holds
                .retain(|(id, _)| *id != hold);
        }
    }

    fn name_successor(&mut self, at: usize) {
        let place = self.line(at, |line| !line.is_out);
        let household = self.model.houses[self.some_house()].id;
        let round = &self.model.rounds[at];
        let input = payout::NameSuccessor {
            round: round.id,
            line: round.lines[place].key,
            household,
            reason: Succession::Inherited,
            document: Some("公证书".into()),
        };
        let who = self.doer("reviewer");
        let deed = |tx: &mut Tx, ctx: &Ctx, input| {
            let today = ctx.today();
            let stands = move |tx: &mut Tx, org: OrgId, id: Id| -> Result<bool> {
                Ok(people::household(tx, org, id, today)?.is_some())
            };
            payout::name_successor(tx, ctx, input, stands)
        };
        if self.attempt(who, input, deed).is_some() {
            let line = &mut self.model.rounds[at].lines[place];
            line.payee = household;
            line.holds
                .retain(|(_, r)| !matches!(r, HoldReason::Deceased | HoldReason::Changed));
        }
    }

    /// Out of the payables, or out of what nobody fetched.
    fn pay(&mut self, at: usize, unclaimed: bool) {
        let fits = |l: &super::Line| {
            !l.is_out && l.holds.is_empty() && l.is_unclaimed == unclaimed && l.net > 0
        };
        let some = 1 + self.n(4);
        let mut places: Vec<usize> = (0..some).map(|_| self.line(at, fits)).collect();
        if self.one_in(2) {
            // Everybody came to the afternoon.
            let lines = self.model.rounds[at].lines.iter().enumerate();
            places = lines
                .filter(|(_, l)| fits(l))
                .map(|(place, _)| place)
                .collect();
        }
        if !self.one_in(10) {
            places.sort_unstable();
            places.dedup();
        }
        let round = &self.model.rounds[at];
        let (id, book) = (round.id, round.book);
        let line = |place: &usize| PayLine {
            line: round.lines[*place].key,
            receipt: Some("收据".into()),
        };
        let input = payout::PayLines {
            round: id,
            date: self.on(),
            method: Method::Cash,
            lines: places.iter().map(line).collect(),
        };
        let who = self.doer("accountant");
        let changed = shares::web::source().changed;
        let done = if unclaimed {
            let deed =
                move |tx: &mut Tx, ctx: &Ctx, input| payout::pay_unclaimed(tx, ctx, input, changed);
            self.attempt(who, payout::PayUnclaimed(input), deed)
        } else {
            let deed = move |tx: &mut Tx, ctx: &Ctx, input| {
                payout::pay_lines_knowing(tx, ctx, input, changed)
            };
            self.attempt(who, input, deed)
        };
        let Some(done) = done else { return };
        let code = if unclaimed { "unclaimed" } else { "payable" };
        let tail = self.tail();
        let round = &mut self.model.rounds[at];
        let mut moves: Vec<(Key, i64)> = Vec::new();
        for place in places {
            let line = &mut round.lines[place];
            assert!(
                !line.is_out && line.is_unclaimed == unclaimed && line.net > 0,
                "paid twice: {tail}"
            );
            let holds = line
                .holds
                .iter()
                .filter(|(_, r)| !(unclaimed && *r == HoldReason::Unclaimed));
            assert_eq!(holds.count(), 0, "paid while held: {tail}");
            (line.is_out, line.from_unclaimed) = (true, unclaimed);
            line.attempts += 1;
            moves.push((key(book, code, Some(line.household)), line.net));
            moves.push((key(book, "bank", None), -line.net));
        }
        if !unclaimed {
            let is_left = |l: &super::Line| l.net > 0 && !l.is_out && !l.is_unclaimed;
            assert_eq!(done.is_all, !round.lines.iter().any(is_left), "{tail}");
            round.state = if done.is_all {
                State::Paid
            } else {
                State::Declared
            };
        }
        self.model.moved(&moves);
    }

    fn return_payment(&mut self, at: usize) {
        let place = self.line(at, |line| line.is_out);
        let round = &self.model.rounds[at];
        let line = &round.lines[place];
        let attempt = if self.one_in(10) { 1 } else { line.attempts };
        let input = payout::ReturnPayment {
            round: round.id,
            line: line.key,
            attempt,
            date: self.on(),
            reason: ReturnReason::WrongAccount,
        };
        let who = self.doer("second");
        if self.attempt(who, input, payout::return_payment).is_none() {
            return;
        }
        let tail = self.tail();
        let round = &mut self.model.rounds[at];
        let line = &mut round.lines[place];
        assert!(
            line.is_out && line.attempts == attempt,
            "came back without being out: {tail}"
        );
        line.is_out = false;
        let code = if line.from_unclaimed {
            "unclaimed"
        } else {
            "payable"
        };
        if !line.from_unclaimed {
            round.state = State::Declared;
        }
        let moves = [
            (key(round.book, "bank", None), line.net),
            (key(round.book, code, Some(line.household)), -line.net),
        ];
        self.model.moved(&moves);
    }

    fn move_unclaimed(&mut self, at: usize) {
        let place = self.line(at, |line| {
            !line.is_out && !line.is_unclaimed && line.net > 0
        });
        let round = &self.model.rounds[at];
        let lines = vec![round.lines[place].key];
        let input = payout::MoveUnclaimed {
            round: round.id,
            date: self.on(),
            lines,
        };
        let who = self.doer("accountant");
        if self.attempt(who, input, payout::move_unclaimed).is_none() {
            return;
        }
        let tail = self.tail();
        let round = &mut self.model.rounds[at];
        let line = &mut round.lines[place];
        assert!(!line.is_out && !line.is_unclaimed, "{tail}");
        line.is_unclaimed = true;
        line.holds
            .retain(|(_, reason)| *reason != HoldReason::Unclaimed);
        let moves = [
            (key(round.book, "payable", Some(line.household)), line.net),
            (
                key(round.book, "unclaimed", Some(line.household)),
                -line.net,
            ),
        ];
        if round
            .lines
            .iter()
            .all(|l| l.net == 0 || l.is_out || l.is_unclaimed)
        {
            round.state = State::Paid;
        }
        self.model.moved(&moves);
    }

    fn recover(&mut self, at: usize) {
        let place = self.line(at, |line| line.owed_back > 0);
        let round = &self.model.rounds[at];
        let line = &round.lines[place];
        let amount = match self.n(4) {
            0 => line.owed_back + 1,
            1 => line.owed_back,
            _ => line.owed_back / 2,
        };
        let input = payout::RecoverReceivable {
            round: round.id,
            line: line.key,
            date: self.on(),
            amount_fen: Fen(amount),
        };
        let who = self.doer("accountant");
        if self
            .attempt(who, input, payout::recover_receivable)
            .is_none()
        {
            return;
        }
        let round = &mut self.model.rounds[at];
        let line = &mut round.lines[place];
        line.owed_back -= amount;
        assert!(line.owed_back >= 0);
        let moves = [
            (key(round.book, "bank", None), amount),
            (key(round.book, "receivable", Some(line.payee)), -amount),
        ];
        self.model.moved(&moves);
    }
}
