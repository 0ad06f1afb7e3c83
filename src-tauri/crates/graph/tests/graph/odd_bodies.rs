//! Every known event, list and refusal, made odd in each of its places in each way: nothing panics, nothing takes its
//! neighbours along, whatever names a person is kept for them, and nothing is shown as what it is not.

use domain::merge::MessageState;
use domain::message::{Direction, MessageKind};
use domain::observation::Observation;
use domain::time::{DAY, Timestamp};
use graph::webhook::{Content, WebhookEvent, events};
use serde_json::{Value, json};
use testkit::{Odd, odd};

const BRAND: &str = "17841400000000123";
/// Beyond 2^53, and no double.
const PERSON: &str = "12345000000000007";
const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";
const AT: i64 = 1_790_000_000_001;
const RECEIVED: Timestamp = Timestamp(AT + 9_000);

fn theirs(key: &str, said: &Value) -> Value {
    json!({ "sender": { "id": PERSON }, "recipient": { "id": BRAND }, "timestamp": AT, key: said })
}

fn ours(key: &str, said: &Value) -> Value {
    json!({ "sender": { "id": BRAND }, "recipient": { "id": PERSON }, "timestamp": AT, key: said })
}

fn attached(kind: &str, payload: &Value) -> Value {
    json!({ "mid": "aWdfZAG1faXRlbTox", "attachments": [{ "type": kind, "payload": payload }] })
}

/// One of each kind.
fn known() -> Vec<Value> {
    let ad = json!({ "ref": "spring", "ad_id": 6_045_246_247_433_i64, "source": "ADS", "type": "OPEN_THREAD",
        "ads_context_data": { "ad_title": "Serum", "photo_url": MEDIA } });
    let cards = json!({ "generic": { "elements": [{ "title": "Serum", "buttons": [{ "title": "Buy" }] }] } });
    let m = |fields: Value| {
        let mut message = json!({ "mid": "aWdfZAG1faXRlbTox", "text": "hello" });
        message.as_object_mut().expect("an object").extend(fields.as_object().expect("an object").clone());
        message
    };
    vec![
        theirs("message", &m(json!({}))),
        theirs("message", &m(json!({ "referral": ad, "quick_reply": { "payload": "RED" } }))),
        theirs("message", &m(json!({ "reply_to": { "mid": "m0", "is_self_reply": false } }))),
        theirs("message", &m(json!({ "reply_to": { "story": { "url": MEDIA, "id": "5" } } }))),
        theirs("message", &attached("image", &json!({ "url": MEDIA }))),
        theirs(
            "message",
            &attached("ig_post", &json!({ "ig_post_media_id": "5", "title": "New", "url": MEDIA })),
        ),
        theirs("message", &attached("ig_story", &json!({ "story_media_id": 5, "story_media_url": MEDIA }))),
        theirs("message", &json!({ "mid": "m", "attachments": [{ "type": "ephemeral" }] })),
        theirs("message", &json!({ "mid": "m", "is_deleted": true })),
        theirs("message", &json!({ "mid": "m", "is_unsupported": true })),
        theirs("postback", &json!({ "mid": "m", "title": "Open?", "payload": "HOURS" })),
        theirs("reaction", &json!({ "mid": "m", "action": "react", "reaction": "love", "emoji": "❤️" })),
        theirs("reaction", &json!({ "mid": "m", "action": "unreact" })),
        theirs("read", &json!({ "mid": "m" })),
        theirs("message_edit", &json!({ "mid": "m", "text": "new", "num_edit": 1 })),
        theirs("referral", &json!({ "ref": "bio", "source": "IGME", "type": "OPEN_THREAD" })),
        ours("message", &m(json!({ "is_echo": true, "app_id": 555 }))),
        ours(
            "message",
            &json!({ "mid": "m", "is_echo": true, "attachments": [{ "type": "template", "payload": cards }] }),
        ),
        theirs("pass_thread_control", &json!({ "previous_owner_app_id": 1, "new_owner_app_id": "2" })),
        theirs("policy_enforcement", &json!({ "action": "block", "reason": "Spam" })),
        theirs("optin", &json!({ "type": "notification_messages" })),
        theirs("hologram", &json!({ "mid": "m", "depth": 3 })),
    ]
}

fn good(mid: &str) -> String {
    theirs("message", &json!({ "mid": mid, "text": "hi" })).to_string()
}

/// A body in which an odd event stands between two good ones, before the entry of another account.
fn around(text: &[u8]) -> Vec<u8> {
    let before = format!(
        r#"{{"object":"instagram","entry":[{{"id":"{BRAND}","time":{AT},"messaging":[{},"#,
        good("g1")
    );
    let after = format!(r#",{}]}},{{"id":"178","messaging":[{}]}}]}}"#, good("g2"), good("g3"));
    [before.as_bytes(), text, after.as_bytes()].concat()
}

fn is_good(event: &WebhookEvent, mid: &str) -> bool {
    matches!(&event.content, Content::Observation(Observation::Message(message))
        if message.mid.as_str() == mid && message.text.as_deref() == Some("hi") && message.person.as_str() == PERSON
            && event.at == Timestamp(AT))
}

/// What was read of an odd event that stood between good ones.
fn read_between(odd: &Odd) -> Vec<WebhookEvent> {
    let mut read = events(&around(&odd.text), RECEIVED);
    let place = format!("{} at {:?}", odd.change, odd.path);
    for (at, mid) in [(0, "g1"), (read.len() - 2, "g2"), (read.len() - 1, "g3")] {
        assert!(read.len() > 2 && is_good(&read[at], mid), "{place} took {mid} along: {read:?}");
    }
    read.truncate(read.len() - 2);
    read.remove(0);
    read
}

/// Whose an event is, where it says so.
fn person(event: &WebhookEvent) -> Option<&str> {
    match &event.content {
        Content::Observation(Observation::Message(message)) => Some(message.person.as_str()),
        Content::Observation(Observation::Reaction(reaction)) => Some(reaction.person.as_str()),
        Content::Observation(Observation::Seen { person, .. }) => Some(person.as_str()),
        Content::Observation(Observation::Line(line)) => Some(line.person.as_str()),
        Content::Observation(Observation::Edit { person, .. } | Observation::Unsend { person, .. })
        | Content::Fetch { person, .. }
        | Content::Unreadable { person, .. } => person.as_ref().map(domain::ids::Igsid::as_str),
        _ => None,
    }
}

fn kind(event: &WebhookEvent) -> Option<MessageKind> {
    match &event.content {
        Content::Observation(observation) => MessageState::of(observation).map(|state| state.kind()),
        _ => None,
    }
}

/// Whether a place says whose an event is.
fn is_side(path: &[String]) -> bool {
    let side = |name: &String| ["sender", "recipient"].contains(&name.as_str());
    path.is_empty() || side(&path[0]) || path.last().is_some_and(|name| name == "is_echo")
}

#[test]
fn one_odd_place_of_an_event_spoils_nothing_else() {
    let mut wrong = Vec::new();
    for whole in known() {
        let name = whole.as_object().and_then(|event| {
            event.keys().find(|key| !["sender", "recipient", "timestamp"].contains(&key.as_str())).cloned()
        });
        let name = name.expect("an event says something");
        let plain = events(&around(whole.to_string().as_bytes()), RECEIVED).swap_remove(1);
        for odd in odd(&whole) {
            let read = read_between(&odd);
            let place =
                format!("{name}: {} at {:?}", odd.change.chars().take(60).collect::<String>(), odd.path);
            if odd.path.is_empty() {
                // One that stands in two lists or in none: whatever it is, it is something.
                if read.is_empty() && odd.change != "[]" {
                    wrong.push(format!("{place}: nothing"));
                }
                continue;
            }
            let [event] = read.as_slice() else {
                wrong.push(format!("{place}: {} events", read.len()));
                continue;
            };
            wrong.extend(broken_promise(&odd, &name, &plain, event).map(|what| format!("{place}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{} promises are broken:\n{}", wrong.len(), wrong.join("\n"));
}

/// What an event with one odd place promises and does not keep.
fn broken_promise(odd: &Odd, name: &str, plain: &WebhookEvent, event: &WebhookEvent) -> Option<String> {
    let WebhookEvent { ig_id, at, .. } = event;
    if ig_id.as_ref().map(domain::ids::IgId::as_str) != Some(BRAND) {
        return Some("of no account".to_owned());
    }
    if at.0 <= 0 || at.0 > RECEIVED.0 + 365 * DAY {
        return Some(format!("at {at:?}"));
    }
    let of_a_message = ["message", "postback", "hologram"].contains(&name);
    if !is_side(&odd.path) {
        let kept = match &event.content {
            Content::Ignored { .. } | Content::Test => !of_a_message,
            // What is about another message is listed, and is no row of the person's.
            Content::Unreadable { .. } => {
                !of_a_message || person(event) == person(plain) || plain_is_ours(plain)
            }
            Content::Policy { .. } => name == "policy_enforcement",
            _ => person(event) == Some(PERSON),
        };
        if !kept {
            return Some(format!("lost: {:?}", event.content));
        }
    }
    if let (Content::Observation(Observation::Message(was)), Content::Observation(Observation::Message(is))) =
        (&plain.content, &event.content)
    {
        if !is_side(&odd.path) && is.direction != was.direction {
            return Some("on the other side".to_owned());
        }
        let is_place = |place: &str| odd.path.iter().any(|name| name == place);
        if is.mid != was.mid && !is_place("mid") && !is_place(name) {
            return Some("another id".to_owned());
        }
        if is.text.is_some() && is.text != was.text && !is_place("text") {
            return Some("another text".to_owned());
        }
    }
    if let Content::Observation(Observation::Unsend { .. }) = &event.content {
        let plainly = matches!(&plain.content, Content::Observation(Observation::Unsend { .. }));
        if !plainly {
            return Some("unsent".to_owned());
        }
    }
    // A less telling kind, or the same; else the odd place itself says so.
    let (was, is) = (kind(plain), kind(event));
    let says_kind = odd
        .path
        .iter()
        .any(|name| ["type", "attachments", "reply_to", "is_deleted"].contains(&name.as_str()));
    let less = [None, Some(MessageKind::Text), Some(MessageKind::Unsupported)];
    (!less.contains(&is) && is != was && !says_kind).then(|| format!("was {was:?}, is {is:?}"))
}

/// What the handle wrote itself: no row of a person's.
fn plain_is_ours(plain: &WebhookEvent) -> bool {
    matches!(&plain.content, Content::Observation(Observation::Message(message)) if message.direction == Direction::Out)
}
