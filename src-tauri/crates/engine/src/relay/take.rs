//! What the stream tells, written down together with the place in it.

use domain::handle::Flavour;
use domain::ids::HandleId;
use domain::time::Timestamp;
use relay::protocol::calls::Position;
use relay::protocol::follow::Received;
use relay::protocol::frame::Content;
use serde_json::value::RawValue;
use store::handles::{HandleRow, Missed, MissedWhy};
use store::journal::AuditEntry;

use super::attend::Begun;
use super::pair::cursor;
use crate::shared::Shared;
use crate::webhook;

/// Bytes of entries that are written down together. So many hold fewer events than are read of one body
/// ([`graph::webhook`]): the smallest names a sender, a recipient and a time.
const TOGETHER: usize = 1 << 20;

/// Events: through the same door as everything else that Instagram tells.
pub(super) async fn received(
    begun: Begun<'_>,
    received: Vec<Received>,
    position: Position,
) -> store::Result<()> {
    let shared = begun.shared;
    let mut told = Vec::new();
    for Received { content, .. } in received {
        match content {
            Some(Content::Entries { entries, .. }) => told.extend(entries),
            Some(Content::Opaque { body }) => {
                // The relay reads no more of a body than whose it is. What can be read of it all the same is taken, since
                // reads do not show all that webhooks tell; and for the rest the conversations are read.
                tracing::warn!("a webhook of an unknown form; the conversations are read");
                webhook::take(shared, &body.0, None).await?;
                shared.ring_all().await;
            }
            // It has arrived, which is all that it is for.
            Some(Content::Test { .. }) => {}
            Some(Content::Deauthorised { user_id }) => deauthorised(shared, &user_id).await?,
            Some(Content::Deletion { user_id, code }) => deletion(shared, &user_id, &code).await?,
            None => unopened(shared).await?,
        }
    }
    let stream = cursor(&position, shared.clock.now());
    let mut bodies = bodies(&told);
    let Some(last) = bodies.pop() else { return shared.store.set_stream_cursor(stream).await };
    for body in bodies {
        webhook::take(shared, body.as_bytes(), None).await?;
    }
    webhook::take(shared, last.as_bytes(), Some(stream)).await?;
    Ok(())
}

/// Something was thrown away before it was fetched.
pub(super) async fn gap(begun: Begun<'_>, position: Position) -> store::Result<()> {
    tracing::warn!(
        "the relay threw events away before they were fetched; the conversations are looked through"
    );
    all_missed(begun.shared, MissedWhy::ThrownAway, Some(&position)).await
}

/// The relay's numbers began anew: nobody knows what was lost.
pub(super) async fn anew(begun: Begun<'_>, position: Position) -> store::Result<()> {
    tracing::warn!("the relay was put back from an older copy; the conversations are looked through");
    all_missed(begun.shared, MissedWhy::PutBack, Some(&position)).await
}

/// Nothing for us; only the place moved.
pub(super) async fn moved(begun: Begun<'_>, position: Position) -> store::Result<()> {
    let shared = begun.shared;
    shared.store.set_stream_cursor(cursor(&position, shared.clock.now())).await
}

/// Something that cannot be opened or understood.
async fn unopened(shared: &Shared) -> store::Result<()> {
    tracing::warn!("an event cannot be opened; the conversations are looked through");
    all_missed(shared, MissedWhy::Unopened, None).await
}

/// Writes down that webhooks of all handles may be missing since the stream last moved, and has them looked through.
async fn all_missed(shared: &Shared, why: MissedWhy, position: Option<&Position>) -> store::Result<()> {
    let now = shared.clock.now();
    let from = shared.store.stream_cursor().await?.map_or(now, |kept| kept.at.min(now));
    let rows = shared.store.handles().await?;
    let on: Vec<HandleId> = rows.iter().filter(|row| row.on).map(|row| row.id).collect();
    let stream = position.map(|position| cursor(position, now));
    shared.publish(shared.store.note_missed(on, Missed { from, to: now, why }, stream).await?);
    shared.ring_all().await;
    Ok(())
}

/// A person took the app's access away: whether it is so shows at the next read, and only that counts, since which of
/// its ids Meta names is not documented (instagram-platform, section 1.6).
async fn deauthorised(shared: &Shared, user_id: &str) -> store::Result<()> {
    let rows = shared.store.handles().await?;
    match rows.iter().find(|row| is_called(row, user_id)) {
        Some(row) => {
            note(shared, row.id, "deauthorised", shared.clock.now()).await?;
            shared.bell(row.id).notify_one();
        }
        None => shared.ring_all().await,
    }
    Ok(())
}

/// A person asked Meta for what we have of their account to be deleted. It is written down before the place moves on;
/// `deletions` carries it out and tells the relay.
async fn deletion(shared: &Shared, user_id: &str, code: &str) -> store::Result<()> {
    let now = shared.clock.now();
    let rows = shared.store.handles().await?;
    let handle = rows.iter().find(|row| is_called(row, user_id)).map(|row| row.id);
    match handle {
        Some(id) => note(shared, id, "deletion_asked", now).await?,
        None => ask_whose_it_is(shared, &rows, now).await?,
    }
    shared.store.note_deletion(code.to_owned(), handle, now).await?;
    shared.link.deletions.notify_one();
    Ok(())
}

/// With Facebook Login Meta names the person who signed in, whom nobody here knows: a person is to say whose it is.
async fn ask_whose_it_is(shared: &Shared, rows: &[HandleRow], now: Timestamp) -> store::Result<()> {
    let ids: Vec<_> =
        rows.iter().filter(|row| row.flavour == Flavour::FacebookLogin).map(|row| row.id).collect();
    if !ids.is_empty() {
        shared.publish(shared.store.tell_deletion_asked(ids, now).await?);
    }
    Ok(())
}

async fn note(shared: &Shared, id: HandleId, action: &str, at: Timestamp) -> store::Result<()> {
    let entry = AuditEntry { at, action: action.to_owned(), handle: Some(id), outcome: "done".to_owned() };
    shared.store.append_audit(entry).await
}

fn is_called(row: &HandleRow, user_id: &str) -> bool {
    row.profile.ig_id.as_str() == user_id
        || row.profile.app_scoped_id.as_deref() == Some(user_id)
        || row.page_id.as_deref() == Some(user_id)
}

/// Entries as bodies in which Meta would have sent them, each as it stood there. A frame holds many deliveries, and they can
/// come to more events together than are read of one body.
fn bodies(entries: &[Box<RawValue>]) -> Vec<String> {
    let mut together: Vec<Vec<&str>> = Vec::new();
    let mut bytes = 0;
    for entry in entries.iter().map(|entry| entry.get()) {
        bytes += entry.len();
        match together.last_mut() {
            Some(part) if bytes <= TOGETHER => part.push(entry),
            _ => {
                together.push(vec![entry]);
                bytes = entry.len();
            }
        }
    }
    let body = |part: Vec<&str>| format!(r#"{{"object":"instagram","entry":[{}]}}"#, part.join(","));
    together.into_iter().map(body).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_body_is_too_large_and_no_entry_is_left_out() {
        let entry =
            |bytes: usize| RawValue::from_string(format!("\"{}\"", "x".repeat(bytes - 2))).expect("JSON");
        let split = |sizes: &[usize]| -> Vec<usize> {
            let entries: Vec<_> = sizes.iter().map(|bytes| entry(*bytes)).collect();
            bodies(&entries).iter().map(|body| body.matches("\"x").count()).collect()
        };
        assert!(split(&[]).is_empty());
        assert_eq!(split(&[10, 10, 10]), [3]);
        assert_eq!(split(&[TOGETHER, 10, 10]), [1, 2]);
        assert_eq!(split(&[10, TOGETHER * 8, 10]), [1, 1, 1]);
        assert_eq!(split(&[TOGETHER / 2, TOGETHER / 2, TOGETHER / 2]), [2, 1]);
    }

    #[test]
    fn no_event_of_a_flood_of_small_ones_is_lost() {
        let entry = r#"{"id":"17840000000000001","time":1790000000,"messaging":[{"sender":{"id":"1234500000000007"},
            "recipient":{"id":"17840000000000001"},"timestamp":1790000000000,"read":{"mid":"m"}}]}"#;
        let flood = vec![RawValue::from_string(entry.to_owned()).expect("JSON"); 12_000];
        let read = |body: String| graph::webhook::events(body.as_bytes(), Timestamp(0)).len();
        assert_eq!(bodies(&flood).into_iter().map(read).sum::<usize>(), flood.len());
    }
}
