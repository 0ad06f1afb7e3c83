//! The transport over the network: reqwest with rustls, and nothing that acts by itself.

use std::error::Error;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use bytes::BytesMut;
use reqwest::redirect::Policy;

use super::{Cause, Class, Request, Response, Transport, TransportError};
use crate::endpoints::Endpoints;

/// How long and how much a request may take (reliability, section 3.2 "Slow-loris", and 6.3).
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Until the connection stands: name, TCP and TLS together. Less than the totals below, so that a total that is
    /// over always means that the request may have left.
    pub connect: Duration,
    /// A whole send.
    pub send: Duration,
    /// A whole upload: 25 MB in this time are 1.1 Mbit a second.
    pub upload: Duration,
    /// A whole read.
    pub read: Duration,
    /// Bytes of an answer's body.
    pub body: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            send: Duration::from_secs(20),
            upload: Duration::from_secs(180),
            read: Duration::from_secs(30),
            body: 8 * 1024 * 1024,
        }
    }
}

/// HTTPS with WebPKI only: no redirects, no retries, no cookies, no plain-text fallback.
#[derive(Debug)]
pub struct Https {
    sends: reqwest::Client,
    reads: Mutex<reqwest::Client>,
    endpoints: Endpoints,
    limits: Limits,
}

/// TLS could not be set up on this computer.
#[derive(Debug, thiserror::Error)]
#[error("could not set up HTTPS")]
pub struct HttpsError(#[source] reqwest::Error);

impl Https {
    /// The transport to these endpoints, with the usual limits. Plain HTTP is refused unless the endpoints are not
    /// Instagram's own.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn new(endpoints: &Endpoints) -> Result<Self, HttpsError> {
        Self::with_limits(endpoints, Limits::default())
    }

    /// The same with limits of one's own.
    ///
    /// # Errors
    /// When TLS cannot be set up.
    pub fn with_limits(endpoints: &Endpoints, limits: Limits) -> Result<Self, HttpsError> {
        // Fails only when a provider is installed already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let sends = base(endpoints, limits)
            .timeout(limits.send)
            // A kept connection may be dead: a request on it can be lost, or be sent again by the HTTP library.
            .pool_max_idle_per_host(0);
        Ok(Self {
            sends: sends.build().map_err(HttpsError)?,
            reads: Mutex::new(reads(endpoints, limits)?),
            endpoints: endpoints.clone(),
            limits,
        })
    }

    fn reads(&self) -> std::sync::MutexGuard<'_, reqwest::Client> {
        self.reads.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A client for reads, which keeps its connections.
fn reads(endpoints: &Endpoints, limits: Limits) -> Result<reqwest::Client, HttpsError> {
    base(endpoints, limits).timeout(limits.read).build().map_err(HttpsError)
}

fn base(endpoints: &Endpoints, limits: Limits) -> reqwest::ClientBuilder {
    let client = reqwest::Client::builder()
        .user_agent(concat!("Handrail/", env!("CARGO_PKG_VERSION")))
        .redirect(Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        // HTTP/2 would share one connection between all calls: after a sleep a dead one would fail each in turn.
        .http1_only()
        .connect_timeout(limits.connect)
        .https_only(!endpoints.is_elsewhere());
    // A sandbox on this computer is not reached through the company's proxy.
    if endpoints.is_elsewhere() { client.no_proxy() } else { client }
}

#[async_trait]
impl Transport for Https {
    async fn send(&self, request: Request) -> Result<Response, TransportError> {
        let client = match request.class {
            Class::Send | Class::Upload => self.sends.clone(),
            Class::Read => self.reads().clone(),
        };
        let mut outgoing =
            client.request(request.method, request.url).headers(request.headers).body(request.body);
        if request.class == Class::Upload {
            outgoing = outgoing.timeout(self.limits.upload);
        }
        let mut answer = outgoing.send().await.map_err(|error| failure(&error))?;
        let status = answer.status();
        if status.is_redirection() {
            return Err(TransportError::Lost(Cause::Redirect));
        }
        let headers = std::mem::take(answer.headers_mut());
        let mut body = BytesMut::new();
        while let Some(chunk) = answer.chunk().await.map_err(|error| failure(&error))? {
            if body.len().saturating_add(chunk.len()) > self.limits.body {
                return Err(TransportError::Lost(Cause::TooLarge));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Response { status, headers, body: body.freeze() })
    }

    /// The connections belong to the client: another one has none. What is under way ends with the old one.
    fn let_go(&self) {
        match reads(&self.endpoints, self.limits) {
            Ok(fresh) => *self.reads() = fresh,
            Err(error) => tracing::warn!(%error, "connections from before a sleep are kept"),
        }
    }
}

fn failure(error: &reqwest::Error) -> TransportError {
    // hyper reports as "connect" only what failed in the connector: name, TCP, TLS, the proxy's tunnel.
    if error.is_connect() {
        return TransportError::NeverLeft(connecting(error));
    }
    // Refused before any connection: an address that is not HTTPS, or a request that cannot be built.
    if error.is_builder() {
        return TransportError::NeverLeft(Cause::Other);
    }
    TransportError::Lost(if error.is_timeout() { Cause::Timeout } else { Cause::Reset })
}

fn connecting(error: &reqwest::Error) -> Cause {
    if error.is_dns() {
        Cause::Dns
    } else if error.is_timeout() {
        Cause::Timeout
    } else if is_tls(error) {
        Cause::Tls
    } else {
        Cause::Connect
    }
}

fn is_tls(error: &reqwest::Error) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.is::<rustls::Error>() {
            return true;
        }
        // An I/O error hides what it was made of: its source is that one's source.
        let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        next = inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source());
    }
    false
}
