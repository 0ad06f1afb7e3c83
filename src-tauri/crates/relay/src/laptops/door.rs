//! Sessions, and who is asking.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use axum::http::header;
use axum::http::request::Parts;

use super::{Refusal, Sent};
use crate::clock;
use crate::protocol::calls::{Challenge, ChallengeRequest, Session, SessionRequest};
use crate::protocol::keys::{Purpose, is_signed};
use crate::protocol::text::DeviceId;
use crate::relay::Relay;

/// `POST /v1/challenge`. Answers for unknown laptops too: who is paired is nobody's business.
pub async fn challenge(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<ChallengeRequest>,
) -> Json<Challenge> {
    Json(Challenge { challenge: relay.door.challenge(request.device, clock::seconds()) })
}

/// `POST /v1/session`
///
/// # Errors
/// When the laptop is not paired, or did not sign our challenge.
pub async fn session(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<SessionRequest>,
) -> Result<Json<Session>, Refusal> {
    let now = clock::seconds();
    if !relay.door.is_challenge(&request.challenge, request.device, now) {
        return Err(Refusal::NO_SESSION);
    }
    let directory = relay.directory();
    let device = directory.device(request.device).ok_or(Refusal::NOT_PAIRED)?;
    if !is_signed(&device.keys.sign, Purpose::Session, request.challenge.as_bytes(), &request.signature.0) {
        return Err(Refusal::NOT_PAIRED);
    }
    let (bearer, until) = relay.door.bearer(request.device, now);
    Ok(Json(Session { bearer, until }))
}

/// The laptop that asks, by its bearer; paired still.
#[derive(Debug, Clone, Copy)]
pub struct Known(pub DeviceId);

impl FromRequestParts<Arc<Relay>> for Known {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, relay: &Arc<Relay>) -> Result<Self, Refusal> {
        let mut values = parts.headers.get_all(header::AUTHORIZATION).iter();
        let (Some(value), None) = (values.next(), values.next()) else { return Err(Refusal::NO_SESSION) };
        let bearer = value.to_str().ok().and_then(|text| text.strip_prefix("Bearer "));
        let device = bearer.and_then(|bearer| relay.door.bearer_of(bearer, clock::seconds()));
        let device = device.ok_or(Refusal::NO_SESSION)?;
        relay.directory().device(device).map(|_| Self(device)).ok_or(Refusal::NOT_PAIRED)
    }
}
