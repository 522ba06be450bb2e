//! Code lists are dated data with a source: the vocabulary of 2021 is not that of 2026.

use crate::scope::{EVERYWHERE, INSTALLATION, on_installation};
use crate::{Right, require, store};
use ::store::{Input, Tx};
use kernel::{Ctx, Date, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// One code of a list over one period.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Code {
    /// Of the code through all its periods; 0 in the data file.
    #[serde(default)]
    pub id: Id,
    #[serde(default)]
    pub list: String,
    pub code: String,
    pub zh: String,
    pub en: String,
    /// The law, document or custom behind it.
    pub source: String,
    pub from: Date,
    /// The first day on which it no longer holds.
    #[serde(default)]
    pub to: Option<Date>,
}

/// The codes of a list as they stand on `date`, in the order in which they were made.
pub fn codes(tx: &mut Tx, list: &str, date: Date) -> Result<Vec<Code>> {
    store::codes(tx, INSTALLATION, list, date)
}

/// Every period of every code of a list, ended ones included.
pub fn code_periods(tx: &mut Tx, list: &str) -> Result<Vec<Code>> {
    store::code_periods(tx, list)
}

/// The names of all lists.
pub fn code_lists(tx: &mut Tx) -> Result<Vec<String>> {
    store::code_lists(tx)
}

/// The code of a list on a date; `None` where the list has no such code then.
pub fn code(tx: &mut Tx, list: &str, code: &str, date: Date) -> Result<Option<Code>> {
    Ok(codes(tx, list, date)?
        .into_iter()
        .find(|found| found.code == code))
}

/// The codes of a list for an organisation: those of the installation, then its own, in the order in which they were made.
pub fn codes_of(tx: &mut Tx, org: OrgId, list: &str, date: Date) -> Result<Vec<Code>> {
    let mut all = store::codes(tx, INSTALLATION, list, date)?;
    if org != INSTALLATION {
        all.extend(store::codes(tx, org, list, date)?);
    }
    Ok(all)
}

/// [`code`] for an organisation, its own included.
pub fn code_of(
    tx: &mut Tx,
    org: OrgId,
    list: &str,
    code: &str,
    date: Date,
) -> Result<Option<Code>> {
    let all = codes_of(tx, org, list, date)?;
    Ok(all.into_iter().find(|found| found.code == code))
}

/// What a code was called when it last stood in its list, for what was said with it; `None` where it never did.
pub fn code_ever(tx: &mut Tx, org: OrgId, list: &str, code: &str) -> Result<Option<Code>> {
    store::code_ever(tx, org, list, code)
}

/// Adds a code of the organisation's own, such as an item of its campaign. The deed that does so has asked for the right, and
/// sees to it that no other code of the list is written so; nobody else's forms offer it.
pub fn add_own(tx: &mut Tx, ctx: &Ctx, code: Code) -> Result<Id> {
    let id = tx.new_id()?;
    store::insert_code(tx, ctx.org, &Code { id, ..code })?;
    Ok(id)
}

const DATA: &str = include_str!("../data/codes.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    list: Vec<ListOfFile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ListOfFile {
    name: String,
    code: Vec<Code>,
}

/// The codes that come with the program.
pub fn supplied() -> Result<Vec<Code>> {
    let file: File =
        toml::from_str(DATA).map_err(|e| Error::internal("the supplied code lists", e))?;
    let named = |list: ListOfFile| {
        let name = list.name;
        list.code.into_iter().map(move |code| Code {
            list: name.clone(),
            ..code
        })
    };
    Ok(file.list.into_iter().flat_map(named).collect())
}

/// Loads the code lists that come with the program; what is there already is left as it is, so that
/// it may be done again after an upgrade.
#[derive(Debug, Clone, Serialize)]
pub struct LoadCodes {}

impl Input for LoadCodes {
    const DEED: &'static str = "access.load_codes";
}

/// Needs `Install`. Answers how many were added.
pub fn load_codes(tx: &mut Tx, ctx: &Ctx, _input: LoadCodes) -> Result<usize> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    let mut added = 0;
    for code in supplied()? {
        let there = store::code_periods(tx, &code.list)?;
        if there.iter().any(|old| old.code == code.code) {
            continue;
        }
        let id = tx.new_id()?;
        store::insert_code(tx, INSTALLATION, &Code { id, ..code })?;
        added += 1;
    }
    Ok(added)
}

/// Adds a code to a list, or a new period of one that is there.
#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AddCode {
    pub list: String,
    pub code: String,
    pub zh: String,
    pub en: String,
    pub source: String,
    pub from: Date,
    pub to: Option<Date>,
}

impl Input for AddCode {
    const DEED: &'static str = "access.add_code";
}

/// Needs `Install`. A code whose `from` is that of a period that is there corrects it; a `to` ends it.
/// Invalid: an empty field, `not_after_from`.
pub fn add_code(tx: &mut Tx, ctx: &Ctx, input: AddCode) -> Result<Id> {
    on_installation(ctx)?;
    require(tx, ctx, Right::Install, EVERYWHERE)?;
    let fields = [
        ("list", &input.list),
        ("code", &input.code),
        ("zh", &input.zh),
        ("en", &input.en),
        ("source", &input.source),
    ];
    if let Some((field, _)) = fields.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Err(Error::invalid(field, "empty"));
    }
    if input.to.is_some_and(|to| to <= input.from) {
        return Err(Error::invalid("to", "not_after_from"));
    }
    let there = store::code_periods(tx, &input.list)?;
    let id = match there.iter().find(|old| old.code == input.code) {
        Some(old) => old.id,
        None => tx.new_id()?,
    };
    let AddCode {
        list,
        code,
        zh,
        en,
        source,
        from,
        to,
    } = input;
    store::insert_code(
        tx,
        INSTALLATION,
        &Code {
            id,
            list,
            code,
            zh,
            en,
            source,
            from,
            to,
        },
    )?;
    Ok(id)
}
