//! A visitor with a cookie jar and nothing else: HTTP/1.1 over one connection a request.

use std::collections::BTreeMap;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName, pem::PemObject};
use tokio_rustls::rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned, crypto::ring,
};

pub struct Visitor {
    host: String,
    cookies: BTreeMap<String, String>,
    csrf: String,
    key: String,
    takes_compressed: bool,
    origin: Option<String>,
    tls: Option<Arc<ClientConfig>>,
}

/// What came back; a status of 0 where nobody answered.
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(n, _)| n.eq_ignore_ascii_case(name))
            .map(|(_, v)| v.as_str())
    }
}

impl Visitor {
    pub fn new(host: &str) -> Visitor {
        Visitor {
            host: host.to_owned(),
            cookies: BTreeMap::new(),
            csrf: String::new(),
            key: String::new(),
            takes_compressed: false,
            origin: None,
            tls: None,
        }
    }

    /// Goes on with the session of a browser.
    pub fn with_cookie(mut self, name: &str, value: &str) -> Visitor {
        self.cookies.insert(name.to_owned(), value.to_owned());
        self
    }

    /// Speaks TLS, and trusts this certificate and no other.
    pub fn trusting(mut self, certificate: &Path) -> Visitor {
        let mut roots = RootCertStore::empty();
        let certificate = CertificateDer::from_pem_file(certificate).unwrap();
        roots.add(certificate).unwrap();
        let provider = Arc::new(ring::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap();
        let config = config.with_root_certificates(roots).with_no_client_auth();
        self.tls = Some(Arc::new(config));
        self
    }

    /// Goes on at another server of the same installation.
    pub fn go_to(&mut self, host: &str) {
        host.clone_into(&mut self.host);
    }

    /// Takes pages compressed, as every browser does; they are to be weighed then, not read.
    pub fn weighing(mut self) -> Visitor {
        self.takes_compressed = true;
        self
    }

    /// What the next posts say of the page that they come from.
    pub fn set_origin(&mut self, origin: Option<&str>) {
        self.origin = origin.map(str::to_owned);
    }

    /// Token of the page seen last.
    pub fn token(&self) -> &str {
        &self.csrf
    }

    pub fn get(&mut self, path: &str) -> Answer {
        let answer = self.send("GET", path, "", &[]);
        self.remember(&answer);
        answer
    }

    /// Posts fields with the token and key of the page seen last.
    pub fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let (csrf, key) = (self.csrf.clone(), self.key.clone());
        let mut all = vec![("_csrf", csrf.as_str()), ("_key", key.as_str())];
        all.extend_from_slice(fields);
        self.post_bare(path, &all)
    }

    /// Posts exactly these fields.
    pub fn post_bare(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(n, v)| format!("{}={}", encode(n), encode(v)))
            .collect();
        let answer = self.send(
            "POST",
            path,
            "application/x-www-form-urlencoded",
            body.join("&").as_bytes(),
        );
        self.remember(&answer);
        answer
    }

    /// Posts a file with the token and key of the page seen last.
    pub fn upload(
        &mut self,
        path: &str,
        field: &str,
        name: &str,
        bytes: &[u8],
        fields: &[(&str, &str)],
    ) -> Answer {
        let boundary = "zhen-it-boundary";
        let mut body = Vec::new();
        let mut part = |head: String, content: &[u8]| {
            body.extend_from_slice(
                format!("--{boundary}\r\nContent-Disposition: form-data; {head}\r\n\r\n")
                    .as_bytes(),
            );
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        };
        part("name=\"_csrf\"".into(), self.csrf.as_bytes());
        part("name=\"_key\"".into(), self.key.as_bytes());
        for (name, value) in fields {
            part(format!("name=\"{name}\""), value.as_bytes());
        }
        part(format!("name=\"{field}\"; filename=\"{name}\""), bytes);
        body.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        let answer = self.send(
            "POST",
            path,
            &format!("multipart/form-data; boundary={boundary}"),
            &body,
        );
        self.remember(&answer);
        answer
    }

    /// Follows a 303 to the page that it names.
    pub fn follow(&mut self, answer: &Answer) -> Answer {
        let to = answer
            .header("location")
            .unwrap_or_else(|| panic!("{} without a way on: {}", answer.status, answer.text()));
        let to = to.to_owned();
        self.get(&to)
    }

    fn remember(&mut self, answer: &Answer) {
        for (name, value) in &answer.headers {
            if !name.eq_ignore_ascii_case("set-cookie") {
                continue;
            }
            let pair = value.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let text = answer.text();
        for (field, place) in [("_csrf", &mut self.csrf), ("_key", &mut self.key)] {
            if let Some(value) = hidden(&text, field) {
                *place = value;
            }
        }
    }

    fn wire(&self, stream: TcpStream) -> Box<dyn Wire> {
        let Some(config) = &self.tls else {
            return Box::new(stream);
        };
        let name = ServerName::try_from("localhost").unwrap();
        let session = ClientConnection::new(config.clone(), name).unwrap();
        Box::new(StreamOwned::new(session, stream))
    }

    fn send(&self, method: &str, path: &str, kind: &str, body: &[u8]) -> Answer {
        let Ok(stream) = TcpStream::connect(&self.host) else {
            return parse(b"");
        };
        stream
            .set_read_timeout(Some(Duration::from_secs(60)))
            .unwrap();
        let mut stream = self.wire(stream);
        let cookies: Vec<String> = self
            .cookies
            .iter()
            .map(|(n, v)| format!("{n}={v}"))
            .collect();
        let mut head = format!(
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n",
            self.host
        );
        head.push_str("Accept-Language: zh-CN\r\n");
        if self.takes_compressed {
            head.push_str("Accept-Encoding: gzip, br\r\n");
        }
        if !cookies.is_empty() {
            head.push_str(&format!("Cookie: {}\r\n", cookies.join("; ")));
        }
        if let Some(origin) = self.origin.as_ref().filter(|_| method == "POST") {
            head.push_str(&format!("Origin: {origin}\r\n"));
        }
        if method == "POST" {
            head.push_str(&format!(
                "Content-Type: {kind}\r\nContent-Length: {}\r\n",
                body.len()
            ));
        }
        head.push_str("\r\n");
        // A server that refuses a body early may close before all of it is sent; its answer counts.
        let _ = stream
            .write_all(head.as_bytes())
            .and_then(|()| stream.write_all(body));
        let mut bytes = Vec::new();
        let _ = stream.read_to_end(&mut bytes);
        parse(&bytes)
    }
}

trait Wire: Read + Write {}

impl<T: Read + Write> Wire for T {}

/// The value of a hidden field.
pub fn hidden(html: &str, name: &str) -> Option<String> {
    let marker = format!("name=\"{name}\" value=\"");
    let from = html.find(&marker)? + marker.len();
    let rest = html.get(from..)?;
    Some(rest.get(..rest.find('"')?)?.to_owned())
}

pub fn encode(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

fn parse(bytes: &[u8]) -> Answer {
    let Some(end) = bytes.windows(4).position(|w| w == b"\r\n\r\n") else {
        return Answer {
            status: 0,
            headers: Vec::new(),
            body: Vec::new(),
        };
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .unwrap()
        .split(' ')
        .nth(1)
        .unwrap()
        .parse()
        .unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|l| l.split_once(": "))
        .map(|(n, v)| (n.to_owned(), v.to_owned()))
        .collect();
    let is_chunked = headers
        .iter()
        .any(|(n, v)| n.eq_ignore_ascii_case("transfer-encoding") && v == "chunked");
    let body = if is_chunked {
        unchunk(&bytes[end + 4..])
    } else {
        bytes[end + 4..].to_vec()
    };
    Answer {
        status,
        headers,
        body,
    }
}

fn unchunk(mut rest: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    while let Some(at) = rest.windows(2).position(|w| w == b"\r\n") {
        let size =
            usize::from_str_radix(String::from_utf8_lossy(&rest[..at]).trim(), 16).unwrap_or(0);
        if size == 0 {
            break;
        }
        out.extend_from_slice(&rest[at + 2..at + 2 + size]);
        rest = &rest[at + 4 + size..];
    }
    out
}
