//! The events themselves (instagram-platform, section 6.6).

use domain::ids::{Igsid, Mid};
use domain::message::{Body, Direction, Origin, Postback, StoryReply};
use domain::observation::{Observation, ObservedMessage, ObservedReaction};
use domain::time::SentAt;
use serde_json::Value;

use super::envelope::Entry;
use super::{Content, WebhookEvent, attachment};
use crate::wire::json::Node;
use crate::wire::reaction::emoji;
use crate::wire::time::time;

/// Keys that every event has, besides the one that says what it is.
const ENVELOPE: [&str; 5] = ["sender", "recipient", "timestamp", "is_self", "is_echo"];

/// Who and when, of any event.
struct Scene {
    person: Option<Igsid>,
    by: Direction,
    sent_at: SentAt,
}

/// Reads one event of `messaging`, `standby` or a change.
pub(super) fn read(item: &Value, entry: Entry<'_>) -> WebhookEvent {
    let sent_at = item.field("timestamp").and_then(time).unwrap_or(SentAt::to_the_second(entry.at.0));
    let scene = scene(item, entry, sent_at);
    entry.event(sent_at.at, content(item, scene).unwrap_or(Content::Unreadable))
}

/// The handle is who the entry is about; an echo is the handle's also where the entry bears another id of it.
fn scene(item: &Value, entry: Entry<'_>, sent_at: SentAt) -> Scene {
    let party = |name| item.field(name).and_then(|party: &Value| party.id("id"));
    let (sender, recipient) = (party("sender"), party("recipient"));
    let echo = item.field("message").and_then(|message| message.flag("is_echo")) == Some(true);
    let ours = echo || (sender.is_some() && sender.as_deref() == entry.id);
    let (by, person) = if ours { (Direction::Out, recipient) } else { (Direction::In, sender) };
    Scene { person: person.map(Igsid), by, sent_at }
}

fn content(item: &Value, scene: Scene) -> Option<Content> {
    if let Some(message) = item.field("message") {
        return self::message(message, scene);
    }
    if let Some(postback) = item.field("postback") {
        let pressed = Postback { title: postback.owned("title"), payload: postback.owned("payload") };
        let body = Body { postback: Some(pressed), ..Body::default() };
        return observed(postback, scene, None, body);
    }
    if let Some(reaction) = item.field("reaction") {
        return self::reaction(reaction, scene);
    }
    if let Some(edit) = item.field("message_edit") {
        return self::edit(edit, scene);
    }
    if let Some(read) = item.field("read") {
        // Only what the person reads is of interest; where no message is named there is nothing to mark.
        return Some(match (scene.by, read.id("mid")) {
            (Direction::In, Some(mid)) => Content::Observation(Observation::Seen {
                person: scene.person?,
                mid: Mid(mid),
                at: scene.sent_at.at,
            }),
            _ => Content::Ignored { field: "read".to_owned() },
        });
    }
    let other = item.as_object()?.keys().find(|key| !ENVELOPE.contains(&key.as_str()))?;
    Some(Content::Ignored { field: other.chars().take(64).collect() })
}

fn message(message: &Value, scene: Scene) -> Option<Content> {
    if message.flag("is_deleted") == Some(true) {
        let mid = Mid(message.id("mid")?);
        let unsend = Observation::Unsend { person: scene.person, mid, at: scene.sent_at.at };
        return Some(Content::Observation(unsend));
    }
    let reply_to = message.field("reply_to");
    let story = reply_to.and_then(|reply| reply.field("story"));
    let body = Body {
        attachments: attachment::list(message.items("attachments")),
        story_reply: story.map(|story| StoryReply {
            url: story.owned("url"),
            id: story.id("id"),
            link: story.owned("link_sticker_url"),
        }),
        reply_to: reply_to.and_then(|reply| reply.id("mid")).map(Mid),
        unsupported: message.flag("is_unsupported") == Some(true),
        ..Body::default()
    };
    observed(message, scene, message.owned("text"), body)
}

fn observed(named: &Value, scene: Scene, text: Option<String>, body: Body) -> Option<Content> {
    let message = ObservedMessage {
        person: scene.person?,
        mid: Mid(named.id("mid")?),
        direction: scene.by,
        origin: match scene.by {
            Direction::In => Origin::Person,
            Direction::Out => Origin::Elsewhere,
        },
        sent_at: scene.sent_at,
        as_of: scene.sent_at.at,
        text,
        body,
        reactions: None,
    };
    Some(Content::Observation(Observation::Message(message)))
}

fn reaction(reaction: &Value, scene: Scene) -> Option<Content> {
    let drawn = reaction.text("emoji").or_else(|| reaction.text("reaction").map(emoji));
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

/// An edit. The "edit" number 0, which comes for new messages and without their text, asks to read the message.
fn edit(edit: &Value, scene: Scene) -> Option<Content> {
    let mid = Mid(edit.id("mid")?);
    let number = edit.number("num_edit").and_then(|number| u32::try_from(number).ok()).unwrap_or(0);
    Some(match edit.owned("text") {
        Some(text) if number > 0 => {
            let (person, at) = (scene.person, scene.sent_at.at);
            Content::Observation(Observation::Edit { person, mid, text, number, at })
        }
        _ => Content::Fetch { mid, person: scene.person },
    })
}

#[cfg(test)]
mod tests {
    use domain::message::AttachmentKind;
    use domain::time::Timestamp;
    use serde_json::json;

    use super::*;

    const AT: i64 = 1_790_000_000_001;

    fn inbound(name: &str, payload: &Value) -> Content {
        of(&json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": AT, name: payload}))
    }

    fn outbound(name: &str, payload: &Value) -> Content {
        of(&json!({"sender": {"id": "178"}, "recipient": {"id": "7"}, "timestamp": AT, name: payload}))
    }

    fn of(item: &Value) -> Content {
        read(item, Entry { id: Some("178"), at: Timestamp(5), standby: false }).content
    }

    fn seen_message(content: Content) -> ObservedMessage {
        match content {
            Content::Observation(Observation::Message(message)) => message,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn texts_echoes_and_messages_to_oneself() {
        let theirs = seen_message(inbound("message", &json!({"mid": "m1", "text": "hello"})));
        assert_eq!((theirs.direction, theirs.origin), (Direction::In, Origin::Person));
        assert_eq!((theirs.sent_at, theirs.as_of), (SentAt::exact(AT), Timestamp(AT)));
        assert_eq!(theirs.text.as_deref(), Some("hello"));
        let echo = seen_message(outbound("message", &json!({"mid": "m2", "text": "hi", "is_echo": true})));
        assert_eq!((echo.direction, echo.origin), (Direction::Out, Origin::Elsewhere));
        assert_eq!(echo.person.as_str(), "7");
        let own = json!({"sender": {"id": "178"}, "recipient": {"id": "own-igsid"}, "timestamp": AT,
            "message": {"mid": "m3", "text": "note", "is_echo": true, "is_self": true}});
        assert_eq!(seen_message(of(&own)).person.as_str(), "own-igsid");
        // The entry bears the Page's id: the echo is still ours.
        let page = json!({"sender": {"id": "another"}, "recipient": {"id": "7"}, "timestamp": AT,
            "message": {"mid": "m4", "text": "hi", "is_echo": true}});
        assert_eq!(seen_message(of(&page)).direction, Direction::Out);
    }

    #[test]
    fn what_messages_carry() {
        let body = |message: Value| seen_message(inbound("message", &message)).body;
        let image =
            body(json!({"mid": "m", "attachments": [{"type": "image", "payload": {"url": "https://i"}}]}));
        assert_eq!(image.attachments[0].kind, AttachmentKind::Image);
        let story =
            body(json!({"mid": "m", "text": "wow", "reply_to": {"story": {"url": "https://s", "id": 5}}}));
        assert_eq!(
            story.story_reply,
            Some(StoryReply { url: Some("https://s".into()), id: Some("5".into()), link: None })
        );
        let reply = body(json!({"mid": "m", "text": "yes", "reply_to": {"mid": "m0"}}));
        assert_eq!(reply.reply_to, Some(Mid::from("m0")));
        assert!(body(json!({"mid": "m", "is_unsupported": true})).unsupported);
        let pressed =
            seen_message(inbound("postback", &json!({"mid": "m", "title": "Prices", "payload": "P"})));
        let postback = Postback { title: Some("Prices".into()), payload: Some("P".into()) };
        assert_eq!(pressed.body.postback, Some(postback));
    }

    #[test]
    fn what_happens_to_messages() {
        let observation = |content| match content {
            Content::Observation(observation) => observation,
            other => panic!("{other:?}"),
        };
        let (person, mid, at) = (Igsid::from("7"), Mid::from("m"), Timestamp(AT));
        assert_eq!(
            observation(inbound("message", &json!({"mid": "m", "is_deleted": true}))),
            Observation::Unsend { person: Some(person.clone()), mid: mid.clone(), at }
        );
        assert_eq!(
            observation(inbound("read", &json!({"mid": "m"}))),
            Observation::Seen { person: person.clone(), mid: mid.clone(), at }
        );
        let edit =
            |number: Value| inbound("message_edit", &json!({"mid": "m", "text": "new", "num_edit": number}));
        for number in [json!(2), json!("2")] {
            let expected = Observation::Edit {
                person: Some(person.clone()),
                mid: mid.clone(),
                text: "new".into(),
                number: 2,
                at,
            };
            assert_eq!(observation(edit(number)), expected);
        }
        let reaction = |by, emoji: Option<&str>| {
            let emoji = emoji.map(str::to_owned);
            Observation::Reaction(ObservedReaction {
                person: person.clone(),
                mid: mid.clone(),
                by,
                emoji,
                at,
            })
        };
        let love = json!({"mid": "m", "action": "react", "reaction": "love"});
        assert_eq!(observation(inbound("reaction", &love)), reaction(Direction::In, Some("❤️")));
        assert_eq!(observation(outbound("reaction", &love)), reaction(Direction::Out, Some("❤️")));
        let drawn = json!({"mid": "m", "action": "react", "reaction": "other", "emoji": "🫶"});
        assert_eq!(observation(inbound("reaction", &drawn)), reaction(Direction::In, Some("🫶")));
        let back = json!({"mid": "m", "action": "unreact"});
        assert_eq!(observation(inbound("reaction", &back)), reaction(Direction::In, None));
    }

    #[test]
    fn an_edit_that_is_none_asks_to_read_the_message() {
        let fetch =
            |person: Option<&str>| Content::Fetch { mid: Mid::from("m"), person: person.map(Igsid::from) };
        assert_eq!(inbound("message_edit", &json!({"mid": "m", "num_edit": 0})), fetch(Some("7")));
        assert_eq!(
            inbound("message_edit", &json!({"mid": "m", "num_edit": 0, "text": "x"})),
            fetch(Some("7"))
        );
        assert_eq!(of(&json!({"message_edit": {"mid": "m"}})), fetch(None));
    }

    #[test]
    fn the_rest_is_ignored_by_name_or_unreadable() {
        let ignored = |field: &str| Content::Ignored { field: field.into() };
        for name in ["optin", "referral", "pass_thread_control", "policy_enforcement", "brand_new"] {
            assert_eq!(inbound(name, &json!({})), ignored(name));
        }
        assert_eq!(inbound("read", &json!({"watermark": 5})), ignored("read"));
        for broken in [
            json!({"message": {"text": "no id"}, "sender": {"id": "7"}}),
            json!({"message": {"mid": "m", "text": "from nobody"}}),
            json!({"reaction": {"mid": "m", "action": "react"}, "sender": {"id": "7"}}),
            json!({"sender": {"id": "7"}}),
            json!("odd"),
        ] {
            assert_eq!(of(&broken), Content::Unreadable, "{broken}");
        }
    }

    #[test]
    fn an_event_without_a_time_takes_the_entrys() {
        let item = json!({"sender": {"id": "7"}, "message": {"mid": "m"}});
        let entry = Entry { id: Some("178"), at: Timestamp(1_790_000_000_000), standby: false };
        let read = read(&item, entry);
        assert_eq!(read.at, entry.at);
        assert_eq!(seen_message(read.content).sent_at, SentAt::to_the_second(entry.at.0));
    }
}
