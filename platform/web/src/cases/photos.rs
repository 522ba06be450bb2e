//! Photos in a form of cases, and on the page of a case. A form that comes back with something else to put right keeps the
//! photos that came with it: on a bad line nobody sends them twice.

use super::read::Shown;
use super::words::label;
use crate::components::{Button, ButtonKind, Choice, Control, Field, Form};
use crate::form::{Form as Typed, Reader, Upload};
use crate::i18n::Words;
use crate::layout::Page;
use crate::pages::sign_in::blocking;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Picture, View};
use base64::prelude::{BASE64_STANDARD, Engine};
use cases::declared::{Action, CaseType, Field as Declared, Kind};
use cases::event::Value;
use cases::photos::original::{REASONS, ReadOriginal, original, read_original};
use cases::photos::{Copied, MOST_BYTES, MOST_DOTS, PhotoRow, Sent, Stored};
use kernel::{Ctx, Error, FieldError, Id, Result};
use store::Tx;
use tokio::sync::Semaphore;

pub(super) const ACCEPT: &str = "image/jpeg,image/png";

/// Of a form with three photos of the largest size, and its words.
pub(super) const BODY_BYTES: usize = 3 * MOST_BYTES + 1024 * 1024;

const MIB: usize = 1024 * 1024;

fn kept_name(name: &str) -> String {
    format!("kept_{name}")
}

fn drop_name(name: &str) -> String {
    format!("drop_{name}")
}

/// The form with the input of photos at its end, and with those that came before.
pub(super) fn with(form: Form, words: Words, input: Field, most: i64, typed: &Typed) -> Form {
    let (kept, name) = (kept_name(&input.name), input.name.clone());
    let tokens: Vec<&str> = typed.all(&kept).collect();
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let args = [
        ("most", most.into()),
        ("size", number(MOST_BYTES / MIB).into()),
        ("kept", number(tokens.len()).into()),
    ];
    let hint = match tokens.is_empty() {
        true => words.fill("cases-photos-hint", &args),
        false => words.fill("cases-photos-kept", &args),
    };
    let mut form = form.field(input.value("").hint(hint));
    if !tokens.is_empty() {
        let label = words.get("cases-photos-drop");
        form = form.field(Field::new(
            words,
            Control::Checkbox,
            drop_name(&name),
            label,
        ));
    }
    for token in tokens {
        form = form.hidden(kept.clone(), token);
    }
    form
}

/// What proves that this visitor sent it a moment ago.
fn mark(req: &Req, org: kernel::OrgId, json: &[u8]) -> String {
    let (keys, csrf) = (req.app.db.keys(), req.visitor.csrf.as_bytes());
    let parts: [&[u8]; 3] = [csrf, &org.to_be_bytes(), json];
    store::keys::hex(&keys.hmac("web/kept-photo", &parts))
}

fn token(req: &Req, org: kernel::OrgId, photo: &Stored) -> Result<String> {
    let json = serde_json::to_vec(photo).map_err(|e| Error::internal("a photo that is kept", e))?;
    let mark = mark(req, org, &json);
    Ok(format!("{mark}.{}", BASE64_STANDARD.encode(json)))
}

/// A token that is not ours, or somebody else's, is nothing.
fn opened(req: &Req, org: kernel::OrgId, token: &str) -> Option<Stored> {
    let (told, json) = token.split_once('.')?;
    let json = BASE64_STANDARD.decode(json).ok()?;
    let is_ours = told == mark(req, org, &json);
    is_ours
        .then(|| serde_json::from_slice(&json).ok())
        .flatten()
}

/// The photos of a form: looked at, stored, and remembered in the form for when it comes back. `Invalid` by field: `empty`,
/// `too_few_photos`, `too_many_photos`, and what [`cases::photos::picture`] finds, with the file's name.
pub(super) async fn sent(
    req: &mut Req,
    ctx: &Ctx,
    of: &CaseType,
    action: &Action,
) -> Result<Vec<Sent>> {
    let (mut all, mut faults) = (Vec::new(), Vec::new());
    for (field, is_needed) in super::forms::asked(of, action) {
        let Kind::Photos { min, max } = field.kind else {
            continue;
        };
        let photos = of_field(req, ctx, field, max, &mut faults).await?;
        let count = i64::try_from(photos.len()).unwrap_or(i64::MAX);
        let has_fault = faults.iter().any(|fault| fault.field == *field.code.value);
        let fault = |code| FieldError::new(field.code.to_string(), code);
        match count {
            _ if has_fault => {}
            0 if is_needed => faults.push(fault("empty")),
            0 => {}
            n if n < min => faults.push(fault("too_few_photos").with("least", min)),
            _ => {}
        }
        if count > 0 {
            all.push(Sent {
                field: field.code.to_string(),
                is_personal: field.is_personal,
                photos,
            });
        }
    }
    match faults.is_empty() {
        true => Ok(all),
        false => Err(Error::Invalid(faults)),
    }
}

async fn of_field(
    req: &mut Req,
    ctx: &Ctx,
    field: &Declared,
    max: i64,
    faults: &mut Vec<FieldError>,
) -> Result<Vec<Stored>> {
    let name = super::forms::input_name(&field.code);
    let (kept, code) = (kept_name(&name), field.code.to_string());
    let mut photos: Vec<Stored> = match req.form.has(&drop_name(&name)) {
        true => Vec::new(),
        false => {
            let tokens = req.form.all(&kept);
            tokens
                .filter_map(|token| opened(req, ctx.org, token))
                .collect()
        }
    };
    let is_of_field = |file: &Upload| file.field == name && !file.bytes.is_empty();
    let (files, others) = std::mem::take(&mut req.form.files)
        .into_iter()
        .partition(is_of_field);
    req.form.files = others;
    let files: Vec<Upload> = files;
    req.form.remove(&kept);
    let count = i64::try_from(photos.len() + files.len()).unwrap_or(i64::MAX);
    if count > max {
        faults.push(FieldError::new(code, "too_many_photos").with("most", max));
    } else {
        for file in files {
            let shown = file.name.chars().take(60).collect::<String>();
            match looked_at(file.bytes).await? {
                Ok(picture) => {
                    let db = req.app.db.clone();
                    photos.push(cases::photos::store_photo(&db, ctx, &file.name, picture).await?);
                }
                Err(fault) => faults.push(
                    FieldError::new(code.clone(), fault)
                        .with("name", shown)
                        .with("size", MOST_BYTES / MIB)
                        .with("dots", MOST_DOTS / 10_000),
                ),
            }
        }
    }
    for photo in &photos {
        let token = token(req, ctx.org, photo)?;
        req.form.push(kept.clone(), token);
    }
    Ok(photos)
}

/// One at a time: a large photo takes some hundred megabytes while it is read.
async fn looked_at(
    bytes: Vec<u8>,
) -> Result<std::result::Result<cases::photos::Picture, &'static str>> {
    static ONE: Semaphore = Semaphore::const_new(1);
    // Whoever waits holds no thread meanwhile.
    let one = ONE
        .acquire()
        .await
        .map_err(|e| Error::internal("waiting for another photo", e))?;
    blocking(move || {
        // Until the photo is read, also where whoever sent it has gone meanwhile.
        let _one = one;
        Ok(cases::photos::picture(bytes))
    })
    .await
}

/// Small pictures that open, by field; nothing for whoever is not told what people told.
pub(super) fn parts(words: Words, shown: &Shown) -> Vec<Part> {
    let mut parts = Vec::new();
    for field in &shown.of.fields {
        let value = shown.fields.get(field.code.as_str());
        let Some(Value::Photos(ids)) = value else {
            continue;
        };
        let name = label(words, &field.label);
        let pictures: Vec<Picture> = ids
            .iter()
            .zip(1..)
            .filter_map(|(id, at)| picture(words, shown, &name, (*id, at, ids.len())))
            .collect();
        if !pictures.is_empty() {
            parts.push(Part::heading(field.code.to_string(), name));
            let originals = originals(words, shown, &pictures);
            parts.push(Part::Pictures(pictures));
            parts.extend(originals);
        }
    }
    parts
}

/// The way to the originals, folded in: few need one.
fn originals(words: Words, shown: &Shown, pictures: &[Picture]) -> Option<Part> {
    let link = |picture: &Picture| {
        let href = picture.href.trim_end_matches("/shown");
        (href.to_owned(), picture.alt.clone())
    };
    let links = pictures.iter().map(link).collect();
    shown.may_read.then(|| Part::Details {
        label: words.get("cases-originals"),
        parts: vec![Part::List(links)],
    })
}

fn picture(
    words: Words,
    shown: &Shown,
    field: &str,
    (id, at, all): (Id, i64, usize),
) -> Option<Picture> {
    let all = i64::try_from(all).unwrap_or(i64::MAX);
    let small = shown.photos.iter().find(|row| row.photo == id)?;
    let args = [
        ("field", field.into()),
        ("at", at.into()),
        ("all", all.into()),
    ];
    Some(Picture {
        href: format!("/cases/photos/{id}/shown"),
        src: format!("/cases/photos/{id}/small"),
        alt: words.fill("cases-photo-alt", &args),
        width: small.width / 2,
        height: small.height / 2,
    })
}

/// A copy of a photo, for whoever sees its case and what people told in it.
pub(super) async fn show(req: Req) -> Result<Reply> {
    if !req.sees_names() {
        return Err(Error::NotFound);
    }
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let which = match req.part("copy") {
        "shown" => Copied::Shown,
        "small" => Copied::Small,
        _ => return Err(Error::NotFound),
    };
    let read = move |tx: &mut Tx| {
        let row = cases::photos::copy(tx, ctx.org, id, which)?.ok_or(Error::NotFound)?;
        cases::read::seen(tx, &ctx, row.case)?;
        let bytes = cases::photos::content(tx, ctx.org, &row)?.ok_or(Error::NotFound)?;
        Ok((row, bytes))
    };
    // A page has dozens of small ones; a large one may be as long to read as a file.
    let (row, bytes) = match which {
        Copied::Small => req.app.db.read_async(read).await?,
        _ => req.app.db.export_async(read).await?,
    };
    reply(&row, bytes)
}

/// A copy as an answer that runs nothing.
pub(super) fn reply(row: &PhotoRow, bytes: Vec<u8>) -> Result<Reply> {
    let name = format!("{}.jpg", row.photo);
    let media = access::papers::Media::from_text(&row.media).ok_or(Error::NotFound)?;
    Ok(Reply::sandboxed(bytes, media.as_str(), name, true).private())
}

/// Asks for the reason before an original is read.
pub(super) async fn ask_original(req: Req) -> Result<Reply> {
    original_page(&req, None).await
}

async fn original_page(req: &Req, fault: Option<Error>) -> Result<Reply> {
    if !req.sees_names() {
        return Err(Error::NotFound);
    }
    let (ctx, id) = (req.ctx(), req.id("id")?);
    let read = move |tx: &mut Tx| original(tx, &ctx, id);
    let row = req.app.db.read_async(read).await?;
    let mut page = req.page("cases-original");
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let view = original_view(page, &row, req.form.shown("reason"), &faults);
    Ok(view.reply()?.again(is_again).private())
}

pub(super) fn original_view(
    page: Page,
    row: &PhotoRow,
    reason: String,
    faults: &[FieldError],
) -> View {
    let words = page.words;
    let choice =
        |reason: &&str| Choice::new(*reason, words.get(&format!("cases-original-for-{reason}")));
    let choices = REASONS.iter().map(choice).collect();
    let label = words.get("cases-original-reason");
    let field = Field::new(words, Control::Select(choices), "reason", label)
        .value(reason)
        .errors(words, faults);
    let id = row.photo;
    let form = Form::new(&page, format!("/cases/photos/{id}"))
        .field(field)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("cases-original-read"),
        ));
    let small = Picture {
        href: format!("/cases/photos/{id}/shown"),
        src: format!("/cases/photos/{id}/small"),
        alt: words.get("cases-original-of"),
        width: 160,
        height: row.height.saturating_mul(160) / row.width.max(1),
    };
    let parts = vec![
        Part::Text(words.get("cases-original-text")),
        Part::Pictures(vec![small]),
        Part::Form(form),
    ];
    View::new(page, parts)
}

/// The file itself, once it is written down who reads it and why.
pub(super) async fn read_it(req: Req) -> Result<Reply> {
    match written_down(&req).await {
        Ok((row, bytes)) => {
            let media = access::papers::Media::from_text(&row.media).ok_or(Error::NotFound)?;
            let end = if row.media.ends_with("png") {
                "png"
            } else {
                "jpg"
            };
            let name = format!("{}.{end}", row.photo);
            Ok(Reply::sandboxed(bytes, media.as_str(), name, false).private())
        }
        Err(fault @ (Error::Invalid(_) | Error::Refused(_))) => {
            original_page(&req, Some(fault)).await
        }
        Err(other) => Err(other),
    }
}

async fn written_down(req: &Req) -> Result<(PhotoRow, Vec<u8>)> {
    if !req.sees_names() {
        return Err(Error::NotFound);
    }
    let (ctx, photo) = (req.ctx(), req.id("id")?);
    let mut reader = Reader::new(&req.form);
    let reason = reader.choice("reason", &REASONS);
    reader.done()?;
    let input = ReadOriginal { photo, reason };
    let key = req.form.key()?;
    let db = &req.app.db;
    db.act_async(&ctx, key, input, read_original).await?;
    let read = move |tx: &mut Tx| {
        let row = original(tx, &ctx, photo)?;
        let bytes = cases::photos::content(tx, ctx.org, &row)?.ok_or(Error::NotFound)?;
        Ok((row, bytes))
    };
    db.export_async(read).await
}
