//! Rights to use, and the roles that bundle them. Rights to grant are separate: who administers
//! users holds no right over people or money.

use serde::{Deserialize, Serialize};

/// One thing that a person may do. The discriminant is its bit in `access_grant_now.rights`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum Right {
    /// Organisations, units, code lists, rules.
    Install = 0,
    /// Make users, grant and revoke roles, reset passwords.
    Grant = 1,
    ViewPeople = 2,
    ImportPeople = 3,
    ViewProjects = 4,
    EnterProjects = 5,
    ViewRounds = 6,
    /// Draft, calculate, record the meeting, post.
    PrepareRounds = 7,
    /// The township's review.
    ReviewRounds = 8,
    /// Declare, reverse.
    ApproveRounds = 9,
    /// Record payments by hand.
    PayRounds = 10,
    ViewFigures = 11,
    /// Journal and audit.
    Audit = 12,
    /// See identity number and phone of one person, journalled.
    Unmask = 13,
    /// Births, deaths, moves, changes of households; organisations and offices.
    RecordPeople = 14,
    /// A person's rights over his data: copy, correction, restriction, erasure.
    AnswerRights = 15,
    ViewCases = 16,
    /// Take cases in and pass them on.
    RecordCases = 17,
    /// Work on them.
    ActOnCases = 18,
    /// Check what others did with them, and ask whoever brought them.
    VerifyCases = 19,
    /// Answer for a unit's cases: approve, void.
    ManageCases = 20,
}

impl Right {
    pub const ALL: [Right; 21] = [
        Right::Install,
        Right::Grant,
        Right::ViewPeople,
        Right::ImportPeople,
        Right::ViewProjects,
        Right::EnterProjects,
        Right::ViewRounds,
        Right::PrepareRounds,
        Right::ReviewRounds,
        Right::ApproveRounds,
        Right::PayRounds,
        Right::ViewFigures,
        Right::Audit,
        Right::Unmask,
        Right::RecordPeople,
        Right::AnswerRights,
        Right::ViewCases,
        Right::RecordCases,
        Right::ActOnCases,
        Right::VerifyCases,
        Right::ManageCases,
    ];

    pub fn bit(self) -> i64 {
        1 << (self as u8)
    }
}

/// What a person is in an organisation, at a unit and all below it.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Runs the installation: units, organisations, users. Sees no person and no money.
    Administrator,
    /// Makes users of one organisation. Sees no person and no money.
    OrgAdministrator,
    /// Township clerk: the base of people.
    Clerk,
    /// Village clerk: sees his village, drafts its rounds.
    VillageClerk,
    Accountant,
    Reviewer,
    Approver,
    /// Auditor or supervision committee: sees all money, persons masked.
    Auditor,
}

impl Role {
    pub const ALL: [Role; 8] = [
        Role::Administrator,
        Role::OrgAdministrator,
        Role::Clerk,
        Role::VillageClerk,
        Role::Accountant,
        Role::Reviewer,
        Role::Approver,
        Role::Auditor,
    ];

    /// The word in the database, in forms and in locale keys (`role-village-clerk`).
    pub fn code(self) -> &'static str {
        match self {
            Role::Administrator => "administrator",
            Role::OrgAdministrator => "org_administrator",
            Role::Clerk => "clerk",
            Role::VillageClerk => "village_clerk",
            Role::Accountant => "accountant",
            Role::Reviewer => "reviewer",
            Role::Approver => "approver",
            Role::Auditor => "auditor",
        }
    }

    pub fn from_code(code: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.code() == code)
    }

    pub fn rights(self) -> &'static [Right] {
        use Right::*;
        match self {
            Role::Administrator => &[Install, Grant],
            Role::OrgAdministrator => &[Grant],
            Role::Clerk => &[
                ViewPeople,
                ImportPeople,
                RecordPeople,
                AnswerRights,
                Unmask,
                ViewProjects,
                ViewRounds,
                ViewFigures,
                ViewCases,
                RecordCases,
                ActOnCases,
            ],
            Role::VillageClerk => &[
                ViewPeople,
                RecordPeople,
                ViewProjects,
                ViewRounds,
                PrepareRounds,
                ViewFigures,
                ViewCases,
                RecordCases,
                ActOnCases,
            ],
            Role::Accountant => &[
                ViewPeople,
                ViewProjects,
                EnterProjects,
                ViewRounds,
                PrepareRounds,
                PayRounds,
                ViewFigures,
            ],
            Role::Reviewer => &[
                ViewPeople,
                ViewProjects,
                ViewRounds,
                ReviewRounds,
                ViewFigures,
                ViewCases,
                VerifyCases,
            ],
            Role::Approver => &[
                ViewPeople,
                ViewProjects,
                ViewRounds,
                ApproveRounds,
                ViewFigures,
                ViewCases,
                ManageCases,
            ],
            Role::Auditor => &[ViewProjects, ViewRounds, ViewFigures, ViewCases, Audit],
        }
    }

    pub fn mask(self) -> i64 {
        self.rights().iter().map(|r| r.bit()).fold(0, |a, b| a | b)
    }
}

/// Whether names stand whole on pages of projects, land, rounds and figures for somebody with these roles in an
/// organisation. Who looks at some of it as an auditor, who sees no person, gets masked names on all of it: a page
/// cannot tell by which of his roles he sees a row. On the pages of people his names are whole where they are his.
pub fn sees_names(roles: &[Role]) -> bool {
    let holds = |role: &Role, right| role.rights().contains(&right);
    let looks = |role: &&Role| {
        let business = [
            Right::ViewProjects,
            Right::ViewRounds,
            Right::ViewFigures,
            Right::ViewCases,
        ];
        business.iter().any(|right| holds(role, *right))
    };
    let people = |role: &Role| holds(role, Right::ViewPeople);
    roles.iter().any(people) && roles.iter().filter(looks).all(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A village clerk who was also auditor of the township saw the names of all its villages.
    #[test]
    fn who_also_audits_sees_masked_names() {
        assert!(sees_names(&[Role::VillageClerk]));
        assert!(sees_names(&[Role::VillageClerk, Role::Accountant]));
        assert!(!sees_names(&[Role::Auditor]));
        assert!(!sees_names(&[Role::VillageClerk, Role::Auditor]));
        assert!(!sees_names(&[Role::OrgAdministrator]) && !sees_names(&[]));
    }
}
