//! Words in two languages: Fluent messages from `locales/<lang>/*.ftl`, embedded at build time.
//! Chinese is the default. Never decides which language a person gets: the caller does.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::types::FluentNumber;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use kernel::{Error, FieldError, Lack, Refusal};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, Mutex, PoisonError};
use unic_langid::LanguageIdentifier;

mod embedded {
    include!(concat!(env!("OUT_DIR"), "/locales.rs"));
}

/// A language of the product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Lang {
    #[default]
    ZhCn,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::ZhCn, Lang::En];

    /// The BCP 47 code, as in `<html lang>` and in the folder of `locales/`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::ZhCn => "zh-CN",
            Lang::En => "en",
        }
    }

    /// Reads a stored or linked code: exactly `zh-CN` or `en`.
    pub fn from_code(code: &str) -> Option<Lang> {
        Lang::ALL.into_iter().find(|lang| lang.code() == code)
    }

    /// The best of an Accept-Language header; Chinese where nothing fits.
    pub fn from_accept_language(header: &str) -> Lang {
        let mut best = (0, Lang::default());
        for part in header.split(',') {
            let mut pieces = part.split(';');
            let tag = pieces
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            let quality = pieces
                .find_map(|p| p.trim().strip_prefix("q="))
                .map_or(1000, thousandths);
            let lang = match tag.split('-').next() {
                Some("zh") => Lang::ZhCn,
                Some("en") => Lang::En,
                _ => continue,
            };
            if quality > best.0 {
                best = (quality, lang);
            }
        }
        best.1
    }

    /// The other language, for the switch in the header.
    pub fn other(self) -> Lang {
        match self {
            Lang::ZhCn => Lang::En,
            Lang::En => Lang::ZhCn,
        }
    }
}

/// `0.8` is 800; what cannot be read weighs nothing.
fn thousandths(text: &str) -> u32 {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    let fraction: String = fraction.chars().chain("000".chars()).take(3).collect();
    let whole: u32 = whole.parse().unwrap_or(0);
    whole.min(1) * 1000 + fraction.parse::<u32>().unwrap_or(0)
}

/// A value put into a message. A number is grouped (1,700) and chooses the plural form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arg<'a> {
    Text(&'a str),
    Number(i64),
}

impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}

impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Number(number)
    }
}

/// The words of one language. Cheap to copy; the messages themselves are shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Words {
    lang: Lang,
}

impl Words {
    pub fn new(lang: Lang) -> Self {
        Words { lang }
    }

    pub fn lang(self) -> Lang {
        self.lang
    }

    /// The message of a key; `⟦key⟧`, and a place in `missing_keys`, where there is none.
    pub fn get(&self, key: &str) -> String {
        self.format(key, None)
    }

    /// The message of a key filled with texts.
    pub fn with(&self, key: &str, args: &[(&str, &str)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            values.set(*name, *value);
        }
        self.format(key, Some(&values))
    }

    /// The message of a key filled with texts and numbers: `fill("x", &[("count", 3.into())])`.
    pub fn fill(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let mut values = FluentArgs::with_capacity(args.len());
        for (name, value) in args {
            match value {
                Arg::Text(text) => values.set(*name, *text),
                Arg::Number(number) => values.set(*name, *number),
            }
        }
        self.format(key, Some(&values))
    }

    /// The message of a key filled with one count, which chooses the plural form.
    pub fn count(&self, key: &str, count: i64) -> String {
        self.fill(key, &[("count", Arg::Number(count))])
    }

    /// The unit that stands after a number: of one thing by `<key>-one`, where a language tells them apart.
    pub fn unit(&self, key: &str, count: i64) -> String {
        let one = format!("{key}-one");
        if count == 1 && self.has(&one) {
            self.get(&one)
        } else {
            self.get(key)
        }
    }

    /// Of a name that comes in both languages, the one of the page.
    pub fn either(self, zh: &str, en: &str) -> String {
        match self.lang() {
            Lang::En => en.to_owned(),
            _ => zh.to_owned(),
        }
    }

    /// A text under its label: `承租方：这里需要填写。`, `Tenant: Please fill this in.`
    pub fn labelled(&self, label: &str, text: &str) -> String {
        self.with("web-labelled", &[("label", label), ("text", text)])
    }

    /// Somebody who did a thing for another, as his deputy: `李某（代张某）`, `Li (for Zhang)`.
    pub fn done_for(&self, name: &str, principal: &str) -> String {
        self.with("web-done-for", &[("name", name), ("principal", principal)])
    }

    /// Who did a thing, and for whom.
    pub fn signature(&self, by: &access::deputies::Signature) -> String {
        match &by.principal {
            Some(principal) => self.done_for(&by.name, principal),
            None => by.name.clone(),
        }
    }

    /// What a refusal says to the person: the rule, and what to do next.
    pub fn refusal(&self, refusal: &Refusal) -> String {
        self.coded(&refusal.locale_key(), &refusal.args)
    }

    /// What is wrong with one field; with a file or a cell, in the words of tables.
    pub fn field_error(&self, fault: &FieldError) -> String {
        let own = fault.locale_key();
        let of_tables = own.replacen("invalid-", "sheet-", 1);
        let key = match !self.has(&own) && self.has(&of_tables) {
            true => of_tables,
            false => own,
        };
        self.coded(&key, &fault.args)
    }

    /// The words of any error. Nothing internal is shown.
    pub fn error(&self, error: &Error) -> String {
        match error {
            Error::Refused(refusal) => self.refusal(refusal),
            Error::Invalid(_) => self.get("web-error-invalid"),
            Error::NotFound => self.get("web-error-not-found"),
            Error::Forbidden => self.get("web-error-forbidden"),
            Error::Conflict => self.get("web-error-conflict"),
            Error::Internal(_) => self.get("web-error-internal"),
            Error::Unavailable(Lack::DiskFull, _) => self.get("web-error-disk-full"),
            Error::Unavailable(Lack::NoAnswer, _) => self.get("web-error-no-answer"),
        }
    }

    /// Whether there is such a message.
    pub fn has(&self, key: &str) -> bool {
        bundle(self.lang).has_message(key)
    }

    fn coded(&self, key: &str, args: &[(std::borrow::Cow<'static, str>, String)]) -> String {
        let args: Vec<(&str, &str)> = args.iter().map(|(n, v)| (n.as_ref(), v.as_str())).collect();
        self.with(key, &args)
    }

    fn format(&self, key: &str, args: Option<&FluentArgs<'_>>) -> String {
        let bundle = bundle(self.lang);
        let Some(pattern) = bundle.get_message(key).and_then(|m| m.value()) else {
            note_missing(self.lang, key);
            return format!("⟦{key}⟧");
        };
        let mut faults = Vec::new();
        let text = bundle
            .format_pattern(pattern, args, &mut faults)
            .into_owned();
        if !faults.is_empty() {
            note_missing(self.lang, &format!("{key} (arguments)"));
        }
        text
    }
}

static MISSING: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

fn note_missing(lang: Lang, key: &str) {
    let mut missing = MISSING.lock().unwrap_or_else(PoisonError::into_inner);
    // The keys are the program's own, so the set is bounded; the limit holds should one not be.
    if missing.len() < 1000 && missing.insert(format!("{}: {key}", lang.code())) {
        tracing::warn!(lang = lang.code(), key, "a text has no words in locales/");
    }
}

/// Keys asked for since the program began that have no message, or lacked an argument.
pub fn missing_keys() -> Vec<String> {
    let missing = MISSING.lock().unwrap_or_else(PoisonError::into_inner);
    missing.iter().cloned().collect()
}

/// Every key of a language with the variables that its message uses.
pub fn variables(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (_, source) in sources(lang) {
        let mut current = String::new();
        for line in source.lines() {
            if line.starts_with(|c: char| c.is_ascii_alphabetic())
                && let Some((key, _)) = line.split_once('=')
            {
                current = key.trim().to_owned();
                out.entry(current.clone()).or_default();
            }
            if line.starts_with('#') {
                continue;
            }
            for piece in line.split("{ $").chain(line.split("{$")).skip(1) {
                let name: String = piece
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-')
                    .collect();
                if line.contains(&format!("${name}")) && !name.is_empty() {
                    out.entry(current.clone()).or_default().insert(name);
                }
            }
        }
    }
    out
}

/// Faults of the locale files themselves: syntax, and keys that two files both claim.
pub fn faults() -> Vec<String> {
    Lang::ALL
        .into_iter()
        .flat_map(|lang| build(lang).1)
        .collect()
}

fn sources(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::ZhCn => embedded::ZH_CN,
        Lang::En => embedded::EN,
    }
}

fn bundle(lang: Lang) -> &'static FluentBundle<FluentResource> {
    static ZH_CN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| build(Lang::ZhCn).0);
    static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| build(Lang::En).0);
    match lang {
        Lang::ZhCn => &ZH_CN,
        Lang::En => &EN,
    }
}

fn build(lang: Lang) -> (FluentBundle<FluentResource>, Vec<String>) {
    let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![id]);
    // Isolating marks would travel into exports and file names; both languages run left to right.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(group_numbers));
    let mut faults = Vec::new();
    for (file, source) in sources(lang) {
        let resource = match FluentResource::try_new((*source).to_owned()) {
            Ok(resource) => resource,
            Err((resource, errors)) => {
                faults.extend(
                    errors
                        .iter()
                        .map(|e| format!("{}/{file}.ftl: {e}", lang.code())),
                );
                resource
            }
        };
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(
                errors
                    .iter()
                    .map(|e| format!("{}/{file}.ftl: {e}", lang.code())),
            );
        }
    }
    (bundle, faults)
}

/// Counts are shown with thousands separators in both languages.
fn group_numbers<M>(value: &FluentValue<'_>, _: &M) -> Option<String> {
    let FluentValue::Number(FluentNumber { value, .. }) = value else {
        return None;
    };
    // Fluent carries numbers as f64; only counts come here, never money, and they are whole.
    let text = format!("{value:.0}");
    let (sign, digits) = text
        .strip_prefix('-')
        .map_or(("", text.as_str()), |d| ("-", d));
    digits
        .parse()
        .ok()
        .map(|n| format!("{sign}{}", kernel::text::grouped(n)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locale_files_have_no_faults() {
        assert_eq!(faults(), Vec::<String>::new());
    }

    #[test]
    fn both_languages_have_the_same_keys_and_variables() {
        let (zh, en) = (variables(Lang::ZhCn), variables(Lang::En));
        let zh_keys: Vec<_> = zh.keys().collect();
        let en_keys: Vec<_> = en.keys().collect();
        assert_eq!(zh_keys, en_keys);
        // A name that comes in both languages is `$zh` in the one and `$en` in the other, or ends so.
        let same = |names: &BTreeSet<String>| -> BTreeSet<String> {
            let own = |name: &String| ["zh", "en"].contains(&name.as_str());
            let ends = |name: &str| {
                let bare = ["_zh", "_en"].iter().find_map(|end| name.strip_suffix(end));
                bare.unwrap_or(name).to_owned()
            };
            let name = |name: &String| if own(name) { "name".into() } else { ends(name) };
            names.iter().map(name).collect()
        };
        for (key, names) in &zh {
            let other = en.get(key).map(same);
            assert_eq!(Some(same(names)), other, "variables of {key}");
        }
    }

    #[test]
    fn a_missing_key_shows_itself_and_is_recorded() {
        let words = Words::new(Lang::En);
        assert_eq!(words.get("web-no-such-key"), "⟦web-no-such-key⟧");
        assert!(missing_keys().contains(&"en: web-no-such-key".to_owned()));
    }

    #[test]
    fn counts_are_grouped_and_choose_the_plural() {
        let en = Words::new(Lang::En);
        assert_eq!(en.count("web-rows", 1), "1 row");
        assert_eq!(en.count("web-rows", 1700), "1,700 rows");
        assert_eq!(Words::new(Lang::ZhCn).count("web-rows", 1700), "共1,700行");
    }

    #[test]
    fn the_browser_s_wish_chooses_the_language() {
        for (header, lang) in [
            ("", Lang::ZhCn),
            ("fr", Lang::ZhCn),
            ("en-GB,en;q=0.9", Lang::En),
            ("zh-CN,zh;q=0.9,en;q=0.8", Lang::ZhCn),
            ("zh;q=0.3, en;q=0.75", Lang::En),
        ] {
            assert_eq!(Lang::from_accept_language(header), lang, "{header}");
        }
    }

    #[test]
    fn a_field_error_is_worded_with_its_arguments() {
        let fault = FieldError::new("name", "too_long").with("max", 20);
        let zh = Words::new(Lang::ZhCn).field_error(&fault);
        assert_eq!(zh, "最多20个字，请缩短。");
    }
}
