//! Who somebody is to a case: a level of rights at a relation, as `act@owner`.

/// `act@owner`: what somebody may do with cases, and what he is to this one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Role {
    /// Nothing for the requester, who holds no right.
    pub level: Option<Level>,
    pub relation: Relation,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Takes cases in and passes them on.
    Record,
    /// Works on them.
    Act,
    /// Checks what others did.
    Verify,
    /// Answers for a unit: approves, reassigns.
    Manage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// Belongs to the unit that handles the case.
    Owner,
    /// Belongs to the unit that the case is about.
    Unit,
    /// Belongs to the unit above the owner.
    Parent,
    /// Whose case it is.
    Requester,
    /// Belongs to the office that takes cases in.
    Desk,
}

impl Role {
    const LEVELS: [(&'static str, Level); 4] = [
        ("record", Level::Record),
        ("act", Level::Act),
        ("verify", Level::Verify),
        ("manage", Level::Manage),
    ];

    const RELATIONS: [(&'static str, Relation); 4] = [
        ("owner", Relation::Owner),
        ("unit", Relation::Unit),
        ("parent", Relation::Parent),
        ("desk", Relation::Desk),
    ];

    pub const REQUESTER: Role = Role {
        level: None,
        relation: Relation::Requester,
    };

    pub fn parse(text: &str) -> Option<Role> {
        if text == "requester" {
            return Some(Role::REQUESTER);
        }
        let (level, relation) = text.split_once('@')?;
        let relation = Role::RELATIONS.iter().find(|(name, _)| *name == relation)?;
        Some(Role {
            level: Some(Level::parse(level)?),
            relation: relation.1,
        })
    }
}

impl Level {
    pub fn parse(text: &str) -> Option<Level> {
        let mut levels = Role::LEVELS.iter();
        levels
            .find(|(name, _)| *name == text)
            .map(|(_, level)| *level)
    }

    pub fn as_str(self) -> &'static str {
        let mut levels = Role::LEVELS.iter();
        levels
            .find(|(_, level)| *level == self)
            .map_or("", |(name, _)| name)
    }
}

impl std::fmt::Display for Role {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut relations = Role::RELATIONS.iter();
        let relation = relations.find(|(_, relation)| *relation == self.relation);
        match (self.level, relation) {
            (Some(level), Some((relation, _))) => write!(f, "{}@{relation}", level.as_str()),
            _ => f.write_str("requester"),
        }
    }
}

impl serde::Serialize for Role {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Role {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Role, D::Error> {
        let text = String::deserialize(deserializer)?;
        let unknown = || serde::de::Error::custom(format!("not a role: {text}"));
        Role::parse(&text).ok_or_else(unknown)
    }
}
