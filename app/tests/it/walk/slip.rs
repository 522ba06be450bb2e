//! A household scans the notice and then its slip; ten and more forged slips are found out by the same page. The cases
//! are those of the second implementation.

use super::page::Walker;
use serde_json::Value;

const VECTORS: &str = include_str!("../../../../platform/kernel/vectors/proof-1.json");

fn text<'a>(case: &'a Value, name: &str) -> &'a str {
    case[name].as_str().unwrap()
}

/// As a phone does that scanned a code: the address is opened anew.
async fn scan(walker: &Walker, digits: &str) {
    walker.client.goto("about:blank").await.unwrap();
    walker.open(&format!("/v#{digits}")).await;
}

/// What the page says of a slip against a root that was typed, by the name of its words.
async fn typed(walker: &Walker, digits: &str, root: &str) -> String {
    let fill = "const f = document.querySelector('main form'); f.elements.slip.value = arguments[0]; \
                f.elements.root.value = arguments[1]; f.requestSubmit(); \
                return document.getElementById('verdict').textContent;";
    let args = vec![digits.into(), root.into()];
    let said = walker.client.execute(fill, args).await.unwrap();
    said.as_str().unwrap().to_owned()
}

pub async fn walk(walker: Walker) {
    let file: Value = serde_json::from_str(VECTORS).unwrap();
    let slips = file["slips"].as_array().unwrap();
    let notices = file["notices"].as_array().unwrap();
    let notice = notices.last().unwrap();
    let own = slips
        .iter()
        .find(|slip| slip["root"] == notice["root"] && slip["name"] == "genuine")
        .unwrap();
    walker.open("/v").await;
    scan(&walker, text(own, "digits")).await;
    walker.says("还没有公示的根").await;
    scan(&walker, text(notice, "digits")).await;
    walker.says("已记下这张公示").await;
    walker.picture("verify-notice").await;
    scan(&walker, text(own, "digits")).await;
    walker.says("相符").await;
    walker.says("根来自扫描的公示").await;
    walker.picture("verify-slip").await;
    // The root that it compared stands on the page, in groups of eight.
    let root = text(own, "root");
    walker.says(&root[..8]).await;
    forged(&walker, slips).await;
    let garbage = typed(&walker, "12345", &"0".repeat(64)).await;
    assert!(garbage.contains("读不懂"), "{garbage}");
    let short = typed(&walker, text(own, "digits"), "abc").await;
    assert!(short.contains("根应当是64位"), "{short}");
}

async fn forged(walker: &Walker, slips: &[Value]) {
    let words = |code: &str| {
        let key = format!("proof-fault-{}", code.replace('_', "-"));
        web::i18n::Words::default().get(&key)
    };
    let mut found = 0;
    for case in slips {
        let said = typed(walker, text(case, "digits"), text(case, "root")).await;
        let (name, verdict) = (text(case, "name"), text(case, "verdict"));
        if verdict == "holds" {
            assert!(
                said.contains("相符") && !said.contains("不相符"),
                "{name}: {said}"
            );
        } else {
            assert!(
                said.contains("不相符") && said.contains(&words(verdict)),
                "{name}: {said}"
            );
            found += 1;
        }
    }
    assert!(found >= 10, "{found} forged slips");
    let took = "const m = await import(document.querySelector('main script').src); const t = performance.now(); \
                for (let i = 0; i < 20; i++) m.verdict(arguments[0], arguments[1]); return (performance.now() - t) / 20;";
    let longest = slips
        .iter()
        .max_by_key(|case| text(case, "digits").len())
        .unwrap();
    let script = format!("const done = arguments[2]; (async () => {{ {took} }})().then(done);");
    let args = vec![text(longest, "digits").into(), text(longest, "root").into()];
    let took = walker.client.execute_async(&script, args).await.unwrap();
    assert!(took.as_f64().unwrap() < 20.0, "{took} ms");
}
