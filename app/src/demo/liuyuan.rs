//! 柳园街道: a ledger of its hotline, who advises and assists in its communities, consultations and talks on the law, brought in as
//! its clerk does it. The street office, its communities and its figures are those of the newspaper; people and what they told are
//! invented.

use super::office;
use super::stage::{Stage, day};
use access::Role;
use kernel::{Ctx, Error, Id, Result};
use modules::appeals::{ImportLedger, import_ledger, ledger};
use modules::law::posts::plan_posts::{plan_posts, read_posts};
use modules::law::rows::{self, What};
use modules::law::{ImportPosts, Record, import_posts, record};

const LEDGER: &[u8] = include_bytes!("../../../demo/liuyuan_ledger.csv");
const POSTS: &[u8] = include_bytes!("../../../demo/liuyuan_posts.csv");
const ADVICE: &[u8] = include_bytes!("../../../demo/liuyuan_advice.csv");
const TALKS: &[u8] = include_bytes!("../../../demo/liuyuan_talks.csv");
const STREET: &str = "371502002000";

/// Who does what. The names are invented.
const PEOPLE: [(Role, &str, &str); 6] = [
    (Role::OrgAdministrator, "liuyuan-guanli", "贺知微"),
    (Role::Clerk, "liuyuan-bangongshi", "沈疏桐"),
    (Role::Accountant, "liuyuan-kuaiji", "齐映雪"),
    (Role::Reviewer, "liuyuan-huifang", "祁南乔"),
    (Role::Approver, "liuyuan-lingdao", "卓云舟"),
    (Role::Auditor, "liuyuan-jiandu", "叶扶疏"),
];

pub fn play(stage: &mut Stage, admin: Id) -> Result<()> {
    stage.on(day(2022, 1, 3)?);
    let office = office::found(stage, admin, ("柳园街道", STREET, "0635-0000000"), &PEOPLE)?;
    stage.on(day(2022, 7, 31)?);
    let clerk = stage.by(office.org, office.clerk);
    let lacks = |what: String| Error::Internal(format!("the ledger of the demonstration: {what}"));
    let table = ledger::read_table(LEDGER, "liuyuan_ledger.csv")
        .map_err(|fault| lacks(fault.code.into()))?;
    let by = clerk.clone();
    let (read, file_tag) = stage.db.read(move |tx| {
        let read = ledger::read(tx, &by, &table)?;
        let problems = read.problems;
        let compared = ledger::compare(tx, &by, read.lines)?;
        Ok(((problems, compared), ledger::file_tag(tx, LEDGER)))
    })?;
    let (problems, compared) = read;
    if let Some(problem) = problems.first() {
        return Err(lacks(format!("{problem:?}")));
    }
    let input = ImportLedger {
        file_tag,
        added: compared.added,
        further: compared.further,
        known: compared.known,
        set_aside: 0,
    };
    stage.act(&clerk, input, move |tx, ctx, input| {
        import_ledger(tx, ctx, input, &compared.brought)
    })?;
    law(stage, &clerk)
}

/// Who advises and assists in the communities, what was asked and the talks: lists of the clerk, imported as on their pages.
fn law(stage: &Stage, clerk: &Ctx) -> Result<()> {
    let lacks =
        |what: String| Error::Internal(format!("legal services of the demonstration: {what}"));
    let table = read_posts(POSTS, "liuyuan_posts.csv").map_err(|fault| lacks(fault.code.into()))?;
    let by = clerk.clone();
    let plan = stage.db.read(move |tx| plan_posts(tx, &by, &table))?;
    if let Some(problem) = plan.problems.first() {
        return Err(lacks(format!("{problem:?}")));
    }
    let input = ImportPosts {
        file_tag: "demo".into(),
        added: plan.added,
        changed: plan.changed,
        unchanged: plan.unchanged,
        set_aside: plan.set_aside,
    };
    stage.act(clerk, input, move |tx, ctx, input| {
        import_posts(tx, ctx, input, &plan.lines)
    })?;
    let files = [(What::Advice, ADVICE), (What::Talk, TALKS)];
    for (what, bytes) in files {
        let table = rows::read_rows(what, bytes, "liuyuan.csv")
            .map_err(|fault| lacks(fault.code.into()))?;
        let by = clerk.clone();
        let read = stage.db.read(move |tx| rows::read(tx, &by, what, &table))?;
        if let Some(problem) = read.problems.first() {
            return Err(lacks(format!("{problem:?}")));
        }
        let input = Record::of(what, &read.rows, what.code().into(), Some(0));
        stage.act(clerk, input, move |tx, ctx, input| {
            record(tx, ctx, input, what, &read.rows)
        })?;
    }
    Ok(())
}
