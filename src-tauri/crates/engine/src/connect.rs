//! Connecting a handle by its token: look whose it is, store it, subscribe, and begin to read.

use domain::handle::{Flavour, HandleProfile, Trouble};
use domain::ids::HandleId;
use domain::time::Timestamp;
use graph::{Access, GraphError, PageRequest};
use secrecy::SecretString;
use store::handles::TokenFacts;
use vault::VaultError;

use crate::engine::Engine;

/// Whose token it is, and whether messages can be read with it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The handle.
    pub profile: HandleProfile,
    /// The API that the token belongs to.
    pub flavour: Flavour,
    /// What a first try to read messages met with, if it did not work.
    pub trouble: Option<Trouble>,
    /// Instagram's own time, for a computer whose clock is wrong.
    pub server_time: Option<Timestamp>,
}

/// Why a handle could not be connected. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// Instagram refused, or could not be asked.
    #[error(transparent)]
    Graph(#[from] GraphError),
    /// Instagram did not let us subscribe to the handle's messages.
    #[error("the subscription was refused")]
    Subscribe(#[source] GraphError),
    /// The token could not be stored safely.
    #[error(transparent)]
    Vault(#[from] VaultError),
    /// The database could not be written.
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// Asks Instagram whose token it is, and tries to read. Nothing is stored.
///
/// # Errors
/// What Instagram, or the way to it, said.
pub async fn find(
    client: &graph::Client,
    token: &SecretString,
    flavour: Flavour,
) -> Result<Found, ConnectError> {
    let me = client.me(token, flavour).await?;
    let (profile, server_time) = (me.value, me.server_time);
    let access = Access {
        flavour,
        node: profile.ig_id.as_str(),
        ig_id: &profile.ig_id,
        username: &profile.username,
        token,
    };
    let page = PageRequest { after: None, limit: 1, messages: 1 };
    let trouble = match client.conversations(access, &page).await {
        Ok(_) => None,
        Err(error) => Some(error.trouble().unwrap_or(Trouble::Unknown)),
    };
    Ok(Found { profile, flavour, trouble, server_time })
}

impl Engine {
    /// Connects a handle that was found: stores its token and reads it back, subscribes, and begins to read. A handle
    /// that is known keeps its history and gets the new token.
    ///
    /// # Errors
    /// See [`ConnectError`]; a handle is written down only when everything before it went well.
    pub async fn connect(&self, found: Found, token: SecretString) -> Result<HandleId, ConnectError> {
        let shared = self.shared();
        if let Some(server_time) = found.server_time {
            shared.clock.learn(server_time);
        }
        let access = Access {
            flavour: found.flavour,
            node: found.profile.ig_id.as_str(),
            ig_id: &found.profile.ig_id,
            username: &found.profile.username,
            token: &token,
        };
        // Loudly: a handle that is not subscribed would look connected and receive nothing (lessons, 13). With access
        // off in Instagram the subscription can wait, since nothing can be read anyway.
        if let Err(error) = shared.client.subscribe(access).await
            && found.trouble != Some(Trouble::AccessOff)
        {
            return Err(ConnectError::Subscribe(error));
        }
        shared.tokens.set(&found.profile.ig_id, &token).await?;
        let now = shared.clock.now();
        // When a pasted token was made, and so when it ends, is not known; refreshing tells.
        let facts = TokenFacts { set_at: Some(now), ends_at: None };
        let (id, changes) = shared.store.upsert_connected(found.profile, found.flavour, facts, now).await?;
        shared.publish(changes);
        // A new sign-in is what held replies waited for, however long they were to wait.
        shared.publish(shared.store.release_all(id, now).await?);
        shared.outbox.notify_one();
        shared.budget.count_read(id);
        if shared.store.handle(id).await?.is_some_and(|row| row.on) {
            self.restart(id).await;
        }
        Ok(id)
    }
}
