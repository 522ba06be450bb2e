//! What programs may read and do of the posts of communities. Consultations and talks are cases: their kinds hand them over.

use super::posts::{appoint_post, end_post, read};
use ::store::Tx;
use ::web::Gate;
use ::web::api::{Deed, Found, List, Seen};
use access::Right;
use kernel::{Date, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub(super) fn lists() -> Vec<List> {
    let view = Gate::Any(&[Right::ViewCases]);
    vec![List::new("law/posts", "law-title", view, the_posts)]
}

pub(super) fn deeds() -> Vec<Deed> {
    vec![Deed::new(appoint_post), Deed::new(end_post)]
}

#[derive(Serialize, Deserialize, JsonSchema)]
struct Sought {
    /// Who held a post on this day; without it every period that was ever entered.
    date: Option<Date>,
}

/// Somebody's time in a post of a community; a community without any has one row that names nobody.
#[derive(Serialize, JsonSchema)]
struct OnePost {
    id: Option<Id>,
    unit: Id,
    code: String,
    community: String,
    /// Of the code list `community_post`.
    kind: Option<String>,
    /// Masked for whoever sees no people; nothing where it was erased.
    name: Option<String>,
    phone: Option<String>,
    /// The law firm, the police station.
    office: Option<String>,
    from: Option<Date>,
    /// The first day on which he no longer holds it.
    to: Option<Date>,
}

/// Where a page begins: behind the community of a code, and behind so many rows of the one that follows.
type After = (String, usize);

/// Communities by their codes, the periods of each one after the other.
fn the_posts(
    tx: &mut Tx,
    seen: &Seen,
    asked: Sought,
    after: Option<After>,
    limit: usize,
) -> Result<Found<OnePost, After>> {
    let (mut before, mut skip) = after.unwrap_or_default();
    let listed = read::listed(tx, &seen.ctx, &before, limit + 1, seen.sees_names)?;
    let mut rows: Vec<(After, OnePost)> = Vec::new();
    for of in listed.rows {
        let code = of.community.code.clone();
        let all = of_community(of, asked.date).into_iter().enumerate();
        let begin = before.clone();
        rows.extend(
            all.skip(skip)
                .map(|(at, row)| ((begin.clone(), at + 1), row)),
        );
        (before, skip) = (code, 0);
    }
    let is_more = rows.len() > limit || listed.next.is_some();
    rows.truncate(limit);
    let next = rows
        .last()
        .filter(|_| is_more)
        .map(|(after, _)| after.clone());
    let rows = rows.into_iter().map(|(_, row)| row).collect();
    Ok(Found { rows, next })
}

fn of_community(of: read::Row, date: Option<Date>) -> Vec<OnePost> {
    let read::Row { community, held } = of;
    let empty = || OnePost {
        id: None,
        unit: community.id,
        code: community.code.clone(),
        community: community.name.clone(),
        kind: None,
        name: None,
        phone: None,
        office: None,
        from: None,
        to: None,
    };
    let holds = |held: &read::Held| date.is_none_or(|date| held.post.holds_on(date));
    let row = |read::Held { post, holder }: read::Held| {
        let holder = holder.unwrap_or_default();
        OnePost {
            id: Some(post.id),
            kind: Some(post.kind),
            name: Some(holder.name).filter(|name| !name.is_empty()),
            phone: holder.phone,
            office: holder.office,
            from: Some(post.from),
            to: post.to,
            ..empty()
        }
    };
    let rows: Vec<OnePost> = held.into_iter().filter(holds).map(row).collect();
    match rows.is_empty() {
        true => vec![empty()],
        false => rows,
    }
}
