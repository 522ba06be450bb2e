//! Signing in and out. The cookie holds 256 bits of chance; the database only their SHA-256. Attempts
//! are counted before a password is verified, so that many at once gain nothing.

use crate::make_user::{ChangePassword, change_own_password};
use crate::store::work::SessionRow;
use crate::users::{login_key, orgs_of};
use crate::{Passwords, deputies, rights_in, store, users};
use ::store::schema::Class;
use ::store::{CommandKey, Db, Tx};
use kernel::{Actor, Ctx, Date, Error, Id, OrgId, Refusal, Result, Via, text};
use sha2::{Digest, Sha256};

const MINUTE: i64 = 60 * 1_000_000;
/// Without a page asked for.
const IDLE: i64 = 12 * 60 * MINUTE;
/// Whatever happens.
const LONGEST: i64 = 7 * 24 * 60 * MINUTE;
/// `seen_at` is written at most so often: a page must not cost a write.
const TOUCH_EVERY: i64 = 5 * MINUTE;
/// Failures without a lock: of a login, and of an address, behind which a whole office may sit.
const FREE_LOGIN: i64 = 5;
const FREE_ADDRESS: i64 = 20;
const LONGEST_LOCK: i64 = 60 * MINUTE;
const FORGET_AFTER: i64 = 24 * 60 * MINUTE;

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    pub user: Id,
    pub login: String,
    pub name: String,
    /// Where the person is working; 0 is the installation.
    pub org: OrgId,
    /// The rights held anywhere in it: [`crate::Right::bit`]; while he acts for somebody, that one's.
    pub rights: i64,
    /// For whom he acts at present, and until when.
    pub acting: Option<Acting>,
    /// The token with which a program asks in his name.
    pub by_token: Option<Id>,
    /// Nothing but changing the password until it is changed.
    pub must_change: bool,
    /// What every form carries.
    pub csrf: String,
    /// Ask [`touch`] to note that the person is still there.
    pub needs_touch: bool,
}

/// Somebody for whom a person acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acting {
    pub principal: Id,
    pub name: String,
    /// The last day.
    pub until: Date,
}

impl SignedIn {
    /// How his deeds are signed.
    pub fn actor(&self) -> Actor {
        let via = match (&self.acting, self.by_token) {
            (Some(acting), _) => Via::Deputy(acting.principal),
            (None, Some(token)) => Via::Api(token),
            (None, None) => Via::Web,
        };
        Actor {
            user: self.user,
            via,
        }
    }
}

/// What the cookie holds, in hexadecimal. Never stored, never logged.
pub fn token_digest(token: &str) -> Option<[u8; 32]> {
    let token: [u8; 32] = text::unhex(token)?;
    Some(Sha256::digest(token).into())
}

/// Verifies login and password and begins a session; answers the token for the cookie. Takes some
/// 40 ms: call it off the async threads. `address` is where the request came from.
///
/// Refused: `access.too_many_attempts` with `minutes`, `access.wrong_login_or_password` (which says not
/// which), `access.no_role` (right password, but nothing may be done), `access.busy`.
pub fn sign_in(
    db: &Db,
    ctx: &Ctx,
    passwords: &Passwords,
    login: &str,
    password: &str,
    address: &str,
) -> Result<String> {
    let (login, address) = (login_key(login), address.to_owned());
    let now = ctx.now_micros();
    let found = db.work(ctx, move |tx| {
        let tags = tags(tx, &login, &address);
        // Neither counts while one is locked: else a stranger could keep somebody out for ever.
        for tag in &tags {
            check_lock(tx, tag, now)?;
        }
        let [by_login, by_address] = &tags;
        count(tx, by_login, FREE_LOGIN, now)?;
        count(tx, by_address, FREE_ADDRESS, now)?;
        Ok((store::users::credential_by_login(tx, &login)?, tags))
    })?;
    let (credential, [by_login, by_address]) = found;
    let is_right =
        passwords.verify(credential.as_ref().map(|(_, hash)| hash.as_str()), password)?;
    let (Some((user, hash)), true) = (credential, is_right) else {
        return Err(Error::refused("access.wrong_login_or_password"));
    };
    let session_ctx = ctx.clone();
    db.work(ctx, move |tx| {
        // Verifying took its time: the password may have been reset, or the account closed.
        if !store::users::hold_credential(tx, user, &hash)? {
            return Err(Error::refused("access.wrong_login_or_password"));
        }
        store::work::delete_attempts(tx, &by_login)?;
        uncount(tx, &by_address, now)?;
        let org = orgs_of(tx, user, session_ctx.today())?
            .into_iter()
            .next_back();
        begin(
            tx,
            &session_ctx,
            user,
            org.ok_or(Error::refused("access.no_role"))?,
        )
    })
}

/// Begins a session without a password: after the first-run page, and in tests. In [`Db::work`].
pub fn begin(tx: &mut Tx, ctx: &Ctx, user: Id, org: OrgId) -> Result<String> {
    let (mut token, mut csrf) = ([0; 32], [0; 32]);
    ctx.rng.fill(&mut token);
    ctx.rng.fill(&mut csrf);
    let now = ctx.now_micros();
    let row = SessionRow {
        user,
        org,
        principal: None,
        csrf: csrf.to_vec(),
        expires_at: now.saturating_add(LONGEST),
        seen_at: now,
    };
    store::work::insert_session(tx, &Sha256::digest(token), &row)?;
    Ok(text::hex(&token))
}

/// Who holds this token; `None` for an unknown or ended session.
pub fn session(tx: &mut Tx, ctx: &Ctx, token: &str) -> Result<Option<SignedIn>> {
    let Some(digest) = token_digest(token) else {
        return Ok(None);
    };
    let now = ctx.now_micros();
    let live = |row: &SessionRow| row.expires_at > now && row.seen_at.saturating_add(IDLE) > now;
    let Some(row) = store::work::session(tx, &digest)?.filter(live) else {
        return Ok(None);
    };
    let (user, credential) = (
        users::user(tx, row.user)?,
        store::users::credential(tx, row.user)?,
    );
    let (Some(user), Some((_, must_change))) = (user, credential) else {
        return Ok(None);
    };
    let today = ctx.today();
    let acting = match row.principal {
        Some(principal) => acting(tx, (row.user, principal), row.org, today)?,
        None => None,
    };
    let authority = acting.as_ref().map_or(row.user, |acting| acting.principal);
    Ok(Some(SignedIn {
        user: user.id,
        login: user.login,
        name: user.name,
        org: row.org,
        rights: rights_in(tx, row.org, authority, today)?,
        acting,
        by_token: None,
        must_change,
        csrf: text::hex(&row.csrf),
        needs_touch: row.seen_at.saturating_add(TOUCH_EVERY) <= now,
    }))
}

/// A deputy's time ends by itself: from the next page on he is himself again.
fn acting(
    tx: &mut Tx,
    (deputy, principal): (Id, Id),
    org: OrgId,
    today: Date,
) -> Result<Option<Acting>> {
    let all = deputies::deputies_of(tx, deputy)?;
    let held = all.iter().find(|d| {
        d.deputy == deputy && d.principal == principal && d.for_org == org && d.holds_on(today)
    });
    let Some(held) = held else {
        return Ok(None);
    };
    let name = users::user(tx, principal)?.map(|user| user.name);
    Ok(Some(Acting {
        principal,
        name: name.unwrap_or_default(),
        until: held.last_day(),
    }))
}

/// Notes that the person is still there. In [`Db::work`].
pub fn touch(tx: &mut Tx, ctx: &Ctx, token: &str) -> Result<()> {
    with_digest(token, |digest| {
        store::work::touch_session(tx, digest, ctx.now_micros())
    })
}

/// Works in another organisation from now on; `Forbidden` where the user holds nothing. In [`Db::work`].
pub fn switch_org(tx: &mut Tx, ctx: &Ctx, token: &str, org: OrgId) -> Result<()> {
    let signed_in = session(tx, ctx, token)?.ok_or(Error::NotFound)?;
    if rights_in(tx, org, signed_in.user, ctx.today())? == 0 {
        return Err(Error::Forbidden);
    }
    with_digest(token, |digest| {
        store::work::set_session_place(tx, digest, org, None)
    })
}

/// Acts for somebody from now on, in the organisation in which he is that one's deputy; `None`: for himself again.
/// `Forbidden` where he is not his deputy today. In [`Db::work`].
pub fn act_for(tx: &mut Tx, ctx: &Ctx, token: &str, deputy: Option<Id>) -> Result<()> {
    let signed_in = session(tx, ctx, token)?.ok_or(Error::NotFound)?;
    let (org, principal) = match deputy {
        None => {
            let own = orgs_of(tx, signed_in.user, ctx.today())?;
            let stays = own.contains(&signed_in.org).then_some(signed_in.org);
            let org = stays.or(own.last().copied()).ok_or(Error::Forbidden)?;
            (org, None)
        }
        Some(id) => {
            let found = store::deputies::deputy(tx, id)?.ok_or(Error::NotFound)?;
            if found.deputy != signed_in.user || !found.holds_on(ctx.today()) {
                return Err(Error::Forbidden);
            }
            (found.for_org, Some(found.principal))
        }
    };
    with_digest(token, |digest| {
        store::work::set_session_place(tx, digest, org, principal)
    })
}

/// One of a person's own sessions, as he is shown it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnSession {
    /// Names it to its owner; says nothing of its token.
    pub tag: String,
    pub begun_at: i64,
    pub seen_at: i64,
    /// The one in which he asks.
    pub is_this: bool,
}

/// All live sessions of whoever holds `token`, the latest begun first; `NotFound` where nobody does.
pub fn own_sessions(tx: &mut Tx, ctx: &Ctx, token: &str) -> Result<Vec<OwnSession>> {
    let user = session(tx, ctx, token)?.ok_or(Error::NotFound)?.user;
    let (own, now) = (token_digest(token), ctx.now_micros());
    let mut all = Vec::new();
    for (digest, expires_at, seen_at) in store::work::sessions_of(tx, user)? {
        if expires_at > now && seen_at.saturating_add(IDLE) > now {
            all.push(OwnSession {
                tag: session_tag(tx, &digest),
                begun_at: expires_at.saturating_sub(LONGEST),
                seen_at,
                is_this: own.is_some_and(|own| own.as_slice() == digest),
            });
        }
    }
    Ok(all)
}

/// Ends one of one's own sessions, or, without a tag, all but this one. What is not there any more has ended. In
/// [`Db::work`].
pub fn end_own(tx: &mut Tx, ctx: &Ctx, token: &str, tag: Option<&str>) -> Result<()> {
    let user = session(tx, ctx, token)?.ok_or(Error::NotFound)?.user;
    let Some(tag) = tag else {
        let own = token_digest(token).ok_or(Error::NotFound)?;
        return store::work::delete_sessions(tx, user, Some(&own));
    };
    for (digest, ..) in store::work::sessions_of(tx, user)? {
        if session_tag(tx, &digest) == tag {
            store::work::delete_session(tx, &digest)?;
        }
    }
    Ok(())
}

fn session_tag(tx: &Tx, digest: &[u8]) -> String {
    let tag = tx.hmac("session", &[digest]);
    text::hex(tag.get(..8).unwrap_or_default())
}

/// In [`Db::work`].
pub fn sign_out(tx: &mut Tx, token: &str) -> Result<()> {
    with_digest(token, |digest| store::work::delete_session(tx, digest))
}

/// Changes one's own password after verifying the present one; the other sessions end. `ctx.actor` is the
/// person. Call it off the async threads.
///
/// Refused `access.wrong_password`, `access.too_many_attempts`; invalid as [`Passwords::hash_new`].
pub fn change_password(
    db: &Db,
    ctx: &Ctx,
    passwords: &Passwords,
    present: &str,
    new: &str,
    token: Option<&str>,
) -> Result<()> {
    let (user, now) = (ctx.actor.user, ctx.now_micros());
    let (hash, login, tag) = db.work(ctx, move |tx| {
        let row = store::users::user(tx, user)?.ok_or(Error::NotFound)?;
        let (hash, _) = store::users::credential(tx, user)?.ok_or(Error::NotFound)?;
        let tag = tx.hmac("throttle", &[b"change", &user.0.to_be_bytes()]);
        check_lock(tx, &tag, now)?;
        count(tx, &tag, FREE_LOGIN, now)?;
        Ok((hash, row.login, tag))
    })?;
    if !passwords.verify(Some(&hash), present)? {
        return Err(Error::refused("access.wrong_password"));
    }
    let verified = hash;
    let hash = passwords.hash_new(ctx.rng.as_ref(), &login, new)?;
    let kept = token.and_then(token_digest);
    let ctx = ctx.in_org(0);
    db.act(
        &ctx,
        CommandKey::fresh(&ctx),
        ChangePassword {},
        move |tx, ctx, input| {
            // Whoever reset it meanwhile meant that the old one opens nothing any more.
            if !store::users::hold_credential(tx, user, &verified)? {
                return Err(Error::refused("access.wrong_password"));
            }
            store::work::delete_attempts(tx, &tag)?;
            change_own_password(
                tx,
                ctx,
                input,
                &hash,
                kept.as_ref().map(<[u8; 32]>::as_slice),
            )
        },
    )?;
    Ok(())
}

/// Deletes what has expired from every work table, uploads with their keys. In [`Db::work`]; answers how
/// many rows went.
pub fn sweep(tx: &mut Tx, ctx: &Ctx) -> Result<u64> {
    let now = ctx.now_micros();
    let mut gone = 0;
    for (org, id) in store::work::expired_uploads(tx, now)? {
        gone += store::work::delete_upload(tx, org, id)?;
    }
    let schema = tx.schema();
    let expiring = schema
        .of_class(Class::Work)
        .filter(|table| table.column("expires_at").is_some());
    for table in expiring.filter(|table| table.name != "upload_work") {
        gone += store::work::delete_expired(tx, &table.name, now)?;
    }
    Ok(gone)
}

fn with_digest(token: &str, f: impl FnOnce(&[u8]) -> Result<()>) -> Result<()> {
    token_digest(token).map_or(Ok(()), |digest| f(&digest))
}

/// Neither login nor address is stored as it is.
fn tags(tx: &Tx, login: &str, address: &str) -> [[u8; 32]; 2] {
    [("login", login), ("address", address)]
        .map(|(kind, what)| tx.hmac("throttle", &[kind.as_bytes(), what.as_bytes()]))
}

/// Always the login before the address, so that no two wait for each other.
fn check_lock(tx: &mut Tx, tag: &[u8], now: i64) -> Result<()> {
    store::work::hold_attempts(tx, tag, now.saturating_add(FORGET_AFTER))?;
    match store::work::attempts(tx, tag)? {
        Some((_, locked_until, _)) if locked_until > now => Err(too_many(locked_until, now).into()),
        _ => Ok(()),
    }
}

/// What an address is told while it is locked. Reads only: whoever floods costs no write.
pub(crate) fn locked(tx: &mut Tx, address: &str, now: i64) -> Result<Option<Refusal>> {
    let [_, tag] = tags(tx, "", address);
    let held = store::work::attempts(tx, &tag)?.filter(|(_, until, _)| *until > now);
    Ok(held.map(|(_, until, _)| too_many(until, now)))
}

/// One failure of an address. In [`Db::work`].
pub(crate) fn count_address(tx: &mut Tx, address: &str, now: i64) -> Result<()> {
    let [_, tag] = tags(tx, "", address);
    check_lock(tx, &tag, now)?;
    count(tx, &tag, FREE_ADDRESS, now)
}

fn too_many(locked_until: i64, now: i64) -> Refusal {
    let minutes = (locked_until - now).div_euclid(MINUTE) + 1;
    Refusal::new("access.too_many_attempts").with("minutes", minutes)
}

fn count(tx: &mut Tx, tag: &[u8], free: i64, now: i64) -> Result<()> {
    let before = store::work::attempts(tx, tag)?.filter(|(_, _, expires_at)| *expires_at > now);
    set(
        tx,
        tag,
        before.map_or(0, |(failures, _, _)| failures) + 1,
        free,
        now,
    )
}

/// Takes one failure back, with the lock that it brought: others behind this address did nothing.
fn uncount(tx: &mut Tx, tag: &[u8], now: i64) -> Result<()> {
    store::work::hold_attempts(tx, tag, now.saturating_add(FORGET_AFTER))?;
    match store::work::attempts(tx, tag)? {
        Some((failures, _, _)) if failures > 1 => {
            let forgotten = now.saturating_add(FORGET_AFTER);
            store::work::set_attempts(tx, tag, failures - 1, now, forgotten)
        }
        _ => store::work::delete_attempts(tx, tag),
    }
}

fn set(tx: &mut Tx, tag: &[u8], failures: i64, free: i64, now: i64) -> Result<()> {
    let locked_until = now.saturating_add(lock_after(failures, free));
    store::work::set_attempts(
        tx,
        tag,
        failures,
        locked_until,
        now.saturating_add(FORGET_AFTER),
    )
}

/// Nothing for the free failures, then one minute, doubling up to an hour.
fn lock_after(failures: i64, free: i64) -> i64 {
    match failures - free {
        over if over < 0 => 0,
        over => (MINUTE << over.min(10)).min(LONGEST_LOCK),
    }
}
