//! Changes, as server-sent events. Unlike the window's, they are not merged over frames: tests want to see each.

use std::convert::Infallible;

use api::Changes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Sse;
use axum::response::sse::{Event, KeepAlive};
use futures_util::{Stream, stream};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use crate::server::Shared;

struct Subscription {
    changes: Receiver<Changes>,
    owed: Option<Changes>,
    revision: u32,
}

/// `GET /events`. A browser that comes back says so in `Last-Event-ID`, and hears a resync first.
pub(crate) async fn stream(
    State(shared): State<Shared>,
    headers: HeaderMap,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let owed = headers.contains_key("last-event-id").then(Changes::everything);
    let subscription = Subscription { changes: shared.app.changes(), owed, revision: 0 };
    Sse::new(stream::unfold(subscription, next)).keep_alive(KeepAlive::default())
}

async fn next(mut subscription: Subscription) -> Option<(Result<Event, Infallible>, Subscription)> {
    let changes = match subscription.owed.take() {
        Some(owed) => owed,
        None => match subscription.changes.recv().await {
            Ok(changes) => changes,
            Err(RecvError::Lagged(_)) => Changes::everything(),
            Err(RecvError::Closed) => return None,
        },
    };
    subscription.revision = subscription.revision.wrapping_add(1);
    let numbered = Changes { revision: subscription.revision, ..changes };
    let event = Event::default().id(numbered.revision.to_string()).json_data(&numbered).unwrap_or_default();
    Some((Ok(event), subscription))
}
