//! A deed whose input follows from what was sent and from what is there, such as a file that is compared first: asked again, its
//! input would be another, so what makes the same key the same deed is what was sent.

use super::{CommandKey, Input, Kept, Told, close, lock, mark, perform_told, stored};
use crate::Tx;
use crate::db::{Db, guarded};
use kernel::{Ctx, Result};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// What was sent with a key, as a keyed hash.
#[derive(Debug, Clone)]
pub struct Sent(Vec<u8>);

impl Db {
    /// Of a deed, the parts that were sent: the file, what was chosen beside it.
    pub fn sent<I: Input>(&self, parts: &[&[u8]]) -> Sent {
        let all: Vec<&[u8]> = [I::DEED.as_bytes()].iter().chain(parts).copied().collect();
        Sent(self.keys().hmac("sent", &all).to_vec())
    }

    /// [`Db::act_async`] of such a deed.
    pub async fn act_on_async<I, O>(
        &self,
        ctx: &Ctx,
        (key, sent): (CommandKey, Sent),
        input: I,
        deed: impl FnOnce(&mut Tx, &Ctx, I) -> Result<O> + Send + 'static,
    ) -> Result<O>
    where
        I: Input,
        O: Serialize + DeserializeOwned + Send + 'static,
    {
        let (ctx, keys) = (ctx.clone(), self.keys());
        self.write_async(ctx.org, move |session| {
            let told = Told {
                tag: sent.0,
                ..Told::new(&keys, &input)?
            };
            perform_told(session, &keys, &ctx, key, told, input, deed)
        })
        .await
    }

    /// What [`Db::act_on_async`] answered this key before; nothing where it was never asked. `Conflict` where the key came with
    /// something else.
    pub async fn answered_async<O>(
        &self,
        ctx: &Ctx,
        (key, sent): (CommandKey, Sent),
    ) -> Result<Option<O>>
    where
        O: DeserializeOwned + Send + 'static,
    {
        let ctx = ctx.clone();
        self.write_async(ctx.org, move |session| {
            let mark = mark(session)?;
            // Under the lock, as a stored answer always is.
            let kept = guarded(|| {
                lock(session, &ctx)?;
                stored(session, &ctx, key, &sent.0)
            });
            close(session, mark, false)?;
            kept?.map(Kept::answer).transpose()
        })
        .await
    }
}
