//! The laptop fetches what its login gave. Once.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{FlowNote, Stage, flow_note};
use crate::clock;
use crate::laptops::door::Known;
use crate::laptops::{Refusal, Sent};
use crate::log::{Expect, LogError};
use crate::protocol::calls::{OauthClaim, OauthClaimed};
use crate::relay::Relay;

/// `POST /v1/oauth/claim`
///
/// # Errors
/// [`Refusal::NO_SUCH_FLOW`] for a login that is over, another laptop's, or a wrong verifier: which one
/// is nobody's business.
pub async fn claim(
    State(relay): State<Arc<Relay>>,
    Known(device): Known,
    Sent(request): Sent<OauthClaim>,
) -> Result<Json<OauthClaimed>, Refusal> {
    let found = relay.log.note(&flow_note(request.flow)).await?.ok_or(Refusal::NO_SUCH_FLOW)?;
    let mut flow: FlowNote = serde_json::from_slice(&found.value)?;
    let known = bool::from(Sha256::digest(&request.verifier.0).as_slice().ct_eq(&flow.verifier_hash.0));
    if flow.device != device || !known || clock::seconds() >= flow.until {
        return Err(Refusal::NO_SUCH_FLOW);
    }
    let claimed = match flow.stage {
        Stage::Begun | Stage::Exchanging => return Ok(Json(OauthClaimed::Waiting)),
        Stage::Refused { error, description } => OauthClaimed::Refused { error, description },
        Stage::Done { sealed } => OauthClaimed::Done { sealed },
    };
    // Taken by whoever writes first; then it is gone.
    flow.until = 0;
    flow.stage = Stage::Exchanging;
    let taken =
        relay.log.write(&found.key, serde_json::to_vec(&flow)?, Expect::Revision(found.revision)).await;
    match taken {
        Ok(_) => {}
        Err(LogError::Changed) => return Err(Refusal::NO_SUCH_FLOW),
        Err(other) => return Err(other.into()),
    }
    relay.log.remove(vec![found.key]).await?;
    Ok(Json(claimed))
}
