//! One round of reading: from the newest thread back to what is known (ADR 5).

use std::collections::HashSet;

use domain::diagnosis::SYNC_INTERVAL_MS;
use domain::ids::{HandleId, ThreadId};
use domain::observation::{Observation, Source};
use domain::time::{HOUR, MINUTE, Timestamp};
use graph::{Access, ConversationPage, GraphError, PageRequest, Retry, ThreadProblem};
use store::handles::{HandleRow, SyncState, Synced};
use store::undelivered::{Because, Undelivered};

use super::empty;
use super::failure::Failure;
use super::one_by_one::{self, Asking};
use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;

/// Threads on a page.
const PAGE: u32 = 20;
/// Messages of each thread: Instagram gives details of the newest 20 only.
const MESSAGES: u32 = 20;
/// So many pages in a row that show no thread which this round has not seen end it: a list that goes in circles under new
/// cursors has no end of its own. Some are empty because Instagram hides what it filtered.
const MOST_BARREN: u32 = 100;
/// A look through all conversations that ended so is done again after this long: at once it would go in the same circles.
const SWEPT_AGAIN_MS: i64 = HOUR;
/// How far a round reads back beyond the watermark: times are whole seconds, and the list moves while it is read.
const OVERLAP_MS: i64 = 10 * MINUTE;
/// What is written down of the last end of a round may be so old before the next is written down at once: it would soon
/// look as if the handle were not read any more.
const OLD_MS: i64 = 2 * SYNC_INTERVAL_MS;

/// How a round ended when nothing failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ended {
    /// Everything new was read.
    Complete {
        /// On more than one page: a thread may have moved up past the reading meanwhile.
        several_pages: bool,
    },
    /// The handle is off, gone, or connected anew meanwhile: nothing more was written.
    Void,
}

/// A look through all conversations that a failure broke off: thousands of them take minutes, and go on where they were. Or
/// one that was given up.
#[derive(Debug)]
pub(crate) struct Sweep {
    began: Timestamp,
    progress: Progress,
}

/// Reads what is new of a handle. Each page is committed together with where reading goes on. `failed_before` says that
/// the round before failed, `sweep` where it broke off.
pub(crate) async fn read(
    shared: &Shared,
    id: HandleId,
    failed_before: bool,
    sweep: &mut Option<Sweep>,
) -> Result<Ended, Failure> {
    let kept = sweep.take();
    let Some(row) = shared.store.handle(id).await?.filter(|row| row.on) else { return Ok(Ended::Void) };
    let now = shared.clock.now();
    let (given_up, broken_off) = match kept {
        Some(kept) if kept.progress.gave_up() => (Some(kept), None),
        kept => (None, kept),
    };
    *sweep = given_up.filter(|given_up| now.since(given_up.began) < SWEPT_AGAIN_MS);
    // A list that was empty without being refused may have hidden everything, also from the import.
    let doubted = row.empty_since.is_some();
    let sweeping = sweep.is_none() && (doubted || shared.store.owes_sweep(id).await?);
    let Sweep { began, mut progress } = match broken_off.filter(|_| sweeping) {
        Some(Sweep { began, progress }) => {
            // What is new goes first: a page that fails again and again holds up nothing but the sweep.
            let mut newest = Progress::begin(&row);
            let ended = read_on(shared, &row, failed_before, now, &mut newest).await;
            if !matches!(ended, Ok(Ended::Complete { .. })) {
                *sweep = Some(Sweep { began, progress });
                return ended;
            }
            let watermark = progress.watermark.max(newest.watermark).max(newest.newest);
            Sweep {
                began,
                progress: Progress { kept_cursor: progress.after.is_some(), watermark, ..progress },
            }
        }
        None => Sweep { began: now, progress: Progress { sweeping, ..Progress::begin(&row) } },
    };
    let stood = progress.after.clone();
    let ended = read_on(shared, &row, failed_before, began, &mut progress).await;
    // Where it came no further it begins anew.
    let came_further = ended.is_err() && progress.after != stood;
    if sweeping && (came_further || progress.gave_up()) {
        *sweep = Some(Sweep { began, progress });
    }
    ended
}

/// Reads from where it stands to the end.
async fn read_on(
    shared: &Shared,
    row: &HandleRow,
    failed_before: bool,
    began: Timestamp,
    progress: &mut Progress,
) -> Result<Ended, Failure> {
    let (id, handle) = (row.id, row.handle());
    let token = shared.tokens.get(&handle.ig_id).await.map_err(Failure::NoToken)?;
    let access = Access::of(&handle, &token);
    loop {
        let asking = Asking { shared, handle: id, access };
        let mut page = match read_page(shared, id, access, progress).await {
            Ok(page) => page,
            // A kept cursor can be too old for Instagram: then from the top, once.
            Err(error) if progress.kept_cursor && error.retry() == Retry::Config => {
                progress.after = None;
                progress.kept_cursor = false;
                progress.seen_cursors.clear();
                progress.seen_threads.clear();
                progress.barren = 0;
                continue;
            }
            Err(error) if one_by_one::may_help(&error, failed_before) => asking
                .page(&progress.request(), progress.until())
                .await
                .map_err(|later| if one_by_one::stops(&later) { later } else { error })?,
            Err(error) => return Err(error.into()),
        };
        asking.fill(&mut page.threads).await?;
        let now = shared.clock.now();
        let complete = progress.take(&page, now);
        let sync = progress.to_keep(complete, now);
        let (nothing_new, written) = (complete && sync.is_none(), sync.is_some());
        let told = Told {
            handle: &handle,
            source: Source::Poll,
            undelivered: unread(&page, now),
            observations: observations(page),
            sync,
            stream: None,
            quiet: progress.importing,
        };
        let nothing = progress.threads == 0;
        if !ingest(shared, told).await? {
            return Ok(Ended::Void);
        }
        if written {
            shared.synced.forget(id);
        }
        if nothing_new && let Some(ends) = shared.synced.add(Synced { handle: id, epoch: row.epoch, at: now })
        {
            shared.publish(shared.store.set_synced(ends).await?);
        }
        // A list that shows something again is looked through to its end first, however often that is broken off.
        if complete && (nothing || progress.sweeping) {
            empty::note(shared, row, access, nothing).await?;
        }
        if progress.gave_up() {
            tracing::warn!("the list of conversations goes in circles; what is beyond was not read");
        } else if complete && progress.sweeping {
            shared.publish(shared.store.swept(id, began, shared.clock.now()).await?);
        }
        if complete {
            return Ok(Ended::Complete { several_pages: progress.after.is_some() });
        }
    }
}

async fn read_page(
    shared: &Shared,
    id: HandleId,
    access: Access<'_>,
    progress: &Progress,
) -> Result<ConversationPage, GraphError> {
    let _permit = shared.budget.read(id).await;
    let reply = shared.client.conversations(access, &progress.request()).await?;
    shared.learn(id, &reply);
    shared.rounds.answered(id, shared.clock.now());
    Ok(reply.value)
}

/// Threads of which nothing could be read: they are listed where a person finds them.
fn unread(page: &ConversationPage, now: Timestamp) -> Vec<Undelivered> {
    let unreadable =
        page.threads.iter().filter(|thread| thread.problems.contains(&ThreadProblem::Unreadable));
    unreadable
        .map(|thread| Undelivered {
            at: thread.updated_at.unwrap_or(now),
            why: Because::ThreadUnreadable,
            key: thread.id.as_ref().map(|id| id.0.clone()).unwrap_or_default(),
            field: None,
            raw: None,
        })
        .collect()
}

fn observations(page: ConversationPage) -> Vec<Observation> {
    for thread in &page.threads {
        for problem in &thread.problems {
            let problem = std::mem::discriminant(problem);
            tracing::warn!(?problem, "a thread could not be read whole; the others are");
        }
    }
    page.threads.into_iter().flat_map(oldest_first).collect()
}

/// Where a round stands.
#[derive(Debug, Clone)]
struct Progress {
    importing: bool,
    /// All threads are read, known ones too: webhooks of them may be missing.
    sweeping: bool,
    /// Threads seen so far.
    threads: usize,
    after: Option<String>,
    kept_cursor: bool,
    seen_cursors: HashSet<String>,
    seen_threads: HashSet<ThreadId>,
    /// Pages in a row without a thread that was not seen before.
    barren: u32,
    /// Threads that last changed before this (less the overlap) are known.
    watermark: Option<Timestamp>,
    newest: Option<Timestamp>,
    catching_up: bool,
    last_synced_at: Option<Timestamp>,
    connected_at: Timestamp,
}

impl Progress {
    fn begin(row: &HandleRow) -> Self {
        let SyncState { page_cursor, watermark, catching_up, last_synced_at } = row.sync.clone();
        let importing = watermark.is_none();
        let after = page_cursor.filter(|_| importing);
        Self {
            importing,
            sweeping: false,
            threads: 0,
            kept_cursor: after.is_some(),
            after,
            seen_cursors: HashSet::new(),
            seen_threads: HashSet::new(),
            barren: 0,
            watermark,
            newest: None,
            catching_up,
            last_synced_at,
            connected_at: row.connected_at,
        }
    }

    fn request(&self) -> PageRequest {
        PageRequest { after: self.after.clone(), limit: PAGE, messages: MESSAGES }
    }

    /// Threads that last changed before this are known; none when all are to be read.
    fn until(&self) -> Option<Timestamp> {
        self.watermark.filter(|_| !self.sweeping).map(|watermark| watermark.plus(-OVERLAP_MS))
    }

    /// Takes a page in; answers whether the round is complete. Nothing is known of times after `now`: a watermark that a
    /// wrong clock once put there, or a thread that claims to change tomorrow, must not hide what comes until then.
    fn take(&mut self, page: &ConversationPage, now: Timestamp) -> bool {
        let times = || page.threads.iter().filter_map(|thread| thread.updated_at);
        self.newest = self.newest.max(times().max()).map(|newest| newest.min(now));
        self.watermark = self.watermark.map(|watermark| watermark.min(now));
        self.connected_at = self.connected_at.min(now);
        let reached_known =
            self.until().is_some_and(|until| times().min().is_some_and(|oldest| oldest < until));
        self.kept_cursor = false;
        self.threads += page.threads.len();
        // One without an id may be any.
        let mut is_new = |id: &Option<ThreadId>| id.clone().is_none_or(|id| self.seen_threads.insert(id));
        let new = page.threads.iter().filter(|thread| is_new(&thread.id)).count();
        self.barren = if new > 0 { 0 } else { self.barren + 1 };
        match page.after.clone().filter(|_| !reached_known) {
            // A cursor that comes back leads in a circle.
            Some(after) if !self.gave_up() && self.seen_cursors.insert(after.clone()) => {
                self.after = Some(after);
                false
            }
            _ => true,
        }
    }

    /// Whether the list was left before its end, since it seems to have none. An import is over with it, as there is no more
    /// to be had; a look through all conversations is not.
    fn gave_up(&self) -> bool {
        self.barren >= MOST_BARREN
    }

    /// What is committed with the page. An import goes on where it was after a restart; what came in meanwhile is
    /// found by the first round after it, which reads back to the time of connecting.
    fn to_keep(&self, complete: bool, now: Timestamp) -> Option<SyncState> {
        let kept =
            SyncState { catching_up: !complete, last_synced_at: self.last_synced_at, ..SyncState::default() };
        match (complete, self.importing) {
            (true, true) => {
                Some(SyncState { watermark: Some(self.connected_at), last_synced_at: Some(now), ..kept })
            }
            (true, false) => {
                let watermark = self.watermark.max(self.newest);
                let quiet = watermark == self.watermark
                    && !self.catching_up
                    && self.last_synced_at.is_some_and(|last| now.since(last) < OLD_MS);
                (!quiet).then_some(SyncState { watermark, last_synced_at: Some(now), ..kept })
            }
            (false, true) => Some(SyncState { page_cursor: self.after.clone(), ..kept }),
            (false, false) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use graph::ThreadRead;

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn page(threads: &[(&str, Timestamp)], after: &str) -> ConversationPage {
        let thread = |(id, updated_at): &(&str, Timestamp)| ThreadRead {
            id: Some(ThreadId::from(*id)),
            updated_at: Some(*updated_at),
            observations: Vec::new(),
            problems: Vec::new(),
        };
        ConversationPage { threads: threads.iter().map(thread).collect(), after: Some(after.to_owned()) }
    }

    fn round(watermark: Option<Timestamp>) -> Progress {
        Progress {
            importing: false,
            sweeping: false,
            threads: 0,
            after: None,
            kept_cursor: false,
            seen_cursors: HashSet::new(),
            seen_threads: HashSet::new(),
            barren: 0,
            watermark,
            newest: None,
            catching_up: false,
            last_synced_at: None,
            connected_at: NOW.plus(-9 * HOUR),
        }
    }

    #[test]
    fn a_sweep_reads_on_where_a_round_stops() {
        let page = page(&[("a", NOW), ("b", NOW.plus(-5 * HOUR))], "next");
        let round = round(Some(NOW.plus(-HOUR)));
        assert!(round.clone().take(&page, NOW), "what is older than the watermark is known");
        let mut sweep = Progress { sweeping: true, ..round };
        assert!(!sweep.take(&page, NOW));
        assert_eq!(sweep.request().after.as_deref(), Some("next"));
        let last = ConversationPage { after: None, ..page };
        assert!(sweep.take(&last, NOW));
        let kept = sweep.to_keep(true, NOW).expect("written down");
        assert_eq!(kept.watermark, Some(NOW), "and the next round goes on from here");
    }

    #[test]
    fn an_end_without_anything_new_is_written_down_at_once_only_where_the_last_is_old() {
        let ended = |ago: i64| Progress { last_synced_at: Some(NOW.plus(-ago)), ..round(Some(NOW)) };
        assert_eq!(ended(OLD_MS - 1).to_keep(true, NOW), None);
        let kept = ended(OLD_MS).to_keep(true, NOW).expect("written down");
        assert_eq!(kept.last_synced_at, Some(NOW));
        let new = Progress { newest: Some(NOW.plus(1)), ..ended(1) };
        assert!(new.to_keep(true, NOW).is_some(), "something is new");
    }

    #[test]
    fn a_list_that_goes_in_circles_under_new_cursors_ends() {
        let mut circling = round(None);
        let turns = (1..).find(|turn| circling.take(&page(&[("a", NOW)], &format!("cursor {turn}")), NOW));
        assert_eq!(turns, Some(MOST_BARREN + 1));
        assert!(circling.gave_up());
        let mut ending = round(None);
        assert!(ending.take(&ConversationPage { after: None, ..page(&[("a", NOW)], "") }, NOW));
        assert!(!ending.gave_up(), "the end of the list");
        // Empty pages between full ones are no circle.
        let mut sparse = round(None);
        for turn in 0..10 * MOST_BARREN {
            let id = format!("thread {turn}");
            let threads = [(id.as_str(), NOW)];
            let shown = if turn % (MOST_BARREN - 1) == 0 { &threads[..] } else { &[] };
            assert!(!sparse.take(&page(shown, &format!("cursor {turn}")), NOW), "{turn}");
        }
        // Nor are threads that do not say which they are.
        let mut nameless = round(None);
        for turn in 0..2 * MOST_BARREN {
            let mut page = page(&[("a", NOW)], &format!("cursor {turn}"));
            page.threads[0].id = None;
            assert!(!nameless.take(&page, NOW), "{turn}");
        }
    }
}
