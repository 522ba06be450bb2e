//! Choosing a division by typing: a code, a name or the beginning of its pinyin.

use crate::i18n::Words;
use crate::request::Req;
use access::Unit;
use kernel::{Error, Id, Refusal, Result};

/// A unit of the tree, as a page names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Division {
    pub id: Id,
    pub code: String,
    pub name: String,
}

impl From<Unit> for Division {
    fn from(unit: Unit) -> Division {
        Division {
            id: unit.id,
            code: unit.code,
            name: unit.name,
        }
    }
}

impl Division {
    pub(crate) fn sample(words: Words) -> Division {
        Division {
            id: Id(1),
            code: "371502104000".into(),
            name: words.get("page-sample-town"),
        }
    }
}

/// Where the person works: the root unit of his organisation, or of the tree.
pub(crate) async fn home_division(req: &Req) -> Result<Division> {
    let (org, today) = (req.org(), req.ctx().today());
    req.app.db.read_async(move |tx| home(tx, org, today)).await
}

/// See [`home_division`].
pub(crate) fn home(
    tx: &mut ::store::Tx,
    org: kernel::OrgId,
    today: kernel::Date,
) -> Result<Division> {
    if let Some(org) = access::create_org::org(tx, org, today)?
        && let Some(unit) = access::units::unit(tx, org.unit)?
    {
        return Ok(unit.into());
    }
    let root = access::units::roots(tx)?.into_iter().next();
    root.map(Division::from)
        .ok_or_else(|| Error::refused("web.no_units"))
}

/// The unit named by the query's or form's `field`, or home where it is empty. Refuses
/// `web.unknown_division` and, where several fit, `web.several_divisions` with some of them.
pub(crate) async fn division(req: &Req, field: &str) -> Result<Division> {
    let typed = req
        .form
        .get(field)
        .or(req.query.get(field))
        .map(str::to_owned);
    match typed {
        None => home_division(req).await,
        Some(typed) => named(req, typed).await,
    }
}

/// See [`division`].
pub(crate) async fn named(req: &Req, typed: String) -> Result<Division> {
    let home = home_division(req).await.ok();
    req.app
        .db
        .read_async(move |tx| {
            if let Some(unit) = access::units::unit_by_code(tx, &typed)? {
                return Ok(unit.into());
            }
            if let Some(home) = home.filter(|home| home.name == typed) {
                return Ok(home);
            }
            let found = access::units::search(tx, None, &typed, 50)?;
            let exact: Vec<&Unit> = found.iter().filter(|u| u.name == typed).collect();
            match (found.as_slice(), exact.as_slice()) {
                ([one], _) => Ok(one.clone().into()),
                (_, [one]) => Ok((*one).clone().into()),
                ([], _) => Err(Refusal::new("web.unknown_division")
                    .with("name", &typed)
                    .into()),
                (several, _) => {
                    let some: Vec<String> = several
                        .iter()
                        .take(5)
                        .map(|u| format!("{} {}", u.name, u.code))
                        .collect();
                    Err(Refusal::new("web.several_divisions")
                        .with("some", some.join("；"))
                        .into())
                }
            }
        })
        .await
}
