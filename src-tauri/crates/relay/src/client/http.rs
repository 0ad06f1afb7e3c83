//! One request, one attempt.

use std::error::Error;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Method, RequestBuilder, Response, header};
use serde::Serialize;
use serde::de::DeserializeOwned;
use url::Url;

use super::CallError;
use crate::protocol::calls::Problem;
use crate::protocol::pairing::is_private;

/// Until the connection stands: name, TCP and TLS together.
const CONNECT: Duration = Duration::from_secs(5);
/// A whole call that does not wait for anything.
const CALL: Duration = Duration::from_secs(20);
/// No answer of a call is longer, in bytes; a long poll's is: eight frames.
const LONGEST: usize = 32 << 20;

/// What kept the relay from being reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// Its name could not be resolved, nothing listens there, or the proxy would not.
    #[error("no connection")]
    Connect,
    /// It could not prove who it is.
    #[error("TLS")]
    Tls,
    /// Too slow, or silent for too long.
    #[error("timeout")]
    Timeout,
    /// The connection ended before the answer did.
    #[error("connection closed")]
    Reset,
    /// Something else answered: a sign-in page of the network, a proxy.
    #[error("something else answered")]
    Elsewhere,
    /// It answered that it cannot do anything just now.
    #[error("the relay is in trouble")]
    Trouble,
    /// The address cannot be used, or TLS cannot be set up here.
    #[error("the address cannot be used")]
    Address,
}

/// The way to one relay.
#[derive(Debug, Clone)]
pub struct Http {
    client: reqwest::Client,
    address: Url,
}

impl Http {
    /// The way to the relay at this address.
    ///
    /// # Errors
    /// When TLS cannot be set up, or the address is neither https nor this computer.
    pub fn new(address: &Url) -> Result<Self, CallError> {
        let unusable = CallError::Unreachable(Cause::Address);
        if !is_private(address) {
            return Err(unusable);
        }
        // Fails only when a provider is installed already, which is as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let is_here = address.scheme() == "http";
        let client = reqwest::Client::builder()
            .user_agent(concat!("Handrail/", env!("CARGO_PKG_VERSION")))
            .redirect(Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            // HTTP/2 would put calls on the stream's connection: a dead one would fail each in turn.
            .http1_only()
            .connect_timeout(CONNECT)
            .https_only(!is_here);
        // This computer is not reached through the company's proxy.
        let client = if is_here { client.no_proxy() } else { client };
        Ok(Self { client: client.build().map_err(|_| unusable)?, address: address.clone() })
    }

    /// One call, read to its end.
    pub(super) async fn call(
        &self,
        method: Method,
        path: &str,
        bearer: Option<&str>,
        body: Option<&(impl Serialize + Sync)>,
    ) -> Result<Vec<u8>, CallError> {
        let mut request = self.request(method, path, bearer)?.timeout(CALL);
        if let Some(body) = body {
            request = request.json(body);
        }
        whole(self.open(request).await?).await
    }

    pub(super) fn request(
        &self,
        method: Method,
        path: &str,
        bearer: Option<&str>,
    ) -> Result<RequestBuilder, CallError> {
        let address = format!("{}/v1/{path}", self.address.as_str().trim_end_matches('/'));
        let request = self.client.request(method, address);
        Ok(match bearer {
            Some(bearer) => request.bearer_auth(bearer),
            None => request,
        })
    }

    /// The answer's beginning, if it is the relay's and no refusal.
    pub(super) async fn open(&self, request: RequestBuilder) -> Result<Response, CallError> {
        let answer = request.send().await.map_err(|error| unreachable(&error))?;
        if answer.status().is_success() {
            return Ok(answer);
        }
        let is_json = answer
            .headers()
            .get(header::CONTENT_TYPE)
            .is_some_and(|kind| kind.to_str().is_ok_and(|kind| kind.starts_with("application/json")));
        let is_trouble = answer.status().is_server_error();
        let problem = if is_json { whole(answer).await.ok() } else { None };
        match problem.and_then(|body| serde_json::from_slice::<Problem>(&body).ok()) {
            Some(_) if is_trouble => Err(CallError::Unreachable(Cause::Trouble)),
            Some(problem) => Err(CallError::Refused(problem)),
            None => Err(CallError::Unreachable(if is_trouble { Cause::Trouble } else { Cause::Elsewhere })),
        }
    }
}

/// Reads an answer to its end.
pub(super) async fn whole(mut answer: Response) -> Result<Vec<u8>, CallError> {
    let mut body = Vec::new();
    while let Some(chunk) = answer.chunk().await.map_err(|error| unreachable(&error))? {
        if body.len().saturating_add(chunk.len()) > LONGEST {
            return Err(CallError::Unreachable(Cause::Elsewhere));
        }
        body.extend_from_slice(&chunk);
    }
    Ok(body)
}

/// An answer of a form that belongs here; else it is somebody else's.
pub(super) fn read<A: DeserializeOwned>(body: &[u8]) -> Result<A, CallError> {
    serde_json::from_slice(body).map_err(|_| CallError::Unreachable(Cause::Elsewhere))
}

/// Never has the address in it, which may carry a position.
pub(super) fn unreachable(error: &reqwest::Error) -> CallError {
    CallError::Unreachable(if error.is_builder() {
        Cause::Address
    } else if error.is_timeout() {
        Cause::Timeout
    } else if error.is_connect() {
        if is_tls(error) { Cause::Tls } else { Cause::Connect }
    } else {
        Cause::Reset
    })
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
