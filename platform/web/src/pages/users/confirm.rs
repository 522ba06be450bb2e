//! Revoking a role, resetting a password, closing an account and opening it again: asked first, then done.

use super::*;

/// What is confirmed before it happens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ask {
    Revoke(Id),
    Reset,
    Leave,
    Return,
}

/// What somebody who leaves has in hand: how many, and what.
#[derive(Debug, Clone, Default)]
pub(super) struct InHand {
    pub effects: Vec<(String, String)>,
    /// Who could go on with it.
    pub successors: Vec<Choice>,
}

/// No successor: the office has others, or there is nothing to go on with.
const NOBODY: &str = "nobody";

impl Ask {
    fn of(req: &Req) -> Result<Ask> {
        match req.part("deed") {
            "reset" => Ok(Ask::Reset),
            "leave" => Ok(Ask::Leave),
            "return" => Ok(Ask::Return),
            "" => Ok(Ask::Revoke(req.id("grant")?)),
            _ => Err(Error::NotFound),
        }
    }

    pub(super) fn key(self) -> &'static str {
        match self {
            Ask::Revoke(_) => "page-revoke",
            Ask::Reset => "page-reset",
            Ask::Leave => "page-leave",
            Ask::Return => "page-return",
        }
    }

    fn address(self, user: Id) -> String {
        match self {
            Ask::Revoke(grant) => format!("/users/{user}/revoke/{grant}"),
            Ask::Reset => format!("/users/{user}/reset"),
            Ask::Leave => format!("/users/{user}/leave"),
            Ask::Return => format!("/users/{user}/return"),
        }
    }
}

pub(crate) async fn ask(req: Req) -> Result<Reply> {
    let (ask, account) = (Ask::of(&req)?, account(&req).await?);
    let hand = in_hand(&req, ask, &account).await?;
    let again = Again::default();
    ask_view(req.page(ask.key()), ask, &account, (&hand, &again)).reply()
}

/// What waits for him in each organisation where he has a role, as his own first page tells him; files that he sent in
/// and did not take in; deputies; roles that nobody else holds.
async fn in_hand(req: &Req, ask: Ask, account: &Account) -> Result<InHand> {
    if ask != Ask::Leave {
        return Ok(InHand::default());
    }
    let (user, words, app) = (account.user.id, req.words(), req.app.clone());
    let mut orgs: Vec<OrgId> = account.held.iter().map(|held| held.grant.for_org).collect();
    orgs.sort_unstable();
    orgs.dedup();
    let mut successors: Vec<Choice> = colleagues(req, &orgs)
        .await?
        .into_iter()
        .filter(|(id, _)| *id != user)
        .map(|(id, name)| Choice::new(id.to_string(), name))
        .collect();
    successors.push(Choice::new(NOBODY, words.get("page-leave-nobody")));
    let held = account.held.clone();
    let effects = req
        .app
        .db
        .read_async(move |tx| {
            let mut out: Vec<(String, String)> = Vec::new();
            let mut tell = |count: i64, what: String| {
                if count > 0 {
                    out.push((count.to_string(), what));
                }
            };
            for org in orgs {
                let ctx = app.ctx(org, user);
                let rights = access::rights_in(tx, org, user, ctx.today())?;
                for (id, count) in
                    crate::pages::home::waiting(tx, &app.boards, (&ctx, rights), words)?
                {
                    tell(count, words.get(&format!("page-leave-{id}")));
                }
            }
            let ctx = app.ctx(0, user);
            let files = access::uploads::waiting(tx, &ctx, user)?;
            tell(files, words.get("page-leave-files"));
            let tied = access::deputies::deputies_of(tx, user)?;
            let tied = tied.iter().filter(|d| d.is_live(ctx.today())).count();
            tell(tied as i64, words.get("page-leave-deputies"));
            for alone in access::leave::alone_in(tx, &ctx, user)? {
                let role = held.iter().find(|held| held.grant.id == alone.id);
                let role = role.map(|held| held_words(words, held)).unwrap_or_default();
                out.push((role, words.get("page-leave-alone")));
            }
            Ok(out)
        })
        .await?;
    Ok(InHand {
        effects,
        successors,
    })
}

pub(super) fn ask_view(
    mut page: Page,
    ask: Ask,
    account: &Account,
    (hand, again): (&InHand, &Again),
) -> View {
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
        Ask::Return => vec![("1".to_owned(), words.get("page-return-effect"))],
        Ask::Leave => {
            let mut effects = hand.effects.clone();
            effects.push((held, words.get("page-leave-roles")));
            effects.push(("1".to_owned(), words.get("page-leave-effect")));
            effects
        }
    };
    let confirm = Confirm {
        title: words.labelled(&words.get(ask.key()), &user.name),
        effects,
        caution: Some(words.get(&format!("{}-caution", ask.key()))),
    };
    let mut form = Form::new(&page, ask.address(user.id));
    if ask == Ask::Leave {
        let control = Control::Select(hand.successors.clone());
        let field = Field::new(words, control, "successor", words.get("page-leave-to"));
        form = form.field(field.hint(words.get("page-leave-to-hint")));
    }
    let form = again
        .fill(&mut page, form)
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
            let done = match ask {
                Ask::Return => "page-returned",
                _ => "page-reset-done",
            };
            let view = password_view(
                req.page(done),
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
            let hand = in_hand(&req, ask, &account).await?;
            Ok(ask_view(page, ask, &account, (&hand, &again))
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
            let mut reader = Reader::new(&req.form);
            let chosen = reader.text("successor", 20);
            reader.done()?;
            let successor = match chosen.as_str() {
                NOBODY => None,
                id => Some(
                    id.parse()
                        .map_err(|_| Error::invalid("successor", "not_chosen"))?,
                ),
            };
            db.act_async(&ctx, key, Leave { user, successor }, leave)
                .await?;
        }
        Ask::Return => {
            let (password, hash) = initial(req, account.user.login.clone()).await?;
            let input = ComeBack {
                user,
                for_org: req.org(),
            };
            db.act_async(&ctx, key, input, move |tx, ctx, input| {
                come_back(tx, ctx, input, &hash)
            })
            .await?;
            return Ok(Some(password));
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
