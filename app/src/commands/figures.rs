//! `zhen figures`: every figure built so far, for a division, as of a day, as known at a number. Where several
//! organisations are there and none is named, the division says which; without one each figure comes from the
//! organisation that has records of it.

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
    let mut found = Vec::new();
    for org in orgs(&desk, cli, args)? {
        let division = division(&desk, org, args.division.clone())?;
        of_org(&desk, cli, args, (org, division), &mut found)?;
    }
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

/// The organisation that was named, the only one, the one of the division, or all.
fn orgs(desk: &Desk, cli: &Cli, args: &Figures) -> Result<Vec<OrgId>> {
    let today = desk.system(0).today();
    let all = desk
        .db
        .read(move |tx| access::create_org::orgs(tx, today))?;
    // A number of a journal and a login belong to one organisation.
    let must_name = args.as_known.is_some() || cli.common.user.is_some();
    if cli.common.org.is_some() || all.len() < 2 || must_name {
        return Ok(vec![desk.org(&cli.common)?]);
    }
    let Some(code) = args.division.clone() else {
        return Ok(all.iter().map(|org| org.id).collect());
    };
    let units: Vec<(OrgId, Id)> = all.iter().map(|org| (org.id, org.unit)).collect();
    let within = desk.db.read(move |tx| {
        let asked = access::units::unit_by_code(tx, &code)?;
        let asked = asked.ok_or_else(|| Error::invalid("division", "unknown_division"))?;
        let mut within = Vec::new();
        for (org, unit) in units {
            let above = access::units::ancestors(tx, unit)?;
            let over = access::units::ancestors(tx, asked.id)?;
            if unit == asked.id
                || above.iter().any(|above| above.id == asked.id)
                || over.iter().any(|over| over.id == unit)
            {
                within.push(org);
            }
        }
        Ok(within)
    })?;
    match within.is_empty() {
        true => Ok(vec![desk.org(&cli.common)?]),
        false => Ok(within),
    }
}

/// Adds the figures of one organisation: of a figure that another has told already, the one with records stands.
fn of_org(
    desk: &Desk,
    cli: &Cli,
    args: &Figures,
    (org, division): (OrgId, Id),
    found: &mut Vec<figures::Figure>,
) -> Result<()> {
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
    let own = desk.db.read(move |tx| {
        all.iter()
            .map(|i| figures::evaluate(tx, i, &asked))
            .collect::<Result<Vec<_>>>()
    })?;
    for figure in own {
        match found.iter_mut().find(|there| there.id == figure.id) {
            None => found.push(figure),
            Some(there) if there.rows() == 0 => *there = figure,
            Some(_) => {}
        }
    }
    Ok(())
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
