//! What somebody types, or has in a cell of a list that he imports, is text: no tag on any page, no formula in any
//! file that goes out.

use super::crawl::starts;
use super::forms::{Typed, journal, type_everywhere};
use super::html::{Form, crawl, forms, is_html};
use super::{route_of, routes};
use crate::site::visitor::Answer;
use crate::site::{Site, fresh};
use calamine::{Data, Reader, Xlsx};
use std::collections::BTreeSet;
use std::io::{Cursor, Read};
use web::route::Verb;

/// A formula that leaves an attribute and is a tag; short enough for most fields.
const HARM: &str = "=\"><u id=z2>'";
const TAG: &str = "<u id=z2>";
const STARTS: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];
const ROLES: [&str; 10] = [
    "administrator",
    "org_administrator",
    "clerk",
    "village_clerk",
    "accountant",
    "reviewer",
    "approver",
    "auditor",
    "accountant-dongli",
    "clerk-dahuang",
];

/// Of a payroll from before zhen: its rows name households by number, and there is none in the demonstration.
const NOT_THERE: [&str; 1] = ["/rounds/brought/{id}/file.xlsx"];

/// A list for a door that takes files, with the harm in one column after the other.
struct List {
    route: &'static str,
    role: &'static str,
    header: &'static str,
    row: &'static str,
}

const LISTS: [List; 10] = [
    List {
        route: "/people/import",
        role: "clerk",
        header: "户编号,行政村,姓名,证件号码,与户主关系,户类型,人联系电话",
        row: "H9001,张李新村,欧阳竹青,,户主,脱贫户,13800000000",
    },
    List {
        route: "/units/import",
        role: "administrator",
        header: "code,level,name,parent",
        row: "371502104998,village,示例村,371502104000",
    },
    List {
        route: "/land/import",
        role: "accountant",
        header: "地块编码,地块名称,承包方姓名,合同编号,合同面积,实测面积",
        row: "3715021042680100001,东地,欧阳竹青,371502104268010001J,2.00,2.00",
    },
    List {
        route: "/projects/{id}/roster/import",
        role: "accountant",
        header: "户编号,户主姓名,类别,享受人数",
        row: "H9001,欧阳竹青,a,1",
    },
    List {
        route: "/registers/{id}/import",
        role: "accountant",
        header: "户编号,户主姓名,成员姓名,股数",
        row: "H9001,欧阳竹青,欧阳竹青,1",
    },
    List {
        route: "/coops/{id}/import",
        role: "accountant-dongli",
        header: "户编号,成员姓名,出资额,公积金份额,交易额",
        row: "H9001,欧阳竹青,100,0,100",
    },
    List {
        route: "/rounds/brought/import",
        role: "accountant",
        header: "户编号,户主姓名,金额",
        row: "H9001,欧阳竹青,100",
    },
    List {
        route: "/campaigns/{id}/import",
        role: "clerk-dahuang",
        header: "村,问题类别,问题描述,发现方式,发现日期,责任领导,责任人",
        row: "刘西村委会,三大堆,粪堆紧邻水渠。,检查,2022-05-03,陶致知,戴清源",
    },
    List {
        route: "/law/posts/import",
        role: "clerk",
        header: "社区,岗位,姓名,联系电话,任职日期",
        row: "张李新村,法律顾问,欧阳竹青,13800000000,2026-01-04",
    },
    List {
        route: "/appeals/ledger",
        role: "clerk",
        header: "工单编号,来电时间,诉求人,联系电话,诉求内容,地址,承办单位",
        row: "GD9001,2026-01-04,欧阳竹青,13800000000,路灯不亮。,村口,张李新村",
    },
];

fn csv(list: &List) -> Vec<u8> {
    let columns = list.header.split(',').count();
    let mut file = format!("{}\r\n{}\r\n", list.header, list.row);
    for at in 0..columns {
        let cells = list.row.split(',').enumerate();
        let harm = format!("\"{}\"", HARM.replace('"', "\"\""));
        let cells = cells.map(|(n, cell)| if n == at { harm.as_str() } else { cell });
        file += &cells.collect::<Vec<_>>().join(",");
        file += "\r\n";
    }
    file.into_bytes()
}

/// The same rows as a workbook of texts.
fn workbook(list: &List) -> Vec<u8> {
    let columns = list.header.split(',');
    let columns: Vec<_> = columns
        .map(|name| sheets::OutColumn::new(name, sheets::OutKind::Text))
        .collect();
    let row = |harmed: Option<usize>| {
        let cells = list.row.split(',').enumerate();
        let cells = cells.map(|(n, cell)| if harmed == Some(n) { HARM } else { cell });
        let cells = cells.map(|cell| sheets::OutCell::Text(cell.to_owned()));
        cells.collect::<Vec<_>>()
    };
    let harmed = (0..columns.len()).map(Some);
    let table = sheets::OutTable {
        sheet: "a".into(),
        rows: std::iter::once(None).chain(harmed).map(row).collect(),
        columns,
        ..sheets::OutTable::default()
    };
    sheets::write_xlsx(&[table]).unwrap()
}

/// No tag on a page, and what was imported stands there as text.
fn judge(place: &str, answer: &Answer) -> bool {
    assert!(
        answer.status < 500 && answer.status != 0,
        "{place}: {}",
        answer.status
    );
    if answer.body.starts_with(b"PK") {
        return workbook_is_text(place, &answer.body);
    }
    let text = answer.text();
    let kind = answer.header("content-type").unwrap_or_default();
    if kind.starts_with("text/csv") {
        return csv_is_text(place, &text);
    }
    if is_html(answer) {
        assert!(!text.contains(TAG), "{place} shows a tag");
    }
    text.contains("u id=z2")
}

fn csv_is_text(place: &str, text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    let mut found = false;
    for cell in text.lines().flat_map(|line| line.split(',')) {
        let cell = cell.trim_matches('"');
        let is_number = cell.trim_start_matches('-').parse::<f64>().is_ok();
        assert!(is_number || !cell.starts_with(STARTS), "{place}: {cell}");
        found |= cell.contains("u id=z2");
    }
    found
}

fn workbook_is_text(place: &str, bytes: &[u8]) -> bool {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    for at in 0..archive.len() {
        let mut entry = archive.by_index(at).unwrap();
        if !entry.name().unwrap().starts_with("xl/worksheets/") {
            continue;
        }
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        for formula in text.split("<f>").skip(1) {
            let formula = formula.split("</f>").next().unwrap();
            assert!(formula.starts_with("SUM("), "{place}: {formula}");
        }
    }
    let mut book: Xlsx<_> = calamine::open_workbook_from_rs(Cursor::new(bytes)).unwrap();
    let sheets = book.worksheets();
    let mut cells = sheets
        .iter()
        .flat_map(|(_, range)| range.cells().map(|(_, _, cell)| cell));
    cells.any(|cell| matches!(cell, Data::String(text) if text.contains("u id=z2")))
}

/// Where a role's door of this route is, and on which page its form stands.
fn door<'t>(typed: &'t Typed, list: &List) -> &'t (String, Form) {
    let mut all = typed.forms[list.role].iter();
    let found = all.find(|(_, form)| form.is_upload && route_of(&form.action) == Some(list.route));
    found.unwrap_or_else(|| panic!("no form at {}", list.route))
}

/// Sends a file, looks at its preview and at what can be taken back from it, and sends the preview's own forms.
fn import(
    site: &Site,
    (page, form): &(String, Form),
    role: &str,
    (name, bytes): (&str, &[u8]),
) -> bool {
    let mut visitor = site.sign_in(role);
    visitor.get(page);
    let file = form.fields.iter().find(|f| f.kind == "file").unwrap();
    let fields = form
        .fields
        .iter()
        .filter(|f| f.kind != "file" && !f.name.starts_with('_'));
    let fields: Vec<(&str, &str)> = fields
        .map(|f| (f.name.as_str(), f.value.as_str()))
        .collect();
    let mut answer = visitor.upload(&form.action, &file.name, name, bytes, &fields);
    let mut at = form.action.clone();
    if answer.status == 303 {
        answer.header("location").unwrap().clone_into(&mut at);
        answer = visitor.get(&at);
    }
    let place = format!("{name} at {at}");
    let mut shown = judge(&place, &answer);
    let text = answer.text();
    for link in super::html::links(&text)
        .into_iter()
        .filter(|link| link.contains("/marked"))
    {
        shown |= judge(&link, &visitor.get(&link));
    }
    for form in forms(&text, &at)
        .into_iter()
        .filter(|form| !form.is_upload && form.action.contains("import"))
    {
        if form.action.ends_with("/drop") {
            continue;
        }
        visitor.get(&at);
        let fields = form.fields.iter().filter(|f| !f.name.starts_with('_'));
        let fields: Vec<(&str, &str)> = fields
            .map(|f| (f.name.as_str(), f.value.as_str()))
            .collect();
        let answer = visitor.post(&form.action, &fields);
        judge(&form.action, &answer);
        if answer.status == 303 {
            judge(&form.action, &visitor.follow(&answer));
        }
    }
    shown
}

#[test]
fn what_is_typed_or_imported_is_text_on_every_page_and_in_every_file() {
    let site = fresh("cells");
    let before = journal("cells");
    let typed = type_everywhere(&site, HARM, TAG);
    let written = journal("cells") - before;
    assert!(typed.fields >= 200, "{} fields", typed.fields);
    assert!(
        typed.taken >= 20 && written >= 10,
        "{} taken, {written} written",
        typed.taken
    );
    for list in &LISTS {
        let file = csv(list);
        let door = door(&typed, list);
        let mut shown = import(&site, door, list.role, ("list.csv", &file));
        let book = workbook(list);
        shown |= import(&site, door, list.role, ("list.xlsx", &book));
        assert!(shown, "no answer of {} shows the cell", list.route);
    }
    let (mut pages, mut files) = (0, 0);
    let mut seen: BTreeSet<&'static str> = BTreeSet::new();
    let starts = starts();
    for role in ROLES {
        let mut visitor = site.sign_in(role);
        for (address, answer) in crawl(&mut visitor, &starts) {
            let is_told = judge(&format!("{role} at {address}"), &answer);
            let is_file = answer.header("content-disposition").is_some();
            pages += usize::from(is_told && !is_file);
            files += usize::from(is_told && is_file);
            if answer.status == 200 {
                seen.extend(route_of(&address));
            }
            // Its link is there only where somebody objects.
            if route_of(&address) == Some("/rounds/{id}") && !address.contains('?') {
                let file = format!("{address}/objections.xlsx");
                let answer = visitor.get(&file);
                files += usize::from(judge(&file, &answer));
                seen.extend((answer.status == 200).then(|| route_of(&file)).flatten());
            }
        }
    }
    println!("{pages} pages and {files} files with what was typed and imported");
    assert!(pages >= 30 && files >= 5, "{pages} pages, {files} files");
    let all = routes().into_iter().filter(|route| route.verb == Verb::Get);
    let files = all.map(|route| route.path).filter(|path| {
        let ends = [".xlsx", "/export", "/file"];
        ends.iter().any(|end| path.ends_with(end))
    });
    let missed: Vec<&str> = files
        .filter(|path| !seen.contains(path) && !NOT_THERE.contains(path))
        .collect();
    assert!(missed.is_empty(), "nobody came to {missed:?}");
}
