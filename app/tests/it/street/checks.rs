//! What is compared with the model: where every concern stands, what everybody's lists count, every figure, every ending.

use super::Year;
use super::oracle::PEOPLE;
use cases::fold::Ending;
use cases::store::Sought;
use kernel::Date;
use std::collections::BTreeMap;
use std::process::Command;

impl Year {
    /// Where every concern stands, and what everybody's lists count.
    pub(super) fn agrees(&self) {
        let (org, today) = (self.office.org, self.office.today());
        for concern in &self.concerns {
            let id = concern.id;
            let now = self.office.read(move |tx| cases::store::now(tx, org, id));
            let now = now.unwrap();
            assert_eq!(now.state, concern.state, "{concern:?}");
            assert_eq!(now.number, concern.number);
            if concern.is_open() {
                assert_eq!(now.due, concern.due_key(), "{concern:?} on {today}");
            }
        }
        for who in &PEOPLE[..8] {
            let seen = || self.concerns.iter().filter(|one| one.is_seen_by(who));
            let wanted = [
                seen().filter(|one| one.is_open()).count(),
                seen().filter(|one| one.is_overdue(today)).count(),
                seen().filter(|one| !one.is_open()).count(),
            ];
            let ctx = self.ctx(who);
            let found = self.office.read(move |tx| {
                let mut counts = [0; 3];
                for (at, (is_ended, before)) in [(false, None), (false, Some(today)), (true, None)]
                    .into_iter()
                    .enumerate()
                {
                    let asked = Sought {
                        code: "appeal".into(),
                        is_ended,
                        before,
                        ..Sought::default()
                    };
                    counts[at] = cases::store::count(tx, &ctx, &asked)? as usize;
                }
                Ok(counts)
            });
            assert_eq!(found, wanted, "{who} on {today}");
        }
    }

    fn figure(&self, id: &'static str, as_of: Date) -> String {
        let (org, town) = (self.office.org, self.office.town);
        self.office.read(move |tx| {
            let all = modules::all().into_iter();
            let all: Vec<_> = all.flat_map(|module| module.indicators).collect();
            let indicator = figures::find(&all, id).unwrap();
            let asked = figures::Asked::new(org, None, town, as_of);
            Ok(figures::evaluate(tx, indicator, &asked)?.plain)
        })
    }

    /// Figures of every month, and how every concern ended.
    pub(super) fn figures_agree(&self) {
        for month in 0..=12 {
            let day = "2026-01-01".parse::<Date>().unwrap().plus_days(month * 30);
            let solved = self
                .concerns
                .iter()
                .filter(|one| one.was_solved(day))
                .count();
            assert_eq!(
                self.figure("liuyuan.solved", day),
                solved.to_string(),
                "{day}"
            );
            let given = self
                .advice
                .iter()
                .filter(|(_, on, _, void)| *on <= day && void.is_none_or(|void| void > day));
            let persons: i64 = given.map(|(_, _, count, _)| count).sum();
            assert_eq!(
                self.figure("liuyuan.legal_advice", day),
                persons.to_string(),
                "{day}"
            );
        }
        let org = self.office.org;
        let mut kinds = BTreeMap::new();
        for concern in &self.concerns {
            let id = concern.id;
            let ending = self
                .office
                .read(move |tx| Ok(cases::read::whole(tx, org, id)?.case.ending()));
            let is_solved = concern.was_solved(self.office.today());
            let wanted = match concern.state {
                "closed" if concern.is_not_reached => Ending::NotReached,
                "closed" if is_solved => Ending::Solved,
                "closed" => Ending::Closed,
                "void" | "withdrawn" => Ending::Void,
                _ => Ending::Open,
            };
            assert_eq!(ending, wanted, "{concern:?}");
            *kinds.entry(format!("{ending:?}")).or_insert(0) += 1;
        }
        println!("{kinds:?}, {} consultations", self.advice.len());
        // A year in which nothing of a kind happened would prove nothing of it.
        for kind in ["Solved", "NotReached", "Closed", "Void", "Open"] {
            assert!(kinds.contains_key(kind), "no {kind}: {kinds:?}");
        }
    }

    pub(super) fn zhen(&self, command: &str) {
        let out = Command::new(env!("CARGO_BIN_EXE_zhen"))
            .args([command, "--database", &self.office.database, "--key-file"])
            .arg(&self.office.key_file)
            // The test's own setting, which the program does not know.
            .env_remove("ZHEN_YEAR_SEED")
            .output()
            .unwrap();
        let said = [out.stdout, out.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(out.status.success(), "zhen {command}: {said}");
    }
}
