//! What a campaign says in words, so that a search finds it: its name, what it looks for, whose the lines are, and its source. Every
//! campaign is one of the whole organisation, and whoever sees cases in it opens its page.

use super::store::{self, Campaign};
use ::store::Tx;
use access::texts::{self, EVERYWHERE, Source, Text};
use kernel::{Id, OrgId, Result};

pub const KIND: &str = "campaign";

pub const SOURCE: Source = Source {
    kind: KIND,
    first,
    put_all,
};

/// With what was written of it in this deed.
pub(super) fn put(tx: &mut Tx, org: OrgId, campaign: &Campaign) -> Result<()> {
    let text = text(tx, org, campaign)?;
    texts::put(tx, org, &text)
}

fn text(tx: &mut Tx, org: OrgId, campaign: &Campaign) -> Result<Text> {
    let items = store::items(tx, org, campaign.id)?;
    let lines = store::lines(tx, org, campaign.id)?;
    let said = items.iter().map(|coded| coded.item.name.as_str());
    let said = said.chain(lines.iter().map(|line| line.owner.as_str()));
    let said = said.chain(campaign.source.as_deref());
    Ok(Text {
        unit: EVERYWHERE,
        ..Text::plain(KIND, (campaign.id, campaign.unit), &campaign.name, said)
    })
}

fn first(tx: &mut Tx, org: OrgId) -> Result<Option<Id>> {
    let all = store::campaigns(tx, org)?;
    Ok(all.iter().map(|campaign| campaign.id).min())
}

fn put_all(tx: &mut Tx, org: OrgId) -> Result<()> {
    for campaign in store::campaigns(tx, org)? {
        let text = text(tx, org, &campaign)?;
        texts::add(tx, org, &text)?;
    }
    Ok(())
}
