//! Ending a handle's sign-in, and subscribing it anew.

use domain::handle::Trouble;
use domain::ids::HandleId;
use graph::Access;
use vault::VaultError;

use crate::connect::ConnectError;
use crate::engine::Engine;

/// A handle was disconnected: its token is gone from this computer, and nothing of it is read or sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Disconnected {
    /// Instagram no longer tells of its messages. `false` when it could not be asked.
    pub unsubscribed: bool,
}

impl Engine {
    /// Ends a handle's sign-in: nothing more is read, Instagram is told to send no webhooks, and the token is removed from
    /// the vault and looked for again. History, drafts and held replies stay.
    ///
    /// There is no call that takes back one handle's token: Instagram Login has none, and with Facebook Login it would
    /// take the whole person's consent back, and with it the handles of all their Pages (lessons, 57).
    ///
    /// # Errors
    /// [`ConnectError::Vault`] when the token could not be removed: the handle is off all the same, and the next start
    /// removes it.
    pub async fn disconnect(&self, id: HandleId) -> Result<Disconnected, ConnectError> {
        let shared = self.shared();
        shared.tokens.ask_again();
        let Some(row) = shared.store.handle(id).await? else { return Err(not_found().into()) };
        let token = shared.tokens.get(&row.profile.ig_id).await.ok();
        shared.publish(shared.store.disconnect(id, shared.clock.now()).await?);
        self.halt(id).await;
        let unsubscribed = match &token {
            Some(token) => shared.client.unsubscribe(Access::of(&row.handle(), token)).await.is_ok(),
            None => false,
        };
        shared.tokens.remove(&row.profile.ig_id).await?;
        Ok(Disconnected { unsubscribed })
    }

    /// Subscribes a handle to its messages anew, and looks whether it holds.
    ///
    /// # Errors
    /// See [`ConnectError`].
    pub async fn resubscribe(&self, id: HandleId) -> Result<(), ConnectError> {
        let shared = self.shared();
        let row = shared.store.handle(id).await?.filter(|row| row.on);
        let Some(row) = row else { return Err(not_found().into()) };
        let handle = row.handle();
        shared.tokens.ask_again();
        let token = match shared.tokens.get(&handle.ig_id).await {
            Ok(token) => token,
            Err(Trouble::KeychainLocked) => return Err(VaultError::Locked.into()),
            Err(_) => return Err(not_found().into()),
        };
        let access = Access::of(&handle, &token);
        shared.client.subscribe(access).await.map_err(ConnectError::Subscribe)?;
        let held = shared.client.subscription(access).await.map_err(ConnectError::Subscribe)?;
        if !held.value.has_messages() {
            return Err(ConnectError::NotSubscribed);
        }
        let now = shared.clock.now();
        // What nobody told of meanwhile is looked for.
        let mut changes = shared.store.subscribed(id, now).await?;
        changes.join(shared.store.expect_webhooks_anew(id, now).await?);
        shared.publish(changes);
        shared.bell(id).notify_one();
        Ok(())
    }
}

fn not_found() -> store::StoreError {
    store::StoreError::NotFound("handle")
}
