//! Follows a case by number and code: where it stands, until when, what was answered, and what is asked; without the names of
//! those who work on it. Whoever holds the code may answer, take back and take up again as the type lets him.

use super::{receipt, requester};
use crate::cases::forms::{self, Filled, Offer};
use crate::cases::words::{self, action as action_words, label, state};
use crate::cases::{chain, photos, read, view};
use crate::components::*;
use crate::form::Reader;
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, View};
use ::cases::ActOnCase;
use ::cases::declared::{
    Action, CaseType, Field as Declared, Kind as FieldKind, OPEN, Role, StateKind,
};
use ::cases::event::Value;
use ::cases::photos::{Copied, WithPhotos};
use ::cases::receipt::{act_for_requester, followed, tag, typed, typed_number};
use access::throttle;
use kernel::{Ctx, Error, Id, OrgId, Refusal, Result};
use store::Tx;

/// So many wrong codes of one number, and from one address, before an hour's rest.
const WRONG_OF_NUMBER: i64 = 5;
const WRONG_FROM_ADDRESS: i64 = 30;

pub(super) async fn ask(req: Req) -> Result<Reply> {
    ask_page(&req, None).await
}

async fn ask_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    let mut page = req.page("follow-title");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let words = page.words;
    let field = |name: &'static str| {
        Field::new(
            words,
            Control::Text,
            name,
            words.get(&format!("receipt-{name}")),
        )
        .hint(words.get(&format!("follow-hint-{name}")))
        .value(req.form.shown(name))
        .errors(words, &faults)
    };
    let form = Form::new(&page, "/follow")
        .field(field("number"))
        .field(field("code"))
        .button(Button::submit(ButtonKind::Primary, words.get("follow-go")));
    forms::summed_up(&mut page, &form, &faults);
    let parts = vec![
        Part::Text(words.get("follow-lead")),
        Part::Form(form),
        Part::Text(words.get("follow-lost")),
    ];
    Ok(View::new(page, parts).reply()?.again(is_again).private())
}

/// From the form to the address that a receipt's code to scan has as well.
pub(super) async fn go(req: Req) -> Result<Reply> {
    let mut reader = Reader::new(&req.form);
    let (number, code) = (reader.text("number", 40), reader.text("code", 40));
    let mut read = |name: &'static str, found: Option<String>, fault: &'static str| {
        let has_fault = reader.faults.iter().any(|fault| fault.field == name);
        if found.is_none() && !has_fault {
            reader.faults.push(kernel::FieldError::new(name, fault));
        }
        found.unwrap_or_default()
    };
    let number = read("number", typed_number(&number), "not_a_case_number");
    let code = read("code", typed(&code), "not_a_receipt_code");
    match reader.done() {
        Ok(()) => Ok(Reply::see(receipt::link(&number, &code)).private()),
        Err(fault) => ask_page(&req, Some(fault)).await,
    }
}

/// The case that a number and a code open. Counted before it is known whether they are right. Refuses `cases.wrong_receipt`,
/// which does not tell whether there is such a number, and `cases.receipt_locked`.
pub(super) async fn let_in(req: &Req, number: &str, code: &str) -> Result<(OrgId, Id)> {
    let ctx = requester(req, 0);
    let now = ctx.now_micros();
    let (address, number) = (req.visitor.address.to_string(), number.to_owned());
    let tag = tag(&req.app.db.keys(), &number, code);
    let look = move |tx: &mut Tx| {
        let of_number = throttle::tag(tx, "receipt", number.as_bytes());
        let of_address = throttle::tag(tx, "receipt-address", address.as_bytes());
        for (tag, free) in [
            (&of_number, WRONG_OF_NUMBER),
            (&of_address, WRONG_FROM_ADDRESS),
        ] {
            if let Some(minutes) = throttle::one_try(tx, tag, free, now)? {
                return Ok(Err(minutes));
            }
        }
        let found = followed(tx, tag)?;
        if found.is_some() {
            throttle::forget(tx, &of_number)?;
            throttle::take_back(tx, &of_address, now)?;
        }
        Ok(Ok(found))
    };
    match req.app.db.work_async(&ctx, look).await? {
        Ok(Some(found)) => Ok(found),
        Ok(None) => Err(Error::refused("cases.wrong_receipt")),
        Err(minutes) => Err(Refusal::new("cases.receipt_locked")
            .with("minutes", minutes)
            .into()),
    }
}

/// `AP-2026-0488-ABCD2345`.
fn parts(receipt: &str) -> Result<(String, String)> {
    let (number, code) = receipt.rsplit_once('-').ok_or(Error::NotFound)?;
    let found = typed_number(number).zip(typed(code));
    found.ok_or(Error::NotFound)
}

/// A case as whoever brought it sees it.
struct Followed {
    shown: read::Shown,
    org: OrgId,
    tag: [u8; 32],
    link: String,
}

async fn found(req: &Req) -> Result<Followed> {
    let (number, code) = parts(req.part("receipt"))?;
    let (org, case) = let_in(req, &number, &code).await?;
    let ctx = requester(req, org);
    let read = move |tx: &mut Tx| read::followed(tx, &ctx, case);
    Ok(Followed {
        shown: req.app.db.read_async(read).await?,
        org,
        tag: tag(&req.app.db.keys(), &number, &code),
        link: receipt::link(&number, &code),
    })
}

/// A wrong code leads back to the form, and says no more than that.
async fn or_ask(req: &Req, fault: Error) -> Result<Reply> {
    match fault {
        Error::Refused(_) => ask_page(req, Some(fault)).await,
        other => Err(other),
    }
}

pub(super) async fn one(req: Req) -> Result<Reply> {
    match found(&req).await {
        Ok(found) => {
            let page = req.page_titled(found.shown.number.clone());
            Ok(page_of(page, &found.shown, &found.link).reply()?.private())
        }
        Err(fault) => or_ask(&req, fault).await,
    }
}

pub(in crate::cases) fn page_of(mut page: Page, shown: &read::Shown, link: &str) -> View {
    let words = page.words;
    // No form stands here, so that its address may be told to nobody at all.
    page.private = true;
    let of = &shown.of;
    let mut parts = vec![Part::Summary(
        Summary::default()
            .row(
                words.get("cases-col-state"),
                view::tag(words, of, &shown.state),
            )
            .row(words.get("cases-col-unit"), shown.unit.clone())
            .row(words.get("cases-col-owner"), shown.owner.clone()),
    )];
    parts.extend(asked_back(words, shown));
    let buttons: Vec<Button> = shown
        .may
        .iter()
        .filter_map(|code| button(words, of, link, code))
        .collect();
    if !buttons.is_empty() {
        parts.push(Part::Buttons(buttons));
    }
    for clock in &shown.clocks {
        parts.extend(chain::days(words, of, clock));
    }
    for (key, is_told) in [("follow-answered", false), ("follow-you-told", true)] {
        let (summary, pictures) = said(words, shown, link, is_told);
        if !summary.rows.is_empty() || !pictures.is_empty() {
            parts.push(Part::heading(key, words.get(key)));
        }
        if !summary.rows.is_empty() {
            parts.push(Part::Summary(summary));
        }
        if !pictures.is_empty() {
            parts.push(Part::List(pictures));
        }
    }
    parts.push(Part::heading("steps", words.get("cases-steps")));
    parts.push(Part::Table(steps(words, shown)));
    View::new(page, parts)
}

/// What is asked stands on top while an answer is awaited.
fn asked_back(words: Words, shown: &read::Shown) -> Option<Part> {
    let is_waiting = shown.of.state(&shown.state)?.kind == StateKind::Waiting;
    let asked = shown.fields.get("question").filter(|_| is_waiting)?;
    let text = words::value(words, &shown.of, &shown.names, "question", asked);
    let mut notice = Notice::new(NoticeKind::Warning, words, text);
    notice.title = words.get("follow-asked");
    Some(Part::Notice(notice))
}

fn button(words: Words, of: &CaseType, link: &str, code: &str) -> Option<Button> {
    let action = of.action(code)?;
    let to = action.to.as_ref().and_then(|to| of.state(to.as_str()));
    let kind = match to.map(|to| to.kind) {
        Some(StateKind::Void) => ButtonKind::Secondary,
        _ => ButtonKind::Primary,
    };
    Some(Button::link(
        kind,
        format!("{link}/do/{code}"),
        label(words, &action.label),
    ))
}

/// An action that whoever brought the case may do at all; what is the office's own is not there for him.
fn his<'t>(of: &'t CaseType, code: &str) -> Result<&'t Action> {
    let is_his = |action: &&Action| action.who.iter().any(|role| role.value == Role::REQUESTER);
    let action = of
        .action(code)
        .filter(is_his)
        .filter(|action| action.code.value != OPEN);
    action.ok_or(Error::NotFound)
}

/// Whether whoever brings such cases tells this field himself.
fn is_told(of: &CaseType, field: &Declared) -> bool {
    let mut actions = of.actions.iter();
    actions.any(|action| {
        let his = action.who.iter().any(|role| role.value == Role::REQUESTER);
        his && action.form().any(|name| *name == *field.code.value)
    })
}

/// What he told and what he was answered, by field.
fn all_said(shown: &read::Shown) -> impl Iterator<Item = (&Declared, &Value)> {
    let is_said = |field: &&Declared| {
        field.is_personal
            || field.is_public
            || matches!(field.kind, FieldKind::Choice(_) | FieldKind::Code { .. })
    };
    let fields = shown.of.fields.iter().filter(is_said);
    fields.filter_map(|field| Some((field, shown.fields.get(field.code.as_str())?)))
}

/// Whether his page has this photo; others of the case are the office's own.
fn has_photo(shown: &read::Shown, photo: Id) -> bool {
    all_said(shown).any(|(_, value)| matches!(value, Value::Photos(ids) if ids.contains(&photo)))
}

/// What was told, or what was answered: what is written to him, what the public may see, and what was chosen. How the office goes
/// about it is left out.
fn said(
    words: Words,
    shown: &read::Shown,
    link: &str,
    told: bool,
) -> (Summary, Vec<(String, String)>) {
    let (mut summary, mut pictures) = (Summary::default(), Vec::new());
    for (field, value) in all_said(shown) {
        if is_told(&shown.of, field) != told {
            continue;
        }
        let name = label(words, &field.label);
        if let Value::Photos(ids) = value {
            for (id, at) in ids.iter().zip(1_i64..) {
                let all = i64::try_from(ids.len()).unwrap_or(i64::MAX);
                let args = [
                    ("field", (&name).into()),
                    ("at", at.into()),
                    ("all", all.into()),
                ];
                pictures.push((
                    format!("{link}/photos/{id}"),
                    words.fill("cases-photo-alt", &args),
                ));
            }
            continue;
        }
        let value = words::value(words, &shown.of, &shown.names, field.code.as_str(), value);
        summary = summary.row(name, value);
    }
    (summary, pictures)
}

/// What happened, without who did it. A reason is told where it ended the case, and where it is his own.
fn steps(words: Words, shown: &read::Shown) -> Table {
    let columns =
        ["day", "step", "state"].map(|name| Column::text(words.get(&format!("cases-col-{name}"))));
    let row = |step: &read::Step| {
        let mut what = Cell::from(action_words(words, &shown.of, &step.action));
        let ends = shown
            .of
            .state(&step.state)
            .is_some_and(|state| state.kind == StateKind::Void);
        let is_his = step.by.name.is_empty() && step.action != OPEN;
        if let Some(reason) = step.reason.as_ref().filter(|_| ends || is_his) {
            what = what.note(reason.clone());
        }
        vec![
            step.day.to_string().into(),
            what,
            state(words, &shown.of, &step.state).into(),
        ]
    };
    Table::new("case-steps", words.get("cases-steps"), columns.to_vec())
        .rows(shown.steps.iter().rev().map(row).collect())
        .stacked()
}

/// A photo that his page has; it comes when it is asked for.
pub(super) async fn photo(req: Req) -> Result<Reply> {
    let found = found(&req).await?;
    let (org, case, id) = (found.org, found.shown.id, req.id("photo")?);
    if !has_photo(&found.shown, id) {
        return Err(Error::NotFound);
    }
    let read = move |tx: &mut Tx| {
        let row = ::cases::photos::copy(tx, org, id, Copied::Shown)?;
        let row = row.filter(|row| row.case == case).ok_or(Error::NotFound)?;
        let bytes = ::cases::photos::content(tx, org, &row)?.ok_or(Error::NotFound)?;
        Ok((row, bytes))
    };
    let (row, bytes) = req.app.db.export_async(read).await?;
    photos::reply(&row, bytes)
}

pub(super) async fn form(req: Req) -> Result<Reply> {
    match found(&req).await {
        Ok(found) => form_page(&req, &found, None),
        Err(fault) => or_ask(&req, fault).await,
    }
}

fn form_page(req: &Req, found: &Followed, fault: Option<Error>) -> Result<Reply> {
    let (shown, words) = (&found.shown, req.words());
    let action = his(&shown.of, req.part("action"))?;
    let mut page = req.page_titled(label(words, &action.label));
    page.breadcrumbs = req.crumbs(&[(&found.link, shown.number.clone())]);
    let is_again = fault.is_some();
    let faults = forms::told(req, &mut page, &shown.of, fault)?;
    let offer = Offer {
        names: shown.names.clone(),
        ..Offer::default()
    };
    let filled = Filled {
        words,
        offer: &offer,
        typed: &req.form,
        faults: &faults,
    };
    let mut form = Form::new(&page, format!("{}/do/{}", found.link, action.code.value));
    form = form.hidden("seen", shown.last.to_string());
    for asked in forms::asked(&shown.of, action) {
        form = filled.with(form, asked);
    }
    if action.needs_reason {
        let label = words.get("cases-field-reason");
        let reason = Field::new(words, Control::Textarea, "reason", label);
        form = form.field(
            reason
                .value(req.form.shown("reason"))
                .errors(words, &faults),
        );
    }
    form = form
        .button(Button::submit(
            ButtonKind::Primary,
            label(words, &action.label),
        ))
        .button(Button::link(
            ButtonKind::Secondary,
            found.link.clone(),
            words.get("web-cancel"),
        ));
    forms::summed_up(&mut page, &form, &faults);
    let mut parts: Vec<Part> = asked_back(words, shown).into_iter().collect();
    parts.push(Part::Form(form));
    Ok(View::new(page, parts).reply()?.again(is_again).private())
}

pub(super) async fn act(mut req: Req) -> Result<Reply> {
    let found = match found(&req).await {
        Ok(found) => found,
        Err(fault) => return or_ask(&req, fault).await,
    };
    match acted(&mut req, &found).await {
        Ok(told) => Ok(Reply::see(found.link)
            .saved("cases-done", &[("what", &told)])
            .private()),
        Err(Error::NotFound) => Err(Error::NotFound),
        Err(fault) => form_page(&req, &found, Some(fault)),
    }
}

async fn acted(req: &mut Req, found: &Followed) -> Result<String> {
    let shown = &found.shown;
    let action = his(&shown.of, req.part("action"))?;
    let ctx = requester(req, found.org);
    let sent = photos::sent(req, &ctx, &shown.of, action).await;
    let mut reader = Reader::new(&req.form);
    let reason = match action.needs_reason {
        true => Some(reader.text("reason", 1_000)),
        false => None,
    };
    let own = reader.done();
    let fields = forms::typed(&shown.of, action, &req.form);
    let ((), ((patch, personal), sent)) = forms::both_of(own, forms::both_of(fields, sent))?;
    let input = ActOnCase {
        case: shown.id,
        action: action.code.to_string(),
        day: ctx.today(),
        patch,
        personal,
        reason,
        seen: req.form.get("seen").and_then(|seen| seen.parse().ok()),
    };
    let (key, tag) = (req.form.key()?, found.tag);
    let input = WithPhotos::new(input, &sent);
    let deed = move |tx: &mut Tx, ctx: &Ctx, input| act_for_requester(tx, ctx, input, sent, tag);
    req.app.db.act_async(&ctx, key, input, deed).await?;
    Ok(label(req.words(), &action.label))
}

#[cfg(test)]
mod tests {
    use super::{has_photo, parts};
    use ::cases::event::Value;
    use kernel::Id;

    /// Whoever holds a code opened every photo of his case by its number, also those that the office took for itself.
    #[test]
    fn a_photo_opens_that_he_sent_or_was_answered_and_no_other() {
        let field = "code = \"photos_after\"";
        let text = ::cases::types::APPEAL;
        let (before, after) = text.split_once(field).unwrap();
        // The office's own photos are neither personal nor public.
        let after = after.replacen("personal = true\n", "", 1);
        let of = ::cases::read::parsed(&format!("{before}{field}{after}")).unwrap();
        assert!(!of.field("photos_after").unwrap().is_personal);
        let mut shown = crate::cases::samples::shown(&of).unwrap();
        let photos = |id: i64| Value::Photos(vec![Id(id)]);
        shown.fields.insert("photos".into(), photos(71));
        shown.fields.insert("photos_after".into(), photos(72));
        assert!(has_photo(&shown, Id(71)));
        assert!(!has_photo(&shown, Id(72)));
        // One that an answer replaced is on his page no more.
        assert!(!has_photo(&shown, Id(70)));
        let answered = ::cases::read::parsed(text).unwrap();
        let mut shown = crate::cases::samples::shown(&answered).unwrap();
        shown.fields.insert("photos_after".into(), photos(72));
        assert!(has_photo(&shown, Id(72)));
    }

    #[test]
    fn a_receipt_is_number_and_code() {
        let read = |text: &str| parts(text).ok();
        let whole = ("AP-2026-0488".to_owned(), "ABCD2345".to_owned());
        assert_eq!(read("AP-2026-0488-ABCD2345"), Some(whole.clone()));
        assert_eq!(read("ap-2026-0488-abcd2345"), Some(whole));
        for wrong in ["", "AP-2026-0488", "AP-2026-ABCD2345", "AP-2026-0488-", "x"] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
