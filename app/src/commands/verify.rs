//! `zhen verify`: a slip against the posted root, or the whole notice, without a database and without a network.

use crate::cli::Verify;
use crate::say;
use kernel::proof::{Notice, Read, Slip};
use kernel::text::{hex, unhex};
use kernel::{Error, Fen, Result};
use std::path::Path;
use web::i18n::Words;

pub fn run(args: &Verify, words: Words) -> Result<bool> {
    let slip = match read(&args.slip, "slip")? {
        Read::Slip(slip) => slip,
        Read::Notice(_) => return Err(Error::invalid("slip", "proof_is_a_notice")),
    };
    let held = match (&args.root, &args.notice) {
        (_, Some(file)) => {
            let Read::Notice(notice) = read(file, "notice")? else {
                return Err(Error::invalid("notice", "proof_is_a_slip"));
            };
            if !is_signed(&notice) {
                tell(args, words, Err("signature"));
                return Ok(false);
            }
            slip.check(&notice)
        }
        (Some(root), None) => {
            let digits: String = root.chars().filter(|c| !c.is_whitespace()).collect();
            let root = unhex(&digits.to_lowercase());
            slip.check_root(&root.ok_or_else(|| Error::invalid("root", "proof_root"))?)
        }
        (None, None) => return Err(Error::invalid("root", "empty")),
    };
    match held {
        Ok(held) => tell(args, words, Ok((&slip, held.root, held.is_amount_checked))),
        Err(fault) => tell(args, words, Err(fault.code())),
    }
    Ok(held.is_ok())
}

/// By the key that the notice itself names: whether that is the township's, its copies on the wall say.
fn is_signed(notice: &Notice) -> bool {
    store::sign::signature_holds(&notice.key, &notice.signed_bytes(), &notice.signature)
}

/// JSON, or digits alone or behind the `#` of an address.
fn read(path: &Path, field: &'static str) -> Result<Read> {
    let fault = |_| {
        Error::Invalid(vec![
            kernel::FieldError::new(field, "no_such_file").with("path", path.display()),
        ])
    };
    let text = std::fs::read_to_string(path).map_err(fault)?;
    let read = if text.trim_start().starts_with('{') {
        let slip = Slip::of_json(&text).map(|slip| Read::Slip(Box::new(slip)));
        slip.or_else(|_| Notice::of_json(&text).map(|notice| Read::Notice(Box::new(notice))))
    } else {
        Read::of_text(&text)
    };
    read.map_err(|_| Error::invalid(field, "proof_unreadable"))
}

fn tell(args: &Verify, words: Words, verdict: Result<(&Slip, [u8; 32], bool), &'static str>) {
    if args.json {
        let told = match verdict {
            Ok((slip, root, is_amount_checked)) => serde_json::json!({
                "verdict": "holds", "root": hex(&root), "is_amount_checked": is_amount_checked,
                "gross": slip.sums.gross, "tax": slip.sums.tax, "leaves": slip.leaves,
            }),
            Err(code) => serde_json::json!({ "verdict": code }),
        };
        say::line(&told.to_string());
        return;
    }
    match verdict {
        Ok((slip, root, is_amount_checked)) => {
            let net = slip.sums.gross.saturating_sub(slip.sums.tax);
            let net = Fen(i64::try_from(net).unwrap_or(i64::MAX)).to_string();
            let lines = slip.leaves.to_string();
            say::line(&words.with("cli-slip-holds", &[("amount", &net), ("lines", &lines)]));
            say::line(&words.get(if is_amount_checked {
                "proof-amount-right"
            } else {
                "proof-amount-parts"
            }));
            say::line(&words.with("cli-slip-root", &[("root", &hex(&root))]));
        }
        Err(code) => {
            let why = words.get(&format!("proof-fault-{}", code.replace('_', "-")));
            say::line(&words.with("cli-slip-differs", &[("why", &why)]));
        }
    }
}
