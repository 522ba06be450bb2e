//! What goes back to the browser.

use crate::components::{Notice, NoticeKind};
use crate::i18n::Words;
use crate::unbroken::unbroken;
use askama::Template;
use axum::http::StatusCode;
use kernel::{Error, Result};

/// An answer: a page, a way on, or a file.
#[derive(Debug)]
pub struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) content_type: &'static str,
    pub(crate) body: Vec<u8>,
    pub(crate) see: Option<String>,
    pub(crate) download: Option<String>,
    pub(crate) cookies: Vec<Cookie>,
    pub(crate) flash: Option<Flash>,
    /// Personal or printed on paper: not stored, not indexed, its address not passed on.
    pub(crate) private: bool,
    /// Somebody's own file: shown or handed over, it runs nothing here.
    pub(crate) sandbox: bool,
    pub(crate) inline: bool,
}

/// A cookie to set; `value: None` takes it away.
#[derive(Debug)]
pub struct Cookie {
    pub name: &'static str,
    pub value: Option<String>,
    pub max_age_s: Option<i64>,
}

/// Words for the next page: what was saved, or why not.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Flash {
    pub saved: bool,
    pub key: String,
    pub args: Vec<(String, String)>,
}

impl Flash {
    pub(crate) fn notice(&self, words: Words) -> Notice {
        let args: Vec<(&str, &str)> = self
            .args
            .iter()
            .map(|(n, v)| (n.as_str(), v.as_str()))
            .collect();
        let kind = if self.saved {
            NoticeKind::Saved
        } else {
            NoticeKind::Refused
        };
        Notice::new(kind, words, words.with(&self.key, &args))
    }
}

impl Reply {
    fn new(content_type: &'static str, body: Vec<u8>) -> Reply {
        Reply {
            status: StatusCode::OK,
            content_type,
            body,
            see: None,
            download: None,
            cookies: Vec::new(),
            flash: None,
            private: false,
            sandbox: false,
            inline: false,
        }
    }

    /// A page from its view.
    pub fn page(view: &impl Template) -> Result<Reply> {
        let html = view
            .render()
            .map_err(|e| Error::internal("rendering a page", e))?;
        Ok(Reply::html(html))
    }

    /// A page that is rendered already.
    pub fn html(html: String) -> Reply {
        let html = unbroken(&html).into_owned();
        Reply::new("text/html; charset=utf-8", html.into_bytes())
    }

    /// After a deed: go and see (303), so that reloading repeats nothing.
    pub fn see(path: impl Into<String>) -> Reply {
        let mut reply = Reply::new("text/plain; charset=utf-8", Vec::new());
        reply.status = StatusCode::SEE_OTHER;
        reply.see = Some(path.into());
        reply
    }

    /// A file to keep. `name` may be Chinese.
    pub fn file(bytes: Vec<u8>, content_type: &'static str, name: impl Into<String>) -> Reply {
        let mut reply = Reply::new(content_type, bytes);
        reply.download = Some(name.into());
        reply
    }

    /// A file that somebody sent in. `inline`: the browser shows it instead of keeping it.
    pub fn sandboxed(
        bytes: Vec<u8>,
        content_type: &'static str,
        name: impl Into<String>,
        inline: bool,
    ) -> Reply {
        let mut reply = Reply::file(bytes, content_type, name);
        (reply.sandbox, reply.inline) = (true, inline);
        reply
    }

    pub fn xlsx(bytes: Vec<u8>, name: impl Into<String>) -> Reply {
        Reply::file(
            bytes,
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            name,
        )
    }

    pub fn csv(bytes: Vec<u8>, name: impl Into<String>) -> Reply {
        Reply::file(bytes, "text/csv; charset=utf-8", name)
    }

    pub(crate) fn asset(bytes: &'static [u8], content_type: &'static str) -> Reply {
        Reply::new(content_type, bytes.to_vec())
    }

    /// The words that the next page shows: a locale key and its arguments.
    #[must_use]
    pub fn saved(self, key: &str, args: &[(&str, &str)]) -> Reply {
        self.flash(true, key, args)
    }

    #[must_use]
    pub fn refused(self, key: &str, args: &[(&str, &str)]) -> Reply {
        self.flash(false, key, args)
    }

    fn flash(mut self, saved: bool, key: &str, args: &[(&str, &str)]) -> Reply {
        let args = args
            .iter()
            .map(|(n, v)| ((*n).to_owned(), (*v).to_owned()))
            .collect();
        self.flash = Some(Flash {
            saved,
            key: key.to_owned(),
            args,
        });
        self
    }

    /// 422 where a form comes back with what is wrong, so that nothing takes it for done.
    #[must_use]
    pub fn again(self, is_again: bool) -> Reply {
        if is_again {
            self.with_status(422)
        } else {
            self
        }
    }

    #[must_use]
    pub fn with_status(mut self, status: u16) -> Reply {
        self.status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        self
    }

    #[must_use]
    pub fn private(mut self) -> Reply {
        self.private = true;
        self
    }

    #[must_use]
    pub(crate) fn cookie(
        mut self,
        name: &'static str,
        value: Option<String>,
        max_age_s: Option<i64>,
    ) -> Reply {
        self.cookies.push(Cookie {
            name,
            value,
            max_age_s,
        });
        self
    }
}
