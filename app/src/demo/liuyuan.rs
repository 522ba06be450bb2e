//! 柳园街道: a ledger of its hotline, brought in as its clerk does it. The street office, its communities and how many concerns were
//! solved are those of the newspaper; people and what they told are invented.

use super::office;
use super::stage::{Stage, day};
use access::Role;
use cases::{BringIn, bring_in};
use kernel::{Error, Id, Result};
use modules::appeals::ledger;

const LEDGER: &[u8] = include_bytes!("../../../demo/liuyuan_ledger.csv");
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
    let (read, file) = stage.db.read(move |tx| {
        let read = ledger::read(tx, &by, &table)?;
        Ok((read, ledger::file_tag(tx, LEDGER)))
    })?;
    if let Some(problem) = read.problems.first() {
        return Err(lacks(format!("{problem:?}")));
    }
    let input = BringIn {
        code: "appeal".into(),
        prefix: "AP".into(),
        count: read.cases.len(),
        file,
    };
    let done = stage.act(&clerk, input, move |tx, ctx, input| {
        bring_in(tx, ctx, input, &read.cases)
    });
    done.map(drop)
}
