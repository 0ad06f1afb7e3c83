//! TLS from files, which may be replaced while the relay runs.

use std::path::Path;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, ServerConnection};
use tokio_rustls::TlsAcceptor;
use tokio_util::sync::CancellationToken;

use crate::config::Tls;

/// How often the files are looked at.
const PAUSE: Duration = Duration::from_secs(30);
/// The name in the certificate of Meta's servers (instagram-platform, section 6.3).
const META: &[u8] = b"client.webhooks.fbclientcerts.com";
/// "Common name", as certificates write it.
const COMMON_NAME: [u8; 5] = [0x06, 0x03, 0x55, 0x04, 0x03];

/// Whether the other side showed the certificate of Meta's servers, signed by the authority in the settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MetaClient(pub bool);

/// Whether these files make a TLS server.
///
/// # Errors
/// What is wrong with them, in words.
pub fn is_usable(files: &Tls) -> Result<(), String> {
    build(files).map(drop)
}

/// Has the TLS that holds, and looks for newer files.
pub(super) struct Keeper {
    files: Tls,
    now: RwLock<Arc<ServerConfig>>,
}

impl Keeper {
    pub(super) fn new(files: Tls) -> Result<Arc<Self>, String> {
        let now = RwLock::new(build(&files)?);
        Ok(Arc::new(Self { files, now }))
    }

    pub(super) fn acceptor(&self) -> TlsAcceptor {
        TlsAcceptor::from(Arc::clone(&self.now.read().unwrap_or_else(PoisonError::into_inner)))
    }

    /// Takes newer files into use until the relay closes. Files that do not fit are left alone.
    pub(super) async fn watch(self: Arc<Self>, closing: CancellationToken) {
        let mut seen = self.changed();
        loop {
            tokio::select! {
                () = closing.cancelled() => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
            let changed = self.changed();
            if changed == seen {
                continue;
            }
            match build(&self.files) {
                Ok(newer) => {
                    *self.now.write().unwrap_or_else(PoisonError::into_inner) = newer;
                    seen = changed;
                    tracing::info!("a newer certificate is in use");
                }
                Err(error) => {
                    tracing::error!(error, "the newer certificate cannot be used; the older one stays");
                }
            }
        }
    }

    fn changed(&self) -> [Option<SystemTime>; 2] {
        let at = |path: &Path| std::fs::metadata(path).and_then(|file| file.modified()).ok();
        [at(&self.files.certificate), at(&self.files.key)]
    }
}

fn build(files: &Tls) -> Result<Arc<ServerConfig>, String> {
    let unreadable = |path: &Path, error: &dyn std::fmt::Display| format!("{}: {error}.", path.display());
    let chain = certificates(&files.certificate)?;
    let key = PrivateKeyDer::from_pem_file(&files.key).map_err(|error| unreadable(&files.key, &error))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ServerConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| error.to_string())?;
    let builder = match &files.meta_clients {
        None => builder.with_no_client_auth(),
        Some(path) => {
            let mut roots = RootCertStore::empty();
            for root in certificates(path)? {
                roots.add(root).map_err(|error| unreadable(path, &error))?;
            }
            // Laptops have no certificate: who may deliver is decided at the callback address.
            let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider)
                .allow_unauthenticated()
                .build()
                .map_err(|error| unreadable(path, &error))?;
            builder.with_client_cert_verifier(verifier)
        }
    };
    let mut config = builder.with_single_cert(chain, key).map_err(|error| {
        format!("the certificate and the key do not belong together, or cannot be used: {error}.")
    })?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

fn certificates(path: &Path) -> Result<Vec<CertificateDer<'static>>, String> {
    let read = CertificateDer::pem_file_iter(path).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let chain = read.map_err(|error| format!("{}: {error}.", path.display()))?;
    if chain.is_empty() { Err(format!("{} has no certificate.", path.display())) } else { Ok(chain) }
}

/// What the other side showed. The chain was checked by the handshake; the name is looked at here.
pub(super) fn meta_client(connection: &ServerConnection) -> MetaClient {
    let leaf = connection.peer_certificates().and_then(|chain| chain.first());
    MetaClient(leaf.is_some_and(|leaf| has_common_name(leaf, META)))
}

/// Whether a certificate has this common name: the object identifier, a text's tag, its length, the text.
fn has_common_name(der: &[u8], name: &[u8]) -> bool {
    der.windows(COMMON_NAME.len() + 2 + name.len()).any(|window| {
        let Some(rest) = window.strip_prefix(&COMMON_NAME) else { return false };
        let Some(([tag, length], text)) = rest.split_first_chunk::<2>() else { return false };
        // UTF8String or PrintableString.
        matches!(tag, 0x0c | 0x13) && usize::from(*length) == name.len() && text == name
    })
}

#[cfg(test)]
mod tests {
    use super::has_common_name;

    #[test]
    fn a_common_name_is_found_whole_only() {
        let with = |text: &[u8]| {
            [&b"\x30\x10\x06\x03\x55\x04\x03\x0c"[..], &[text.len() as u8], text, b"\x00"].concat()
        };
        assert!(has_common_name(&with(b"client.example"), b"client.example"));
        assert!(!has_common_name(&with(b"client.example.evil"), b"client.example"));
        assert!(!has_common_name(&with(b"evil.client.example"), b"client.example"));
        assert!(!has_common_name(b"client.example", b"client.example"));
    }
}
