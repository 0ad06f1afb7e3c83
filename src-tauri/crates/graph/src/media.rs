//! Media from Instagram's content network, held in memory and never written anywhere.
//!
//! Links in messages come from strangers' phones through Meta. Only Meta's own media hosts are asked, only over TLS,
//! only at public addresses, and only what truly is a picture, a video or a sound comes back
//! (instagram-platform, section 8; reliability, section 2.3 "SSRF").

mod guard;
mod sniff;

use std::time::Duration;

use async_trait::async_trait;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use reqwest::redirect::{Action, Attempt, Policy};
use url::Url;

use guard::{AllowedHosts, PublicOnly};
pub use sniff::content_type;

/// A media file, at most.
const LARGEST: usize = 30 * 1024 * 1024;
/// The whole fetch, at most.
const PATIENCE: Duration = Duration::from_secs(15);
/// Redirects, at most; each is checked like the first address.
const REDIRECTS: usize = 3;

/// A media file in memory.
#[derive(Clone)]
pub struct Media {
    /// What its first bytes say that it is; never what the server claims.
    pub content_type: &'static str,
    /// The file.
    pub bytes: Bytes,
}

impl std::fmt::Debug for Media {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Media({}, {} bytes)", self.content_type, self.bytes.len())
    }
}

/// Why there is no media.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MediaError {
    /// The link leads somewhere that is not asked.
    #[error("not one of Instagram's media hosts")]
    NotAllowed,
    /// Deleted or expired: asking again is of no use.
    #[error("no longer available")]
    Gone,
    /// No answer; perhaps later.
    #[error("no answer")]
    Unreachable,
    /// Larger than any media that Instagram carries.
    #[error("too large")]
    TooLarge,
    /// Not a picture, video or sound that is safe to show.
    #[error("not media")]
    NotMedia,
}

/// Where media comes from.
#[async_trait]
pub trait MediaSource: Send + Sync {
    /// Fetches the media behind a link.
    ///
    /// # Errors
    /// See [`MediaError`].
    async fn fetch(&self, link: &Url) -> Result<Media, MediaError>;
}

/// Instagram's content network.
#[derive(Debug, Clone)]
pub struct Cdn {
    client: reqwest::Client,
    hosts: AllowedHosts,
}

impl Cdn {
    /// Meta's media hosts, over TLS, at public addresses.
    ///
    /// # Errors
    /// When the system's TLS roots cannot be read.
    pub fn instagram() -> Result<Self, MediaError> {
        Self::with(AllowedHosts::Instagram)
    }

    /// One other server, for the sandbox and for tests; plain HTTP is allowed there.
    ///
    /// # Errors
    /// As [`Cdn::instagram`].
    pub fn at(base: &Url) -> Result<Self, MediaError> {
        Self::with(AllowedHosts::Only(base.clone()))
    }

    fn with(hosts: AllowedHosts) -> Result<Self, MediaError> {
        // Fails only when a provider is installed already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let checked = hosts.clone();
        let mut builder = reqwest::Client::builder()
            .redirect(Policy::custom(move |attempt| follow(&checked, attempt)))
            .referer(false)
            .timeout(PATIENCE)
            .connect_timeout(Duration::from_secs(5));
        if matches!(hosts, AllowedHosts::Instagram) {
            builder = builder.https_only(true).dns_resolver(PublicOnly);
        }
        let client = builder.build().map_err(|_| MediaError::Unreachable)?;
        Ok(Self { client, hosts })
    }
}

fn follow(hosts: &AllowedHosts, attempt: Attempt<'_>) -> Action {
    if attempt.previous().len() > REDIRECTS || !hosts.allow(attempt.url()) {
        attempt.stop()
    } else {
        attempt.follow()
    }
}

#[async_trait]
impl MediaSource for Cdn {
    async fn fetch(&self, link: &Url) -> Result<Media, MediaError> {
        if !self.hosts.allow(link) {
            return Err(MediaError::NotAllowed);
        }
        let response = self.client.get(link.clone()).send().await.map_err(|_| MediaError::Unreachable)?;
        let status = response.status();
        if status.is_redirection() {
            return Err(MediaError::NotAllowed);
        }
        if status.is_client_error() && !is_for_now(status) {
            return Err(MediaError::Gone);
        }
        if !status.is_success() {
            return Err(MediaError::Unreachable);
        }
        read(response).await
    }
}

/// Whether a refusal is about this attempt, or about a proxy, and not about the file: what is gone is not asked for again.
fn is_for_now(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::PROXY_AUTHENTICATION_REQUIRED
            | StatusCode::REQUEST_TIMEOUT
            | StatusCode::MISDIRECTED_REQUEST
            | StatusCode::TOO_EARLY
            | StatusCode::TOO_MANY_REQUESTS
    )
}

async fn read(mut response: reqwest::Response) -> Result<Media, MediaError> {
    let mut bytes = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|_| MediaError::Unreachable)? {
        if bytes.len() + chunk.len() > LARGEST {
            return Err(MediaError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    let content_type = content_type(&bytes).ok_or(MediaError::NotMedia)?;
    Ok(Media { content_type, bytes: bytes.freeze() })
}
