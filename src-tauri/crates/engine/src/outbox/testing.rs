//! Replies for the tests of the outbox.

use domain::ids::{HandleId, Igsid, Mid, OutboxId};
use domain::message::{Body, Direction, Origin};
use domain::observation::{Observation, ObservedMessage, Source};
use domain::outbox::{Event, Outcome};
use domain::time::{SECOND, SentAt};
use store::ingest::IngestBatch;
use store::outbox::{Attempt, NewReply, OutboxRow};
use uuid::Uuid;

use super::advance;
use crate::shared::Shared;

/// 14:13:20 on 21 September 2026.
pub(super) const NOW: i64 = 1_790_000_000_000;

/// A reply of the handle to `mira`, who asked 20 seconds ago, that is on its way for 10 seconds.
pub(super) async fn sending(shared: &Shared, handle: HandleId, number: u128) -> OutboxRow {
    let (now, mid) = (shared.clock.now(), Mid::from("m1"));
    let asked_at = now.plus(-20 * SECOND);
    let asks = Observation::Message(ObservedMessage {
        person: Igsid::from("mira"),
        mid: mid.clone(),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(asked_at.0),
        as_of: asked_at,
        text: Some("Is it back?".into()),
        body: Body::default(),
        reactions: None,
    });
    let batch = IngestBatch::new(handle, 1, Source::Webhook, now, vec![asks]);
    assert!(shared.store.ingest(batch).await.expect("writes").applied);
    let asked = shared.store.message_by_mid(handle, &mid).await.expect("reads").expect("there");
    let id = OutboxId(Uuid::from_u128(number));
    let reply = NewReply::text(id, asked.conversation, "Back on Friday", now);
    let (row, _) = shared.store.enqueue(reply).await.expect("takes");
    let attempt = Attempt { at: now.plus(-10 * SECOND), baseline: Vec::new() };
    let sending = advance(shared, &row, Event::Checked(Ok(())), Some(attempt), None).await;
    sending.expect("writes").expect("applies")
}

/// The same, of which the answer was lost.
pub(super) async fn lost(shared: &Shared, handle: HandleId, number: u128) -> OutboxRow {
    let sending = sending(shared, handle, number).await;
    let lost = advance(shared, &sending, Event::Attempted(Outcome::Lost), None, None).await;
    lost.expect("writes").expect("applies")
}
