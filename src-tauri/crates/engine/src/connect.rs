//! Connecting a handle by its token: look whose it is, store it, subscribe, and begin to read.

mod look;

use std::collections::HashSet;

use domain::handle::{Flavour, Handle, HandleProfile, Trouble};
use domain::ids::HandleId;
use domain::time::Timestamp;
use graph::{Access, GraphError, PageRequest, ServerTime};
use secrecy::SecretString;
use store::handles::TokenFacts;
use vault::VaultError;

pub use look::{Candidate, PageProblem, look};

use crate::engine::Engine;
use crate::{enabling, erase};

/// Whose token it is, and whether messages can be read with it.
#[derive(Debug, Clone)]
pub struct Found {
    /// The handle. With Facebook Login its second id is the Page's.
    pub profile: HandleProfile,
    /// The API that the token belongs to.
    pub flavour: Flavour,
    /// What a first try to read messages met with, if it did not work.
    pub trouble: Option<Trouble>,
    /// Instagram's own time, for a computer whose clock is wrong.
    pub server_time: Option<ServerTime>,
    /// When the token ends, where that is known: of a pasted one it is not, and refreshing tells.
    pub token_ends_at: Option<Timestamp>,
    /// It was launched in Early Access (requirements, R38). Instagram does not say it; the demo knows it of its own handle.
    pub early_access: bool,
}

impl Found {
    /// What ends without a new sign-in or another Meta app: the handle can be connected and waits for it.
    #[must_use]
    pub fn waits_for(&self) -> Option<Trouble> {
        self.trouble.filter(|trouble| {
            matches!(
                trouble,
                Trouble::AccessOff | Trouble::NotEligible | Trouble::SendRestricted | Trouble::RateLimited
            )
        })
    }

    /// The way into the API with this token.
    fn handle(&self) -> Handle {
        Handle {
            id: HandleId(0),
            ig_id: self.profile.ig_id.clone(),
            app_scoped_id: self.profile.app_scoped_id.clone(),
            username: self.profile.username.clone(),
            flavour: self.flavour,
            page_id: self.profile.app_scoped_id.clone().filter(|_| self.flavour == Flavour::FacebookLogin),
            on: true,
            epoch: 0,
        }
    }
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
    /// Instagram took the subscription and does not know it.
    #[error("the subscription did not hold")]
    NotSubscribed,
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
    let found = Found {
        profile: me.value,
        flavour,
        trouble: None,
        server_time: me.server_time,
        token_ends_at: None,
        early_access: false,
    };
    Ok(probe(client, found, token).await)
}

/// Tries to read messages of a handle that was found (instagram-platform, section 2.3).
pub async fn probe(client: &graph::Client, found: Found, token: &SecretString) -> Found {
    let page = PageRequest { after: None, limit: 1, messages: 1 };
    let handle = found.handle();
    let trouble = match client.conversations(Access::of(&handle, token), &page).await {
        Ok(_) => None,
        Err(error) => Some(error.trouble().unwrap_or(Trouble::Unknown)),
    };
    Found { trouble, ..found }
}

impl Engine {
    /// Connects a handle that was found: stores its token and reads it back, subscribes, and begins to read. A handle
    /// that is known keeps its history and gets the new token; the one before is overwritten, whichever flavour it was
    /// of.
    ///
    /// # Errors
    /// See [`ConnectError`]; a handle is written down only when everything before it went well.
    pub async fn connect(&self, found: Found, token: SecretString) -> Result<HandleId, ConnectError> {
        let shared = self.shared();
        if let Some(server_time) = found.server_time {
            shared.clock.learn(server_time);
        }
        // Not while the same handle is being deleted.
        erase::go_on(shared).await?;
        let _erasing = shared.erasing.lock().await;
        let app_id = subscribe(&shared.client, &found, &token).await?;
        shared.tokens.set(&found.profile.ig_id, &token).await?;
        let now = shared.clock.now();
        let facts = TokenFacts { set_at: Some(now), ends_at: found.token_ends_at };
        let (id, changes) = shared.store.upsert_connected(found.profile, found.flavour, facts, now).await?;
        shared.publish(changes);
        if found.early_access {
            shared.publish(shared.store.set_cohort(id, false, true).await?);
        }
        if let Some(app_id) = app_id {
            shared.publish(shared.store.set_app_id(id, app_id).await?);
        }
        shared.budget.resume(id);
        // A new sign-in is what held replies waited for, however long they were to wait.
        shared.publish(shared.store.release_all(id, now).await?);
        shared.outbox.notify_one();
        shared.budget.count_read(id);
        enabling::decide(shared, None).await?;
        if shared.store.handle(id).await?.is_some_and(|row| row.switched_on) {
            self.restart(id).await;
        }
        self.look_at_the_others(id).await;
        Ok(id)
    }

    /// A sign-in can take another handle's away: choosing accounts anew replaces the choice before (lessons, 57). All
    /// others are read now, so that it shows at once.
    async fn look_at_the_others(&self, connected: HandleId) {
        let shared = self.shared();
        shared.signed_in(connected);
        let rows = shared.store.handles().await.unwrap_or_default();
        let others: HashSet<HandleId> =
            rows.into_iter().filter(|row| row.on && row.id != connected).map(|row| row.id).collect();
        for id in others {
            shared.bell(id).notify_one();
        }
    }
}

/// Subscribes and looks whether it holds. Loudly: a handle that is not subscribed would look connected and receive
/// nothing (lessons, 12 and 13). Where Instagram shows nothing of the handle yet the subscription can wait, too.
/// Gives the id of the Meta app that is subscribed, where Instagram names it.
async fn subscribe(
    client: &graph::Client,
    found: &Found,
    token: &SecretString,
) -> Result<Option<String>, ConnectError> {
    let handle = found.handle();
    let access = Access::of(&handle, token);
    let may_wait = found.waits_for().is_some_and(|trouble| trouble != Trouble::RateLimited);
    match client.subscribe(access).await {
        Ok(_) => {}
        Err(_) if may_wait => return Ok(None),
        Err(error) => return Err(ConnectError::Subscribe(error)),
    }
    match client.subscription(access).await {
        Ok(reply) if reply.value.has_messages() => Ok(reply.value.app_id),
        Ok(_) => Err(ConnectError::NotSubscribed),
        Err(error) => Err(ConnectError::Subscribe(error)),
    }
}
