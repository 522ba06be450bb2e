//! Which village a list means: by code, by name, by name within its township.

use kernel::Id;
use std::collections::HashMap;

/// A village within the importer's scope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Village {
    pub id: Id,
    pub code: String,
    pub name: String,
    pub township: String,
}

/// Why a village was not found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VillageFault {
    /// None is called so; these come near.
    Unknown(Vec<String>),
    /// Several are called so; their codes tell them apart.
    Ambiguous(Vec<String>),
    /// The list names none.
    Missing,
}

/// The villages in which somebody may enter people.
#[derive(Debug, Clone, Default)]
pub struct Villages {
    all: Vec<Village>,
    by_code: HashMap<String, usize>,
    by_name: HashMap<String, Vec<usize>>,
}

impl Villages {
    pub fn new(all: Vec<Village>) -> Villages {
        let mut villages = Villages::default();
        for (place, village) in all.iter().enumerate() {
            villages.by_code.insert(village.code.clone(), place);
            villages
                .by_name
                .entry(bare(&village.name))
                .or_default()
                .push(place);
        }
        villages.all = all;
        villages
    }

    pub fn all(&self) -> &[Village] {
        &self.all
    }

    pub fn get(&self, id: Id) -> Option<&Village> {
        self.all.iter().find(|village| village.id == id)
    }

    /// The village written so. `township` helps only where a name is there twice.
    pub fn find(&self, written: &str, township: Option<&str>) -> Result<Id, VillageFault> {
        let text = kernel::text::half_width(written);
        if text.is_empty() {
            return match self.all.as_slice() {
                [only] => Ok(only.id),
                _ => Err(VillageFault::Missing),
            };
        }
        let by_code = self
            .by_code
            .get(text.as_str())
            .and_then(|place| self.all.get(*place));
        if let Some(village) = by_code {
            return Ok(village.id);
        }
        let places = self
            .by_name
            .get(&bare(&text))
            .map(Vec::as_slice)
            .unwrap_or_default();
        let named: Vec<&Village> = places
            .iter()
            .filter_map(|place| self.all.get(*place))
            .collect();
        let of_township = |village: &&&Village| {
            township.is_some_and(|t| bare_township(t) == bare_township(&village.township))
        };
        let exact = |village: &&&Village| village.name == text;
        match named.as_slice() {
            [] => Err(VillageFault::Unknown(self.near(&text))),
            [only] => Ok(only.id),
            several => {
                let of_township: Vec<_> = several.iter().filter(of_township).collect();
                let exact: Vec<_> = several.iter().filter(exact).collect();
                match (of_township.as_slice(), exact.as_slice()) {
                    ([only], _) | (_, [only]) => Ok(only.id),
                    _ => Err(VillageFault::Ambiguous(
                        several
                            .iter()
                            .take(5)
                            .map(|v| format!("{} {}", v.name, v.code))
                            .collect(),
                    )),
                }
            }
        }
    }

    /// Up to three names that share most characters with what was written.
    fn near(&self, written: &str) -> Vec<String> {
        let written = bare(written);
        let mut scored: Vec<(usize, &Village)> = self
            .all
            .iter()
            .filter_map(|village| {
                let name = bare(&village.name);
                let shared = written.chars().filter(|c| name.contains(*c)).count();
                let apart = name.chars().count().abs_diff(written.chars().count());
                (shared > 0).then(|| ((shared * 4).saturating_sub(apart), village))
            })
            .collect();
        scored.sort_by(|(a, x), (b, y)| b.cmp(a).then_with(|| x.code.cmp(&y.code)));
        scored
            .into_iter()
            .take(3)
            .map(|(_, village)| village.name.clone())
            .collect()
    }
}

/// A village's name without what offices add to it: 斗虎屯村村民委员会, 斗虎屯村 and 斗虎屯 are one.
fn bare(name: &str) -> String {
    let mut name = kernel::text::half_width(name);
    name.retain(|c| !c.is_whitespace());
    let mut rest = name.as_str();
    for ending in [
        "村民委员会",
        "社区居民委员会",
        "居民委员会",
        "社区居委会",
        "村委会",
        "居委会",
        "社区",
    ] {
        rest = rest.strip_suffix(ending).unwrap_or(rest);
    }
    if rest.chars().count() > 1 {
        rest = rest.strip_suffix('村').unwrap_or(rest);
    }
    if rest.is_empty() {
        name
    } else {
        rest.to_owned()
    }
}

fn bare_township(name: &str) -> String {
    let name = kernel::text::half_width(name);
    let rest = ["街道办事处", "街道", "镇", "乡"]
        .iter()
        .find_map(|ending| name.strip_suffix(ending));
    rest.unwrap_or(&name).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn villages() -> Villages {
        let village = |id, code: &str, name: &str, township: &str| Village {
            id: Id(id),
            code: code.into(),
            name: name.into(),
            township: township.into(),
        };
        Villages::new(vec![
            village(1, "371502104200", "斗虎屯村村民委员会", "斗虎屯镇"),
            village(2, "371502104268", "张李新村", "斗虎屯镇"),
            village(3, "371502104210", "王庄村", "斗虎屯镇"),
            village(4, "371502105210", "王庄村", "侯营镇"),
        ])
    }

    #[test]
    fn a_village_is_found_as_people_write_it() {
        let villages = villages();
        let check = |written, township, expected: Result<i64, VillageFault>| {
            assert_eq!(
                villages.find(written, township),
                expected.map(Id),
                "{written}"
            );
        };
        check("斗虎屯", None, Ok(1));
        check("斗虎屯村委会", None, Ok(1));
        check("371502104268", None, Ok(2));
        check("３７１５０２１０４２６８", None, Ok(2));
        check("王庄", Some("侯营镇"), Ok(4));
        check("王庄", Some("侯营"), Ok(4));
        let both = vec![
            "王庄村 371502104210".to_owned(),
            "王庄村 371502105210".to_owned(),
        ];
        check("王庄村", None, Err(VillageFault::Ambiguous(both)));
        check(
            "张李村",
            None,
            Err(VillageFault::Unknown(vec!["张李新村".into()])),
        );
        check("", None, Err(VillageFault::Missing));
    }
}
