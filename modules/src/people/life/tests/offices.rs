//! Organisations with their codes, members and offices by period.

use super::*;
use crate::people::life::organisations::*;

#[test]
fn a_wrong_check_character_warns_and_does_not_block() {
    story(|world| {
        let save = |code: &str| SaveOrganisation {
            organisation: None,
            unit: VILLAGE,
            date: day("2022-06-01"),
            name: "斗虎屯村股份经济合作社".into(),
            kind: "collective_economic_org".into(),
            code: Some(code.into()),
        };
        let saved = world
            .done(CLERK, save("N2371502MF12345670"), save_organisation)
            .unwrap();
        let right = saved.expected_check.unwrap_or('0');
        let code = format!("N2371502MF1234567{right}");
        let saved = world.done(CLERK, save(&code), save_organisation).unwrap();
        assert_eq!(saved.expected_check, None);
        assert!(told(world.done(CLERK, save("123"), save_organisation)).starts_with("code: "));
        let begin = BeginPost {
            organisation: saved.organisation,
            person: world.person("H2", "王石桥"),
            role: "chair".into(),
            date: day("2022-06-10"),
        };
        assert_eq!(
            told(world.done(
                CLERK,
                BeginPost {
                    date: day("2022-05-31"),
                    ..begin.clone()
                },
                begin_post
            )),
            "people.organisation_not_then"
        );
        let post = world
            .done(VILLAGE_CLERK, begin.clone(), begin_post)
            .unwrap();
        assert_eq!(
            told(world.done(CLERK, begin, begin_post)),
            "people.post_holds"
        );
        let end = EndPost {
            organisation: saved.organisation,
            post,
            date: day("2022-07-01"),
        };
        world.done(CLERK, end, end_post).unwrap();
        let posts = crate::people::store::organisations::posts;
        let organisation = saved.organisation;
        world.query(move |tx| {
            assert_eq!(posts(tx, ORG, organisation)?[0].to, Some(day("2022-07-01")));
            Ok(String::new())
        });
    });
}
