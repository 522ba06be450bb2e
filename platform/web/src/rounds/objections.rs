//! 异议: what was said against a plan, what was answered, and the plan drawn up again.

use super::facts::Round;
use super::round::{crumbs, tabs};
use super::words::money;
use super::wrong::Sections;
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use kernel::{Date, Fen, FieldError, Id};
use payout::{Channel, Verdict};

/// One objection, ready to be shown.
#[derive(Debug, Clone)]
pub struct Objection {
    pub id: Id,
    /// The household of the line, or the village for the whole plan.
    pub about: String,
    pub date: Date,
    pub channel: String,
    pub text: Option<String>,
    pub answer: Option<Answer>,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub date: Date,
    pub outcome: String,
    pub text: Option<String>,
}

/// What a corrected plan changed for one household.
#[derive(Debug, Clone)]
pub struct Change {
    pub head: String,
    pub village: String,
    pub old: Option<(i64, Fen)>,
    pub new: Option<(i64, Fen)>,
}

/// All that the page shows.
#[derive(Debug, Clone, Default)]
pub struct Told {
    pub objections: Vec<Objection>,
    pub changes: Vec<Change>,
    /// The round that this one corrects, and the one that corrects it.
    pub corrects: Option<(Id, String)>,
    pub corrected_by: Option<(Id, String)>,
    /// Villages from which one may be recorded: (id, name); empty where the asker may not.
    pub units: Vec<(Id, String)>,
    pub may_answer: bool,
    pub may_correct: bool,
}

pub fn objections(
    mut page: Page,
    round: &Round,
    told: &Told,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let mut notices = Vec::new();
    let mut linked = |key: &str, other: &Option<(Id, String)>, tables: &mut Vec<Button>| {
        if let Some((id, number)) = other {
            let text = words.with(key, &[("number", number)]);
            notices.push(Notice::new(NoticeKind::Info, words, text));
            let label = words.with("rounds-open-round", &[("number", number)]);
            let href = format!("/rounds/{id}");
            tables.push(Button::link(ButtonKind::Secondary, href, label));
        }
    };
    let mut buttons = Vec::new();
    linked("rounds-corrects", &told.corrects, &mut buttons);
    linked("rounds-corrected-by", &told.corrected_by, &mut buttons);
    if told.may_correct {
        buttons.push(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/correct", round.id),
            words.get("rounds-correct"),
        ));
    }
    if !told.objections.is_empty() {
        buttons.push(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/objections.xlsx", round.id),
            words.get("brought-export"),
        ));
    }
    let mut tables = vec![list(words, round, told)];
    if told.corrects.is_some() {
        tables.push(changes(words, &told.changes));
    }
    let form = (!told.units.is_empty()).then(|| {
        let form = record_form(&page, round, told, typed, faults);
        (words.get("rounds-object"), form)
    });
    Sections {
        tabs: tabs(words, round, "objections"),
        lead: words.get("rounds-objections-lead"),
        notices,
        facts: None,
        tables,
        form,
        buttons,
        page,
    }
}

pub(super) fn trail(page: &mut Page, round: &Round) {
    crumbs(page);
    let href = format!("/rounds/{}", round.id);
    page.breadcrumbs
        .push(NavItem::new(href, round.title.clone(), false));
}

fn list(words: Words, round: &Round, told: &Told) -> Table {
    let gone = || words.get("rounds-text-erased");
    let rows = told.objections.iter().map(|one| {
        let channel = words.get(&format!("payout-channel-{}", one.channel));
        let state: Cell = match &one.answer {
            Some(answer) => {
                let said = words.get(&format!("payout-verdict-{}", answer.outcome));
                let text = answer.text.clone().unwrap_or_else(gone);
                Cell::from(Tag::new(TagKind::Done, said)).note(format!("{} {text}", answer.date))
            }
            None if told.may_answer => Cell::link(
                format!("/rounds/{}/objections/{}", round.id, one.id),
                words.get("rounds-answer"),
            ),
            None => Tag::new(TagKind::Open, words.get("rounds-unanswered")).into(),
        };
        vec![
            Cell::from(one.date.to_string()).note(channel),
            one.about.clone().into(),
            one.text.clone().unwrap_or_else(gone).into(),
            state,
        ]
    });
    Table::new(
        "objections",
        words.get("rounds-objections"),
        vec![
            Column::text(words.get("rounds-col-received")),
            Column::text(words.get("rounds-col-about")),
            Column::text(words.get("rounds-col-said")),
            Column::text(words.get("rounds-col-answer")),
        ],
    )
    .rows(rows.collect())
    .stacked()
    .empty(EmptyState::new(
        words,
        "rounds-objections-empty-title",
        "rounds-objections-empty-text",
    ))
}

fn changes(words: Words, changes: &[Change]) -> Table {
    let heads = |part: Option<(i64, Fen)>| {
        part.map_or_else(
            || words.get("rounds-not-listed"),
            |(heads, amount)| {
                let amount = amount.to_string();
                let args = [("heads", heads.into()), ("amount", (&amount).into())];
                words.fill("rounds-heads-amount", &args)
            },
        )
    };
    let rows = changes.iter().map(|change| {
        vec![
            Cell::from(change.head.clone()).note(change.village.clone()),
            heads(change.old).into(),
            heads(change.new).into(),
        ]
    });
    Table::new(
        "changes",
        words.get("rounds-changes"),
        vec![
            Column::text(words.get("rounds-col-head")),
            Column::text(words.get("rounds-col-before")),
            Column::text(words.get("rounds-col-after")),
        ],
    )
    .rows(rows.collect())
    .stacked()
}

fn record_form(
    page: &Page,
    round: &Round,
    told: &Told,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let units = told
        .units
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()));
    let channels = Channel::WORDS
        .iter()
        .map(|code| Choice::new(*code, words.get(&format!("payout-channel-{code}"))));
    Form::new(page, format!("/rounds/{}/objections", round.id))
        .field(field(Control::Date, "date", "rounds-col-received"))
        .field(field(
            Control::Radios(channels.collect()),
            "channel",
            "rounds-field-channel",
        ))
        .field(field(
            Control::Select(units.collect()),
            "unit",
            "rounds-col-village",
        ))
        .field(
            field(Control::Text, "number", "rounds-field-household")
                .hint(words.get("rounds-field-household-hint"))
                .optional(words),
        )
        .field(
            field(Control::Textarea, "text", "rounds-col-said")
                .hint(words.get("rounds-field-said-hint")),
        )
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("rounds-object-submit"),
        ))
}

/// The page of one answer.
pub fn answer(
    mut page: Page,
    round: &Round,
    one: &Objection,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let facts = Summary::default()
        .row(words.get("rounds-col-received"), one.date.to_string())
        .row(words.get("rounds-col-about"), one.about.clone())
        .row(
            words.get("rounds-col-said"),
            one.text
                .clone()
                .unwrap_or_else(|| words.get("rounds-text-erased")),
        );
    let verdicts = Verdict::WORDS
        .iter()
        .map(|code| Choice::new(*code, words.get(&format!("payout-verdict-{code}"))));
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let form = Form::new(&page, format!("/rounds/{}/objections/{}", round.id, one.id))
        .field(field(Control::Date, "date", "rounds-col-date"))
        .field(
            field(
                Control::Radios(verdicts.collect()),
                "outcome",
                "rounds-field-outcome",
            )
            .hint(words.get("rounds-field-outcome-hint")),
        )
        .field(field(Control::Textarea, "text", "rounds-col-answer"))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("rounds-answer-submit"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/objections", round.id),
            words.get("web-cancel"),
        ));
    Sections {
        tabs: tabs(words, round, "objections"),
        lead: String::new(),
        notices: Vec::new(),
        facts: Some(facts),
        tables: Vec::new(),
        form: Some((words.get("rounds-answer"), form)),
        buttons: Vec::new(),
        page,
    }
}

/// Drawing the plan up again, confirmed in numbers. `upheld`: objections that were upheld.
pub fn correct(mut page: Page, round: &Round, upheld: usize, households: i64) -> Sections {
    let words = page.words;
    trail(&mut page, round);
    let effects = vec![
        (upheld.to_string(), words.get("rounds-effect-upheld")),
        (
            format::count(households),
            words.get("rounds-effect-roster-now"),
        ),
        (money(words, round.pool), words.get("rounds-effect-pool")),
        (
            words.count("rounds-days", round.rule.objection_days),
            words.get("rounds-effect-objection"),
        ),
    ];
    let reason = if upheld > 0 {
        "objection_upheld"
    } else {
        "wrong_roster"
    };
    let form = Form::new(&page, format!("/rounds/{}/correct", round.id))
        .hidden("reason", reason)
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects,
            caution: Some(words.get("rounds-caution-correct")),
        })
        .button(Button::submit(
            ButtonKind::Warn,
            words.get("rounds-correct"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/rounds/{}/objections", round.id),
            words.get("web-cancel"),
        ));
    Sections {
        tabs: tabs(words, round, "objections"),
        lead: words.get("rounds-correct-lead"),
        notices: Vec::new(),
        facts: None,
        tables: Vec::new(),
        form: Some((words.get("rounds-correct"), form)),
        buttons: Vec::new(),
        page,
    }
}
