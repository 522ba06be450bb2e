use super::*;

fn all() -> Vec<Layout> {
    layouts("2022-01-01".parse().unwrap()).unwrap()
}

fn order(at: i64) -> Order {
    Order {
        reference: format!("PL2022000501{at:08}"),
        account: format!("6228480{at:012}"),
        holder: "陶谷源".into(),
        bank: "农村商业银行|斗虎屯支行".into(),
        amount: Fen(129_199 + at),
        memo: "收益分配,\"2022\"".into(),
    }
}

#[test]
fn every_layout_writes_what_it_can_be_asked_about() {
    for layout in all() {
        let orders: Vec<Order> = (1..=3).map(order).collect();
        let bytes = layout.write(&orders).unwrap();
        let lines = bytes
            .split(|b| *b == b'\n')
            .filter(|l| !l.is_empty())
            .count();
        assert_eq!(lines, 3 + usize::from(layout.header), "{}", layout.layout);
        if layout.delimiter.is_none() {
            let width: usize = layout.batch.iter().filter_map(|c| c.width).sum();
            assert!(
                bytes
                    .split(|b| *b == b'\n')
                    .all(|l| l.is_empty() || l.len() == width + 1)
            );
        }
        let (text, _, broken) = match layout.encoding {
            Encoding::Gbk => encoding_rs::GBK.decode(&bytes),
            Encoding::Utf8 => encoding_rs::UTF_8.decode(&bytes),
        };
        assert!(!broken && text.contains("陶谷源") && text.contains("PL202200050100000001"));
    }
}

#[test]
fn a_name_that_the_bank_cannot_write_is_refused_by_its_line() {
    let gbk = layout("delimited_gbk", "2022-01-01".parse().unwrap()).unwrap();
    let mut orders: Vec<Order> = (1..=2).map(order).collect();
    orders[1].holder = "𠮷田".into();
    let told = gbk.write(&orders).unwrap_err().to_string();
    assert!(
        told.starts_with("refused payout.not_in_encoding line=2"),
        "{told}"
    );
    let fixed = layout("fixed_gbk", "2022-01-01".parse().unwrap()).unwrap();
    orders[1].holder = "长".repeat(40);
    let told = fixed.write(&orders).unwrap_err().to_string();
    assert!(
        told.starts_with("refused payout.too_wide line=2 column=收款户名"),
        "{told}"
    );
}

#[test]
fn a_batch_that_one_file_cannot_take_has_several() {
    let text = include_str!("../../../layouts/fixed_gbk.toml");
    let few = text.replace("header = false", "header = false\nrows_per_file = 2");
    let layout = Layout::parse(&few).unwrap();
    for (payments, files) in [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)] {
        assert_eq!(layout.files(payments), files, "{payments}");
    }
    assert!(Layout::parse(&few.replace("= 2", "= 0")).is_err());
    assert_eq!(all()[0].files(1_000_000), 1);
}

#[test]
fn answers_and_statements_are_read_and_a_broken_line_is_named() {
    let utf8 = layout("delimited_utf8", "2022-01-01".parse().unwrap()).unwrap();
    let file = "业务参考号,金额,处理结果,失败原因,处理日期\r\nA1,12.30,成功,,2022-07-01\r\nA2,1.00,失败,户名不符,20220702\nA3,2.00,处理中,,\n";
    let rows = utf8.answers(file.as_bytes()).unwrap();
    let told: Vec<_> = rows
        .iter()
        .map(|r| (r.outcome, r.amount.0, r.reason))
        .collect();
    assert_eq!(
        told,
        [
            (Outcome::Paid, 1230, ReturnReason::Other),
            (Outcome::Returned, 100, ReturnReason::WrongName),
            (Outcome::Unknown, 200, ReturnReason::Other)
        ]
    );
    let faults = utf8
        .answers("h\nA1,x,成功,,\n,1.00,成功,,\nA,1\n".as_bytes())
        .unwrap_err();
    let told: Vec<_> = faults
        .iter()
        .map(|f| (f.line, f.column.as_str(), f.code))
        .collect();
    assert_eq!(
        told,
        [
            (2, "金额", "not_money"),
            (3, "业务参考号", "empty"),
            (4, "", "too_few_columns")
        ]
    );
    let rows =
        utf8.moved("h\n2022-07-01,100.00,,代发 PL-1\n2022-07-02,0.00,5.00,退汇\n".as_bytes());
    let told: Vec<i64> = rows.unwrap().iter().map(|m| m.amount.0).collect();
    assert_eq!(told, [-10_000, 500]);
    assert!(
        utf8.moved("h\n2022-07-01,1.00,2.00,x\n".as_bytes())
            .is_err()
    );
    assert!(utf8.answers(b"h\n\xff\xfe,1.00,x,,\n").is_err());
}

#[test]
fn a_file_without_a_row_is_not_taken_for_an_answer() {
    for layout in layouts("2022-01-01".parse().unwrap()).unwrap() {
        for file in ["", "\r\n \n", "h"] {
            if file == "h" && !layout.header {
                continue;
            }
            let answers = layout.answers(file.as_bytes()).unwrap_err();
            let moved = layout.moved(file.as_bytes()).unwrap_err();
            let codes = [&answers, &moved].map(|faults| faults[0].code);
            assert_eq!(codes, ["no_rows", "no_rows"], "{} {file:?}", layout.layout);
        }
    }
}
