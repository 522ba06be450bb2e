//! Who asks: whoever's token the request carries. No cookie opens anything here, so no other site can ask in his name.

use crate::app::App;
use crate::i18n::Lang;
use crate::request::Visitor;
use crate::server::place_of;
use access::tokens::{self, Bearer};
use axum::http::HeaderMap;
use axum::http::header;
use kernel::{Error, Refusal, Result};
use std::net::IpAddr;

/// Somebody by his token, as pages know him, and what the token may do.
pub(super) struct Caller {
    pub visitor: Visitor,
    pub bearer: Bearer,
}

/// Refuses `api.no_token`, `api.unknown_token`, `access.too_many_attempts` (of an address with too many tokens that opened
/// nothing), `api.too_often` with `seconds`.
pub(super) async fn caller(
    app: &App,
    headers: &HeaderMap,
    address: IpAddr,
    lang: Lang,
) -> Result<Caller> {
    let Some(token) = token(headers) else {
        return Err(Error::refused("api.no_token"));
    };
    let ctx = app.system(0);
    let asked = ctx.clone();
    let found = app
        .db
        .read_async(move |tx| {
            let Some(bearer) = tokens::bearer(tx, &asked, &token)? else {
                return Ok(None);
            };
            let at = (bearer.who.user, bearer.who.org);
            let (org_name, roles) = place_of(tx, at, asked.today())?;
            Ok(Some((bearer, org_name, roles)))
        })
        .await?;
    let Some((bearer, org_name, roles)) = found else {
        tokens::count_failure(&app.db, &ctx, &address.to_string()).await?;
        return Err(Error::refused("api.unknown_token"));
    };
    if let Err(seconds) = app.api.pace.count(bearer.token, ctx.now_micros()) {
        return Err(Refusal::new("api.too_often")
            .with("seconds", seconds)
            .into());
    }
    if bearer.needs_touch {
        let (inner, token) = (ctx.clone(), bearer.token);
        app.db
            .work_async(&ctx, move |tx| tokens::touch(tx, &inner, token))
            .await?;
    }
    Ok(Caller {
        visitor: Visitor {
            user: Some(bearer.who.clone()),
            org_name,
            roles,
            lang,
            elder: false,
            csrf: String::new(),
            address,
            flash: None,
            token: None,
        },
        bearer,
    })
}

fn token(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.trim().split_once(' ')?;
    let token = token.trim();
    let is_bearer = scheme.eq_ignore_ascii_case("bearer") && !token.is_empty();
    is_bearer.then(|| token.to_owned())
}
