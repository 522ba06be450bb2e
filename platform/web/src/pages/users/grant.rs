//! Granting a role: which, in which organisation, at which unit, for how long.

use super::*;

/// Organisations that one may be granted a role in: the person's own, or all and the installation.
pub(super) async fn grantable(req: &Req) -> Result<Vec<(OrgId, String)>> {
    let (org, today, words) = (req.org(), req.ctx().today(), req.words());
    let all = req
        .app
        .db
        .read_async(move |tx| access::create_org::orgs(tx, today))
        .await?;
    let mut orgs: Vec<(OrgId, String)> = all.into_iter().map(|o| (o.id, o.name)).collect();
    if org == 0 {
        orgs.push((0, words.get("page-installation")));
    } else {
        orgs.retain(|(id, _)| *id == org);
    }
    Ok(orgs)
}

pub(crate) async fn grant_form(req: Req) -> Result<Reply> {
    let (account, orgs) = (account(&req).await?, grantable(&req).await?);
    grant_view(
        req.page("page-grant"),
        &account.user,
        &orgs,
        &Again::default(),
        req.ctx().today(),
    )
    .reply()
}

pub(super) fn grant_view(
    mut page: Page,
    user: &User,
    orgs: &[(OrgId, String)],
    again: &Again,
    today: Date,
) -> View {
    let words = page.words;
    page.breadcrumbs = way(words, user);
    let roles = Role::ALL
        .iter()
        .filter(|r| **r != Role::Administrator || orgs.iter().any(|(id, _)| *id == 0))
        .map(|r| Choice {
            value: r.code().to_owned(),
            label: role_words(words, *r),
            hint: Some(words.get(&format!("page-role-{}", r.code().replace('_', "-")))),
        })
        .collect();
    let places = orgs
        .iter()
        .map(|(id, name)| Choice::new(id.to_string(), name.clone()))
        .collect();
    let only = match orgs {
        [(id, _)] => id.to_string(),
        _ => String::new(),
    };
    let form = Form::new(&page, format!("/users/{}/grant", user.id))
        .field(Field::new(
            words,
            Control::Radios(roles),
            "role",
            words.get("page-role"),
        ))
        .field(
            Field::new(
                words,
                Control::Select(places),
                "for_org",
                words.get("page-org-name"),
            )
            .value(only),
        )
        .field(
            Field::new(words, Control::Text, "unit", words.get("page-grant-unit"))
                .hint(words.get("page-grant-unit-hint"))
                .optional(words),
        )
        .field(
            Field::new(
                words,
                Control::Date,
                "valid_from",
                words.get("page-valid-from"),
            )
            .value(today.to_string()),
        )
        .field(
            Field::new(words, Control::Date, "valid_to", words.get("page-valid-to"))
                .optional(words),
        )
        .button(Button::submit(ButtonKind::Primary, words.get("page-grant")))
        .button(Button::link(
            ButtonKind::Secondary,
            format!("/users/{}", user.id),
            words.get("web-cancel"),
        ));
    let form = again.fill(&mut page, form);
    View::new(page, vec![Part::Form(form)])
}

pub(crate) async fn grant(req: Req) -> Result<Reply> {
    let (account, orgs) = (account(&req).await?, grantable(&req).await?);
    match act_grant(&req, account.user.id).await {
        Ok(_) => Ok(Reply::see(format!("/users/{}", account.user.id)).saved("page-granted", &[])),
        Err(error) => {
            let mut page = req.page("page-grant");
            let again = Again::of(&req, &mut page, error)?;
            let view = grant_view(page, &account.user, &orgs, &again, req.ctx().today());
            Ok(view.reply()?.again(again.is_again()))
        }
    }
}

pub(super) async fn act_grant(req: &Req, user: Id) -> Result<Id> {
    let (ctx, key) = (req.ctx_in(0), req.form.key()?);
    let mut reader = Reader::new(&req.form);
    let codes: Vec<&str> = Role::ALL.iter().map(|r| r.code()).collect();
    let role = reader.choice("role", &codes);
    let for_org = reader.number("for_org", 0, i64::MAX);
    let typed = reader.text_opt("unit", 60);
    let valid_from = reader.date("valid_from");
    let valid_to = reader.date_opt("valid_to");
    reader.done()?;
    let role = Role::from_code(&role).ok_or_else(|| Error::invalid("role", "not_chosen"))?;
    let unit = match (for_org, typed) {
        (0, _) => access::scope::EVERYWHERE,
        (_, Some(typed)) => crate::pages::divisions::named(req, typed).await?.id,
        (org, None) => {
            let today = ctx.today();
            let org = req
                .app
                .db
                .read_async(move |tx| access::create_org::org(tx, org, today))
                .await?;
            org.ok_or_else(|| Error::invalid("for_org", "not_chosen"))?
                .unit
        }
    };
    let input = GrantRole {
        user,
        for_org,
        unit,
        role,
        valid_from,
        valid_to,
    };
    req.app.db.act_async(&ctx, key, input, grant_role).await
}
