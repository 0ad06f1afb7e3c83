//! One small public file from one address: bounded in size and time, without a redirect, without anything about us.

use std::time::Duration;

use bytes::BytesMut;
use reqwest::redirect::Policy;
use url::Url;

/// The whole download, at most.
const PATIENCE: Duration = Duration::from_secs(20);

/// Why there is no file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DownloadError {
    /// No answer; perhaps later.
    #[error("no answer")]
    Unreachable,
    /// It is not there, or leads elsewhere.
    #[error("not there")]
    NotThere,
    /// Larger than it may be.
    #[error("too large")]
    TooLarge,
}

/// Downloads a file of at most `most` bytes. An address with `http` is for tests: the caller decides.
///
/// # Errors
/// See [`DownloadError`].
pub async fn download(address: &Url, most: usize) -> Result<Vec<u8>, DownloadError> {
    // Fails only when a provider is installed already, which is as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder()
        .redirect(Policy::none())
        .referer(false)
        .https_only(address.scheme() == "https")
        .timeout(PATIENCE)
        .build()
        .map_err(|_| DownloadError::Unreachable)?;
    let mut response = client.get(address.clone()).send().await.map_err(|_| DownloadError::Unreachable)?;
    if !response.status().is_success() {
        return Err(DownloadError::NotThere);
    }
    let mut bytes = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| DownloadError::Unreachable)? {
        if bytes.len() + chunk.len() > most {
            return Err(DownloadError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes.to_vec())
}
