//! Looking for a reply whose answer was lost: in the thread, several times, then the person is asked.

use domain::observation::Source;
use domain::outbox::{Event, LOOKS_MS};
use domain::time::{MINUTE, Timestamp};
use graph::Access;
use store::outbox::OutboxRow;

use super::advance;
use super::deliver::person;
use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;

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
/// truly seen, the person decides.
pub(super) async fn look(shared: &Shared, row: OutboxRow) -> store::Result<()> {
    let saw = read_thread(shared, &row).await?;
    shared.store.looked(row.id).await?;
    let is_last = usize::try_from(row.looks).is_ok_and(|looks| looks + 1 >= LOOKS_MS.len());
    // Without a look at the thread nothing is known: the bubble keeps saying that it is being looked for.
    if is_last && saw {
        // Stale when ingest just proved it.
        advance(shared, &row, Event::NotFound, None, None).await?;
    }
    Ok(())
}

async fn read_thread(shared: &Shared, row: &OutboxRow) -> store::Result<bool> {
    let Some(handle) = shared.store.handle(row.handle).await?.filter(|handle| handle.on) else {
        return Ok(false); // a handle that is off is not called
    };
    let Some(person) = person(shared, row).await? else { return Ok(false) };
    let Ok(token) = shared.tokens.get(&handle.profile.ig_id).await else { return Ok(false) };
    let handle = handle.handle();
    let _permit = shared.budget.read(handle.id).await;
    match shared.client.conversation_with(Access::of(&handle, &token), &person).await {
        Ok(reply) => {
            let observations = reply.value.into_iter().flat_map(oldest_first).collect();
            let told = Told { handle: &handle, source: Source::Poll, observations, sync: None, quiet: false };
            ingest(shared, told).await?;
            Ok(true)
        }
        Err(error) => {
            tracing::info!(handle = handle.id.0, %error, "the thread could not be read to look for a reply");
            Ok(false)
        }
    }
}
