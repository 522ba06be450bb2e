//! Two verifiers that share no line of code: the program and tools/verify.py, over a thousand random rounds with
//! genuine and bent slips; and `zhen verify` as people call it.

use crate::engines::Folder;
use kernel::Id;
use kernel::apportion::{Policy, apportion};
use kernel::merkle::{Leaf, Sums, Tree, leaf_key};
use kernel::proof::{Notice, Read, Slip, Terms, commitment, lines_context};
use kernel::text::hex;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use testkit::SeededRng;

const ROUNDS: u64 = 1_000;

fn below(rng: &SeededRng, most: u64) -> u64 {
    let mut bytes = [0; 8];
    kernel::Rng::fill(rng, &mut bytes);
    u64::from_be_bytes(bytes) % most.max(1)
}

/// Key, payee, salt and sums.
type Line = ([u8; 16], Id, [u8; 32], Sums);

struct Made {
    notice: Notice,
    slips: Vec<Slip>,
}

/// A round of up to 40 lines by a policy of its own; in every tenth one fen goes from one line to the next before
/// the tree is made, as a dishonest office would do it.
fn a_round(rng: &SeededRng, number: u64) -> Made {
    let policy = [
        Policy::PerShareFloor,
        Policy::LargestRemainder,
        Policy::Cumulative,
    ][below(rng, 3) as usize];
    let step = if policy == Policy::PerShareFloor {
        [1, 10, 100][below(rng, 3) as usize]
    } else {
        1
    };
    let weights: Vec<i64> = (0..=below(rng, 40))
        .map(|_| 1 + below(rng, 500) as i64)
        .collect();
    let pool = 1 + below(rng, 1 << 36) as i64;
    let mut amounts: Vec<i64> = apportion(policy, pool, &weights, step)
        .unwrap()
        .lines
        .iter()
        .map(|line| line.amount)
        .collect();
    if number.is_multiple_of(10) && amounts.len() > 1 && amounts[0] > 0 {
        amounts[0] -= 1;
        amounts[1] += 1;
    }
    let has_parts = below(rng, 8) == 0;
    let terms = Terms {
        policy: (!has_parts).then_some(policy),
        step_fen: step as u64,
        pool: pool as u64,
    };
    let (org, round) = (below(rng, 1 << 40) as i64, Id(below(rng, 1 << 63) as i64));
    let mut lines: Vec<Line> = Vec::new();
    let mut keys: Vec<[u8; 16]> = (0..weights.len() as i64)
        .map(|n| leaf_key(&[number as u8; 32], n))
        .collect();
    keys.sort_unstable();
    for ((key, weight), gross) in keys.iter().zip(&weights).zip(&amounts) {
        let mut salt = [0; 32];
        kernel::Rng::fill(rng, &mut salt);
        let sums = Sums {
            payees: 1,
            shares: below(rng, 1 << 40),
            weight: *weight as u64,
            gross: *gross as u64,
            tax: below(rng, 1 + *gross as u64 / 5),
        };
        lines.push((*key, Id(below(rng, 1 << 62) as i64), salt, sums));
    }
    let leaf = |(key, payee, salt, sums): &Line| Leaf {
        key: *key,
        commitment: commitment(salt, *payee),
        sums: *sums,
    };
    let tree = Tree::build(&lines_context(org, round), lines.iter().map(leaf).collect()).unwrap();
    let slip = |(place, (_, payee, salt, sums)): (usize, &Line)| Slip {
        org,
        round,
        terms,
        leaves: lines.len() as u64,
        payee: *payee,
        salt: *salt,
        sums: *sums,
        proof: tree.proof(place).unwrap(),
    };
    Made {
        slips: lines.iter().enumerate().map(slip).collect(),
        notice: Notice {
            org,
            round,
            issue: 1,
            terms,
            leaves: lines.len() as u64,
            root: tree.root(),
            sums: tree.sums(),
            register: [1; 32],
            seq: 5,
            hash: [2; 32],
            title: "FH-2022-0001 示例".into(),
            key: [3; 32],
            signature: [4; 64],
        },
    }
}

/// A genuine slip, or one with something bent.
fn bent(rng: &SeededRng, slip: &Slip) -> Vec<u8> {
    let mut slip = slip.clone();
    match below(rng, 8) {
        0 => slip.sums.gross += 1,
        1 => slip.payee = Id(slip.payee.0 ^ 1),
        2 => slip.salt[9] ^= 64,
        3 => slip.proof.index ^= 1,
        4 => slip.terms.pool += below(rng, 3),
        5 => slip.round = Id(slip.round.0 ^ 2),
        6 => {
            let mut bytes = slip.to_bytes();
            let place = below(rng, bytes.len() as u64) as usize;
            bytes[place] ^= 1 << below(rng, 8);
            return bytes;
        }
        _ => {}
    }
    slip.to_bytes()
}

fn verdict(bytes: &[u8], root: &[u8; 32]) -> String {
    match Read::of_bytes(bytes) {
        Ok(Read::Slip(slip)) => match slip.check_root(root) {
            Ok(held) => {
                let word = if held.is_amount_checked {
                    "amount"
                } else {
                    "-"
                };
                format!("holds {} {word}", held.sums.gross)
            }
            Err(fault) => fault.code().to_owned(),
        },
        _ => "unreadable".to_owned(),
    }
}

fn tool() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../tools/verify.py")
}

/// Python with nothing but its standard library; `None` where the machine has none.
fn python(args: &[&str], input: &str) -> Option<std::process::Output> {
    let mut command = Command::new("python3");
    command.arg("-I").arg(tool()).args(args);
    command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let Ok(mut child) = command.spawn() else {
        testkit::require::missing(testkit::require::PYTHON, "there is no python3");
        return None;
    };
    let mut stdin = child.stdin.take().unwrap();
    let text = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    Some(output)
}

#[test]
fn the_program_and_the_second_verifier_agree_on_a_thousand_random_rounds() {
    let rng = SeededRng::new(20_220_731);
    let (mut input, mut expected) = (String::new(), Vec::new());
    for number in 0..ROUNDS {
        let made = a_round(&rng, number);
        for _ in 0..4 {
            let slip = &made.slips[below(&rng, made.slips.len() as u64) as usize];
            for bytes in [slip.to_bytes(), bent(&rng, slip)] {
                input += &format!(
                    "{}\t{}\n",
                    kernel::proof::to_digits(&bytes),
                    hex(&made.notice.root)
                );
                expected.push(verdict(&bytes, &made.notice.root));
            }
        }
    }
    for word in ["holds", "wrong_root", "amount", "pool", "unreadable"] {
        assert!(
            expected.iter().any(|found| found.starts_with(word)),
            "no case of {word}"
        );
    }
    let Some(output) = python(&["--batch"], &input) else {
        return;
    };
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    let said: Vec<&str> = said.lines().collect();
    assert_eq!(said.len(), expected.len());
    for ((said, expected), line) in said.iter().zip(&expected).zip(input.lines()) {
        assert_eq!(said, expected, "{line}");
    }
}

#[test]
fn the_second_verifier_is_short_and_needs_only_the_standard_library() {
    let text = std::fs::read_to_string(tool()).unwrap();
    assert!(text.lines().count() <= 200);
    let imports: Vec<&str> = text
        .lines()
        .filter(|line| line.starts_with("import ") || line.starts_with("from "))
        .collect();
    assert_eq!(
        imports,
        ["import hashlib", "import hmac", "import json", "import sys"]
    );
}

fn zhen(folder: &Path, args: &[&str]) -> (i32, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhen"));
    command
        .current_dir(folder)
        .args(args)
        .env_clear()
        .env("LANG", "en_US.UTF-8");
    let output = command.output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (
        output.status.code().unwrap(),
        String::from_utf8(text).unwrap(),
    )
}

#[test]
fn zhen_verify_says_holds_or_why_not() {
    let folder = Folder::new();
    let made = a_round(&SeededRng::new(5), 1);
    let slip = &made.slips[0];
    let root = hex(&made.notice.root);
    let write = |name: &str, text: String| std::fs::write(folder.0.join(name), text).unwrap();
    write("slip.json", slip.to_json());
    write(
        "slip.txt",
        format!("https://zhen.example.cn/v#{}\n", slip.to_digits()),
    );
    write("notice.json", made.notice.to_json());
    write("empty.txt", String::new());
    for file in ["slip.json", "slip.txt"] {
        let (code, said) = zhen(&folder.0, &["verify", file, "--root", &root]);
        assert_eq!((code, said.starts_with("It holds")), (0, true), "{said}");
        if let Some(output) = python(
            &[folder.0.join(file).to_str().unwrap(), "--root", &root],
            "",
        ) {
            assert_eq!(output.status.code(), Some(0));
        }
    }
    let other = "00".repeat(32);
    let (code, said) = zhen(&folder.0, &["verify", "slip.json", "--root", &other]);
    assert_eq!(
        (code, said.starts_with("It does not hold")),
        (1, true),
        "{said}"
    );
    // The notice of this test is signed by nobody.
    let (code, said) = zhen(
        &folder.0,
        &["verify", "slip.json", "--notice", "notice.json"],
    );
    assert_eq!((code, said.contains("signature")), (1, true), "{said}");
    for args in [
        &["verify", "slip.json", "--root", "abc"][..],
        &["verify", "empty.txt", "--root", &other],
        &["verify", "nothing.json", "--root", &other],
        &["verify", "notice.json", "--root", &other],
        &["verify", "slip.json"],
    ] {
        assert_eq!(zhen(&folder.0, args).0, 2, "{args:?}");
    }
}
