//! One attempt to send one reply.

use domain::handle::Trouble;
use domain::ids::Igsid;
use domain::outbox::{Event, GateFacts, Outcome, Reason, State, Verdict, gate};
use domain::position::Position;
use domain::time::SECOND;
use graph::{Access, TextMessage};
use secrecy::SecretString;
use store::handles::HandleRow;
use store::outbox::{Attempt, OutboxRow};

use super::advance;
use crate::shared::Shared;
use crate::sync::failure;

/// How long a throttled reply waits when Instagram did not say.
const THROTTLE_WAIT_MS: i64 = 60 * SECOND;

/// Checks everything again, writes the attempt down, makes it, and writes down what it came to.
pub(super) async fn deliver(shared: &Shared, row: OutboxRow) -> store::Result<()> {
    let Some(handle) = shared.store.handle(row.handle).await? else { return Ok(()) };
    let token = shared.tokens.get(&handle.profile.ig_id).await;
    let verdict = check(shared, &row, &handle, token.as_ref().err().copied()).await?;
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
    if let (State::Sending, Ok(token)) = (row.progress.state, token) {
        attempt_once(shared, &row, &handle, &token).await?;
    }
    Ok(())
}

/// Runs the checks of the domain on what is true now.
async fn check(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    no_token: Option<Trouble>,
) -> store::Result<Result<(), Verdict>> {
    let conversation = shared.store.conversation(row.conversation).await?;
    let replies = shared.store.outbox_of(row.conversation).await?;
    // A pause of reading says nothing about sending: both have limits of their own.
    let trouble = no_token.or(handle.trouble).filter(|trouble| *trouble != Trouble::RateLimited);
    Ok(gate(GateFacts {
        text: &row.text,
        asked_at: row.asked_at,
        handle_on: handle.on,
        trouble,
        last_inbound: conversation.and_then(|found| found.marks.last_inbound).map(Position::at),
        other_uncertain: replies
            .iter()
            .any(|other| other.id != row.id && other.progress.state.is_uncertain()),
        now: shared.clock.now(),
    }))
}

async fn attempt_once(
    shared: &Shared,
    row: &OutboxRow,
    handle: &HandleRow,
    token: &SecretString,
) -> store::Result<()> {
    let Some(person) = person(shared, row).await? else { return Ok(()) };
    let view = handle.handle();
    let message = TextMessage { text: &row.text, reply_to: row.reply_to.as_ref(), human_agent: false };
    let answer = shared.client.send_text(Access::of(&view, token), &person, message).await;
    if let Some(server_time) = answer.server_time {
        shared.clock.learn(server_time);
    }
    if let Some(error) = &answer.error {
        tracing::info!(handle = handle.id.0, %error, outcome = name(&answer.outcome), "a reply was not delivered");
    }
    let wait_ms = match answer.outcome {
        Outcome::RefusedForNow(Reason::Throttled) => Some(answer.wait_ms.unwrap_or(THROTTLE_WAIT_MS)),
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

pub(super) async fn person(shared: &Shared, row: &OutboxRow) -> store::Result<Option<Igsid>> {
    Ok(shared.store.conversation(row.conversation).await?.map(|found| found.person.igsid))
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
