//! What the simulated Instagram tells by itself.

use std::sync::Arc;

use sandbox::Webhooks;
use tokio_util::sync::CancellationToken;

use crate::space::Space;

/// Hands each delivery to the engine, as the relay's stream would, until cancelled. Nothing travels: the deliveries come
/// from this process, so there is no signature to doubt.
pub(super) async fn listen(webhooks: Webhooks, space: Arc<Space>, cancel: CancellationToken) {
    loop {
        let delivery = tokio::select! {
            () = cancel.cancelled() => return,
            delivery = webhooks.next() => delivery,
        };
        let status = match space.engine.webhook(&delivery.body).await {
            Ok(_) => 200,
            Err(error) => {
                tracing::warn!(%error, "a delivery was not written down; it will come again");
                503
            }
        };
        webhooks.answer(delivery, status);
    }
}
