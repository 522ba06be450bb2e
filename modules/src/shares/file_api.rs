//! Rosters, registers and member accounts as they come in from files, by their pages or from a program.

use super::coop::{self, AccountsImported, AccountsPlan, ImportAccounts};
use super::register::plan_register::{RegisterPlan, plan_register, read_register};
use super::register::{ImportRegister, RegisterImported, import_register};
use super::{ImportRoster, RosterImported, RosterPlan, import_roster, plan_roster, read_roster};
use ::store::Tx;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, Planned};
use ::web::sheet;
use access::{Right, Scope};
use kernel::{Ctx, Date, Id, Result, mask};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Keyed hash of a file, in hex, so that the journal can say which one it was without holding it.
fn file_tag(tx: &Tx, bytes: &[u8]) -> String {
    kernel::text::hex(&tx.hmac("shares.file", &[bytes]))
}

/// Who shares the income of an asset.
#[derive(Clone, Copy)]
pub(super) struct Roster;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct OfProject {
    pub project: Id,
    /// Rows without a day of their own hold from this one; without it from today.
    pub from: Option<Date>,
}

/// What the file comes to, from which day, and its keyed hash in hex.
pub(super) type RosterFile = (RosterPlan, Date, String);

impl Incoming for Roster {
    type Asked = OfProject;
    type Plan = RosterFile;
    type Input = ImportRoster;
    type Done = RosterImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<OfProject>,
    ) -> Result<Planned<RosterFile>> {
        let project = super::project_to_enter(tx, ctx, sent.asked.project)?;
        let table = read_roster(&sent.bytes, &sent.name, &sent.mapping);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let from = sent.asked.from.unwrap_or_else(|| ctx.today());
        let scope = Scope::of(ctx, Right::EnterProjects);
        let plan = plan_roster(tx, &scope, project.id, &table, from)?;
        let tag = file_tag(tx, &sent.bytes);
        Ok(Planned {
            problems: plan.problems.clone(),
            effects: vec![
                (plan.added.len(), "projects-effect-added"),
                (plan.changed.len(), "projects-effect-changed"),
                (plan.unchanged, "projects-effect-unchanged"),
                (plan.set_aside, "projects-effect-aside"),
            ],
            has_work: !plan.added.is_empty() || !plan.changed.is_empty(),
            has_aside: plan.set_aside > 0,
            is_known: false,
            parts: Vec::new(),
            sheet: Some(table),
            plan: (plan, from, tag),
        })
    }

    fn input(&self, asked: &OfProject, planned: &Planned<RosterFile>) -> ImportRoster {
        let (plan, from, tag) = &planned.plan;
        plan.input(asked.project, *from, tag.clone(), "[]".into())
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: ImportRoster,
        plan: &RosterFile,
    ) -> Result<RosterImported> {
        import_roster(tx, ctx, input, &plan.0.lines)
    }
}

/// Shares of one class.
#[derive(Clone, Copy)]
pub(super) struct Register;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct IntoClass {
    pub class: Id,
    /// Of the issue; without it today. Never before the class began.
    pub date: Option<Date>,
    /// What it rests on.
    pub document: Option<String>,
}

/// What the file comes to, and its keyed hash in hex.
pub(super) type RegisterFile = (RegisterPlan, String);

impl Incoming for Register {
    type Asked = IntoClass;
    type Plan = RegisterFile;
    type Input = ImportRegister;
    type Done = RegisterImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<IntoClass>,
    ) -> Result<Planned<RegisterFile>> {
        let (_, class) = super::register::guards::class_to_enter(tx, ctx, sent.asked.class)?;
        let today = ctx.today();
        let date = sent.asked.date.unwrap_or(today).max(class.from).min(today);
        let table = read_register(&sent.bytes, &sent.name, &class.name);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let mut plan = plan_register(tx, ctx, class.id, &table, date)?;
        if !sent.sees_names {
            let lines = plan.differs.iter_mut().chain(&mut plan.missing);
            lines.for_each(|line| line.name = mask::name(&line.name));
        }
        let tag = file_tag(tx, &sent.bytes);
        Ok(Planned {
            problems: plan.problems.clone(),
            effects: vec![
                (plan.added, "register-effect-added"),
                (plan.unchanged, "register-effect-unchanged"),
                (plan.differs.len(), "register-effect-differs"),
                (plan.set_aside, "projects-effect-aside"),
            ],
            has_work: plan.added > 0,
            has_aside: plan.set_aside > 0,
            is_known: false,
            parts: Vec::new(),
            sheet: Some(table),
            plan: (plan, tag),
        })
    }

    fn input(&self, asked: &IntoClass, planned: &Planned<RegisterFile>) -> ImportRegister {
        let (plan, tag) = &planned.plan;
        let document = asked.document.as_deref().map(str::trim);
        let document = document.filter(|text| !text.is_empty());
        plan.input(document.map(str::to_owned), tag.clone())
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: ImportRegister,
        plan: &RegisterFile,
    ) -> Result<RegisterImported> {
        import_register(tx, ctx, input, &plan.0.lines)
    }
}

/// Members of a co-op, their accounts, and what they traded.
#[derive(Clone, Copy)]
pub(super) struct Accounts;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct OfCoop {
    pub coop: Id,
    /// From when the accounts hold; without it the last day of `year`, or today where that is not over.
    pub date: Option<Date>,
    /// Of the trade; without it the year before this one.
    pub year: Option<i64>,
}

/// What the file comes to, for which day and year, and its keyed hash in hex.
pub(super) type AccountsFile = (AccountsPlan, (Date, i64), String);

impl Incoming for Accounts {
    type Asked = OfCoop;
    type Plan = AccountsFile;
    type Input = ImportAccounts;
    type Done = AccountsImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<OfCoop>,
    ) -> Result<Planned<AccountsFile>> {
        let coop = coop::coop_to_enter(tx, ctx, sent.asked.coop)?;
        let table = coop::read_accounts(&sent.bytes, &sent.name, &sent.mapping);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let scope = Scope::of(ctx, Right::EnterProjects);
        let when = when(ctx.today(), &sent.asked);
        let mut plan = coop::plan_accounts(tx, &scope, coop.id, &table, when)?;
        if !sent.sees_names {
            for (_, _, head) in &mut plan.missing {
                *head = mask::name(head);
            }
        }
        let tag = file_tag(tx, &sent.bytes);
        let diff = &plan.diff;
        Ok(Planned {
            problems: plan.problems.clone(),
            effects: vec![
                (diff.joining.len(), "coop-effect-joining"),
                (diff.accounts.len(), "coop-effect-accounts"),
                (diff.trades.len(), "coop-effect-trades"),
                (diff.unchanged, "coop-effect-unchanged"),
                (plan.set_aside, "coop-effect-aside"),
            ],
            has_work: !(diff.joining.is_empty()
                && diff.accounts.is_empty()
                && diff.trades.is_empty()),
            has_aside: plan.set_aside > 0,
            is_known: false,
            parts: Vec::new(),
            sheet: Some(table),
            plan: (plan, when, tag),
        })
    }

    fn input(&self, asked: &OfCoop, planned: &Planned<AccountsFile>) -> ImportAccounts {
        let (plan, when, tag) = &planned.plan;
        plan.input(asked.coop, *when, tag.clone())
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: ImportAccounts,
        plan: &AccountsFile,
    ) -> Result<AccountsImported> {
        coop::import_accounts(tx, ctx, input, &plan.0.lines)
    }
}

fn when(today: Date, asked: &OfCoop) -> (Date, i64) {
    let year = asked.year.unwrap_or_else(|| i64::from(today.year()) - 1);
    let last = coop::model::days_of(year).map_or(today, |(_, last)| last.min(today));
    (asked.date.unwrap_or(last), year)
}
