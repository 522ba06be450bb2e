//! `zhen demo`: the stories replayed into a database of their own, then served.

use super::serve::{self, Plan};
use crate::cli::{Cli, Demo};
use crate::desk::Desk;
use crate::{demo, say};
use kernel::{Error, Result, Rng};
use web::i18n::Words;

pub fn run(cli: &Cli, args: &Demo, words: Words) -> Result<bool> {
    let plan = Plan::of(&args.listen, true)?;
    let settings = cli.common.settings(&fresh_place())?;
    make_folder(&settings)?;
    let mut desk = Desk::open(settings)?;
    let demo::Played { logins, clock } = demo::run(&desk)?;
    desk.clock = clock;
    let place = match &desk.db.settings().database {
        store::Database::Sqlite(path) => format!("sqlite:{}", path.display()),
        // A URL can hold a password.
        store::Database::Postgres(_) => "postgres".to_owned(),
    };
    say::line(&words.with("cli-demo-place", &[("database", &place)]));
    for login in &logins {
        let role = words.get(&format!("role-{}", login.role.code().replace('_', "-")));
        say::line(&format!(
            "{}\t{}\t{role}\t{}",
            login.login, login.password, login.name
        ));
    }
    if !args.no_serve {
        serve::serve(&desk, plan, words)?;
    }
    Ok(true)
}

/// A new folder among the machine's temporary files, so that every demonstration begins anew and
/// nothing that is in use is touched.
fn fresh_place() -> String {
    let mut bytes = [0; 6];
    crate::world::SystemRng.fill(&mut bytes);
    let folder = std::env::temp_dir().join(format!("zhen-demo-{}", store::keys::hex(&bytes)));
    format!("sqlite:{}", folder.join("demo.db").display())
}

/// Makes the folder of a SQLite database; only the demonstration does so, because elsewhere a folder
/// that is not there is a misspelt path.
fn make_folder(settings: &store::Settings) -> Result<()> {
    let store::Database::Sqlite(path) = &settings.database else {
        return Ok(());
    };
    let Some(folder) = path.parent().filter(|f| !f.as_os_str().is_empty()) else {
        return Ok(());
    };
    std::fs::create_dir_all(folder)
        .map_err(|e| Error::internal("making the folder of the demonstration", e))
}
