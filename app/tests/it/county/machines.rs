//! The machines of a county, each as the page has it; addresses and paths are those of the test.

use super::page::{block, exec_start, put, statements};
use crate::faults::disk::copy;
use crate::faults::office::password;
use crate::faults::server::zhen;
use crate::site::{Visitor, folder};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use testkit::keeper::wait_for;
use testkit::machine::Machine;
use testkit::proxy::Proxy;

const HBA: &str = "# /etc/postgresql/15/main/pg_hba.conf\n";
const CONF: &str = "# /etc/postgresql/15/main/conf.d/zhen.conf\n";
const UNIT: &str = "# /etc/systemd/system/zhen.service.d/county.conf\n";
const SITE: &str = "# /etc/nginx/conf.d/zhen.conf\n";

pub struct County {
    /// The key file, its logins, and where the servers' log goes: what the page has in `/etc/zhen`.
    pub dir: PathBuf,
    databases: [Machine; 2],
    servers: [Option<Child>; 2],
    ports: [u16; 2],
    proxy: Proxy,
    door: u16,
}

fn data(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/it/data")
        .join(name)
}

/// Taken by nobody at this moment.
fn port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).unwrap();
    listener.local_addr().unwrap().port()
}

impl County {
    /// Machines with nothing on them, and the office's files of `from`; `None` after saying what this machine lacks.
    pub fn new(from: &Path) -> Option<County> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let (proxy, one, two) = (Proxy::new()?, Machine::new()?, Machine::new()?);
        let dir = folder(&format!("county-{}", NEXT.fetch_add(1, Ordering::SeqCst)));
        copy(from, &dir);
        for (own, name) in [
            ("inner.pem", "localhost.pem"),
            ("inner.key", "localhost.key"),
        ] {
            std::fs::copy(data(name), dir.join(own)).unwrap();
        }
        Some(County {
            dir,
            databases: [one, two],
            servers: [None, None],
            ports: [port(), port()],
            proxy,
            door: port(),
        })
    }

    pub fn primary(&self) -> &Machine {
        &self.databases[0]
    }

    fn standby(&self) -> &Machine {
        &self.databases[1]
    }

    /// Steps 1 to 3.
    pub fn lay_databases(&mut self) {
        let conf = put(&block(CONF), &[("'*'", "'127.0.0.1'"), ("4GB", "32MB")]);
        let hba = loopback(&put(&block(HBA), &[("peer", "trust")]));
        let configure = |machine: &Machine| {
            machine.write("zhen.conf", &conf);
            machine.write("pg_hba.conf", &hba);
        };
        let [primary, standby] = &mut self.databases;
        primary.lay();
        let own = std::fs::read_to_string(primary.data().join("postgresql.conf")).unwrap();
        primary.write("postgresql.conf", &format!("{own}\ninclude 'zhen.conf'\n"));
        configure(primary);
        primary.start();
        let once = statements("-- on the primary, once\n");
        primary.try_sql(&once).unwrap();
        let command = block("# on db2, as postgres\n");
        let host = format!("host=127.0.0.1 port={}", primary.port);
        let folder = standby.data().display().to_string();
        let changes = [
            ("/var/lib/postgresql/15/main", folder.as_str()),
            ("host=10.0.0.21", host.as_str()),
        ];
        let words = words(&put(&command, &changes));
        let args: Vec<&str> = words.iter().map(String::as_str).collect();
        standby.run(args[0], &args[1..], "SECRET-2");
        configure(standby);
        standby.start();
        let sql = "select application_name || ' ' || sync_state from pg_stat_replication";
        let follows = wait_for(20, || (primary.sql(sql) == ["db2 quorum"]).then_some(()));
        assert!(follows.is_some(), "the standby does not follow");
    }

    /// The URL of the page, with both databases.
    pub fn url(&self) -> String {
        let [one, two] = [0, 1].map(|n| format!("127.0.0.1:{}", self.databases[n].port));
        let env = put(
            &block("# /etc/zhen/zhen.env\n"),
            &[("10.0.0.21", &one), ("10.0.0.22", &two)],
        );
        let url = env.trim().strip_prefix("ZHEN_DATABASE=").unwrap();
        url.to_owned()
    }

    fn zhen(&self, args: &[&str]) -> (String, String) {
        let output = zhen(&self.dir, args).output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (out, err) = (text(output.stdout), text(output.stderr));
        assert!(output.status.success(), "{args:?}\n{out}{err}");
        (out, err)
    }

    /// From the office PC, as the page's section on moving says.
    pub fn move_in(&self) {
        std::fs::create_dir(self.dir.join("out")).unwrap();
        let here = "sqlite:demo.db";
        self.zhen(&["backup", "out/old.zhen", "--database", here]);
        let (url, file) = (self.url(), "out/old.zhen");
        let args = [
            "restore",
            file,
            "--database",
            &url,
            "--key-file",
            "demo.key",
        ];
        self.zhen(&args);
        std::fs::remove_file(self.dir.join("demo.db")).unwrap();
    }

    /// Step 4, on both.
    pub fn start_servers(&mut self) {
        for n in 0..2 {
            self.start_server(n);
        }
    }

    pub fn start_server(&mut self, n: usize) {
        let address = format!("127.0.0.1:{}", self.ports[n]);
        let unit = put(
            &block(UNIT),
            &[
                ("/etc/zhen/zhen.key", "demo.key"),
                ("/etc/zhen/", ""),
                ("0.0.0.0:8443", &address),
                ("10.0.0.10/32", "127.0.0.1/32"),
            ],
        );
        let words = exec_start(&unit);
        let args: Vec<&str> = words.iter().skip(1).map(String::as_str).collect();
        let log = std::fs::File::create(self.dir.join(format!("server-{n}"))).unwrap();
        let mut command = zhen(&self.dir, &args);
        command.env("ZHEN_DATABASE", self.url());
        command.stdout(log).stderr(Stdio::null());
        self.servers[n] = Some(command.spawn().unwrap());
        let answers = wait_for(60, || TcpStream::connect(&address).ok());
        assert!(answers.is_some(), "the server does not listen");
    }

    /// At once, as the power would.
    pub fn kill_server(&mut self, n: usize) {
        if let Some(mut child) = self.servers[n].take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// Step 5.
    pub fn start_proxy(&mut self) {
        let pem = |name: &str| std::fs::read_to_string(data(name)).unwrap();
        let cert = self.proxy.write("cert.pem", &pem("localhost.pem"));
        let key = self.proxy.write("cert.key", &pem("localhost.key"));
        let dir = self.proxy.dir.display().to_string();
        let [one, two] = self.ports.map(|port| format!("127.0.0.1:{port}"));
        let (door, plain) = (
            format!("127.0.0.1:{} ssl", self.door),
            format!("127.0.0.1:{}", port()),
        );
        let site = put(
            &block(SITE),
            &[
                ("10.0.0.11:8443", &one),
                ("10.0.0.12:8443", &two),
                ("listen 80;", &format!("listen {plain};")),
                ("listen 443 ssl;", &format!("listen {door};")),
                ("/etc/zhen/cert.pem", &cert.display().to_string()),
                ("/etc/zhen/cert.key", &key.display().to_string()),
                ("/etc/zhen/inner.pem", &cert.display().to_string()),
                ("zhen-inner", "localhost"),
                ("/var/log/nginx", &dir),
            ],
        );
        self.proxy.start(&site, self.door);
    }

    /// A visitor at the one address, from whom every answer comes over TLS.
    pub fn sign_in(&self, login: &str) -> Visitor {
        let address = format!("127.0.0.1:{}", self.door);
        let mut visitor = Visitor::new(&address).trusting(&data("localhost.pem"));
        // As a browser says it: the proxy must hand on the name by which it was asked.
        visitor.set_origin(Some(&format!("https://{address}")));
        assert_eq!(visitor.get("/sign-in").status, 200);
        let password = password(&self.dir, login);
        let answer = visitor.post("/sign-in", &[("login", login), ("password", &password)]);
        assert_eq!(answer.status, 303, "{}", answer.text());
        let cookie = answer.header("set-cookie").unwrap_or_default();
        assert!(cookie.contains("Secure"), "{cookie}");
        visitor
    }

    /// Step 8's way to spare the primary.
    pub fn back_up_the_standby(&self) {
        let url = format!(
            "postgres://zhen:SECRET-1@127.0.0.1:{}/zhen",
            self.standby().port
        );
        let (_, said) = self.zhen(&["backup", "out/standby.zhen", "--database", &url]);
        assert!(said.contains("read-only"), "the doctor is not told: {said}");
        self.zhen(&["backup", "--check", "out/standby.zhen"]);
    }

    pub fn halt_primary(&self) {
        self.primary().halt();
    }

    pub fn halt_standby(&self) {
        self.standby().halt();
    }

    pub fn start_standby(&mut self) {
        self.databases[1].start();
    }

    /// Step 6.
    pub fn go_on_alone(&self) {
        let sql = statements("-- on the primary, as postgres\n");
        self.primary().try_sql(&sql).unwrap();
    }

    /// Step 7.
    pub fn promote_standby(&self) {
        let sql = statements("-- on the standby, as postgres\n");
        self.standby().try_sql(&sql).unwrap();
    }

    /// One question to the primary's database of zhen, by the superuser.
    pub fn in_zhen(&self, sql: &str) -> Vec<String> {
        self.primary().try_sql_in("zhen", sql).unwrap()
    }

    pub fn audit(&self) {
        self.zhen(&["audit", "--database", &self.url()]);
    }

    /// What was asked for is in the proxy's log, and nothing that a query holds.
    pub fn the_log_holds_no_query(&self) {
        let log = std::fs::read_to_string(self.proxy.dir.join("zhen.log")).unwrap();
        assert!(log.contains(" POST /sign-in 303 "), "{log}");
        assert!(log.contains(" GET /people/import 200 "), "{log}");
        assert!(
            !log.contains('?') && !log.contains("/public/slips"),
            "{log}"
        );
    }
}

impl Drop for County {
    fn drop(&mut self) {
        for n in 0..2 {
            self.kill_server(n);
        }
        if !std::thread::panicking() {
            drop(std::fs::remove_dir_all(&self.dir));
        }
    }
}

/// Every address of the page as this machine.
fn loopback(text: &str) -> String {
    let words = text.split_inclusive(char::is_whitespace);
    let here = words.map(|word| match word.strip_prefix("10.0.0.") {
        Some(rest) => format!("127.0.0.1{}", &rest[rest.find('/').unwrap()..]),
        None => word.to_owned(),
    });
    here.collect()
}

/// A command's words; what stands in single quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    let mut is_quoted = false;
    for c in line.trim().chars() {
        match c {
            '\'' => is_quoted = !is_quoted,
            ' ' if !is_quoted => all.push(String::new()),
            _ => all.last_mut().unwrap().push(c),
        }
    }
    all
}
