//! What changed below, as topics of the contract.

use api::{Changes, Topic};
use store::ChangeSet;
use tokio::sync::broadcast;
use tokio_util::sync::CancellationToken;

/// The topics of a change set.
pub(crate) fn topics(set: &ChangeSet) -> Changes {
    let mut changes = Changes::default();
    if !set.handles.is_empty() {
        changes.topics.insert(Topic::Handles);
    }
    if set.lists || set.outbox {
        changes.topics.insert(Topic::Lists);
    }
    if set.clock {
        changes.topics.insert(Topic::App);
    }
    if set.saved_replies {
        changes.topics.insert(Topic::SavedReplies);
    }
    changes.conversations.extend(set.conversations.iter().map(|id| id.0));
    changes
}

/// Passes an engine's changes on until cancelled. Falling behind becomes "look at everything anew".
pub(crate) async fn forward(
    mut from: broadcast::Receiver<ChangeSet>,
    to: broadcast::Sender<Changes>,
    cancel: CancellationToken,
) {
    loop {
        let received = tokio::select! {
            () = cancel.cancelled() => return,
            received = from.recv() => received,
        };
        let changes = match received {
            Ok(set) => topics(&set),
            Err(broadcast::error::RecvError::Lagged(_)) => Changes::everything(),
            Err(broadcast::error::RecvError::Closed) => return,
        };
        // Nobody listening is fine.
        let _listeners = to.send(changes);
    }
}
