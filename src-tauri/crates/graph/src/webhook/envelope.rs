//! The forms in which events come wrapped (instagram-platform, section 6.5).

use domain::ids::IgId;
use domain::time::Timestamp;
use serde_json::Value;

use super::{Content, WebhookEvent, event};
use crate::wire::json::{self, Node};
use crate::wire::time::time;

/// The account id of the dashboard's test bodies (section 16.10).
const TEST_ID: &str = "0";
/// A name is Meta's own, and no longer than this.
const MAX_NAME: usize = 64;

/// The entry that an event stands in.
#[derive(Clone, Copy)]
pub(super) struct Entry<'a> {
    pub(super) id: Option<&'a str>,
    pub(super) at: Timestamp,
    pub(super) standby: bool,
}

impl Entry<'_> {
    pub(super) fn event(self, at: Timestamp, content: Content) -> WebhookEvent {
        let content = if self.id == Some(TEST_ID) { Content::Test } else { content };
        WebhookEvent { ig_id: self.id.map(IgId::from), at, standby: self.standby, content }
    }

    fn ignored(self, field: &str) -> WebhookEvent {
        self.event(self.at, Content::Ignored { field: field.chars().take(MAX_NAME).collect() })
    }
}

/// All events of a body, in its order. Never empty: a body that is no JSON is one unreadable event.
#[must_use]
pub fn events(body: &[u8], received_at: Timestamp) -> Vec<WebhookEvent> {
    let outside = Entry { id: None, at: received_at, standby: false };
    let unreadable = || vec![outside.event(received_at, Content::Unreadable)];
    let Some(body) = json::parse(body) else { return unreadable() };
    // Some samples wrap the whole body in a list.
    let envelopes = body.as_array().map_or(std::slice::from_ref(&body), Vec::as_slice);
    let events: Vec<WebhookEvent> = envelopes
        .iter()
        .flat_map(|envelope| match envelope.field("entry").and_then(Value::as_array) {
            Some(entries) => entries.iter().flat_map(|row| entry(row, received_at)).collect(),
            // Without an entry around it, only the dashboard sends a field with its value.
            None if envelope.field("field").is_some() => vec![outside.event(received_at, Content::Test)],
            None => unreadable(),
        })
        .collect();
    if events.is_empty() { unreadable() } else { events }
}

fn entry(row: &Value, received_at: Timestamp) -> Vec<WebhookEvent> {
    let id = row.id("id");
    let at = row.field("time").and_then(time).map_or(received_at, |time| time.at);
    let entry = Entry { id: id.as_deref(), at, standby: false };
    let standby = Entry { standby: true, ..entry };
    let mut events: Vec<WebhookEvent> = Vec::new();
    events.extend(row.items("messaging").iter().map(|item| event::read(item, entry)));
    events.extend(row.items("standby").iter().map(|item| event::read(item, standby)));
    events.extend(row.items("changes").iter().map(|item| change(item, entry)));
    if row.field("field").is_some() {
        events.push(change(row, entry));
    }
    // With "Include values" off only names come.
    let names = row.items("changed_fields").iter().filter_map(Value::as_str);
    events.extend(names.map(|name| entry.ignored(name)));
    if events.is_empty() {
        events.push(entry.event(at, Content::Unreadable));
    }
    events
}

/// A field with its value. Messages can come so too.
fn change(row: &Value, entry: Entry<'_>) -> WebhookEvent {
    let name = row.text("field").unwrap_or_default();
    match row.field("value") {
        Some(value) if value.field("sender").is_some() => event::read(value, entry),
        _ if name.is_empty() => entry.event(entry.at, Content::Unreadable),
        _ => entry.ignored(name),
    }
}

#[cfg(test)]
mod tests {
    use domain::observation::Observation;
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const RECEIVED: Timestamp = Timestamp(1_790_000_009_000);

    fn message() -> Value {
        json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": 1_790_000_000_001_i64,
            "message": {"mid": "m1", "text": "hi"}})
    }

    fn read(body: &Value) -> Vec<WebhookEvent> {
        events(body.to_string().as_bytes(), RECEIVED)
    }

    fn is_message(event: &WebhookEvent) -> bool {
        matches!(event.content, Content::Observation(Observation::Message(_)))
    }

    #[test]
    fn five_forms_of_an_entry() {
        for (entry, standby) in [
            (json!({"id": "178", "time": 1_790_000_000_123_i64, "messaging": [message()]}), false),
            (json!({"id": 178, "changes": [{"field": "messages", "value": message()}]}), false),
            (json!({"id": "178", "field": "messages", "value": message()}), false),
            (json!({"id": "178", "standby": [message()]}), true),
        ] {
            let read = read(&json!({"object": "instagram", "entry": [entry]}));
            assert_eq!(read.len(), 1);
            assert!(is_message(&read[0]), "{:?}", read[0]);
            assert_eq!(read[0].ig_id, Some(IgId::from("178")));
            assert_eq!((read[0].standby, read[0].at), (standby, Timestamp(1_790_000_000_001)));
        }
        let test = read(&json!({"field": "messages", "value": message()}));
        assert_eq!(test.iter().map(|event| &event.content).collect::<Vec<_>>(), [&Content::Test]);
        let zero = read(
            &json!({"object": "instagram", "entry": [{"id": "0", "time": 1, "messaging": [message()]}]}),
        );
        assert_eq!(zero[0].content, Content::Test);
    }

    #[test]
    fn a_list_around_the_body_and_several_entries() {
        let entry = json!({"id": "178", "messaging": [message(), message()]});
        let envelope = json!({"object": "instagram", "entry": [entry, entry]});
        assert_eq!(read(&json!([envelope, envelope])).len(), 8);
    }

    #[test]
    fn comments_are_ignored_by_name_with_the_entrys_time_in_seconds() {
        let value = json!({"from": {"id": "7", "username": "mira.k"}, "id": "c1", "text": "nice"});
        let entry =
            json!({"id": "178", "time": 1_790_000_000, "changes": [{"field": "comments", "value": value}]});
        let read = read(&json!({"entry": [entry]}));
        assert_eq!(read[0].content, Content::Ignored { field: "comments".into() });
        assert_eq!(read[0].at, Timestamp(1_790_000_000_000));
    }

    #[test]
    fn an_odd_item_takes_no_other_along() {
        let entry = json!({"id": "178", "messaging": ["odd", message(), {"sender": {"id": "7"}}, 5, message()],
            "changed_fields": ["messages", 3]});
        let read = read(&json!({"entry": ["odd", entry, {}]}));
        assert_eq!(read.iter().filter(|event| is_message(event)).count(), 2);
        assert_eq!(read.iter().filter(|event| event.content == Content::Unreadable).count(), 5);
        assert_eq!(read.len(), 8);
    }

    #[test]
    fn what_is_no_body_is_one_unreadable_event() {
        for body in ["", "{", "[]", "{}", "null", "<html>", r#"{"entry":[]}"#, r#"{"entry":5}"#] {
            let read = events(body.as_bytes(), RECEIVED);
            assert_eq!(read.len(), 1, "{body}");
            assert_eq!((&read[0].content, read[0].at), (&Content::Unreadable, RECEIVED), "{body}");
        }
    }

    /// The signed sample of section 6.3: escaped as Meta escapes.
    #[test]
    fn the_sample_as_it_is_on_the_wire() {
        let body = br#"{"object":"instagram","entry":[{"id":"17841400000000123","time":1790000000123,"messaging":[{"sender":{"id":"1234500000000007"},"recipient":{"id":"17841400000000123"},"timestamp":1790000000001,"message":{"mid":"m1","text":"caf\u00e9 \ud83d\ude00 \/x"}}]}]}"#;
        let read = events(body, RECEIVED);
        let Content::Observation(Observation::Message(message)) = &read[0].content else {
            panic!("{read:?}");
        };
        assert_eq!(message.text.as_deref(), Some("café 😀 /x"));
        assert_eq!(message.person.as_str(), "1234500000000007");
    }

    fn scraps() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            any::<i64>().prop_map(Value::from),
            any::<f64>().prop_map(|float| json!(float)),
            "[a-z0-9]{0,6}".prop_map(Value::from),
        ];
        let name = prop::sample::select(vec![
            "entry",
            "id",
            "time",
            "messaging",
            "changes",
            "standby",
            "field",
            "value",
            "sender",
            "recipient",
            "timestamp",
            "message",
            "mid",
            "text",
            "attachments",
            "type",
            "payload",
            "url",
            "reaction",
            "read",
            "message_edit",
            "num_edit",
            "postback",
            "reply_to",
            "story",
            "is_deleted",
            "data",
        ]);
        leaf.prop_recursive(6, 60, 5, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
                prop::collection::vec((name.clone(), inner), 0..5).prop_map(|fields| fields
                    .into_iter()
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn no_bytes_panic(body in prop::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(!events(&body, RECEIVED).is_empty());
        }

        #[test]
        fn no_shape_panics(body in scraps()) {
            prop_assert!(!read(&body).is_empty());
        }
    }
}
