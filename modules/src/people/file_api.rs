//! A list of households as a program sends it. Its page keeps a preview of its own, where columns are chosen by hand.

use super::import_file::{ListFile, codes, compare_table, read_table, villages};
use super::import_households::{ImportHouseholds, Imported, import_households};
use super::model::ListOptions;
use ::store::Tx;
use ::web::i18n::Words;
use ::web::import::{Incoming, Kept, Planned};
use ::web::sheet;
use access::Right;
use kernel::{Ctx, Date, Error, Id, Result};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

#[derive(Clone, Copy)]
pub(super) struct Households;

#[derive(Debug, Clone, Serialize, Deserialize, JsonSchema)]
pub(super) struct Listed {
    /// The day from which the list holds; without it today.
    as_of: Option<Date>,
    /// The village of all rows, where the list has no column for it.
    village: Option<Id>,
    /// Of the code list `no_identity_reason`: why those have no identity number who have neither one nor a reason.
    no_identity_reason: Option<String>,
}

impl Incoming for Households {
    type Asked = Listed;
    type Plan = ListFile;
    type Input = ImportHouseholds;
    type Done = Imported;

    /// Faults set a household aside; what is only doubtful is taken, as on the page.
    fn read(
        &self,
        tx: &mut Tx,
        ctx: &Ctx,
        _: Words,
        sent: &Kept<Listed>,
    ) -> Result<Planned<ListFile>> {
        let asked = &sent.asked;
        let known = villages(tx, ctx, Right::ImportPeople)?;
        if asked.village.is_some_and(|id| known.get(id).is_none()) {
            return Err(Error::invalid("village", "not_chosen"));
        }
        let reason = asked.no_identity_reason.as_deref();
        let of = super::codes::NO_IDENTITY_REASON;
        let known = codes(tx)?;
        if reason.is_some_and(|code| known.get(of, code).is_none()) {
            return Err(Error::invalid("no_identity_reason", "unknown_word"));
        }
        let table = read_table(&sent.bytes, &sent.name, &sent.mapping);
        let table = table.map_err(|fault| sheet::unreadable(&fault))?;
        let options = ListOptions {
            as_of: asked.as_of.unwrap_or_else(|| ctx.today()),
            village: asked.village,
            no_identity_reason: asked.no_identity_reason.clone(),
        };
        let list = compare_table(tx, ctx, &sent.bytes, table, &options)?;
        let counts = &list.prepared.counts;
        let changes = counts.new_households
            + counts.changed_households
            + counts.new_people
            + counts.changed_people;
        Ok(Planned {
            problems: list.errors.clone(),
            effects: vec![
                (counts.rows, "people-count-rows"),
                (counts.new_households, "people-count-new-households"),
                (counts.new_people, "people-count-new-people"),
                (counts.changed_households, "people-count-changed-households"),
                (counts.changed_people, "people-count-changed-people"),
                (
                    counts.unchanged_households,
                    "people-count-unchanged-households",
                ),
                (counts.missing_households, "people-count-missing-households"),
                (counts.missing_people, "people-count-missing-people"),
                (counts.set_aside, "people-count-set-aside"),
            ],
            has_work: changes > 0,
            has_aside: counts.set_aside > 0,
            is_known: false,
            parts: Vec::new(),
            sheet: Some(list.table.clone()),
            plan: list,
        })
    }

    fn input(&self, _: &Listed, planned: &Planned<ListFile>) -> ImportHouseholds {
        planned.plan.input()
    }

    fn deed(tx: &mut Tx, ctx: &Ctx, input: ImportHouseholds, plan: &ListFile) -> Result<Imported> {
        import_households(tx, ctx, input, &plan.reading)
    }
}
