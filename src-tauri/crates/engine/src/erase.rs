//! Deleting from this computer (a handle, a person, what was in the bin for thirty days), to its end: at once, and after a
//! crash or with the keychain locked at the next chance.

mod rewrite;

use std::sync::Arc;
use std::time::Duration;

use domain::ids::{ConversationId, HandleId};
use domain::triage::BIN_MS;
use store::ChangeSet;
use store::erase::Erasure;
use store::journal::AuditEntry;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use crate::clock::DOUBT;
use crate::engine::Engine;
use crate::shared::Shared;

pub(crate) use rewrite::{Rewriting, rewrite};

/// What could not be ended is tried again after this.
const AGAIN_AFTER: Duration = Duration::from_secs(15 * 60);

/// How often settled replies are emptied of what they need no more.
const EMPTIED_EVERY: Duration = Duration::from_secs(24 * 60 * 60);

impl Engine {
    /// Deletes everything of a handle from this computer, the handle and its token included. What is to go is on disk
    /// before anything goes; a crash in between goes on at the next start. What is left of it within the file's pages goes
    /// soon after.
    ///
    /// # Errors
    /// As the database says; it goes all the same, later. A token that the vault did not give up is removed later.
    pub async fn delete_handle(&self, id: HandleId) -> store::Result<()> {
        let shared = self.shared();
        if let Err(error) = self.disconnect(id).await {
            tracing::warn!(%error, "the handle was not disconnected in order; it goes all the same");
        }
        self.halt(id).await;
        shared.publish(shared.store.begin_to_erase_handle(id, shared.clock.now()).await?);
        go_now(shared).await
    }

    /// Deletes everything of a conversation's person from this computer. What they wrote until now is not fetched again.
    ///
    /// # Errors
    /// As the database says; once it is written down they go all the same, later.
    pub async fn forget_person(&self, id: ConversationId) -> store::Result<()> {
        let shared = self.shared();
        shared.store.begin_to_forget(id, shared.clock.now()).await?;
        go_now(shared).await
    }

    /// Deletes what is in the bin, of one handle or of all, from this computer.
    ///
    /// # Errors
    /// As the database says; what was written down goes all the same, later.
    pub async fn empty_bin(&self, handle: Option<HandleId>) -> store::Result<()> {
        let (shared, now) = (self.shared(), self.shared().clock.now());
        let mut conversations = 0;
        let begun = loop {
            match shared.store.begin_to_empty_bin(handle, now, now, true).await {
                Ok(0) => break Ok(()),
                Ok(some) => conversations += some,
                Err(error) => break Err(error),
            }
        };
        if conversations > 0 {
            shared.store.append_audit(AuditEntry::emptied_bin(handle, conversations, now)).await?;
        }
        begun?;
        go_now(shared).await
    }
}

/// Deletes what a person asked for. The file is written anew behind their back: they wait for the rows alone.
async fn go_now(shared: &Shared) -> store::Result<()> {
    let gone = go_on(shared).await;
    shared.erased.notify_one();
    gone
}

/// Goes on with what is not ended, until cancelled. Tokens of handles that were disconnected are looked for too.
pub(crate) async fn run(shared: Arc<Shared>, cancel: CancellationToken) {
    if let Err(error) = shared.store.remove_copies_if_sound().await {
        tracing::warn!(%error, "the copies of before a migration stay");
    }
    for row in shared.store.handles().await.unwrap_or_default() {
        if row.disconnected_at.is_some()
            && let Err(error) = shared.tokens.remove(&row.profile.ig_id).await
        {
            tracing::warn!(%error, "the token of a disconnected handle may still be kept");
        }
    }
    let mut emptied = None;
    loop {
        if emptied.is_none_or(|at: Instant| at.elapsed() >= EMPTIED_EVERY) {
            emptied = Some(Instant::now());
            if let Err(error) = shared.store.empty_settled(shared.clock.now()).await {
                tracing::warn!(%error, "replies that are settled still hold what they need no more; tried again later");
            }
        }
        if let Err(error) = empty_what_is_old(&shared).await {
            tracing::warn!(%error, "what was in the bin for thirty days is still there; tried again later");
        }
        if let Err(error) = go_on(&shared).await {
            tracing::warn!(%error, "what is to be deleted is not gone yet; tried again later");
        }
        rewrite(&shared).await;
        // While no handle is on nobody tells the time, however long it is waited for.
        let soon = shared.doubts_the_time(Duration::MAX).await;
        tokio::select! {
            () = cancel.cancelled() => return,
            () = shared.erased.notified() => {}
            () = tokio::time::sleep(if soon { DOUBT } else { AGAIN_AFTER }) => {}
        }
    }
}

/// Writes down that what was in the bin for thirty days is to go, by Instagram's word alone: by a clock that was set ahead
/// everything is old, and nothing brings it back. While no handle is on nobody asks Instagram, and the bin waits until one
/// is, or until a person empties it.
async fn empty_what_is_old(shared: &Shared) -> store::Result<()> {
    if shared.clock.in_doubt().is_some() {
        return Ok(());
    }
    let now = shared.clock.now();
    loop {
        match shared.store.begin_to_empty_bin(None, now.plus(-BIN_MS), now, false).await? {
            0 => return Ok(()),
            count => tracing::info!(count, "conversations were in the bin for thirty days"),
        }
    }
}

/// Deletes what is to go.
pub(crate) async fn go_on(shared: &Shared) -> store::Result<()> {
    let _one_at_a_time = shared.erasing.lock().await;
    let mut gone = Vec::new();
    for erasure in shared.store.erasures().await? {
        if !erasure.rows_gone {
            while shared.store.erase_some(&erasure).await? {}
            shared.publish(ChangeSet { lists: true, outbox: true, ..ChangeSet::of_handle(erasure.handle) });
        }
        if !token_is_gone(shared, &erasure).await? {
            continue;
        }
        gone.push(erasure);
    }
    if gone.is_empty() {
        return Ok(());
    }
    match shared.store.end_erasures(gone, shared.clock.now()).await {
        Ok(changes) => shared.publish(changes),
        // Their rows are gone, and what is left is known at the next chance.
        Err(error) => tracing::warn!(%error, "a deletion is not ended yet; tried again later"),
    }
    Ok(())
}

/// Removes a deleted handle's token, unless the handle was connected again meanwhile.
async fn token_is_gone(shared: &Shared, erasure: &Erasure) -> store::Result<bool> {
    let Some(ig_id) = &erasure.ig_id else { return Ok(true) };
    if shared.store.handle_by_ig_id(ig_id).await?.is_some() {
        return Ok(true);
    }
    match shared.tokens.remove(ig_id).await {
        Ok(()) => Ok(true),
        Err(error) => {
            tracing::warn!(%error, "the token of a deleted handle may still be kept; tried again later");
            Ok(false)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::Ordering;

    use domain::conversation::Standing;
    use domain::ids::{Igsid, Mid};
    use domain::message::{Body, Direction, Origin};
    use domain::observation::{Observation, ObservedMessage, Source};
    use domain::time::{DAY, HOUR, SentAt, Timestamp};
    use domain::triage::Act;
    use store::ingest::IngestBatch;
    use store::triage::By;

    use super::*;
    use crate::testing::World;

    const NOW: i64 = 1_790_000_000_000;
    const BINNED: ConversationId = ConversationId(1);

    /// A world with one conversation in the bin and no handle that is on.
    async fn binned() -> World {
        let world = World::at(NOW).await;
        let handle = world.handle("brand", 9).await;
        let message = Observation::Message(ObservedMessage {
            person: Igsid::from("mira"),
            mid: Mid("mid".into()),
            direction: Direction::In,
            origin: Origin::Person,
            sent_at: SentAt::exact(NOW - HOUR),
            as_of: Timestamp(NOW),
            text: Some("hello".into()),
            body: Body::default(),
            reactions: None,
        });
        let (store, now) = (&world.shared.store, Timestamp(NOW));
        store.ingest(IngestBatch::new(handle, 1, Source::Webhook, now, vec![message])).await.expect("writes");
        store.act(vec![BINNED], Act::Bin(true), By { who: None, now }).await.expect("says");
        store.set_on(handle, false, now).await.expect("switches");
        world
    }

    /// How it stands after the bin was looked at.
    async fn looked_at(world: &World) -> Option<Standing> {
        empty_what_is_old(&world.shared).await.expect("looks");
        go_on(&world.shared).await.expect("deletes");
        world.shared.store.conversation(BINNED).await.expect("reads").map(|row| row.standing)
    }

    #[tokio::test]
    async fn the_bin_empties_itself_when_instagram_says_that_thirty_days_are_over() {
        let world = binned().await;
        world.told(NOW);
        assert_eq!(looked_at(&world).await, Some(Standing::Binned));
        world.clock.0.fetch_add(BIN_MS, Ordering::Relaxed);
        world.told(NOW + BIN_MS - HOUR);
        assert_eq!(looked_at(&world).await, Some(Standing::Binned));
        world.clock.0.fetch_add(2 * HOUR, Ordering::Relaxed);
        world.told(NOW + BIN_MS + HOUR);
        assert_eq!(looked_at(&world).await, None);
    }

    #[tokio::test]
    async fn the_computers_clock_alone_empties_no_bin() {
        let world = binned().await;
        // As it is at the start, and when it is set while the app runs.
        for _ in 0..2 {
            world.clock.0.fetch_add(365 * DAY, Ordering::Relaxed);
            assert_eq!(looked_at(&world).await, Some(Standing::Binned));
            world.told(NOW);
        }
        assert_eq!(looked_at(&world).await, Some(Standing::Binned));
    }

    #[tokio::test]
    async fn a_person_waits_for_the_rows_alone() {
        let world = binned().await;
        let (shared, now) = (&world.shared, world.shared.clock.now());
        shared.store.begin_to_forget(BINNED, now).await.expect("begins");
        go_now(shared).await.expect("deletes");
        assert!(shared.store.conversation(BINNED).await.expect("reads").is_none());
        assert_eq!(shared.store.rewrite_owed().await.expect("reads"), Some(now), "behind their back");
        rewrite(shared).await;
        assert_eq!(shared.store.rewrite_owed().await.expect("reads"), None);
    }

    #[tokio::test]
    async fn what_could_not_be_written_anew_is_not_tried_over_and_over() {
        let world = binned().await;
        let (shared, now) = (&world.shared, world.shared.clock.now());
        shared.store.begin_to_forget(BINNED, now).await.expect("begins");
        go_now(shared).await.expect("deletes");
        // A copy of before a migration that cannot be removed.
        let in_the_way = world.folder.path().join("test.db.before-migration-from-1");
        std::fs::create_dir(&in_the_way).expect("makes");
        rewrite(shared).await;
        std::fs::remove_dir(&in_the_way).expect("removes");
        rewrite(shared).await;
        assert_eq!(shared.store.rewrite_owed().await.expect("reads"), Some(now), "so soon after");
    }

    #[tokio::test]
    async fn a_clock_that_was_ahead_puts_no_writing_anew_off() {
        let world = binned().await;
        let shared = &world.shared;
        world.clock.0.fetch_add(365 * DAY, Ordering::Relaxed);
        shared.store.begin_to_forget(BINNED, shared.clock.now()).await.expect("begins");
        go_now(shared).await.expect("deletes");
        world.clock.0.fetch_sub(365 * DAY, Ordering::Relaxed);
        rewrite(shared).await;
        assert_eq!(shared.store.rewrite_owed().await.expect("reads"), None);
    }
}
