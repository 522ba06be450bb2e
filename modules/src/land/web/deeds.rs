//! Forms in, deeds done. What a person types as a code or a number is looked up here; the deed judges.

use super::doors::{codes_of, crumbs};
use super::forms::{self, Kind, Offer};
use crate::land::{
    ChangeArea, ContractLine, EndContract, EnterContract, EnterParcel, PartTo, SwapParcels,
    TransferContract, change_area, end_contract, enter_contract, enter_parcel, read, swap_parcels,
    transfer_contract,
};
use crate::people;
use ::web::form::Reader;
use ::web::{Part, Reply, Req, View};
use access::{Right, Scope};
use kernel::{Date, Error, Id, OrgId, Result};

pub(super) async fn form(req: Req, kind: Kind) -> Result<Reply> {
    form_page(&req, kind, None).await
}

pub(super) async fn save(req: Req, kind: Kind) -> Result<Reply> {
    match deed(&req, kind).await {
        Ok(to) => Ok(Reply::see(to).saved(&format!("land-saved-{}", kind.word()), &[])),
        Err(fault) => form_page(&req, kind, Some(fault)).await,
    }
}

/// The id of the address; 0 where the form has none.
fn id_of(req: &Req, kind: Kind) -> Result<Id> {
    match kind {
        Kind::Parcel | Kind::Contract => Ok(Id(0)),
        _ => req.id("id"),
    }
}

async fn offer(req: &Req, kind: Kind) -> Result<Offer> {
    let (ctx, id, codes) = (req.ctx(), id_of(req, kind)?, codes_of(req).await?);
    let units = req
        .app
        .db
        .read_async(move |tx| {
            let scope = Scope::of(&ctx, Right::EnterProjects);
            match kind {
                Kind::Parcel => return read::villages(tx, &scope),
                Kind::Contract => {}
                // What may not be seen has no form either.
                Kind::Area => {
                    read::parcel(tx, &scope, ctx.today(), id)?;
                }
                _ => {
                    read::contract(tx, &scope, ctx.today(), id)?;
                }
            }
            Ok(Vec::new())
        })
        .await?;
    Ok(Offer { codes, units })
}

async fn form_page(req: &Req, kind: Kind, fault: Option<Error>) -> Result<Reply> {
    let (id, offer) = (id_of(req, kind)?, offer(req, kind).await?);
    let mut page = req.page(&format!("land-add-{}", kind.word()));
    crumbs(&mut page);
    let is_again = fault.is_some();
    let faults = req.told(&mut page, fault)?;
    let today = req.ctx().today().to_string();
    let asked = |name: &str| req.query.get(name).unwrap_or_default().to_owned();
    let typed = |name: &str| match (is_again, name) {
        (false, "from" | "date") => today.clone(),
        (false, "kind") => crate::land::model::ARABLE.to_owned(),
        (false, "household" | "parcels") => asked(name),
        _ => req.form.shown(name),
    };
    let lead = req.words().get(&format!("land-lead-{}", kind.word()));
    let form = forms::form(&page, kind, id, &offer, &typed, &faults);
    let reply = View::new(page, vec![Part::Text(lead), Part::Form(form)]).reply()?;
    Ok(reply.again(is_again))
}

fn missing(field: &'static str) -> Error {
    Error::invalid(field, "empty")
}

/// Mu as typed, in 0.01 mu; nothing where nothing is typed.
fn area(req: &Req, field: &'static str) -> Result<Option<i64>> {
    let Some(text) = req.form.get(field) else {
        return Ok(None);
    };
    match kernel::text::parse_area_mu(text) {
        Ok(read) => Ok(Some(read.value)),
        Err(fault) => Err(Error::invalid(field, fault.code())),
    }
}

async fn household(req: &Req) -> Result<Id> {
    let (org, number) = (req.org(), req.form.get("household").map(str::to_owned));
    let number = number.ok_or_else(|| missing("household"))?;
    let find = move |tx: &mut ::store::Tx| people::find_household(tx, org, number.trim());
    let found = req.app.db.read_async(find).await?;
    found.ok_or_else(|| Error::invalid("household", "no_such_household"))
}

/// Lines of a parcel's code and, where `with_area`, its contracted area.
async fn lines(req: &Req, field: &'static str, with_area: bool) -> Result<Vec<(Id, Option<i64>)>> {
    let text = req.form.get(field).unwrap_or_default().to_owned();
    let mut asked = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        let line = kernel::text::half_width(line);
        let mut words = line
            .split(|c: char| c.is_whitespace() || ",、;".contains(c))
            .filter(|word| !word.is_empty());
        let code = words.next().unwrap_or_default().to_owned();
        let area = match (with_area, words.next()) {
            (true, Some(word)) => {
                let read = kernel::text::parse_area_mu(word);
                Some(
                    read.map_err(|fault| Error::invalid(field, fault.code()))?
                        .value,
                )
            }
            (true, None) => return Err(Error::invalid(field, "not_a_parcel_line")),
            (false, _) => None,
        };
        asked.push((code, area));
    }
    let org: OrgId = req.org();
    let find = move |tx: &mut ::store::Tx| {
        let mut found = Vec::with_capacity(asked.len());
        for (code, area) in asked {
            let id = read::find_parcel(tx, org, &code)?;
            found.push((id.ok_or(Error::invalid(field, "no_such_parcel"))?, area));
        }
        Ok(found)
    };
    req.app.db.read_async(find).await
}

async fn parcels(req: &Req, field: &'static str) -> Result<Vec<Id>> {
    let found = lines(req, field, false).await?;
    Ok(found.into_iter().map(|(id, _)| id).collect())
}

/// Does what the form says and answers where to go.
async fn deed(req: &Req, kind: Kind) -> Result<String> {
    match kind {
        Kind::Parcel => parcel_deed(req).await,
        Kind::Contract => contract_deed(req).await,
        Kind::Area => area_deed(req).await,
        Kind::End => end_deed(req).await,
        Kind::Swap => swap_deed(req).await,
        Kind::Transfer => transfer_deed(req).await,
    }
}

async fn parcel_deed(req: &Req) -> Result<String> {
    let mut read = Reader::new(&req.form);
    let (code, name) = (read.text("code", 40), read.text_opt("name", 60));
    let (unit, kind) = (read.id("unit"), read.text("kind", 40));
    let from = read.date("from");
    read.done()?;
    let input = EnterParcel {
        code,
        unit,
        name,
        kind,
        area: area(req, "area")?.ok_or_else(|| missing("area"))?,
        from,
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, enter_parcel);
    Ok(format!("/land/parcels/{}", done.await?.parcel))
}

async fn contract_deed(req: &Req) -> Result<String> {
    let mut read = Reader::new(&req.form);
    let (number, issuer) = (read.text("number", 40), read.text("issuer", 40));
    let contractor = read.text_opt("contractor", 40);
    let (term_from, term_to) = (read.date("term_from"), read.date_opt("term_to"));
    let from = read.date("from");
    read.done()?;
    let input = EnterContract {
        number,
        issuer,
        household: household(req).await?,
        contractor,
        term_from,
        term_to,
        from,
        parcels: lines(req, "parcels", true)
            .await?
            .into_iter()
            .map(|(parcel, area)| ContractLine {
                parcel,
                area: area.unwrap_or_default(),
            })
            .collect(),
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, enter_contract);
    Ok(format!("/land/contracts/{}", done.await?.contract))
}

async fn area_deed(req: &Req) -> Result<String> {
    let parcel = req.id("id")?;
    let mut read = Reader::new(&req.form);
    let from = read.date("from");
    read.done()?;
    let input = ChangeArea {
        parcel,
        from,
        measured: area(req, "measured")?,
        contracted: area(req, "contracted")?,
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, change_area);
    done.await?;
    Ok(format!("/land/parcels/{parcel}"))
}

/// The day and the reason of an end or a transfer, with its document.
fn agreed(req: &Req) -> Result<(Date, String, Option<String>)> {
    let mut read = Reader::new(&req.form);
    let (date, reason) = (read.date("date"), read.text("reason", 40));
    let document = read.text_opt("document", 200);
    read.done()?;
    Ok((date, reason, document))
}

async fn end_deed(req: &Req) -> Result<String> {
    let contract = req.id("id")?;
    let (date, reason, document) = agreed(req)?;
    let input = EndContract {
        contract,
        date,
        reason,
        document,
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, end_contract);
    done.await?;
    Ok(format!("/land/contracts/{contract}"))
}

async fn swap_deed(req: &Req) -> Result<String> {
    let contract = req.id("id")?;
    let mut read = Reader::new(&req.form);
    let (other, document) = (read.text("other", 40), read.text("document", 200));
    let (date, filed) = (read.date("date"), read.date_opt("filed"));
    read.done()?;
    let org = req.org();
    let find = move |tx: &mut ::store::Tx| read::find_contract(tx, org, &other);
    let found = req.app.db.read_async(find).await?;
    let input = SwapParcels {
        contract,
        parcels: parcels(req, "parcels").await?,
        other: found.ok_or_else(|| Error::invalid("other", "no_such_contract"))?,
        other_parcels: parcels(req, "other_parcels").await?,
        date,
        document,
        filed,
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, swap_parcels);
    Ok(format!("/land/contracts/{}", done.await?.contract))
}

async fn transfer_deed(req: &Req) -> Result<String> {
    let contract = req.id("id")?;
    let (date, reason, document) = agreed(req)?;
    let mut read = Reader::new(&req.form);
    let (contractor, number) = (read.text_opt("contractor", 40), read.text_opt("number", 40));
    read.done()?;
    let parcels = parcels(req, "parcels").await?;
    let part = match (number, parcels.is_empty()) {
        (None, true) => None,
        (None, false) => return Err(missing("number")),
        (Some(number), _) => Some(PartTo { number, parcels }),
    };
    let input = TransferContract {
        contract,
        household: household(req).await?,
        date,
        reason,
        document,
        contractor,
        part,
    };
    let key = req.form.key()?;
    let ctx = req.ctx();
    let done = req.app.db.act_async(&ctx, key, input, transfer_contract);
    Ok(format!("/land/contracts/{}", done.await?.contract))
}
