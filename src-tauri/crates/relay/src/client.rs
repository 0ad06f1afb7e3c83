//! The laptop's side of the relay, as far as it travels: pairing, sessions, calls and the stream.
//!
//! What is read from the stream means nothing yet: [`crate::protocol::follow`] checks it. Where keys
//! and positions are kept is the caller's affair. TLS is always verified, redirects are refused, and
//! whatever answers instead of the relay (a hotel's sign-in page, a proxy) counts as not reached.

mod http;
pub mod pair;
pub mod stream;

use std::time::Duration;

use reqwest::Method;
use serde::Serialize;
use serde::de::DeserializeOwned;
use tokio::sync::Mutex;
use tokio::time::Instant;
use url::Url;

use crate::protocol::calls::{
    Challenge, ChallengeRequest, ClaimRequest, Claimed, DeletionDone, Handles, OauthClaim, OauthClaimed,
    OauthStart, OauthStarted, Position, Problem, ProblemCode, Session, SessionRequest,
};
use crate::protocol::keys::{DeviceKeys, Purpose};
use crate::protocol::session::BEARER_SECONDS;
use crate::protocol::text::{DeviceId, PublicKey};

pub use http::{Cause, Http};

/// A session is made anew so long before it ends.
const RENEW_BEFORE: Duration = Duration::from_secs(60);

/// Why a call came to nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CallError {
    /// The relay was not reached. The request may have arrived nevertheless.
    #[error("the relay was not reached ({0})")]
    Unreachable(Cause),
    /// The relay said no.
    #[error("the relay refused: {:?}", .0.code)]
    Refused(Problem),
    /// The relay did not prove to be the one that was paired, or its answer is none.
    #[error("the answer is not our relay's")]
    NotGenuine,
}

impl CallError {
    /// Whether the relay says that this laptop is not paired (any more).
    #[must_use]
    pub fn is_unpaired(&self) -> bool {
        self.code() == Some(ProblemCode::NotPaired)
    }

    /// What the relay refused for.
    #[must_use]
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Refused(problem) => Some(problem.code),
            _ => None,
        }
    }
}

/// Who this laptop is to its relay.
#[derive(Debug)]
pub struct Identity {
    /// The relay's public address.
    pub address: Url,
    /// The relay's key.
    pub relay: PublicKey,
    /// What the relay calls the laptop.
    pub device: DeviceId,
    /// The laptop's keys.
    pub keys: DeviceKeys,
}

/// A call is made once more when its session was over.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Attempt {
    First,
    Second,
}

struct Bearer {
    text: String,
    until: Instant,
}

/// A paired laptop's way to its relay. It makes sessions as it needs them.
pub struct Client {
    http: Http,
    identity: Identity,
    bearer: Mutex<Option<Bearer>>,
}

impl Client {
    /// The way of a paired laptop.
    ///
    /// # Errors
    /// When TLS cannot be set up, or the address is neither https nor this computer.
    pub fn new(identity: Identity) -> Result<Self, CallError> {
        Ok(Self { http: Http::new(&identity.address)?, identity, bearer: Mutex::default() })
    }

    /// Who this laptop is.
    #[must_use]
    pub fn identity(&self) -> &Identity {
        &self.identity
    }

    /// Says which handles are on here. The whole list each time.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn follow(&self, handles: &Handles) -> Result<(), CallError> {
        self.tell(Method::PUT, "handles", handles).await
    }

    /// Says up to where everything is committed here.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn acknowledge(&self, position: &Position) -> Result<(), CallError> {
        self.tell(Method::POST, "ack", position).await
    }

    /// Says that what a person asked to be deleted is deleted here.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn deletion_done(&self, done: &DeletionDone) -> Result<(), CallError> {
        self.tell(Method::POST, "deletion", done).await
    }

    /// Says that somebody answers a person from here, or asks who does.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn claim(&self, request: &ClaimRequest) -> Result<Claimed, CallError> {
        self.ask(Method::POST, "claims", request).await
    }

    /// Begins a login.
    ///
    /// # Errors
    /// See [`CallError`]; [`ProblemCode::NotSetUp`] when the relay has no app for it.
    pub async fn oauth_start(&self, start: &OauthStart) -> Result<OauthStarted, CallError> {
        self.ask(Method::POST, "oauth/start", start).await
    }

    /// Asks how far a login is, and takes what it gave.
    ///
    /// # Errors
    /// See [`CallError`]; [`ProblemCode::NoSuchFlow`] when it is over.
    pub async fn oauth_claim(&self, claim: &OauthClaim) -> Result<OauthClaimed, CallError> {
        self.ask(Method::POST, "oauth/claim", claim).await
    }

    /// Ends the pairing at the relay.
    ///
    /// # Errors
    /// See [`CallError`].
    pub async fn unpair(&self) -> Result<(), CallError> {
        self.tell(Method::POST, "unpair", &serde_json::json!({})).await
    }

    async fn ask<A: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<A, CallError> {
        http::read(&self.answered(method, path, body).await?)
    }

    /// A call whose answer has no content.
    async fn tell(
        &self,
        method: Method,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<(), CallError> {
        self.answered(method, path, body).await.map(drop)
    }

    async fn answered(
        &self,
        method: Method,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<Vec<u8>, CallError> {
        let mut attempt = Attempt::First;
        loop {
            let bearer = self.bearer().await?;
            match self.http.call(method.clone(), path, Some(&bearer), Some(body)).await {
                Err(error) if self.begins_anew(&error, &mut attempt).await => {}
                answered => return answered,
            }
        }
    }

    /// Whether to try once more, because the relay does not know the session; it is forgotten here then.
    async fn begins_anew(&self, error: &CallError, attempt: &mut Attempt) -> bool {
        let again = *attempt == Attempt::First && error.code() == Some(ProblemCode::NoSession);
        if again {
            *attempt = Attempt::Second;
            *self.bearer.lock().await = None;
        }
        again
    }

    /// A bearer that counts for a while still. Whoever comes meanwhile waits for the same one.
    async fn bearer(&self) -> Result<String, CallError> {
        let mut kept = self.bearer.lock().await;
        if let Some(bearer) = kept.as_ref().filter(|bearer| Instant::now() < bearer.until) {
            return Ok(bearer.text.clone());
        }
        // By our own watch: the laptop's clock may be wrong.
        let until = Instant::now() + Duration::from_secs(BEARER_SECONDS) - RENEW_BEFORE;
        let device = self.identity.device;
        let Challenge { challenge } = self.call("challenge", &ChallengeRequest { device }).await?;
        let signature = self.identity.keys.sign(Purpose::Session, challenge.as_bytes());
        let request = SessionRequest { device, challenge, signature };
        let Session { bearer: text, .. } = self.call("session", &request).await?;
        *kept = Some(Bearer { text: text.clone(), until });
        Ok(text)
    }

    async fn call<A: DeserializeOwned>(
        &self,
        path: &str,
        body: &(impl Serialize + Sync),
    ) -> Result<A, CallError> {
        http::read(&self.http.call(Method::POST, path, None, Some(body)).await?)
    }
}

impl std::fmt::Debug for Client {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Client").field("device", &self.identity.device).finish_non_exhaustive()
    }
}
