//! One attempt to send one reply.

use std::sync::atomic::Ordering;

use domain::handle::Trouble;
use domain::outbox::{Event, GateFacts, Outcome, Reason, State, Verdict, gate};
use domain::outgoing::Outgoing;
use domain::position::Position;
use domain::time::Timestamp;
use domain::window::{self, HumanAgentTag, Sender};
use graph::{Access, Content, Message, SendOutcome};
use secrecy::SecretString;
use store::handles::HandleRow;
use store::lists::ConversationRow;
use store::outbox::{Attempt, OutboxRow, Transitioned};

use super::advance;
use super::files::{self, NotUploaded, Uploaded};
use super::pace::Pace;
use super::refusal::{self, Meaning, Sent};
use super::throttle;
use crate::ingest;
use crate::shared::Shared;
use crate::sync::failure;

/// Checks everything again, uploads files, writes the attempt down, makes it, and writes down what it came to.
pub(super) async fn deliver(shared: &Shared, pace: &Pace, row: OutboxRow) -> store::Result<()> {
    let Some(mut ready) = ready(shared, &row).await? else { return Ok(()) };
    if ready.verdict.is_ok() && several(&row) && pace.takes_one_picture(&ready.handle, shared.clock.now()) {
        // It was refused today: without a call that would be refused again.
        return part_pictures(shared, &row).await;
    }
    let mut uploaded = Uploaded { ids: Vec::new(), from_before: false };
    if let (Ok(()), Ok(token)) = (ready.verdict, &ready.token)
        && !row.what.files().is_empty()
    {
        match files::upload(shared, &row, &ready.handle, token).await? {
            Ok(done) => uploaded = done,
            Err(failure) => return not_uploaded(shared, &row, &ready.handle, failure).await,
        }
        // Uploading takes time: what is true now decides, and whoever took the reply back meanwhile is heard below.
        match self::ready(shared, &row).await? {
            Some(now) => ready = now,
            None => return Ok(()),
        }
    }
    let Ready { handle, conversation, token, verdict } = ready;
    if verdict == Err(Verdict::Hold(Reason::Offline)) {
        // Perhaps the network is back: reading finds out, and releases the reply.
        shared.bell(handle.id).notify_one();
    }
    if verdict.is_ok() {
        pace.turn(handle.id, &row.what).await;
    }
    let baseline = shared.store.own_mids(row.conversation).await?;
    let attempt = Attempt { at: shared.clock.now(), baseline };
    let pause = (verdict == Err(Verdict::Hold(Reason::Throttled))).then(|| throttle::left_ms(shared, &row));
    // Committed and flushed before the first byte leaves: a crash from here on is an unknown outcome.
    let Some(row) = advance(shared, &row, Event::Checked(verdict), Some(attempt), pause).await? else {
        return Ok(());
    };
    let (State::Sending, Ok(token)) = (row.progress.state, token) else { return Ok(()) };
    if !still_on(shared, &handle).await? {
        // Switched off between the checks and here: no byte has left, and the checks will hold it.
        advance(shared, &row, Event::Attempted(Outcome::NeverLeft), None, None).await?;
        return Ok(());
    }
    let tag = window::human_agent(sender(&row), last_inbound(&conversation), shared.clock.now());
    let answer = attempt_once(shared, &row, &handle, &conversation, &token, &uploaded.ids, tag).await;
    let sent = Sent {
        tagged: tag.is_some(),
        quoting: row.reply_to.is_some(),
        files: uploaded.ids.len(),
        from_before: uploaded.from_before,
    };
    settle(shared, pace, &row, &handle, answer, sent).await
}

/// What a reply meets when its turn comes.
struct Ready {
    handle: HandleRow,
    conversation: ConversationRow,
    token: Result<SecretString, Trouble>,
    verdict: Result<(), Verdict>,
}

/// Reads everything anew and runs the checks. `None` when handle or conversation are gone.
async fn ready(shared: &Shared, row: &OutboxRow) -> store::Result<Option<Ready>> {
    let Some(handle) = shared.store.handle(row.handle).await? else { return Ok(None) };
    // The keychain may have asked a person: what is true of the handle is read after it.
    let token = shared.tokens.get(&handle.profile.ig_id).await;
    let Some(handle) = shared.store.handle(row.handle).await? else { return Ok(None) };
    let Some(conversation) = shared.store.conversation(row.conversation).await? else { return Ok(None) };
    let verdict = check(shared, row, &handle, &conversation, token.as_ref().err().copied()).await?;
    Ok(Some(Ready { handle, conversation, token, verdict }))
}

/// Who sends a reply: whatever is in the outbox a person pressed Send for.
fn sender(row: &OutboxRow) -> Sender {
    Sender::human(row.human_agent)
}

fn last_inbound(conversation: &ConversationRow) -> Option<Timestamp> {
    conversation.marks.last_inbound.map(Position::at)
}

/// Runs the checks of the domain on what is true now.
async fn check(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    conversation: &ConversationRow,
    no_token: Option<Trouble>,
) -> store::Result<Result<(), Verdict>> {
    let replies = shared.store.outbox_of(row.conversation).await?;
    let app_paused = shared.budget.is_app_paused().then_some(Trouble::RateLimited);
    let trouble = no_token.or(app_paused).or_else(|| trouble_of_sends(row, handle));
    let trouble = trouble.or_else(|| throttle::holds(shared, row).then_some(Trouble::RateLimited));
    Ok(gate(GateFacts {
        what: &row.what,
        sender: sender(row),
        asked_at: row.wanted_at(),
        handle_on: handle.on,
        trouble,
        last_inbound: last_inbound(conversation),
        openers: shared.store.openers(row.conversation).await?,
        stale_after_ms: shared.stale_after_ms.load(Ordering::Relaxed),
        other_uncertain: replies
            .iter()
            .any(|other| other.id != row.id && other.progress.state.is_uncertain()),
        // The rows come in order: those before this one went, or were to go, before it.
        earlier_failed: replies.iter().take_while(|other| other.id != row.id).any(|other| {
            other.press == row.press
                && other.progress.state == State::Failed
                && row.asked_at <= other.changed_at
        }),
        now: shared.clock.now(),
    }))
}

/// What of a handle's trouble concerns this reply.
fn trouble_of_sends(row: &OutboxRow, handle: &HandleRow) -> Option<Trouble> {
    handle.trouble.filter(|trouble| match trouble {
        // A pause of reading says nothing about sending: both have limits of their own.
        Trouble::RateLimited => false,
        // What a person asks for after a restriction began is tried once: only a send can tell that it is over.
        Trouble::SendRestricted => handle.trouble_since.is_none_or(|since| row.asked_at <= since),
        _ => true,
    })
}

pub(super) async fn still_on(shared: &Shared, handle: &HandleRow) -> store::Result<bool> {
    let now = shared.store.handle(handle.id).await?;
    Ok(now.is_some_and(|now| now.on && now.epoch == handle.epoch))
}

async fn attempt_once(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    conversation: &ConversationRow,
    token: &SecretString,
    files: &[String],
    human_agent: Option<HumanAgentTag>,
) -> SendOutcome {
    let view = handle.handle();
    let content = match &row.what {
        Outgoing::Text { text } => Content::Text(text),
        Outgoing::Files { kind, .. } => Content::Files(*kind, files),
        Outgoing::Heart => Content::Heart,
    };
    let message = Message { content, reply_to: row.reply_to.as_ref(), human_agent };
    let answer = shared.client.send(Access::of(&view, token), &conversation.person.igsid, message).await;
    if let Some(server_time) = answer.server_time {
        shared.clock.learn(server_time);
    }
    if let (Outcome::Delivered(_), Some(attempted_at)) = (&answer.outcome, row.attempted_at) {
        shared.budget.resume_sends(handle.id, attempted_at);
    }
    shared.budget.learn_of_send(handle.id, answer.usage, shared.clock.now());
    if let Some(error) = &answer.error {
        tracing::info!(handle = handle.id.0, %error, outcome = name(&answer.outcome), "a reply was not delivered");
    }
    answer
}

/// Writes down what an attempt came to, for the reply and for its handle.
async fn settle(
    shared: &Shared,
    pace: &Pace,
    row: &OutboxRow,
    handle: &HandleRow,
    answer: SendOutcome,
    sent: Sent,
) -> store::Result<()> {
    let trouble = answer.trouble();
    note(shared, row, handle, answer.error.as_ref()).await;
    let mut delivered = false;
    let mut trouble_stands = false;
    match refusal::meaning(answer.outcome, answer.error.as_ref(), sent) {
        Meaning::PartPictures => {
            pace.note_one_picture(handle, shared.clock.now());
            part_pictures(shared, row).await?;
        }
        Meaning::UploadAgain => {
            shared.store.forget_uploaded(row.id).await?;
            advance(shared, row, Event::Attempted(Outcome::AnotherWay), None, None).await?;
        }
        Meaning::Plain(outcome) => {
            delivered = matches!(outcome, Outcome::Delivered(_));
            let is_anothers = outcome == Outcome::RefusedForGood(Reason::OwnedByOtherApp);
            trouble_stands = trouble.is_some_and(|trouble| concerns_the_handle(trouble, &outcome));
            let wait_ms = refusal::wait_ms(&outcome, answer.wait_ms, row.progress.attempts);
            throttle::heed(shared, handle.id, &outcome, wait_ms);
            advance(shared, row, Event::Attempted(outcome), None, wait_ms).await?;
            if is_anothers {
                // Where this fails, what became of the reply is known all the same.
                ingest::note_other_owner(shared, &handle.handle(), row.conversation).await?;
            }
        }
    }
    let trouble = trouble.filter(|_| trouble_stands);
    if let Some(trouble) = trouble {
        failure::set(shared, handle.id, Some(trouble)).await;
        // Reading stops or goes on by what it finds itself.
        shared.bell(handle.id).notify_one();
    } else if delivered && handle.trouble == Some(Trouble::SendRestricted) {
        failure::set(shared, handle.id, None).await;
    }
    if delivered && !row.what.files().is_empty() {
        // The answer brings no link to what was sent; reading does.
        shared.bell(handle.id).notify_one();
    }
    if delivered {
        throttle::free(shared, handle.id).await?;
    }
    shared.outbox.notify_one();
    Ok(())
}

/// Takes the step after an upload that failed: nothing of the reply has arrived anywhere.
async fn not_uploaded(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    failure: NotUploaded,
) -> store::Result<()> {
    let NotUploaded { outcome, wait_ms, error } = failure;
    let trouble = error.as_ref().and_then(graph::GraphError::trouble);
    let trouble = trouble.filter(|trouble| concerns_the_handle(*trouble, &outcome));
    note(shared, row, handle, error.as_ref()).await;
    let wait_ms = refusal::wait_ms(&outcome, wait_ms, row.progress.attempts.saturating_add(1));
    throttle::heed(shared, handle.id, &outcome, wait_ms);
    advance(shared, row, Event::NotUploaded(outcome), None, wait_ms).await?;
    if let Some(trouble) = trouble {
        failure::set(shared, handle.id, Some(trouble)).await;
        shared.bell(handle.id).notify_one();
    }
    shared.outbox.notify_one();
    Ok(())
}

/// Keeps Instagram's own words for people, and stops calling for all handles where the whole app was throttled. Words that
/// cannot be kept hold up nothing: what became of the reply is written after them.
async fn note(shared: &Shared, row: &OutboxRow, handle: &HandleRow, error: Option<&graph::GraphError>) {
    if let Some(error) = error.filter(|error| error.is_app_wide()) {
        failure::heed_throttle(shared, handle.id, error).await;
    }
    let words = error.and_then(graph::GraphError::api).and_then(|api| api.user_msg.clone());
    if words != row.refusal
        && let Err(error) = shared.store.note_refusal(row.id, words).await
    {
        tracing::warn!(handle = handle.id.0, %error, "Instagram's words about a reply were not kept");
    }
}

fn several(row: &OutboxRow) -> bool {
    row.what.files().len() > 1
}

async fn part_pictures(shared: &Shared, row: &OutboxRow) -> store::Result<()> {
    let parted = shared.store.part_pictures(row.id, row.rev, shared.clock.now()).await?;
    if let Transitioned::Done(_, changes) = parted {
        tracing::info!("several pictures at once are not open to this account; they go one by one");
        shared.publish(changes);
    }
    shared.outbox.notify_one();
    Ok(())
}

/// Whether a failed send says something about the handle. A lost answer, a throttle of sends and a refused tag do not.
fn concerns_the_handle(trouble: Trouble, outcome: &Outcome) -> bool {
    let silent = matches!(
        outcome,
        Outcome::Lost
            | Outcome::NeverLeft
            | Outcome::Delivered(_)
            | Outcome::RefusedForGood(Reason::HumanAgentRefused)
    );
    !silent && trouble != Trouble::RateLimited
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered(_) => "delivered",
        Outcome::NeverLeft => "never left",
        Outcome::RefusedForNow(_) => "refused for now",
        Outcome::RefusedForGood(_) => "refused for good",
        Outcome::AnotherWay => "another way",
        Outcome::Lost => "lost",
    }
}
