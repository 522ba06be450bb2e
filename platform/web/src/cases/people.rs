//! A field that names a person: typed by name, pinyin or initials, chosen among those of the register whom whoever types sees, and kept by
//! its id. Without script: a form in which a name was typed comes back with whom it may be.

use super::forms::{asked, input_name};
use crate::app::{Register, Registered};
use crate::components::Choice;
use crate::form::Form as Typed;
use crate::i18n::Words;
use crate::request::Req;
use access::Right;
use cases::declared::{Action, CaseType, Kind};
use cases::event::{Patch, Value};
use kernel::{Error, FieldError, Id, Result};
use std::collections::BTreeMap;
use store::Tx;

/// So many of a name are offered; whoever is not among them is found by more of his name.
const OFFERED: i64 = 20;
/// Before the id of somebody who was chosen, and before a name that is to stay as it was typed.
const CHOSEN: char = '@';
const TYPED: char = '=';
/// The field with a name in words, by the name that every type gives it.
const NAME: &str = "requester_name";

/// What a form offers for each of its persons, by field.
pub(super) type People = BTreeMap<String, Vec<Registered>>;

/// The register, for whoever sees people in it.
fn register(req: &Req) -> Option<Register> {
    let may = req.may(Right::ViewPeople) && req.sees_names();
    req.app.register.filter(|_| may)
}

fn id_of(text: &str) -> Option<Id> {
    text.strip_prefix(CHOSEN)?.parse().ok()
}

/// Whether it is nobody's name but the id of somebody who was chosen.
pub(super) fn is_chosen(text: &str) -> bool {
    id_of(text).is_some()
}

/// The fields of a form that name somebody, with what was typed.
fn typed(of: &CaseType, action: &Action, form: &Typed) -> Vec<(String, String)> {
    let fields = asked(of, action).into_iter();
    let persons = fields.filter(|(field, _)| matches!(field.kind, Kind::Person));
    let text = |name: &str| {
        form.get(&input_name(name))
            .unwrap_or_default()
            .trim()
            .to_owned()
    };
    let both = persons.map(|(field, _)| {
        let name = field.code.to_string();
        let text = text(&name);
        (name, text)
    });
    both.filter(|(_, text)| !text.is_empty()).collect()
}

/// Whom what was typed may mean.
pub(super) async fn offered(req: &Req, of: &CaseType, action: &Action) -> Result<People> {
    let (typed, Some(register)) = (typed(of, action, &req.form), register(req)) else {
        return Ok(People::new());
    };
    if typed.is_empty() {
        return Ok(People::new());
    }
    let ctx = req.ctx();
    let read = move |tx: &mut Tx| {
        let mut people = People::new();
        for (field, text) in typed {
            let found = match id_of(&text) {
                Some(id) => (register.one)(tx, &ctx, id)?.into_iter().collect(),
                None => {
                    let name = text.trim_start_matches(TYPED);
                    (register.find)(tx, &ctx, name, OFFERED)?
                }
            };
            people.insert(field, found);
        }
        Ok(people)
    };
    req.app.db.read_async(read).await
}

/// The choices for what was typed: those of the register, and the name as it stands.
pub(super) fn choices(words: Words, found: &[Registered], text: &str) -> Vec<Choice> {
    let one = |one: &Registered| {
        let mut told = vec![one.name.clone()];
        told.extend(one.about.iter().cloned());
        Choice::new(format!("{CHOSEN}{}", one.id), told.join(" · "))
    };
    let mut choices: Vec<Choice> = found.iter().map(one).collect();
    if id_of(text).is_none() {
        let name = text.trim_start_matches(TYPED);
        let label = words.with("cases-person-typed", &[("name", name)]);
        choices.push(Choice::new(format!("{TYPED}{name}"), label));
    }
    choices
}

/// Puts whom the form names in their place: by id who was chosen, as text whose name is to stay so. `Invalid` by field: `choose_person`
/// where the register has some of that name, `unknown_person` for an id that is nobody's whom he sees.
pub(super) async fn chosen(
    req: &Req,
    (of, action): (&CaseType, &Action),
    patches: [&mut Patch; 2],
) -> Result<()> {
    let people = offered(req, of, action).await?;
    let mut faults = Vec::new();
    let [open, personal] = patches;
    for (field, text) in typed(of, action, &req.form) {
        let found = people.get(&field).map(Vec::as_slice).unwrap_or_default();
        let value = match (id_of(&text), found) {
            (Some(_), [one]) => {
                let takes_name = asked(of, action)
                    .iter()
                    .any(|(field, _)| field.code == *NAME);
                if takes_name && !personal.contains_key(NAME) {
                    personal.insert(NAME.to_owned(), Value::Text(one.name.clone()));
                }
                Value::Person(one.id)
            }
            (Some(_), _) => {
                faults.push(FieldError::new(field, "unknown_person"));
                continue;
            }
            (None, []) => Value::Text(text.trim_start_matches(TYPED).to_owned()),
            (None, _) => match text.strip_prefix(TYPED) {
                Some(name) => Value::Text(name.to_owned()),
                None => {
                    faults.push(FieldError::new(field, "choose_person"));
                    continue;
                }
            },
        };
        for patch in [&mut *open, &mut *personal] {
            if let Some(said) = patch.get_mut(&field) {
                *said = value.clone();
            }
        }
    }
    match faults.is_empty() {
        true => Ok(()),
        false => Err(Error::Invalid(faults)),
    }
}
