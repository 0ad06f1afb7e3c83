//! Reading one thread: when a person opens it, and when a reply is looked for in it.
//!
//! A round reads the most recently active threads. Reactions, edits and unsends do not move a thread in Instagram's
//! list, so an older one is read when it is opened.

use domain::ids::ConversationId;
use domain::observation::Source;
use graph::Access;

use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;
use crate::sync::failure;

/// Reads the newest messages of a conversation. Answers whether Instagram showed them; a handle that is off is not
/// called.
///
/// # Errors
/// As the database says.
pub(crate) async fn read(shared: &Shared, conversation: ConversationId) -> store::Result<bool> {
    let Some(found) = shared.store.conversation(conversation).await? else { return Ok(false) };
    let _permit = shared.budget.read(found.handle).await;
    // Waiting may have taken long: what is true of the handle is read after it.
    let handle = shared.store.handle(found.handle).await?.filter(|handle| handle.on);
    let Some(handle) = handle.map(|row| row.handle()) else { return Ok(false) };
    let Ok(token) = shared.tokens.get(&handle.ig_id).await else { return Ok(false) };
    match shared.client.conversation_with(Access::of(&handle, &token), &found.person.igsid).await {
        Ok(reply) => {
            shared.learn(handle.id, &reply);
            let observations = reply.value.into_iter().flat_map(oldest_first).collect();
            let told = Told {
                handle: &handle,
                source: Source::Poll,
                observations,
                undelivered: Vec::new(),
                sync: None,
                quiet: false,
            };
            ingest(shared, told).await
        }
        Err(error) => {
            tracing::info!(handle = handle.id.0, %error, "a thread could not be read");
            failure::heed_throttle(shared, handle.id, &error);
            Ok(false)
        }
    }
}
