//! Reading one thread: when a person opens it, and when a reply is looked for in it.
//!
//! A round reads the most recently active threads. Reactions, edits and unsends do not move a thread in Instagram's
//! list, so an older one is read when it is opened.

use domain::ids::{ConversationId, HandleId, Igsid, MessageId, Mid};
use domain::observation::{Observation, Source};
use domain::time::Timestamp;
use graph::{Access, GraphError};

use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;
use crate::sync::failure;
use crate::sync::one_by_one::{self, Asking, Newest};

/// What Instagram showed of a conversation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Shown {
    /// When the newest message was sent of which it showed no details, or before that.
    bare: Option<Timestamp>,
}

impl Shown {
    /// Whether every message that was sent since then was shown.
    pub(crate) fn all_since(&self, then: Timestamp) -> bool {
        self.bare.is_none_or(|bare| bare < then)
    }
}

/// Reads the newest messages of a conversation. Answers what Instagram showed of them: a list without the person's thread
/// shows nothing (instagram-platform, section 2.3), nor does a thread that cannot be read to the last row. A handle that is
/// off is not called.
///
/// # Errors
/// As the database says.
pub(crate) async fn read(shared: &Shared, conversation: ConversationId) -> store::Result<Option<Shown>> {
    let Some(found) = shared.store.conversation(conversation).await? else { return Ok(None) };
    let permit = shared.budget.read(found.handle).await;
    // Waiting may have taken long: what is true of the handle is read after it.
    let handle = shared.store.handle(found.handle).await?.filter(|handle| handle.on);
    let Some(handle) = handle.map(|row| row.handle()) else { return Ok(None) };
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return Ok(None) };
    let access = Access::of(&handle, &token);
    let asking = Asking { shared, handle: handle.id, access };
    let person = &found.person.igsid;
    let answer = shared.client.conversation_with(access, person).await;
    drop(permit);
    let read = match (answer, &found.thread) {
        (Ok(reply), _) => {
            shared.learn(handle.id, &reply);
            let mut threads: Vec<_> = reply.value.into_iter().collect();
            if let Err(failure) = asking.fill(&mut threads).await {
                tracing::info!(handle = handle.id.0, %failure, "details were not asked for to the end");
            }
            let whole = threads.iter().all(|thread| thread.problems.is_empty());
            Ok((threads.into_iter().flat_map(oldest_first).collect::<Vec<_>>(), whole))
        }
        // One message of it may be the reason.
        (Err(error), Some(id)) if !one_by_one::stops(&error) => {
            let newest = asking.messages(id, person, shared.clock.now()).await;
            newest.map(|Newest { messages, left_out, .. }| (messages.into_iter().rev().collect(), !left_out))
        }
        (Err(error), _) => Err(error),
    };
    match read {
        Ok((observations, whole)) => {
            let shown = shown(&observations, person).filter(|_| whole);
            let (source, undelivered) = (Source::Poll, Vec::new());
            let replies = shared.store.outbox_of(conversation).await?;
            let settles = replies.iter().any(|reply| reply.progress.state.is_uncertain());
            let told = Told {
                handle: &handle,
                source,
                observations,
                undelivered,
                sync: None,
                stream: None,
                quiet: false,
                settles,
            };
            let applied = ingest(shared, told).await?;
            Ok(shown.filter(|_| applied))
        }
        Err(error) => {
            tracing::info!(handle = handle.id.0, %error, "a thread could not be read");
            failure::heed_throttle(shared, handle.id, &error).await;
            Ok(None)
        }
    }
}

/// What it shows of what was written with this person. A thread that is named without any message shows nothing.
fn shown(observations: &[Observation], with: &Igsid) -> Option<Shown> {
    let messages = observations.iter().filter_map(|observation| match observation {
        Observation::Message(message) if message.person == *with => Some(message),
        _ => None,
    });
    let (bare, full): (Vec<_>, Vec<_>) = messages.partition(|message| message.body.details_unavailable);
    let bare = bare.into_iter().map(|message| message.sent_at.at).max();
    (!full.is_empty()).then_some(Shown { bare })
}

/// Reads one of the newest messages of a conversation. Answers whether Instagram showed it.
///
/// # Errors
/// As the database says.
pub(crate) async fn read_message(shared: &Shared, message: MessageId) -> store::Result<bool> {
    let Some(found) = shared.store.message(message).await? else { return Ok(false) };
    match read_mid(shared, found.handle, &found.mid, Source::Poll).await? {
        Some(Ok(())) => Ok(true),
        Some(Err(_)) | None => Ok(false),
    }
}

/// Reads a message by its id and writes it down as told by `source`. `None` when the handle may not be called.
///
/// # Errors
/// As the database says.
pub(crate) async fn read_mid(
    shared: &Shared,
    id: HandleId,
    mid: &Mid,
    source: Source,
) -> store::Result<Option<Result<(), GraphError>>> {
    let _permit = shared.budget.read(id).await;
    // Waiting may have taken long: what is true of the handle is read after it.
    let handle = shared.store.handle(id).await?.filter(|row| row.on);
    let Some(handle) = handle.map(|row| row.handle()) else { return Ok(None) };
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return Ok(None) };
    match shared.client.message(Access::of(&handle, &token), mid).await {
        Ok(reply) => {
            shared.learn(id, &reply);
            let observations = vec![Observation::Message(reply.value)];
            let undelivered = Vec::new();
            let told = Told {
                handle: &handle,
                source,
                observations,
                undelivered,
                sync: None,
                stream: None,
                quiet: false,
                settles: false,
            };
            ingest(shared, told).await?;
            Ok(Some(Ok(())))
        }
        Err(error) => {
            failure::heed_throttle(shared, id, &error).await;
            Ok(Some(Err(error)))
        }
    }
}
