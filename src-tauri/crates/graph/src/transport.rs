//! How a request travels, and what is known when it fails.

mod https;

use async_trait::async_trait;
use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use url::Url;

pub use https::{Https, HttpsError, Limits};

/// Carries one request to its host and brings the answer: once, without retry or redirect.
#[async_trait]
pub trait Transport: Send + Sync {
    /// Sends the request.
    ///
    /// # Errors
    /// [`TransportError::NeverLeft`] only when provably no byte of the request left this computer; anything else is
    /// [`TransportError::Lost`].
    async fn send(&self, request: Request) -> Result<Response, TransportError>;

    /// Lets go of connections that are kept for the next request: after a sleep of this computer they are dead, and do not
    /// know it.
    fn let_go(&self) {}
}

/// What a request is for, which decides how long it may take and which connection it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Changes something at Instagram: a fresh connection, and not a second attempt.
    Send,
    /// Carries a file, which reaches nobody by itself: like a send, and slow lines need longer.
    Upload,
    /// Reads.
    Read,
}

/// One request.
#[derive(Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address. Its query may carry a token: never log it.
    pub url: Url,
    /// The headers; the authorization is marked as sensitive.
    pub headers: HeaderMap,
    /// The body; empty for reads.
    pub body: Bytes,
    /// What it is for.
    pub class: Class,
}

impl Request {
    /// The request in the vocabulary of the `http` crate, for transports without a socket.
    ///
    /// # Errors
    /// When the address is not one that `http` accepts.
    pub fn into_http(self) -> Result<http::Request<Bytes>, http::Error> {
        let mut request =
            http::Request::builder().method(self.method).uri(self.url.as_str()).body(self.body)?;
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

// Paths carry ids and queries carry tokens.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Request")
            .field("method", &self.method)
            .field("class", &self.class)
            .finish_non_exhaustive()
    }
}

/// One answer, read to its end.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

// Bodies carry messages.
impl std::fmt::Debug for Response {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("bytes", &self.body.len())
            .finish_non_exhaustive()
    }
}

/// Why no answer came. Never carries an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TransportError {
    /// Provably no byte of the request left this computer: it may be sent again.
    #[error("the request never left ({0})")]
    NeverLeft(Cause),
    /// The request may have arrived.
    #[error("no answer to the request ({0})")]
    Lost(Cause),
}

/// What went wrong on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// The host's name could not be resolved.
    #[error("name resolution")]
    Dns,
    /// No connection: refused, unreachable, or the proxy would not.
    #[error("connection")]
    Connect,
    /// The host could not prove who it is, or TLS failed otherwise.
    #[error("TLS")]
    Tls,
    /// Too slow.
    #[error("timeout")]
    Timeout,
    /// The connection ended before the answer did.
    #[error("connection closed")]
    Reset,
    /// The answer is larger than any that Instagram gives.
    #[error("answer too large")]
    TooLarge,
    /// The host pointed elsewhere; Instagram's API never does, and a token is not carried after it.
    #[error("redirect")]
    Redirect,
    /// Something else.
    #[error("other")]
    Other,
}
