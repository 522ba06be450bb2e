//! Everybody reads the notice: by its own link, after one press, and nobody's name in full.

use super::page::Walker;
use crate::site::Visitor;

/// What a public page may weigh on its way to a phone, with all that it needs.
const BUDGET: usize = 40 * 1024;

pub async fn walk(walker: Walker) {
    let link = link(&walker);
    walker.open("/public").await;
    walker.picture("public-index").await;
    walker.says("59,999.62").await;
    let index = walker.client.source().await.unwrap();
    assert!(
        !index.contains("/public/notices/"),
        "the index leads no crawler to a roster"
    );
    nameless(&index);
    walker.glance_in_english("public-index").await;
    walker.open(&link).await;
    walker.picture("notice").await;
    walker.says("2022年8月4日").await;
    walker.says("0635-0000000").await;
    let closed = walker.client.source().await.unwrap();
    assert!(
        !closed.contains("**"),
        "no name before the button is pressed"
    );
    nameless(&closed);
    walker.press_words("查看名单").await;
    walker.picture("notice-roster").await;
    assert_eq!(walker.count("main tbody tr").await, 43);
    walker.says("陶**").await;
    nameless(&walker.client.source().await.unwrap());
    file(&walker, &link);
    budget(&walker, &link);
}

/// The approver opens the notice's page from the round, and it is then posted as a code to scan.
fn link(walker: &Walker) -> String {
    let mut approver = walker.site.sign_in("approver");
    let address = |text: &str, start: &str| {
        let at = text
            .find(start)
            .unwrap_or_else(|| panic!("no {start}: {text}"));
        text[at..].split('"').next().unwrap().to_owned()
    };
    let home = approver.get("/").text();
    let round = approver.get(&address(&home, "/rounds/3")).text();
    address(&round, "/public/notices/")
}

/// No full name, no identity number, no mobile number. The hexadecimal of a root is one word and no number.
pub fn nameless(source: &str) {
    for word in source.split(|c: char| !c.is_ascii_alphanumeric()) {
        let digits = word.trim_end_matches(['X', 'x']);
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        assert!(
            !(is_number && word.len() == 18),
            "an identity number: {word}"
        );
        assert!(!(is_number && word.len() == 11), "a mobile number: {word}");
    }
    masked(source);
}

/// No household's head by his full name.
pub fn masked(source: &str) {
    for name in names() {
        assert!(!source.contains(name), "{name} stands in full in {source}");
    }
}

/// The heads of the households of the demonstration; names of three characters are no words of a page by chance.
fn names() -> impl Iterator<Item = &'static str> {
    let roster = include_str!("../../../../demo/roster.csv");
    let names = roster
        .lines()
        .skip(1)
        .filter_map(|line| line.split(',').nth(1));
    names.filter(|name| name.chars().count() == 3)
}

fn file(walker: &Walker, link: &str) {
    let mut visitor = Visitor::new(&walker.site.host);
    let file = visitor.post_bare(&format!("{link}/file"), &[]);
    assert_eq!(file.status, 200);
    assert_eq!(
        file.header("cache-control").map(|v| v.contains("no-store")),
        Some(true)
    );
    let columns = [sheets::Column::new("head", &["户主姓名"], sheets::Kind::Text).required()];
    let spec = sheets::Spec::new(&columns);
    let table =
        sheets::read_table(&file.body, "notice.xlsx", &spec, &sheets::Limits::default()).unwrap();
    let written: Vec<&str> = table
        .rows
        .iter()
        .flat_map(|r| &r.cells)
        .map(|c| c.raw.as_str())
        .collect();
    assert!(
        written.iter().any(|cell| cell.contains("陶**")),
        "{written:?}"
    );
    nameless(&written.join("\n"));
}

fn budget(walker: &Walker, link: &str) {
    let mut visitor = Visitor::new(&walker.site.host).weighing();
    let mut plain = Visitor::new(&walker.site.host);
    let page = plain.get(link).text();
    let mut parts = 0;
    for piece in page
        .split("href=\"")
        .skip(1)
        .chain(page.split("src=\"").skip(1))
    {
        let address = piece.split('"').next().unwrap();
        if address.starts_with("/assets/") {
            let part = visitor.get(address);
            assert_eq!(part.status, 200, "{address}");
            parts += part.body.len();
        }
    }
    assert!(parts > 0, "a page has its style: {page}");
    for (what, answer) in [
        ("index", visitor.get("/public")),
        ("notice", visitor.get(link)),
        ("roster", visitor.post_bare(link, &[])),
    ] {
        assert_eq!(answer.status, 200, "{what}");
        assert!(
            answer.header("content-encoding").is_some(),
            "{what} is compressed"
        );
        let weight = answer.body.len() + parts;
        assert!(weight <= BUDGET, "{what} weighs {weight} bytes");
    }
}
