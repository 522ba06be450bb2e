//! 东里镇: from the organisation net to the bank's answer, as its accountant reads it.

use super::page::Walker;

pub async fn walk(walker: Walker) {
    walker.sign_in("accountant-dongli").await;
    walker.open("/nets").await;
    walker.picture("nets").await;
    walker.glance_in_english("nets").await;
    walker.press_words("梅家坡村果业经营网").await;
    walker.picture("net").await;
    walker.glance_in_english("net").await;
    // Branch, co-op, firm, two farms with a team and households each: nine boxes.
    assert_eq!(walker.count("figure.chart svg rect[rx]").await, 9);
    assert_eq!(walker.count("table#land tbody tr").await, 12);
    walker.press_words("利益分配方案").await;
    walker.picture("net-plan").await;
    walker.fill("amount", "-10.03").await;
    walker.press_words("算一算").await;
    let parts = walker.texts("table#pools tbody td:last-of-type").await;
    assert_eq!(parts, ["-1.00", "-1.00", "-2.01", "-3.01", "-3.01"]);
    walker.picture("net-plan-tried").await;
    walker.glance_in_english("net-plan-tried").await;
    walker.open("/nets").await;
    walker.press_words("梅家坡村果业经营网").await;
    walker.press_words("合同收支").await;
    walker.picture("net-money").await;
    walker.glance_in_english("net-money").await;
    walker.press_words("2022-01-01—2022-07-05").await;
    walker.picture("net-settlement").await;
    walker.glance_in_english("net-settlement").await;
    assert_eq!(walker.count("table#pools tbody tr").await, 5);
    walker.press_words("打开这次分配").await;
    walker.press_words("核对").await;
    walker.picture("round-checks").await;
    walker.glance_in_english("round-checks").await;
    let said = walker.texts("table#checks tbody .tag").await;
    assert!(said.iter().all(|word| word != "不符"), "{said:?}");
    assert_eq!(said.iter().filter(|word| *word == "相符").count(), 7);
    walker.press_words("银行发放").await;
    walker.picture("round-bank").await;
    walker.glance_in_english("round-bank").await;
    assert_eq!(walker.count("table#open tbody tr").await, 1);
    walker.press_words("到户明细").await;
    walker
        .press("(//table[@id='lines']//a[starts-with(@href, '/statements/')])[1]")
        .await;
    walker.picture("net-statement").await;
    walker.glance_in_english("net-statement").await;
    walker.open("/coops").await;
    walker.press_words("梅家坡村党支部领办果业专业合作社").await;
    walker.picture("net-coop").await;
    walker.glance_in_english("net-coop").await;
    walker.open("/rounds/accounts").await;
    walker.picture("accounts").await;
    walker.glance_in_english("accounts").await;
    assert_eq!(walker.count("table#accounts tbody tr").await, 14);
}
