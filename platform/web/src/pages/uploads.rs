//! Files between upload and commit, as the pages of an import use them.

use crate::form::Upload;
use crate::request::Req;
use access::uploads::{drop_upload, load_upload, store_upload, update_state};
use kernel::{Error, Id, Result};
use serde::{Deserialize, Serialize};

/// A file that was sent in, and what its sender has chosen about it so far.
pub struct Stored {
    pub name: String,
    pub bytes: Vec<u8>,
    /// Column letter to field.
    pub mapping: Vec<(String, String)>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct State {
    #[serde(default)]
    mapping: Vec<(String, String)>,
}

/// Keeps a file for its sender. `kind` is that of the import.
pub async fn keep(req: &Req, kind: &'static str, file: Upload) -> Result<Id> {
    let ctx = req.ctx();
    let inner = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| {
            store_upload(tx, &inner, kind, &file.name, &file.bytes)
        })
        .await
}

/// One's own file of this kind; `NotFound` otherwise.
pub async fn stored(req: &Req, kind: &'static str, id: Id) -> Result<Stored> {
    let ctx = req.ctx();
    let (upload, bytes) = req
        .app
        .db
        .read_async(move |tx| load_upload(tx, &ctx, id))
        .await?;
    if upload.kind != kind {
        return Err(Error::NotFound);
    }
    let state: State =
        serde_json::from_str(&upload.state).map_err(|e| Error::internal("an upload's state", e))?;
    Ok(Stored {
        name: upload.file_name,
        bytes,
        mapping: state.mapping,
    })
}

/// Keeps which column is which.
pub async fn remember(req: &Req, id: Id, mapping: Vec<(String, String)>) -> Result<()> {
    let state = serde_json::to_string(&State { mapping })
        .map_err(|e| Error::internal("an upload's state", e))?;
    let ctx = req.ctx();
    let inner = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| update_state(tx, &inner, id, &state))
        .await
}

/// Destroys the file after its commit.
pub async fn forget(req: &Req, id: Id) -> Result<()> {
    let ctx = req.ctx();
    let inner = ctx.clone();
    req.app
        .db
        .work_async(&ctx, move |tx| drop_upload(tx, &inner, id))
        .await
}
