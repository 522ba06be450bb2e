//! The people of the township: one list of households, imported as every door imports it.

use super::office::Office;
use super::stage::Stage;
use kernel::{Error, Result};
use modules::people::import_file::import_file;
use modules::people::model::ListOptions;
use store::CommandKey;

const HOUSEHOLDS: &[u8] = include_bytes!("../../../demo/households.csv");

pub fn import(stage: &Stage, office: &Office) -> Result<()> {
    import_list(stage, office, HOUSEHOLDS, "households.csv")
}

/// As every door imports it.
pub fn import_list(stage: &Stage, office: &Office, file: &[u8], name: &'static str) -> Result<()> {
    let ctx = stage.by(office.org, office.clerk);
    let options = ListOptions {
        as_of: ctx.today(),
        village: None,
        no_identity_reason: None,
    };
    let key = CommandKey::fresh(&ctx);
    let (_, list) =
        import_file(&stage.db, &ctx, key, file.to_vec(), name, &options)?.map_err(|fault| {
            Error::Internal(format!(
                "the households of the demonstration: {}",
                fault.code
            ))
        })?;
    match list.errors.first() {
        None => Ok(()),
        Some(problem) => Err(Error::Internal(format!(
            "the households of the demonstration: {problem:?}"
        ))),
    }
}
