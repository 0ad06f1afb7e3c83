//! Looking for a reply whose answer was lost: in the thread, several times, then the person is asked.

use domain::handle::Trouble;
use domain::outbox::{Event, LOOKS_MS};
use domain::time::{MINUTE, Timestamp};
use store::outbox::OutboxRow;

use super::advance;
use crate::shared::Shared;
use crate::sync::thread;

/// When the planned looks are over and the thread could not be read in the last one, it is looked for this often.
const LATER_MS: i64 = 5 * MINUTE;

/// When the reply is to be looked for next.
pub(super) fn due_at(row: &OutboxRow) -> Timestamp {
    let began = row.attempted_at.unwrap_or(row.created_at);
    let planned = usize::try_from(row.looks).ok().and_then(|looks| LOOKS_MS.get(looks));
    let last = LOOKS_MS.last().copied().unwrap_or_default();
    let later = || {
        let extra = i64::from(row.looks) - i64::try_from(LOOKS_MS.len()).unwrap_or_default() + 1;
        last + extra.saturating_mul(LATER_MS)
    };
    began.plus(planned.copied().unwrap_or_else(later))
}

/// Reads the thread once. Ingest finds the proof, if it is there. When the planned looks are over and the thread was
/// truly seen, or cannot be read until a person does something, the person decides.
pub(super) async fn look(shared: &Shared, row: OutboxRow) -> store::Result<()> {
    let saw = thread::read(shared, row.conversation).await?;
    shared.store.looked(row.id).await?;
    let is_last = usize::try_from(row.looks).is_ok_and(|looks| looks + 1 >= LOOKS_MS.len());
    // Without a look at the thread nothing is known: the bubble keeps saying that it is being looked for.
    if is_last && (saw || cannot_be_read(shared, &row).await?) {
        // Stale when ingest just proved it.
        advance(shared, &row, Event::NotFound, None, None).await?;
    }
    Ok(())
}

/// Whether looking on is of no use: the handle is off, or waits for a new sign-in.
async fn cannot_be_read(shared: &Shared, row: &OutboxRow) -> store::Result<bool> {
    let handle = shared.store.handle(row.handle).await?;
    Ok(handle.is_none_or(|handle| !handle.on || handle.trouble.is_some_and(Trouble::needs_reconnect)))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use async_trait::async_trait;
    use domain::ids::{ConversationId, IgId, Igsid, Mid, OutboxId};
    use domain::message::{Body, Direction, Origin};
    use domain::observation::{Observation, ObservedMessage, Source};
    use domain::outbox::{Outcome, State};
    use domain::time::SentAt;
    use graph::http::{HeaderMap, StatusCode};
    use graph::{Request, Response, Transport, TransportError};
    use secrecy::SecretString;
    use serde_json::{Value, json};
    use store::ingest::IngestBatch;
    use store::outbox::{Attempt, NewReply};

    use super::*;
    use crate::testing::World;

    const NOW: i64 = 1_790_000_000_000;
    const CONVERSATION: ConversationId = ConversationId(1);

    /// An Instagram that answers every call so.
    struct Says(Value);

    #[async_trait]
    impl Transport for Says {
        async fn send(&self, _: Request) -> Result<Response, TransportError> {
            let body = self.0.to_string().into();
            Ok(Response { status: StatusCode::OK, headers: HeaderMap::new(), body })
        }
    }

    /// Where a reply to `mira` stands whose answer was lost, after a last look at this.
    async fn after_the_last_look(shown: Value) -> State {
        let (world, now) = (World::before(Arc::new(Says(shown)), NOW).await, Timestamp(NOW));
        let (shared, handle) = (&world.shared, world.handle("bluekiln", 9).await);
        let token = SecretString::from("t");
        shared.tokens.set(&IgId::from("bluekiln"), &token).await.expect("keeps");
        let asks = Observation::Message(ObservedMessage {
            person: Igsid::from("mira"),
            mid: Mid::from("m1"),
            direction: Direction::In,
            origin: Origin::Person,
            sent_at: SentAt::exact(NOW),
            as_of: now,
            text: Some("Is it back?".into()),
            body: Body::default(),
            reactions: None,
        });
        let batch = IngestBatch::new(handle, 1, Source::Webhook, now, vec![asks]);
        assert!(shared.store.ingest(batch).await.expect("writes").applied);
        let reply = NewReply::text(OutboxId(uuid::Uuid::from_u128(1)), CONVERSATION, "Back on Friday", now);
        let (row, _) = shared.store.enqueue(reply).await.expect("takes");
        let attempt = Attempt { at: now, baseline: Vec::new() };
        let sent = advance(shared, &row, Event::Checked(Ok(())), Some(attempt), None).await;
        let sent = sent.expect("writes").expect("applies");
        let lost = advance(shared, &sent, Event::Attempted(Outcome::Lost), None, None).await;
        let id = lost.expect("writes").expect("applies").id;
        for _ in 1..LOOKS_MS.len() {
            shared.store.looked(id).await.expect("counts");
        }
        let row = shared.store.outbox_row(id).await.expect("reads").expect("there");
        look(shared, row).await.expect("looks");
        shared.store.outbox_row(id).await.expect("reads").expect("there").progress.state
    }

    fn threads_of(people: &[&str], messages: &Value) -> Value {
        let named = |name: &&str| json!({ "id": name, "username": name });
        let both: Vec<Value> = ["bluekiln"].iter().chain(people).map(named).collect();
        json!({ "data": [{ "id": "t1", "updated_time": "2026-09-21T14:13:20+0000",
            "participants": { "data": both }, "messages": { "data": messages } }] })
    }

    /// "Send again" is offered for what is not in the thread, and not for what was not looked at.
    #[tokio::test]
    async fn only_a_thread_that_is_shown_without_the_reply_proves_that_it_is_not_there() {
        let asked = json!([{ "id": "m1", "created_time": "2026-09-21T14:13:20+0000", "message": "Is it back?",
            "from": { "id": "mira" } }]);
        let group = threads_of(&["mira", "noor"], &asked);
        let unreadable = json!({ "data": [{ "updated_time": "2026-09-21T14:13:20+0000" }] });
        for nothing in [json!({ "data": [] }), group, unreadable, threads_of(&["noor"], &asked)] {
            assert_eq!(after_the_last_look(nothing.clone()).await, State::Unknown, "{nothing}");
        }
        assert_eq!(after_the_last_look(threads_of(&["mira"], &asked)).await, State::Ask);
    }
}
