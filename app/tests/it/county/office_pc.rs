//! The office PC's units as systemd reads them, and a certificate that is renewed under a running server.

use super::page::{block, put};
use crate::faults::server::zhen;
use crate::site::{Visitor, folder};
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use testkit::keeper::wait_for;

const UNITS: [&str; 4] = [
    "zhen.service",
    "zhen.service.d/county.conf",
    "zhen-backup.service",
    "zhen-backup.timer",
];

#[test]
fn systemd_understands_every_unit_of_the_page() {
    let dir = folder("units");
    std::fs::create_dir(dir.join("zhen.service.d")).unwrap();
    for name in UNITS {
        let text = block(&format!("# /etc/systemd/system/{name}\n"));
        let program = env!("CARGO_BIN_EXE_zhen");
        let text = text.replace("/usr/local/bin/zhen", program);
        // Not on this machine.
        std::fs::write(dir.join(name), text.replace("User=zhen\n", "")).unwrap();
    }
    let verify = |dir: &Path| {
        let mut command = Command::new("systemd-analyze");
        command.args(["verify", "--man=no", "--recursive-errors=no"]);
        command.args(
            ["zhen.service", "zhen-backup.service", "zhen-backup.timer"].map(|n| dir.join(n)),
        );
        command.output()
    };
    let Ok(output) = verify(&dir) else {
        testkit::require::missing("systemd", "there is no systemd-analyze");
        return;
    };
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success() && said.trim().is_empty(), "{said}");
    // A word that systemd does not know would be ignored when it starts: it is told here.
    let unit = std::fs::read_to_string(dir.join("zhen.service")).unwrap();
    let wrong = put(&unit, &[("ProtectHome=", "ProtectHouse=")]);
    std::fs::write(dir.join("zhen.service"), wrong).unwrap();
    let said = String::from_utf8_lossy(&verify(&dir).unwrap().stderr).into_owned();
    assert!(said.contains("ProtectHouse"), "{said}");
    drop(std::fs::remove_dir_all(dir));
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.0.kill());
        drop(self.0.wait());
    }
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/data")
        .join(name)
}

#[test]
fn a_renewed_certificate_is_taken_up_and_a_broken_one_is_not() {
    assert!(block("# /etc/systemd/system/zhen.service\n").contains("ExecReload=/bin/kill -HUP"));
    let dir = folder("renewal");
    let put = |name: &str| {
        for end in ["pem", "key"] {
            let from = data(&format!("{name}.{end}"));
            std::fs::copy(from, dir.join(format!("cert.{end}"))).unwrap();
        }
    };
    put("localhost");
    let (out, err) = (dir.join("out"), dir.join("err"));
    let mut command = zhen(&dir, &["serve", "--listen", "127.0.0.1:0"]);
    command.args(["--tls-cert", "cert.pem", "--tls-key", "cert.key"]);
    command.stdout(std::fs::File::create(&out).unwrap());
    command.stderr(std::fs::File::create(&err).unwrap());
    let server = Server(command.spawn().unwrap());
    let host = wait_for(60, || {
        let text = std::fs::read_to_string(&out).unwrap();
        let url = text.split("https://").nth(1)?;
        Some(url.split_whitespace().next()?.to_owned())
    });
    let host = host.unwrap();
    let speaks = |name: &str| {
        let certificate = data(&format!("{name}.pem"));
        let mut visitor = Visitor::new(&host).trusting(&certificate);
        visitor.get("/").status != 0
    };
    let hang_up = |said: &str, times: usize| {
        let pid = server.0.id().to_string();
        let status = Command::new("kill").args(["-HUP", &pid]).status();
        assert!(status.unwrap().success());
        let heard = wait_for(20, || {
            let text = std::fs::read_to_string(&err).unwrap();
            (text.matches(said).count() == times).then_some(())
        });
        assert!(
            heard.is_some(),
            "{}",
            std::fs::read_to_string(&err).unwrap()
        );
    };
    assert!(speaks("localhost") && !speaks("renewed"));
    std::fs::write(dir.join("cert.pem"), "half a file").unwrap();
    hang_up("the certificate stays as it was", 1);
    assert!(speaks("localhost"), "nobody is turned away");
    put("renewed");
    hang_up("certificate and key were read again", 1);
    assert!(speaks("renewed") && !speaks("localhost"));
    drop(server);
    drop(std::fs::remove_dir_all(dir));
}
