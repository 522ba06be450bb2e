//! What is printed and signed: 记账凭证 and 发放表 as pages of paper, vouchers also as
//! files. Printing needs no script: the browser's own command does it, and the head of a
//! table is repeated on every sheet.

mod doors;
mod files;
#[cfg(test)]
mod tests;

use super::VIEW;
use super::facts::{Line, Round, Sums};
use super::source::Sources;
use super::words::{class, yuan};
use crate::components::*;
use crate::format;
use crate::i18n::Words;
use crate::layout::{NavItem, Page};
use crate::paper;
use crate::route::{Route, with};
use askama::Template;
use kernel::{Date, Fen, Id};

pub(super) fn routes(sources: &Sources) -> Vec<Route> {
    vec![
        Route::get("/rounds/{id}/payroll", VIEW, with(sources, doors::payroll)),
        Route::get(
            "/rounds/{id}/payroll.pdf",
            VIEW,
            with(sources, doors::payroll_pdf),
        ),
        Route::get(
            "/rounds/{id}/vouchers.xlsx",
            VIEW,
            with(sources, doors::vouchers_file),
        ),
        Route::get(
            "/rounds/{id}/vouchers/{voucher}",
            VIEW,
            with(sources, doors::voucher),
        ),
        Route::get(
            "/rounds/{id}/vouchers/{voucher}/voucher.pdf",
            VIEW,
            with(sources, doors::voucher_pdf),
        ),
        Route::get(
            "/rounds/{id}/vouchers/{voucher}/voucher.xlsx",
            VIEW,
            with(sources, doors::voucher_file),
        ),
    ]
}

/// A voucher with all its entries and who stands for it.
#[derive(Debug, Clone)]
pub struct Paper {
    pub round: Id,
    pub id: Id,
    pub round_title: String,
    pub entity: String,
    pub number: String,
    pub date: Date,
    /// declare, pay, reverse …
    pub kind: String,
    pub reverses: Option<String>,
    pub entries: Vec<Entry>,
    /// Entries beyond those read.
    pub more: i64,
    pub total: Fen,
    /// Who prepared the round, who reviewed it, who posted this voucher; empty: nobody did.
    pub prepared: String,
    pub reviewed: String,
    pub posted: String,
}

#[derive(Debug, Clone)]
pub struct Entry {
    pub account: String,
    /// The payee's name as the reader may see it; empty where the account is nobody's own.
    pub party: String,
    pub debit: Fen,
    pub credit: Fen,
}

impl Paper {
    /// What the entries are for: `发放 五联养殖项目第5次收益分配`.
    pub fn summary(&self, words: Words) -> String {
        let kind = words.get(&format!(
            "rounds-voucher-{}",
            self.kind.replace(['_', '.'], "-")
        ));
        let text = format!("{kind} {}", self.round_title);
        match &self.reverses {
            Some(number) => format!(
                "{text} {}",
                words.with("rounds-voucher-reverses", &[("number", number)])
            ),
            None => text,
        }
    }
}

#[derive(Template)]
#[template(path = "rounds/paper.html")]
pub struct PaperView {
    pub page: Page,
    /// Lies across the sheet: tables with a column for signatures are wide.
    pub is_wide: bool,
    /// Lines above the table, left and right.
    pub above: Vec<String>,
    pub tables: Vec<Table>,
    pub sum: Option<String>,
    /// Who signs, each with room for it.
    pub signers: Vec<(String, String)>,
    pub hint: String,
    pub files: Vec<Button>,
}

impl PaperView {
    /// The same on paper.
    pub fn sheet(&self) -> pdf::Sheet {
        let mut blocks = vec![
            pdf::Block::Title(self.page.title.clone()),
            pdf::Block::Line(self.above.clone()),
        ];
        blocks.extend(self.tables.iter().map(paper::table));
        blocks.extend(self.sum.clone().map(pdf::Block::Text));
        blocks.push(pdf::Block::Signers(self.signers.clone()));
        let lacking = paper::missing(&self.page, &blocks);
        blocks.extend(lacking);
        pdf::Sheet {
            is_wide: self.is_wide,
            is_poster: false,
            blocks,
            footer: paper::footer(&self.page),
        }
    }
}

fn side(amount: Fen) -> String {
    if amount == Fen::ZERO {
        String::new()
    } else {
        format::money(amount)
    }
}

/// As PDF and as XLSX.
fn files(words: Words, stem: &str) -> Vec<Button> {
    let file = |ending: &str, key: &str| {
        let href = format!("{stem}.{ending}");
        Button::link(ButtonKind::Secondary, href, words.get(key))
    };
    vec![
        file("pdf", "pdf-download"),
        file("xlsx", "page-export-xlsx"),
    ]
}

fn crumbs(page: &mut Page, round: Id, title: &str) {
    super::round::crumbs(page);
    let href = format!("/rounds/{round}");
    page.breadcrumbs.push(NavItem::new(href, title, false));
}

/// 记账凭证: 摘要, 科目, 明细, 借方, 贷方, 合计, 制单, 审核, 记账.
pub fn voucher(mut page: Page, paper: &Paper) -> PaperView {
    let words = page.words;
    page.title = words.get("print-voucher");
    crumbs(&mut page, paper.round, &paper.round_title);
    let list = format!("/rounds/{}/vouchers", paper.round);
    let label = words.get("rounds-tab-vouchers");
    page.breadcrumbs
        .push(NavItem::new(list.clone(), label, false));
    let summary = paper.summary(words);
    let mut rows: Vec<Row> = paper
        .entries
        .iter()
        .zip(0..)
        .map(|(entry, place)| {
            // Said once; it holds for every entry of the voucher.
            let summary = if place == 0 { summary.as_str() } else { "" };
            vec![
                summary.into(),
                entry.account.clone().into(),
                entry.party.clone().into(),
                side(entry.debit).into(),
                side(entry.credit).into(),
            ]
        })
        .collect();
    if paper.more > 0 {
        let more = words.count("rounds-voucher-more", paper.more);
        rows.push(vec![
            more.into(),
            "…".into(),
            "…".into(),
            "…".into(),
            "…".into(),
        ]);
    }
    let columns = vec![
        Column::text(words.get("print-col-summary")),
        Column::text(words.get("rounds-col-account")),
        Column::text(words.get("print-col-party")),
        Column::number(words.get("rounds-col-debit"), yuan(words)),
        Column::number(words.get("rounds-col-credit"), yuan(words)),
    ];
    let total = format::money(paper.total);
    let table = Table::new("entries", summary, columns)
        .rows(rows)
        .total(vec![
            words.get("web-total").into(),
            "".into(),
            "".into(),
            total.clone().into(),
            total.into(),
        ]);
    let signers = [
        ("print-prepared", &paper.prepared),
        ("print-reviewed", &paper.reviewed),
        ("print-posted", &paper.posted),
    ];
    PaperView {
        is_wide: false,
        above: vec![
            words.labelled(&words.get("print-entity"), &paper.entity),
            format::date_long(words, paper.date),
            words.labelled(&words.get("print-number"), &paper.number),
        ],
        tables: vec![table],
        sum: None,
        signers: signers
            .map(|(key, name)| (words.get(key), name.clone()))
            .to_vec(),
        hint: words.get("print-hint"),
        files: files(words, &format!("{list}/{}/voucher", paper.id)),
        page,
    }
}

/// 发放表, a table for each village with its own sum, so that each village signs on its own sheets.
pub fn payroll(mut page: Page, round: &Round, sums: &Sums, lines: &[Line]) -> PaperView {
    let words = page.words;
    page.title = words.with("rounds-sheet-payroll-title", &[("title", &round.title)]);
    crumbs(&mut page, round.id, &round.title);
    page.private = true;
    let mut villages: Vec<(&str, Vec<(i64, &Line)>)> = Vec::new();
    for (line, number) in lines.iter().zip(1..) {
        match villages
            .last_mut()
            .filter(|(name, _)| *name == line.village)
        {
            Some((_, rows)) => rows.push((number, line)),
            None => villages.push((&line.village, vec![(number, line)])),
        }
    }
    let tables = villages.iter().zip(0..).map(|((village, rows), place)| {
        village_table(words, &format!("village-{place}"), village, rows)
    });
    let amount = format::money_with_unit(words, sums.gross);
    let sum = words.with(
        "print-payroll-sum",
        &[
            (
                "households",
                &words.count("rounds-households", sums.households),
            ),
            ("amount", &amount),
        ],
    );
    PaperView {
        is_wide: true,
        above: vec![
            words.labelled(&words.get("print-entity"), &round.entity),
            words.labelled(&words.get("rounds-col-no-round"), &round.number),
        ],
        tables: tables.collect(),
        sum: Some(sum),
        signers: ["print-prepared", "print-reviewed", "print-approved"]
            .map(|key| (words.get(key), String::new()))
            .to_vec(),
        hint: words.get("print-hint"),
        files: files(words, &format!("/rounds/{}/payroll", round.id)),
        page,
    }
}

fn village_table(words: Words, id: &str, village: &str, lines: &[(i64, &Line)]) -> Table {
    let columns = vec![
        Column::number(words.get("rounds-col-no"), ""),
        Column::text(words.get("rounds-sheet-village")),
        Column::text(words.get("rounds-sheet-head")),
        Column::text(words.get("rounds-col-class")),
        Column::number(words.get("rounds-sheet-heads"), ""),
        Column::number(words.get("rounds-col-amount"), yuan(words)),
        Column::text(words.get("print-col-date")),
        Column::text(words.get("rounds-sheet-signature")),
    ];
    let rows = lines.iter().map(|(number, line)| {
        vec![
            number.to_string().into(),
            line.village.clone().into(),
            line.head.clone().into(),
            class(words, &line.class).into(),
            format::count(line.heads).into(),
            format::money(line.gross).into(),
            "".into(),
            "".into(),
        ]
    });
    let add = |of: fn(&Line) -> i64| {
        lines
            .iter()
            .fold(0_i64, |sum, (_, line)| sum.saturating_add(of(line)))
    };
    Table::new(id, village, columns)
        .rows(rows.collect())
        .total(vec![
            words.get("print-subtotal").into(),
            "".into(),
            words.count("rounds-households", add(|_| 1)).into(),
            "".into(),
            format::count(add(|line| line.heads)).into(),
            format::money(Fen(add(|line| line.gross.0))).into(),
            "".into(),
            "".into(),
        ])
}
