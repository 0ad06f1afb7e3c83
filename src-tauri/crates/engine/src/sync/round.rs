//! One round of reading: from the newest thread back to what is known (ADR 5).

use domain::handle::Trouble;
use domain::ids::HandleId;
use domain::observation::{Observation, Source};
use domain::time::{HOUR, Timestamp};
use graph::{Access, ConversationPage, GraphError, Retry, ThreadProblem};
use store::handles::{HandleRow, Synced};
use store::undelivered::{Because, Undelivered};

use super::breadth::Breadth;
use super::empty;
use super::failure::Failure;
use super::one_by_one::{self, Asking};
use super::progress::Progress;
use super::said::{self, LastSaid};
use crate::ingest::{Told, ingest, oldest_first};
use crate::shared::Shared;

/// A look through all conversations that ended so is done again after this long: at once it would go in the same circles.
const SWEPT_AGAIN_MS: i64 = HOUR;

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

/// What a round knows from those before it.
#[derive(Debug, Default)]
pub(crate) struct Before {
    /// The last one failed: what fails again may be one thread's or one message's fault.
    pub(super) failed: bool,
    /// The last round was refused with a cursor that an import had kept.
    cursor_refused: bool,
    /// An import was begun anew since a round went well. It is no second time: then it was not the cursor.
    began_anew: bool,
    /// How much is asked for.
    breadth: Breadth,
    /// What was read, and is written down.
    last_said: LastSaid,
    /// Where a look through everything broke off.
    sweep: Option<Sweep>,
}

impl Before {
    /// A person asks: everything that a page shows is looked at.
    pub(super) fn begin_anew(&mut self) {
        self.breadth.begin_anew();
        self.last_said = LastSaid::default();
    }

    /// A round went well: nothing is to blame.
    pub(super) fn went_well(&mut self) {
        (self.cursor_refused, self.began_anew) = (false, false);
    }
}

/// Reads what is new of a handle. Each page is committed together with where reading goes on.
pub(crate) async fn read(shared: &Shared, id: HandleId, before: &mut Before) -> Result<Ended, Failure> {
    let kept = before.sweep.take();
    let Some(row) = shared.store.handle(id).await?.filter(|row| row.on) else { return Ok(Ended::Void) };
    let now = shared.clock.now();
    let (given_up, broken_off) = match kept {
        Some(kept) if kept.progress.gave_up() => (Some(kept), None),
        kept => (None, kept),
    };
    before.sweep = given_up.filter(|given_up| now.since(given_up.began) < SWEPT_AGAIN_MS);
    // A list that was empty without being refused may have hidden everything, also from the import.
    let doubted = row.empty_since.is_some();
    let sweeping = before.sweep.is_none() && (doubted || shared.store.owes_sweep(id).await?);
    let Sweep { began, mut progress } = match broken_off.filter(|_| sweeping) {
        Some(Sweep { began, progress }) => {
            // What is new goes first: a page that fails again and again holds up nothing but the sweep.
            let mut newest = Progress::begin(&row);
            let ended = read_on(shared, &row, now, before, &mut newest).await;
            if !matches!(ended, Ok(Ended::Complete { .. })) {
                before.sweep = Some(Sweep { began, progress });
                return ended;
            }
            Sweep { began, progress: progress.after_news(&newest) }
        }
        None => {
            let begun = Progress::begin(&row);
            let progress = match sweeping {
                true => begun.through_all(),
                false if begun.importing || before.failed => begun,
                false => begun.first_page(before.breadth.threads()).at_least(before.breadth.at_least()),
            };
            Sweep { began: now, progress }
        }
    };
    let stood = progress.after.clone();
    let ended = read_on(shared, &row, began, before, &mut progress).await;
    // Where it came no further it begins anew.
    let came_further = ended.is_err() && progress.after != stood;
    if sweeping && (came_further || progress.gave_up()) {
        before.sweep = Some(Sweep { began, progress });
    }
    ended
}

/// Reads from where it stands to the end.
async fn read_on(
    shared: &Shared,
    row: &HandleRow,
    began: Timestamp,
    before: &mut Before,
    progress: &mut Progress,
) -> Result<Ended, Failure> {
    let (id, handle) = (row.id, row.handle());
    let token = shared.tokens.get(&handle.ig_id).await.map_err(Failure::NoToken)?;
    let access = Access::of(&handle, &token);
    loop {
        let asking = Asking { shared, handle: id, access };
        progress.at_most(before.breadth.most());
        let under = (row.epoch, shared.told_otherwise());
        let mut said = Vec::new();
        let mut page = match read_page(shared, id, access, progress).await {
            Ok(mut page) => {
                if !progress.looks_at_all() && !before.failed {
                    before.last_said.leave_out(under, &mut page.threads, shared.clock.now());
                }
                said = said::said(&page.threads);
                page
            }
            // A kept cursor can be too old for Instagram: then from the top, once.
            Err(error) if progress.kept_cursor && error.retry() == Retry::Config => {
                progress.begin_anew();
                continue;
            }
            Err(error) if one_by_one::is_too_much(&error) && before.breadth.ask_for_less(progress.page) => {
                continue;
            }
            Err(error) => match in_parts(asking, progress, error, before.failed).await {
                Ok(page) => {
                    // What of it could not be read is listed now, until the whole page shows it again.
                    before.last_said = LastSaid::default();
                    page
                }
                Err(error) => {
                    let refused =
                        std::mem::replace(&mut before.cursor_refused, may_blame_cursor(&error, progress));
                    if refused && before.cursor_refused && !before.began_anew {
                        before.began_anew = true;
                        progress.begin_anew();
                        continue;
                    }
                    return Err(error.into());
                }
            },
        };
        asking.fill(&mut page.threads).await?;
        let now = shared.clock.now();
        if progress.after.is_none() {
            before.breadth.learn(progress.page, &page, progress.until());
        }
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
            settles: false,
        };
        let nothing = progress.threads == 0;
        let is_current = match told.has_any() {
            true => ingest(shared, told).await?,
            false => is_current(shared, row).await?,
        };
        if !is_current {
            return Ok(Ended::Void);
        }
        before.last_said.written(under, said, now);
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
            before.breadth.seen(progress.threads);
            return Ok(Ended::Complete { several_pages: progress.after.is_some() });
        }
    }
}

/// A page that was refused, in parts, where that may help.
async fn in_parts(
    asking: Asking<'_>,
    progress: &Progress,
    error: GraphError,
    again: bool,
) -> Result<ConversationPage, GraphError> {
    if !one_by_one::may_help(&error, again) {
        return Err(error);
    }
    let page = asking.page(&progress.request(), progress.until()).await;
    page.map_err(|later| if one_by_one::stops(&later) { later } else { error })
}

/// Whether an import may come no further because of the cursor that it kept: what Instagram says of one that is no more is not
/// documented. After a second refusal it begins anew.
fn may_blame_cursor(error: &GraphError, progress: &Progress) -> bool {
    let refused = error.api().is_some() && matches!(error.trouble(), None | Some(Trouble::InstagramDown));
    refused && progress.importing && progress.kept_cursor
}

/// Whether the handle is still on, and connected as it was when the round began.
async fn is_current(shared: &Shared, row: &HandleRow) -> store::Result<bool> {
    let now = shared.store.handle(row.id).await?;
    Ok(now.is_some_and(|now| now.on && now.epoch == row.epoch))
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
