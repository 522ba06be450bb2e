//! What a report is asked, as its address carries it.

use super::{AsOf, Frame, Report};
use crate::layout::encode;
use crate::pages::divisions::{Division, division, home_division};
use crate::request::Req;
use access::{Right, Scope};
use figures::Asked;
use figures::declared::{Among, Question};
use figures::period::Every;
use kernel::date::parse_day;
use kernel::{Date, Error, Id, OrgId, Result};
use std::sync::Arc;
use store::Tx;

/// Where, of which days, told in which stretches, as of when, and as known when.
#[derive(Debug, Clone)]
pub(super) struct Ask {
    pub division: Division,
    /// Without what lies below the division.
    pub own: bool,
    pub from: Date,
    pub to: Date,
    pub every: Every,
    pub as_of: Date,
    /// Nothing: as known now.
    pub as_known: Option<i64>,
    /// The set of cases whose report it is, and the slice of it that is asked for.
    pub frame: Option<Arc<Frame>>,
    pub slice: Option<i64>,
}

/// Which rows of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Sought {
    pub figure: String,
    pub list: usize,
    pub after: Option<(Date, Id)>,
}

impl Ask {
    /// What the address asks; what of it cannot be read is told, and the usual stands in its place: this year, by month, as of
    /// today, as known now.
    pub(super) async fn read(req: &Req, report: Report) -> Result<(Ask, Option<Error>)> {
        let today = req.ctx().today();
        let frame = frame(req, report).await?;
        let mut faults = Vec::new();
        let typed = |name| req.query.get(name).filter(|text| !text.trim().is_empty());
        let mut day = |name: &'static str, otherwise: Date| match typed(name).map(parse_day) {
            None => otherwise,
            Some(Ok(day)) => day,
            Some(Err(_)) => {
                faults.push(kernel::FieldError::new(name, "not_a_date"));
                otherwise
            }
        };
        let as_of = day("as_of", today);
        let to = day("to", as_of);
        let first = frame
            .as_ref()
            .map_or(Every::Year.first(to), |it| it.from.min(to));
        let from = day("from", first);
        if from > to {
            faults.push(kernel::FieldError::new("to", "before_from"));
        }
        let as_known = match typed("as_known").map(|text| text.trim().parse::<i64>()) {
            None => None,
            Some(Ok(seq)) if seq > 0 => Some(seq),
            Some(_) => {
                faults.push(kernel::FieldError::new("as_known", "not_a_count"));
                None
            }
        };
        let slice = typed("part").and_then(|text| text.parse().ok());
        let named = match typed("division") {
            Some(_) => division(req, "division").await,
            None => home_division(req).await,
        };
        let (division, unknown) = match named {
            Ok(found) => (found, None),
            Err(error) => (home_division(req).await?, Some(error)),
        };
        let every = frame.as_ref().map_or(Every::Month, |it| it.every);
        let ask = Ask {
            division,
            own: typed("own").is_some(),
            from: from.min(to),
            to,
            every: typed("by").and_then(Every::from_code).unwrap_or(every),
            as_of,
            as_known,
            slice: slice
                .filter(|slice| frame.as_ref().is_some_and(|it| it.slice(*slice).is_some())),
            frame,
        };
        let fault = (!faults.is_empty()).then_some(Error::Invalid(faults));
        Ok((ask, fault.or(unknown)))
    }

    pub(super) fn question(&self, req: &Req) -> Question {
        let ctx = req.ctx();
        let scope = Scope::of(&ctx, Right::ViewFigures);
        self.asked_in(ctx.org, scope, !req.sees_names())
    }

    pub(super) fn asked_in(&self, org: OrgId, scope: Scope, masked: bool) -> Question {
        let mut asked = Asked::new(org, Some(scope), self.division.id, self.as_of);
        asked.as_known = self.as_known.unwrap_or(i64::MAX);
        asked.masked = masked;
        Question {
            asked,
            from: self.from,
            to: self.to,
            own: self.own,
            among: self.frame.as_ref().map(|frame| Among {
                cases: frame.cases,
                set: frame.id,
                slice: self.slice,
            }),
        }
    }

    pub(super) fn as_of(&self) -> AsOf {
        AsOf {
            date: self.as_of,
            known: self.as_known.unwrap_or(i64::MAX),
        }
    }

    /// An address of the report, with what it is the report of.
    pub(super) fn at(&self, path: &str) -> String {
        match &self.frame {
            Some(frame) => path.replace("{id}", &frame.id.to_string()),
            None => path.to_owned(),
        }
    }

    /// As an address carries it.
    pub(super) fn query(&self) -> String {
        let mut query = format!(
            "division={}&from={}&to={}&by={}&as_of={}",
            encode(&self.division.code),
            self.from,
            self.to,
            self.every.code(),
            self.as_of
        );
        if self.own {
            query.push_str("&own=1");
        }
        if let Some(seq) = self.as_known {
            query.push_str(&format!("&as_known={seq}"));
        }
        if let Some(slice) = self.slice {
            query.push_str(&format!("&part={slice}"));
        }
        query
    }

    /// The same of a unit right below the division, or of the division's own.
    pub(super) fn of(&self, unit: &Division, own: bool) -> Ask {
        Ask {
            division: unit.clone(),
            own,
            ..self.clone()
        }
    }

    pub(super) fn between(&self, (from, to): (Date, Date)) -> Ask {
        Ask {
            from,
            to,
            ..self.clone()
        }
    }
}

impl Ask {
    /// Of one slice of the set.
    pub(super) fn sliced(&self, slice: i64) -> Ask {
        Ask {
            slice: Some(slice),
            ..self.clone()
        }
    }
}

impl Frame {
    pub(super) fn slice(&self, slice: i64) -> Option<&str> {
        let mut all = self.slices.iter();
        let found = all.find(|(it, _)| *it == slice);
        found.map(|(_, name)| name.as_str())
    }
}

async fn frame(req: &Req, report: Report) -> Result<Option<Arc<Frame>>> {
    let Some(each) = report.each else {
        return Ok(None);
    };
    let (ctx, words, id) = (req.ctx(), req.words(), req.id("id")?);
    let read = move |tx: &mut Tx| (each.frame)(tx, &ctx, words, id);
    Ok(Some(Arc::new(req.app.db.read_async(read).await?)))
}

impl Sought {
    pub(super) fn read(req: &Req) -> Sought {
        let after = req.query.get("after").and_then(|text| {
            let (at, id) = text.split_once('.')?;
            Some((at.parse().ok()?, id.parse().ok()?))
        });
        Sought {
            figure: req.query.get("figure").unwrap_or_default().to_owned(),
            list: req
                .query
                .get("list")
                .and_then(|list| list.parse().ok())
                .unwrap_or(0),
            after,
        }
    }
}
