//! `zhen figures`: every figure built so far, for a division, as of a day, as known at a number.

use crate::cli::{Cli, Figures, HERE};
use crate::desk::Desk;
use crate::{say, site};
use access::{Right, Scope};
use kernel::{Error, FieldError, Id, OrgId, Result};
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Figures, words: Words) -> Result<bool> {
    let settings = cli.common.settings(HERE)?;
    // Names of users are sealed, so that --as needs the key file; the figures do not.
    let desk = if cli.common.user.is_some() {
        Desk::open_existing(settings)?
    } else {
        Desk::look(settings)?
    };
    let org = desk.org(&cli.common)?;
    let division = division(&desk, org, args.division.clone())?;
    let today = desk.system(0).today();
    let viewer = match &cli.common.user {
        Some(login) => Some(Scope {
            org,
            user: desk.login(login)?,
            right: Right::ViewFigures,
            today,
        }),
        None => None,
    };
    let mut asked = figures::Asked::new(org, viewer, division, args.as_of.unwrap_or(today));
    if let Some(seq) = args.as_known {
        // A row that is not there yet would be answered as "now", which is another question.
        let head = desk.db.read(move |tx| tx.known_seq(org))?;
        if !(0..=head).contains(&seq) {
            let fault = FieldError::new("as-known", "beyond_the_journal").with("head", head);
            return Err(Error::Invalid(vec![fault]));
        }
        asked.as_known = seq;
    }
    let all = site::indicators();
    let found = desk.db.read(move |tx| {
        all.iter()
            .map(|i| figures::evaluate(tx, i, &asked))
            .collect::<Result<Vec<_>>>()
    })?;
    if args.json {
        say::line(&format!("{:#}", figures::to_json(&found)));
        return Ok(true);
    }
    for figure in &found {
        // A percentage carries its sign already.
        let unit = match figure.unit {
            figures::Unit::PERCENT => String::new(),
            unit => format!(" {}", words.get(&format!("figure-unit-{}", unit.key))),
        };
        let rows = words.count("cli-rows", figure.rows());
        say::line(&format!(
            "{}\t{}\t{}{unit}\t{rows}",
            figure.id,
            words.get(figure.name_key),
            figure.display
        ));
    }
    Ok(true)
}

/// The division of a code, else the whole organisation. Invalid `unknown_division`.
fn division(desk: &Desk, org: OrgId, code: Option<String>) -> Result<Id> {
    let today = desk.system(0).today();
    desk.db.read(move |tx| match code {
        Some(code) => {
            let unit = access::units::unit_by_code(tx, &code)?;
            unit.map(|u| u.id)
                .ok_or_else(|| Error::invalid("division", "unknown_division"))
        }
        None => {
            let org = access::create_org::org(tx, org, today)?;
            org.map(|o| o.unit)
                .ok_or_else(|| Error::invalid("org", "no_such_org"))
        }
    })
}
