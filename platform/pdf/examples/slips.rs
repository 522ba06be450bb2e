//! How long slips take: `cargo run --release -p pdf --example slips 1000 OUT.pdf`.

#![expect(clippy::disallowed_methods, reason = "a measurement reads the clock")]

use pdf::{About, Slip, slips};
use std::time::Instant;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut args = std::env::args().skip(1);
    let count: usize = args.next().unwrap_or_default().parse().unwrap_or(1000);
    // As long as the proof of a line among a million can be: 1.2 KB.
    let digits: String = (0..2_890_u32)
        .map(|n| char::from_digit(n * 7919 % 101 % 10, 10).unwrap_or('0'))
        .collect();
    let one = |n: usize| Slip {
        title: "收益分配凭条".into(),
        lines: vec![
            "五联养殖项目2022年度第5次收益分配".into(),
            "FH-2022-0005".into(),
        ],
        facts: vec![
            ("户主".into(), format!("第{n}户")),
            ("所在村".into(), "张李新村".into()),
            ("应得".into(), "2,266.66 元".into()),
            ("代扣".into(), "0.00 元".into()),
            ("实得".into(), "2,266.66 元".into()),
        ],
        qr: format!("https://zhen.example.cn/v#{digits}{n:06}"),
        qr_caption: "先扫公示上的二维码，再扫这一个。".into(),
        notes: vec!["凭条还含有一户邻居的金额，没有姓名。请自己保管好。".into()],
    };
    let all: Vec<Slip> = (0..count).map(one).collect();
    let about = About {
        title: "凭条".into(),
        lang: "zh-CN",
    };
    let start = Instant::now();
    let file = slips(&about, &all, |_| {})?;
    println!(
        "{count} slips, {} bytes, {:?}",
        file.bytes.len(),
        start.elapsed()
    );
    if let Some(path) = args.next() {
        std::fs::write(path, file.bytes)?;
    }
    Ok(())
}
