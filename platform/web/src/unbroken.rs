//! An amount and its 元 stay on one line, on every page: a line may end between a digit and a Chinese character, and on
//! a phone it did. Done where a page leaves, since amounts stand in sentences, cells and notices alike; nothing that a form
//! sends back is touched.

use std::borrow::Cow;

const UNIT: char = '元';
/// Joins what stands on both sides of it, has no width, and is no element, so that no layout changes.
const JOINED: &str = "&#8288;";
const SPACE: &str = "&nbsp;";
/// What stands in these is no text of the page.
const LEFT: [&str; 4] = ["textarea", "script", "style", "title"];

/// The page with amounts that cannot be parted from their unit.
pub(crate) fn unbroken(html: &str) -> Cow<'_, str> {
    if !html.contains(UNIT) {
        return Cow::Borrowed(html);
    }
    let mut out = String::with_capacity(html.len() + html.len() / 64);
    let (mut rest, mut within) = (html, None::<&str>);
    while !rest.is_empty() {
        let (text, from_tag) = rest.split_at(rest.find('<').unwrap_or(rest.len()));
        match within {
            Some(_) => out.push_str(text),
            None => join(&mut out, text),
        }
        let end = from_tag.find('>').map_or(from_tag.len(), |end| end + 1);
        let (tag, after) = from_tag.split_at(end);
        out.push_str(tag);
        let is_of = |name: &&str| {
            let of = tag.trim_start_matches(['<', '/']).strip_prefix(*name);
            of.is_some_and(|of| of.starts_with([' ', '>']))
        };
        within = match within {
            Some(name) if tag.starts_with("</") && is_of(&name) => None,
            None if !tag.starts_with("</") => LEFT.into_iter().find(is_of),
            still => still,
        };
        rest = after;
    }
    Cow::Owned(out)
}

/// A text with each 元 joined to the digit before it.
fn join(out: &mut String, text: &str) {
    let mut rest = text;
    while let Some(at) = rest.find(UNIT) {
        let (before, from_unit) = rest.split_at(at);
        let (amount, join) = match before.strip_suffix(' ') {
            Some(amount) => (amount, SPACE),
            None => (before, JOINED),
        };
        match amount.ends_with(|c: char| c.is_ascii_digit()) {
            true => out.extend([amount, join]),
            false => out.push_str(before),
        }
        out.push(UNIT);
        rest = from_unit.strip_prefix(UNIT).unwrap_or_default();
    }
    out.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_keeps_its_unit_wherever_it_stands_in_a_page() {
        for (html, expected) in [
            (
                "<p>共 3 户，200.00元。</p>",
                "<p>共 3 户，200.00&#8288;元。</p>",
            ),
            ("<td>1,000.00 元</td>", "<td>1,000.00&nbsp;元</td>"),
            ("<b>5元</b>和6元", "<b>5&#8288;元</b>和6&#8288;元"),
            // Neither what a form sends back nor what is no amount.
            ("<input value=\"奖500元\">", "<input value=\"奖500元\">"),
            (
                "<textarea a=\"b\">奖500元</textarea>5元",
                "<textarea a=\"b\">奖500元</textarea>5&#8288;元",
            ),
            ("<title>5元</title>", "<title>5元</title>"),
            ("<p>金额（元）</p>", "<p>金额（元）</p>"),
            ("元", "元"),
            ("<titled>5元", "<titled>5&#8288;元"),
            ("no amount", "no amount"),
        ] {
            assert_eq!(unbroken(html), expected);
        }
    }
}
