//! Who asks, from cookies and address: session, language, size of text, the token that his forms
//! must carry, and the words that the last page left for this one.

use super::{FLASH, LOOK, SESSION, VISIT};
use crate::app::App;
use crate::i18n::Lang;
use crate::reply::{Flash, Reply};
use crate::request::{Req, Visitor, is_local};
use access::Role;
use axum::extract::ConnectInfo;
use axum::http::header::{self, HeaderMap};
use kernel::{Date, Error, Id, OrgId, Result};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

const YEAR_S: i64 = 365 * 86_400;

/// Who asks: session, language, size of text, and the token that his forms must carry.
pub(super) async fn visitor(
    app: &App,
    headers: &HeaderMap,
    address: IpAddr,
) -> Result<(Visitor, Option<String>)> {
    let token = cookie(headers, SESSION);
    let who = match &token {
        Some(token) => who(app, token.clone()).await?,
        None => None,
    };
    let (lang, elder) = look(headers);
    let flash = cookie(headers, FLASH).and_then(|value| opened_flash(app, &value));
    let nobody = Visitor {
        user: None,
        org_name: String::new(),
        roles: Vec::new(),
        lang,
        elder,
        csrf: String::new(),
        address,
        flash,
        token: None,
    };
    if let Some((user, org_name, roles)) = who {
        let csrf = user.csrf.clone();
        return Ok((
            Visitor {
                user: Some(user),
                org_name,
                roles,
                csrf,
                token,
                ..nobody
            },
            None,
        ));
    }
    let (visit, new) = match cookie(headers, VISIT) {
        Some(visit) => (visit, None),
        None => {
            let mut bytes = [0; 16];
            app.rng.fill(&mut bytes);
            let visit = store::keys::hex(&bytes);
            (visit.clone(), Some(visit))
        }
    };
    let csrf = store::keys::hex(&app.db.keys().hmac("csrf", &[visit.as_bytes()]));
    Ok((Visitor { csrf, ..nobody }, new))
}

/// The person behind a session's token, where he works and as what.
async fn who(app: &App, token: String) -> Result<Option<(access::SignedIn, String, Vec<Role>)>> {
    let ctx = app.system(0);
    let (asked, copy) = (ctx.clone(), token.clone());
    let found = app
        .db
        .read_async(move |tx| {
            let Some(user) = access::session::session(tx, &asked, &copy)? else {
                return Ok(None);
            };
            let (by, org) = (user.actor().authority(), user.org);
            let (name, roles) = place_of(tx, (by, org), asked.today())?;
            Ok(Some((user, name, roles)))
        })
        .await?;
    if found.as_ref().is_some_and(|(user, _, _)| user.needs_touch) {
        app.db
            .work_async(&ctx.clone(), move |tx| {
                access::session::touch(tx, &ctx, &token)
            })
            .await?;
    }
    Ok(found)
}

/// What an organisation is called and as what somebody works in it on a day.
pub(crate) fn place_of(
    tx: &mut store::Tx,
    (user, org): (Id, OrgId),
    today: Date,
) -> Result<(String, Vec<Role>)> {
    let name = access::create_org::org(tx, org, today)?.map(|org| org.name);
    let grants = access::grant_role::grants_of(tx, user)?;
    let here = grants
        .iter()
        .filter(|g| g.for_org == org && g.holds_on(today));
    let mut roles: Vec<Role> = here.filter_map(|g| Role::from_code(&g.role)).collect();
    roles.dedup();
    Ok((name.unwrap_or_default(), roles))
}

fn look(headers: &HeaderMap) -> (Lang, bool) {
    let chosen = cookie(headers, LOOK).unwrap_or_default();
    let (lang, elder) = chosen.split_once('.').unwrap_or((&chosen, ""));
    let accepted = headers
        .get(header::ACCEPT_LANGUAGE)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    (
        Lang::from_code(lang).unwrap_or_else(|| Lang::from_accept_language(accepted)),
        elder == "elder",
    )
}

/// `/look?lang=en&elder=1&back=/…`: how this browser is shown the pages.
pub(crate) async fn change_look(req: Req) -> Result<Reply> {
    let lang = req
        .query
        .get("lang")
        .and_then(Lang::from_code)
        .unwrap_or(req.visitor.lang);
    let elder = req
        .query
        .get("elder")
        .map_or(req.visitor.elder, |e| e == "1");
    let value = format!("{}{}", lang.code(), if elder { ".elder" } else { "" });
    Ok(req.back("/").cookie(LOOK, Some(value), Some(YEAR_S)))
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|h| h.to_str().ok())
        .flat_map(|h| h.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, v)| v.to_owned())
        .filter(|v| !v.is_empty() && v.len() <= 2048)
}

pub(super) fn sealed_flash(app: &App, flash: &Flash) -> Result<String> {
    let text = serde_json::to_vec(flash).map_err(|e| Error::internal("a flash", e))?;
    let mac = app.db.keys().hmac("flash", &[&text]);
    Ok(format!(
        "{}.{}",
        store::keys::hex(&mac),
        store::keys::hex(&text)
    ))
}

fn opened_flash(app: &App, value: &str) -> Option<Flash> {
    let (mac, text) = value.split_once('.')?;
    let bytes: Option<Vec<u8>> = (0..text.len() / 2)
        .map(|i| {
            text.get(2 * i..2 * i + 2)
                .and_then(|pair| u8::from_str_radix(pair, 16).ok())
        })
        .collect();
    let bytes = bytes?;
    let expected = store::keys::hex(&app.db.keys().hmac("flash", &[&bytes]));
    (expected == mac)
        .then(|| serde_json::from_slice(&bytes).ok())
        .flatten()
}

/// The address of the browser: of the connection, or what a trusted proxy says of it.
pub(crate) fn address_of(
    app: &App,
    extensions: &axum::http::Extensions,
    headers: &HeaderMap,
) -> IpAddr {
    let peer = extensions
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |c| c.0.ip());
    let trusted = |address: IpAddr| {
        app.config
            .trusted_proxies
            .iter()
            .any(|n| n.contains(address))
    };
    if !trusted(peer) {
        return peer;
    }
    let forwarded = headers
        .get("x-forwarded-for")
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    // From the right: each proxy appends whom it spoke with, so the first untrusted one is the browser.
    forwarded
        .rsplit(',')
        .filter_map(|a| a.trim().parse().ok())
        .find(|a| !trusted(*a))
        .unwrap_or(peer)
}

pub(super) fn referer(headers: &HeaderMap) -> Option<String> {
    let referer = headers.get(header::REFERER)?.to_str().ok()?;
    let host = headers.get(header::HOST)?.to_str().ok()?;
    let (_, rest) = referer.split_once("://")?;
    let path = rest.strip_prefix(host)?;
    is_local(path).then(|| path.to_owned())
}
