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
