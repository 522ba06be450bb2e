//! The fields of each form, and what is shown before several people move at once.

use super::Asked;
use crate::people::codes::{
    Codes, HEAD, HOUSEHOLD_STATUS, MOVE_REASON, NO_IDENTITY_REASON, RELATION_TO_HEAD,
};
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
    page.title = format!(
        "{} · {}",
        shown::titled(&kind),
        shown::name(words, &row.head_name)
    );
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

/// Makes the fields of one form.
struct Maker<'a> {
    words: Words,
    asked: &'a Asked,
}

fn fields(words: Words, asked: &Asked) -> Vec<Field> {
    let make = Maker { words, asked };
    let date = make.field(Control::Date, "date", "life-date");
    let mut all = vec![date.hint(words.get("life-date-hint"))];
    all.extend(match asked.kind {
        Kind::Birth | Kind::MoveIn | Kind::Marriage => make.arriving(),
        Kind::Death | Kind::MoveOut => make.leaving(),
        Kind::Split => make.splitting(),
        Kind::Merge => vec![make.field(Control::Text, "into", "life-into-number")],
        Kind::HeadChange => make.heading(),
        Kind::StatusSet => {
            let codes = choices(words, &asked.codes, HOUSEHOLD_STATUS, "");
            vec![make.field(Control::Select(codes), "status", "life-status")]
        }
        Kind::StatusEnd => {
            let held = asked.held().into_iter().map(|code| {
                let label = shown::code(words, &asked.codes, HOUSEHOLD_STATUS, &code);
                Choice::new(code, label)
            });
            vec![make.field(Control::Select(held.collect()), "status", "life-status")]
        }
        Kind::Void => Vec::new(),
    });
    all
}

impl Maker<'_> {
    fn field(&self, control: Control, name: &str, label: &str) -> Field {
        let label = self.words.get(label);
        Field::new(self.words, control, name, label).value(self.asked.text(name))
    }

    fn members(&self) -> Vec<Choice> {
        let choice = |m: &Member| Choice::new(m.person.to_string(), m.name.clone());
        self.asked.each().map(choice).collect()
    }

    /// Who becomes head of those who stay.
    fn new_head(&self, label: &str) -> Field {
        self.field(Control::Select(self.members()), "new_head", label)
            .hint(self.words.get("life-new-head-hint"))
            .optional(self.words)
    }

    fn reason(&self) -> Field {
        let reasons = choices(self.words, &self.asked.codes, MOVE_REASON, "");
        self.field(Control::Select(reasons), "reason", "life-reason")
            .optional(self.words)
    }

    fn tick(&self, name: String, label: String) -> Field {
        let is_ticked = self.asked.typed.get(&name).is_some();
        Field::new(self.words, Control::Checkbox, name, label)
            .checked(is_ticked)
            .optional(self.words)
    }

    fn arriving(&self) -> Vec<Field> {
        let (words, kind) = (self.words, self.asked.kind);
        let mut all = Vec::new();
        if kind == Kind::Marriage {
            let from = self.field(Control::Text, "from", "life-from-number");
            let hint = words.get("life-from-number-hint");
            all.push(from.hint(hint).optional(words));
        }
        let typed = &self.asked.typed;
        let mut of_person = newcomer_fields(words, &self.asked.codes, typed, "", false);
        if kind == Kind::Birth {
            of_person.retain(|field| field.name != "birth_year");
        }
        all.extend(of_person);
        match kind {
            Kind::Marriage => {
                let head = self.field(Control::Text, "from_head", "life-from-head");
                let hint = words.get("life-from-head-hint");
                all.push(head.hint(hint).optional(words));
            }
            Kind::MoveIn => all.push(self.reason()),
            _ => {}
        }
        all
    }

    fn leaving(&self) -> Vec<Field> {
        let mut who = self.members();
        let is_move = self.asked.kind == Kind::MoveOut;
        if is_move {
            who.push(Choice::new("all", self.words.get("life-whole-household")));
        }
        let mut all = vec![
            self.field(Control::Select(who), "person", "life-person"),
            self.new_head("life-new-head"),
        ];
        if is_move {
            all.push(self.reason());
        }
        all
    }

    fn splitting(&self) -> Vec<Field> {
        let words = self.words;
        let going = words.get("life-members-going");
        let ticks = self
            .asked
            .each()
            .map(|m| self.tick(format!("m{}", m.person), words.labelled(&going, &m.name)));
        let mut all: Vec<Field> = ticks.collect();
        all.push(self.field(Control::Select(self.members()), "head", "life-split-head"));
        all.push(self.new_head("life-stay-head"));
        let number = self.field(Control::Text, "number", "life-split-number");
        all.push(number.hint(words.get("life-number-hint")).optional(words));
        for code in self.asked.held() {
            let status = shown::code(words, &self.asked.codes, HOUSEHOLD_STATUS, &code);
            let label = words.with("life-status-carried", &[("status", &status)]);
            all.push(self.tick(format!("s-{code}"), label));
        }
        all
    }

    fn heading(&self) -> Vec<Field> {
        let words = self.words;
        let mut all =
            vec![self.field(Control::Select(self.members()), "new_head", "life-new-head")];
        for m in self.asked.each() {
            let name = format!("r{}", m.person);
            let label = words.labelled(&words.get("life-relation"), &m.name);
            let relations = choices(words, &self.asked.codes, RELATION_TO_HEAD, HEAD);
            let value = self.asked.text(&name);
            let field = Field::new(words, Control::Select(relations), name, label).value(value);
            all.push(field.optional(words));
        }
        all
    }
}

/// The codes of a list but one.
pub(in crate::people::web) fn choices(
    words: Words,
    codes: &Codes,
    list: &str,
    leave: &str,
) -> Vec<Choice> {
    let codes_of = codes.of(list).filter(|c| c.code != leave);
    codes_of
        .map(|c| Choice::new(c.code.clone(), shown::code(words, codes, list, &c.code)))
        .collect()
}

/// The fields of somebody who comes, named with `suffix` where a form has several of him.
pub(in crate::people::web) fn newcomer_fields(
    words: Words,
    codes: &Codes,
    typed: &::web::form::Form,
    suffix: &str,
    may_be_head: bool,
) -> Vec<Field> {
    let field = |control: Control, name: &str, label: &str| {
        let name = format!("{name}{suffix}");
        let value = typed.shown(&name);
        Field::new(words, control, name, words.get(label)).value(value)
    };
    let reasons = Control::Select(choices(words, codes, NO_IDENTITY_REASON, ""));
    let sexes =
        ["male", "female"].map(|sex| Choice::new(sex, words.get(&format!("people-sex-{sex}"))));
    let leave = if may_be_head { "" } else { HEAD };
    let relations = Control::Select(choices(words, codes, RELATION_TO_HEAD, leave));
    vec![
        field(Control::Text, "name", "life-name"),
        field(Control::Text, "identity", "life-identity")
            .hint(words.get("life-identity-hint"))
            .optional(words),
        field(reasons, "no_identity_reason", "life-reason-none").optional(words),
        field(Control::Select(sexes.to_vec()), "sex", "life-sex")
            .hint(words.get("life-sex-hint"))
            .optional(words),
        field(Control::Number, "birth_year", "life-birth-year")
            .hint(words.get("life-sex-hint"))
            .optional(words),
        field(relations, "relation", "life-relation"),
    ]
}
