//! Checking the chain from the browser, on the lane of long reads: what was read, what is wrong, and
//! the line to write down for the next time.

use crate::app::Check;
use crate::components::{
    Button, ButtonKind, Column, Control, Field, Form, Notice, NoticeKind, Summary, Table,
};
use crate::format;
use crate::i18n::Words;
use crate::layout::Page;
use crate::reply::Reply;
use crate::request::Req;
use crate::view::{Part, Sample, View};
use ::store::Tx;
use ::store::audit::{Problem, Report};
use kernel::{Error, OrgId, Result};

pub(crate) async fn form(req: Req) -> Result<Reply> {
    let page = req.page("page-audit");
    view(page, String::new(), None).reply()
}

/// Runs the audit of the person's organisation and of the installation, which every chain rests on.
pub(crate) async fn run(req: Req) -> Result<Reply> {
    let mut page = req.page("page-audit");
    let typed = req.form.shown("checkpoint");
    let checkpoint = match checkpoint(&typed) {
        Ok(checkpoint) => checkpoint,
        Err(error) => {
            req.tell(&mut page, error)?;
            return Ok(view(page, typed, None).reply()?.again(true));
        }
    };
    let (org, checks) = (req.org(), req.app.checks.clone());
    let reports = req
        .app
        .db
        .export_async(move |tx| {
            let told = checkpoint.as_ref().map(|(seq, hash)| (*seq, hash.as_str()));
            let mut reports = vec![examined(tx, org, told, &checks)?];
            if org != 0 {
                reports.push(examined(tx, 0, None, &checks)?);
            }
            Ok(reports)
        })
        .await?;
    view(page, typed, Some(&reports)).reply()
}

/// Chain and digests first; then caches, books and rounds against a recalculation.
fn examined(
    tx: &mut Tx,
    org: OrgId,
    checkpoint: Option<(i64, &str)>,
    checks: &[Check],
) -> Result<Report> {
    let mut report = ::store::audit::audit(tx, org, checkpoint)?;
    if org == 0 {
        report.problems.extend(access::check_caches(tx)?);
    } else {
        report.problems.extend(ledger::check(tx, org)?);
        report.problems.extend(payout::check(tx, org)?);
        for check in checks {
            report.problems.extend(check(tx, org)?);
        }
    }
    Ok(report)
}

/// `seq:hash` as it was printed; nothing where the field is empty.
fn checkpoint(typed: &str) -> Result<Option<(i64, String)>> {
    let typed = kernel::text::half_width(typed);
    if typed.is_empty() {
        return Ok(None);
    }
    let fault = || Error::invalid("checkpoint", "not_a_checkpoint");
    let (seq, hash) = typed.split_once(':').ok_or_else(fault)?;
    let hash = hash.trim().to_lowercase();
    let is_hash = hash.len() == 64 && hash.bytes().all(|b| b.is_ascii_hexdigit());
    let seq = seq.trim().parse().map_err(|_| fault())?;
    if is_hash {
        Ok(Some((seq, hash)))
    } else {
        Err(fault())
    }
}

fn problem_words(words: Words, problem: &Problem) -> String {
    let key = format!("audit-{}", problem.code.replace('_', "-"));
    if words.has(&key) {
        words.get(&key)
    } else {
        problem.code.to_owned()
    }
}

fn view(page: Page, typed: String, reports: Option<&[Report]>) -> View {
    let words = page.words;
    let mut field = Field::new(
        words,
        Control::Text,
        "checkpoint",
        words.get("page-audit-checkpoint"),
    )
    .hint(words.get("page-audit-checkpoint-hint"))
    .value(typed)
    .optional(words);
    if page.errors.is_some() {
        field = field.error(words.get("invalid-not-a-checkpoint"));
    }
    let form = Form::new(&page, "/audit")
        .field(field)
        .button(Button::submit(
            ButtonKind::Primary,
            words.get("page-audit-run"),
        ));
    let mut parts = Vec::new();
    for report in reports.unwrap_or_default() {
        report_parts(words, report, &mut parts);
    }
    parts.push(Part::Text(words.get("page-audit-about")));
    parts.push(Part::Form(form));
    View::new(page, parts)
}

fn report_parts(words: Words, report: &Report, parts: &mut Vec<Part>) {
    let key = if report.org == 0 {
        "page-audit-installation"
    } else {
        "page-audit-org"
    };
    parts.push(Part::heading(format!("org-{}", report.org), words.get(key)));
    let problems = i64::try_from(report.problems.len()).unwrap_or(i64::MAX);
    let mut notice = if problems == 0 {
        Notice::new(NoticeKind::Saved, words, words.get("page-audit-clean-text"))
    } else {
        Notice::new(
            NoticeKind::Warning,
            words,
            words.get("page-audit-problems-text"),
        )
    };
    notice.title = if problems == 0 {
        words.get("page-audit-clean")
    } else {
        words.count("page-audit-problems", problems)
    };
    parts.push(Part::Notice(notice));
    let summary = Summary::default()
        .row(words.get("page-audit-rows"), format::count(report.seq))
        .row(
            words.get("page-audit-facts"),
            format::count(i64::try_from(report.facts).unwrap_or(i64::MAX)),
        );
    parts.push(Part::Summary(summary));
    let line = format!("{}:{}", report.seq, report.hash);
    parts.push(Part::Code {
        label: words.get("page-audit-write-down"),
        text: line,
    });
    if problems > 0 {
        let columns = vec![
            Column::number(words.get("page-journal-seq"), ""),
            Column::text(words.get("page-audit-place")),
            Column::text(words.get("page-audit-what")),
        ];
        let rows = report
            .problems
            .iter()
            .take(200)
            .map(|p| {
                vec![
                    p.seq.to_string().into(),
                    p.place.clone().into(),
                    problem_words(words, p).into(),
                ]
            })
            .collect();
        let caption = words.get("page-audit-problem-list");
        parts.push(Part::Table(
            Table::new(format!("problems-{}", report.org), caption, columns).rows(rows),
        ));
    }
}

pub(crate) fn samples(words: Words, frame: &dyn Fn(&str) -> Page) -> Vec<Sample> {
    let report = |org, problems| Report {
        org,
        seq: 482,
        hash: "9f2ac61e77d04b5a".repeat(4),
        facts: 12_043,
        problems,
    };
    let codes = [
        "gap",
        "broken_link",
        "changed_row",
        "time_goes_back",
        "tail_cut",
        "rewritten",
        "head_differs",
        "missing_row",
        "extra_row",
        "unknown_row",
    ];
    let problems = codes
        .iter()
        .map(|code| Problem {
            code,
            place: "access_unit".into(),
            seq: 17,
        })
        .collect::<Vec<_>>();
    let title = words.get("page-audit");
    vec![
        ("audit", view(frame(&title), String::new(), None)),
        (
            "audit-clean",
            view(
                frame(&title),
                String::new(),
                Some(&[report(1, vec![]), report(0, vec![])]),
            ),
        ),
        (
            "audit-problems",
            view(frame(&title), String::new(), Some(&[report(1, problems)])),
        ),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checkpoint_is_read_as_it_was_printed() {
        let hash = "ab".repeat(32);
        assert_eq!(checkpoint(""), Ok(None));
        assert_eq!(
            checkpoint(&format!(" 12：{} ", hash.to_uppercase())),
            Ok(Some((12, hash.clone())))
        );
        for bad in ["12", "x:ab", "12:ab", &format!("twelve:{hash}")] {
            assert!(checkpoint(bad).is_err(), "{bad}");
        }
    }
}
