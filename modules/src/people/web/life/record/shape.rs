//! The fields of each form, and what is shown before several people move at once.

use super::Asked;
use crate::people::codes::{HEAD, HOUSEHOLD_STATUS, NO_IDENTITY_REASON, RELATION_TO_HEAD};
use crate::people::face::Member;
use crate::people::life::model::Kind;
use crate::people::web::shown;
use ::web::components::{Button, ButtonKind, Choice, Confirm, Control, Field, Form};
use ::web::i18n::Words;
use ::web::layout::{NavItem, Page};
use ::web::{Part, View};
use kernel::{FieldError, Id};

/// What a split or a merger will do; `None` where nobody was chosen, so that the deed says so.
pub(in crate::people::web) fn preview(words: Words, asked: &Asked) -> Option<Confirm> {
    let date = asked.date()?.to_string();
    let going: Vec<Id> = match asked.kind {
        Kind::Split => asked.going(),
        _ => asked.household.members.iter().map(|m| m.person).collect(),
    };
    if going.is_empty() {
        return None;
    }
    let names: Vec<String> = asked
        .household
        .members
        .iter()
        .filter(|m| going.contains(&m.person))
        .map(|m| shown::name(words, &m.name))
        .collect();
    let to = match (asked.kind, asked.text("into"), asked.text("number")) {
        (Kind::Merge, into, _) => words.with("people-household-number", &[("number", &into)]),
        (_, _, number) if !number.is_empty() => {
            words.with("people-household-number", &[("number", &number)])
        }
        _ => words.get("life-preview-new"),
    };
    let go = words.with(
        "life-preview-go",
        &[
            ("names", &shown::enumerated(words, &names)),
            ("date", &date),
            ("to", &to),
        ],
    );
    let people = format!("{} {}", names.len(), words.get("life-preview-people"));
    let mut effects = vec![(people, go)];
    let is_merge = asked.kind == Kind::Merge;
    if is_merge {
        let number = &asked.household.row.number;
        let ends = words.with("life-preview-ends", &[("number", number), ("date", &date)]);
        effects.push(("1".into(), ends));
    }
    Some(Confirm {
        title: words.get(if is_merge {
            "life-preview-merge"
        } else {
            "life-preview-split"
        }),
        effects,
        caution: Some(words.get("life-preview-caution")),
    })
}

pub(in crate::people::web) fn view(
    mut page: Page,
    asked: &Asked,
    faults: &[FieldError],
    sure: Option<Confirm>,
) -> View {
    let words = page.words;
    let row = &asked.household.row;
    let kind = words.get(&format!("life-kind-{}", asked.kind.code()));
    page.title = format!("{kind} · {}", shown::name(words, &row.head_name));
    page.breadcrumbs = vec![NavItem::new(
        format!("/people/households/{}", row.id),
        words.with("people-household-number", &[("number", &row.number)]),
        false,
    )];
    let action = format!("/people/households/{}/record/{}", row.id, asked.kind.code());
    let mut form = Form::new(&page, action);
    match sure {
        Some(confirm) => {
            for (name, value) in asked.typed.pairs() {
                if !name.starts_with('_') {
                    form = form.hidden(name, value);
                }
            }
            let button = Button::submit(ButtonKind::Primary, words.get("life-do"));
            form = form.hidden("sure", "1").confirm(confirm).button(button);
        }
        None => {
            for field in fields(words, asked) {
                form = form.field(field.errors(words, faults));
            }
            let key = match asked.kind {
                Kind::Split | Kind::Merge => "life-preview",
                _ => "life-do",
            };
            form = form.button(Button::submit(ButtonKind::Primary, words.get(key)));
        }
    }
    View::new(page, vec![Part::Form(form)])
}

fn fields(words: Words, asked: &Asked) -> Vec<Field> {
    let field = |control: Control, name: &str, label: &str| {
        Field::new(words, control, name, words.get(label)).value(asked.text(name))
    };
    let members = || -> Vec<Choice> {
        let choice = |m: &Member| Choice::new(m.person.to_string(), m.name.clone());
        asked.each().map(choice).collect()
    };
    let select = |choices: Vec<Choice>| {
        let mut all = vec![Choice::new("", "—")];
        all.extend(choices);
        Control::Select(all)
    };
    let mut all = vec![field(Control::Date, "date", "life-date").hint(words.get("life-date-hint"))];
    let new_head = || {
        field(select(members()), "new_head", "life-new-head")
            .hint(words.get("life-new-head-hint"))
            .optional(words)
    };
    let of_list = |list: &str, leave: &str| -> Vec<Choice> {
        let codes = asked.codes.of(list).filter(|c| c.code != leave);
        codes
            .map(|c| {
                Choice::new(
                    c.code.clone(),
                    shown::code(words, &asked.codes, list, &c.code),
                )
            })
            .collect()
    };
    match asked.kind {
        Kind::Birth | Kind::MoveIn | Kind::Marriage => {
            if asked.kind == Kind::Marriage {
                let from = field(Control::Text, "from", "life-from-number");
                all.push(
                    from.hint(words.get("life-from-number-hint"))
                        .optional(words),
                );
            }
            all.push(field(Control::Text, "name", "life-name"));
            let identity = field(Control::Text, "identity", "life-identity");
            all.push(
                identity
                    .hint(words.get("life-identity-hint"))
                    .optional(words),
            );
            let reasons = select(of_list(NO_IDENTITY_REASON, ""));
            all.push(field(reasons, "no_identity_reason", "life-reason-none").optional(words));
            let sexes = ["male", "female"]
                .map(|sex| Choice::new(sex, words.get(&format!("people-sex-{sex}"))));
            let sex = field(select(sexes.to_vec()), "sex", "life-sex");
            all.push(sex.hint(words.get("life-sex-hint")).optional(words));
            if asked.kind != Kind::Birth {
                let year = field(Control::Number, "birth_year", "life-birth-year");
                all.push(year.optional(words));
            }
            let relations = select(of_list(RELATION_TO_HEAD, HEAD));
            all.push(field(relations, "relation", "life-relation"));
        }
        Kind::Death => {
            all.push(field(select(members()), "person", "life-person"));
            all.push(new_head());
        }
        Kind::MoveOut => {
            let mut who = members();
            who.push(Choice::new("all", words.get("life-whole-household")));
            all.push(field(select(who), "person", "life-person"));
            all.push(new_head());
        }
        Kind::Split => {
            for m in asked.each() {
                let name = format!("m{}", m.person);
                let label = format!("{}: {}", words.get("life-members-going"), m.name);
                let is_ticked = asked.typed.get(&name).is_some();
                let tick = Field::new(words, Control::Checkbox, name, label).checked(is_ticked);
                all.push(tick.optional(words));
            }
            all.push(field(select(members()), "head", "life-new-head"));
            let number = field(Control::Text, "number", "life-number");
            all.push(number.hint(words.get("life-number-hint")).optional(words));
            for code in asked.held() {
                let status = shown::code(words, &asked.codes, HOUSEHOLD_STATUS, &code);
                let label = words.with("life-status-carried", &[("status", &status)]);
                let name = format!("s-{code}");
                let is_ticked = asked.typed.get(&name).is_some();
                let tick = Field::new(words, Control::Checkbox, name, label).checked(is_ticked);
                all.push(tick.optional(words));
            }
        }
        Kind::Merge => all.push(field(Control::Text, "into", "life-into-number")),
        Kind::HeadChange => {
            all.push(field(select(members()), "new_head", "life-new-head"));
            for m in asked.each() {
                let name = format!("r{}", m.person);
                let label = format!("{}: {}", words.get("life-relation"), m.name);
                let relations = select(of_list(RELATION_TO_HEAD, HEAD));
                let value = asked.text(&name);
                let field = Field::new(words, relations, name, label).value(value);
                all.push(field.optional(words));
            }
        }
        Kind::StatusSet => {
            let codes = of_list(HOUSEHOLD_STATUS, "");
            all.push(field(select(codes), "status", "life-status"));
        }
        Kind::StatusEnd => {
            let held = asked.held().into_iter().map(|code| {
                let label = shown::code(words, &asked.codes, HOUSEHOLD_STATUS, &code);
                Choice::new(code, label)
            });
            all.push(field(select(held.collect()), "status", "life-status"));
        }
        Kind::Void => {}
    }
    all
}
