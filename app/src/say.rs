//! What the terminal shows: results on stdout, progress and faults on stderr, never a name or an id in a log.

use kernel::Error;
use std::io::{IsTerminal, Write};
use tracing_subscriber::EnvFilter;
use web::i18n::{Lang, Words};

/// English where the terminal's locale is English, else Chinese.
pub fn words() -> Words {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|v| !v.is_empty()));
    let english = locale.is_some_and(|l| l.to_lowercase().starts_with("en"));
    Words::new(if english { Lang::En } else { Lang::ZhCn })
}

/// Logs to stderr; `ZHEN_LOG` chooses what, in the notation of tracing (`info`, `store=debug`).
pub fn start_log(otherwise: &str) {
    let filter = EnvFilter::try_from_env("ZHEN_LOG").unwrap_or_else(|_| EnvFilter::new(otherwise));
    // A second start, in tests, is no fault.
    drop(
        tracing_subscriber::fmt()
            .with_env_filter(filter)
            // Colours are for a terminal; in a file they are signs between the words.
            .with_ansi(std::io::stderr().is_terminal())
            .with_writer(std::io::stderr)
            .try_init(),
    );
}

/// One line of a result. A reader that has gone away (`| head`) is no fault.
pub fn line(text: &str) {
    drop(writeln!(std::io::stdout().lock(), "{text}"));
}

/// One line of progress.
pub fn progress(text: &str) {
    drop(writeln!(std::io::stderr().lock(), "{text}"));
}

/// Words, then the code that scripts and support can search for. Who runs the command line may see
/// what broke; a page never shows it.
pub fn fault(words: Words, error: &Error) {
    let text = match error {
        Error::Refused(r) => format!("{}\n({})", words.refusal(r), r.code),
        Error::Invalid(faults) => faults
            .iter()
            .map(|f| format!("{}: {}", f.field, words.field_error(f)))
            .collect::<Vec<_>>()
            .join("\n"),
        Error::Internal(text) => format!("{}\n{text}", words.get("cli-internal")),
        Error::Unavailable(_, text) => format!("{}\n{text}", words.error(error)),
        other => words.error(other),
    };
    progress(&text);
}
