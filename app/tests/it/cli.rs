//! The command line as scripts see it: exit codes, JSON, what stands on stdout and what on stderr.

use crate::engines::Folder;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};

/// The program in a folder, in English, without settings from around the test.
fn zhen(folder: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_zhen"));
    command
        .current_dir(folder)
        .args(args)
        .env_clear()
        .env("LANG", "en_US.UTF-8")
        .stdin(Stdio::null());
    command
}

fn run(folder: &Folder, args: &[&str]) -> Output {
    zhen(&folder.0, args).output().unwrap()
}

/// Runs and compares the exit code; what was said comes back as (stdout, stderr).
#[track_caller]
fn check(folder: &Folder, args: &[&str], code: i32) -> (String, String) {
    let output = run(folder, args);
    let (out, err) = (text(&output.stdout), text(&output.stderr));
    assert_eq!(output.status.code(), Some(code), "{args:?}\n{out}\n{err}");
    assert!(
        !out.contains('⟦') && !err.contains('⟦'),
        "a text without words: {out}{err}"
    );
    (out, err)
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

/// A running server; it is told to stop when the test ends.
struct Server {
    child: Child,
    url: String,
    /// What it printed up to and with the line after the address.
    said: String,
}

impl Server {
    fn start(folder: &Folder, args: &[&str]) -> Server {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(args);
        let mut child = zhen(&folder.0, &all)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let said = [
            lines.next().unwrap().unwrap(),
            lines.next().unwrap().unwrap(),
        ]
        .join("\n");
        let url = said
            .split_whitespace()
            .find(|w| w.starts_with("http"))
            .unwrap()
            .to_owned();
        Server { child, url, said }
    }

    fn address(&self) -> &str {
        self.url.split_once("://").unwrap().1
    }

    fn stop(mut self) -> i32 {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-TERM", &pid])
                .status()
                .unwrap()
                .success()
        );
        self.child.wait().unwrap().code().unwrap()
    }
}

/// An installation that was served once, so that there is a database and a key file.
fn installed() -> Folder {
    let folder = Folder::new();
    assert_eq!(Server::start(&folder, &[]).stop(), 0);
    folder
}

#[test]
fn bad_usage_is_two() {
    let folder = Folder::new();
    for args in [
        &["frobnicate"][..],
        &["serve", "--listen", "nowhere"],
        &["serve", "--trust-proxy", "ten"],
        &["serve", "--tls-cert", "a.pem"],
        &["audit", "--checkpoint", "1:abc"],
        &["figures", "--as-of", "2023-02-30"],
        &["audit", "--database", "mysql://x"],
        &["audit", "--database", "sqlite:not-there.db"],
        &["figures", "--database", "sqlite:not-there.db"],
        &["rebuild", "--database", "sqlite:not-there.db"],
        &[
            "import",
            "units",
            "not-there.csv",
            "--database",
            "sqlite:not-there.db",
        ],
    ] {
        let (out, err) = check(&folder, args, 2);
        assert!(out.is_empty() && !err.is_empty(), "{args:?}: {out}");
    }
    assert_eq!(
        std::fs::read_dir(&folder.0).unwrap().count(),
        0,
        "nothing was made"
    );
    for args in [&["--help"][..], &["--version"], &["serve", "--help"]] {
        let (out, _) = check(&folder, args, 0);
        assert!(out.contains("zhen"), "{out}");
    }
}

#[test]
fn a_misspelt_setting_is_refused() {
    let folder = Folder::new();
    let output = zhen(&folder.0, &["doctor"])
        .env("ZHEN_DATABSE", "sqlite:x.db")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("ZHEN_DATABSE"));
}

#[test]
fn the_words_follow_the_locale_and_are_chinese_first() {
    let folder = Folder::new();
    for (lang, expected) in [
        ("zh_CN.UTF-8", "没有数据库"),
        ("C.UTF-8", "没有数据库"),
        ("en_GB.UTF-8", "There is no database"),
    ] {
        let output = zhen(&folder.0, &["audit"])
            .env("LANG", lang)
            .output()
            .unwrap();
        assert!(text(&output.stderr).contains(expected), "{lang}");
    }
}

#[test]
fn a_server_answers_prints_a_one_time_code_and_stops_when_told() {
    let folder = Folder::new();
    let server = Server::start(&folder, &[]);
    let code = server.said.split_whitespace().last().unwrap().to_owned();
    assert_eq!(
        code.split('-').map(str::len).collect::<Vec<_>>(),
        [4, 4, 4],
        "{}",
        server.said
    );
    let mut stream = TcpStream::connect(server.address()).unwrap();
    stream
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    assert_eq!(server.stop(), 0);
    let again = Server::start(&folder, &[]);
    assert!(!again.said.contains(&code), "the code is new every time");
    // Somebody who connects and says nothing does not keep the server from stopping.
    let _idle = TcpStream::connect(again.address()).unwrap();
    assert_eq!(again.stop(), 0);
}

/// A certificate for 127.0.0.1 and its key, made for this test alone, valid for a hundred years.
const CERTIFICATE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/localhost.pem");
const CERTIFICATE_KEY: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/data/localhost.key");

/// What a server answers over TLS, to somebody who trusts nothing but the test's certificate.
async fn get_over_tls(address: &str, path: &str) -> String {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
    use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::ring};
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_file(CERTIFICATE).unwrap())
        .unwrap();
    let provider = std::sync::Arc::new(ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = config.with_root_certificates(roots).with_no_client_auth();
    let connector = tokio_rustls::TlsConnector::from(std::sync::Arc::new(config));
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let name = ServerName::try_from("127.0.0.1").unwrap();
    let mut stream = connector.connect(name, stream).await.unwrap();
    let request = format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // The end may come without TLS's own goodbye; what was answered stands.
    drop(stream.read_to_end(&mut answer).await);
    String::from_utf8_lossy(&answer).into_owned()
}

#[test]
fn tls_is_answered_while_others_stay_silent() {
    let folder = Folder::new();
    let server = Server::start(
        &folder,
        &["--tls-cert", CERTIFICATE, "--tls-key", CERTIFICATE_KEY],
    );
    assert!(server.url.starts_with("https://"), "{}", server.url);
    let silent: Vec<TcpStream> = (0..20)
        .map(|_| TcpStream::connect(server.address()).unwrap())
        .collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    let answer = runtime.block_on(get_over_tls(server.address(), "/"));
    assert!(answer.starts_with("HTTP/1.1 "), "{answer}");
    // Plain HTTP at the same door gets nothing.
    let mut plain = TcpStream::connect(server.address()).unwrap();
    plain
        .write_all(b"GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        .unwrap();
    let mut said = Vec::new();
    drop(plain.read_to_end(&mut said));
    assert!(
        !said.starts_with(b"HTTP"),
        "{}",
        String::from_utf8_lossy(&said)
    );
    drop(silent);
    assert_eq!(server.stop(), 0);
}

#[test]
fn the_network_is_refused_without_tls() {
    let folder = Folder::new();
    for address in ["0.0.0.0:0", "[::]:0", "192.0.2.1:80"] {
        let (_, err) = check(&folder, &["serve", "--listen", address], 1);
        assert!(
            err.contains("--tls-cert") && err.contains("cli.lan_without_tls"),
            "{err}"
        );
    }
    // With the flag it goes as far as listening at an address that is not this machine's.
    let (_, err) = check(
        &folder,
        &["serve", "--insecure-lan", "--listen", "192.0.2.1:80"],
        1,
    );
    assert!(err.contains("cli.cannot_listen"), "{err}");
    let (_, err) = check(
        &folder,
        &["serve", "--tls-cert", "a.pem", "--tls-key", "b.pem"],
        2,
    );
    assert!(err.contains("a.pem"), "{err}");
}

#[test]
fn an_audit_of_an_untouched_installation_passes_also_on_a_copy() {
    let folder = installed();
    std::fs::rename(folder.file("zhen.key"), folder.file("elsewhere")).unwrap();
    let (out, err) = check(&folder, &["audit", "--json"], 0);
    assert!(err.contains("--checkpoint"), "{err}");
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(reports[0]["org"], 0);
    for field in ["seq", "hash", "facts", "problems"] {
        assert!(reports[0].get(field).is_some(), "{field}: {out}");
    }
    let (out, _) = check(&folder, &["export", "audit", "copy.db"], 0);
    assert!(out.starts_with("org 0\t"), "{out}");
    check(&folder, &["export", "audit", "copy.db"], 1);
    check(&folder, &["audit", "--database", "sqlite:copy.db"], 0);
    let (_, err) = check(&folder, &["serve", "--database", "sqlite:copy.db"], 3);
    assert!(err.contains("for an audit"), "{err}");
    assert!(!folder.file("copy.key").exists());
}

#[test]
fn an_audit_that_finds_something_is_one() {
    let folder = installed();
    let db = rusqlite::Connection::open(folder.file("zhen.db")).unwrap();
    db.execute_batch(
        "insert into access_code (org, id, valid_from, seq, list, code, name_zh, name_en, source) \
         values (0, 1, '2022-01-01', 99, 'l', 'c', 'z', 'e', 's')",
    )
    .unwrap();
    let (out, _) = check(&folder, &["audit"], 1);
    assert!(out.contains("access_code") && out.contains("99"), "{out}");
    let (out, _) = check(&folder, &["audit", "--json"], 1);
    let reports: serde_json::Value = serde_json::from_str(&out).unwrap();
    let problem = &reports[0]["problems"][0];
    assert_eq!(
        (&problem["code"], &problem["place"], &problem["seq"]),
        (&"unknown_row".into(), &"access_code".into(), &99.into())
    );
}

#[test]
fn a_rebuild_ends_in_agreement() {
    let folder = installed();
    let (out, _) = check(&folder, &["rebuild"], 0);
    assert!(out.contains('0'), "{out}");
    check(&folder, &["audit"], 0);
}

#[test]
fn figures_want_an_organisation() {
    let folder = installed();
    let (_, err) = check(&folder, &["figures", "--json"], 1);
    assert!(err.contains("cli.no_org"), "{err}");
    check(&folder, &["figures", "--org", "7"], 2);
}

#[test]
fn a_write_wants_a_user() {
    let folder = installed();
    std::fs::write(
        folder.file("units.csv"),
        "区划代码,级别,名称,上级代码\n370000000000,省级,山东省,\n",
    )
    .unwrap();
    let (_, err) = check(&folder, &["import", "units", "units.csv"], 1);
    assert!(err.contains("cli.as_whom"), "{err}");
    check(
        &folder,
        &["import", "units", "units.csv", "--as", "nobody"],
        2,
    );
}

#[test]
fn the_recovery_sheet_goes_to_no_pipe() {
    let folder = installed();
    let (out, err) = check(&folder, &["key", "sheet"], 1);
    assert!(
        out.is_empty() && err.contains("cli.not_a_terminal"),
        "{out}{err}"
    );
}

#[test]
fn a_lost_key_file_is_made_again_from_its_sheet_as_it_is_typed() {
    let folder = installed();
    let place = std::fs::read_dir(&folder.0)
        .unwrap()
        .map(|e| e.unwrap().path());
    let place = place
        .into_iter()
        .find(|p| p.extension().is_some_and(|e| e == "key"))
        .unwrap();
    let kept = store::KeyFile::read(&place).unwrap();
    let made = |sheet: &str| {
        let mut command = zhen(&folder.0, &["key", "from-sheet"]);
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut typing = child.stdin.take().unwrap();
        // Whoever has read enough hangs up.
        let _ = std::io::Write::write_all(&mut typing, sheet.as_bytes());
        drop(typing);
        let output = child.wait_with_output().unwrap();
        (
            output.status.code(),
            text(&output.stdout) + &text(&output.stderr),
        )
    };
    // Not over one that is there.
    let (code, told) = made(&kept.sheet());
    assert!(
        code == Some(1) && told.contains("cli.key_file_stands"),
        "{told}"
    );
    std::fs::remove_file(&place).unwrap();
    let wrong = kept.sheet().replace("2  ", "2  0");
    let (code, told) = made(&wrong);
    assert!(
        code == Some(2) && told.contains('2') && !place.exists(),
        "{told}"
    );
    let typed = format!("\n{}", kept.sheet().to_uppercase().replace(' ', "  "));
    let (code, told) = made(&typed);
    assert!(code == Some(0) && told.contains(&kept.id), "{told}");
    assert_eq!(
        store::KeyFile::read(&place).unwrap().to_text(),
        kept.to_text()
    );
    check(&folder, &["doctor"], 0);
}

/// The findings of the doctor that are not good, by code.
fn ailments(folder: &Folder, args: &[&str], code: i32) -> Vec<String> {
    let mut all = vec!["doctor", "--json"];
    all.extend(args);
    let (out, _) = check(folder, &all, code);
    let findings: Vec<serde_json::Value> = serde_json::from_str(&out).unwrap();
    let bad = findings
        .iter()
        .filter(|f| f["is_good"] == false)
        .map(|f| f["code"].as_str().unwrap().to_owned());
    bad.filter(|code| code != "disk_full").collect()
}

#[cfg(unix)]
#[test]
fn the_doctor_finds_what_is_wrong_with_the_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = installed();
    let (out, _) = check(&folder, &["doctor"], 0);
    assert!(out.lines().all(|l| l.starts_with("+ ")), "{out}");
    assert_eq!(ailments(&folder, &[], 0), [""; 0]);
    let here = folder.0.to_str().unwrap();
    let found = ailments(&folder, &["--backup", here], 1);
    assert_eq!(
        found.first().map(String::as_str),
        Some("key_file_in_backup")
    );
    std::fs::set_permissions(folder.file("zhen.key"), PermissionsExt::from_mode(0o644)).unwrap();
    assert_eq!(ailments(&folder, &[], 1), ["key_file_open"]);
    std::fs::create_dir(folder.file("backup")).unwrap();
    std::fs::rename(folder.file("zhen.key"), folder.file("backup/zhen.key")).unwrap();
    assert_eq!(ailments(&folder, &[], 1), ["no_key_file"]);
    assert_eq!(
        ailments(&folder, &["--key-file", "backup/zhen.key"], 1),
        ["key_file_open", "key_file_in_backup"]
    );
    let other = installed();
    std::fs::copy(other.file("zhen.key"), folder.file("zhen.key")).unwrap();
    assert_eq!(ailments(&folder, &[], 1), ["key_file_foreign"]);
    let (_, err) = check(&folder, &["serve"], 3);
    assert!(err.contains("belongs to another database"), "{err}");
}

#[test]
fn the_doctor_says_that_there_is_nothing_yet() {
    let folder = Folder::new();
    assert_eq!(ailments(&folder, &[], 1), ["no_database", "no_key_file"]);
    assert_eq!(
        std::fs::read_dir(&folder.0).unwrap().count(),
        0,
        "looking makes nothing"
    );
}

#[test]
fn the_page_of_measurements_is_what_the_measurements_say() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let output = zhen(&root, &["bench", "report"]).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let kept = std::fs::read_to_string(root.join("docs/performance.md")).unwrap();
    let ours = text(&output.stdout);
    let differs = ours.lines().zip(kept.lines()).find(|(a, b)| a != b);
    let is_same = differs.is_none() && ours.len() == kept.len();
    assert!(
        is_same,
        "run: zhen bench report > docs/performance.md; the first line that differs: {differs:?}"
    );
}
