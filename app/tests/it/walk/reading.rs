//! Figures down to their rows, the story beside the records, a statement down to the fen, and the audit.

use super::notice::masked;
use super::page::Walker;

pub async fn walk(walker: Walker) {
    walker.sign_in("auditor").await;
    walker.picture("home-auditor").await;
    walker.open("/figures").await;
    walker.picture("figures").await;
    walker.glance_in_english("figures").await;
    walker
        .press("//main//a[contains(@href, 'douhutun.households')]")
        .await;
    assert_eq!(walker.count("table#rows tbody tr").await, 43);
    walker.picture("figure-rows").await;
    masked(&walker.client.source().await.unwrap());
    story(&walker).await;
    statement(&walker).await;
    audit(&walker).await;
}

async fn story(walker: &Walker) {
    walker.open("/story").await;
    walker.picture("story").await;
    let agreed = walker.texts("table#story tbody .tag").await;
    // The three of the other township are its own to see.
    assert_eq!(agreed[..6], ["一致"; 6]);
    assert_eq!(agreed[6..], ["暂不能比"; 3]);
    walker.glance_in_english("story").await;
}

fn fen(yuan: &str) -> i64 {
    let digits: String = yuan.chars().filter(char::is_ascii_digit).collect();
    digits
        .parse()
        .unwrap_or_else(|_| panic!("no amount: {yuan}"))
}

async fn statement(walker: &Walker) {
    walker.open("/rounds").await;
    walker.picture("rounds").await;
    walker
        .press("(//main//table//a[starts-with(@href, '/rounds/')][contains(., '2021年度')])[1]")
        .await;
    walker.press_words("到户明细").await;
    walker
        .press("(//table[@id='lines']//a[starts-with(@href, '/statements/')])[1]")
        .await;
    walker.picture("statement").await;
    masked(&walker.client.source().await.unwrap());
    let amounts = walker
        .texts("table#statement tbody td:nth-of-type(3)")
        .await;
    assert_eq!(amounts.len(), 6, "six rounds: {amounts:?}");
    let total = walker
        .texts("table#statement tfoot td:nth-of-type(3)")
        .await;
    assert_eq!(amounts.iter().map(|a| fen(a)).sum::<i64>(), fen(&total[0]));
    // Each is worked out below, in the same order, and comes to the same amount.
    let explained = walker.texts("main section ol.points").await;
    assert_eq!(explained.len(), amounts.len());
    for (amount, steps) in amounts.iter().zip(&explained) {
        let amount = amount.trim_start_matches(|c: char| !c.is_ascii_digit());
        assert!(
            steps.contains('÷') && steps.contains(amount),
            "{amount}: {steps}"
        );
    }
    walker.glance_in_english("statement").await;
}

async fn audit(walker: &Walker) {
    walker.open("/journal").await;
    walker.picture("journal").await;
    walker.open("/audit").await;
    walker.press_words("开始核对").await;
    walker.picture("audit").await;
    assert_eq!(
        walker.count("main .notice.refused").await,
        0,
        "{}",
        walker.text().await
    );
    walker.says("没有发现").await;
    walker.glance_in_english("audit-form").await;
}
