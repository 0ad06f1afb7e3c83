//! The events themselves (instagram-platform, section 6.6).

use domain::ids::{Igsid, Mid};
use domain::message::Direction;
use domain::observation::{Observation, ObservedReaction};
use domain::time::SentAt;
use serde_json::Value;

use super::envelope::{Entry, MAX_NAME};
use super::raw::raw;
use super::{Content, WebhookEvent, control, message};
use crate::wire::json::Node;
use crate::wire::reaction::emoji;
use crate::wire::time::time;

/// Keys that every event has, besides the one that says what it is.
const ENVELOPE: [&str; 6] = ["sender", "recipient", "timestamp", "is_self", "is_echo", "hop_context"];
/// Events that say nothing to an inbox.
const PASSED_OVER: [&str; 8] = [
    "optin",
    "delivery",
    "account_linking",
    "app_roles",
    "response_feedback",
    "messaging_feedback",
    "message_context",
    "typing",
];
/// What an event can say.
const SAYINGS: [&str; 11] = [
    "message",
    "postback",
    "reaction",
    "message_edit",
    "read",
    "referral",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
    "policy_enforcement",
    "policy-enforcement",
];

/// Those of them that are about a message or thread which is there already.
const AFTERWARDS: [&str; 7] = [
    "reaction",
    "message_edit",
    "read",
    "referral",
    "pass_thread_control",
    "take_thread_control",
    "request_thread_control",
];

/// Who and when, of any event.
pub(super) struct Scene<'a> {
    pub(super) person: Option<Igsid>,
    pub(super) by: Direction,
    pub(super) sent_at: SentAt,
    /// The handle wrote to itself.
    pub(super) to_self: bool,
    /// The id of the Meta app that we are.
    pub(super) own_app: Option<&'a str>,
}

/// Who the dashboard's test button says writes to whom, whatever account its entry bears.
const TEST_PARTIES: [&str; 2] = ["12334", "23245"];

/// Whether a change's value is an event, by what it says.
pub(super) fn says(value: &Value) -> bool {
    let mut known = SAYINGS.iter().chain(&PASSED_OVER);
    known.any(|name| value.field(name).is_some_and(Value::is_object))
}

/// Whether a change's value names who it is from, and something besides.
pub(super) fn is_by_somebody(value: &Value) -> bool {
    let more = || value.as_object().is_some_and(|fields| fields.keys().any(|key| !is_envelope(key)));
    value.field("sender").is_some() && more()
}

fn is_envelope(key: &str) -> bool {
    ENVELOPE.contains(&key)
}

/// Reads one event of `messaging`, `standby` or a change.
pub(super) fn read(item: &Value, entry: Entry<'_>) -> WebhookEvent {
    let told = item.field("timestamp").and_then(time).filter(|sent| sent.at.0 <= entry.latest.0);
    let sent_at = told.unwrap_or(SentAt::to_the_second(entry.at.0));
    let parties = parties(item);
    if parties.each_ref().map(Option::as_deref) == TEST_PARTIES.map(Some) {
        return entry.event(sent_at.at, Content::Test);
    }
    let scene = scene(item, parties, entry, sent_at);
    let name = saying(item);
    // What is about another message is no message of the person's, however little of it can be read.
    let may_be_message = !name.is_some_and(|name| AFTERWARDS.contains(&name));
    let from = scene.person.clone().filter(|_| scene.by == Direction::In && may_be_message);
    let content = content(item, entry.standby, scene).unwrap_or_else(|| Content::Unreadable {
        field: name.map(str::to_owned),
        person: from,
        raw: raw(item),
    });
    entry.event(sent_at.at, content)
}

/// Sender and recipient, as far as they are named.
pub(super) fn parties(item: &Value) -> [Option<String>; 2] {
    ["sender", "recipient"].map(|name| party(item, name))
}

/// An object with an id, or the id itself.
fn party(item: &Value, name: &str) -> Option<String> {
    item.field(name).and_then(|party| party.id("id")).or_else(|| item.id(name))
}

/// The handle is who the entry is about, by the entry's id or by its own; an echo is the handle's whatever ids it bears.
fn scene<'a>(
    item: &Value,
    [sender, recipient]: [Option<String>; 2],
    entry: Entry<'a>,
    sent_at: SentAt,
) -> Scene<'a> {
    let flagged =
        |name| item.is_set(name) || item.field("message").is_some_and(|message| message.is_set(name));
    let is_handle = |id: &str| Some(id) == entry.id || entry.ours.ids.contains(&Some(id));
    let ours = flagged("is_echo") || sender.as_deref().is_some_and(is_handle);
    // The sides of some echoes are not turned.
    let is_turned = !recipient.as_deref().is_some_and(is_handle) || sender.as_deref().is_none_or(is_handle);
    let (by, person) = match ours {
        true if is_turned => (Direction::Out, recipient),
        true => (Direction::Out, sender),
        false => (Direction::In, sender),
    };
    let to_self = flagged("is_self");
    Scene { person: person.map(Igsid), by, sent_at, to_self, own_app: entry.ours.app_id }
}

/// The key that says what the event is.
fn saying(item: &Value) -> Option<&str> {
    let known = SAYINGS.iter().find(|name| item.field(name).is_some());
    let other = || item.as_object()?.keys().find(|key| !is_envelope(key));
    known.copied().or_else(|| other().and_then(|key| key.get(..key.floor_char_boundary(MAX_NAME))))
}

fn content(item: &Value, standby: bool, scene: Scene<'_>) -> Option<Content> {
    let name = saying(item)?;
    let value = item.field(name)?;
    match name {
        "message" => message::message(item, value, scene),
        "postback" => message::postback(item, value, scene),
        "reaction" => reaction(value, scene),
        "message_edit" => edit(value, scene),
        "read" => read_by(value, scene),
        "referral" => control::referred(item, scene),
        "policy_enforcement" | "policy-enforcement" => Some(control::policy(value)),
        "pass_thread_control" | "take_thread_control" | "request_thread_control" => {
            control::thread_control(name, value, standby, scene)
        }
        _ if PASSED_OVER.contains(&name) => Some(Content::Ignored { field: name.to_owned() }),
        _ => None,
    }
}

fn reaction(reaction: &Value, scene: Scene<'_>) -> Option<Content> {
    // Meta's page writes an emoji's numbers in place of it. Its name tells more than those.
    let drawn = reaction.text("emoji").filter(|emoji| !emoji.is_ascii());
    let drawn = drawn.or_else(|| reaction.text("reaction").map(emoji)).or_else(|| reaction.text("emoji"));
    let taken_back = reaction.text("action").is_some_and(|action| action.eq_ignore_ascii_case("unreact"));
    let emoji = if taken_back { None } else { Some(drawn?.to_owned()) };
    Some(Content::Observation(Observation::Reaction(ObservedReaction {
        person: scene.person?,
        mid: Mid(reaction.id("mid")?),
        by: scene.by,
        emoji,
        at: scene.sent_at.at,
    })))
}

/// Only what the person reads is of interest; where no message is named there is nothing to mark.
fn read_by(read: &Value, scene: Scene<'_>) -> Option<Content> {
    Some(match (scene.by, read.id("mid")) {
        (Direction::In, Some(mid)) => {
            let (person, at) = (scene.person?, scene.sent_at.at);
            Content::Observation(Observation::Seen { person, mid: Mid(mid), at })
        }
        _ => Content::Ignored { field: "read".to_owned() },
    })
}

/// An edit. The "edit" number 0, which comes for new messages and without their text, asks to read the message. Where the
/// number cannot be read there was at least one, and of several such the latest stands.
fn edit(edit: &Value, scene: Scene<'_>) -> Option<Content> {
    let mid = Mid(edit.id("mid")?);
    let number = edit.number("num_edit").map_or(1, |number| u32::try_from(number).unwrap_or(0));
    Some(match edit.owned("text") {
        Some(text) if number > 0 => {
            let (person, at) = (scene.person, scene.sent_at.at);
            Content::Observation(Observation::Edit { person, mid, text, number, at })
        }
        _ => Content::Fetch { mid, person: scene.person, edited: number > 0 },
    })
}

#[cfg(test)]
mod tests;
