//! nginx, run without rights in a folder of its own that ends with it.

use crate::keeper::{self, Kept, Owner};
use crate::require;
use std::net::TcpStream;
use std::path::PathBuf;

pub struct Proxy {
    program: PathBuf,
    pub dir: PathBuf,
    owner: Option<Owner>,
    run: Option<Kept>,
}

/// Two workers, as a machine of two processors has; each keeps its own count of who failed.
const AROUND: &str = "daemon off; worker_processes 2; pid DIR/nginx.pid; error_log DIR/error.log;
events { worker_connections 256; }
http {
    access_log off;
    client_body_temp_path DIR/body; proxy_temp_path DIR/proxy; fastcgi_temp_path DIR/fastcgi;
    uwsgi_temp_path DIR/uwsgi; scgi_temp_path DIR/scgi;
    include DIR/site.conf;
}
";

impl Proxy {
    /// A folder for its files, or `None` after saying why there is no nginx.
    pub fn new() -> Option<Proxy> {
        let Some(program) = keeper::find_program(&["nginx"], &["/usr/sbin".into()]) else {
            require::missing(require::NGINX, "there is no nginx");
            return None;
        };
        let (dir, owner) = keeper::folder("nginx", true).expect("a folder");
        Some(Proxy {
            program,
            dir,
            owner,
            run: None,
        })
    }

    /// A file that nginx reads, in its folder.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir.join(name);
        std::fs::write(&path, text).expect("a file of nginx");
        if let Some(owner) = self.owner {
            std::os::unix::fs::chown(&path, Some(owner.uid), Some(owner.gid)).expect("its owner");
        }
        path
    }

    /// With what stands inside `http`; waits until `port` of it takes connections.
    pub fn start(&mut self, site: &str, port: u16) {
        let dir = self.dir.display().to_string();
        self.write("site.conf", site);
        let conf = self.write("nginx.conf", &AROUND.replace("DIR", &dir));
        let conf = conf.display().to_string();
        let args = ["-p", &dir, "-e", "stderr", "-c", &conf];
        let kept = Kept::start(&self.dir, self.owner, "TERM", &self.program, &args);
        let kept = kept.expect("starting nginx");
        let ready = keeper::wait_for(20, || {
            assert!(!kept.has_ended(), "nginx ended: {}", kept.log());
            TcpStream::connect(("127.0.0.1", port)).ok()
        });
        assert!(ready.is_some(), "nginx does not listen: {}", kept.log());
        self.run = Some(kept);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        drop(self.run.take());
        drop(std::fs::remove_dir_all(&self.dir));
    }
}
