//! Looks whether Instagram still sends webhooks of each handle here: Meta switches them off when deliveries failed for an
//! hour, and tells nobody (instagram-platform, section 6).

use std::collections::HashMap;
use std::time::Duration;

use domain::ids::HandleId;
use domain::time::Timestamp;
use graph::{Access, GraphError};
use store::handles::HandleRow;
use store::journal::AuditEntry;
use tokio::time::Instant;

use super::attend::Begun;
use crate::shared::Shared;

/// How often each handle's subscription is read.
const LOOK_EVERY: Duration = Duration::from_secs(600);
/// The same where reading found what no webhook told of.
const LOOK_WHEN_SILENT: Duration = Duration::from_secs(120);
/// How often it is looked whether one is due.
const TICK: Duration = Duration::from_secs(30);

/// Watches until dropped. After each connection every handle is looked at.
pub(super) async fn run(begun: Begun<'_>) {
    let mut connected = begun.connected.subscribe();
    let mut looked: HashMap<HandleId, Instant> = HashMap::new();
    let mut held: HashMap<HandleId, Timestamp> = HashMap::new();
    loop {
        tokio::select! {
            _ = connected.changed() => looked.clear(),
            () = tokio::time::sleep(TICK) => {}
        }
        let rows = begun.shared.store.handles().await.unwrap_or_default();
        for row in rows {
            let every = if begun.shared.link.is_silent(&row) { LOOK_WHEN_SILENT } else { LOOK_EVERY };
            if looked.get(&row.id).is_some_and(|at| at.elapsed() < every) {
                continue;
            }
            // Read anew: the handles before it may have taken long, and a handle that is off is not called.
            let row = begun.shared.store.handle(row.id).await.ok().flatten();
            let Some(row) = row.filter(|row| row.on && row.trouble.is_none()) else { continue };
            looked.insert(row.id, Instant::now());
            match look(begun, &row, held.get(&row.id).copied()).await {
                Ok(true) => drop(held.insert(row.id, begun.shared.clock.now())),
                Ok(false) => {}
                Err(error) => {
                    tracing::info!(handle = row.id.0, %error, "whether webhooks are sent is not known");
                }
            }
        }
    }
}

#[derive(Debug, thiserror::Error)]
enum Failed {
    #[error(transparent)]
    Graph(#[from] GraphError),
    #[error(transparent)]
    Store(#[from] store::StoreError),
}

/// Reads a handle's subscription; writes down when it is gone, makes it anew, and has everything looked through.
/// `held` is when it was there last, as far as it is known. Answers whether it is there now.
async fn look(begun: Begun<'_>, row: &HandleRow, held: Option<Timestamp>) -> Result<bool, Failed> {
    let Begun { shared, pairing, .. } = begun;
    let handle = row.handle();
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return Ok(false) };
    let access = Access::of(&handle, &token);
    if is_subscribed(begun, row.id, access).await? {
        if row.unsubscribed_since.is_some() {
            sent_again(shared, row.id).await?;
        }
        return Ok(true);
    }
    let now = shared.clock.now();
    tracing::warn!(
        handle = row.id.0,
        "Instagram sends no webhooks of this handle any more; subscribing anew"
    );
    let came = held.max(row.last_webhook_at).unwrap_or(pairing.paired_at);
    let from = came.max(row.connected_at).min(now);
    // Before it is made anew: whatever fails after this, the time is not forgotten.
    shared.publish(shared.store.unsubscribed(row.id, from, now).await?);
    {
        let _permit = shared.budget.read(row.id).await;
        shared.client.subscribe(access).await?;
    }
    if !is_subscribed(begun, row.id, access).await? {
        return Ok(false);
    }
    sent_again(shared, row.id).await?;
    Ok(true)
}

/// Webhooks of a handle are sent again: writes it down, and has everything looked through.
async fn sent_again(shared: &Shared, id: HandleId) -> store::Result<()> {
    let now = shared.clock.now();
    shared.publish(shared.store.subscribed(id, now).await?);
    let entry = AuditEntry {
        at: now,
        action: "resubscribe".to_owned(),
        handle: Some(id),
        outcome: "by_itself".to_owned(),
    };
    shared.store.append_audit(entry).await?;
    shared.bell(id).notify_one();
    Ok(())
}

async fn is_subscribed(begun: Begun<'_>, id: HandleId, access: Access<'_>) -> Result<bool, GraphError> {
    let _permit = begun.shared.budget.read(id).await;
    let reply = begun.shared.client.subscription(access).await?;
    begun.shared.learn(id, &reply);
    Ok(reply.value.has_messages())
}
