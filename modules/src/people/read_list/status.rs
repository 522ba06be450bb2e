//! What a household is, by the columns 户类型 and 监测对象类别 of its rows.

use super::Reader;
use super::row::RowRead;
use crate::people::codes::{HOUSEHOLD_STATUS, KIND, MONITORING};
use crate::people::columns as c;
use crate::people::model::{ListedStatus, Reading};
use sheets::Fault;

/// How lists say that a household is not monitored.
const NONE: &[&str] = &[
    "",
    "无",
    "否",
    "非监测对象",
    "不是",
    "-",
    "/",
    "—",
    "一般农户",
    "一般户",
];
const YES: &[&str] = &["是", "已消除", "已", "风险已消除", "自然消除", "帮扶消除"];

impl Reader<'_> {
    pub(super) fn statuses(
        &self,
        members: &[&RowRead],
        reading: &mut Reading,
    ) -> Vec<ListedStatus> {
        let mut statuses = Vec::new();
        let kind = members
            .iter()
            .find_map(|row| Some((row, row.status.as_deref()?)));
        if let Some((row, word)) = kind
            && let Some(mut status) = self.status(row, c::STATUS, word, reading)
        {
            status.from = members.iter().find_map(|row| row.status_from);
            if status.group == MONITORING {
                // A list of monitored households writes the category under 户类型.
                self.add_removal(members, &mut status, reading);
            }
            statuses.push(status);
        }
        let monitoring = members
            .iter()
            .find_map(|row| Some((row, row.monitoring.as_deref()?)));
        if let Some((row, word)) = monitoring
            && !NONE.contains(&word.trim())
            && let Some(mut status) = self.status(row, c::MONITORING, word, reading)
            && !statuses.iter().any(|known| known.group == status.group)
        {
            let own = members.iter().find_map(|row| row.monitoring_from);
            let general = members.iter().find_map(|row| row.status_from);
            status.from = own.or(if statuses.iter().any(|s| s.group == KIND) {
                None
            } else {
                general
            });
            self.add_removal(members, &mut status, reading);
            statuses.push(status);
        }
        statuses
    }

    fn status(
        &self,
        row: &RowRead,
        key: &str,
        word: &str,
        reading: &mut Reading,
    ) -> Option<ListedStatus> {
        let Some(found) = self
            .codes
            .recognise(HOUSEHOLD_STATUS, word, self.options.as_of)
        else {
            let fault = Fault::new("people.status_unknown").with("word", word);
            reading.warnings.push(self.problem(row.number, key, fault));
            return None;
        };
        if !found.in_use {
            let fault = Fault::new("people.status_of_another_time").with("word", word);
            reading.warnings.push(self.problem(row.number, key, fault));
        }
        Some(ListedStatus {
            code: found.code.to_owned(),
            group: found.group.to_owned(),
            from: None,
            to: None,
        })
    }

    /// A risk that has been removed ends the monitoring; without a date, on the day of the list.
    fn add_removal(&self, members: &[&RowRead], status: &mut ListedStatus, reading: &mut Reading) {
        let removed_on = members.iter().find_map(|row| row.risk_removed_on);
        let removed = members.iter().find(|row| {
            row.risk_removed
                .as_deref()
                .is_some_and(|word| YES.contains(&word.trim()))
        });
        status.to = match (removed_on, removed) {
            (Some(date), _) => Some(date),
            (None, Some(row)) => {
                reading.warnings.push(self.problem(
                    row.number,
                    c::RISK_REMOVED,
                    Fault::new("people.removed_without_date"),
                ));
                Some(self.options.as_of)
            }
            (None, None) => None,
        };
        if let (Some(from), Some(to)) = (status.from, status.to)
            && to < from
            && let Some(row) = members.first()
        {
            let fault = Fault::new("people.removed_before_found")
                .with("from", from)
                .with("to", to);
            reading
                .warnings
                .push(self.problem(row.number, c::RISK_REMOVED_ON, fault));
            status.to = None;
        }
    }
}
