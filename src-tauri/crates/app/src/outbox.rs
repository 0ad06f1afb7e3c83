//! Replies that are not settled, over all handles.

use api::ApiError;
use api::request::{OutboxPart as Part, OutboxRequest, RepliesAction, RepliesActionRequest};
use api::view::{OutboxCounts, OutboxEntry, OutboxPage, RepliesActed, RepliesRestored};
use domain::ids::HandleId;
use store::outbox::{Decision, Discarded, OutboxPart, OutboxQuery};

use crate::errors::{internal, invalid, of_store};
use crate::space::Space;
use crate::{replies, views};

/// Replies of a page, at most.
const LONGEST_PAGE: u32 = 200;
/// Replies of one decision, at most.
const MOST_AT_ONCE: usize = 500;

/// A page, newest first.
pub(crate) async fn page(space: &Space, request: &OutboxRequest) -> Result<OutboxPage, ApiError> {
    let query = OutboxQuery {
        handle: request.handle.map(HandleId),
        part: match request.part {
            Part::All => OutboxPart::All,
            Part::NeedsPerson => OutboxPart::NeedsPerson,
            Part::Scheduled => OutboxPart::Scheduled,
        },
        after: request.after.as_deref().map(replies::parse_id).transpose()?,
        limit: request.limit.clamp(1, LONGEST_PAGE),
        now: space.engine.clock().now(),
    };
    let (found, more) = space.store.outbox_page(&query).await.map_err(of_store)?;
    let next = found.last().filter(|_| more).map(|last| last.row.id.0.to_string());
    let mut entries = Vec::with_capacity(found.len());
    for entry in found {
        let needs_person = entry.row.progress.needs_person();
        entries.push(OutboxEntry {
            conversation: entry.row.conversation.0,
            handle: entry.row.handle.0,
            window: entry.conversation.marks.last_inbound.map(views::window),
            person: views::person(entry.conversation.person),
            reply: replies::view(space, entry.row).await?,
            needs_person,
        });
    }
    Ok(OutboxPage { entries, next })
}

/// How many replies are not settled.
pub(crate) async fn counts(space: &Space, handle: Option<i64>) -> Result<OutboxCounts, ApiError> {
    let now = space.engine.clock().now();
    let counts = space.store.outbox_counts(handle.map(HandleId), now).await.map_err(of_store)?;
    Ok(OutboxCounts { open: counts.open, needs_person: counts.needs_person, scheduled: counts.scheduled })
}

/// Does the same with many replies. Only what was discarded without files can be taken back.
pub(crate) async fn act(space: &Space, request: &RepliesActionRequest) -> Result<RepliesActed, ApiError> {
    if request.ids.is_empty() || request.ids.len() > MOST_AT_ONCE {
        return Err(invalid("between one and 500 replies at once"));
    }
    let ids = request.ids.iter().map(|id| replies::parse_id(id)).collect::<Result<Vec<_>, _>>()?;
    let decision = match request.action {
        RepliesAction::SendAgain => Decision::SendAgain,
        RepliesAction::Discard => Decision::Discard,
    };
    let (asked, now) = (ids.len(), space.engine.clock().now());
    let (done, changes) = space.store.decide(ids, decision, now).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.wake_outbox();
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let discarded = if decision == Decision::Discard { done.as_slice() } else { &[] };
    let for_good = discarded.iter().filter(|one| one.had_files).count();
    let undo = (discarded.len() > for_good).then(|| serde_json::to_string(discarded));
    Ok(RepliesActed {
        done: count(done.len()),
        too_late: count(asked - done.len()),
        undo: undo.transpose().map_err(|error| internal(&error))?,
        for_good: count(for_good),
    })
}

/// Takes back that replies were discarded.
pub(crate) async fn restore(space: &Space, token: &str) -> Result<RepliesRestored, ApiError> {
    let discarded: Vec<Discarded> =
        serde_json::from_str(token).map_err(|_| invalid("the undo is not one of ours"))?;
    let now = space.engine.clock().now();
    let (done, changes) = space.store.restore(discarded, now).await.map_err(of_store)?;
    space.engine.publish(changes);
    space.engine.wake_outbox();
    Ok(RepliesRestored { done })
}
