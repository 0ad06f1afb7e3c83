//! Who is answering whom: a short lease, so that two do not answer the same person without knowing of each other.
//!
//! It warns and never forbids. What it is about is a digest that the laptops make; the relay does not learn more than
//! that somebody writes to somebody.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};

use super::door::Known;
use super::{Refusal, Sent};
use crate::clock;
use crate::log::{Expect, LogError};
use crate::protocol::calls::{CLAIM_SECONDS, Claim, ClaimRequest, Claimed, Claimer};
use crate::protocol::text::{DeviceId, Fixed};
use crate::relay::Relay;

/// What is kept of a claim.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct ClaimNote {
    device: DeviceId,
    /// Since when, in seconds since 1970.
    since: u64,
    /// Until when it counts, in seconds since 1970.
    pub until: u64,
}

fn claim_note(about: &Fixed<32>) -> String {
    format!("claim/{about}")
}

/// `POST /v1/claims`
///
/// # Errors
/// When the laptop does not follow the handle.
pub async fn claim(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    Sent(request): Sent<ClaimRequest>,
) -> Result<Json<Claimed>, Refusal> {
    let follows = relay.directory().device(device).is_some_and(|d| d.follows(Some(&request.handle)));
    if !follows {
        return Err(Refusal::NOT_ALLOWED);
    }
    let key = claim_note(&request.about);
    loop {
        let now = clock::seconds();
        let found = relay.log.note(&key).await?;
        let kept: Option<ClaimNote> =
            found.as_ref().and_then(|note| serde_json::from_slice(&note.value).ok());
        let kept = kept.filter(|kept| now < kept.until);
        let (fence, ours) =
            (found.as_ref().map(|note| note.revision), kept.is_some_and(|k| k.device == device));
        let other = kept.filter(|_| !ours).map(|kept| claimer(&relay, kept));
        let expect = fence.map_or(Expect::Nothing, Expect::Revision);
        let until = match request.claim {
            Claim::Look => return Ok(Json(Claimed { fence: None, other })),
            Claim::Take if other.is_some() => return Ok(Json(Claimed { fence: None, other })),
            Claim::Release if !ours => return Ok(Json(Claimed { fence: None, other })),
            Claim::Take => now.saturating_add(CLAIM_SECONDS),
            // Kept until housekeeping, so that its fence goes on rising.
            Claim::Release => 0,
        };
        let note = ClaimNote { device, since: kept.map_or(now, |kept| kept.since), until };
        // Whoever writes first has it; the other one looks again.
        match relay.log.write(&key, serde_json::to_vec(&note)?, expect).await {
            Ok(fence) => {
                let fence = (request.claim == Claim::Take).then_some(fence);
                return Ok(Json(Claimed { fence, other: None }));
            }
            Err(LogError::Changed) => {}
            Err(error) => return Err(error.into()),
        }
    }
}

fn claimer(relay: &Relay, kept: ClaimNote) -> Claimer {
    let directory = relay.directory();
    let laptop = directory.device(kept.device).map(|device| device.name.clone()).unwrap_or_default();
    Claimer { laptop, for_seconds: clock::seconds().saturating_sub(kept.since) }
}
