//! Keeps open cases at what is known of days off and of the tree of units: a part at a time, so that no page waits for it.

use ::cases::settle::{settle, unsettled};
use kernel::{Ctx, Result};
use store::{CommandKey, Db};

/// Everything that there is to do, in every organisation. `ctx` is the program's own.
pub async fn follow(db: &Db, ctx: &Ctx) -> Result<()> {
    let today = ctx.today();
    let orgs = db
        .read_async(move |tx| access::create_org::orgs(tx, today))
        .await?;
    for org in orgs {
        let id = org.id;
        let ctx = ctx.in_org(id);
        while let Some(next) = db.read_async(move |tx| unsettled(tx, id)).await? {
            let part = db
                .act_async(&ctx, CommandKey::fresh(&ctx), next, settle)
                .await?;
            let (done, of) = (part.done, part.total);
            tracing::info!(org = id, done, of, "open cases looked at");
        }
    }
    Ok(())
}
