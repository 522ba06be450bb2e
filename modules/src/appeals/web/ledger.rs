//! The hotline's ledger on pages: taken in, with what is here already told; and handed on.

use super::KIND as CONCERNS;
use crate::appeals::ledger::export::{Shown, export};
use crate::appeals::ledger::{
    COLUMNS, Compared, Differing, ImportLedger, KIND, LedgerImported, compare, file_tag,
    import_ledger, read, read_table,
};
use crate::appeals::read_ledger::{REASONS, ReadLedger, read_ledger};
use ::store::Tx;
use ::web::components::*;
use ::web::form::Reader;
use ::web::i18n::Words;
use ::web::import::{Alone, Done, Import, Incoming, Kept, Planned, Told};
use ::web::layout::{NavItem, Page};
use ::web::{Part, Reply, Req, View, sheet};
use access::{Right, imports};
use kernel::{Ctx, Date, Error, FieldError, Result};
use sheets::{OutColumn, OutKind, OutTable, write_xlsx};

/// Rows told one by one on the page.
const ROWS: usize = 200;

#[derive(Clone, Copy)]
pub(super) struct HotlineLedger;

pub(super) const TOLD: Told = Told {
    kind: KIND,
    path: "/appeals/ledger",
    title: "ledger-import",
    lead: "ledger-import-lead",
    hint: "projects-hint-file",
    caution: "ledger-import-caution",
    template: Some("/appeals/ledger/template.xlsx"),
};

/// A ledger as it was compared, and which file it was.
pub(super) struct Plan {
    compared: Compared,
    tag: String,
    set_aside: usize,
}

fn crumbs(words: Words) -> Vec<NavItem> {
    vec![NavItem::new(
        CONCERNS.base,
        words.get(CONCERNS.title),
        false,
    )]
}

impl Incoming for HotlineLedger {
    type Asked = Alone;
    type Plan = Plan;
    type Input = ImportLedger;
    type Done = LedgerImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        words: Words,
        file: &Kept<Alone>,
    ) -> Result<Planned<Plan>> {
        let table = read_table(&file.bytes, &file.name).map_err(|f| sheet::unreadable(&f))?;
        let ledger = read(tx, ctx, &table)?;
        let mut problems = ledger.problems;
        let compared = compare(tx, ctx, ledger.lines)?;
        for (number, key, fault) in &compared.faults {
            let row = table.rows.iter().find(|row| row.number == *number);
            problems.extend(row.map(|row| table.problem_at(row, key, fault.clone())));
        }
        problems.sort_by_key(|problem| (problem.row, problem.column));
        let tag = file_tag(tx, &file.bytes);
        let known = imports::import_with_tag(tx, ctx.org, KIND, tag.as_bytes())?;
        let taken = compared.brought.len() + compared.known + compared.differing.len();
        let set_aside = table.rows.len().saturating_sub(taken);
        let effects = vec![
            (compared.added, "ledger-effect-added"),
            (compared.further, "ledger-effect-further"),
            (compared.known, "ledger-effect-known"),
            (compared.differing.len(), "ledger-effect-differing"),
            (set_aside, "projects-effect-aside"),
        ];
        Ok(Planned {
            problems,
            effects,
            has_work: !compared.brought.is_empty(),
            has_aside: set_aside > 0,
            is_known: known.is_some(),
            parts: differing(words, &compared.differing),
            sheet: Some(table),
            plan: Plan {
                compared,
                tag,
                set_aside,
            },
        })
    }

    fn input(&self, _: &Alone, planned: &Planned<Plan>) -> ImportLedger {
        input(&planned.plan)
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: ImportLedger, plan: &Plan) -> Result<LedgerImported> {
        import_ledger(tx, ctx, input, &plan.compared.brought)
    }
}

impl Import for HotlineLedger {
    fn told(&self) -> &'static Told {
        &TOLD
    }

    fn crumbs(&self, words: Words) -> Vec<NavItem> {
        crumbs(words)
    }

    fn asked(&self, _: &Req) -> Result<Alone> {
        Ok(Alone {})
    }

    fn done(&self, _: Words, done: &LedgerImported) -> Done {
        Done {
            to: CONCERNS.base.to_owned(),
            key: "ledger-imported",
            args: vec![
                ("added", ::web::format::count(done.added)),
                ("further", ::web::format::count(done.further)),
            ],
        }
    }
}

fn input(plan: &Plan) -> ImportLedger {
    let compared = &plan.compared;
    ImportLedger {
        file_tag: plan.tag.clone(),
        added: compared.added,
        further: compared.further,
        known: compared.known + compared.differing.len(),
        set_aside: plan.set_aside,
    }
}

/// Rows that say more or something else than is known here: told, and left to who handles the concern.
pub(super) fn differing(words: Words, found: &[Differing]) -> Vec<Part> {
    if found.is_empty() {
        return Vec::new();
    }
    let columns = ["ledger-col-row", "cases-col-number", "ledger-col-why"]
        .map(|key| Column::text(words.get(key)))
        .to_vec();
    let row = |one: &Differing| {
        let why = match one.is_further {
            true => "ledger-is-further",
            false => "ledger-is-otherwise",
        };
        let href = format!("{}/{}", CONCERNS.base, one.case);
        vec![
            one.row.to_string().into(),
            Cell::link(href, one.number.clone()),
            words.get(why).into(),
        ]
    };
    let table = Table::new("differing", words.get("ledger-differing"), columns)
        .rows(found.iter().take(ROWS).map(row).collect())
        .stacked();
    vec![
        Part::Text(words.get("ledger-differing-text")),
        Part::Table(table),
    ]
}

/// An empty workbook with the columns of the ledger.
pub(super) async fn template(req: Req) -> Result<Reply> {
    let column = |column: &sheets::Column| OutColumn::new(column.label(), OutKind::Text);
    let name = req.words().get("ledger-name");
    let table = OutTable {
        sheet: name.clone(),
        columns: COLUMNS.iter().map(column).collect(),
        landscape: true,
        ..OutTable::default()
    };
    Ok(Reply::xlsx(write_xlsx(&[table])?, format!("{name}.xlsx")))
}

/// From when to when; this year until today where nothing is said.
fn days(req: &Req) -> Result<(Date, Date)> {
    let mut reader = Reader::new(&req.query);
    let today = req.ctx().today();
    let from = reader.date_opt("from");
    let to = reader.date_opt("to").unwrap_or(today);
    reader.done()?;
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let from = from.unwrap_or(first);
    match from <= to {
        true => Ok((from, to)),
        false => Err(Error::invalid("to", "before_beginning")),
    }
}

pub(super) async fn ask(req: Req) -> Result<Reply> {
    ask_page(&req, None)
}

fn ask_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let is_again = fault.is_some();
    let mut page = req.page("ledger-export");
    let faults = req.told(&mut page, fault)?;
    let today = req.ctx().today();
    let first = Date::new(today.year(), 1, 1).unwrap_or(today);
    let typed = |name: &str| match (is_again, name) {
        (true, name) => [&req.form, &req.query]
            .iter()
            .find_map(|form| form.get(name))
            .unwrap_or_default()
            .to_owned(),
        (false, "from" | "whole_from") => first.to_string(),
        (false, "to" | "whole_to") => today.to_string(),
        (false, _) => String::new(),
    };
    let may_unmask = req.may(Right::Unmask) && req.sees_names();
    let reply = ask_view(page, &typed, may_unmask, &faults).reply()?;
    Ok(reply.again(is_again))
}

pub(super) fn ask_view(
    mut page: Page,
    typed: &dyn Fn(&str) -> String,
    may_unmask: bool,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    page.breadcrumbs = crumbs(words);
    let day = |name: &str, key: &str| {
        Field::new(words, Control::Date, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let days = vec![
        day("from", "ledger-field-from"),
        day("to", "ledger-field-to"),
    ];
    let mut filter = FilterForm::new(words, "/appeals/ledger.xlsx", days, false);
    filter.label = words.get("ledger-download");
    let mut parts = vec![
        Part::Text(words.get("ledger-export-lead")),
        Part::Filter(filter),
    ];
    if may_unmask {
        let choice =
            |reason: &&str| Choice::new(*reason, words.get(&format!("ledger-reason-{reason}")));
        let reasons = REASONS.iter().map(choice).collect();
        let label = words.get("ledger-field-reason");
        let reason = Field::new(words, Control::Select(reasons), "reason", label)
            .value(typed("reason"))
            .errors(words, faults);
        let form = Form::new(&page, "/appeals/ledger/whole.xlsx")
            .field(day("whole_from", "ledger-field-from"))
            .field(day("whole_to", "ledger-field-to"))
            .field(reason)
            .button(Button::submit(
                ButtonKind::Secondary,
                words.get("ledger-download-whole"),
            ));
        parts.push(Part::heading("whole", words.get("ledger-whole")));
        parts.push(Part::Text(words.get("ledger-whole-text")));
        parts.push(Part::Form(form));
    }
    View::new(page, parts)
}

async fn made(req: &Req, days: (Date, Date), shown: Shown) -> Result<Reply> {
    let (ctx, words) = (req.ctx(), req.words());
    let hidden = words.get("cases-sealed");
    let read = move |tx: &mut Tx| {
        let table = export(tx, &ctx, days, shown, &hidden)?;
        write_xlsx(&[table])
    };
    let bytes = req.app.db.export_async(read).await?;
    let name = format!("{}{}.xlsx", words.get("ledger-name"), days.1);
    Ok(Reply::xlsx(bytes, name).private())
}

pub(super) async fn file(req: Req) -> Result<Reply> {
    let shown = match req.sees_names() {
        true => Shown::Names,
        false => Shown::Coded,
    };
    match days(&req) {
        Ok(days) => made(&req, days, shown).await,
        Err(fault) => ask_page(&req, Some(fault)),
    }
}

/// With whole phone numbers: who reads so, and why, is written down first.
pub(super) async fn whole(req: Req) -> Result<Reply> {
    match written_down(&req).await {
        Ok(days) => made(&req, days, Shown::Whole).await,
        Err(fault @ (Error::Invalid(_) | Error::Refused(_))) => ask_page(&req, Some(fault)),
        Err(other) => Err(other),
    }
}

async fn written_down(req: &Req) -> Result<(Date, Date)> {
    if !req.sees_names() {
        return Err(Error::Forbidden);
    }
    let mut reader = Reader::new(&req.form);
    let (from, to) = (reader.date("whole_from"), reader.date("whole_to"));
    let reason = reader.choice("reason", &REASONS);
    reader.done()?;
    if to < from {
        return Err(Error::invalid("whole_to", "before_beginning"));
    }
    let input = ReadLedger { from, to, reason };
    let (ctx, key) = (req.ctx(), req.form.key()?);
    req.app.db.act_async(&ctx, key, input, read_ledger).await?;
    Ok((from, to))
}
