//! Links and forms of a page, as a browser would find them, and all pages that somebody can come to.

use crate::site::Visitor;
use crate::site::visitor::Answer;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// A form that is posted.
#[derive(Debug, Clone)]
pub struct Form {
    /// The address to which it is posted.
    pub action: String,
    pub is_upload: bool,
    pub fields: Vec<Field>,
}

#[derive(Debug, Clone)]
pub struct Field {
    pub name: String,
    /// `text`, `hidden`, `date`, `select` …
    pub kind: String,
    /// What stands in it, or the first thing that can be chosen.
    pub value: String,
}

/// An attribute of a tag, with its entities read.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let marker = format!(" {name}=\"");
    let rest = &tag[tag.find(&marker)? + marker.len()..];
    Some(plain(&rest[..rest.find('"')?]))
}

fn plain(text: &str) -> String {
    let mut text = text.to_owned();
    for (entity, sign) in [
        ("&#38;", "&"),
        ("&amp;", "&"),
        ("&#34;", "\""),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&#60;", "<"),
        ("&lt;", "<"),
        ("&#62;", ">"),
        ("&gt;", ">"),
    ] {
        text = text.replace(entity, sign);
    }
    text
}

/// Every tag of one name, with what follows it.
fn tags<'a>(html: &'a str, name: &str) -> Vec<(&'a str, &'a str)> {
    let marker = format!("<{name} ");
    let starts = html.match_indices(&marker).map(|(at, _)| at);
    starts
        .filter_map(|at| {
            let rest = &html[at..];
            let end = rest.find('>')?;
            Some((&rest[..end], &rest[end + 1..]))
        })
        .collect()
}

/// Addresses on the same host.
pub fn links(html: &str) -> Vec<String> {
    let of = |(tag, _): &(&str, &str)| attribute(tag, "href");
    let found = tags(html, "a").iter().filter_map(of).collect::<Vec<_>>();
    let own = found.into_iter().filter(|href| href.starts_with('/'));
    own.map(|href| href.split('#').next().unwrap_or_default().to_owned())
        .collect()
}

/// `at` is the page's own address.
pub fn forms(html: &str, at: &str) -> Vec<Form> {
    let mut found = Vec::new();
    for (tag, rest) in tags(html, "form") {
        if attribute(tag, "method").is_none_or(|method| method.to_lowercase() != "post") {
            continue;
        }
        let inner = &rest[..rest.find("</form>").unwrap_or(rest.len())];
        found.push(Form {
            action: attribute(tag, "action").unwrap_or_else(|| at.to_owned()),
            is_upload: tag.contains("multipart"),
            fields: fields(inner),
        });
    }
    found
}

fn fields(html: &str) -> Vec<Field> {
    let mut found: BTreeMap<String, Field> = BTreeMap::new();
    let mut add = |name: Option<String>, kind: String, value: String| {
        if let Some(name) = name {
            let field = Field {
                name: name.clone(),
                kind,
                value,
            };
            found.entry(name).or_insert(field);
        }
    };
    for (tag, _) in tags(html, "input") {
        let kind = attribute(tag, "type").unwrap_or_else(|| "text".to_owned());
        let value = attribute(tag, "value").unwrap_or_default();
        add(attribute(tag, "name"), kind, value);
    }
    for (tag, rest) in tags(html, "textarea") {
        let value = plain(&rest[..rest.find("</textarea>").unwrap_or(0)]);
        add(attribute(tag, "name"), "textarea".to_owned(), value);
    }
    for (tag, rest) in tags(html, "select") {
        let inner = &rest[..rest.find("</select>").unwrap_or(0)];
        let options = tags(inner, "option");
        let mut values = options
            .iter()
            .filter_map(|(tag, _)| attribute(tag, "value"));
        let value = values.find(|value| !value.is_empty());
        let value = value.unwrap_or_default();
        add(attribute(tag, "name"), "select".to_owned(), value);
    }
    found.into_values().collect()
}

/// The address with its numbers taken out: pages of one kind look alike.
pub fn kind_of(address: &str) -> String {
    let path = address.split('?').next().unwrap_or_default();
    path.split('/')
        .map(|part| {
            let digits = part.chars().filter(char::is_ascii_digit).count();
            if digits > 0 && (digits > 5 || digits == part.len()) || part.len() > 30 {
                "N"
            } else {
                part
            }
        })
        .collect::<Vec<_>>()
        .join("/")
}

/// Pages of one kind that are looked at.
const OF_A_KIND: usize = 12;
/// What ends the session or leaves the pages.
const LEFT_OUT: [&str; 2] = ["/sign-out", "/language"];

/// Every address that one comes to by links from `starts`, with its answer; of pages that differ by their numbers
/// only a dozen.
pub fn crawl(visitor: &mut Visitor, starts: &[String]) -> BTreeMap<String, Answer> {
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
    let mut found = BTreeMap::new();
    let mut waiting: VecDeque<String> = starts.iter().cloned().collect();
    while let Some(address) = waiting.pop_front() {
        let is_left_out = LEFT_OUT.iter().any(|path| address.starts_with(path));
        if is_left_out || !seen.insert(address.clone()) {
            continue;
        }
        let count = kinds.entry(kind_of(&address)).or_default();
        *count += 1;
        if *count > OF_A_KIND {
            continue;
        }
        let answer = visitor.get(&address);
        if answer.status == 200 && is_html(&answer) {
            waiting.extend(links(&answer.text()));
        }
        found.insert(address, answer);
    }
    found
}

pub fn is_html(answer: &Answer) -> bool {
    let kind = answer.header("content-type").unwrap_or_default();
    kind.starts_with("text/html")
}
