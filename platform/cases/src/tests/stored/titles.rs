//! What a case is called, where its steps change it.

use super::*;

/// A note that may get another title, and another again.
const NOTE: &str = r#"
code = "note"
version = 1
name = { zh = "便条", en = "Note" }
source = "-"
closing = [["record@desk"]]

[[field]]
code = "title"
name = { zh = "标题", en = "Title" }
kind = "text"
required = true

[[state]]
code = "written"
name = { zh = "已写", en = "Written" }
kind = "open"

[[state]]
code = "filed"
name = { zh = "已归档", en = "Filed" }
kind = "closed"
final = true

[[action]]
code = "open"
name = { zh = "写下", en = "Write" }
to = "written"
who = ["record@desk"]
need = ["title"]

[[action]]
code = "rename"
name = { zh = "改名", en = "Rename" }
from = ["written"]
who = ["record@desk"]
need = ["title"]

[[action]]
code = "file"
name = { zh = "归档", en = "File" }
from = ["written"]
to = "filed"
who = ["record@desk"]
"#;

/// The title of a second step within one deed was looked for at the first.
#[test]
fn a_title_is_read_where_the_last_step_of_a_deed_wrote_it() {
    on_both(|office| {
        let (ctx, valid_from) = (office.ctx.clone(), day("2022-01-01"));
        let note = AdoptType {
            body: NOTE.into(),
            valid_from,
        };
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), note, adopt_type)
            .unwrap();
        let case = OpenCase {
            code: "note".into(),
            prefix: "N".into(),
            patch: fields([("title", text("一"))]),
            personal: Patch::new(),
            ..office.concern(TOWN)
        };
        let case = office.open(DESK, case).unwrap().case;
        let ctx = office.by(DESK);
        let today = ctx.today();
        let twice = move |tx: &mut Tx, ctx: &Ctx, _| {
            for title in ["二", "三"] {
                let step = ActOnCase {
                    case,
                    action: "rename".into(),
                    day: today,
                    patch: fields([("title", text(title))]),
                    personal: Patch::new(),
                    reason: None,
                    seen: None,
                };
                act_on_case(tx, ctx, step)?;
            }
            Ok(())
        };
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), Prepare {}, twice)
            .unwrap();
        assert!(office.problems().is_empty(), "{:?}", office.problems());
        let titles = || {
            let (ctx, asked) = (
                office.by(DESK),
                Sought {
                    code: "note".into(),
                    ..Sought::default()
                },
            );
            let read = move |tx: &mut Tx| store::listed(tx, &ctx, &asked, 10);
            let listed = office.db.read(read).unwrap();
            listed.into_iter().map(|row| row.title).collect::<Vec<_>>()
        };
        let third = [store::TitleRow::Plain("三".into())];
        assert_eq!(titles(), third);
        // Said again it says nothing new, and stands.
        let again = ActOnCase {
            case,
            action: "rename".into(),
            day: today,
            patch: fields([("title", text("三"))]),
            personal: Patch::new(),
            reason: None,
            seen: None,
        };
        office
            .db
            .act(&ctx, CommandKey::fresh(&ctx), again, act_on_case)
            .unwrap();
        assert_eq!(titles(), third);
    });
}
