//! By what whoever brought a case follows it without an account: its number and a code of eight characters, told once. Kept is
//! a keyed hash of both; who lost the code is given a new one by whoever records, and the old one ends.

use crate::act;
use crate::declared::{CaseType, Level, Role};
use crate::photos::{self, Sent, WithPhotos};
use crate::read::{self, Whole};
use crate::standing::owner_of;
use crate::store::receipts as rows;
use crate::{ActOnCase, Done, OpenCase, Opened, roles};
use ::store::keys::Keys;
use ::store::{CommandKey, Input, Tx};
use kernel::{Actor, Ctx, Error, Id, OrgId, Result};
use serde::{Deserialize, Serialize};

/// Characters of a code.
pub const LENGTH: usize = 8;

/// Digits and letters without I, L, O and U, which are read as others.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The code that a deed of this command key gives: 40 bits of its 128 of chance, under a key of the key file. So a form that
/// was sent twice shows the same code, and nothing that is kept tells it.
pub fn code(keys: &Keys, org: OrgId, key: CommandKey) -> String {
    let parts: [&[u8]; 2] = [&org.to_be_bytes(), &key.0];
    let chance = keys.hmac("cases/receipt-code", &parts);
    let letter = |byte: &u8| LETTERS.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
    chance
        .iter()
        .take(LENGTH)
        .map(letter)
        .map(char::from)
        .collect()
}

/// `ABCD-2345`, as people write it down.
pub fn written(code: &str) -> String {
    match code.split_at_checked(LENGTH / 2) {
        Some((first, rest)) => format!("{first}-{rest}"),
        None => code.to_owned(),
    }
}

/// A code as somebody typed it; nothing where it cannot be one. O is read as 0, I and L as 1.
pub fn typed(text: &str) -> Option<String> {
    let text = kernel::text::half_width(text).to_ascii_uppercase();
    let is_between = |c: &char| !c.is_whitespace() && !['-', '_', '.', '—', '－'].contains(c);
    let letter = |c: char| match c {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let code: String = text.chars().filter(is_between).map(letter).collect();
    let is_one = code.len() == LENGTH && code.bytes().all(|byte| LETTERS.contains(&byte));
    is_one.then_some(code)
}

/// A number as somebody typed it: `ap-2026-488` and `AP－2026－0488` are `AP-2026-0488`.
pub fn typed_number(text: &str) -> Option<String> {
    let text = kernel::text::half_width(text).to_ascii_uppercase();
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let mut parts = text.split(['-', '—', '－']);
    let (kind, year, ordinal) = (parts.next()?, parts.next()?, parts.next()?);
    let is_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let is_kind =
        !kind.is_empty() && kind.len() <= 8 && kind.bytes().all(|b| b.is_ascii_uppercase());
    let fits = is_kind && year.len() == 4 && is_digits(year) && is_digits(ordinal);
    if !fits || ordinal.len() > 12 || parts.next().is_some() {
        return None;
    }
    Some(format!(
        "{kind}-{year}-{:0>4}",
        ordinal.trim_start_matches('0')
    ))
}

/// What is kept of number and code.
pub fn tag(keys: &Keys, number: &str, code: &str) -> [u8; 32] {
    keys.hmac("cases/receipt", &[number.as_bytes(), code.as_bytes()])
}

/// Whether whoever brings a case of this type can follow it and may ever do something with it.
pub fn is_followed(of: &CaseType) -> bool {
    let mut actions = of.actions.iter();
    actions.any(|action| action.who.iter().any(|role| role.value == Role::REQUESTER))
}

/// `open` (as [`crate::open_case()`]) with photos and, where its type lets whoever brings it follow it, a receipt whose tag `of_number`
/// gives.
pub fn open_with_receipt(
    tx: &mut Tx,
    ctx: &Ctx,
    input: WithPhotos<OpenCase>,
    sent: Vec<Sent>,
    open: fn(&mut Tx, &Ctx, OpenCase) -> Result<Opened>,
    of_number: impl FnOnce(&str) -> [u8; 32],
) -> Result<Opened> {
    let opened = photos::open_with_photos_by(tx, ctx, input, sent, open)?;
    let whole = read::whole(tx, ctx.org, opened.case)?;
    if is_followed(&whole.case.of) {
        let tag = of_number(&opened.number);
        rows::insert(tx, ctx, opened.case, tag)?;
    }
    Ok(opened)
}

/// A new code for whoever lost his.
#[derive(Debug, Clone, Serialize)]
pub struct GiveReceipt {
    pub case: Id,
}

impl Input for GiveReceipt {
    const DEED: &'static str = "cases.give_receipt";
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Given {
    pub case: Id,
    pub number: String,
}

/// Whether somebody with these roles may give a new code: whoever records such cases.
pub fn may_give(of: &CaseType, who: &crate::event::Who) -> bool {
    is_followed(of)
        && who
            .roles
            .iter()
            .any(|role| role.level == Some(Level::Record))
}

/// Ends the code that there was. Refuses `cases.not_your_role`; `NotFound` where the actor sees no such case, or nobody follows
/// cases of its type.
pub fn give_receipt(
    tx: &mut Tx,
    ctx: &Ctx,
    input: GiveReceipt,
    of_number: impl FnOnce(&str) -> [u8; 32],
) -> Result<Given> {
    let whole = read::seen(tx, ctx, input.case)?;
    if !is_followed(&whole.case.of) {
        return Err(Error::NotFound);
    }
    let owner = owner_of(&whole.case, whole.row.unit);
    let who = roles::who(tx, ctx, whole.row.unit, owner)?;
    if !may_give(&whole.case.of, &who) {
        return Err(Error::refused("cases.not_your_role"));
    }
    let tag = of_number(&whole.row.number);
    rows::insert(tx, ctx, whole.row.id, tag)?;
    Ok(Given {
        case: whole.row.id,
        number: whole.row.number,
    })
}

/// The case that a number and its code open, in whatever organisation; `None` for a wrong code, one that ended, and a number that
/// never was, which take the same time.
pub fn followed(tx: &mut Tx, tag: [u8; 32]) -> Result<Option<(OrgId, Id)>> {
    rows::followed(tx, &tag)
}

/// Whether the code that made this tag is the one in force.
pub fn is_in_force(tx: &mut Tx, org: OrgId, case: Id, tag: [u8; 32]) -> Result<bool> {
    Ok(followed(tx, tag)? == Some((org, case)))
}

/// A step of whoever brought the case, who holds its code. `NotFound` where the code is not in force any more; otherwise as
/// [`crate::act_on_case()`].
pub fn act_for_requester(
    tx: &mut Tx,
    ctx: &Ctx,
    input: WithPhotos<ActOnCase>,
    sent: Vec<Sent>,
    tag: [u8; 32],
) -> Result<Done> {
    if ctx.actor != Actor::SYSTEM || !is_in_force(tx, ctx.org, input.input.case, tag)? {
        return Err(Error::NotFound);
    }
    let whole: Whole = read::whole(tx, ctx.org, input.input.case)?;
    let mut input = input.input;
    photos::put(&sent, &mut input.patch, &mut input.personal);
    let done = act::act_on(tx, ctx, &whole, input)?;
    photos::name(tx, ctx, done.case, &sent)?;
    Ok(done)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_write_it() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(typed(text).as_deref(), expected, "{text}");
        };
        check("ABCD-2345", Some("ABCD2345"));
        check(" abcd 2345 ", Some("ABCD2345"));
        check("oO1l-iI0L", Some("00111101"));
        check("ＡＢＣＤ－２３４５", Some("ABCD2345"));
        for wrong in [
            "",
            "ABCD234",
            "ABCD23456",
            "ABCD234U",
            "ABCD234号",
            "ABCD234\u{0}",
        ] {
            check(wrong, None);
        }
        assert_eq!(written("ABCD2345"), "ABCD-2345");
        assert_eq!(typed(&written("0A1Z9XYV")).as_deref(), Some("0A1Z9XYV"));
    }

    #[test]
    fn a_number_is_read_as_people_write_it() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(typed_number(text).as_deref(), expected, "{text}");
        };
        check("AP-2026-0488", Some("AP-2026-0488"));
        check(" ap-2026-488", Some("AP-2026-0488"));
        check("ＡＰ－２０２６－０４８８", Some("AP-2026-0488"));
        check("AP-2026-12345", Some("AP-2026-12345"));
        for wrong in [
            "",
            "AP",
            "AP-2026",
            "AP-26-1",
            "AP-2026-x",
            "AP-2026-1-2",
            "1-2026-1",
            "AP-2026-",
        ] {
            check(wrong, None);
        }
    }
}
