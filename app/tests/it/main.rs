//! The only integration-test binary: one link, one PostgreSQL server and one browser driver for all of them.
//!
//! Each part is marked as a test, so that the lints know its helpers for what they are.

#[cfg(test)]
mod cli;
#[cfg(test)]
mod counted;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod county;
#[cfg(unix)]
#[cfg(test)]
mod doctor;
#[cfg(test)]
mod door;
#[cfg(test)]
mod engines;
#[cfg(target_os = "linux")]
#[cfg(test)]
mod faults;
#[cfg(test)]
mod moving;
#[cfg(test)]
mod proofs;
#[cfg(test)]
mod public_figures;
#[cfg(test)]
mod rights;
#[cfg(test)]
mod scope;
#[cfg(test)]
mod site;
#[cfg(test)]
mod sizes;
#[cfg(test)]
mod story;
#[cfg(test)]
mod story_campaigns;
#[cfg(test)]
mod story_cases;
#[cfg(test)]
mod street;
#[cfg(test)]
mod tidy;
#[cfg(test)]
mod together;
#[cfg(test)]
mod upgrade;
#[cfg(test)]
mod walk;
#[cfg(test)]
mod year;
