//! Reads a list of payees' accounts from a file, finds whose they are, and says what it would change. Writes nothing.

use super::super::source::{Found, Household, Sought, Source};
use ::store::Tx;
use kernel::{Ctx, Id, Result};
use payout::bank::AccountLine;
use payout::bank::accounts::{Unusual, is_destroyed, last_four, plain_number};
use payout::bank::compare::{Effect, compare};
use payout::bank::read::Stand;
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::{HashMap, HashSet};

/// The columns of a list as a bank, a 一卡通 office or an accountant keeps it; the first alias is what a person is shown.
pub const COLUMNS: [Column; 7] = [
    Column::new("number", &["户编号", "户号", "家庭编号"], Kind::Code),
    Column::new("head", &["户主姓名", "户主", "姓名"], Kind::Text),
    Column::new(
        "identity",
        &[
            "身份证号",
            "户主身份证号",
            "身份证号码",
            "证件号码",
            "公民身份号码",
        ],
        Kind::Identity,
    ),
    Column::new("village", &["村", "村名", "行政村", "所在村"], Kind::Text),
    Column::new(
        "holder",
        &["户名", "开户名", "账户名", "账户名称", "收款户名", "持卡人"],
        Kind::Text,
    ),
    Column::new(
        "account",
        &[
            "账号",
            "银行卡号",
            "银行账号",
            "收款账号",
            "卡号",
            "存折号",
            "一卡通账号",
            "一卡通卡号",
        ],
        Kind::Code,
    )
    .required(),
    Column::new(
        "bank",
        &["开户行", "开户银行", "银行", "发卡行", "开户行名称"],
        Kind::Text,
    ),
];

/// What a file would do.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    pub stand: Stand,
    /// What the import is given: new accounts and others than before.
    pub lines: Vec<AccountLine>,
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// Payees of the same villages with an account who are not in the file. Theirs stay.
    pub missing: Vec<Id>,
    pub problems: Vec<Problem>,
    /// Rows with a problem.
    pub set_aside: usize,
    /// What is unusual and goes in all the same: the sheet's row, the payee, the last four digits.
    pub unusual: Vec<(u32, String, String, Vec<Unusual>)>,
}

impl Plan {
    /// What the preview shows, for the button under it: what is taken in is what was seen.
    pub fn seen(&self) -> String {
        let Stand { account, decided } = self.stand;
        let (added, changed) = (self.added, self.changed);
        let (unchanged, aside) = (self.unchanged, self.set_aside);
        format!("{account}-{decided}-{added}-{changed}-{unchanged}-{aside}")
    }
}

pub fn read_list(bytes: &[u8], file_name: &str) -> std::result::Result<Table, ReadFault> {
    sheets::read_table(bytes, file_name, &Spec::new(&COLUMNS), &Limits::default())
}

/// A row that says whose an account is, in up to three ways.
struct Asking {
    row: usize,
    sought: Sought,
    key: &'static str,
    /// Held against whom the number names.
    identity: Option<String>,
    number: String,
}

/// Matches rows to households whose payees the asker pays: by 户编号, else by an identity number, else by the head's name
/// within one village. `bank` holds where the file names none.
///
/// Problems of cells: `empty`, `account_malformed`, `destroyed_by_excel`, `account_nobody_named`,
/// `account_unknown_payee`, `account_several_payees`, `account_unknown_village`, `account_identity_differs`,
/// `roster_head_differs`, `account_payee_twice`, and those of reading.
pub fn plan(tx: &mut Tx, ctx: &Ctx, sources: &[Source], table: &Table, bank: &str) -> Result<Plan> {
    let mut plan = Plan {
        problems: table.problems(),
        ..Plan::default()
    };
    let mut asking = Vec::with_capacity(table.rows.len());
    for (row, place) in table.rows.iter().zip(0_usize..) {
        if row.cells.iter().any(|cell| cell.fault.is_some()) {
            continue;
        }
        match written(table, row) {
            Ok((sought, key, identity, number)) => asking.push(Asking {
                row: place,
                sought,
                key,
                identity,
                number,
            }),
            Err((key, code)) => {
                let problem = table.problem_at(row, key, Fault::new(code));
                plan.problems.push(problem);
            }
        }
    }
    let found = seek(tx, ctx, sources, &asking)?;
    let mut payees: Vec<Id> = found.iter().filter_map(|(found, _)| one(*found)).collect();
    payees.sort_unstable();
    payees.dedup();
    let mut known: HashMap<Id, Household> = HashMap::new();
    for source in sources.iter().take(1) {
        known = (source.named)(tx, ctx.org, &payees)?;
    }
    let mut seen = HashSet::new();
    let mut rows = Vec::with_capacity(asking.len());
    for (one, found) in asking.into_iter().zip(found) {
        let Some(row) = table.rows.get(one.row) else {
            continue;
        };
        match line(table, row, (&one, found), &known, (bank, &mut seen)) {
            Ok(line) => {
                rows.push(row.number);
                plan.lines.push(line);
            }
            Err((key, code)) => {
                let problem = table.problem_at(row, key, Fault::new(code));
                plan.problems.push(problem);
            }
        }
    }
    plan.set_aside = table.rows.len() - plan.lines.len();
    let compared = compare(tx, ctx.org, &mut plan.lines)?;
    (plan.stand, plan.missing) = (compared.stand, compared.missing);
    let mut effects = compared.effects.iter();
    let mut rows = rows.into_iter();
    let (mut added, mut changed, mut unchanged) = (0, 0, 0);
    let mut unusual = Vec::new();
    plan.lines.retain_mut(|line| {
        let (effect, row) = (effects.next(), rows.next().unwrap_or_default());
        match effect {
            Some(Effect::Changed) => changed += 1,
            Some(Effect::Unchanged) => unchanged += 1,
            _ => added += 1,
        }
        let goes = effect != Some(&Effect::Unchanged);
        if goes && !line.unusual.is_empty() {
            let head = known.get(&line.payee).map(|known| known.head.clone());
            unusual.push((
                row,
                head.unwrap_or_default(),
                last_four(&line.number).to_owned(),
                line.unusual.clone(),
            ));
        }
        goes
    });
    plan.unusual = unusual;
    (plan.added, plan.changed, plan.unchanged) = (added, changed, unchanged);
    Ok(plan)
}

fn one(found: Found) -> Option<Id> {
    match found {
        Found::One(id) => Some(id),
        _ => None,
    }
}

fn text(table: &Table, row: &Row, key: &str) -> Option<String> {
    match table.cell(row, key)?.value.as_ref() {
        Some(CellValue::Text(text)) => Some(text.trim().to_owned()).filter(|t| !t.is_empty()),
        _ => None,
    }
}

type Faulty<T> = std::result::Result<T, (&'static str, &'static str)>;

/// Whose it is, by which column, the identity number beside a household's, and the account's digits.
fn written(table: &Table, row: &Row) -> Faulty<(Sought, &'static str, Option<String>, String)> {
    let account = text(table, row, "account").ok_or(("account", "empty"))?;
    let number = plain_number(&account).ok_or(("account", "account_malformed"))?;
    if is_destroyed(&number) {
        return Err(("account", "destroyed_by_excel"));
    }
    let (household, identity) = (text(table, row, "number"), text(table, row, "identity"));
    let name = text(table, row, "head").or_else(|| text(table, row, "holder"));
    let (sought, key, identity) = match (household, identity, name) {
        (Some(household), identity, _) => (Sought::Number(household), "number", identity),
        (None, Some(identity), _) => (Sought::Identity(identity), "identity", None),
        (None, None, Some(name)) => {
            let village = text(table, row, "village").unwrap_or_default();
            (Sought::Head { village, name }, "head", None)
        }
        (None, None, None) => return Err(("account", "account_nobody_named")),
    };
    Ok((sought, key, identity, number))
}

/// Whom each row names, and whom its identity number names beside that.
fn seek(
    tx: &mut Tx,
    ctx: &Ctx,
    sources: &[Source],
    asking: &[Asking],
) -> Result<Vec<(Found, Option<Found>)>> {
    let Some(source) = sources.first() else {
        return Ok(vec![(Found::Nobody, None); asking.len()]);
    };
    let mut sought: Vec<Sought> = asking.iter().map(|one| one.sought.clone()).collect();
    let beside = asking.iter().filter_map(|one| one.identity.clone());
    sought.extend(beside.map(Sought::Identity));
    let found = (source.seek)(tx, ctx, &sought)?;
    let (own, beside) = found.split_at(asking.len().min(found.len()));
    let mut beside = beside.iter();
    let both = asking.iter().zip(own).map(|(one, own)| {
        let other = one.identity.as_ref().and_then(|_| beside.next().copied());
        (*own, other)
    });
    Ok(both.collect())
}

fn line(
    table: &Table,
    row: &Row,
    (asking, (found, beside)): (&Asking, (Found, Option<Found>)),
    known: &HashMap<Id, Household>,
    (bank, seen): (&str, &mut HashSet<Id>),
) -> Faulty<AccountLine> {
    let payee = match found {
        Found::One(id) => id,
        Found::Nobody => return Err((asking.key, "account_unknown_payee")),
        Found::Several => return Err((asking.key, "account_several_payees")),
        Found::NoVillage => return Err(("village", "account_unknown_village")),
    };
    let household = known
        .get(&payee)
        .ok_or((asking.key, "account_unknown_payee"))?;
    // Of another household within the asker's own scope it is a contradiction.
    let is_another = match beside {
        Some(Found::One(other)) => other != payee,
        Some(Found::Several) => true,
        _ => false,
    };
    if is_another {
        return Err(("identity", "account_identity_differs"));
    }
    let head = text(table, row, "head");
    if asking.key == "number" && head.as_ref().is_some_and(|head| *head != household.head) {
        return Err(("head", "roster_head_differs"));
    }
    if !seen.insert(payee) {
        return Err((asking.key, "account_payee_twice"));
    }
    let holder = text(table, row, "holder")
        .or(head)
        .unwrap_or_else(|| household.head.clone());
    let bank = text(table, row, "bank").unwrap_or_else(|| bank.trim().to_owned());
    if bank.is_empty() {
        return Err(("bank", "empty"));
    }
    // Of a household beyond his scope it looks to him like one of nobody: neither is said, but whoever confirms the list
    // sees that the number fits nobody of this household.
    let is_nobodys = beside == Some(Found::Nobody);
    let unusual = [
        (holder != household.head).then_some(Unusual::Holder),
        is_nobodys.then_some(Unusual::Identity),
    ];
    Ok(AccountLine {
        payee,
        unit: household.unit,
        holder,
        number: asking.number.clone(),
        bank,
        unusual: unusual.into_iter().flatten().collect(),
    })
}
