//! Pairing: a code is made here, and used once.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use url::Url;

use super::door::Known;
use super::{Refusal, Sent};
use crate::clock;
use crate::directory::{Device, cursor_note, device_note};
use crate::epoch;
use crate::log::{Expect, LogError};
use crate::protocol::calls::{Invitation, InvitationRequest, PairRequest, Paired, Pairing, Position, Signed};
use crate::protocol::keys::Purpose;
use crate::protocol::pairing::{CODE_SECONDS, CODE_TRIES, PairingCode, PairingLink};
use crate::protocol::text::DeviceId;
use crate::relay::Relay;

/// The longest name of a laptop, in characters.
const LONGEST_NAME: usize = 64;

/// What is kept of a code.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CodeNote {
    code: String,
    /// Until when it counts, in seconds since 1970.
    pub until: u64,
    tries: u8,
    may_follow: Option<Vec<String>>,
}

fn code_note(name: &str) -> String {
    format!("pair/{name}")
}

/// Makes a pairing link. `may_follow` are the account ids that the laptop may follow; `None` is all.
///
/// # Errors
/// When the log cannot be written.
pub async fn invite(relay: &Relay, may_follow: Option<Vec<String>>) -> Result<PairingLink, LogError> {
    let address = relay.config.public("");
    let address: Url =
        address.parse().map_err(|_| LogError::Failed("the public address cannot be used".to_owned()))?;
    loop {
        let code = PairingCode::random();
        let until = clock::seconds().saturating_add(CODE_SECONDS);
        let note =
            CodeNote { code: code.to_string(), until, tries: CODE_TRIES, may_follow: may_follow.clone() };
        let value = serde_json::to_vec(&note).map_err(|error| LogError::Failed(error.to_string()))?;
        match relay.log.write(&code_note(code.name()), value, Expect::Nothing).await {
            Ok(_) => return Ok(PairingLink { relay: address, code, key: relay.identity.public() }),
            // Another code has this name.
            Err(LogError::Changed) => {}
            Err(other) => return Err(other),
        }
    }
}

/// `POST /v1/invitation`: whose relay it is, for somebody who has a code and has not decided yet.
///
/// # Errors
/// [`Refusal::WRONG_CODE`] when the code does not count, or the proof is wrong.
pub async fn invitation(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<InvitationRequest>,
) -> Result<Json<Signed>, Refusal> {
    if !is_name(&request.code) {
        return Err(Refusal::MALFORMED);
    }
    let code = Proof { name: &request.code, uses_up: false };
    let may_follow =
        try_code(&relay, code, |code| code.is_look_proven(&request.proof, &request.nonce)).await?;
    let organisation = relay.config.server.organisation.clone();
    let signed = serde_json::to_string(&Invitation { nonce: request.nonce, organisation, may_follow })?;
    let signature = relay.identity.sign(Purpose::Invited, signed.as_bytes());
    Ok(Json(Signed { signed, signature }))
}

/// `POST /v1/unpair`: the laptop takes its leave.
///
/// # Errors
/// When the log cannot be used.
pub async fn unpair(State(relay): State<Arc<Relay>>, Known(id): Known) -> Result<StatusCode, Refusal> {
    revoke(&relay, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

fn is_name(code: &str) -> bool {
    code.len() <= 8 && code.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// `POST /v1/pair`
///
/// # Errors
/// [`Refusal::WRONG_CODE`] when the code does not count, or the proof is wrong for the fifth time.
pub async fn pair(
    State(relay): State<Arc<Relay>>,
    Sent(request): Sent<PairRequest>,
) -> Result<Json<Paired>, Refusal> {
    let name_fits = !request.name.trim().is_empty() && request.name.chars().count() <= LONGEST_NAME;
    if !is_name(&request.code) || !name_fits {
        return Err(Refusal::MALFORMED);
    }
    let code = Proof { name: &request.code, uses_up: true };
    let proven = |code: &PairingCode| code.is_proven(&request.proof, &request.keys, &request.name);
    let may_follow = try_code(&relay, code, proven).await?;
    let device = DeviceId::random();
    let position = Position {
        epoch: epoch::current(&*relay.log).await?,
        after: relay.log.bounds().await?.newest,
        mark: None,
    };
    let note = Device {
        name: request.name.trim().to_owned(),
        keys: request.keys,
        may_follow: may_follow.clone(),
        handles: Vec::new(),
        paired: clock::seconds(),
    };
    // The place first: a laptop without one would be taken for one that has nothing yet.
    relay.log.write(&cursor_note(device), serde_json::to_vec(&position)?, Expect::Nothing).await?;
    relay.log.write(&device_note(device), serde_json::to_vec(&note)?, Expect::Nothing).await?;
    relay.shows(|directory| directory.device(device).is_some()).await;
    let organisation = relay.config.server.organisation.clone();
    let pairing = Pairing { device, keys: request.keys, organisation, position, may_follow };
    let pairing = serde_json::to_string(&pairing)?;
    let signature = relay.identity.sign(Purpose::Paired, pairing.as_bytes());
    tracing::info!("a laptop was paired");
    Ok(Json(Paired { pairing, signature }))
}

/// What is done with a code.
#[derive(Clone, Copy)]
struct Proof<'a> {
    name: &'a str,
    /// A right proof uses the code up; else it costs nothing.
    uses_up: bool,
}

/// Uses the code up, or one of its tries. Gives what a laptop with this code may follow.
async fn try_code(
    relay: &Relay,
    Proof { name, uses_up }: Proof<'_>,
    is_proven: impl Fn(&PairingCode) -> bool,
) -> Result<Option<Vec<String>>, Refusal> {
    loop {
        let found = relay.log.note(&code_note(name)).await?.ok_or(Refusal::WRONG_CODE)?;
        let mut note: CodeNote = serde_json::from_slice(&found.value)?;
        let code: PairingCode = note.code.parse().map_err(|_| Refusal::WRONG_CODE)?;
        if note.tries == 0 || clock::seconds() >= note.until {
            return Err(Refusal::WRONG_CODE);
        }
        let proven = is_proven(&code);
        if proven && !uses_up {
            return Ok(note.may_follow);
        }
        note.tries = if proven { 0 } else { note.tries.saturating_sub(1) };
        // Whoever writes first has it; the other one looks again and finds it used.
        match relay.log.write(&found.key, serde_json::to_vec(&note)?, Expect::Revision(found.revision)).await
        {
            Ok(_) if proven => return Ok(note.may_follow),
            Ok(_) => return Err(Refusal::WRONG_CODE),
            Err(LogError::Changed) => {}
            Err(other) => return Err(other.into()),
        }
    }
}

/// Unpairs a laptop: its stream ends, and what is sealed to it is unreadable from now on. Whether it was paired.
///
/// # Errors
/// When the log cannot be used.
pub async fn revoke(relay: &Relay, device: DeviceId) -> Result<bool, LogError> {
    let known = relay.log.note(&device_note(device)).await?.is_some();
    relay.log.remove(vec![device_note(device), cursor_note(device)]).await?;
    relay.shows(|directory| directory.device(device).is_none()).await;
    crate::sealer::withdraw(&*relay.log, device, |_| false).await?;
    Ok(known)
}
