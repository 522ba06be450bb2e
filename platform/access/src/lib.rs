//! Who may do what, and over which part of the unit tree: organisations, units, code lists, users,
//! grants, sessions. README.md says who may do what; [`scope`] is the one predicate that decides
//! what somebody sees.
//!
//! Everything here but sessions and uploads is a fact of org 0, the installation: its deeds are done
//! with `ctx.in_org(0)`, also where they concern another organisation.

pub mod caches;
pub mod codes;
pub mod create_org;
pub mod deputies;
pub mod grant_role;
pub mod import_units;
pub mod imports;
pub mod leave;
pub mod make_user;
pub mod papers;
pub mod password;
pub mod public_url;
pub mod reverse_units;
pub mod rights;
pub mod scope;
pub mod session;
mod store;
pub mod texts;
pub mod throttle;
pub mod tokens;
pub mod unit_deeds;
pub mod units;
pub mod uploads;
pub mod users;

pub use caches::{check_caches, rebuild};
pub use codes::{Code, codes};
pub use imports::ImportRow;
pub use password::Passwords;
pub use rights::{Right, Role, sees_names};
pub use scope::{MACROS, Scope, holds, holds_at, require, require_for, rights_at, rights_in};
pub use session::{SignedIn, sign_in};
pub use units::Unit;
