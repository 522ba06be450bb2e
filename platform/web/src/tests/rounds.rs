//! Rounds from the forms to the pages: what was before zhen, then a divided round of a collective.

use super::Site;
use super::walks::{top_link, with_units};
use crate::rounds::{Found, Household, Offer, Sought, Source, module};
use access::Role;
use kernel::{Actor, Ctx, Fen, Id, OrgId, Result};
use payout::Entitlement;
use store::{CommandKey, Tx};

const ORG: OrgId = 1;
const REGISTER: Id = Id(5);
/// Number, head, shares.
const HOUSEHOLDS: [(&str, &str, i64); 2] = [("001", "白守茂", 3), ("002", "陶谷源", 1)];

fn town(tx: &mut Tx) -> Result<Id> {
    let sql = "select id from access_unit_now where code = '371502104000'";
    tx.query_one(sql, &[])?.get(0)
}

fn households() -> impl Iterator<Item = (Id, &'static str, &'static str, i64)> {
    let ids = (21..).map(Id);
    ids.zip(HOUSEHOLDS)
        .map(|(id, (number, head, shares))| (id, number, head, shares))
}

const COLLECTIVE: Source = Source {
    code: "test.register",
    flow: "collective_income",
    offers: |tx, ctx| {
        let sql = "select id from ledger_book where org = $1 order by id limit 1";
        let book = tx.query_one(sql, &[ctx.org.into()])?.get(0)?;
        Ok(vec![Offer {
            id: REGISTER,
            name: "徒骇河股份经济合作社".into(),
            unit: town(tx)?,
            book,
            available: Fen(2_000_000),
        }])
    },
    name: |_, _, _| Ok("徒骇河股份经济合作社".into()),
    entitlements: |tx, _| {
        let unit = town(tx)?;
        let entitled = households().map(|(household, _, _, shares)| Entitlement {
            household,
            unit,
            class: "all".into(),
            heads: 2,
            shares,
            measures: Default::default(),
        });
        Ok(entitled.collect())
    },
    household: |tx, _, id| {
        let unit = town(tx)?;
        let found = households().find(|(other, ..)| *other == id);
        Ok(found.map(|(_, number, head, _)| Household {
            number: number.into(),
            head: head.into(),
            unit,
        }))
    },
    changed: |_, _, _, _| Ok(Vec::new()),
    seek: |_, _, sought| {
        let one = |sought: &Sought| {
            let Sought::Number(number) = sought else {
                return Found::Nobody;
            };
            let found = households().find(|(_, other, ..)| other == number);
            found.map_or(Found::Nobody, |(id, ..)| Found::One(id))
        };
        Ok(sought.iter().map(one).collect())
    },
    named: |tx, _, ids| {
        let unit = town(tx)?;
        let found = households().filter(|(id, ..)| ids.contains(id));
        let named = found.map(|(id, number, head, _)| {
            let household = Household {
                number: number.into(),
                head: head.into(),
                unit,
            };
            (id, household)
        });
        Ok(named.collect())
    },
    witness: payout::Witness {
        as_known: |tx, round, _| (COLLECTIVE.entitlements)(tx, round),
        issued: |_, _, _| Ok(None),
        known: |tx, _, payees, _| {
            let unit = town(tx)?;
            let known = payees.iter().map(|payee| payout::Known {
                payee: *payee,
                unit,
                members: 2,
            });
            Ok(known.collect())
        },
        counted: |_, _, _| Ok(Vec::new()),
    },
    find: |_, _, number| {
        let mut all = households();
        Ok(all
            .find(|(_, other, ..)| *other == number)
            .map(|(id, ..)| id))
    },
};

pub(super) fn routes() -> Vec<crate::Route> {
    module(vec![COLLECTIVE]).routes
}

#[derive(serde::Serialize)]
struct OpenBook {
    unit: Id,
}

impl store::Input for OpenBook {
    const DEED: &'static str = "test.open_book";
}

/// A township with the flows of the program and a book.
async fn with_a_book(name: &str) -> (Site, Id) {
    let site = with_units(name).await;
    let org = "name=A&kind=township&unit=371502104000&valid_from=2018-01-01";
    assert_eq!(site.submit("/orgs/new", "/orgs/new", org).await.status, 303);
    let ctx = site.app.ctx(ORG, Id(0)).by(Actor::SYSTEM);
    payout::supply_flows(&site.app.db, &ctx, "2018-01-01".parse().unwrap()).unwrap();
    let town = top_link(&site.get("/units?q=371502104000").await.text, "/units/");
    let unit = Id(town.rsplit('/').next().unwrap().parse().unwrap());
    let key = CommandKey::fresh(&ctx);
    let open = |tx: &mut Tx, ctx: &Ctx, input: OpenBook| {
        ledger::open_book(tx, ctx, input.unit, "徒骇河股份经济合作社")
    };
    site.app.db.act(&ctx, key, OpenBook { unit }, open).unwrap();
    (site, unit)
}

/// What the approver brings forward: the balance; the accountant: a round, by a list with a fault first.
async fn bring_forward(site: &Site, unit: Id) {
    site.as_user("shen", Role::Approver, ORG, unit).await;
    let form = "/rounds/balances/new";
    let page = site.get(form).await.text;
    let book = page.split("<option value=\"").find_map(|rest| {
        let id = rest.split('"').next()?;
        id.parse::<i64>().ok()
    });
    let book = book.unwrap_or_else(|| panic!("no book: {page}"));
    let sums = format!("book={book}&date=2021-12-31&undistributed_fen=20000&unclaimed_fen=0");
    let wrong = format!("{sums}&bank_fen=19999&document=A");
    assert_eq!(site.submit(form, form, &wrong).await.status, 422);
    let right = format!("{sums}&bank_fen=20000&document=A");
    assert_eq!(site.submit(form, form, &right).await.status, 303);
    assert!(site.get("/rounds/brought").await.text.contains("20,000.00"));

    site.as_user("meng2", Role::Accountant, ORG, unit).await;
    let form = "/rounds/brought/import";
    let action = format!("{form}?source=test.register:5");
    let list = "户编号,户主姓名,分红金额\n001,白守茂,300.00\n999,陶谷源,100.00\n";
    let sent = site.upload(form, &action, "旧.csv", list.as_bytes()).await;
    let preview = sent.header("location").to_owned();
    let page = site.get(&preview).await;
    assert!(
        page.text.contains("A3") && page.text.contains("没有这个户编号"),
        "{}",
        page.text
    );
    let marked = preview.replace("?", "/marked?");
    assert!(site.get(&marked).await.text.starts_with("PK"));
    let list = list.replace("999", "002");
    let sent = site.upload(form, &action, "旧.csv", list.as_bytes()).await;
    let preview = sent.header("location").to_owned();
    let here = preview.split('?').next().unwrap();
    let head = "source=test.register:5&title=B&year=2020&date=2020-12-20";
    let refused = site.submit(&preview, here, head).await;
    assert_eq!(refused.status, 422, "no paper proves it");
    let done = site
        .submit(&preview, here, &format!("{head}&document=C"))
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let one = site.get(done.header("location")).await.text;
    assert!(one.contains("400.00") && one.contains("白守茂"), "{one}");
    let list = site.get("/rounds/brought.xlsx").await;
    assert!(list.status == 200 && list.text.starts_with("PK"));
}

#[tokio::test]
async fn a_divided_round_goes_from_its_form_to_its_picture_and_counts_what_was_before() {
    let (site, unit) = with_a_book("divided").await;
    bring_forward(&site, unit).await;
    let page = site.get("/rounds/new?source=test.register:5").await.text;
    assert!(page.contains("value=\"shares\"") && page.contains("reserve_percent"));
    for absent in [
        "per_person",
        "value=\"classes\"",
        "trade_percent",
        "weight_a",
    ] {
        assert!(!page.contains(absent), "{absent} is not of this flow");
    }
    let fields = "source=test.register:5&title=D&year=2022&pool_fen=10000&record_date=2022-06-30&basis=division\
                  &division=shares&reserve_percent=10&welfare_percent=5&policy=per_share_floor&step_fen=1";
    let made = site.submit("/rounds/new", "/rounds", fields).await;
    assert_eq!(made.status, 303, "{}", made.text);
    let round = made.header("location").to_owned();
    let draft = site.get(&round).await.text;
    // 10 % of 10,000, then 5 % of what is left, then shares: seen before anything is calculated.
    for amount in ["1,000.00", "450.00", "8,550.00"] {
        assert!(draft.contains(amount), "{amount}: {draft}");
    }
    assert!(draft.contains("<svg") && draft.contains("第2次"), "{draft}");
    let act = format!("{round}/calculate");
    let done = site.submit(&round, &act, "").await;
    assert_eq!(done.status, 303, "{}", done.text);
    let told = site.get(&round).await.text;
    assert!(told.contains("8,550.00") && told.contains("<svg"));
    let lines = site.get(&format!("{round}/lines")).await.text;
    assert!(
        lines.contains("6,412.50") && lines.contains("2,137.50"),
        "{lines}"
    );
    for file in ["objections.xlsx", "wrong.xlsx"] {
        let file = site.get(&format!("{round}/{file}")).await;
        assert!(file.status == 200 && file.text.starts_with("PK"));
    }
}

#[tokio::test]
async fn typed_lines_are_brought_forward_and_taken_back() {
    let (site, unit) = with_a_book("typed").await;
    site.as_user("meng2", Role::Accountant, ORG, unit).await;
    let form = "/rounds/brought/new";
    let head = "source=test.register:5&title=B&year=2020&date=2020-12-20&document=C";
    for (lines, said) in [
        ("001+300%0A999+1", "第2行：您的管理范围内没有这个户编号"),
        ("001+300%0A001+1", "第2行：这一户前面已经有了"),
        ("001", "第1行不是"),
    ] {
        let told = site
            .submit(form, form, &format!("{head}&lines={lines}"))
            .await;
        assert!(
            told.status == 422 && told.text.contains(said),
            "{}",
            told.text
        );
    }
    let done = site
        .submit(form, form, &format!("{head}&lines=001+300%0A002+1"))
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let here = done.header("location").to_owned();
    assert!(site.get(&here).await.text.contains("301.00"));
    let void = format!("{here}/void");
    assert_eq!(site.submit(&void, &void, "").await.status, 303);
    assert_eq!(site.get(&here).await.status, 404);
    assert!(
        site.get("/rounds/brought")
            .await
            .text
            .contains("还没有补录")
    );
}

/// What the preview of a list says that it showed.
fn seen_in(page: &str) -> String {
    let after = page.split("name=\"seen\" value=\"").nth(1);
    let seen = after.and_then(|rest| rest.split('"').next());
    seen.unwrap_or_else(|| panic!("no preview: {page}"))
        .to_owned()
}

#[tokio::test]
async fn a_list_of_accounts_is_taken_in_by_one_and_confirmed_by_another() {
    let (site, unit) = with_a_book("accounts").await;
    site.as_user("meng2", Role::Accountant, ORG, unit).await;
    let form = "/rounds/accounts/import";
    let list =
        "户编号,户主姓名,账号\n001,白守茂,6228480402564890018\n999,陶谷源,6228480402564890026\n";
    let nothing = site.submit(form, form, "").await;
    assert_eq!(nothing.status, 422);
    let sent = site.upload(form, form, "一卡通.csv", list.as_bytes()).await;
    let preview = sent.header("location").to_owned();
    // The list names no bank: said on the page, it holds for every row.
    let page = site.get(&preview).await.text;
    assert!(
        !page.contains("name=\"document\""),
        "nothing can go in: {page}"
    );
    let with_bank = format!("{preview}?bank=%E5%86%9C%E5%95%86%E8%A1%8C");
    let page = site.get(&with_bank).await.text;
    assert!(
        page.contains("A3") && page.contains("找不到这一户"),
        "{page}"
    );
    let marked = site.get(&format!("{preview}/marked?bank=%E5%86%9C")).await;
    assert!(marked.text.starts_with("PK"));
    let list = list.replace("999", "002");
    let sent = site.upload(form, form, "一卡通.csv", list.as_bytes()).await;
    let preview = sent.header("location").to_owned();
    let with_bank = format!("{preview}?bank=%E5%86%9C%E5%95%86%E8%A1%8C");
    let fields = "bank=%E5%86%9C%E5%95%86%E8%A1%8C&provenance=bank_list&document=A";
    // What is taken in is what was seen.
    let unseen = format!("{fields}&seen=0-0-1-0-0-0");
    let refused = site.submit(&with_bank, &preview, &unseen).await;
    assert!(refused.text.contains("请重新看一遍"), "{}", refused.text);
    let bare = fields;
    let fields = format!("{bare}&seen={}", seen_in(&site.get(&with_bank).await.text));
    let taken = site.submit(&with_bank, &preview, &fields).await;
    assert_eq!(taken.status, 303, "{}", taken.text);
    let here = taken.header("location").to_owned();
    let page = site.get(&here).await.text;
    assert!(
        page.contains("要由别人确认") && page.contains("**** 0018"),
        "{page}"
    );
    assert!(!page.contains("6228480402564890018") && !page.contains("全部确认"));
    // Nobody else than a reviewer may, and the file is gone with its commit.
    assert_eq!(
        site.submit(form, &here, "outcome=confirmed&accounts=2")
            .await
            .status,
        403
    );
    assert_eq!(site.get(&preview).await.status, 404);
    let sent = site.upload(form, form, "又.csv", list.as_bytes()).await;
    let again = sent.header("location").to_owned();
    let page = format!("{again}?bank=%E5%86%9C%E5%95%86%E8%A1%8C");
    let fields = format!("{bare}&seen={}", seen_in(&site.get(&page).await.text));
    let refused = site.submit(&page, &again, &fields).await;
    assert!(refused.text.contains("已经在等确认"), "{}", refused.text);

    site.as_user("shenhe", Role::Reviewer, ORG, unit).await;
    let page = site.get(&format!("{here}?show=all")).await.text;
    let id = page
        .split("name=\"back-")
        .nth(1)
        .and_then(|rest| rest.split('"').next());
    let id = id.unwrap_or_else(|| panic!("no row to send back: {page}"));
    let back = format!("{here}/back");
    assert_eq!(site.submit(&here, &back, "").await.status, 422);
    let sent = site.submit(&here, &back, &format!("back-{id}=1")).await;
    assert_eq!(sent.status, 303, "{}", sent.text);
    // What the page said before is no longer so.
    let stale = site
        .submit(&here, &here, "outcome=confirmed&accounts=2")
        .await;
    assert!(
        stale.status == 422 && stale.text.contains("请重新看一遍"),
        "{}",
        stale.text
    );
    let done = site
        .submit(&here, &here, "outcome=confirmed&accounts=1")
        .await;
    assert_eq!(done.status, 303, "{}", done.text);
    let all = site.get("/rounds/accounts").await.text;
    assert!(all.contains("已确认") && all.contains("已退回"), "{all}");
    let reverse = format!("{here}/reverse");
    assert!(site.get(&reverse).await.text.contains("恢复原来的账户"));
    assert_eq!(site.submit(&reverse, &reverse, "").await.status, 303);
    assert!(site.get(&here).await.text.contains("已撤回"));
}

#[tokio::test]
async fn the_file_of_accounts_holds_all_of_them_however_many_it_reads_at_a_time() {
    let (site, unit) = with_a_book("all-accounts").await;
    site.as_user("meng2", Role::Accountant, ORG, unit).await;
    let form = "/rounds/accounts/new";
    let whose = ["001", "002", "001", "002", "001"];
    for (household, number) in whose.iter().zip(62_284_801_i64..) {
        let fields =
            format!("payee={household}&holder=A&number={number}&bank=B&provenance=told&document=");
        let sent = site.submit(form, "/rounds/accounts", &fields).await;
        assert_eq!(sent.status, 303, "{}", sent.text);
    }
    let file = site.get("/rounds/accounts.xlsx").await;
    let columns = [
        sheets::Column::new("payee", &["收款人"], sheets::Kind::Text).required(),
        sheets::Column::new("number", &["账号"], sheets::Kind::Text).required(),
    ];
    let (spec, limits) = (sheets::Spec::new(&columns), sheets::Limits::default());
    let table = sheets::read_table(&file.bytes, "账户.xlsx", &spec, &limits).unwrap();
    let cell = |row, key| table.cell(row, key).map(|cell| cell.raw.clone()).unwrap();
    let found: Vec<(String, String)> = table
        .rows
        .iter()
        .map(|row| (cell(row, "payee"), cell(row, "number")))
        .collect();
    let numbers: Vec<&str> = found.iter().map(|(_, number)| number.as_str()).collect();
    // The latest first, each with its payee.
    let all = [
        "**** 4805",
        "**** 4804",
        "**** 4803",
        "**** 4802",
        "**** 4801",
    ];
    assert_eq!(numbers, all);
    assert!(
        found.iter().all(|(payee, _)| !payee.is_empty()),
        "{found:?}"
    );
}

#[tokio::test]
async fn after_a_refused_closing_the_page_stays_at_the_month_that_was_chosen() {
    let (site, unit) = with_a_book("closing").await;
    bring_forward(&site, unit).await;
    let book = top_link(&site.get("/books").await.text, "/books/");
    let close = format!("{book}/close");
    let done = site.submit(&book, &close, "through=2022-01-31").await;
    assert_eq!(done.status, 303, "{}", done.text);
    let again = site.submit(&book, &close, "through=2021-12-31").await;
    assert_eq!(again.status, 422);
    let chosen = "<option value=\"2021-12-31\" selected>";
    assert!(again.text.contains(chosen), "{}", again.text);
}
