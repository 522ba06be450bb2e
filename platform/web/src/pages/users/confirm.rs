//! Revoking a role, resetting a password, closing an account: asked first, then done.

use super::*;

/// What is confirmed before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Revoke(Id),
    Reset,
    Leave,
}

impl Ask {
    fn of(req: &Req) -> Result<Ask> {
        match req.part("deed") {
            "reset" => Ok(Ask::Reset),
            "leave" => Ok(Ask::Leave),
            "" => Ok(Ask::Revoke(req.id("grant")?)),
            _ => Err(Error::NotFound),
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Ask::Revoke(_) => "page-revoke",
            Ask::Reset => "page-reset",
            Ask::Leave => "page-leave",
        }
    }

    fn address(self, user: Id) -> String {
        match self {
            Ask::Revoke(grant) => format!("/users/{user}/revoke/{grant}"),
            Ask::Reset => format!("/users/{user}/reset"),
            Ask::Leave => format!("/users/{user}/leave"),
        }
    }
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let (ask, account) = (Ask::of(&req)?, account(&req).await?);
    ask_view(req.page(ask.key()), ask, &account).reply()
}

pub(super) fn ask_view(mut page: Page, ask: Ask, account: &Account) -> View {
    let words = page.words;
    let user = &account.user;
    page.breadcrumbs = way(words, user);
    let held = account.held.len().to_string();
    let effects = match ask {
        Ask::Revoke(grant) => {
            let one = account.held.iter().find(|h| h.grant.id == grant);
            vec![(
                "1".to_owned(),
                one.map(|h| held_words(words, h)).unwrap_or_default(),
            )]
        }
        Ask::Reset => vec![("1".to_owned(), words.get("page-reset-effect"))],
        Ask::Leave => {
            vec![
                ("1".to_owned(), words.get("page-leave-effect")),
                (held, words.get("page-leave-roles")),
            ]
        }
    };
    let confirm = Confirm {
        title: words.labelled(&words.get(ask.key()), &user.name),
        effects,
        caution: Some(words.get(&format!("{}-caution", ask.key()))),
    };
    let form = Form::new(&page, ask.address(user.id))
        .confirm(confirm)
        .button(Button::submit(ButtonKind::Warn, words.get(ask.key())))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/users/{}", user.id),
            words.get("web-cancel"),
        ));
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn confirm(req: Req) -> Result<Reply> {
    let (ask, account) = (Ask::of(&req)?, account(&req).await?);
    match act_confirm(&req, ask, &account).await {
        Ok(Some(password)) => {
            let view = password_view(
                req.page("page-reset-done"),
                account.user.id,
                &account.user.login,
                &password,
            );
            Ok(view.reply()?.private())
        }
        Ok(None) => {
            let saved = if matches!(ask, Ask::Leave) {
                "page-left"
            } else {
                "page-revoked"
            };
            Ok(Reply::see(format!("/users/{}", account.user.id)).saved(saved, &[]))
        }
        Err(error) => {
            let mut page = req.page(ask.key());
            let again = Again::of(&req, &mut page, error)?;
            Ok(ask_view(page, ask, &account)
                .reply()?
                .again(again.is_again()))
        }
    }
}

/// The new password where one was made.
pub(super) async fn act_confirm(req: &Req, ask: Ask, account: &Account) -> Result<Option<String>> {
    let (ctx, key, user) = (req.ctx_in(0), req.form.key()?, account.user.id);
    let db = &req.app.db;
    match ask {
        Ask::Revoke(grant) if account.held.iter().any(|h| h.grant.id == grant) => {
            db.act_async(&ctx, key, RevokeRole { grant }, revoke_role)
                .await?;
        }
        Ask::Revoke(_) => return Err(Error::NotFound),
        Ask::Leave => {
            db.act_async(&ctx, key, Leave { user }, leave).await?;
        }
        Ask::Reset => {
            let (password, hash) = initial(req, account.user.login.clone()).await?;
            let input = ResetPassword { user };
            db.act_async(&ctx, key, input, move |tx, ctx, input| {
                reset_password(tx, ctx, input, &hash)
            })
            .await?;
            return Ok(Some(password));
        }
    }
    Ok(None)
}
