//! The web application put together from its modules: the one list of what this program has.

use crate::desk::Desk;
use kernel::{Id, Result, Rng};
use std::sync::{Arc, Mutex};
use store::Tx;
use web::{App, AppInner, Config, Module, Route};

/// All indicators of all modules.
pub fn indicators() -> Vec<figures::Indicator> {
    modules::all()
        .into_iter()
        .flat_map(|m| m.indicators)
        .collect()
}

/// The site, its routes, and the one-time code of an installation without users.
pub fn build(desk: &Desk, config: Config) -> Result<(App, Vec<Route>, Option<String>)> {
    let code = if desk.db.read(is_empty)? {
        Some(one_time_code(desk.rng.as_ref()))
    } else {
        None
    };
    let mut whole = Module::default();
    for module in modules::all() {
        let Module {
            routes,
            nav,
            indicators,
            rests,
            checks,
            boards,
            finders,
            lists,
            deeds,
            kinds,
            reports,
            register,
            // Asked for by whoever makes them again.
            texts: _,
        } = module;
        whole.routes.extend(routes);
        whole.nav.extend(nav);
        whole.indicators.extend(indicators);
        whole.rests.extend(rests);
        whole.checks.extend(checks);
        whole.boards.extend(boards);
        whole.finders.extend(finders);
        whole.lists.extend(lists);
        whole.deeds.extend(deeds);
        whole.kinds.extend(kinds);
        whole.reports.extend(reports);
        whole.register = whole.register.or(register);
    }
    supply_flows(desk)?;
    let app = App::new(AppInner {
        db: desk.db.clone(),
        clock: desk.clock.clone(),
        rng: desk.rng.clone(),
        config,
        nav: whole.nav,
        indicators: whole.indicators,
        rests: whole.rests,
        checks: whole.checks,
        boards: whole.boards,
        finders: whole.finders,
        api: web::api::Api::new(whole.lists, whole.deeds),
        kinds: whole.kinds,
        reports: whole.reports,
        register: whole.register,
        passwords: Arc::new(access::Passwords::new()?),
        first_run_code: Mutex::new(code.clone()),
    });
    Ok((app, whole.routes, code))
}

/// The rules that come with the program, where a start or a creation was cut off before they were adopted.
fn supply_flows(desk: &Desk) -> Result<()> {
    let today = desk.system(0).today();
    for org in desk
        .db
        .read(move |tx| access::create_org::orgs(tx, today))?
    {
        let ctx = desk.system(org.id);
        payout::supply_flows(&desk.db, &ctx, org.valid_from)?;
        cases::supply_types(&desk.db, &ctx, org.valid_from)?;
    }
    Ok(())
}

/// Whether nobody can sign in yet.
fn is_empty(tx: &mut Tx) -> Result<bool> {
    access::users::is_empty(tx)
}

/// The user of a login, for `--as`.
pub fn user_of_login(tx: &mut Tx, login: &str) -> Result<Option<Id>> {
    Ok(access::users::user_by_login(tx, login)?.map(|user| user.id))
}

/// Twelve letters and digits in groups of four, without those that look alike: 60 bits.
pub fn one_time_code(rng: &dyn Rng) -> String {
    const LETTERS: &[u8; 32] = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
    let mut bytes = [0; 12];
    rng.fill(&mut bytes);
    let letters: Vec<char> = bytes
        .iter()
        .map(|b| {
            LETTERS
                .get(usize::from(b % 32))
                .copied()
                .map_or('2', char::from)
        })
        .collect();
    letters
        .chunks(4)
        .map(|c| c.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join("-")
}
