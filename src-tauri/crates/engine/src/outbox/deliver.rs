//! One attempt to send one reply.

use domain::handle::Trouble;
use domain::outbox::{Event, GateFacts, Outcome, Reason, State, Verdict, gate};
use domain::position::Position;
use domain::time::{HOUR, MINUTE};
use graph::{Access, SendOutcome, TextMessage};
use secrecy::SecretString;
use store::handles::HandleRow;
use store::lists::ConversationRow;
use store::outbox::{Attempt, OutboxRow};

use super::advance;
use crate::shared::Shared;
use crate::sync::failure;

/// How long a throttled reply waits when Instagram did not say.
const THROTTLE_WAIT_MS: i64 = MINUTE;

/// Checks everything again, writes the attempt down, makes it, and writes down what it came to.
pub(super) async fn deliver(shared: &Shared, row: OutboxRow) -> store::Result<()> {
    let Some(conversation) = shared.store.conversation(row.conversation).await? else { return Ok(()) };
    let Some(handle) = shared.store.handle(row.handle).await? else { return Ok(()) };
    // The keychain may have asked a person: what is true of the handle is read after it.
    let token = shared.tokens.get(&handle.profile.ig_id).await;
    let Some(handle) = shared.store.handle(row.handle).await? else { return Ok(()) };
    let verdict = check(shared, &row, &handle, &conversation, token.as_ref().err().copied()).await?;
    if verdict == Err(Verdict::Hold(Reason::Offline)) {
        // Perhaps the network is back: reading finds out, and releases the reply.
        shared.bell(handle.id).notify_one();
    }
    let baseline = shared.store.own_mids(row.conversation).await?;
    let attempt = Attempt { at: shared.clock.now(), baseline };
    // Committed and flushed before the first byte leaves: a crash from here on is an unknown outcome.
    let Some(row) = advance(shared, &row, Event::Checked(verdict), Some(attempt), None).await? else {
        return Ok(());
    };
    let (State::Sending, Ok(token)) = (row.progress.state, token) else { return Ok(()) };
    if !still_on(shared, &handle).await? {
        // Switched off between the checks and here: no byte has left, and the checks will hold it.
        advance(shared, &row, Event::Attempted(Outcome::NeverLeft), None, None).await?;
        return Ok(());
    }
    let answer = attempt_once(shared, &row, &handle, &conversation, &token).await;
    settle(shared, &row, &handle, answer).await
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
    Ok(gate(GateFacts {
        text: &row.text,
        asked_at: row.asked_at,
        handle_on: handle.on,
        trouble,
        last_inbound: conversation.marks.last_inbound.map(Position::at),
        other_uncertain: replies
            .iter()
            .any(|other| other.id != row.id && other.progress.state.is_uncertain()),
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

async fn still_on(shared: &Shared, handle: &HandleRow) -> store::Result<bool> {
    let now = shared.store.handle(handle.id).await?;
    Ok(now.is_some_and(|now| now.on && now.epoch == handle.epoch))
}

async fn attempt_once(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    conversation: &ConversationRow,
    token: &SecretString,
) -> SendOutcome {
    let view = handle.handle();
    let message = TextMessage { text: &row.text, reply_to: row.reply_to.as_ref(), human_agent: false };
    let answer = shared.client.send_text(Access::of(&view, token), &conversation.person.igsid, message).await;
    if let Some(server_time) = answer.server_time {
        shared.clock.learn(server_time);
    }
    if let Some(error) = &answer.error {
        tracing::info!(handle = handle.id.0, %error, outcome = name(&answer.outcome), "a reply was not delivered");
    }
    answer
}

/// Writes down what an attempt came to, for the reply and for its handle.
async fn settle(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    answer: SendOutcome,
) -> store::Result<()> {
    let wait_ms = match answer.outcome {
        Outcome::RefusedForNow(Reason::Throttled) => Some(answer.wait_ms.unwrap_or(THROTTLE_WAIT_MS)),
        Outcome::RefusedForNow(_) => Some(refusal_wait_ms(row.progress.attempts)),
        _ => None,
    };
    let trouble = answer.trouble().filter(|trouble| concerns_the_handle(*trouble, &answer.outcome));
    let delivered = matches!(answer.outcome, Outcome::Delivered(_));
    advance(shared, row, Event::Attempted(answer.outcome), None, wait_ms).await?;
    if let Some(trouble) = trouble {
        failure::set(shared, handle.id, Some(trouble)).await;
        // Reading stops or goes on by what it finds itself.
        shared.bell(handle.id).notify_one();
    } else if delivered && handle.trouble == Some(Trouble::SendRestricted) {
        failure::set(shared, handle.id, None).await;
    }
    shared.outbox.notify_one();
    Ok(())
}

/// How long a refused reply waits before it is tried again by itself: reading may go on well while every send is
/// refused, so the end of the handle's trouble alone must not send it in a circle. 1 minute, 15 minutes, then a day; a
/// person, or a new sign-in, is faster.
fn refusal_wait_ms(attempts: u32) -> i64 {
    match attempts {
        0 | 1 => MINUTE,
        2 => 15 * MINUTE,
        _ => 24 * HOUR,
    }
}

/// Whether a failed send says something about the handle. A lost answer and a throttle of sends do not.
fn concerns_the_handle(trouble: Trouble, outcome: &Outcome) -> bool {
    !matches!(outcome, Outcome::Lost | Outcome::NeverLeft | Outcome::Delivered(_))
        && trouble != Trouble::RateLimited
}

fn name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Delivered(_) => "delivered",
        Outcome::NeverLeft => "never left",
        Outcome::RefusedForNow(_) => "refused for now",
        Outcome::RefusedForGood(_) => "refused for good",
        Outcome::Lost => "lost",
    }
}

#[cfg(test)]
mod tests {
    use domain::time::SECOND;

    use super::*;

    #[test]
    fn a_refused_reply_is_tried_again_less_and_less() {
        assert_eq!([1, 2, 3, 9].map(refusal_wait_ms), [60 * SECOND, 900 * SECOND, 24 * HOUR, 24 * HOUR]);
    }
}
