//! Deletions that Meta asked for: carried out, and the relay is told, for the person who looks how far it is.

use std::time::Duration;

use relay::protocol::calls::DeletionDone;

use super::attend::Begun;
use crate::erase;
use crate::shared::Shared;

/// What could not be ended is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(60);

/// Carries deletions out until dropped.
pub(super) async fn run(begun: Begun<'_>) {
    let mut connected = begun.connected.subscribe();
    loop {
        let left = once(begun).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "a deletion that was asked for is tried again");
            true
        });
        let later = async {
            if left {
                tokio::time::sleep(AGAIN_AFTER).await;
            } else {
                std::future::pending::<()>().await;
            }
        };
        tokio::select! {
            () = begun.shared.link.deletions.notified() => {}
            _ = connected.changed() => {}
            () = later => {}
        }
    }
}

/// Whether something is left to do.
async fn once(begun: Begun<'_>) -> store::Result<bool> {
    let Begun { shared, client, .. } = begun;
    let mut left = false;
    for asked in shared.store.deletions_asked().await? {
        let is_done = match asked.handle {
            Some(id) => is_gone(shared, id).await?,
            None => is_seen_to(shared).await?,
        };
        if !is_done {
            left = true;
            continue;
        }
        if !is_rewritten(shared).await? {
            left = true;
            continue;
        }
        match client.deletion_done(&DeletionDone { code: asked.code.clone() }).await {
            // One that the relay does not know (any more) need not be told.
            Ok(()) | Err(relay::client::CallError::Refused(_)) => {
                shared.store.end_deletion(asked.code).await?;
            }
            Err(error) => {
                tracing::info!(%error, "the relay was not told of a deletion yet");
                left = true;
            }
        }
    }
    Ok(left)
}

/// Whether nothing that is here can be meant by a deletion whose handle is not known: there is none, or a person saw to it.
async fn is_seen_to(shared: &Shared) -> store::Result<bool> {
    Ok(!shared.store.deletion_is_open().await? && shared.store.erasures().await?.is_empty())
}

/// Whether nothing of what went is left within the file's pages. From when on that is owed says nothing of it: a clock that
/// was ahead may have said so of what Meta asked for.
async fn is_rewritten(shared: &Shared) -> store::Result<bool> {
    Ok(shared.store.rewrite_owed().await?.is_none())
}

/// Deletes a handle; whether its rows are gone.
async fn is_gone(shared: &Shared, id: domain::ids::HandleId) -> store::Result<bool> {
    if shared.store.handle(id).await?.is_some() {
        shared.publish(shared.store.begin_to_erase_handle(id, shared.clock.now()).await?);
    }
    erase::go_on(shared).await?;
    erase::rewrite(shared).await;
    let under_way = shared.store.erasures().await?.iter().any(|erasure| erasure.handle == id);
    Ok(!under_way && shared.store.handle(id).await?.is_none())
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use domain::time::HOUR;

    use super::*;
    use crate::testing::World;

    #[tokio::test]
    async fn what_a_clock_that_was_ahead_owes_is_not_called_rewritten() {
        let world = World::at(1_790_000_000_000).await;
        let (shared, id) = (&world.shared, world.handle("brand", 9).await);
        world.clock.0.fetch_add(HOUR, Ordering::Relaxed);
        shared.store.begin_to_erase_handle(id, shared.clock.now()).await.expect("begins");
        erase::go_on(shared).await.expect("deletes");
        world.clock.0.fetch_sub(HOUR, Ordering::Relaxed);
        assert!(!is_rewritten(shared).await.expect("reads"));
        world.clock.0.fetch_add(HOUR, Ordering::Relaxed);
        erase::rewrite(shared).await;
        assert!(is_rewritten(shared).await.expect("reads"));
    }
}
