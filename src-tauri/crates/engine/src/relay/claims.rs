//! Who answers whom, on all laptops of the organisation. It warns; nothing is held back because of it.

use std::time::Duration;

use domain::ids::ConversationId;
use relay::protocol::calls::{Claim, ClaimRequest};
use relay::protocol::text::Fixed;
use sha2::{Digest, Sha256};

use crate::Engine;

/// Nobody waits longer for a warning.
const PATIENCE: Duration = Duration::from_secs(3);

/// Somebody on another laptop who answers the same person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Colleague {
    /// What that laptop is called.
    pub laptop: String,
    /// For how long already, in seconds.
    pub for_seconds: u64,
}

impl Engine {
    /// Says that somebody writes to a conversation's person here (for a minute; say it again), that they stopped, or only
    /// asks. Gives who does so on another laptop. Without a relay that is there nobody does, as far as it is known.
    ///
    /// # Errors
    /// As the database says.
    pub async fn claim(&self, id: ConversationId, claim: Claim) -> store::Result<Option<Colleague>> {
        let shared = self.shared();
        if !shared.link.state().is_live() {
            return Ok(None);
        }
        let Some(found) = shared.store.conversation(id).await? else { return Ok(None) };
        let Some(row) = shared.store.handle(found.handle).await? else { return Ok(None) };
        let (Some(client), true) = (shared.link.client(), shared.link.sends(&row)) else { return Ok(None) };
        let handle = row.profile.ig_id.as_str().to_owned();
        let about = Sha256::new_with_prefix(b"handrail-relay 1 claim\0")
            .chain_update(&handle)
            .chain_update(b"\0")
            .chain_update(found.person.igsid.as_str())
            .finalize();
        let request = ClaimRequest { handle, about: Fixed(about.into()), claim };
        let answer = tokio::time::timeout(PATIENCE, client.claim(&request)).await;
        let other = answer.ok().and_then(Result::ok).and_then(|claimed| claimed.other);
        Ok(other.map(|other| Colleague { laptop: other.laptop, for_seconds: other.for_seconds }))
    }
}
