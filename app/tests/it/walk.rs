//! People walk through the pages with a real browser: on a phone and at a desk, and what everybody needs also
//! without script. Every page they come to is held to the same promises (page.rs).
//!
//! The walks share a demonstration of their own, because they change it. Its days go on from the story's last:
//! a walk takes its dates from the pages, and ends where a period must pass before the next step.

mod campaign;
mod door;
mod ease;
mod keys;
mod list;
mod net;
mod net_end;
pub mod notice;
mod page;
mod reading;
mod round;
mod slip;

use crate::site::{Site, fresh};
use std::sync::{Mutex, OnceLock};
use testkit::browser::{DESK, Look, PHONE, browse};

static SITE: OnceLock<Site> = OnceLock::new();
static STARTING: Mutex<()> = Mutex::new(());

fn office() -> &'static Site {
    let _one = STARTING.lock().unwrap_or_else(|e| e.into_inner());
    SITE.get_or_init(|| fresh("walk"))
}

macro_rules! walks {
    ($($name:ident: $walk:path, $look:expr, $called:literal;)*) => {$(
        #[test]
        fn $name() {
            let (site, look): (&'static Site, Look) = (office(), $look);
            browse(look, async move |client| {
                $walk(page::Walker::new(client, site, $called, look)).await;
            });
        }
    )*};
}

walks! {
    a_resident_tells_a_concern_on_a_phone: door::walk, PHONE, "phone";
    a_resident_tells_a_concern_without_script: door::walk, DESK.without_script(), "bare";
    every_page_is_easy: ease::walk, PHONE, "phone";
    every_journey_goes_by_keyboard: keys::walk, DESK, "keys";
    a_clerk_imports_a_list_on_a_phone: list::walk, PHONE, "phone";
    a_clerk_imports_a_list_at_a_desk: list::walk, DESK, "desk";
    a_clerk_imports_a_list_without_script: list::walk, DESK.without_script(), "bare";
    an_accountant_prepares_a_round_on_a_phone: round::walk, PHONE, "phone";
    an_accountant_prepares_a_round_at_a_desk: round::walk, DESK, "desk";
    everybody_reads_a_notice_on_a_phone: notice::walk, PHONE, "phone";
    everybody_reads_a_notice_at_a_desk: notice::walk, DESK, "desk";
    everybody_reads_a_notice_without_script: notice::walk, DESK.without_script(), "bare";
    a_household_checks_its_slip_on_a_phone: slip::walk, PHONE, "phone";
    a_household_checks_its_slip_at_a_desk: slip::walk, DESK, "desk";
    a_township_splits_a_sale_on_a_phone: net::walk, PHONE, "phone";
    a_township_splits_a_sale_at_a_desk: net::walk, DESK, "desk";
    a_net_ends_and_stands_again_on_a_phone: net_end::walk, PHONE, "phone";
    a_net_ends_and_stands_again_at_a_desk: net_end::walk, DESK, "desk";
    a_campaign_begins_from_one_workbook_on_a_phone: campaign::walk, PHONE, "phone";
    a_campaign_begins_from_one_workbook_at_a_desk: campaign::walk, DESK, "desk";
    a_campaign_begins_from_one_workbook_without_script: campaign::walk, DESK.without_script(), "bare";
    an_auditor_looks_behind_the_figures_on_a_phone: reading::walk, PHONE, "phone";
    an_auditor_looks_behind_the_figures_at_a_desk: reading::walk, DESK, "desk";
}
