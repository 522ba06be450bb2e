//! The page on which a round is begun: first from what, then only what the flow of that source allows.

use super::divide;
use crate::components::*;
use crate::i18n::Words;
use crate::layout::Page;
use askama::Template;
use kernel::{Date, FieldError, Refusal};
use payout::{Basis, Flow};

/// What a round can be made from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// `shares.project:12`.
    pub value: String,
    pub name: String,
    /// Income not yet distributed, where the books say.
    pub available: Option<kernel::Fen>,
}

/// What was chosen, and the flow in force for it; nothing where the township adopted none.
#[derive(Debug, Clone)]
pub struct Chosen {
    pub value: String,
    /// `relief_income`.
    pub code: String,
    pub flow: Option<Flow>,
}

#[derive(Template)]
#[template(path = "rounds/create.html")]
pub struct CreateView {
    pub page: Page,
    pub choose: Option<FilterForm>,
    pub law: Option<Summary>,
    pub notice: Option<Notice>,
    pub form: Option<Form>,
    pub empty: Option<EmptyState>,
}

/// The classes whose weights a round may set.
pub const CLASSES: [&str; 4] = ["a", "b", "c", "all"];

/// `typed` is what was entered before, field by field; `faults` are what was wrong with it.
pub fn create(
    page: Page,
    sources: &[Origin],
    chosen: Option<&Chosen>,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> CreateView {
    let words = page.words;
    let empty = sources.is_empty().then(|| EmptyState {
        title: words.get("rounds-no-source-title"),
        text: words.get("rounds-no-source-text"),
        action: Some(("/projects".to_owned(), words.get("rounds-no-source-action"))),
    });
    let choose = (!sources.is_empty()).then(|| {
        let value = chosen.map(|one| one.value.clone()).unwrap_or_default();
        choose(words, sources, value, faults)
    });
    let flow = chosen.and_then(|one| Some((one, one.flow.as_ref()?)));
    let form = flow.map(|(one, flow)| form(&page, one, flow, typed, faults));
    let notice = chosen.filter(|one| one.flow.is_none()).map(|one| {
        let none = Refusal::new("payout.no_flow").with("flow", &one.code);
        Notice::new(NoticeKind::Warning, words, words.refusal(&none))
    });
    let law = flow.map(|(_, flow)| {
        Summary::default()
            .row(words.get("rounds-flow"), words.get(&flow.name))
            .row(words.get("rounds-rule-source"), flow.source.clone())
    });
    CreateView {
        page,
        choose,
        law,
        notice,
        form,
        empty,
    }
}

/// The source stands in the address, so that the form below can be that of its flow without a script.
fn choose(words: Words, sources: &[Origin], value: String, faults: &[FieldError]) -> FilterForm {
    let choices = sources
        .iter()
        .map(|s| Choice::new(s.value.clone(), source_label(words, s)));
    let field = Field::new(
        words,
        Control::Select(choices.collect()),
        "source",
        words.get("rounds-field-source"),
    );
    let field = field.value(value).errors(words, faults);
    let mut form = FilterForm::new(words, "/rounds/new", vec![field], false);
    form.label = words.get("rounds-choose-source");
    form
}

fn form(
    page: &Page,
    chosen: &Chosen,
    flow: &Flow,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    let words = page.words;
    let field = |control, name: &'static str, key: &str| {
        Field::new(words, control, name, words.get(key))
            .value(typed(name))
            .errors(words, faults)
    };
    let bases: Vec<&str> = flow.guards.bases.iter().map(|b| b.as_str()).collect();
    let policies: Vec<&str> = flow.guards.policies.iter().map(|p| p.as_str()).collect();
    let mut form = Form::new(page, "/rounds")
        .hidden("source", chosen.value.clone())
        .field(
            field(Control::Text, "title", "rounds-field-title")
                .hint(words.get("rounds-field-title-hint")),
        )
        .field(
            field(Control::Number, "year", "rounds-field-year")
                .hint(words.get("rounds-field-year-hint")),
        )
        .field(
            field(Control::Money, "pool_fen", "rounds-field-pool")
                .hint(words.get("rounds-field-pool-hint")),
        )
        .field(
            field(Control::Date, "record_date", "rounds-field-record-date")
                .hint(words.get("rounds-field-record-hint")),
        );
    form = match bases.as_slice() {
        // Nothing is to be chosen where the flow knows one basis.
        [only] => form.hidden("basis", *only),
        _ => {
            let choices = Control::Radios(choices(words, "basis", &bases));
            let basis = field(choices, "basis", "rounds-field-basis");
            let usual = allowed(&basis.value, &bases);
            form.field(basis.value(usual))
        }
    };
    if flow.guards.bases.contains(&Basis::ClassWeights) {
        form = weights(words, form, typed, faults);
    }
    form = divide::fields(words, form, flow, typed, faults);
    let policy = Control::Radios(choices(words, "policy", &policies));
    let policy = field(policy, "policy", "rounds-field-policy");
    let usual = allowed(&policy.value, &policies);
    let steps = ["1", "10", "100"]
        .map(|c| Choice::new(c, words.get(&format!("rounds-step-fen-{c}"))))
        .to_vec();
    form.field(policy.value(usual))
        .field(field(
            Control::Radios(steps),
            "step_fen",
            "rounds-field-step",
        ))
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("rounds-create-submit"),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            "/rounds",
            words.get("web-cancel"),
        ))
}

/// What was chosen before if the flow allows it, else its first.
fn allowed(value: &str, codes: &[&str]) -> String {
    let found = codes.iter().find(|code| **code == value);
    found.or(codes.first()).copied().unwrap_or("").to_owned()
}

fn choices(words: Words, key: &str, codes: &[&str]) -> Vec<Choice> {
    let choice = |code: &&str| {
        let word = format!("rounds-{key}-{}", code.replace('_', "-"));
        Choice {
            hint: Some(words.get(&format!("{word}-hint"))),
            ..Choice::new((*code).to_owned(), words.get(&word))
        }
    };
    codes.iter().map(choice).collect()
}

fn weights(
    words: Words,
    mut form: Form,
    typed: &dyn Fn(&str) -> String,
    faults: &[FieldError],
) -> Form {
    for class in CLASSES {
        let name = format!("weight_{class}");
        let label = words.with(
            "rounds-field-weight",
            &[("class", &super::words::class(words, class))],
        );
        form = form.field(
            Field::new(words, Control::Number, name.clone(), label)
                .value(typed(&name))
                .unit(words.get("rounds-unit-part"))
                .hint(words.get("rounds-field-weight-hint"))
                .errors(words, faults)
                .optional(words),
        );
    }
    form
}

fn source_label(words: Words, source: &Origin) -> String {
    match source.available {
        Some(fen) => words.with(
            "rounds-source-with",
            &[("name", &source.name), ("amount", &fen.to_string())],
        ),
        None => source.name.clone(),
    }
}

/// What a new round takes on unless somebody says otherwise.
pub fn usual(name: &str, today: Date) -> String {
    match name {
        "basis" => "per_person".into(),
        "policy" => "per_share_floor".into(),
        "step_fen" => "1".into(),
        "year" => today.year().to_string(),
        "record_date" => today.to_string(),
        _ => String::new(),
    }
}
