//! A form shown again after it was not accepted: what was typed stays, each fault stands at its field.

use crate::components::{ErrorSummary, Field, Form};
use crate::form;
use crate::layout::Page;
use crate::request::Req;
use kernel::{Error, FieldError, Result};

/// What was typed, and what is wrong with it; nothing of either for a form shown the first time.
#[derive(Debug, Default)]
pub(crate) struct Again {
    typed: Option<form::Form>,
    faults: Vec<FieldError>,
}

impl Again {
    /// Takes the fault of a posted form. What no form can mend passes through to the error page.
    pub(crate) fn of(req: &Req, page: &mut Page, error: Error) -> Result<Again> {
        let typed = Some(req.form.clone());
        match error {
            Error::Invalid(faults) => Ok(Again { typed, faults }),
            other => {
                req.tell(page, other)?;
                Ok(Again {
                    typed,
                    faults: Vec::new(),
                })
            }
        }
    }

    pub(crate) fn is_again(&self) -> bool {
        self.typed.is_some()
    }

    /// The same fields with what was typed, their faults, and the summary of all at the page's top.
    pub(crate) fn fill(&self, page: &mut Page, mut form: Form) -> Form {
        let words = page.words;
        let Some(typed) = &self.typed else {
            return form;
        };
        for field in &mut form.fields {
            // A password is never sent back, not even to whom it belongs.
            if !matches!(field.control, crate::components::Control::Password) {
                field.value = typed.shown(&field.name);
            }
            if let Some(fault) = self.faults.iter().find(|f| f.field == field.name) {
                field.error = Some(words.field_error(fault));
            }
        }
        if !self.faults.is_empty() {
            let fields: Vec<&Field> = form.fields.iter().collect();
            page.errors = Some(ErrorSummary::of(words, &self.faults, &fields));
        }
        form
    }

    /// A form that came back with these faults, for samples.
    pub(crate) fn sample(typed: &str, faults: Vec<FieldError>) -> Again {
        Again {
            typed: Some(form::Form::from_urlencoded(typed.as_bytes())),
            faults,
        }
    }
}
