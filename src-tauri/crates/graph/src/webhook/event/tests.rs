//! Every event of section 6.6.

use domain::message::{AttachmentKind, Origin, Postback, Referral, ReferralSource, StoryReply};
use domain::observation::{LineKind, ObservedLine, ObservedMessage};
use domain::time::Timestamp;
use serde_json::json;

use super::*;
use crate::webhook::Ours;

const AT: i64 = 1_790_000_000_001;
const LATEST: Timestamp = Timestamp(i64::MAX);

fn inbound(name: &str, payload: &Value) -> Content {
    of(&json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": AT, name: payload}))
}

fn outbound(name: &str, payload: &Value) -> Content {
    of(&json!({"sender": {"id": "178"}, "recipient": {"id": "7"}, "timestamp": AT, name: payload}))
}

fn of(item: &Value) -> Content {
    read(
        item,
        Entry { id: Some("178"), at: Timestamp(5), latest: LATEST, standby: false, ours: Ours::default() },
    )
    .content
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
fn a_number_where_a_text_belongs_is_its_digits() {
    let said =
        seen_message(inbound("message", &json!({"mid": "m", "text": 5, "quick_reply": {"payload": 7}})));
    assert_eq!((said.text.as_deref(), said.body.quick_reply.as_deref()), (Some("5"), Some("7")));
    let pressed = seen_message(inbound("postback", &json!({"title": 10, "payload": 20})));
    let postback = Postback { title: Some("10".into()), payload: Some("20".into()) };
    assert_eq!(pressed.body.postback, Some(postback));
    assert_eq!(pressed.mid, Mid::pressed(&"7".into(), AT, "20"));
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
    let pressed = seen_message(inbound("postback", &json!({"mid": "m", "title": "Prices", "payload": "P"})));
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
        Observation::Reaction(ObservedReaction { person: person.clone(), mid: mid.clone(), by, emoji, at })
    };
    let love = json!({"mid": "m", "action": "react", "reaction": "love"});
    assert_eq!(observation(inbound("reaction", &love)), reaction(Direction::In, Some("❤️")));
    assert_eq!(observation(outbound("reaction", &love)), reaction(Direction::Out, Some("❤️")));
    let drawn = json!({"mid": "m", "action": "react", "reaction": "other", "emoji": "🫶"});
    assert_eq!(observation(inbound("reaction", &drawn)), reaction(Direction::In, Some("🫶")));
    let written = json!({"mid": "m", "action": "react", "reaction": "love", "emoji": "\\u{2764}\\u{FE0F}"});
    assert_eq!(observation(inbound("reaction", &written)), reaction(Direction::In, Some("❤️")));
    let back = json!({"mid": "m", "action": "unreact"});
    assert_eq!(observation(inbound("reaction", &back)), reaction(Direction::In, None));
}

#[test]
fn an_edit_that_is_none_asks_to_read_the_message() {
    let fetch = |person: Option<&str>, edited| {
        let person = person.map(Igsid::from);
        Content::Fetch { mid: Mid::from("m"), person, edited }
    };
    assert_eq!(inbound("message_edit", &json!({"mid": "m", "num_edit": 0})), fetch(Some("7"), false));
    assert_eq!(
        inbound("message_edit", &json!({"mid": "m", "num_edit": 0, "text": "x"})),
        fetch(Some("7"), false)
    );
    assert_eq!(inbound("message_edit", &json!({"mid": "m", "num_edit": 2})), fetch(Some("7"), true));
    assert_eq!(of(&json!({"message_edit": {"mid": "m"}})), fetch(None, true));
}

#[test]
fn the_rest_is_ignored_by_name_or_unreadable() {
    let ignored = |field: &str| Content::Ignored { field: field.into() };
    for name in PASSED_OVER {
        assert_eq!(inbound(name, &json!({})), ignored(name));
    }
    assert_eq!(inbound("read", &json!({"watermark": 5})), ignored("read"));
    for broken in [
        json!({"message": {"text": "no id"}, "sender": {"id": "7"}}),
        json!({"message": {"mid": "m", "text": "from nobody"}}),
        json!({"reaction": {"mid": "m", "action": "react"}, "sender": {"id": "7"}}),
        json!({"sender": {"id": "7"}}),
        json!({"sender": {"id": "7"}, "message": "odd"}),
        json!({"sender": {"id": "7"}, "message": null}),
        json!({"pass_thread_control": {"new_owner_app_id": 1}}),
        json!({"sender": {"id": "7"}, "brand_new": {"mid": "m"}}),
        json!("odd"),
    ] {
        let read = of(&broken);
        let Content::Unreadable { person, raw, .. } = &read else { panic!("{broken}: {read:?}") };
        let of_person = broken.get("sender").is_some() && broken.get("reaction").is_none();
        assert_eq!(person.is_some(), of_person, "a reaction is no message: {broken}");
        assert_eq!(*raw, broken.to_string());
    }
}

#[test]
fn a_page_stands_for_the_handle_in_an_entry_only() {
    let ours = Ours { app_id: None, ids: [Some("178"), None, Some("27640")] };
    let entry = Entry { id: Some("104"), at: Timestamp(5), latest: LATEST, standby: false, ours };
    let item =
        json!({"sender": {"id": "178"}, "recipient": {"id": "7"}, "message": {"mid": "m", "text": "hi"}});
    let message = seen_message(read(&item, entry).content);
    assert_eq!((message.direction, message.person.as_str()), (Direction::Out, "7"));
    for id in ["178", "104", "27640"] {
        let item = json!({"sender": {"id": id}, "recipient": {"id": "7"}, "read": {"mid": "m"}});
        assert_eq!(read(&item, entry).content, Content::Ignored { field: "read".into() }, "{id}");
    }
}

#[test]
fn names_are_cut_between_characters() {
    let long = "ä".repeat(40) + "x";
    let Content::Unreadable { field, .. } = of(&json!({ "sender": {"id": "7"}, long: {} })) else { panic!() };
    assert_eq!(field.map(|name| name.len()), Some(MAX_NAME));
}

#[test]
fn an_event_without_a_time_takes_the_entrys() {
    let item = json!({"sender": {"id": "7"}, "message": {"mid": "m"}});
    let entry = Entry {
        id: Some("178"),
        at: Timestamp(1_790_000_000_000),
        latest: LATEST,
        standby: false,
        ours: Ours::default(),
    };
    let read = read(&item, entry);
    assert_eq!(read.at, entry.at);
    assert_eq!(seen_message(read.content).sent_at, SentAt::to_the_second(entry.at.0));
}

#[test]
fn what_led_the_person_here() {
    let ad = json!({"ref": "spring", "ad_id": 6_045, "source": "ADS", "type": "OPEN_THREAD",
        "ads_context_data": {"ad_title": "Serum", "photo_url": "https://p"}});
    let referral = Referral {
        source: ReferralSource::Ad,
        reference: Some("spring".into()),
        id: Some("6045".into()),
        title: Some("Serum".into()),
        picture: Some("https://p".into()),
    };
    let with_message = seen_message(inbound("message", &json!({"mid": "m", "text": "hi", "referral": ad})));
    assert_eq!(with_message.body.referral.as_ref(), Some(&referral));
    let with_button = seen_message(inbound("postback", &json!({"mid": "m", "title": "Go", "referral": ad})));
    assert_eq!(with_button.body.referral.as_ref(), Some(&referral));
    // Of a chat that there was before, some put it beside the message.
    for (key, said) in [("message", json!({"mid": "m", "text": "hi"})), ("postback", json!({"mid": "m"}))] {
        let event = json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": AT, key: said, "referral": ad});
        let beside = seen_message(of(&event));
        assert_eq!(beside.body.referral.as_ref(), Some(&referral));
    }
    assert!(with_button.body.postback.is_some());
    let line =
        ObservedLine { person: Igsid::from("7"), at: Timestamp(AT), what: LineKind::Referral { referral } };
    assert_eq!(inbound("referral", &ad), Content::Observation(Observation::Line(line)));
}

#[test]
fn choices_stickers_and_hidden_messages() {
    let body = |message: Value| seen_message(inbound("message", &message)).body;
    let chosen = body(json!({"mid": "m", "text": "Red", "quick_reply": {"payload": "RED"}}));
    assert_eq!(chosen.quick_reply.as_deref(), Some("RED"));
    let sticker = json!({"url": "https://s", "id": "5", "link_sticker_url": "https://shop.example"});
    let story = body(json!({"mid": "m", "text": "wow", "reply_to": {"story": sticker}}));
    let expected = StoryReply {
        url: Some("https://s".into()),
        id: Some("5".into()),
        link: Some("https://shop.example".into()),
    };
    assert_eq!(story.story_reply, Some(expected));
    for flag in [json!(true), json!("true"), json!("True"), json!(1)] {
        let unsent = inbound("message", &json!({"mid": "m", "is_deleted": flag}));
        assert!(matches!(unsent, Content::Observation(Observation::Unsend { .. })), "{flag}");
        let hidden = json!({"mid": "m", "is_unsupported": flag, "attachments": [{"type": "image"}]});
        let hidden = body(hidden);
        assert!(hidden.unsupported && hidden.attachments.len() == 1, "{flag}");
    }
    let number = seen_message(inbound("message", &json!({"mid": 17_841_400_000_000_123_i64, "text": "hi"})));
    assert_eq!(number.mid.as_str(), "17841400000000123");
}

#[test]
fn echoes_of_metas_inboxes_and_notes_to_oneself() {
    for app in [json!(263_902_037_430_900_i64), json!("1217981644879628")] {
        let echo = json!({"mid": "m", "text": "hi", "is_echo": true, "app_id": app});
        assert_eq!(seen_message(outbound("message", &echo)).origin, Origin::InstagramApp);
    }
    let note = json!({"mid": "m", "text": "note", "is_echo": true, "is_self": true});
    assert!(seen_message(outbound("message", &note)).body.to_self);
    let pressed = json!({"sender": {"id": "178"}, "recipient": {"id": "own-igsid"}, "timestamp": AT,
        "is_self": true, "postback": {"mid": "m", "title": "Go", "payload": "G"}});
    let pressed = seen_message(of(&pressed));
    assert!(pressed.body.to_self && pressed.person.as_str() == "own-igsid");
}

#[test]
fn threads_change_hands() {
    let what = |name: &str, row: Value, standby: bool, own_app: Option<&str>| {
        let item = json!({"sender": {"id": "7"}, "recipient": {"id": "178"}, "timestamp": AT, name: row});
        let read = read(
            &item,
            Entry {
                id: Some("178"),
                at: Timestamp(5),
                latest: LATEST,
                standby,
                ours: Ours { app_id: own_app, ..Ours::default() },
            },
        );
        match read.content {
            Content::Observation(Observation::Line(line)) => line.what,
            other => panic!("{other:?}"),
        }
    };
    let to = |app: i64| json!({"previous_owner_app_id": 1, "new_owner_app_id": app, "metadata": "x"});
    let another = |app: &str| LineKind::OwnerIsAnother { app_id: Some(app.to_owned()) };
    let inbox = 263_902_037_430_900;
    for (name, app, standby, own, expected) in [
        ("pass_thread_control", 5, false, Some("5"), LineKind::OwnerIsThisApp),
        ("take_thread_control", 5, false, Some("5"), LineKind::OwnerIsThisApp),
        ("pass_thread_control", 6, false, Some("5"), another("6")),
        ("pass_thread_control", inbox, false, None, another("263902037430900")),
        ("pass_thread_control", 6, false, None, LineKind::OwnerIsThisApp),
        ("pass_thread_control", 6, true, None, another("6")),
        ("take_thread_control", 6, false, None, another("6")),
    ] {
        assert_eq!(what(name, to(app), standby, own), expected, "{name} {app} {standby} {own:?}");
    }
    let asked = what("request_thread_control", json!({"requested_owner_app_id": "6"}), false, None);
    assert_eq!(asked, LineKind::OwnerRequested { app_id: Some("6".into()) });
    assert_eq!(
        what("take_thread_control", json!({}), false, None),
        LineKind::OwnerIsAnother { app_id: None }
    );
}

#[test]
fn measures_against_the_handle_are_told() {
    let policy = |action: Option<&str>, reason: Option<&str>| Content::Policy {
        action: action.map(str::to_owned),
        reason: reason.map(str::to_owned),
    };
    let told = json!({"action": "block", "reason": "Spam"});
    assert_eq!(inbound("policy_enforcement", &told), policy(Some("block"), Some("Spam")));
    assert_eq!(of(&json!({"recipient": {"id": "178"}, "policy-enforcement": {}})), policy(None, None));
}
