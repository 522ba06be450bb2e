//! The case types that come with the program, each with its versions, oldest first. What has landed here is a fact in
//! databases: a change is a new version at the end.

pub const APPEAL: &str = include_str!("../types/appeal.toml");
pub const FINDING: &str = include_str!("../types/finding.toml");
pub const FINDING_2: &str = include_str!("../types/finding_2.toml");
pub const FINDING_3: &str = include_str!("../types/finding_3.toml");
pub const INSPECTION: &str = include_str!("../types/inspection.toml");
pub const INSPECTION_2: &str = include_str!("../types/inspection_2.toml");
pub const LAW_TALK: &str = include_str!("../types/law_talk.toml");
pub const LAW_TALK_2: &str = include_str!("../types/law_talk_2.toml");
pub const LEGAL_ADVICE: &str = include_str!("../types/legal_advice.toml");
pub const LEGAL_ADVICE_2: &str = include_str!("../types/legal_advice_2.toml");

pub const PETITION: &str = include_str!("../types/petition.toml");

pub const SCORE_OBJECTION: &str = include_str!("../types/score_objection.toml");

pub const SHIPPED: &[&[&str]] = &[
    &[APPEAL],
    &[FINDING, FINDING_2, FINDING_3],
    &[INSPECTION, INSPECTION_2],
    &[LAW_TALK, LAW_TALK_2],
    &[LEGAL_ADVICE, LEGAL_ADVICE_2],
    &[PETITION],
    &[SCORE_OBJECTION],
];

pub const APPEAL_BOOK: &str = include_str!("../books/appeal.toml");
/// What everybody may see of concerns.
pub const APPEAL_PUBLIC: &str = include_str!("../books/appeal_public.toml");
pub const FINDING_BOOK: &str = include_str!("../books/finding.toml");

/// The books of figures that come with the program, each with its versions, oldest first.
pub const BOOKS: &[&[&str]] = &[&[APPEAL_BOOK], &[APPEAL_PUBLIC], &[FINDING_BOOK]];
