//! Where a round stands in the list of conversations: what it asks for next, and when it has seen what is new.

use std::collections::HashSet;

use domain::diagnosis::SYNC_INTERVAL_MS;
use domain::ids::ThreadId;
use domain::time::{MINUTE, Timestamp};
use graph::{ConversationPage, PageRequest};
use store::handles::{HandleRow, SyncState};

use super::breadth::Breadth;

/// Messages of each thread: Instagram gives details of the newest 20 only.
const MESSAGES: u32 = 20;
/// So many pages in a row that show no thread which this round has not seen end it: a list that goes in circles under new
/// cursors has no end of its own. Some are empty because Instagram hides what it filtered.
const MOST_BARREN: u32 = 100;
/// How far a round reads back beyond the watermark: times are whole seconds, and the list moves while it is read.
const OVERLAP_MS: i64 = 10 * MINUTE;
/// What is written down of the last end of a round may be so old before the next is written down at once: it would soon
/// look as if the handle were not read any more.
const OLD_MS: i64 = 2 * SYNC_INTERVAL_MS;

/// Where a round stands.
#[derive(Debug, Clone)]
pub(super) struct Progress {
    pub(super) importing: bool,
    /// All threads are read, known ones too: webhooks of them may be missing.
    pub(super) sweeping: bool,
    /// Threads seen so far.
    pub(super) threads: usize,
    pub(super) after: Option<String>,
    pub(super) kept_cursor: bool,
    seen_cursors: HashSet<String>,
    seen_threads: HashSet<ThreadId>,
    /// Pages in a row without a thread that was not seen before.
    barren: u32,
    /// How many threads the next page is asked for.
    pub(super) page: u32,
    /// How many threads are to be seen, also when those before them are known.
    at_least: u32,
    /// Threads that last changed before this (less the overlap) are known.
    watermark: Option<Timestamp>,
    newest: Option<Timestamp>,
    catching_up: bool,
    last_synced_at: Option<Timestamp>,
    connected_at: Timestamp,
}

impl Progress {
    /// From the newest thread, or from where an import was broken off.
    pub(super) fn begin(row: &HandleRow) -> Self {
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
            page: Breadth::PAGE,
            at_least: 0,
            watermark,
            newest: None,
            catching_up,
            last_synced_at,
            connected_at: row.connected_at,
        }
    }

    /// The same through all conversations, known ones too.
    pub(super) fn through_all(self) -> Self {
        Self { sweeping: true, ..self }
    }

    /// The same with a first page of so many threads.
    pub(super) fn first_page(self, page: u32) -> Self {
        Self { page, ..self }
    }

    /// The same until at least so many threads were seen.
    pub(super) fn at_least(self, threads: u32) -> Self {
        Self { at_least: threads, ..self }
    }

    /// Asks for no more threads than this with the next page.
    pub(super) fn at_most(&mut self, threads: u32) {
        self.page = self.page.min(threads);
    }

    /// Goes on after what is new was read meanwhile.
    pub(super) fn after_news(self, newest: &Self) -> Self {
        let watermark = self.watermark.max(newest.watermark).max(newest.newest);
        Self { kept_cursor: self.after.is_some(), watermark, ..self }
    }

    /// Begins the list anew: its cursor is none of Instagram's any more.
    pub(super) fn begin_anew(&mut self) {
        self.after = None;
        self.kept_cursor = false;
        self.seen_cursors.clear();
        self.seen_threads.clear();
        self.barren = 0;
    }

    pub(super) fn request(&self) -> PageRequest {
        PageRequest { after: self.after.clone(), limit: self.page, messages: MESSAGES }
    }

    /// Whether what is known already is looked at too.
    pub(super) fn looks_at_all(&self) -> bool {
        self.importing || self.sweeping
    }

    /// Threads that last changed before this are known; none when all are to be read.
    pub(super) fn until(&self) -> Option<Timestamp> {
        self.watermark.filter(|_| !self.sweeping).map(|watermark| watermark.plus(-OVERLAP_MS))
    }

    /// Takes a page in; answers whether the round is complete. Nothing is known of times after `now`: a watermark that a
    /// wrong clock once put there, or a thread that claims to change tomorrow, must not hide what comes until then.
    pub(super) fn take(&mut self, page: &ConversationPage, now: Timestamp) -> bool {
        let times = || page.threads.iter().filter_map(|thread| thread.updated_at);
        self.newest = self.newest.max(times().max()).map(|newest| newest.min(now));
        self.watermark = self.watermark.map(|watermark| watermark.min(now));
        self.connected_at = self.connected_at.min(now);
        self.kept_cursor = false;
        self.page = Breadth::PAGE;
        self.threads += page.threads.len();
        let reached_known = self.threads >= self.at_least as usize
            && self.until().is_some_and(|until| times().min().is_some_and(|oldest| oldest < until));
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
    pub(super) fn gave_up(&self) -> bool {
        self.barren >= MOST_BARREN
    }

    /// What is committed with the page. An import goes on where it was after a restart; what came in meanwhile is
    /// found by the first round after it, which reads back to the time of connecting.
    pub(super) fn to_keep(&self, complete: bool, now: Timestamp) -> Option<SyncState> {
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
    use domain::time::HOUR;
    use graph::ThreadRead;

    use super::*;

    const NOW: Timestamp = Timestamp(1_790_000_000_000);

    fn page(threads: &[(&str, Timestamp)], after: &str) -> ConversationPage {
        let thread = |(id, updated_at): &(&str, Timestamp)| ThreadRead {
            id: Some(ThreadId::from(*id)),
            updated_at: Some(*updated_at),
            observations: Vec::new(),
            problems: Vec::new(),
            digest: 0,
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
            page: Breadth::PAGE,
            at_least: 0,
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
    fn a_round_that_is_to_see_more_reads_on_over_what_is_known() {
        let known = |id: &str| page(&[(id, NOW.plus(-5 * HOUR))], id);
        let mut round = round(Some(NOW)).at_least(3);
        assert!(!round.take(&known("a"), NOW) && !round.take(&known("b"), NOW));
        assert!(round.take(&known("c"), NOW));
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
