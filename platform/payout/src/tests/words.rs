use super::*;

#[test]
fn a_flow_that_breaks_its_rules_is_refused_by_name() {
    let cases = [
        ("flow = \"relief_income\"", "flow = \"\"", "flow_no_name"),
        (
            "step = \"display\"",
            "step = \"review\"",
            "flow_step_missing",
        ),
        (
            "[\"review\"], [\"declare\"",
            "[\"declare\"",
            "flow_people_not_apart",
        ),
        (
            "[\"review\"]",
            "[\"review\", \"create\"]",
            "flow_people_overlap",
        ),
        ("denominator = 2 }", "denominator = 0 }", "flow_bad_part"),
        (
            "objection_days_after_vote = 7",
            "objection_days_after_vote = -1",
            "flow_bad_period",
        ),
        ("bank = \"bank\"", "bank = \"\"", "flow_no_account"),
        ("[guards]", "[guards]\nhabit = 1", "flow_syntax"),
    ];
    for (from, to, code) in cases {
        let body = RELIEF_INCOME.replace(from, to);
        assert_ne!(body, RELIEF_INCOME, "{from}");
        match Flow::parse(&body) {
            Err(Error::Invalid(faults)) => assert_eq!(faults[0].code, code),
            other => panic!("{code}: {other:?}"),
        }
    }
    Flow::parse(RELIEF_INCOME).unwrap();
}

#[test]
fn every_refusal_has_words_and_a_place_in_the_readme() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = std::fs::read_to_string(root.join("README.md")).unwrap();
    let words = |language: &str| {
        let all = ["payout", "checks", "bank"].map(|name| {
            let path = root.join(format!("../../locales/{language}/{name}.ftl"));
            std::fs::read_to_string(path).unwrap()
        });
        all.join("\n")
    };
    let (chinese, english) = (words("zh-CN"), words("en"));
    let mut codes = 0;
    let files = ["src", "src/bank"].map(|folder| std::fs::read_dir(root.join(folder)).unwrap());
    for file in files.into_iter().flatten() {
        let path = file.unwrap().path();
        if path.ends_with("tests.rs") || path.is_dir() {
            continue;
        }
        let source = std::fs::read_to_string(path).unwrap();
        for piece in source.split("\"payout.").skip(1) {
            let code = piece.split('"').next().unwrap();
            let is_deed = source.contains(&format!("DEED: &'static str = \"payout.{code}\""));
            let key = format!(
                "{}-payout-{} = ",
                if is_deed { "deed" } else { "refused" },
                code.replace('_', "-")
            );
            assert!(chinese.contains(&key) && english.contains(&key), "{key}");
            assert!(
                is_deed || readme.contains(&format!("`{code}`")),
                "README lacks {code}"
            );
            codes += 1;
        }
    }
    assert!(codes > 40, "{codes}");
}
