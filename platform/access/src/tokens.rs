//! Tokens for programs that ask by `/api` in somebody's name: made by himself, shown once, ended at any time. A token can
//! do what its owner may do on the day on which it is used, or less; it never makes another one.

use crate::make_user::{open_account, require_over};
use crate::scope::on_installation;
use crate::session::{self, SignedIn};
use crate::{rights_in, store, users};
use ::store::{Db, Input, Tx};
use kernel::{Ctx, Date, Error, FieldError, Id, OrgId, Refusal, Result, Via, check, text};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What a token begins with, so that whoever finds one in a file knows what it opens.
pub const PREFIX: &str = "zhen_";
/// So many live ones has a person at most.
pub const MOST: usize = 20;
/// So long one lives at most: who goes on needing it makes the next.
pub const LONGEST_DAYS: i64 = 366;
const TOUCH_EVERY: i64 = 5 * 60 * 1_000_000;

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    pub id: Id,
    pub user: Id,
    /// Where it works.
    pub for_org: OrgId,
    /// What its owner calls it; empty where nobody can read it any more.
    pub name: String,
    pub reads_only: bool,
    pub valid_from: Date,
    /// The first day on which it opens nothing.
    pub valid_to: Date,
    /// Microseconds since 1970, UTC, to some minutes.
    pub used_at: Option<i64>,
}

impl Token {
    pub fn is_live(&self, today: Date) -> bool {
        self.valid_to > today
    }

    /// The last day, as people say it.
    pub fn last_day(&self) -> Date {
        self.valid_to.plus_days(-1)
    }
}

/// What is sealed under its owner's key.
#[derive(Serialize, Deserialize)]
struct Sealed {
    name: String,
}

const PLACE: &str = "access_token";

#[derive(Debug, Clone, Serialize)]
pub struct MakeToken {
    pub for_org: OrgId,
    pub name: String,
    pub reads_only: bool,
    /// The first day on which it opens nothing.
    pub valid_to: Date,
}

impl Input for MakeToken {
    const DEED: &'static str = "access.make_token";
    const PERSONAL: &'static [&'static str] = &["name"];
}

/// A new token: what is shown once, and what of it is kept.
pub fn fresh(ctx: &Ctx) -> (String, [u8; 32]) {
    let mut token = [0; 32];
    ctx.rng.fill(&mut token);
    let digest = Sha256::digest(token).into();
    (format!("{PREFIX}{}", text::hex(&token)), digest)
}

fn digest_of(token: &str) -> Option<[u8; 32]> {
    token.strip_prefix(PREFIX).and_then(session::token_digest)
}

/// One's own, by oneself on a page: neither a deputy nor another token makes one (`Forbidden`), nor whoever holds nothing
/// in `for_org`. The hash comes beside the input, to stand outside the chain. Invalid: `name` (`required`, `too_long`),
/// `valid_to` (`in_the_past`, `too_far` with `days`). Refused `access.too_many_tokens` with `most`.
pub fn make_token(tx: &mut Tx, ctx: &Ctx, input: MakeToken, digest: &[u8; 32]) -> Result<Id> {
    on_installation(ctx)?;
    let user = ctx.actor.user;
    let name = check::required("name", &input.name)?;
    if input.valid_to <= ctx.today() {
        return Err(Error::invalid("valid_to", "in_the_past"));
    }
    if input.valid_to > ctx.today().plus_days(LONGEST_DAYS) {
        let fault = FieldError::new("valid_to", "too_far").with("days", LONGEST_DAYS);
        return Err(Error::Invalid(vec![fault]));
    }
    if ctx.actor.via != Via::Web || rights_in(tx, input.for_org, user, ctx.today())? == 0 {
        return Err(Error::Forbidden);
    }
    open_account(tx, user)?;
    tx.set_input_subject(user);
    if store::tokens::live_of(tx, user, ctx.today())?.len() >= MOST {
        return Err(Refusal::new("access.too_many_tokens")
            .with("most", MOST)
            .into());
    }
    let id = tx.new_id()?;
    let row = store::tokens::TokenRow {
        id,
        user,
        for_org: input.for_org,
        reads_only: input.reads_only,
        valid_from: ctx.today(),
        valid_to: input.valid_to,
        sealed: tx.seal(user, PLACE, id, &Sealed { name })?,
    };
    store::tokens::insert(tx, &row)?;
    store::tokens::insert_digest(tx, digest, id, user)?;
    Ok(id)
}

#[derive(Debug, Clone, Serialize, Deserialize, schemars::JsonSchema)]
pub struct EndToken {
    pub token: Id,
}

impl Input for EndToken {
    const DEED: &'static str = "access.end_token";
}

/// It opens nothing from now on. By its owner, or by whoever could reset his password. Refused `access.already_ended`.
pub fn end_token(tx: &mut Tx, ctx: &Ctx, input: EndToken) -> Result<Id> {
    on_installation(ctx)?;
    let row = store::tokens::token(tx, input.token)?.ok_or(Error::NotFound)?;
    if row.user != ctx.actor.user {
        require_over(tx, ctx, row.user)?;
    }
    if row.valid_to <= ctx.today() {
        return Err(Error::refused("access.already_ended"));
    }
    end(tx, ctx, row)?;
    Ok(input.token)
}

fn end(tx: &mut Tx, ctx: &Ctx, row: store::tokens::TokenRow) -> Result<()> {
    store::tokens::delete_digest(tx, row.id)?;
    let ended = store::tokens::TokenRow {
        valid_to: ctx.today(),
        ..row
    };
    store::tokens::insert(tx, &ended)
}

/// All of somebody who has left, or whose password somebody else has set.
pub(crate) fn end_all(tx: &mut Tx, ctx: &Ctx, user: Id) -> Result<()> {
    let live = store::tokens::live_of(tx, user, ctx.today())?;
    live.into_iter().try_for_each(|row| end(tx, ctx, row))
}

/// Whether this is the token of that id: it is shown to whoever made it, and a repeated form made none.
pub fn is_of(tx: &mut Tx, token: &str, id: Id) -> Result<bool> {
    match digest_of(token) {
        Some(digest) => Ok(store::tokens::by_digest(tx, &digest)? == Some(id)),
        None => Ok(false),
    }
}

/// Somebody's tokens, the latest made first, ended ones included.
pub fn tokens_of(tx: &mut Tx, user: Id) -> Result<Vec<Token>> {
    let rows = store::tokens::of_user(tx, user)?;
    let mut all = Vec::with_capacity(rows.len());
    for row in rows {
        let sealed: Option<Sealed> = tx.open(0, row.user, PLACE, row.id, &row.sealed)?;
        all.push(Token {
            id: row.id,
            user: row.user,
            for_org: row.for_org,
            name: sealed.map(|sealed| sealed.name).unwrap_or_default(),
            reads_only: row.reads_only,
            valid_from: row.valid_from,
            valid_to: row.valid_to,
            used_at: store::tokens::used(tx, row.id)?,
        });
    }
    Ok(all)
}

/// A program that asks, and in whose name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bearer {
    pub token: Id,
    pub who: SignedIn,
    pub reads_only: bool,
    /// Ask [`touch`] to note that it was used.
    pub needs_touch: bool,
}

/// Whose token this is and what may be done with it today; `None` for one that is unknown, over, or of somebody who may do
/// nothing here any more, or not before he has changed his password.
pub fn bearer(tx: &mut Tx, ctx: &Ctx, token: &str) -> Result<Option<Bearer>> {
    let Some(digest) = digest_of(token) else {
        return Ok(None);
    };
    let Some(id) = store::tokens::by_digest(tx, &digest)? else {
        return Ok(None);
    };
    let today = ctx.today();
    let row = store::tokens::token(tx, id)?.filter(|row| row.valid_to > today);
    let Some(row) = row else {
        return Ok(None);
    };
    let Some(user) = users::acting(tx, row.user)? else {
        return Ok(None);
    };
    let rights = rights_in(tx, row.for_org, row.user, today)?;
    if rights == 0 {
        return Ok(None);
    }
    let used = store::tokens::used(tx, id)?;
    Ok(Some(Bearer {
        token: id,
        who: SignedIn {
            user: user.id,
            login: user.login,
            name: user.name,
            org: row.for_org,
            rights,
            acting: None,
            by_token: Some(id),
            must_change: false,
            csrf: String::new(),
            needs_touch: false,
        },
        reads_only: row.reads_only,
        needs_touch: used.is_none_or(|at| at.saturating_add(TOUCH_EVERY) <= ctx.now_micros()),
    }))
}

/// Notes that it was used. In [`Db::work`].
pub fn touch(tx: &mut Tx, ctx: &Ctx, token: Id) -> Result<()> {
    let now = ctx.now_micros();
    // Long enough that the list still says when one was used last.
    let kept = LONGEST_DAYS * 24 * 3600 * 1_000_000;
    store::tokens::set_used(tx, token, now, now.saturating_add(kept))
}

/// Counts a token that opened nothing against the address that it came from. Refused `access.too_many_attempts` where there
/// were too many: a locked address is told so without a write.
pub async fn count_failure(db: &Db, ctx: &Ctx, address: &str) -> Result<()> {
    let (now, from) = (ctx.now_micros(), address.to_owned());
    let locked = db.read_async({
        let from = from.clone();
        move |tx| session::locked(tx, &from, now)
    });
    if let Some(refusal) = locked.await? {
        return Err(refusal.into());
    }
    db.work_async(ctx, move |tx| session::count_address(tx, &from, now))
        .await
}
