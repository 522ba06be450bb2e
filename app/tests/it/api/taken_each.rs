//! Every deed that takes a file, as its page does: what the page hands out is sent back and changes nothing, what is new is done.

use super::taken::{Program, key, told};
use super::{ask, token};
use crate::site::{self, Site};
use serde_json::Value;

const CSV: &str = "text/csv";
const OCTETS: &str = "application/octet-stream";

fn program<'s>(site: &'s Site, role: &str) -> Program<'s> {
    Program {
        host: &site.host,
        token: token(site, role, "writes"),
    }
}

fn first(program: &Program<'_>, list: &str, field: &str) -> String {
    let (status, body) = ask(program.host, &program.token, list);
    assert_eq!(status, 200, "{list}: {body}");
    body["rows"][0][field].as_str().unwrap().to_owned()
}

fn number(answer: &Value, code: &str) -> i64 {
    let effects = answer["taken_in"]["effects"].as_array().unwrap();
    let found = effects.iter().find(|effect| effect["code"] == code);
    found.unwrap_or_else(|| panic!("{code}: {answer}"))["number"]
        .as_i64()
        .unwrap()
}

/// A list of a page's own, where it is sent back, what is said beside it, and what of it is unchanged.
struct Back<'p, 's> {
    by: &'p Program<'s>,
    /// Somebody of another organisation.
    other: &'p Program<'s>,
    login: &'static str,
    file: String,
    deed: &'static str,
    of: String,
    unchanged: &'static str,
}

/// What a page hands out, sent back: it is all there already.
#[test]
fn a_list_that_was_handed_out_says_nothing_new() {
    let site = site::fresh("taken-back");
    let (one, two) = (
        program(&site, "accountant"),
        program(&site, "accountant-dongli"),
    );
    let project = first(&one, "projects", "id");
    let register = first(&one, "registers", "id");
    let holders = format!("registers/holders?register={register}&limit=500");
    let (_, held) = ask(one.host, &one.token, &holders);
    let held = held["rows"].as_array().unwrap();
    let holder = held
        .iter()
        .find(|row| row["household"].is_string() || row["person"].is_string());
    let class = holder.unwrap()["class"].as_str().unwrap();
    let back = |file: String, deed, of, unchanged| Back {
        by: &one,
        other: &two,
        login: "accountant",
        file,
        deed,
        of,
        unchanged,
    };
    let all = [
        Back {
            by: &two,
            other: &one,
            login: "accountant-dongli",
            ..back(
                "/land/land.xlsx".into(),
                "land.import",
                String::new(),
                "land-effect-unchanged",
            )
        },
        back(
            format!("/projects/{project}/roster.xlsx"),
            "shares.import_roster",
            format!("project={project}"),
            "projects-effect-unchanged",
        ),
        back(
            format!("/registers/{register}/register.xlsx"),
            "shares.import_register",
            format!("class={class}"),
            "register-effect-unchanged",
        ),
    ];
    for Back {
        by,
        other,
        login,
        file,
        deed,
        of,
        unchanged,
    } in all
    {
        let out = site.sign_in(login).get(&file);
        assert_eq!(out.status, 200, "{file}");
        let look = format!("{deed}?look=true&{of}");
        let (status, looked) = by.send(&look, (OCTETS, None), &out.body);
        assert_eq!(status, 200, "{deed}: {looked}");
        assert!(number(&looked, unchanged) > 0, "{deed}: {looked}");
        let asked = format!("{deed}?{of}");
        let done = by.send(&asked, (OCTETS, Some(&key(1))), &out.body);
        let said = told(&done);
        assert_eq!(said, (422, "api.nothing_new".into()), "{deed}: {}", done.1);
        // Another organisation has nothing of it.
        if !of.is_empty() {
            let (status, body) = other.send(&look, (OCTETS, None), &out.body);
            assert_eq!(status, 404, "{deed}: {body}");
        }
        // What is said beside it is read as its type.
        let unknown = by.send(&format!("{look}&x=1"), (OCTETS, None), &out.body);
        assert_eq!(told(&unknown), (422, "x unknown_field".into()));
        let bare = by.send(
            &format!("{deed}?look=true&date=a&from=a"),
            (OCTETS, None),
            &out.body,
        );
        assert_eq!(bare.0, 422, "{deed}: {}", bare.1);
    }
}

#[test]
fn households_units_days_off_and_papers_are_taken_in_once() {
    let site = site::fresh("taken-new");
    let (clerk, admin) = (program(&site, "clerk"), program(&site, "administrator"));
    // A household: looked at, done, the same again.
    let head = "县(市、区、旗),乡(镇),行政村,户编号,姓名,证件号码,人数,与户主关系\n";
    let list = format!(
        "{head}东昌府区,斗虎屯镇,张李新村,37150210409901,章小满,371502196001019999,1,户主\n"
    );
    let deed = "people.import_households";
    let (status, looked) = clerk.send(&format!("{deed}?look=true"), (CSV, None), &list);
    assert_eq!(status, 200, "{looked}");
    let faults = looked["taken_in"]["faults"].as_array().unwrap().clone();
    if let Some(fault) = faults.first() {
        // The check character of a made-up number: the row stays outside, and where is told.
        assert_eq!(fault["column"], "F", "{fault}");
    }
    let list = list.replace("371502196001019999", &looked_for(&faults));
    let (status, looked) = clerk.send(&format!("{deed}?look=true"), (CSV, None), &list);
    assert_eq!(status, 200, "{looked}");
    assert_eq!(
        number(&looked, "people-count-new-households"),
        1,
        "{looked}"
    );
    let done = clerk.send(deed, (CSV, Some(&key(1))), &list);
    assert_eq!(
        (done.0, &done.1["answer"]["counts"]["new_people"]),
        (200, &Value::from(1)),
        "{}",
        done.1
    );
    assert_eq!(clerk.send(deed, (CSV, Some(&key(1))), &list), done);
    let again = clerk.send(deed, (CSV, Some(&key(2))), &list);
    assert_eq!(told(&again), (422, "api.nothing_new".into()), "{}", again.1);
    let unknown = clerk.send(&format!("{deed}?village=1"), (CSV, Some(&key(3))), &list);
    assert_eq!(told(&unknown), (422, "village not_chosen".into()));
    // A unit, on the chain of the installation: who installs, and nobody else.
    let units = "code,level,name,parent\n371502104399,village,试验村村委会,371502104000\n";
    let deed = "access.import_units?valid_from=2022-07-01";
    let refused = clerk.send(deed, (CSV, Some(&key(4))), units);
    assert_eq!(told(&refused), (403, "forbidden".into()));
    let done = admin.send(deed, (CSV, Some(&key(4))), units);
    assert_eq!(
        (done.0, &done.1["answer"]["added"]),
        (200, &Value::from(1)),
        "{}",
        done.1
    );
    assert_eq!(admin.send(deed, (CSV, Some(&key(4))), units), done);
    assert_eq!(
        first(&admin, "units?code=371502104399", "name"),
        "试验村村委会"
    );
    // A notice: a day that the calendar did not know as one off.
    let days = "日期,类型,名称\n2022-08-10,休,纪念日\n";
    let about = "number=%E5%9B%BD%E5%8A%9E1&source=gov.cn&published=2022-07-30";
    let look = format!("cases.read_notice?look=true&{about}");
    let (status, looked) = admin.send(&look, (CSV, None), days);
    assert_eq!(status, 200, "{looked}");
    assert_eq!(number(&looked, "due-count-changed"), 1);
    let deed = format!("cases.read_notice?{about}");
    let done = admin.send(&deed, (CSV, Some(&key(5))), days);
    assert_eq!(
        (done.0, &done.1["answer"]["changes"]),
        (200, &Value::from(1)),
        "{}",
        done.1
    );
    assert_eq!(admin.send(&deed, (CSV, Some(&key(5))), days), done);
    let missing = admin.send("cases.read_notice?number=1", (CSV, Some(&key(6))), days);
    assert_eq!(missing.0, 422, "{}", missing.1);
    papers(&site);
}

/// The number with the check character that the fault names, or another one that is right.
fn looked_for(faults: &[Value]) -> String {
    assert!(faults.len() <= 1, "{faults:?}");
    let digits = "37150219600101999";
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = digits
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap() * weight)
        .sum();
    let check = "10X98765432".chars().nth(sum as usize % 11).unwrap();
    format!("{digits}{check}")
}

fn papers(site: &Site) {
    let accountant = program(site, "accountant");
    let round = first(&accountant, "rounds", "id");
    let of = format!("source=payout_round&id={round}");
    let list = format!("papers?{of}");
    let count = || {
        let (status, body) = ask(&site.host, &accountant.token, &list);
        assert_eq!(status, 200, "{body}");
        body["rows"].as_array().unwrap().len()
    };
    let before = count();
    let deed = format!("access.attach_paper?{of}&kind=minutes&date=2022-07-30&name=2022.pdf");
    let pdf = b"%PDF-1.7\nminutes\n%%EOF\n";
    let done = accountant.send(&deed, ("application/pdf", Some(&key(7))), pdf);
    assert_eq!(done.0, 200, "{}", done.1);
    let again = accountant.send(&deed, ("application/pdf", Some(&key(7))), pdf);
    assert_eq!(again, done);
    assert_eq!(count(), before + 1);
    for (role, status) in [("auditor", 403), ("accountant-dongli", 404)] {
        let other = program(site, role);
        let answer = other.send(&deed, ("application/pdf", Some(&key(8))), pdf);
        assert_eq!(answer.0, status, "{role}: {}", answer.1);
    }
    for (kind, body, said) in [
        ("text/html", pdf.as_slice(), "api.not_a_file"),
        (OCTETS, b"<html>", "file paper_unknown_media"),
        (OCTETS, b"%PDF-1.7 cut", "file paper_broken"),
    ] {
        let answer = accountant.send(&deed, (kind, Some(&key(9))), body);
        assert_eq!(told(&answer).1, said, "{}", answer.1);
    }
    let withdraw = serde_json::json!({ "paper": done.1["answer"], "reason": "wrong_file" });
    let (status, body) = super::ask_with(
        &site.host,
        &accountant.token,
        "access.withdraw_paper",
        &withdraw,
    );
    assert_eq!(status, 200, "{body}");
    assert_eq!(count(), before + 1, "it stays on record");
}

#[test]
fn members_of_a_co_op_are_taken_in_with_their_accounts() {
    let site = site::fresh("taken-coop");
    let (own, foreign) = (
        program(&site, "accountant-dongli"),
        program(&site, "accountant"),
    );
    let coop = first(&own, "coops", "id");
    let household = first(&own, "people/households", "number");
    let list = format!("户编号,出资额\n{household},1000\n没有这一户,5\n");
    let of = format!("coop={coop}&date=2022-07-30&year=2022");
    let deed = format!("coop.import_accounts?{of}");
    let (status, looked) = own.send(&format!("{deed}&look=true"), (CSV, None), &list);
    assert_eq!(status, 200, "{looked}");
    assert_eq!(number(&looked, "coop-effect-joining"), 1, "{looked}");
    let fault = &looked["taken_in"]["faults"][0];
    assert_eq!(
        (&fault["row"], &fault["column"]),
        (&Value::from(3), &Value::from("A"))
    );
    let done = own.send(&deed, (CSV, Some(&key(1))), &list);
    let joined = &done.1["answer"]["joined"];
    assert_eq!((done.0, joined), (200, &Value::from(1)), "{}", done.1);
    assert_eq!(own.send(&deed, (CSV, Some(&key(1))), &list), done);
    let (_, members) = ask(
        &site.host,
        &own.token,
        &format!("coops/members?coop={coop}"),
    );
    assert_eq!(members["rows"].as_array().unwrap().len(), 1, "{members}");
    let again = own.send(&deed, (CSV, Some(&key(2))), &list);
    assert_eq!(told(&again).0, 422, "{}", again.1);
    let other = foreign.send(&deed, (CSV, Some(&key(3))), &list);
    assert_eq!(other.0, 404, "{}", other.1);
}

/// A workbook counts as a whole, and a list of findings belongs to one campaign.
#[test]
fn a_campaign_comes_as_a_workbook_and_its_findings_as_a_list() {
    let site = site::fresh("taken-campaign");
    let clerk = program(&site, "clerk-dahuang");
    let campaign = first(&clerk, "campaigns", "id");
    let mut visitor = site.sign_in("clerk-dahuang");
    let book = visitor.get("/campaigns/template.xlsx");
    assert_eq!(book.status, 200);
    let (status, looked) = clerk.send("campaigns.open?look=true", (OCTETS, None), &book.body);
    assert_eq!(status, 200, "{looked}");
    assert!(number(&looked, "campaigns-effect-villages") > 0);
    let done = clerk.send("campaigns.open", (OCTETS, Some(&key(1))), &book.body);
    assert_eq!(done.0, 200, "{}", done.1);
    assert_eq!(
        clerk.send("campaigns.open", (OCTETS, Some(&key(1))), &book.body),
        done
    );
    let twice = clerk.send("campaigns.open", (OCTETS, Some(&key(2))), &book.body);
    assert_eq!(told(&twice), (422, "campaigns.same_file".into()));
    // Findings: one row is right, one names no item of the campaign.
    let items = format!("campaigns/items?campaign={campaign}&limit=1");
    let (item, of) = (
        first(&clerk, &items, "name"),
        format!("campaign={campaign}"),
    );
    let village = first(&clerk, &format!("campaigns/villages?{of}"), "name");
    let list = format!(
        "村,问题类别,问题描述,发现方式,发现日期,是否销号\n\
         {village},{item},路边堆土。,检查,2022-05-20,否\n\
         {village},没有这一类,路边堆土。,检查,2022-05-20,否\n"
    );
    let look = format!("campaigns.import_findings?look=true&{of}");
    let (status, looked) = clerk.send(&look, (CSV, None), &list);
    assert_eq!(status, 200, "{looked}");
    assert_eq!(number(&looked, "campaigns-effect-findings"), 1, "{looked}");
    assert_eq!(looked["taken_in"]["faults"][0]["row"], 3, "{looked}");
    let deed = format!("campaigns.import_findings?{of}");
    let done = clerk.send(&deed, (CSV, Some(&key(3))), &list);
    assert_eq!(
        (done.0, &done.1["answer"]["cases"]),
        (200, &Value::from(1)),
        "{}",
        done.1
    );
    let known = clerk.send(&deed, (CSV, Some(&key(4))), &list);
    assert_eq!(told(&known), (422, "api.file_known".into()));
    let foreign = program(&site, "clerk");
    let answer = foreign.send(&look, (CSV, None), &list);
    assert!([403, 404].contains(&answer.0), "{}", answer.1);
    // A fault anywhere lets nothing in.
    let faulty = clerk.send("campaigns.open", (CSV, Some(&key(5))), "名称,开始\n,\n");
    assert_eq!(faulty.0, 422, "{}", faulty.1);
    assert!(!faulty.1["errors"].as_array().unwrap().is_empty());
}

/// Bombs, entities, lies about sizes: each is told at once what is wrong with the file.
#[cfg(target_os = "linux")]
#[test]
fn a_file_that_means_harm_is_told_what_is_wrong_with_it() {
    let site = site::fresh("taken-harm");
    let clerk = program(&site, "clerk-dahuang");
    let harms = crate::rights::hostile::harms(9);
    assert!(harms.len() > 15);
    for harm in harms {
        let deed = format!("law.record.talks?name={}", harm.name);
        let answer = clerk.send(&deed, (OCTETS, Some(&key(1))), &harm.bytes);
        assert_eq!(answer.0, 422, "{}: {}", harm.name, answer.1);
        assert_eq!(
            answer.1["errors"][0]["field"], "file",
            "{}: {}",
            harm.name, answer.1
        );
    }
}
