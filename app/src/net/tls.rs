//! Certificate and key as rustls needs them.

use kernel::{Error, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer, UnixTime};
use webpki::{EndEntityCert, KeyUsage};

/// Two PEM files and what was read from them last.
pub struct Files {
    cert: PathBuf,
    key: PathBuf,
    config: Arc<ServerConfig>,
}

/// What new connections are given.
pub type Current = watch::Receiver<Arc<ServerConfig>>;

impl Files {
    /// As [`config`].
    pub fn read(cert: &Path, key: &Path) -> Result<Files> {
        Ok(Files {
            cert: cert.to_owned(),
            key: key.to_owned(),
            config: config(cert, key)?,
        })
    }

    /// A certificate lasts some months and a server runs on: at SIGHUP, as `systemctl reload` sends it, the files are
    /// read again. What cannot be used changes nothing, so that a renewal gone wrong takes no server away.
    #[cfg(unix)]
    pub fn renewed_on_hangup(self) -> Result<Current> {
        use tokio::signal::unix::{SignalKind, signal};
        let mut hangup = signal(SignalKind::hangup())
            .map_err(|e| Error::internal("listening for signals", e))?;
        let (say, current) = watch::channel(self.config);
        tokio::spawn(async move {
            while hangup.recv().await.is_some() {
                match config(&self.cert, &self.key) {
                    Ok(config) => {
                        say.send_replace(config);
                        tracing::info!("certificate and key were read again");
                    }
                    Err(e) => tracing::error!("the certificate stays as it was: {e:?}"),
                }
            }
        });
        Ok(current)
    }

    #[cfg(not(unix))]
    pub fn renewed_on_hangup(self) -> Result<Current> {
        Ok(watch::channel(self.config).1)
    }
}

/// TLS 1.2 and 1.3 with the certificates and the key of two PEM files; HTTP/1.1 only.
///
/// `Invalid` names the file that cannot be used: `tls_cert`, `tls_key`.
pub fn config(cert: &Path, key: &Path) -> Result<Arc<ServerConfig>> {
    let fault = |field: &'static str, path: &Path, e: &dyn std::fmt::Display| {
        let fault = kernel::FieldError::new(field, "tls_file")
            .with("path", path.display())
            .with("cause", e);
        Error::Invalid(vec![fault])
    };
    let certs = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(|e| fault("tls_cert", cert, &e))?;
    if certs.is_empty() {
        return Err(fault("tls_cert", cert, &"PEM"));
    }
    let secret = PrivateKeyDer::from_pem_file(key).map_err(|e| fault("tls_key", key, &e))?;
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|e| Error::internal("preparing TLS", e))?
        .with_no_client_auth()
        .with_single_cert(certs, secret)
        .map_err(|e| fault("tls_key", key, &e))?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// The last day of the certificate of a PEM file that ends first, in microseconds since 1970; nothing where none says.
pub fn ends(cert: &Path) -> Option<i64> {
    let certs = CertificateDer::pem_file_iter(cert).ok()?;
    let ends = certs.filter_map(|cert| last_second(&cert.ok()?));
    i64::try_from(ends.min()?).ok()?.checked_mul(1_000_000)
}

/// Asked whether it is valid after the last day that can be written, a certificate says until when it was.
fn last_second(cert: &CertificateDer<'_>) -> Option<u64> {
    const AFTER_9999: Duration = Duration::from_secs(253_402_387_200);
    let (time, usage) = (
        UnixTime::since_unix_epoch(AFTER_9999),
        KeyUsage::server_auth(),
    );
    let cert = EndEntityCert::try_from(cert).ok()?;
    match cert.verify_for_usage(&[], &[], &[], time, usage, None, None) {
        Err(webpki::Error::CertExpired { not_after, .. }) => Some(not_after.as_secs()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use kernel::Date;

    #[test]
    fn a_certificate_says_when_it_ends_and_what_is_none_does_not() {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/data");
        let end = |name: &str| ends(&data.join(name)).map(|at| Date::of_micros(at).to_string());
        assert_eq!(end("localhost.pem").as_deref(), Some("2126-10-31"));
        assert_eq!(end("ended.pem").as_deref(), Some("2021-01-01"));
        assert_eq!(end("localhost.key"), None);
        assert_eq!(end("not-there.pem"), None);
    }
}
