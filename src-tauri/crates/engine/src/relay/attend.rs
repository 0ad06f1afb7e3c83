//! The task that looks after the relay: opens the pairing, and does everything that is done with it.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use super::state::Standing;
use super::{bells, deletions, follow, told, watchdog};
use crate::shared::Shared;

/// A pairing that cannot be read is looked at again after this.
const AGAIN: Duration = Duration::from_secs(60);
/// So is a keychain that did not answer, or was not there; the pauses double up to this.
const LONGEST_PAUSE: Duration = Duration::from_secs(600);

/// Looks after the relay until cancelled. Begins anew when a person paired, parted, or wants it tried again.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    tokio::select! {
        () = cancel.cancelled() => {}
        () = go_on(&shared) => {}
        () = bells::run(&shared) => {}
    }
}

async fn go_on(shared: &Shared) {
    let mut pause = AGAIN;
    loop {
        tokio::select! {
            () = shared.link.bell.notified() => pause = AGAIN,
            () = attend(shared, &mut pause) => {}
        }
        shared.link.tell(Vec::new());
    }
}

/// Does it until something changes. `pause` comes before the keychain is asked again.
async fn attend(shared: &Shared, pause: &mut Duration) {
    let pairing = match shared.store.pairing().await {
        Ok(Some(pairing)) => pairing,
        Ok(None) => {
            shared.stands(Standing::NotPaired).await;
            return std::future::pending().await;
        }
        Err(error) => {
            tracing::warn!(%error, "the pairing cannot be read");
            return tokio::time::sleep(AGAIN).await;
        }
    };
    let client = match shared.link.open(&pairing).await {
        Ok(client) => client,
        Err(error) => {
            tracing::warn!(%error, "the way to the relay cannot be taken");
            shared.stands(Standing::NoKeys).await;
            if !error.may_pass() {
                // A locked keychain may ask a person each time: it is looked into again when one asks for it.
                return std::future::pending().await;
            }
            tokio::time::sleep(*pause).await;
            *pause = (*pause * 2).min(LONGEST_PAUSE);
            return;
        }
    };
    *pause = AGAIN;
    // What is known to be worse stays until it is better.
    if !matches!(shared.link.state().standing, Standing::Down(_)) {
        shared.stands(Standing::Connecting).await;
    }
    let connected = watch::Sender::new(0);
    let begun = Begun { shared, client: &client, pairing: &pairing, connected: &connected };
    tokio::select! {
        () = follow::run(begun) => {}
        () = told::run(begun) => {}
        () = watchdog::run(begun) => {}
        () = deletions::run(begun) => {}
    }
}

/// What everything that is done with the relay works on.
#[derive(Clone, Copy)]
pub(super) struct Begun<'a> {
    pub(super) shared: &'a Shared,
    pub(super) client: &'a Arc<relay::client::Client>,
    pub(super) pairing: &'a store::relay::Pairing,
    /// Goes up with every connection that stands.
    pub(super) connected: &'a watch::Sender<u64>,
}

impl Begun<'_> {
    /// Whether the pairing is still this one. Held while something is written, nobody parts meanwhile.
    pub(super) fn is_still(&self) -> bool {
        self.shared.link.client().is_some_and(|client| Arc::ptr_eq(&client, self.client))
    }
}
