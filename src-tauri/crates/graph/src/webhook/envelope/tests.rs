//! The five forms of an entry, and what is none of them.

use domain::ids::Igsid;
use domain::message::{Direction, Origin};
use domain::observation::Observation;
use proptest::prelude::*;
use serde_json::json;

use super::*;

const RECEIVED: Timestamp = Timestamp(1_790_000_009_000);

fn message() -> Value {
    json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": 1_790_000_000_001_i64,
        "message": {"mid": "m1", "text": "hi"}})
}

fn is_unreadable(event: &WebhookEvent) -> bool {
    matches!(event.content, Content::Unreadable { .. })
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
    let zero =
        read(&json!({"object": "instagram", "entry": [{"id": "0", "time": 1, "messaging": [message()]}]}));
    assert_eq!(zero[0].content, Content::Test);
}

#[test]
fn a_list_around_the_body_and_several_entries() {
    let entry = json!({"id": "178", "messaging": [message(), message()]});
    let envelope = json!({"object": "instagram", "entry": [entry, entry]});
    assert_eq!(read(&json!([envelope, envelope])).len(), 8);
}

/// A Page subscribed for Instagram can be so for Messenger too: those are other people, in other threads.
#[test]
fn what_messenger_tells_is_passed_over() {
    let entry = json!({"id": "104", "time": 1_790_000_000_123_i64, "messaging": [message(), message()]});
    for entries in [json!([entry]), entry.clone()] {
        let told = read(&json!({"object": "page", "entry": entries}));
        assert_eq!(told.len(), 1);
        assert_eq!(told[0].content, Content::Ignored { field: "page".into() });
        assert_eq!(told[0].ig_id, Some("104".into()));
    }
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
fn a_time_that_cannot_be_is_the_entrys_or_when_the_body_came() {
    let told = 1_790_000_000_123_i64;
    for (entry_time, event_time, expected) in [
        (told, told - 100, told - 100),
        (told, 0, told),
        (told, -1, told),
        (told, 95_617_584_000_000, told),
        (95_617_584_000_000, 95_617_584_000_000, RECEIVED.0),
        // A clock of ours that is behind takes nothing away from what Meta says.
        (told, RECEIVED.0 + 300 * DAY, RECEIVED.0 + 300 * DAY),
    ] {
        let mut event = message();
        event["timestamp"] = event_time.into();
        let entry = json!({"id": "178", "time": entry_time, "messaging": [event]});
        let read = read(&json!({"object": "instagram", "entry": [entry]}));
        assert_eq!(read[0].at, Timestamp(expected), "{entry_time} {event_time}");
    }
}

#[test]
fn an_odd_item_takes_no_other_along() {
    let entry = json!({"id": "178", "messaging": ["odd", message(), {"sender": {"id": "7"}}, 5, message()],
        "changed_fields": ["messages", 3]});
    let read = read(&json!({"entry": ["odd", entry, {}]}));
    assert_eq!(read.iter().filter(|event| is_message(event)).count(), 2);
    assert_eq!(read.iter().filter(|event| is_unreadable(event)).count(), 5);
    assert_eq!(read.len(), 8);
}

#[test]
fn changes_of_the_inbox_are_read_like_events() {
    let of =
        |change: Value| read(&json!({"entry": [{"id": "178", "time": 1_790_000_000, "changes": [change]}]}));
    let both = of(json!({"field": "messages", "value": [message(), message()]}));
    assert!(both.len() == 2 && both.iter().all(is_message));
    let standby = of(json!({"field": "standby", "value": message()}));
    assert!(standby[0].standby && is_message(&standby[0]));
    // The value is what an event says, without the event around it.
    let edit = of(json!({"field": "message_edit", "value": {"mid": "m", "text": "new", "num_edit": "2"}}));
    assert!(matches!(edit[0].content, Content::Observation(Observation::Edit { number: 2, .. })), "{edit:?}");
    let fetch = of(json!({"field": "message_edits", "value": {"mid": "m", "num_edit": 0}}));
    assert_eq!(fetch[0].content, Content::Fetch { mid: "m".into(), person: None, edited: false });
    // Only the name came.
    let left_out = |field: &str| Content::ValueLeftOut { field: field.into() };
    for field in ["messages", "message_reactions", "messaging_postbacks", "standby"] {
        assert_eq!(of(json!({"field": field}))[0].content, left_out(field));
        let names = json!({"entry": [{"id": "178", "time": 1_790_000_000, "changed_fields": [field]}]});
        assert_eq!(read(&names)[0].content, left_out(field));
    }
    assert_eq!(of(json!({"field": "comments"}))[0].content, Content::Ignored { field: "comments".into() });
    for odd in [json!({"field": "messages", "value": {}}), json!({"field": "messages", "value": "x"})] {
        let read = of(odd);
        let Content::Unreadable { field, .. } = &read[0].content else { panic!("{read:?}") };
        assert!(field.is_some());
    }
}

#[test]
fn what_stands_beside_who_said_it_is_said_by_them() {
    let of = |field: &str, rest: Value| {
        let mut value = json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": "1790000000"});
        value.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        let change = json!({"field": field, "value": value});
        read(&json!({"entry": [{"id": "178", "changes": [change]}]})).remove(0).content
    };
    let Content::Observation(Observation::Message(message)) =
        of("messages", json!({"mid": "m", "text": "hi"}))
    else {
        panic!("a message")
    };
    assert_eq!((message.person.as_str(), message.text.as_deref()), ("7", Some("hi")));
    assert!(matches!(
        of("messaging_seen", json!({"mid": "m"})),
        Content::Observation(Observation::Seen { .. })
    ));
    // Who, and not what: of these fields it is no message.
    for field in ["messaging_seen", "message_reads"] {
        assert_eq!(of(field, json!({})), Content::Ignored { field: "read".into() }, "{field}");
    }
    for field in ["delivery", "messaging_optins"] {
        assert_eq!(of(field, json!({})), Content::Ignored { field: field.into() });
    }
    let Content::Unreadable { person, .. } = of("messages", json!({})) else { panic!("may be a message") };
    assert_eq!(person, Some(Igsid::from("7")));
}

#[test]
fn the_dashboards_people_are_a_test_of_any_account() {
    let mut event = message();
    (event["sender"]["id"], event["recipient"]["id"]) = ("12334".into(), "23245".into());
    for entry in [
        json!({"id": "178", "messaging": [event]}),
        json!({"id": "178", "field": "messages", "value": event}),
    ] {
        assert_eq!(read(&json!({"entry": [entry]}))[0].content, Content::Test);
    }
    event["recipient"]["id"] = "178".into();
    assert!(
        is_message(&read(&json!({"entry": [{"id": "178", "messaging": [event]}]}))[0]),
        "a person's id may be short"
    );
}

#[test]
fn what_is_not_understood_is_kept_with_its_name_its_person_and_its_text() {
    let item = json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": 1_790_000_000_001_i64,
        "hologram": {"mid": "m1", "light": "blue"}});
    let read = read(&json!({"entry": [{"id": "178", "messaging": [item]}]}));
    let expected = Content::Unreadable {
        field: Some("hologram".into()),
        person: Some(Igsid::from("7")),
        raw: item.to_string(),
    };
    assert_eq!(read[0].content, expected);
    let long = json!({"entry": [{"id": "178", "messaging": [{"hologram": "ä".repeat(20_000)}]}]});
    let read = events(long.to_string().as_bytes(), RECEIVED);
    let Content::Unreadable { raw, .. } = &read[0].content else { panic!("{read:?}") };
    assert_eq!(raw, &json!({"hologram": "ä".repeat(1_000) + "…"}).to_string());
}

#[test]
fn endless_and_bottomless_bodies_end() {
    let flood = format!(r#"{{"entry":[{{"id":"178","messaging":[{}0]}}]}}"#, "0,".repeat(1_000_000));
    let read = events(flood.as_bytes(), RECEIVED);
    assert_eq!(read.len(), MAX_EVENTS + 1);
    assert_eq!(read.last().and_then(|last| last.ig_id.clone()), Some("178".into()));
    let entries = format!(r#"{{"entry":[{}{{}}]}}"#, "{},".repeat(1_000_000));
    assert_eq!(events(entries.as_bytes(), RECEIVED).len(), MAX_EVENTS + 1);
    let deep = format!(r#"{{"entry":{}"#, "[".repeat(1_000_000));
    assert_eq!(events(deep.as_bytes(), RECEIVED).len(), 1);
    let large = vec![b' '; MAX_BODY + 1];
    assert!(is_unreadable(&events(&large, RECEIVED)[0]));
}

#[test]
fn an_app_that_knows_itself_knows_its_echoes() {
    let echo = json!({"sender": {"id": "178"}, "recipient": {"id": "7"}, "timestamp": 1_790_000_000_001_i64,
        "message": {"mid": "m", "text": "hi", "is_echo": true, "app_id": 555}});
    let body = json!({"entry": [{"id": "178", "messaging": [echo]}]}).to_string();
    for (own, origin) in
        [(Some("555"), Origin::ThisApp), (Some("556"), Origin::OtherApp), (None, Origin::Elsewhere)]
    {
        let read = events_for(body.as_bytes(), RECEIVED, |_| Ours { app_id: own, ..Ours::default() });
        let Content::Observation(Observation::Message(message)) = &read[0].content else {
            panic!("{read:?}")
        };
        assert_eq!((message.direction, message.origin), (Direction::Out, origin));
    }
}

#[test]
fn what_is_no_body_is_one_unreadable_event() {
    for body in ["", "{", "[]", "{}", "null", "<html>", r#"{"entry":[]}"#, r#"{"entry":5}"#, "[5]"] {
        let read = events(body.as_bytes(), RECEIVED);
        assert_eq!(read.len(), 1, "{body}");
        assert!(is_unreadable(&read[0]) && read[0].at == RECEIVED, "{body}");
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
