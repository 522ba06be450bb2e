//! What a notice would change, before it does.

use super::year;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::pages::again::Again;
use crate::view::{Part, View};
use cases::notice::{Change, Effect, FileFault, Plan, of_year};
use cases::workdays::Kind;
use kernel::{Date, Id};
use sheets::Problem;

pub(super) struct Preview {
    pub id: Id,
    pub file: String,
    pub plan: Plan,
    pub effect: Effect,
    pub today: Date,
}

/// 放假, 上班, or as the week says.
pub(super) fn kind_words(words: Words, kind: Option<Kind>) -> String {
    words.get(match kind {
        Some(Kind::Rest) => "due-kind-rest",
        Some(Kind::Work) => "due-kind-work",
        None => "due-kind-week",
    })
}

/// Why a file says no days.
pub(super) fn fault_words(words: Words, fault: &FileFault) -> String {
    match fault {
        FileFault::Table(fault) => {
            let args: Vec<(&str, &str)> =
                fault.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
            words.with(&fault.locale_key(), &args)
        }
        FileFault::Cells(problems) => {
            let count = i64::try_from(problems.len()).unwrap_or(i64::MAX);
            words.count("due-faulty-cells", count)
        }
        FileFault::Other { code, what } => words.with(
            &format!("due-{}", code.replace('_', "-")),
            &[("what", what)],
        ),
    }
}

/// Faults by cell.
pub(super) fn cells(words: Words, problems: &[Problem]) -> Table {
    let columns = ["cell", "what"].map(|name| Column::text(words.get(&format!("due-col-{name}"))));
    let row = |problem: &Problem| {
        let args: Vec<(&str, &str)> = problem.args.iter().map(|(n, v)| (*n, v.as_str())).collect();
        let own = format!("due-cell-{}", problem.code.replace('_', "-"));
        let what = match words.has(&own) {
            true => words.with(&own, &args),
            false => words.with(&problem.locale_key(), &args),
        };
        vec![
            Cell::from(problem.cell()).note(problem.raw.clone()),
            what.into(),
        ]
    };
    let shown = problems.iter().take(200).map(row).collect();
    Table::new("cells", words.get("due-cells"), columns.to_vec())
        .rows(shown)
        .stacked()
}

pub(super) fn view(mut page: Page, preview: &Preview, again: &Again) -> View {
    let words = page.words;
    let Preview { plan, effect, .. } = preview;
    page.breadcrumbs = vec![
        NavItem::new("/holidays", words.get("due-nav-holidays"), false),
        NavItem::new("/holidays/import", words.get("due-notice-import"), false),
    ];
    let year = plan.year.to_string();
    let count = |n: usize| format::count(i64::try_from(n).unwrap_or(i64::MAX));
    let said = of_year(&plan.calendar, plan.year);
    let of_kind = |kind: Kind| count(said.iter().filter(|named| named.kind == kind).count());
    let whole = match plan.is_whole {
        true => "due-notice-whole",
        false => "due-notice-part",
    };
    let summary = Summary::default()
        .row(words.get("page-file"), preview.file.clone())
        .row(
            words.get("due-col-year"),
            Cell::from(year.clone()).note(words.get(whole)),
        )
        .row(words.get("due-count-rest"), of_kind(Kind::Rest))
        .row(words.get("due-count-work"), of_kind(Kind::Work))
        .row(words.get("due-count-changed"), count(plan.changes.len()))
        .row(words.get("due-count-unchanged"), count(plan.unchanged));
    let mut parts = vec![Part::Summary(summary)];
    if let Some(before) = plan.waits_for {
        let before = before.to_string();
        let args = [("year", &*year), ("before", &*before)];
        let text = words.with("due-waits-for", &args);
        parts.push(Part::Notice(Notice::new(NoticeKind::Warning, words, text)));
    }
    let name = words.with("due-year", &[("year", &year)]);
    parts.push(Part::heading("year", name));
    parts.push(Part::Months(year::year(
        words,
        &plan.calendar,
        plan.year,
        preview.today,
    )));
    parts.push(Part::Details {
        label: words.get("due-changes"),
        parts: vec![Part::Table(changes(words, &plan.changes))],
    });
    if plan.changes.is_empty() {
        let text = words.get("refused-cases-notice-changes-nothing");
        parts.push(Part::Notice(Notice::new(NoticeKind::Info, words, text)));
        return View::new(page, parts);
    }
    parts.push(Part::heading("read", words.get("due-notice-which")));
    let form = form(&page, preview, *effect);
    let form = again.fill(&mut page, form);
    parts.push(Part::Form(form));
    View::new(page, parts)
}

fn form(page: &Page, preview: &Preview, effect: Effect) -> Form {
    let words = page.words;
    let field = |control: Control, name: &'static str| {
        let label = words.get(&format!("due-col-{name}"));
        let hint = words.get(&format!("due-hint-{name}"));
        Field::new(words, control, name, label).hint(hint)
    };
    let number = |n: i64| words.count("due-cases", n);
    let confirm = Confirm {
        title: words.get("due-will-happen"),
        effects: vec![
            (number(effect.fixed), words.get("due-will-fix")),
            (number(effect.moved), words.get("due-will-move")),
            (
                number(effect.open - effect.fixed - effect.moved),
                words.get("due-will-stay"),
            ),
        ],
        caution: Some(words.get("due-will-caution")),
    };
    Form::new(page, format!("/holidays/import/{}", preview.id))
        .hidden("changes", preview.plan.changes.len().to_string())
        .field(field(Control::Text, "number"))
        .field(field(Control::Text, "source"))
        .field(field(Control::Date, "published"))
        .confirm(confirm)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("due-notice-read"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/holidays",
            words.get("web-cancel"),
        ))
}

fn changes(words: Words, changes: &[Change]) -> Table {
    let columns =
        ["day", "before", "after"].map(|name| Column::text(words.get(&format!("due-col-{name}"))));
    let said = |said: &Option<(Kind, String)>| {
        let kind = kind_words(words, said.as_ref().map(|(kind, _)| *kind));
        match said {
            Some((_, name)) if !name.is_empty() => Cell::from(kind).note(name.clone()),
            _ => Cell::from(kind),
        }
    };
    let row = |change: &Change| {
        vec![
            Cell::from(year::day_name(words, change.date)),
            said(&change.before),
            said(&change.after),
        ]
    };
    Table::new("changes", words.get("due-changes"), columns.to_vec())
        .rows(changes.iter().map(row).collect())
        .stacked()
}
