//! The lists that come in: who holds the posts, consultations, talks.

use super::pages::crumbs;
use super::{ADVICE, TALKS};
use crate::law::posts::import_posts::{ImportPosts, KIND, PostsImported, import_posts};
use crate::law::posts::plan_posts::{Plan, plan_posts, read_posts};
use crate::law::record::{Record, Recorded, import_kind, record};
use crate::law::rows::{self, Row, What};
use ::store::Tx;
use ::web::i18n::Words;
use ::web::import::{Alone, Done, Import, Incoming, Kept, Planned, Told};
use ::web::layout::NavItem;
use ::web::{Reply, Req, sheet};
use access::imports;
use kernel::{Ctx, Result};
use sheets::{OutColumn, OutKind, OutTable, write_xlsx};

/// Who holds the posts.
#[derive(Clone, Copy)]
pub(super) struct Posts;

const POSTS: Told = Told {
    kind: KIND,
    path: "/law/posts/import",
    title: "law-posts-import",
    lead: "law-posts-import-lead",
    hint: "projects-hint-file",
    caution: "law-posts-import-caution",
    template: Some("/law/posts.xlsx"),
};

impl Incoming for Posts {
    type Asked = Alone;
    type Plan = (Plan, String);
    type Input = ImportPosts;
    type Done = PostsImported;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        file: &Kept<Alone>,
    ) -> Result<Planned<Self::Plan>> {
        let table = read_posts(&file.bytes, &file.name).map_err(|f| sheet::unreadable(&f))?;
        let plan = plan_posts(tx, ctx, &table)?;
        let tag = kernel::text::hex(&tx.hmac("law.file", &[&file.bytes]));
        let known = imports::import_with_tag(tx, ctx.org, KIND, tag.as_bytes())?;
        let effects = vec![
            (plan.added, "law-effect-added"),
            (plan.changed, "law-effect-ended"),
            (plan.unchanged, "law-effect-unchanged"),
            (plan.set_aside, "projects-effect-aside"),
        ];
        Ok(Planned {
            problems: plan.problems.clone(),
            effects,
            has_work: plan.added + plan.changed > 0,
            has_aside: plan.set_aside > 0,
            is_known: known.is_some() && plan.added + plan.changed > 0,
            parts: Vec::new(),
            sheet: Some(table),
            plan: (plan, tag),
        })
    }

    fn input(&self, _: &Alone, planned: &Planned<Self::Plan>) -> ImportPosts {
        let (plan, tag) = &planned.plan;
        ImportPosts {
            file_tag: tag.clone(),
            added: plan.added,
            changed: plan.changed,
            unchanged: plan.unchanged,
            set_aside: plan.set_aside,
        }
    }

    fn deed(
        tx: &mut Tx,
        ctx: &Ctx,
        input: ImportPosts,
        plan: &Self::Plan,
    ) -> Result<PostsImported> {
        import_posts(tx, ctx, input, &plan.0.lines)
    }
}

impl Import for Posts {
    fn told(&self) -> &'static Told {
        &POSTS
    }

    fn crumbs(&self, words: Words) -> Vec<NavItem> {
        crumbs(words)
    }

    fn asked(&self, _: &Req) -> Result<Alone> {
        Ok(Alone {})
    }

    fn done(&self, _: Words, done: &PostsImported) -> Done {
        Done {
            to: super::BASE.to_owned(),
            key: "law-posts-imported",
            args: vec![
                ("added", sheet::count(done.added)),
                ("changed", sheet::count(done.changed)),
            ],
        }
    }
}

/// Consultations or talks.
#[derive(Clone, Copy)]
pub(super) struct Rows(pub What);

const ADVICE_TOLD: Told = Told {
    kind: "legal_advice",
    path: "/law/advice/import",
    title: "law-advice-import",
    lead: "law-advice-import-lead",
    hint: "projects-hint-file",
    caution: "law-rows-import-caution",
    template: Some("/law/advice/template.xlsx"),
};

const TALKS_TOLD: Told = Told {
    kind: "law_talk",
    path: "/law/talks/import",
    title: "law-talks-import",
    lead: "law-talks-import-lead",
    hint: "projects-hint-file",
    caution: "law-rows-import-caution",
    template: Some("/law/talks/template.xlsx"),
};

/// What a workbook of rows comes to.
pub(super) struct RowsPlan {
    what: What,
    rows: Vec<Row>,
    tag: Vec<u8>,
    set_aside: usize,
}

impl Incoming for Rows {
    type Asked = Alone;
    type Plan = RowsPlan;
    type Input = Record;
    type Done = Recorded;

    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        file: &Kept<Alone>,
    ) -> Result<Planned<RowsPlan>> {
        let what = self.0;
        let table = rows::read_rows(what, &file.bytes, &file.name);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let read = rows::read(tx, ctx, what, &table)?;
        let tag = tx.hmac("law.file", &[&file.bytes]).to_vec();
        let known = imports::import_with_tag(tx, ctx.org, import_kind(what), &tag)?;
        let sum: i64 = read.rows.iter().map(|row| row.count).sum();
        let (rows_key, sum_key) = match what {
            What::Advice => ("law-effect-advice", "law-effect-persons"),
            What::Talk => ("law-effect-talks", "law-effect-audience"),
        };
        let effects = vec![
            (read.rows.len(), rows_key),
            (usize::try_from(sum).unwrap_or(0), sum_key),
            (read.set_aside, "projects-effect-aside"),
        ];
        Ok(Planned {
            problems: read.problems,
            effects,
            has_work: !read.rows.is_empty(),
            has_aside: read.set_aside > 0,
            is_known: known.is_some(),
            parts: Vec::new(),
            sheet: Some(table),
            plan: RowsPlan {
                what,
                rows: read.rows,
                tag,
                set_aside: read.set_aside,
            },
        })
    }

    fn input(&self, _: &Alone, planned: &Planned<RowsPlan>) -> Record {
        let plan = &planned.plan;
        Record::of(
            plan.what,
            &plan.rows,
            plan.tag.clone(),
            Some(plan.set_aside),
        )
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: Record, plan: &RowsPlan) -> Result<Recorded> {
        record(tx, ctx, input, plan.what, &plan.rows)
    }
}

impl Import for Rows {
    fn told(&self) -> &'static Told {
        match self.0 {
            What::Advice => &ADVICE_TOLD,
            What::Talk => &TALKS_TOLD,
        }
    }

    fn crumbs(&self, words: Words) -> Vec<NavItem> {
        way(words, self.0)
    }

    fn asked(&self, _: &Req) -> Result<Alone> {
        Ok(Alone {})
    }

    fn done(&self, _: Words, done: &Recorded) -> Done {
        Done {
            to: format!("/law/{}?show=ended", self.0.word()),
            key: "law-recorded",
            args: told(done),
        }
    }
}

pub(super) fn told(done: &Recorded) -> Vec<(&'static str, String)> {
    vec![
        ("rows", ::web::format::count(done.cases)),
        ("sum", ::web::format::count(done.sum)),
        ("first", done.first.clone()),
        ("last", done.last.clone()),
    ]
}

/// The way to what is entered in many rows.
pub(super) fn way(words: Words, what: What) -> Vec<NavItem> {
    let kind = match what {
        What::Advice => ADVICE,
        What::Talk => TALKS,
    };
    let mut way = crumbs(words);
    way.push(NavItem::new(kind.base, words.get(kind.title), false));
    way
}

/// An empty workbook with the columns that the import reads.
pub(super) async fn template(req: Req, what: What) -> Result<Reply> {
    let column = |column: &sheets::Column| OutColumn::new(column.label(), OutKind::Text);
    let name = req.words().get(match what {
        What::Advice => "law-advice-title",
        What::Talk => "law-talks-title",
    });
    let table = OutTable {
        sheet: name.clone(),
        columns: what.columns().iter().map(column).collect(),
        landscape: true,
        ..OutTable::default()
    };
    Ok(Reply::xlsx(write_xlsx(&[table])?, format!("{name}.xlsx")))
}
