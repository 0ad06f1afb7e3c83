//! Reading one thread: when a person opens it, and when a reply is looked for in it.
//!
//! A round reads the most recently active threads. Reactions, edits and unsends do not move a thread in Instagram's
//! list, so an older one is read when it is opened.

use domain::ids::{ConversationId, HandleId, Igsid, MessageId, Mid};
use domain::observation::{Observation, Source};
use graph::{Access, GraphError};

use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;
use crate::sync::failure;
use crate::sync::one_by_one::{self, Asking};

/// Reads the newest messages of a conversation. Answers whether Instagram showed them: a list without the person's thread
/// shows nothing (instagram-platform, section 2.3), nor does a thread that cannot be read. A handle that is off is not
/// called.
///
/// # Errors
/// As the database says.
pub(crate) async fn read(shared: &Shared, conversation: ConversationId) -> store::Result<bool> {
    let Some(found) = shared.store.conversation(conversation).await? else { return Ok(false) };
    let permit = shared.budget.read(found.handle).await;
    // Waiting may have taken long: what is true of the handle is read after it.
    let handle = shared.store.handle(found.handle).await?.filter(|handle| handle.on);
    let Some(handle) = handle.map(|row| row.handle()) else { return Ok(false) };
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return Ok(false) };
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
            Ok(threads.into_iter().flat_map(oldest_first).collect::<Vec<_>>())
        }
        // One message of it may be the reason.
        (Err(error), Some(id)) if !one_by_one::stops(&error) => {
            let messages = asking.messages(id, person, shared.clock.now()).await;
            messages.map(|(messages, _)| messages.into_iter().rev().collect())
        }
        (Err(error), _) => Err(error),
    };
    match read {
        Ok(observations) => {
            let shown = observations.iter().any(|observation| shows(observation, person));
            let (source, undelivered) = (Source::Poll, Vec::new());
            let told = Told {
                handle: &handle,
                source,
                observations,
                undelivered,
                sync: None,
                stream: None,
                quiet: false,
            };
            Ok(ingest(shared, told).await? && shown)
        }
        Err(error) => {
            tracing::info!(handle = handle.id.0, %error, "a thread could not be read");
            failure::heed_throttle(shared, handle.id, &error).await;
            Ok(false)
        }
    }
}

/// Whether it shows something of what was written with this person.
fn shows(observation: &Observation, with: &Igsid) -> bool {
    match observation {
        Observation::Thread(thread) => thread.person == *with,
        Observation::Message(message) => message.person == *with && !message.body.details_unavailable,
        _ => false,
    }
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
