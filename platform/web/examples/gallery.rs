//! Renders both layouts with every component from sample data, in both languages and in the larger
//! text: `cargo run -p web --example gallery -- FOLDER`. People who change the look look here first.

use askama::Template;
use kernel::{Error, Fen, FieldError};
use std::path::Path;
use std::{env, fs};
use web::chart::{self, About, Chart, Value};
use web::components::*;
use web::format;
use web::i18n::{Lang, Words};
use web::layout::{NavItem, Page, UserMenu};

#[derive(Template)]
#[template(path = "gallery/staff.html")]
struct Staff {
    page: Page,
    tabs: Tabs,
    stats: Stats,
    steps: Steps,
    filter: FilterForm,
    dividends: Table,
    summary: Summary,
    income: Chart,
    split: Chart,
    price: Chart,
    progress: Progress,
    notices: Vec<Notice>,
}

#[derive(Template)]
#[template(path = "gallery/form.html")]
struct FormPage {
    page: Page,
    form: Form,
}

#[derive(Template)]
#[template(path = "gallery/public.html")]
struct Public {
    page: Page,
    steps: Steps,
    lines: Table,
    none: Table,
    confirm: Form,
}

/// Sample words stand here, not in `locales/`: they belong to no page of the product.
struct Say(Words);

impl Say {
    fn t(&self, zh: &'static str, en: &'static str) -> &'static str {
        if self.0.lang() == Lang::En { en } else { zh }
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = env::args().nth(1).unwrap_or_else(|| "gallery".to_owned());
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    fs::write(folder.join("zhen.css"), web::assets::CSS)?;
    fs::write(folder.join("seal.svg"), web::assets::ICON)?;
    for (lang, elder) in [(Lang::ZhCn, false), (Lang::En, false), (Lang::ZhCn, true)] {
        let say = Say(Words::new(lang));
        let mark = if elder { "elder" } else { lang.code() };
        let write =
            |name: &str, html: String| fs::write(folder.join(format!("{name}-{mark}.html")), html);
        write("staff", staff(&say, elder).render()?)?;
        write("form", form_page(&say, elder).render()?)?;
        write("public", public(&say, elder).render()?)?;
    }
    let missing = web::i18n::missing_keys();
    if missing.is_empty() {
        Ok(())
    } else {
        Err(missing.join("\n").into())
    }
}

fn page(say: &Say, title: &str, elder: bool) -> Page {
    let mut page = Page::new(say.0, title);
    page.org = say.t("于集镇", "Yuji Township").to_owned();
    page.demo = true;
    page.elder = elder;
    page.checkpoint = Some("10482:9f2ac61e77d04b5a8c3e1f60b2d94c7e".to_owned());
    page.css_href = "zhen.css".to_owned();
    page.icon_href = "seal.svg".to_owned();
    page.breadcrumbs = vec![
        NavItem::new("/", say.t("首页", "Home"), false),
        NavItem::new("/coop", say.t("合作社", "Co-operatives"), false),
    ];
    page
}

fn staff_page(say: &Say, title: &str, elder: bool) -> Page {
    let mut page = page(say, title, elder);
    page.user = Some(UserMenu {
        name: say.t("孟庆禾", "Meng Qinghe").to_owned(),
        role: say.t("镇经管员", "accountant").to_owned(),
        account_href: "/account".to_owned(),
        sign_out_action: "/sign-out".to_owned(),
    });
    let nav = "待办|Due,人户|People,土地|Land,股权|Shares,合作社|Co-operatives,数字|Figures";
    let entries = nav.split(',').filter_map(|both| both.split_once('|'));
    let item = |(i, (zh, en))| NavItem::new("/x", say.t(zh, en), i == 4);
    page.nav = entries.enumerate().map(item).collect();
    page
}

fn steps(say: &Say) -> Steps {
    let s = |zh, en| say.t(zh, en).to_owned();
    Steps::new(s("本轮分红的步骤", "Steps of this round"))
        .step(
            say.0,
            s("编制", "Prepare"),
            StepState::Done,
            Some(s("孟庆禾 2026-11-18", "Meng Qinghe 2026-11-18")),
        )
        .step(
            say.0,
            s("审核", "Review"),
            StepState::Done,
            Some(s("路明华 2026-11-20", "Lu Minghua 2026-11-20")),
        )
        .step(
            say.0,
            s("公示", "Public notice"),
            StepState::Current,
            Some(s("到2026-11-27", "until 2026-11-27")),
        )
        .step(say.0, s("批准", "Approve"), StepState::Coming, None)
        .step(say.0, s("付款", "Pay"), StepState::Coming, None)
}

fn staff(say: &Say, elder: bool) -> Staff {
    let words = say.0;
    let mut page = staff_page(
        say,
        say.t("2026年度盈余分红", "Surplus dividend 2026"),
        elder,
    );
    page.insecure = true;
    page.flash = Some(
        Notice::new(
            NoticeKind::Saved,
            words,
            say.t(
                "公示自今天起7天，到2026-11-27。",
                "The notice stands for 7 days, until 2026-11-27.",
            ),
        )
        .link("/notice", say.t("打开公示页", "Open the notice")),
    );
    Staff {
        tabs: Tabs {
            label: say.t("本轮", "This round").to_owned(),
            items: vec![
                NavItem::new("#", say.t("概况", "Overview"), true),
                NavItem::new("#", say.t("明细", "Lines"), false),
                NavItem::new("#", say.t("凭证", "Vouchers"), false),
            ],
        },
        stats: Stats {
            tiles: vec![
                Stat::new(
                    "412",
                    say.t("户", "households"),
                    say.t("参加分红", "Payees"),
                )
                .link("/rows"),
                Stat::new(
                    "1,700,000.00",
                    say.t("元", "yuan"),
                    say.t("可分配盈余", "Surplus"),
                )
                .link("/rows"),
                Stat::new(
                    "86.40",
                    say.t("元/股", "yuan a share"),
                    say.t("每股分红", "Per share"),
                )
                .link("/rule"),
                Stat::new(
                    "0",
                    say.t("件", "objections"),
                    say.t("公示异议", "Objections"),
                )
                .note(say.t("已看过412份", "412 examined")),
            ],
        },
        steps: steps(say),
        filter: filter(say),
        dividends: dividends(say),
        summary: Summary::default()
            .row(
                say.t("账套", "Books"),
                say.t("于集镇前张股份经济合作社", "Qianzhang Share Co-operative"),
            )
            .row_with_action(
                say.t("分配办法", "Policy"),
                Cell::from(say.t("每股取整，余数结转", "Floor per share, rest carried")).note(
                    say.t(
                        "自2024-01-01起，章程第31条",
                        "from 2024-01-01, charter art. 31",
                    ),
                ),
                "/rule",
                say.t("查看", "View"),
            )
            .row(
                say.t("状态", "State"),
                Tag::new(TagKind::Open, say.t("公示中", "On notice")),
            ),
        income: income(say),
        split: split(say),
        price: price(say),
        progress: Progress::new(words, say.t("入户核对", "Household checks"), 268, 412),
        notices: vec![
            Notice::of_error(words, &Error::Conflict),
            Notice::new(
                NoticeKind::Warning,
                words,
                say.t(
                    "账户“前张村会计”在30天内重置过密码。",
                    "The account “Qianzhang accountant” was reset within 30 days.",
                ),
            ),
            Notice::new(
                NoticeKind::Info,
                words,
                say.t(
                    "您家也在本轮领款名单内。",
                    "Your own household is a payee of this round.",
                ),
            ),
        ],
        page,
    }
}

fn filter(say: &Say) -> FilterForm {
    let words = say.0;
    let village = Control::Select(vec![
        Choice::new("1", say.t("前张村", "Qianzhang")),
        Choice::new("2", say.t("后孟村", "Houmeng")),
    ]);
    let fields = vec![
        Field::new(words, village, "village", say.t("村", "Village")).value("1"),
        Field::new(
            words,
            Control::Text,
            "q",
            say.t("户主", "Head of household"),
        ),
    ];
    FilterForm::new(words, "/coop", fields, true)
}

fn dividends(say: &Say) -> Table {
    let words = say.0;
    let yuan = say.t("元", "yuan");
    let row = |zh, en, shares: &str, gross: i64, tax: i64, tag: Tag| -> Row {
        let net = Fen(gross - tax);
        vec![
            Cell::link("/line", say.t(zh, en)),
            shares.into(),
            Fen(gross).to_string().into(),
            Fen(tax).to_string().into(),
            net.to_string().into(),
            tag.into(),
        ]
    };
    let done = || Tag::new(TagKind::Done, say.t("已核对", "Checked"));
    Table::new(
        "dividends",
        say.t("各户分红", "Dividend by household"),
        vec![
            Column::text(say.t("户主", "Household")).sorted(words, "?sort=name", Some(true)),
            Column::number(say.t("股数", "Shares"), say.t("股", "shares")).sorted(
                words,
                "?sort=shares",
                None,
            ),
            Column::number(say.t("应分", "Gross"), yuan),
            Column::number(say.t("代扣税", "Tax"), yuan),
            Column::number(say.t("实发", "Net"), yuan),
            Column::text(say.t("状态", "State")),
        ],
    )
    .rows(vec![
        row(
            "孟庆禾",
            "Meng Qinghe",
            "1,000",
            8_640_000,
            1_728_000,
            done(),
        ),
        row(
            "路明华",
            "Lu Minghua",
            "250",
            2_160_000,
            432_000,
            Tag::new(TagKind::Alert, say.t("账户待补", "Account missing")),
        ),
        row(
            "邢守田",
            "Xing Shoutian",
            "80",
            691_200,
            138_240,
            Tag::new(TagKind::Open, say.t("核对中", "Being checked")),
        ),
        row(
            "逯春苗",
            "Lu Chunmiao",
            "15",
            129_600,
            25_920,
            Tag::new(TagKind::Plain, say.t("未核对", "Not checked")),
        ),
    ])
    .total(vec![
        say.0.get("web-total").into(),
        "1,345".into(),
        "116,208.00".into(),
        "23,241.60".into(),
        "92,966.40".into(),
        "".into(),
    ])
    .pager(Pager::new(words, 412, None, Some("?after=4".to_owned())))
}

fn about(
    say: &Say,
    id: &str,
    zh: &'static str,
    en: &'static str,
    unit: (&'static str, &'static str),
) -> About {
    About {
        id: id.to_owned(),
        title: say.t(zh, en).to_owned(),
        description: say.t(zh, en).to_owned(),
        unit: say.t(unit.0, unit.1).to_owned(),
    }
}

fn income(say: &Say) -> Chart {
    let groups: Vec<(String, Vec<Value>)> = [(2024, 98, 90), (2025, 126, 130), (2026, 170, 150)]
        .into_iter()
        .map(|(year, income, plan)| {
            let values = vec![
                Value::money(Fen(income * 1_000_000)),
                Value::money(Fen(plan * 1_000_000)),
            ];
            (year.to_string(), values)
        })
        .collect();
    let about = about(
        say,
        "income",
        "集体收入与计划",
        "Collective income against plan",
        ("元", "yuan"),
    );
    chart::bars(
        &about,
        &[say.t("收入", "Income"), say.t("计划", "Plan")],
        &groups,
    )
}

fn split(say: &Say) -> Chart {
    let parts: Vec<(String, Value)> = [
        ("公积公益金 10%", "Reserve 10%", 10),
        ("村集体 10%", "Village 10%", 10),
        ("合作社 20%", "Co-operative 20%", 20),
        ("合伙人 30%", "Partners 30%", 30),
        ("农户 30%", "Households 30%", 30),
    ]
    .into_iter()
    .map(|(zh, en, share)| {
        (
            say.t(zh, en).to_owned(),
            Value::money(Fen(share * 1_700_000)),
        )
    })
    .collect();
    chart::shares(
        &about(
            say,
            "split",
            "盈余的去向",
            "Where the surplus goes",
            ("元", "yuan"),
        ),
        &parts,
    )
}

fn price(say: &Say) -> Chart {
    let points: Vec<(String, Value)> =
        [("7", 118), ("8", 121), ("9", 116), ("10", 124), ("11", 127)]
            .into_iter()
            .map(|(month, fen)| {
                (
                    month.to_owned() + say.t("月", ""),
                    Value::new(fen, format::money(Fen(fen))),
                )
            })
            .collect();
    chart::line(
        &about(
            say,
            "price",
            "玉米收购价",
            "Maize price",
            ("元/斤", "yuan per jin"),
        ),
        &points,
    )
}

fn form_page(say: &Say, elder: bool) -> FormPage {
    let words = say.0;
    let mut page = staff_page(say, say.t("登记流转合同", "Record a land lease"), elder);
    let faults = [
        FieldError::new("signed", "not_a_date"),
        FieldError::new("party", "required"),
    ];
    let unit = Control::Radios(vec![
        Choice::new("a", say.t("按年付", "Yearly")),
        Choice {
            hint: Some(
                say.t("每半年一次，六月和十二月", "In June and December")
                    .to_owned(),
            ),
            ..Choice::new("b", say.t("按半年付", "Half-yearly"))
        },
    ]);
    let form = Form::new(&page, "/land/lease")
        .field(
            Field::new(words, Control::Text, "party", say.t("承租方", "Tenant"))
                .hint(say.t(
                    "写营业执照上的全称",
                    "The full name on the business licence",
                ))
                .errors(words, &faults),
        )
        .field(
            Field::new(
                words,
                Control::Date,
                "signed",
                say.t("签订日期", "Signed on"),
            )
            .value("26.11.23")
            .errors(words, &faults),
        )
        .field(
            Field::new(
                words,
                Control::Money,
                "rent",
                say.t("每亩租金", "Rent per mu"),
            )
            .value("1,050.00"),
        )
        .field(
            Field::new(words, Control::Number, "term", say.t("期限", "Term"))
                .unit(say.t("年", "years"))
                .value("10"),
        )
        .field(Field::new(words, unit, "pays", say.t("付款方式", "Payment")).value("a"))
        .field(Field::new(
            words,
            Control::Select(vec![Choice::new("1", say.t("粮食", "Grain"))]),
            "use",
            say.t("用途", "Use"),
        ))
        .field(
            Field::new(
                words,
                Control::File(".pdf,.jpg".to_owned()),
                "scan",
                say.t("合同扫描件", "Scan of the contract"),
            )
            .hint(say.t("最大10 MB", "At most 10 MB"))
            .optional(words),
        )
        .field(Field::new(words, Control::Textarea, "note", say.t("备注", "Note")).optional(words))
        .field(
            Field::new(
                words,
                Control::Checkbox,
                "filed",
                say.t("已报镇农经站备案", "Filed with the township station"),
            )
            .checked(true),
        )
        .button(Button::submit(ButtonKind::Primary, words.get("web-save")))
        .button(Button::link(
            ButtonKind::Secondary,
            "/land",
            words.get("web-cancel"),
        ));
    let fields: Vec<&Field> = form.fields.iter().collect();
    page.errors = Some(ErrorSummary::of(words, &faults, &fields));
    FormPage { page, form }
}

fn public(say: &Say, elder: bool) -> Public {
    let words = say.0;
    let mut page = page(
        say,
        say.t("前张村2026年度分红公示", "Dividend notice, Qianzhang 2026"),
        elder,
    );
    page.sign_in_href = Some("/sign-in".to_owned());
    let yuan = say.t("元", "yuan");
    let lines = Table::new(
        "lines",
        say.t("分红名单（部分）", "Dividend list (part)"),
        vec![
            Column::text(say.t("户主", "Household")),
            Column::number(say.t("股数", "Shares"), say.t("股", "shares")),
            Column::number(say.t("实发", "Net"), yuan),
        ],
    )
    .rows(vec![
        vec![
            say.t("孟庆禾", "Meng Qinghe").into(),
            "1,000".into(),
            "69,120.00".into(),
        ],
        vec![
            say.t("路明华", "Lu Minghua").into(),
            "250".into(),
            "17,280.00".into(),
        ],
    ])
    .stacked();
    let none = Table::new("objections", "", vec![]).empty(EmptyState {
        title: say.t("还没有异议", "No objections yet").to_owned(),
        text: say
            .t(
                "公示期内提出的异议和答复会列在这里。",
                "Objections made during the notice, and the answers, are listed here.",
            )
            .to_owned(),
        action: Some(("/object".to_owned(), say.t("提出异议", "Object").to_owned())),
    });
    page.flash = Some(Notice::new(
        NoticeKind::Info,
        words,
        say.t("明天开始公示", "The notice begins tomorrow"),
    ));
    let confirm = Form::new(&page, "/approve")
        .confirm(Confirm {
            title: words.get("web-confirm-title"),
            effects: vec![
                (
                    say.t("412户", "412 households").to_owned(),
                    say.t("收到分红", "are paid").to_owned(),
                ),
                (
                    format::money_with_unit(words, Fen(169_999_860)),
                    say.t("从基本户付出", "leave the main account").to_owned(),
                ),
                (
                    format::money_with_unit(words, Fen(140)),
                    say.t("结转下年", "are carried forward").to_owned(),
                ),
            ],
            caution: Some(
                say.t(
                    "付款文件发出后只能用冲销更正。",
                    "Once the payment file is sent, only a reversal corrects it.",
                )
                .to_owned(),
            ),
        })
        .button(Button::submit(
            ButtonKind::Warn,
            say.t("批准付款", "Approve payment"),
        ));
    Public {
        page,
        steps: steps(say),
        lines,
        none,
        confirm,
    }
}
