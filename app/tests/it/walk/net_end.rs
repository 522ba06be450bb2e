//! 东里镇: a net that cannot end yet says what rests on it; one on which nothing rests ends, and stands again.

use super::page::Walker;

const SUBMIT: &str = "//main//form//button[@type='submit' or not(@type)]";

pub async fn walk(walker: Walker) {
    walker.sign_in("accountant-dongli").await;
    walker.open("/nets").await;
    walker.press_words("梅家坡村果业经营网").await;
    walker.press_words("终止经营网").await;
    // A payment came back, so that its round is not closed; twelve orchards are in it.
    walker.says("还没有办结").await;
    walker.says("还有 12 块地").await;
    walker.picture("net-end-rests").await;
    walker.glance_in_english("net-end-rests").await;
    fill_reason(&walker).await;
    walker.says("没有办理").await;
    walker.picture("net-end-refused").await;

    let name = format!("示例果业{}", walker.called);
    walker.open("/coops/new").await;
    walker.fill("name", &name).await;
    let village = "//main//select[@name='unit']/option[not(@value='')][1]";
    walker.find(village).await.click().await.unwrap();
    walker.fill("from", "2022-01-01").await;
    walker.press(&format!("({SUBMIT})[1]")).await;
    walker.open("/nets/new").await;
    let option = format!("//main//select[@name='coop']/option[normalize-space()='{name}']");
    walker.find(&option).await.click().await.unwrap();
    walker.fill("name", &name).await;
    walker.fill("from", "2022-06-01").await;
    walker.press(&format!("({SUBMIT})[1]")).await;
    walker.press_words("终止经营网").await;
    walker.picture("net-end").await;
    walker.glance_in_english("net-end").await;
    walker.fill("paper", "成员大会会议记录 2022-07-20").await;
    fill_reason(&walker).await;
    walker.says("已于").await;
    walker.says("成员大会决定").await;
    assert_eq!(walker.count("main a[href$='/party']").await, 0);
    walker.picture("net-ended").await;
    walker.glance_in_english("net-ended").await;
    walker.open("/nets").await;
    walker.says("终止").await;
    walker.picture("nets-ended").await;
    walker.glance_in_english("nets-ended").await;
    walker.press_words(&name).await;
    walker.press_words("撤销终止").await;
    walker.press_words("撤销").await;
    assert_eq!(walker.count("main a[href$='/party']").await, 2);
    walker.picture("net-stands-again").await;
}

async fn fill_reason(walker: &Walker) {
    let reason = "成员大会决定，果园改由各户自己经营。";
    walker.fill("reason", reason).await;
    walker.press_words("终止经营网").await;
}
