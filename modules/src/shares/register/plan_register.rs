//! Reads a 股权台账 from a file and says what it would change in one class. Writes nothing: see
//! import_register.rs.

use super::guards;
use super::import_register::{ImportRegister, compared, held};
use super::issue_shares::{IssueLine, Receivers};
use super::model::{self, Holder};
use super::read::register_as_of;
use super::store::{self, Class, Register};
use crate::people::tags;
use crate::shares::store::lists;
use ::store::Tx;
use access::{Right, Scope};
use kernel::{Ctx, Date, Error, Id, Result};
use sheets::{CellValue, Column, Fault, Kind, Limits, Problem, ReadFault, Row, Spec, Table};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The columns of a 股权台账; the first alias is the name that a person is shown.
pub const COLUMNS: [Column; 7] = [
    Column::new("number", &["户编号", "户号", "家庭编号"], Kind::Code)
        .required()
        .fill_down(),
    Column::new("head", &["户主", "户主姓名", "与户主关系"], Kind::Text),
    Column::new(
        "name",
        &["姓名", "股东姓名", "成员姓名", "持股人"],
        Kind::Text,
    ),
    Column::new(
        "identity",
        &["身份证号", "身份证号码", "公民身份号码"],
        Kind::Identity,
    ),
    Column::new(
        "shares",
        &["人持股数", "个人持股数", "持股数", "股数"],
        Kind::Text,
    ),
    Column::new("heads", &["合计人数", "户人数", "家庭人数"], Kind::Count),
    Column::new("total", &["合计股数", "户持股数", "家庭股数"], Kind::Text),
];

/// Somebody of whom the file says another number of shares than the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Differs {
    pub number: String,
    pub name: String,
    pub held: i64,
    /// Nothing where he is not in the file.
    pub listed: Option<i64>,
}

/// What a file would do.
#[derive(Debug, Clone)]
pub struct RegisterPlan {
    pub class: Class,
    pub date: Date,
    pub added: usize,
    /// Smallest units to be issued.
    pub issued: i64,
    pub unchanged: usize,
    pub differs: Vec<Differs>,
    pub missing: Vec<Differs>,
    pub problems: Vec<Problem>,
    /// Rows of households with a problem.
    pub set_aside: usize,
    /// What `import_register` is given: every good row.
    pub lines: Vec<IssueLine>,
}

impl RegisterPlan {
    /// What the import is told: this plan as it was shown.
    pub fn input(&self, document: Option<String>, file_tag: String) -> ImportRegister {
        ImportRegister {
            class: self.class.id,
            date: self.date,
            document,
            file_tag,
            mapping: "[]".to_owned(),
            added: self.added,
            unchanged: self.unchanged,
            differs: self.differs.len(),
            set_aside: self.set_aside,
        }
    }
}

/// The sheet of a class: its name, as a workbook allows it.
pub fn sheet_of(class: &str) -> String {
    let allowed = |c: &char| !matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\');
    class.chars().filter(allowed).take(31).collect()
}

/// Reads the file itself: the sheet named after the class, as the export has it, else the first that has the
/// columns.
pub fn read_register(bytes: &[u8], file_name: &str, class: &str) -> Result<Table, ReadFault> {
    let (spec, class) = (Spec::new(&COLUMNS), sheet_of(class));
    let own = Spec {
        sheet: Some(&class),
        ..spec
    };
    let limits = Limits::default();
    match sheets::read_table(bytes, file_name, &own, &limits) {
        Err(fault) if fault.code == "no_such_sheet" => {
            sheets::read_table(bytes, file_name, &spec, &limits)
        }
        other => other,
    }
}

/// Matches households by number and persons by name within them (and by identity number where the file has
/// it), adds up each household, and compares with what is held. A household with a problem is set aside with
/// all its rows, so that its marked rows can be mended and handed in again.
///
/// Problems of cells: `empty`, `ledger_unknown_household`, `roster_number_twice_there`, `ledger_unknown_person`,
/// `ledger_two_of_the_name`, `ledger_identity_differs`, `ledger_person_twice`, `ledger_not_shares`,
/// `ledger_total_differs`, `ledger_heads_differ`, `ledger_dead`, `ledger_outside`, `ledger_frozen`,
/// `ledger_household_aside`, and those of reading. Refuses `shares.held_by_collective`, and the day as
/// `issue_shares` does.
pub fn plan_register(
    tx: &mut Tx,
    ctx: &Ctx,
    class: Id,
    table: &Table,
    date: Date,
) -> Result<RegisterPlan> {
    let (register, class) = guards::class_to_enter(tx, ctx, class)?;
    if class.holder == Holder::Collective {
        return Err(Error::refused("shares.held_by_collective"));
    }
    let date = guards::day(ctx, &class, date)?;
    let mut numbers = Numbers::of(tx, ctx, &register, date)?;
    let held = held(tx, ctx, &class, date)?;
    let mut reader = Reader {
        tx,
        ctx,
        register: &register,
        class: &class,
        table,
        date,
        held: &held,
        ended: std::mem::take(&mut numbers.ended),
        seen: HashSet::new(),
    };
    let (mut lines, mut problems) = (Vec::new(), table.problems());
    let mut set_aside = 0;
    for rows in households(table) {
        let found = reader.household(&rows)?;
        if found.faults.is_empty() {
            lines.extend(found.lines);
            continue;
        }
        set_aside += rows.len();
        for row in rows {
            let mut is_told = row.cells.iter().any(|cell| cell.fault.is_some());
            let own = |f: &&(u32, &str, Fault)| f.0 == row.number && !f.1.is_empty();
            for (_, key, fault) in found.faults.iter().filter(own) {
                problems.push(table.problem_at(row, key, fault.clone()));
                is_told = true;
            }
            if !is_told {
                let aside = Fault::new("ledger_household_aside");
                problems.push(table.problem_at(row, "number", aside));
            }
        }
    }
    problems.sort_by_key(|problem| (problem.row, problem.column));
    let diff = compared(tx, ctx, &class, date, &lines)?;
    let mut named = |party: Id, held, listed| -> Result<Differs> {
        let (number, name) = numbers.named(tx, ctx, &class, party)?;
        Ok(Differs {
            number,
            name,
            held,
            listed,
        })
    };
    let mut differs = Vec::new();
    for (party, held, listed) in &diff.differs {
        differs.push(named(*party, *held, Some(*listed))?);
    }
    let mut missing = Vec::new();
    // Rows that were set aside are in the file, too, but nobody can say whose they are.
    for (party, held) in diff.missing.iter().filter(|_| set_aside == 0) {
        missing.push(named(*party, *held, None)?);
    }
    Ok(RegisterPlan {
        date,
        added: diff.added.len(),
        issued: diff.added.iter().map(|(_, units)| *units).sum(),
        unchanged: diff.same,
        differs,
        missing,
        problems,
        set_aside,
        lines,
        class,
    })
}

/// The rows of each household, in the order of the file; a row without a number stands alone.
fn households(table: &Table) -> Vec<Vec<&Row>> {
    let mut found: Vec<Vec<&Row>> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for row in &table.rows {
        match text(table, row, "number").map(|number| places.get(&number).copied().ok_or(number)) {
            Some(Ok(place)) => found
                .get_mut(place)
                .into_iter()
                .for_each(|rows| rows.push(row)),
            Some(Err(number)) => {
                places.insert(number, found.len());
                found.push(vec![row]);
            }
            None => found.push(vec![row]),
        }
    }
    found
}

fn text(table: &Table, row: &Row, key: &str) -> Option<String> {
    match table.cell(row, key)?.value.as_ref()? {
        CellValue::Text(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        _ => None,
    }
}

/// How households and holders are called: those of the register that have ended are found as well.
struct Numbers {
    homes: BTreeMap<Id, Id>,
    ended: HashMap<String, Id>,
}

impl Numbers {
    fn of(tx: &mut Tx, ctx: &Ctx, register: &Register, date: Date) -> Result<Numbers> {
        let state = register_as_of(tx, ctx.org, register.id, date, i64::MAX)?;
        let (mut homes, mut ended) = (BTreeMap::new(), HashMap::new());
        for holding in &state.households {
            let home = holding.household;
            homes.extend(holding.persons.iter().map(|held| (held.person, home)));
            if !store::lives_under(tx, ctx.org, home, register.unit, date)? {
                ended.insert(store::last_number(tx, ctx.org, home)?, home);
            }
        }
        Ok(Numbers { homes, ended })
    }

    fn named(&self, tx: &mut Tx, ctx: &Ctx, class: &Class, party: Id) -> Result<(String, String)> {
        let home = match class.holder {
            Holder::Household => Some(party),
            _ => self.homes.get(&party).copied(),
        };
        let Some(home) = home else {
            return Ok((String::new(), store::shown_person(tx, ctx.org, party)?.0));
        };
        let number = store::last_number(tx, ctx.org, home)?;
        let name = match class.holder {
            Holder::Household => lists::named(tx, ctx.org, home)?.1,
            _ => store::shown_person(tx, ctx.org, party)?.0,
        };
        Ok((number, name))
    }
}

/// Row, key of the column (empty where reading told it already), fault.
type Faults = Vec<(u32, &'static str, Fault)>;

#[derive(Default)]
struct Found {
    lines: Vec<IssueLine>,
    faults: Faults,
}

struct Reader<'a, 't> {
    tx: &'a mut Tx<'t>,
    ctx: &'a Ctx,
    register: &'a Register,
    class: &'a Class,
    table: &'a Table,
    date: Date,
    held: &'a BTreeMap<Id, i64>,
    ended: HashMap<String, Id>,
    seen: HashSet<Id>,
}

impl Reader<'_, '_> {
    fn household(&mut self, rows: &[&Row]) -> Result<Found> {
        let mut found = Found::default();
        let is_faulty = |row: &&&Row| row.cells.iter().any(|cell| cell.fault.is_some());
        for row in rows.iter().filter(is_faulty) {
            found.faults.push((row.number, "", Fault::new("empty")));
        }
        let Some(first) = rows.first() else {
            return Ok(found);
        };
        let quantities = self.quantities(rows, &mut found.faults);
        let Some(number) = text(self.table, first, "number") else {
            if found.faults.is_empty() {
                found
                    .faults
                    .push((first.number, "number", Fault::new("empty")));
            }
            return Ok(found);
        };
        let household = match self.household_of(&number)? {
            Ok(household) => household,
            Err(code) => {
                found
                    .faults
                    .push((first.number, "number", Fault::new(code)));
                return Ok(found);
            }
        };
        if self.class.holder == Holder::Household {
            let quantity = quantities.iter().sum();
            self.line(first, "number", household, quantity, &mut found)?;
            return Ok(found);
        }
        for (row, quantity) in rows.iter().zip(quantities) {
            let key = if text(self.table, row, "name").is_some() {
                "name"
            } else {
                "head"
            };
            match self.person(row, key, household)? {
                Ok(person) => self.line(row, key, person, quantity, &mut found)?,
                Err((key, code)) => found.faults.push((row.number, key, Fault::new(code))),
            }
        }
        Ok(found)
    }

    /// The shares of each row; what the household's sums say is compared with them.
    fn quantities(&self, rows: &[&Row], faults: &mut Faults) -> Vec<i64> {
        let by_person = self.class.holder == Holder::Person;
        let (before, mut is_blank) = (faults.len(), true);
        let mut quantities = Vec::with_capacity(rows.len());
        for row in rows {
            let typed = text(self.table, row, "shares");
            is_blank &= typed.is_none();
            let units = match typed.as_deref() {
                Some(typed) => model::units(typed, self.class.scale).ok_or("ledger_not_shares"),
                None if by_person => Err("empty"),
                None => Ok(0),
            };
            if let Err(code) = units {
                faults.push((row.number, "shares", Fault::new(code)));
            }
            quantities.push(units.unwrap_or(0));
        }
        if faults.len() > before {
            return quantities;
        }
        let mut sum: Option<i64> = (by_person || !is_blank).then(|| {
            quantities
                .iter()
                .fold(0, |sum, units| units.saturating_add(sum))
        });
        for row in rows {
            let Some(typed) = text(self.table, row, "total") else {
                continue;
            };
            let units = model::units(&typed, self.class.scale);
            // A household that holds as a whole may say so in its sum alone.
            if let (None, Some(units), Some(own)) = (sum, units, quantities.first_mut()) {
                (sum, *own) = (Some(units), units);
            }
            if units.is_none() || units != sum {
                let sum = model::written(sum.unwrap_or(0), self.class.scale);
                let fault = Fault::new("ledger_total_differs").with("sum", sum);
                faults.push((row.number, "total", fault));
            }
        }
        if let (None, Some(first)) = (sum, rows.first()) {
            faults.push((first.number, "total", Fault::new("empty")));
        }
        let persons = i64::try_from(rows.len()).unwrap_or(i64::MAX);
        for row in rows.iter().filter(|_| by_person) {
            let heads = self
                .table
                .cell(row, "heads")
                .and_then(|cell| cell.value.as_ref());
            if let Some(CellValue::Number(heads)) = heads
                && *heads != persons
            {
                let fault = Fault::new("ledger_heads_differ").with("rows", persons);
                faults.push((row.number, "heads", fault));
            }
        }
        quantities
    }

    fn household_of(&mut self, number: &str) -> Result<std::result::Result<Id, &'static str>> {
        let scope = Scope::of(self.ctx, Right::EnterProjects);
        let found = lists::by_number(self.tx, &scope, number, self.date)?;
        Ok(match found.as_slice() {
            [candidate] => Ok(candidate.household),
            [] => self
                .ended
                .get(number)
                .copied()
                .ok_or("ledger_unknown_household"),
            _ => Err("roster_number_twice_there"),
        })
    }

    /// The person of a row, or the column at fault and why.
    fn person(
        &mut self,
        row: &Row,
        key: &'static str,
        household: Id,
    ) -> Result<std::result::Result<Id, (&'static str, &'static str)>> {
        let written = text(self.table, row, key).unwrap_or_default();
        // 张守田（户主）in the column of the head is 张守田.
        let name = written.split(['(', '（']).next().unwrap_or_default().trim();
        if name.is_empty() {
            return Ok(Err((key, "empty")));
        }
        let mut found = store::ever_named(self.tx, self.ctx.org, household, name)?;
        let identity = text(self.table, row, "identity").filter(|typed| !typed.contains('*'));
        if let Some(identity) = identity {
            let tag = tags::identity(self.tx, self.ctx.org, &identity);
            let named = found.len();
            found.retain(|(_, known)| known.is_none_or(|known| known == tag));
            if named > 0 && found.is_empty() {
                return Ok(Err(("identity", "ledger_identity_differs")));
            }
        }
        Ok(match found.as_slice() {
            [(person, _)] => Ok(*person),
            [] => Err((key, "ledger_unknown_person")),
            _ => Err((key, "ledger_two_of_the_name")),
        })
    }

    /// Takes a line in, after asking whether somebody new may hold shares at all.
    fn line(
        &mut self,
        row: &Row,
        key: &'static str,
        party: Id,
        quantity: i64,
        found: &mut Found,
    ) -> Result<()> {
        let mut fault = |fault| found.faults.push((row.number, key, fault));
        if !self.seen.insert(party) {
            fault(Fault::new("ledger_person_twice"));
            return Ok(());
        }
        if quantity > model::MOST_UNITS {
            found
                .faults
                .push((row.number, "shares", Fault::new("ledger_not_shares")));
            return Ok(());
        }
        if quantity > 0 && !self.held.contains_key(&party) {
            let (register, class) = (self.register, self.class);
            let receivers = Receivers::of(self.tx, self.ctx, register, class, &[party], self.date)?;
            match receivers.hold(self.tx, self.ctx, party) {
                Ok(()) => {}
                Err(Error::Refused(refusal)) => {
                    let code = match refusal.code.as_ref() {
                        "shares.holder_is_dead" => "ledger_dead",
                        "shares.frozen" => "ledger_frozen",
                        _ => "ledger_outside",
                    };
                    fault(Fault::new(code));
                    return Ok(());
                }
                Err(other) => return Err(other),
            }
        }
        found.lines.push(IssueLine { party, quantity });
        Ok(())
    }
}
