//! Households and the people in them: the base on which every other module rests.

mod api;
pub mod codes;
pub mod columns;
pub mod compare;
mod face;
mod file_api;
pub mod import_file;
pub mod import_households;
pub mod life;
pub mod model;
pub mod pages_data;
pub mod payees;
pub mod plan_import;
pub mod read_list;
pub mod read_unmasked;
pub mod rebuild;
pub mod reverse_import;
pub mod rights;
pub mod search_number;
mod store;
pub mod tags;
pub mod texts;
pub mod villages;
pub mod web;

pub use face::{
    Household, Listed, Member, find_household, head_name, household, household_as_known,
    households_in, members, members_count, members_count_as_known, persons_on, statuses_on,
    villages_on,
};
pub use life::face::{
    Change, Organisation, changes_between, events_to_confirm, find_organisation, household_of,
    is_alive, organisation, organisations_of_unit, person_ended, successors,
};
pub use life::model::Kind as LifeKind;
pub use rebuild::{check, rebuild_search};

#[cfg(test)]
mod tests;
