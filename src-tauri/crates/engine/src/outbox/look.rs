//! Looking for a reply whose answer was lost: in the thread, several times, then the person is asked.

use domain::handle::Trouble;
use domain::outbox::{Event, LOOKS_MS, earliest};
use domain::time::{MINUTE, Timestamp};
use store::outbox::OutboxRow;

use super::advance;
use crate::shared::Shared;
use crate::sync::thread;

/// When the planned looks are over and the thread could not be read in the last one, it is looked for this often.
const LATER_MS: i64 = 5 * MINUTE;

/// When the reply is to be looked for next.
pub(super) fn due_at(row: &OutboxRow) -> Timestamp {
    let began = began(row);
    let planned = usize::try_from(row.looks).ok().and_then(|looks| LOOKS_MS.get(looks));
    let last = LOOKS_MS.last().copied().unwrap_or_default();
    let later = || {
        let extra = i64::from(row.looks) - i64::try_from(LOOKS_MS.len()).unwrap_or_default() + 1;
        last + extra.saturating_mul(LATER_MS)
    };
    began.plus(planned.copied().unwrap_or_else(later))
}

fn began(row: &OutboxRow) -> Timestamp {
    row.attempted_at.unwrap_or(row.created_at)
}

/// Reads the thread once. Ingest finds the proof, if it is there. When the planned looks are over and all was seen that
/// was sent since the attempt, or cannot be read until a person does something, the person decides.
pub(super) async fn look(shared: &Shared, row: OutboxRow) -> store::Result<()> {
    let shown = thread::read(shared, row.conversation).await?;
    let saw = shown.is_some_and(|shown| shown.all_since(earliest(began(&row))));
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
    use domain::ids::{IgId, Igsid, ThreadId};
    use domain::observation::{Observation, ObservedThread, Source};
    use domain::outbox::State;
    use domain::person::Profile;
    use graph::http::{HeaderMap, StatusCode};
    use graph::{Request, Response, Transport, TransportError};
    use secrecy::SecretString;
    use serde_json::{Value, json};
    use store::ingest::IngestBatch;

    use super::*;
    use crate::outbox::testing::{NOW, lost};
    use crate::testing::{Says, World};

    /// An Instagram that refuses a whole thread, and gives its list of messages and each of them that bears an id.
    struct OneByOne(Value);

    #[async_trait]
    impl Transport for OneByOne {
        async fn send(&self, request: Request) -> Result<Response, TransportError> {
            let last = request.url.path().rsplit('/').next().unwrap_or_default().to_owned();
            let body = match last.as_str() {
                "conversations" => json!({ "error": { "message": "Unknown", "code": 1 } }),
                "t1" => json!({ "id": "t1", "messages": { "data": self.0 } }),
                _ => asked(),
            };
            let (status, headers) = (StatusCode::OK, HeaderMap::new());
            Ok(Response { status, headers, body: body.to_string().into() })
        }
    }

    /// Where a reply to `mira` stands whose answer was lost, after a last look at this.
    async fn after_the_last_look(shown: Value) -> State {
        after_a_last_look_at(Arc::new(Says::new(shown))).await
    }

    async fn after_a_last_look_at(instagram: Arc<dyn Transport>) -> State {
        let world = World::before(instagram, NOW).await;
        let (shared, handle) = (&world.shared, world.handle("bluekiln", 9).await);
        let token = SecretString::from("t");
        shared.tokens.set(&IgId::from("bluekiln"), &token).await.expect("keeps");
        let id = lost(shared, handle, 1).await.id;
        let thread = Observation::Thread(ObservedThread {
            thread: ThreadId::from("t1"),
            person: Igsid::from("mira"),
            profile: Profile::default(),
            updated_at: Timestamp(NOW),
            older_exist: false,
        });
        let batch = IngestBatch::new(handle, 1, Source::Webhook, Timestamp(NOW), vec![thread]);
        assert!(shared.store.ingest(batch).await.expect("writes").applied);
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

    fn asked() -> Value {
        json!({ "id": "m1", "created_time": "2026-09-21T14:13:00+0000", "message": "Is it back?",
            "from": { "id": "mira" } })
    }

    /// "Send again" is offered for what is not in the thread, and not for what was not looked at.
    #[tokio::test]
    async fn only_a_thread_that_is_shown_without_the_reply_proves_that_it_is_not_there() {
        let group = threads_of(&["mira", "noor"], &json!([asked()]));
        let unreadable = json!({ "data": [{ "updated_time": "2026-09-21T14:13:20+0000" }] });
        for nothing in [json!({ "data": [] }), group, unreadable, threads_of(&["noor"], &json!([asked()]))] {
            assert_eq!(after_the_last_look(nothing.clone()).await, State::Unknown, "{nothing}");
        }
        assert_eq!(after_the_last_look(threads_of(&["mira"], &json!([asked()]))).await, State::Ask);
    }

    #[tokio::test]
    async fn a_thread_that_is_not_shown_to_the_last_row_proves_nothing() {
        let mut without_messages = threads_of(&["mira"], &json!([]));
        without_messages["data"][0].as_object_mut().expect("a thread").remove("messages");
        let bare = |at: &str| json!({ "id": "m2", "created_time": at });
        let with = |row: Value| threads_of(&["mira"], &json!([row, asked()]));
        for shown in [
            without_messages,
            threads_of(&["mira"], &json!([])),
            with(json!({ "message": "without an id" })),
            with(bare("2026-09-21T14:13:20+0000")),
            // Clocks differ.
            with(bare("2026-09-21T14:13:06+0000")),
        ] {
            assert_eq!(after_the_last_look(shown.clone()).await, State::Unknown, "{shown}");
        }
        let older = with(bare("2026-09-21T14:13:01+0000"));
        assert_eq!(after_the_last_look(older).await, State::Ask, "it was there before the attempt");
    }

    #[tokio::test]
    async fn a_list_of_messages_that_is_not_shown_to_the_last_row_proves_nothing() {
        let listed = json!({ "id": "m1" });
        let nameless = json!({ "created_time": "2026-09-21T14:13:20+0000" });
        let part = OneByOne(json!([nameless, listed]));
        assert_eq!(after_a_last_look_at(Arc::new(part)).await, State::Unknown);
        let whole = OneByOne(json!([listed]));
        assert_eq!(after_a_last_look_at(Arc::new(whole)).await, State::Ask);
    }
}
