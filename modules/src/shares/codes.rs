//! The code lists of this module: where money comes from, what an asset is for, which class a
//! beneficiary is in. Dated data with a source; an installation may add to them in `access_code`.

use super::store;
use ::store::Tx;
use kernel::{Date, Error, Result};

pub const FUNDING_SOURCE: &str = "funding_source";
pub const ASSET_CLASS: &str = "asset_class";
pub const BENEFICIARY_CLASS: &str = "beneficiary_class";

/// One word of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Code {
    pub code: String,
    pub zh: String,
    pub en: String,
    pub source: String,
}

const ASSETS: &str = "国办函〔2021〕51号";
const USAGE: &str = "usual words of project ledgers";
const CLASSES: &str = "classes of need, as Shandong townships grade beneficiaries";

/// List, code, Chinese, English, source.
const BUILT_IN: [[&str; 5]; 12] = [
    [
        FUNDING_SOURCE,
        "state_subsidy",
        "财政专项（衔接）资金",
        "state subsidy",
        USAGE,
    ],
    [
        FUNDING_SOURCE,
        "county",
        "县级配套资金",
        "county funds",
        USAGE,
    ],
    [
        FUNDING_SOURCE,
        "collective",
        "村集体资金",
        "village collective",
        USAGE,
    ],
    [
        FUNDING_SOURCE,
        "cooperative",
        "合作社自筹",
        "the co-op's own",
        USAGE,
    ],
    [FUNDING_SOURCE, "loan", "银行贷款", "bank loan", USAGE],
    [FUNDING_SOURCE, "donation", "社会捐赠", "donation", USAGE],
    [
        ASSET_CLASS,
        "operating",
        "经营性资产",
        "operating asset",
        ASSETS,
    ],
    [
        ASSET_CLASS,
        "public_benefit",
        "公益性资产",
        "public-benefit asset",
        ASSETS,
    ],
    [
        ASSET_CLASS,
        "household",
        "到户类资产",
        "household asset",
        ASSETS,
    ],
    [BENEFICIARY_CLASS, "A", "A类", "class A", CLASSES],
    [BENEFICIARY_CLASS, "B", "B类", "class B", CLASSES],
    [BENEFICIARY_CLASS, "C", "C类", "class C", CLASSES],
];

/// The words of a list on `date`: those brought along, then the installation's own, which win.
pub fn codes(tx: &mut Tx, list: &str, date: Date) -> Result<Vec<Code>> {
    let built_in = BUILT_IN.iter().filter(|row| row[0] == list);
    let mut found: Vec<Code> = built_in
        .map(|[_, code, zh, en, source]| Code {
            code: (*code).to_owned(),
            zh: (*zh).to_owned(),
            en: (*en).to_owned(),
            source: (*source).to_owned(),
        })
        .collect();
    for own in store::own_codes(tx, list, date)? {
        match found.iter_mut().find(|code| code.code == own.code) {
            Some(code) => *code = own,
            None => found.push(own),
        }
    }
    Ok(found)
}

/// Invalid: `not_a_choice`.
pub fn check(tx: &mut Tx, field: &'static str, list: &str, code: &str, date: Date) -> Result<()> {
    if codes(tx, list, date)?
        .iter()
        .any(|known| known.code == code)
    {
        return Ok(());
    }
    Err(Error::invalid(field, "not_a_choice"))
}
