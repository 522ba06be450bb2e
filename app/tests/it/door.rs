//! The resident's door: told without an account, followed by number and code, asked back and answered, read by everybody, and not
//! to be forced, over HTTP and without script.

use crate::site::visitor::{Answer, hidden};
use crate::site::{Site, Visitor, fresh};
use std::io::Write;
use std::sync::OnceLock;

const BUDGET: usize = 40 * 1024;
/// In every personal field of a concern; nowhere that everybody may look.
const MARK: &str = "暗记七三九";

fn office() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(|| fresh("door"))
}

/// A small photo.
fn photo() -> Vec<u8> {
    let mut head = 40_u32.to_be_bytes().to_vec();
    head.extend(30_u32.to_be_bytes());
    head.extend([8, 2, 0, 0, 0]);
    let mut row = vec![0];
    row.extend([200, 90, 90].repeat(40));
    let mut zip = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::fast());
    zip.write_all(&row.repeat(30)).unwrap();
    let body = zip.finish().unwrap();
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let text = format!("Comment\0GPS {MARK}");
    let parts: [(&[u8], &[u8]); 4] = [
        (b"IHDR", &head),
        (b"tEXt", text.as_bytes()),
        (b"IDAT", &body),
        (b"IEND", b""),
    ];
    for (kind, data) in parts {
        let mut crc = flate2::Crc::new();
        crc.update(kind);
        crc.update(data);
        out.extend(u32::try_from(data.len()).unwrap().to_be_bytes());
        out.extend(kind);
        out.extend(data);
        out.extend(crc.sum().to_be_bytes());
    }
    out
}

/// The address of the first link with these words.
fn link(page: &Answer, words: &str) -> String {
    let text = page.text();
    let at = text
        .find(&format!(">{words}<"))
        .unwrap_or_else(|| panic!("no {words} in {text}"));
    let from = text[..at].rfind("href=\"").unwrap() + 6;
    text[from..].split('"').next().unwrap().to_owned()
}

/// The form of 利民社区 in 柳园街道, come to as anybody comes to it.
fn form(visitor: &mut Visitor) -> String {
    let town = link(&visitor.get("/ask"), "柳园街道");
    let village = link(&visitor.get(&town), "利民社区居委会");
    assert_eq!(visitor.get(&village).status, 200);
    village
}

struct Receipt {
    number: String,
    code: String,
}

impl Receipt {
    fn of(page: &Answer) -> Receipt {
        let text = page.text();
        assert_eq!(page.status, 200, "{text}");
        Receipt {
            number: hidden(&text, "number").unwrap(),
            code: hidden(&text, "code").unwrap(),
        }
    }

    fn link(&self) -> String {
        format!("/follow/{}-{}", self.number, self.code)
    }
}

fn told(visitor: &mut Visitor) -> Receipt {
    let form = form(visitor);
    let said = format!("路灯不亮{MARK}。西头第三盏");
    let (place, name) = (format!("老槐树下{MARK}"), format!("王大爷{MARK}"));
    let fields = [
        ("v_detail", said.as_str()),
        ("v_category", ""),
        ("v_place", &place),
        ("v_place_at", "36.45678, 115.98765"),
        ("v_requester_name", &name),
        ("v_contact", "138 0635 7390"),
    ];
    Receipt::of(&visitor.upload(&form, "v_photos", "门前.png", &photo(), &fields))
}

#[test]
fn a_resident_tells_follows_and_answers_without_an_account() {
    let site = office();
    let mut resident = Visitor::new(&site.host);
    let receipt = told(&mut resident);
    // A phone that scans the code knows nothing but the address.
    let mut phone = Visitor::new(&site.host);
    let page = phone.get(&receipt.link());
    let text = page.text();
    for said in ["待受理", "路灯不亮", "老槐树下", "36.45678", "未经批准"] {
        assert_eq!(text.contains(said), said != "未经批准", "{said}: {text}");
    }
    assert_eq!(page.header("cache-control"), Some("no-store"));
    assert!(page.header("x-robots-tag").unwrap().contains("noindex"));
    let photo = link(&page, "照片，第1张，共1张");
    let shown = phone.get(&photo);
    assert_eq!(shown.header("content-type"), Some("image/jpeg"));
    assert!(shown.body.starts_with(&[0xff, 0xd8]) && !shown.text().contains("GPS"));
    assert_eq!(
        phone.get(&photo.replace(&receipt.code, "00000000")).status,
        422
    );
    let weighed = Visitor::new(&site.host)
        .weighing()
        .get(&receipt.link())
        .body
        .len();
    assert!(weighed < BUDGET / 2, "{weighed}");

    // The office asks back, and he answers.
    let mut clerk = site.sign_in_as("liuyuan-bangongshi");
    let case = link(&clerk.get("/appeals"), &format!("路灯不亮{MARK}"));
    let act = |clerk: &mut Visitor, action: &str, fields: &[(&str, &str)]| {
        let address = format!("{case}/do/{action}");
        let page = clerk.get(&address).text();
        let seen = hidden(&page, "seen").unwrap();
        let mut all = vec![("seen", seen.as_str())];
        all.extend_from_slice(fields);
        let answer = clerk.post(&address, &all);
        assert_eq!(answer.status, 303, "{action}: {}", answer.text());
    };
    let page = clerk.get(&format!("{case}/do/accept")).text();
    let unit = page.split("利民社区居委会").next().unwrap();
    let unit = unit.rsplit("option value=\"").next().unwrap();
    let unit = unit.split('"').next().unwrap().to_owned();
    act(
        &mut clerk,
        "accept",
        &[("v_category", "roads"), ("v_owner_unit", &unit)],
    );
    act(&mut clerk, "start", &[]);
    act(&mut clerk, "ask", &[("v_question", "是哪一盏路灯？")]);
    let page = phone.get(&receipt.link());
    assert!(page.text().contains("是哪一盏路灯？"));
    assert!(!page.text().contains("沈疏桐"), "no names of staff");
    let address = format!("{}/do/answer", receipt.link());
    let seen = hidden(&phone.get(&address).text(), "seen").unwrap();
    let empty = phone.post(&address, &[("seen", &seen)]);
    assert_eq!(empty.status, 422);
    let answer = phone.post(&address, &[("seen", &seen), ("v_answer", "村西头第三盏")]);
    assert_eq!(answer.status, 303, "{}", answer.text());
    assert!(phone.follow(&answer).text().contains("办理中"));
    assert!(clerk.get(&case).text().contains("村西头第三盏"));
    // What is the office's own he may not do.
    let own = format!("{}/do/solve", receipt.link());
    assert_eq!(phone.get(&own).status, 404);
    let fields = [("v_result", "solved"), ("v_reply", "好")];
    phone.get("/follow");
    assert_eq!(phone.post(&own, &fields).status, 404);

    // Published words alone go out; nothing that anybody told.
    act(
        &mut clerk,
        "solve",
        &[
            ("v_result", "solved"),
            ("v_reply", &format!("已更换{MARK}")),
        ],
    );
    let mut caller = site.sign_in_as("liuyuan-huifang");
    act(&mut caller, "call_back", &[("v_satisfaction", "satisfied")]);
    let public = [
        ("v_public_title", "路灯不亮"),
        ("v_public_reply", "已更换灯头。"),
    ];
    act(&mut caller, "publish", &public);
    let mut leader = site.sign_in_as("liuyuan-lingdao");
    let decide = link(&leader.get(&case), "审批");
    leader.get(&decide);
    assert_eq!(leader.post(&decide, &[("is_approved", "1")]).status, 303);
    let mut stranger = Visitor::new(&site.host);
    let replies = stranger.get("/public/replies");
    assert!(replies.text().contains("已更换灯头。") && replies.text().contains("利民社区居委会"));
    let none = stranger.get("/public/replies?category=water");
    assert!(!none.text().contains("已更换灯头。"));
    for (address, page) in crate::rights::html::crawl(&mut stranger, &["/".into(), "/ask".into()]) {
        assert!(!page.text().contains(MARK), "{address}");
        assert!(!page.text().contains("7390"), "{address}");
    }
    // An auditor sees where it stands, and neither words nor photos.
    let mut auditor = site.sign_in_as("liuyuan-jiandu");
    let page = auditor.get(&case);
    assert!(page.status == 200 && !page.text().contains(MARK));
    let staff = link_to(&clerk.get(&case).text(), "/cases/photos/");
    assert_eq!(clerk.get(&staff).status, 200);
    assert_eq!(auditor.get(&staff).status, 404);
    assert_eq!(Visitor::new(&site.host).get(&staff).status, 303);
    // The original, with all that it says of itself, for whoever may read what is masked and says what for.
    let original = staff.rsplit_once('/').unwrap().0;
    assert!(
        clerk
            .get(&case)
            .text()
            .contains(&format!("href=\"{original}\""))
    );
    assert_eq!(clerk.get(original).status, 200);
    assert_eq!(clerk.post(original, &[("reason", "")]).status, 422);
    let file = clerk.post(original, &[("reason", "dispute")]);
    assert!(
        file.status == 200 && file.body == self::photo(),
        "{}",
        file.status
    );
    for who in [&mut auditor, &mut caller] {
        assert!([403, 404].contains(&who.get(original).status));
        assert!([403, 404].contains(&who.post(original, &[("reason", "dispute")]).status));
    }
    let journal = site.sign_in_as("liuyuan-jiandu").get("/journal").text();
    assert!(journal.contains("下载原始照片"), "{journal}");
}

/// A clerk types a name at the counter and chooses among those of the register; the same person again is told.
#[test]
fn a_requester_is_chosen_from_the_register() {
    let mut clerk = office().sign_in("clerk");
    let people = clerk.get("/people").text();
    let row = people
        .split("href=\"/people/")
        .find(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
        .unwrap();
    let (id, rest) = row.split_once("\">").unwrap();
    let name = rest.split('<').next().unwrap();
    let mut tell = |who: &str, title: &str| {
        let form = clerk.get("/appeals/new").text();
        let unit = form.split("name=\"unit\"").nth(1).unwrap();
        let unit = unit.split("</select>").next().unwrap();
        let unit = unit.rsplit("value=\"").next().unwrap();
        let unit = unit.split('"').next().unwrap().to_owned();
        let fields = [
            ("unit", unit.as_str()),
            ("day", "2022-07-29"),
            ("v_title", title),
            ("v_detail", "路边的护栏坏了"),
            ("v_channel", "counter"),
            ("v_requester", who),
        ];
        clerk.post("/appeals/new", &fields)
    };
    // By name or pinyin it is not yet said who it is.
    let asked = tell(name, "护栏");
    assert_eq!(asked.status, 422);
    let text = asked.text();
    assert!(text.contains("请从名单中选一个人"), "{text}");
    assert!(
        text.contains(&format!("value=\"@{id}\""))
            || text.contains(&format!("value=\"&#64;{id}\"")),
        "{text}"
    );
    assert_eq!(tell("@1", "护栏").status, 422);
    for title in ["护栏甲", "护栏乙"] {
        Receipt::of(&tell(&format!("@{id}"), title));
    }
    Receipt::of(&tell(&format!("={name}"), "护栏丙"));
    Receipt::of(&tell("查无此人", "护栏丁"));
    let page = |clerk: &mut Visitor, title: &str| {
        let case = link(&clerk.get("/appeals"), title);
        clerk.get(&case).text()
    };
    let second = page(&mut clerk, "护栏乙");
    assert!(
        second.contains(&format!("href=\"/people/{id}\"")),
        "{second}"
    );
    assert!(
        second.contains(name) && second.contains("护栏甲"),
        "{second}"
    );
    assert!(second.contains("同一个人"), "{second}");
    let by_name = page(&mut clerk, "护栏丁");
    assert!(by_name.contains("查无此人") && !by_name.contains(&format!("href=\"/people/{id}\"")));
}

fn link_to(text: &str, start: &str) -> String {
    let from = text.find(&format!("href=\"{start}")).unwrap() + 6;
    text[from..].split('"').next().unwrap().to_owned()
}

#[test]
fn a_form_sent_twice_is_one_concern_with_one_code() {
    let site = office();
    let mut resident = Visitor::new(&site.host);
    let form = form(&mut resident);
    let token = resident.token().to_owned();
    let key = hidden(&resident.get(&form).text(), "_key").unwrap();
    let fields = [
        ("_csrf", token.as_str()),
        ("_key", key.as_str()),
        ("v_detail", "楼道堆放杂物"),
    ];
    let first = Receipt::of(&resident.post_bare(&form, &fields));
    let again = Receipt::of(&resident.post_bare(&form, &fields));
    assert_eq!((first.number, first.code), (again.number, again.code));
}

#[test]
fn a_code_is_not_guessed_and_no_number_is_told() {
    let site = fresh("door-guess");
    let mut resident = Visitor::new(&site.host);
    let form = form(&mut resident);
    let first = Receipt::of(&resident.post(&form, &[("v_detail", "自来水压力小")]));
    resident.get(&form);
    let second = Receipt::of(&resident.post(&form, &[("v_detail", "路面破损")]));
    let mut stranger = Visitor::new(&site.host);
    let mut guess = |number: &str, code: &str| {
        let page = stranger.get(&format!("/follow/{number}-{code}"));
        let text = page.text();
        let notice = text.split("role=\"alert\"").nth(1).unwrap_or_default();
        (
            page.status,
            notice.contains("对不上"),
            notice.contains("分钟以后"),
        )
    };
    let wrong = (422, true, false);
    for at in 0..5 {
        assert_eq!(guess(&first.number, &format!("0000000{at}")), wrong);
        assert_eq!(guess("AP-2031-9999", &format!("0000000{at}")), wrong);
    }
    // Locked, also for the right code, and just so where there is no such number.
    let locked = (422, false, true);
    assert_eq!(guess(&first.number, &first.code), locked);
    assert_eq!(guess("AP-2031-9999", "ABCD2345"), locked);
    // The other concern is not.
    assert_eq!(guess(&second.number, &second.code), (200, false, false));
    // Who lost the code is given another at the counter.
    let mut clerk = site.sign_in_as("liuyuan-bangongshi");
    let case = link(&clerk.get("/appeals"), "路面破损");
    let give = link(&clerk.get(&case), "换新的查询码");
    clerk.get(&give);
    let new = Receipt::of(&clerk.post(&give, &[]));
    assert_eq!(guess(&second.number, &second.code), wrong);
    assert_eq!(guess(&new.number, &new.code), (200, false, false));
    // By hand, as people type it.
    let typed = new.code.to_ascii_lowercase();
    let typed = format!(" {} {} ", &typed[..4], &typed[4..]);
    stranger.get("/follow");
    let number = new.number.to_ascii_lowercase();
    let to = stranger.post("/follow", &[("number", &number), ("code", &typed)]);
    assert_eq!(stranger.follow(&to).status, 200);
    let slip = stranger.post(
        "/follow/slip",
        &[("number", &new.number), ("code", &new.code)],
    );
    assert!(slip.body.starts_with(b"%PDF"), "{}", slip.text());
}

#[test]
fn whoever_floods_the_office_waits_and_a_program_is_told() {
    let site = fresh("door-flood");
    let mut visitor = Visitor::new(&site.host);
    let form = form(&mut visitor);
    let mut send = |fields: &[(&str, &str)]| {
        visitor.get(&form);
        visitor.post(&form, fields)
    };
    let trapped = send(&[("v_detail", "买一送一"), ("homepage", "http://x")]);
    assert_eq!(trapped.status, 422);
    assert_eq!(send(&[("v_detail", " ")]).status, 422);
    let long = "长".repeat(4_001);
    assert_eq!(send(&[("v_detail", &long)]).status, 422);
    // What the door does not ask for is nobody's.
    let more = [
        ("v_detail", "路灯不亮"),
        ("v_hotline_number", "1"),
        ("v_channel", "hotline"),
    ];
    Receipt::of(&send(&more));
    for at in 0..17 {
        let said = format!("第{at}件");
        Receipt::of(&send(&[("v_detail", &said)]));
    }
    let refused = send(&[("v_detail", "又一件")]);
    assert_eq!(refused.status, 422);
    assert!(refused.text().contains("分钟以后"), "{}", refused.text());
    let mut clerk = site.sign_in_as("liuyuan-bangongshi");
    let case = link(&clerk.get("/appeals"), "路灯不亮");
    let text = clerk.get(&case).text();
    assert!(text.contains("网上") && !text.contains("12345热线"));
}
