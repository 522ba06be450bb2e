//! What the people of an installation lack, what its address is, and how its PostgreSQL keeps what it is told.

use super::{Finding, bad, good};
use crate::desk::Desk;
use access::Right;
use kernel::Result;

/// Settings of PostgreSQL without which a commit is no promise, and what they must be.
const PROMISES: [(&str, &str, &str); 4] = [
    ("fsync", "on", "pg_fsync_off"),
    ("full_page_writes", "on", "pg_half_pages"),
    ("synchronous_commit", "off", "pg_commit_unsynced"),
    ("server_encoding", "UTF8", "pg_not_utf8"),
];

pub fn look(desk: &Desk, public_url: Option<&str>) -> Result<Vec<Finding>> {
    let mut found = server(desk)?;
    found.extend(people(desk)?);
    found.extend(address(desk, public_url)?);
    Ok(found)
}

fn server(desk: &Desk) -> Result<Vec<Finding>> {
    let settings = desk.db.read(store::upkeep::server_settings)?;
    let mut found = Vec::new();
    for (name, wanted, code) in PROMISES {
        let Some((_, is)) = settings.iter().find(|(setting, _)| setting == name) else {
            continue;
        };
        // A commit may wait for more than the disk, never for less.
        let holds = match code {
            "pg_commit_unsynced" => is != wanted,
            _ => is == wanted,
        };
        if !holds {
            found.push(bad(code, format!("{name} = {is}")));
        }
    }
    let whole = desk.db.read(store::upkeep::in_one_piece)?;
    if !whole.is_empty() {
        found.push(bad("pg_one_piece", whole.join(", ")));
    }
    Ok(found)
}

/// Who is missing where rounds are to be reviewed, approved and watched, and who could let nobody in again.
fn people(desk: &Desk) -> Result<Vec<Finding>> {
    let today = desk.system(0).today();
    let orgs = desk
        .db
        .read(move |tx| access::create_org::orgs(tx, today))?;
    let mut found = Vec::new();
    if orgs.is_empty() {
        return Ok(found);
    }
    let count = |org, right| {
        desk.db
            .read(move |tx| access::users::holders(tx, org, right, today))
    };
    match count(access::scope::INSTALLATION, Right::Install)? {
        0 => found.push(bad("no_administrator", "")),
        1 => found.push(bad("one_administrator", "")),
        many => found.push(good("administrators", many)),
    }
    for org in orgs {
        for (right, code) in [
            (Right::ReviewRounds, "nobody_reviews"),
            (Right::ApproveRounds, "nobody_approves"),
            (Right::Audit, "nobody_audits"),
        ] {
            if count(org.id, right)? == 0 {
                found.push(bad(code, &org.name));
            }
        }
    }
    Ok(found)
}

fn address(desk: &Desk, asked: Option<&str>) -> Result<Vec<Finding>> {
    let confirmed = desk.db.read(access::public_url::confirmed)?;
    let mut found = Vec::new();
    let Some((url, _)) = confirmed else {
        found.extend(asked.map(|asked| bad("public_url_unconfirmed", asked)));
        return Ok(found);
    };
    if let Some(other) = asked.filter(|other| other.trim_end_matches('/') != url) {
        found.push(bad("public_url_differs", format!("{other} / {url}")));
    }
    found.push(match url.starts_with("https://") {
        true => good("public_url", url),
        false => bad("public_url_plain", url),
    });
    Ok(found)
}
