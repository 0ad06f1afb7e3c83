//! What a laptop follows.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;

use super::door::Known;
use super::{Refusal, Sent};
use crate::directory::{Device, device_note};
use crate::ingress::callbacks;
use crate::log::{Expect, LogError};
use crate::protocol::calls::{DeletionDone, Handles};
use crate::relay::Relay;

/// Handles of one laptop.
const MOST: usize = 1_000;
/// Ids of one handle besides its own.
const MOST_ALSO: usize = 8;

/// `PUT /v1/handles`: the whole list. What is missing from it is off: its deliveries are dropped from
/// now on (unless another laptop follows it), and what was stored of it cannot be read here any more.
///
/// # Errors
/// When an id is none, or not this laptop's to follow.
pub async fn put(
    State(relay): State<Arc<Relay>>,
    Known(id): Known,
    Sent(wanted): Sent<Handles>,
) -> Result<StatusCode, Refusal> {
    let fits = wanted.on.len() <= MOST
        && wanted.on.iter().all(|handle| {
            is_account(&handle.id)
                && handle.also.len() <= MOST_ALSO
                && handle.also.iter().all(|id| is_account(id))
        });
    if !fits {
        return Err(Refusal::MALFORMED);
    }
    loop {
        let found = relay.log.note(&device_note(id)).await?.ok_or(Refusal::NOT_PAIRED)?;
        let mut device: Device = serde_json::from_slice(&found.value)?;
        if let Some(may) = &device.may_follow
            && wanted
                .on
                .iter()
                .any(|handle| std::iter::once(&handle.id).chain(&handle.also).any(|id| !may.contains(id)))
        {
            return Err(Refusal::NOT_ALLOWED);
        }
        if device.handles == wanted.on {
            return Ok(StatusCode::NO_CONTENT);
        }
        device.handles.clone_from(&wanted.on);
        match relay
            .log
            .write(&found.key, serde_json::to_vec(&device)?, Expect::Revision(found.revision))
            .await
        {
            Ok(_) => {}
            Err(LogError::Changed) => continue,
            Err(other) => return Err(other.into()),
        }
        // When this is answered, the next delivery is sorted by the new list.
        relay.shows(|directory| directory.device(id).is_none_or(|d| d.handles == wanted.on)).await;
        crate::sealer::withdraw(&*relay.log, id, |account| device.follows(account)).await?;
        return Ok(StatusCode::NO_CONTENT);
    }
}

/// `POST /v1/deletion`: this laptop has deleted what a person asked to be deleted.
///
/// # Errors
/// When there is no such request.
pub async fn deletion_done(
    State(relay): State<Arc<Relay>>,
    Known(id): Known,
    Sent(done): Sent<DeletionDone>,
) -> Result<StatusCode, Refusal> {
    if callbacks::done(&relay, id, &done.code).await? {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refusal::MALFORMED)
    }
}

fn is_account(id: &str) -> bool {
    (1..=32).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_digit()) && id != "0"
}
