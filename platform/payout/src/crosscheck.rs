//! 核对: the sums of a round held against register or roster, units, people, entries and bank, each by a check with a
//! name. Never decides anything: it says what agrees and what does not, and opens to the rows.

use crate::division::LinePart;
use crate::marks::Counted;
use crate::plan::{Entitlement, LineRow};
use crate::round::{Case, Round};
use crate::standing::Standing;
use crate::store;
use ::store::Tx;
use kernel::{Date, Id, OrgId, Result};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap};

/// Rows that one check shows.
const MOST_ROWS: usize = 100;

/// Where payees were on a day.
pub type Whereabouts = fn(&mut Tx, OrgId, &[Id], Date) -> Result<Vec<Known>>;

/// What the module that answers for a round can be asked beside its entitlements.
#[derive(Clone, Copy)]
pub struct Witness {
    /// Who takes part, as known at a journal row.
    pub as_known: fn(&mut Tx, &Round, i64) -> Result<Vec<Entitlement>>,
    /// The shares issued that households hold, from the issues and not from the holdings; nothing where the round
    /// does not go by shares.
    pub issued: fn(&mut Tx, &Round, i64) -> Result<Option<i64>>,
    /// Where payees were on a day, as known now.
    pub known: Whereabouts,
    /// The persons who count in each line.
    pub counted: fn(&mut Tx, &Round, &[Entitlement]) -> Result<Vec<Counted>>,
}

/// A payee on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Known {
    pub payee: Id,
    /// Its village.
    pub unit: Id,
    /// Living members; 1 of an organisation.
    pub members: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Agreement {
    Agrees,
    Differs,
    /// Nothing of the kind in this round.
    DoesNotApply,
    /// The step that it holds against has not been done.
    Waits,
}

impl Agreement {
    pub fn as_str(self) -> &'static str {
        match self {
            Agreement::Agrees => "agrees",
            Agreement::Differs => "differs",
            Agreement::DoesNotApply => "does_not_apply",
            Agreement::Waits => "waits",
        }
    }
}

/// One number that was compared; `what` says also its unit: payees, shares, weight, gross, tax, persons, lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Compared {
    pub what: &'static str,
    pub expected: i64,
    pub found: i64,
}

/// A row behind a difference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Odd {
    pub payee: Id,
    pub expected: i64,
    pub found: i64,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    pub code: &'static str,
    pub agreement: Agreement,
    pub compared: Vec<Compared>,
    pub odd: Vec<Odd>,
}

/// What the notice says of the checks, as of its posting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Checked {
    pub agree: i64,
    pub differ: i64,
    pub persons: i64,
    pub without_number: i64,
}

/// All checks of a round.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    pub checks: Vec<Check>,
    pub persons: i64,
    /// Household and person.
    pub without_number: Vec<(Id, Id)>,
    pub without: i64,
}

impl Report {
    pub fn summary(&self) -> Checked {
        let count = |wanted: Agreement| {
            let found = self.checks.iter().filter(|check| check.agreement == wanted);
            i64::try_from(found.count()).unwrap_or(i64::MAX)
        };
        Checked {
            agree: count(Agreement::Agrees),
            differ: count(Agreement::Differs),
            persons: self.persons,
            without_number: self.without,
        }
    }
}

fn decided(code: &'static str, compared: Vec<Compared>, odd: Vec<Odd>) -> Check {
    let is_same = odd.is_empty() && compared.iter().all(|c| c.expected == c.found);
    Check {
        code,
        agreement: match is_same {
            true => Agreement::Agrees,
            false => Agreement::Differs,
        },
        compared,
        odd: odd.into_iter().take(MOST_ROWS).collect(),
    }
}

fn without(code: &'static str, agreement: Agreement) -> Check {
    Check {
        code,
        agreement,
        compared: Vec::new(),
        odd: Vec::new(),
    }
}

/// The checks in the order of the page. A round that is not calculated has none. Asks for no right.
pub fn crosscheck(tx: &mut Tx, case: &Case, witness: &Witness) -> Result<Report> {
    let (org, round) = (case.round.org, &case.round);
    let Some(plan) = case.calculated() else {
        return Ok(Report {
            checks: Vec::new(),
            persons: 0,
            without_number: Vec::new(),
            without: 0,
        });
    };
    let standings = store::standings(tx, org, round.id, None)?;
    let lines: Vec<&LineRow> = standings.values().map(|standing| &standing.line).collect();
    let payees: Vec<Id> = lines.iter().map(|line| line.payee.household).collect();
    let told = (witness.as_known)(tx, round, plan.register_seq)?;
    let known = (witness.known)(tx, org, &payees, round.record_date)?;
    let known: HashMap<Id, Known> = known.into_iter().map(|one| (one.payee, one)).collect();
    let issued = (witness.issued)(tx, round, plan.register_seq)?;
    let (persons, without_mark, twice) = store::marks::counts(tx, org, round.id)?;
    let mut checks = vec![
        register_total(&lines, &told),
        households_known(&lines, &known),
        units_total(case, &lines, &known),
        shares_total(&lines, issued),
    ];
    let odd = store::marks::twice(tx, org, round.id, 100)?;
    let odd = odd.into_iter().map(|payee| Odd {
        payee,
        expected: 1,
        found: 2,
    });
    checks.push(match persons {
        0 => without("persons_once", Agreement::DoesNotApply),
        _ => decided(
            "persons_once",
            vec![Compared {
                what: "persons",
                expected: persons,
                found: persons - twice,
            }],
            odd.collect(),
        ),
    });
    checks.push(declared_total(tx, case, &lines)?);
    checks.push(lines_paid_exactly(case, &standings));
    checks.push(bank_total(tx, case, &standings)?);
    Ok(Report {
        checks,
        persons,
        without_number: store::marks::without_number(tx, org, round.id, 1000)?,
        without: without_mark,
    })
}

fn sum(lines: &[&LineRow], of: fn(&LineRow) -> i64) -> i64 {
    lines
        .iter()
        .fold(0_i64, |sum, line| sum.saturating_add(of(line)))
}

fn count(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

/// The lines are those of register or roster as it stood when it was frozen, payee by payee.
fn register_total(lines: &[&LineRow], told: &[Entitlement]) -> Check {
    let compared = |what, expected, found| Compared {
        what,
        expected,
        found,
    };
    let of = |f: fn(&Entitlement) -> i64| told.iter().fold(0_i64, |s, e| s.saturating_add(f(e)));
    let there: HashMap<Id, &Entitlement> = told.iter().map(|e| (e.household, e)).collect();
    let mut odd: Vec<Odd> = lines
        .iter()
        .filter(|line| there.get(&line.payee.household) != Some(&&line.payee))
        .map(|line| Odd {
            payee: line.payee.household,
            expected: i64::from(there.contains_key(&line.payee.household)),
            found: 1,
        })
        .collect();
    let paid: HashMap<Id, ()> = lines.iter().map(|l| (l.payee.household, ())).collect();
    let missing = told.iter().filter(|e| !paid.contains_key(&e.household));
    odd.extend(missing.map(|e| Odd {
        payee: e.household,
        expected: 1,
        found: 0,
    }));
    decided(
        "register_total",
        vec![
            compared("payees", count(told.len()), count(lines.len())),
            compared("heads", of(|e| e.heads), sum(lines, |l| l.payee.heads)),
            compared("shares", of(|e| e.shares), sum(lines, |l| l.payee.shares)),
        ],
        odd,
    )
}

/// Every payee was there on the record date, with somebody alive in it.
fn households_known(lines: &[&LineRow], known: &HashMap<Id, Known>) -> Check {
    let lives = |line: &&&LineRow| {
        let found = known.get(&line.payee.household);
        found.is_some_and(|one| one.members > 0)
    };
    let odd = lines.iter().filter(|line| !lives(line)).map(|line| Odd {
        payee: line.payee.household,
        expected: 1,
        found: 0,
    });
    let odd: Vec<Odd> = odd.collect();
    let compared = Compared {
        what: "payees",
        expected: count(lines.len()),
        found: count(lines.len() - odd.len()),
    };
    decided("households_known", vec![compared], odd)
}

/// Village by village the lines make the root's sums, and every line stands in the village where its payee was.
fn units_total(case: &Case, lines: &[&LineRow], known: &HashMap<Id, Known>) -> Check {
    let mut units: BTreeMap<Id, [i64; 3]> = BTreeMap::new();
    for line in lines {
        let sums = units.entry(line.payee.unit).or_default();
        for (sum, more) in sums.iter_mut().zip([1, line.weight, line.gross]) {
            *sum = sum.saturating_add(more);
        }
    }
    let published = case
        .calculated()
        .map(|plan| plan.lines.sums)
        .unwrap_or_default();
    let whole = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    let expected = [published.payees, published.weight, published.gross].map(whole);
    let found = units.values().fold([0_i64; 3], |mut all, sums| {
        for (sum, more) in all.iter_mut().zip(sums) {
            *sum = sum.saturating_add(*more);
        }
        all
    });
    let compared = ["payees", "weight", "gross"]
        .into_iter()
        .zip(expected.into_iter().zip(found));
    let compared = compared.map(|(what, (expected, found))| Compared {
        what,
        expected,
        found,
    });
    let odd = lines.iter().filter_map(|line| {
        let there = known.get(&line.payee.household)?;
        (there.unit != line.payee.unit).then_some(Odd {
            payee: line.payee.household,
            expected: there.unit.0,
            found: line.payee.unit.0,
        })
    });
    decided("units_total", compared.collect(), odd.collect())
}

/// All shares that were issued to households are on the lines, and no others.
fn shares_total(lines: &[&LineRow], issued: Option<i64>) -> Check {
    let Some(issued) = issued else {
        return without("shares_total", Agreement::DoesNotApply);
    };
    let compared = Compared {
        what: "shares",
        expected: issued,
        found: sum(lines, |l| l.payee.shares),
    };
    decided("shares_total", vec![compared], Vec::new())
}

/// The entries of the declaration, the lines and the root say one sum; and each line is what its parts are.
fn declared_total(tx: &mut Tx, case: &Case, lines: &[&LineRow]) -> Result<Check> {
    let Some(declared) = case.declared() else {
        return Ok(without("declared_total", Agreement::Waits));
    };
    let gross = sum(lines, |l| l.gross);
    let root = case.calculated().map_or(0, |plan| plan.lines.sums.gross);
    let accounts = &case.flow.accounts;
    let mut owed = 0_i64;
    for entry in ledger::voucher_entries(tx, case.round.org, declared.voucher, 0, u32::MAX >> 1)? {
        if entry.code == accounts.payable || entry.code == accounts.tax {
            owed = owed.saturating_sub(entry.amount);
        }
    }
    let compared = |found| Compared {
        what: "gross",
        expected: gross,
        found,
    };
    let parts = |line: &LineRow| -> i64 { line.parts.iter().map(|p: &LinePart| p.amount).sum() };
    let odd = lines
        .iter()
        .filter(|line| !line.parts.is_empty() && parts(line) != line.gross);
    let odd = odd.map(|line| Odd {
        payee: line.payee.household,
        expected: parts(line),
        found: line.gross,
    });
    let all = vec![
        compared(i64::try_from(root).unwrap_or(i64::MAX)),
        compared(declared.distributed.0),
        compared(owed),
    ];
    Ok(decided("declared_total", all, odd.collect()))
}

/// Whatever is out was paid by what the line says, to the fen.
fn lines_paid_exactly(case: &Case, standings: &BTreeMap<crate::LineKey, Standing>) -> Check {
    if case.declared().is_none() {
        return without("lines_paid_exactly", Agreement::Waits);
    }
    let (mut expected, mut found) = (0_i64, 0_i64);
    let mut odd = Vec::new();
    for standing in standings.values() {
        let Some(live) = standing.live() else {
            continue;
        };
        let net = standing.line.net();
        expected = expected.saturating_add(net);
        found = found.saturating_add(live.amount);
        if live.amount != net {
            odd.push(Odd {
                payee: standing.line.payee.household,
                expected: net,
                found: live.amount,
            });
        }
    }
    let compared = Compared {
        what: "net",
        expected,
        found,
    };
    decided("lines_paid_exactly", vec![compared], odd)
}

/// Every batch is the sum of its lines, and every line was sent by its net amount.
fn bank_total(
    tx: &mut Tx,
    case: &Case,
    standings: &BTreeMap<crate::LineKey, Standing>,
) -> Result<Check> {
    let (org, round) = (case.round.org, case.round.id);
    let batches = store::bank::batches(tx, org, round)?;
    if batches.is_empty() {
        return Ok(without("bank_total", Agreement::DoesNotApply));
    }
    let (sent, fen) = store::bank::sent_of_round(tx, org, round)?;
    let mut odd = Vec::new();
    let (mut lines, mut net) = (0_i64, 0_i64);
    for batch in &batches {
        for line in store::bank::batch_lines(tx, org, batch.id)? {
            lines += 1;
            let owed = standings
                .get(&line.key)
                .map(|s| (s.line.payee.household, s.line.net()));
            let (payee, owed) = owed.unwrap_or((Id(0), 0));
            net = net.saturating_add(owed);
            if owed != line.amount.0 {
                odd.push(Odd {
                    payee,
                    expected: owed,
                    found: line.amount.0,
                });
            }
        }
    }
    let compared = |what, expected, found| Compared {
        what,
        expected,
        found,
    };
    let totals = batches
        .iter()
        .fold(0_i64, |sum, b| sum.saturating_add(b.amount.0));
    let counts = batches
        .iter()
        .fold(0_i64, |sum, b| sum.saturating_add(b.lines));
    let all = vec![
        compared("lines", lines, counts.min(sent)),
        compared("net", net, fen.0),
        compared("net", net, totals),
    ];
    Ok(decided("bank_total", all, odd))
}
