//! Reading from Instagram: one task for each handle that is on.

mod breadth;
mod empty;
pub(crate) mod failure;
pub(crate) mod one_by_one;
pub(crate) mod people;
mod progress;
mod round;
pub(crate) mod rounds;
mod said;
pub(crate) mod synced;
pub(crate) mod thread;
pub(crate) mod unwritten;

use std::sync::Arc;
use std::time::Duration;

use domain::diagnosis::STALE_AFTER_MS;
use domain::handle::{Again, Trouble};
use domain::ids::{ConversationId, HandleId};
use store::ChangeSet;
use store::handles::HandleRow;
use tokio::sync::watch::Receiver;
use tokio_util::sync::CancellationToken;

use crate::Attention;
use crate::shared::Shared;

use failure::Failure;
use round::{Before, Ended};

/// The first pause after a failed round; doubles up to [`LONGEST_BACKOFF`].
const FIRST_BACKOFF: Duration = Duration::from_secs(2);
/// The longest pause after failed rounds.
const LONGEST_BACKOFF: Duration = Duration::from_secs(300);
/// The same while a person looks at the window: the network comes back any moment.
const LONGEST_WHILE_WATCHED: Duration = Duration::from_secs(30);

/// After a round of several pages the first page is read once more: the list is in order of activity and moves while it
/// is read (instagram-platform, section 3), so a thread can pass from a page not yet read to one read already.
const FOLLOW_UP: Duration = Duration::from_secs(1);

/// A moment after a round that hangs has made its handle stale.
const STALE: Duration = Duration::from_millis(STALE_AFTER_MS.unsigned_abs() + 100);

/// How the rounds follow each other.
struct Pace {
    /// The pause after the next failure.
    backoff: Duration,
    /// The last round was the second look after one of several pages.
    followed_up: bool,
    /// What the next round knows from those before it.
    before: Before,
}

impl Default for Pace {
    fn default() -> Self {
        Self { backoff: FIRST_BACKOFF, followed_up: false, before: Before::default() }
    }
}

impl Pace {
    /// Somebody wants to know how things are: at once, and whole.
    fn asked_for(&mut self) {
        self.backoff = FIRST_BACKOFF;
        self.before.begin_anew();
    }
}

/// What the task does after a round.
enum Next {
    /// Read again after this pause, or when the bell rings or the person looks elsewhere.
    Pause(Duration),
    /// Only a bell starts it again: a new sign-in, or the person's "check now".
    Bell,
    /// The handle is off, gone or connected anew: this task is over.
    Over,
}

/// Reads one handle until it is cancelled.
pub(crate) async fn run(shared: Arc<Shared>, handle: HandleId, cancel: CancellationToken) {
    let bell = shared.bell(handle);
    let mut attention = shared.attention.subscribe();
    let mut pace = Pace::default();
    let mut opened = None;
    loop {
        let on_screen = attention.borrow_and_update().on_screen(handle);
        let just_opened = on_screen.filter(|_| on_screen != opened);
        opened = on_screen;
        let next = tokio::select! {
            () = cancel.cancelled() => return,
            next = step(&shared, handle, just_opened, &mut pace) => next,
            () = hangs(&shared, handle) => return,
        };
        match next {
            Next::Over => return cancel.cancelled().await,
            Next::Bell => tokio::select! {
                () = cancel.cancelled() => return,
                () = bell.notified() => pace.asked_for(),
            },
            Next::Pause(pause) => tokio::select! {
                () = cancel.cancelled() => return,
                () = bell.notified() => pace.asked_for(),
                () = looked_at(&mut attention, handle, opened) => {}
                () = tokio::time::sleep(pause) => {}
            },
        }
    }
}

/// A round that takes so long makes its handle one that nothing was read of for a while ([`Code::Stale`]). It says so, since
/// nothing else changes meanwhile. Never ends.
///
/// [`Code::Stale`]: domain::diagnosis::Code::Stale
async fn hangs(shared: &Shared, handle: HandleId) {
    loop {
        tokio::time::sleep(STALE).await;
        shared.publish(ChangeSet::of_handle(handle));
    }
}

/// The person opened a conversation of this handle, another than the one that was open.
async fn looked_at(attention: &mut Receiver<Attention>, handle: HandleId, opened: Option<ConversationId>) {
    loop {
        let on_screen = attention.borrow_and_update().on_screen(handle);
        if on_screen.is_some() && on_screen != opened {
            return;
        }
        if attention.changed().await.is_err() {
            return std::future::pending().await;
        }
    }
}

/// One round, and what follows from it; who asked for it learns that it ended. A conversation that was just opened is
/// read first.
async fn step(shared: &Shared, id: HandleId, just_opened: Option<ConversationId>, pace: &mut Pace) -> Next {
    if let Some(conversation) = just_opened
        && let Err(error) = thread::read(shared, conversation).await
    {
        tracing::warn!(%error, "the opened thread was not read anew");
    }
    let under_way = shared.rounds.begin(id, shared.clock.now());
    let ended = round::read(shared, id, &mut pace.before).await;
    let (asked, well) = (under_way.asked, matches!(ended, Ok(Ended::Complete { .. })));
    drop(under_way);
    let next = follow(shared, id, ended, pace).await;
    if asked {
        looked(shared, id, well);
    }
    next
}

/// A look that a person asked for ended, and what it says of the handle is written down.
pub(crate) fn looked(shared: &Shared, id: HandleId, well: bool) {
    shared.rounds.looked(id, well);
    shared.publish(ChangeSet::of_handle(id));
}

/// What follows from how a round ended.
async fn follow(shared: &Shared, id: HandleId, ended: Result<Ended, Failure>, pace: &mut Pace) -> Next {
    pace.before.failed = ended.is_err();
    match ended {
        Ok(Ended::Complete { several_pages }) => {
            pace.backoff = FIRST_BACKOFF;
            pace.before.went_well();
            let row = shared.store.handle(id).await.ok().flatten();
            if let Some(row) = row.as_ref().filter(|row| !is_paused_with_all(shared, row)) {
                failure::clear(shared, row).await;
                note_throttle(shared, row).await;
            }
            shared.keep_clock_offset().await;
            if several_pages && !std::mem::replace(&mut pace.followed_up, true) {
                return Next::Pause(FOLLOW_UP);
            }
            pace.followed_up = false;
            let attention = *shared.attention.borrow();
            // What the relay brings need not be read often.
            let served = row.is_some_and(|row| shared.link.serves(&row));
            let on = shared.store.count_on().await.unwrap_or_default();
            let pause = attention.interval(id, on, served);
            Next::Pause(pause.max(shared.budget.pause_left(id).unwrap_or_default()))
        }
        // A handle without access is read from the moment that it has it.
        Ok(Ended::Void) if waits(shared, id).await => Next::Bell,
        Ok(Ended::Void) => Next::Over,
        Err(failure) => after(shared, id, failure, &mut pace.backoff).await,
    }
}

/// Whether a handle that is on waits for access.
async fn waits(shared: &Shared, id: HandleId) -> bool {
    let row = shared.store.handle(id).await.ok().flatten();
    row.is_some_and(|row| row.waiting_since.is_some() && row.switched_on && row.disconnected_at.is_none())
}

async fn after(shared: &Shared, id: HandleId, failure: Failure, backoff: &mut Duration) -> Next {
    let trouble = failure.trouble();
    if let Some(server_time) = failure.server_time() {
        shared.clock.learn(server_time);
    }
    tracing::info!(handle = id.0, ?trouble, %failure, "a round failed");
    let lost = trouble.needs_reconnect() && shared.another_signed_in(id) && is_well(shared, id).await;
    failure::set(shared, id, Some(trouble)).await;
    if lost {
        tell_lost(shared, id).await;
    }
    match trouble.again() {
        Again::WhenAsked => return Next::Bell,
        Again::After(ms) => return Next::Pause(Duration::from_millis(u64::try_from(ms).unwrap_or_default())),
        Again::Backoff => {}
    }
    failure.heed(shared, id).await;
    if failure.is_app_wide() {
        tell_all(shared, trouble).await;
    }
    let pause = failure.wait().unwrap_or(*backoff);
    let longest = if shared.attention.borrow().visible { LONGEST_WHILE_WATCHED } else { LONGEST_BACKOFF };
    *backoff = (*backoff * 2).min(longest);
    // Many handles that failed at the same moment do not come back at the same moment.
    let jitter = rand::random_range(0.8..1.2);
    Next::Pause(pause.mul_f64(jitter))
}

async fn is_well(shared: &Shared, id: HandleId) -> bool {
    shared.store.handle(id).await.ok().flatten().is_some_and(|row| row.trouble.is_none())
}

/// Another handle's sign-in took this one's away: a person is told, since nothing that they did here did it.
async fn tell_lost(shared: &Shared, id: HandleId) {
    match shared.store.tell_sign_in_lost(id, shared.clock.now()).await {
        Ok(changes) => shared.publish(changes),
        Err(error) => tracing::warn!(%error, "a lost sign-in was not told of"),
    }
}

/// Whether the whole app was paused while a round of the handle, which went well, was under way: it is throttled as well.
fn is_paused_with_all(shared: &Shared, row: &HandleRow) -> bool {
    shared.budget.is_app_paused() && row.throttled_until.is_some()
}

/// A round went well: there is no throttle, but for the rest of a limit that its own answers called used up.
async fn note_throttle(shared: &Shared, row: &HandleRow) {
    let left = shared.budget.pause_left(row.id).and_then(|left| i64::try_from(left.as_millis()).ok());
    let until = left.map(|left| shared.clock.now().plus(left));
    if (until.is_some() || row.throttled_until.is_some())
        && let Ok(changes) = shared.store.set_throttled(row.id, until).await
    {
        shared.publish(changes);
    }
}

/// A pause of the whole app is every handle's: none of them receives.
async fn tell_all(shared: &Shared, trouble: Trouble) {
    for row in shared.store.handles().await.unwrap_or_default() {
        if row.on && row.trouble.is_none() {
            failure::set(shared, row.id, Some(trouble)).await;
        }
    }
}
