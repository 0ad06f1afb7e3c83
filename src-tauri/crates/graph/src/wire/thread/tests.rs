//! Pages and threads as the reference shows them (instagram-platform, section 3), and as they might be.

use domain::handle::Flavour;
use domain::ids::{IgId, Mid};
use domain::message::{Attachment, AttachmentKind, Direction, Origin, StoryReply};
use domain::observation::{ClosedBecause, ObservedClosedThread, Reaction};
use domain::time::SentAt;
use proptest::prelude::*;
use secrecy::SecretString;
use serde_json::json;

use super::*;
use crate::access::Access;

const READ_AT: Timestamp = Timestamp(1_790_700_000_000);
const UPDATED: Timestamp = Timestamp(1_790_635_489_000);

fn reading<T>(detail: Detail, read_at: Option<Timestamp>, with: impl FnOnce(Reading<'_>) -> T) -> T {
    let (ig_id, token) = (IgId::from("17841400000000123"), SecretString::from("t"));
    let access = Access {
        flavour: Flavour::InstagramLogin,
        node: ig_id.as_str(),
        ig_id: &ig_id,
        app_scoped_id: Some("27640000000000011"),
        username: "bluekiln",
        token: &token,
    };
    with(Reading { own: Own::of(&access), read_at, detail, limit: 20 })
}

fn read(row: &Value) -> ThreadRead {
    reading(Detail::Full, Some(READ_AT), |reading| thread(row, reading))
}

fn us() -> Value {
    json!({"username": "bluekiln", "id": "17841400000000123"})
}

fn mira() -> Value {
    json!({"username": "mira.k", "id": "1234500000000007"})
}

fn with_messages(messages: &Value) -> Value {
    json!({"id": "t1", "updated_time": "2026-09-28T22:44:49+0000", "participants": {"data": [us(), mira()]},
        "messages": messages})
}

fn messages_of(read: &ThreadRead) -> Vec<&ObservedMessage> {
    read.observations.iter().filter_map(as_message).collect()
}

fn as_message(observation: &Observation) -> Option<&ObservedMessage> {
    match observation {
        Observation::Message(message) => Some(message),
        _ => None,
    }
}

/// One message from the person with these fields besides the usual ones.
fn message_with(fields: &Value) -> ObservedMessage {
    let mut row = json!({"id": "m1", "created_time": "2026-09-28T22:44:49+0000", "from": mira(), "to": {"data": [us()]}});
    for (name, value) in fields.as_object().expect("object") {
        row[name] = value.clone();
    }
    let read = read(&with_messages(&json!({"data": [row]})));
    messages_of(&read)[0].clone()
}

#[test]
fn the_sample_of_a_message() {
    let message = message_with(&json!({"message": "hi"}));
    let expected = ObservedMessage {
        person: Igsid::from("1234500000000007"),
        mid: Mid::from("m1"),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::to_the_second(UPDATED.0),
        as_of: READ_AT,
        text: Some("hi".into()),
        body: domain::message::Body::default(),
        reactions: Some(Vec::new()),
    };
    assert_eq!(message, expected);
}

#[test]
fn the_thread_comes_before_its_messages() {
    let rows = json!({"data": [
        {"id": "m2", "created_time": "2026-09-28T22:44:49+0000", "from": us(), "to": {"data": [mira()]}, "message": "hello"},
        {"id": "m1", "created_time": "2026-09-28T22:40:00+0000", "from": mira(), "to": {"data": [us()]}, "message": "hi"}]});
    let read = read(&with_messages(&rows));
    let Observation::Thread(thread) = &read.observations[0] else { panic!("{read:?}") };
    assert_eq!((thread.thread.as_str(), thread.person.as_str()), ("t1", "1234500000000007"));
    assert_eq!(thread.profile.username.as_deref(), Some("mira.k"));
    assert_eq!((thread.updated_at, thread.older_exist), (UPDATED, false));
    let sides: Vec<_> =
        messages_of(&read).iter().map(|m| (m.direction, m.origin, m.person.clone())).collect();
    let person = Igsid::from("1234500000000007");
    assert_eq!(
        sides,
        [(Direction::Out, Origin::Elsewhere, person.clone()), (Direction::In, Origin::Person, person)]
    );
    assert_eq!(read.problems, []);
}

#[test]
fn everything_that_a_message_may_carry() {
    let image = message_with(
        &json!({"message": "", "attachments": {"data": [{"image_data": {"url": "https://i"}}]}}),
    );
    assert_eq!((image.text, image.body.attachments[0].kind.clone()), (None, AttachmentKind::Image));
    let shared = message_with(
        &json!({"shares": {"data": [{"link": "https://www.instagram.com/reel/C1/", "name": "Glow"}]}}),
    );
    let reel = Attachment {
        title: Some("Glow".into()),
        link: Some("https://www.instagram.com/reel/C1/".into()),
        ..Attachment::new(AttachmentKind::Reel, None)
    };
    assert_eq!(shared.body.attachments, [reel]);
    let reply =
        message_with(&json!({"story": {"reply_to": {"link": "https://s", "id": "9"}}, "message": "love it"}));
    assert_eq!(
        reply.body.story_reply,
        Some(StoryReply { url: Some("https://s".into()), id: Some("9".into()), link: None })
    );
    let mention = message_with(&json!({"story": {"mention": {"link": "https://s", "id": 9}}}));
    let expected = Attachment {
        media_id: Some("9".into()),
        ..Attachment::new(AttachmentKind::StoryMention, Some("https://s".into()))
    };
    assert_eq!(mention.body.attachments, [expected]);
    let answer = message_with(&json!({"message": "yes", "reply_to": {"mid": "m0", "is_self_reply": false}}));
    assert_eq!(answer.body.reply_to, Some(Mid::from("m0")));
    assert!(message_with(&json!({"is_unsupported": true})).body.unsupported);
    assert!(!message_with(&json!({"is_unsupported": false})).body.unsupported);
    let love = Reaction { by: Direction::In, emoji: "❤️".into() };
    let row = json!({"reaction": "❤️", "users": [mira()]});
    for reactions in [json!([row.clone()]), json!({"data": [row]})] {
        assert_eq!(message_with(&json!({"reactions": reactions})).reactions, Some(vec![love.clone()]));
    }
}

#[test]
fn rows_without_details_are_unavailable_and_not_unsent() {
    let rows = json!({"data": [
        {"id": "m3", "created_time": "2026-09-28T22:44:00+0000", "from": mira(), "message": "hi"},
        {"id": "m2"},
        {"id": "m1", "created_time": "2026-09-28T22:00:00+0000"},
        {"id": "m0", "error": {"code": 9_000_001, "message": "deleted"}}]});
    let read = read(&with_messages(&rows));
    let messages = messages_of(&read);
    assert_eq!(messages.len(), 4);
    for message in &messages[1..] {
        assert!(message.body.details_unavailable && message.text.is_none() && message.reactions.is_none());
    }
    // Placed by their neighbour, which is a time that they cannot be newer than.
    assert_eq!(messages[1].sent_at, messages[0].sent_at);
    assert_eq!(messages[3].sent_at, messages[2].sent_at);
    let Observation::Thread(thread) = &read.observations[0] else { panic!("{read:?}") };
    assert!(thread.older_exist);
    assert_eq!(read.problems, []);
}

/// Of an account that was deleted Instagram does not say that it wrote.
#[test]
fn what_nobody_is_named_for_is_shown_all_the_same() {
    let row = |id: &str, text: &str, to: Value| json!({"id": id, "created_time": "2026-09-28T22:44:00+0000", "message": text, "to": {"data": [to]}});
    let rows = json!({"data": [row("m3", "ours", mira()), row("m2", "theirs", us()), row("m1", "", us())]});
    let read = read(&with_messages(&rows));
    let shown: Vec<_> =
        messages_of(&read).iter().map(|m| (m.direction, m.body.details_unavailable)).collect();
    assert_eq!(shown, [(Direction::Out, false), (Direction::In, false), (Direction::In, true)]);
}

#[test]
fn what_cannot_be_read_is_named() {
    let rows = json!({"data": ["odd", {"created_time": "2026-09-28T22:44:00+0000"}, {"id": "m1", "from": mira(),
        "created_time": "2026-09-28T22:40:00+0000"}]});
    let read_rows = read(&with_messages(&rows));
    assert_eq!(read_rows.problems, [ThreadProblem::Message(None), ThreadProblem::Message(None)]);
    assert_eq!(messages_of(&read_rows).len(), 1);
    assert_eq!(
        read(&json!({"id": "t", "participants": [us(), mira()]})).problems,
        [ThreadProblem::Unreadable]
    );
    for odd in [json!("odd"), json!(null), json!({"updated_time": "2026-09-28T22:44:49+0000"})] {
        assert_eq!(read(&odd).problems, [ThreadProblem::Unreadable], "{odd}");
    }
}

#[test]
fn groups_and_threads_of_nobody_are_closed_and_nothing_more() {
    let closed = |row: &Value| {
        let read = read(row);
        assert_eq!(read.problems, []);
        match read.observations.as_slice() {
            [Observation::ClosedThread(closed)] => closed.clone(),
            other => panic!("{other:?}"),
        }
    };
    let jo = json!({"id": "8", "username": "jo"});
    let group = json!({"id": "t", "updated_time": "2026-09-28T22:44:49+0000",
        "participants": {"data": [us(), mira(), jo, mira()]}, "messages": {"data": [{"id": "m1", "from": mira()}]}});
    let expected = ObservedClosedThread {
        thread: ThreadId::from("t"),
        why: ClosedBecause::Group,
        usernames: vec!["mira.k".into(), "jo".into()],
        updated_at: UPDATED,
    };
    assert_eq!(closed(&group), expected);
    let nobody = closed(&json!({"id": "t", "participants": [us()]}));
    assert_eq!((nobody.why, nobody.updated_at), (ClosedBecause::Nobody, READ_AT));
    assert_eq!(closed(&json!({"id": "t"})).usernames, Vec::<String>::new());
    let untimed = reading(Detail::Full, None, |reading| thread(&json!({"id": "t"}), reading));
    assert_eq!(untimed.problems, [ThreadProblem::Unreadable]);
}

#[test]
fn a_thread_with_oneself_is_known_as_such() {
    let own = json!({"username": "bluekiln", "id": "own-igsid"});
    let row = json!({"id": "t", "updated_time": "2026-09-28T22:44:49+0000", "participants": {"data": [us(), own]},
        "messages": {"data": [{"id": "m1", "created_time": "2026-09-28T22:44:49+0000", "from": us(), "message": "note"}]}});
    let read = read(&row);
    let message = messages_of(&read)[0];
    assert!(message.body.to_self && message.person.as_str() == "own-igsid");
    assert!(!message_with(&json!({"message": "hi"})).body.to_self);
}

#[test]
fn a_full_list_without_paging_may_have_been_cut() {
    let rows = |count: usize, paging: Option<Value>| {
        let row = |n| json!({"id": format!("m{n}"), "created_time": "2026-09-28T22:44:49+0000", "from": mira(), "message": "x"});
        let mut messages = json!({"data": (0..count).map(row).collect::<Vec<_>>()});
        if let Some(paging) = paging {
            messages["paging"] = paging;
        }
        let Some(Observation::Thread(thread)) =
            read(&with_messages(&messages)).observations.into_iter().next()
        else {
            panic!("no thread")
        };
        thread.older_exist
    };
    assert!(!rows(19, None));
    assert!(rows(20, None));
    assert!(!rows(20, Some(json!({"cursors": {"after": "c"}}))), "Instagram says that there is no more");
    assert!(rows(3, Some(json!({"cursors": {"after": "c"}, "next": "https://x"}))));
}

#[test]
fn a_thread_lists_its_messages_without_details() {
    let answer = json!({"id": "t", "messages": {"data": [{"id": "m2", "created_time": "2026-09-28T22:44:49+0000"},
        {"id": "m1"}, {}, "odd"], "paging": {"cursors": {"after": "c2"}, "next": "https://x"}}});
    let listing = listing(&answer, None).expect("listing");
    assert_eq!(listing.after.as_deref(), Some("c2"));
    let mids: Vec<&str> = listing.messages.iter().map(|message| message.mid.as_str()).collect();
    assert_eq!(mids, ["m2", "m1"]);
    let unavailable = listing.messages[1].without_details(&Igsid::from("7"), UPDATED);
    assert!(unavailable.body.details_unavailable && unavailable.sent_at.at == UPDATED);
    // The further pages are the bare edge.
    let bare = super::listing(&answer["messages"], Some("c2")).expect("listing");
    assert_eq!((bare.messages.len(), bare.after), (2, None));
    assert_eq!(super::listing(&json!({"id": "t"}), None), None);
}

#[test]
fn without_participants_the_messages_tell_who_it_is() {
    let row = json!({"id": "t", "messages": {"data": [{"id": "m1", "created_time": 1_790_635_489, "from": us(),
        "to": {"data": [mira()]}, "message": "hello"}]}});
    let read = read(&row);
    assert_eq!(messages_of(&read)[0].person.as_str(), "1234500000000007");
    assert_eq!(messages_of(&read)[0].direction, Direction::Out);
}

#[test]
fn our_own_messages_are_known_by_name_under_another_id() {
    let us = json!({"username": "bluekiln", "id": "another-id-of-ours"});
    let row = json!({"id": "t", "updated_time": "2026-09-28T22:44:49+0000", "participants": {"data": [us, mira()]},
        "messages": {"data": [{"id": "m1", "created_time": "2026-09-28T22:44:49+0000", "from": us, "message": "x"}]}});
    assert_eq!(messages_of(&read(&row))[0].direction, Direction::Out);
}

#[test]
fn the_plain_set_of_fields_says_nothing_about_reactions() {
    let row =
        json!({"id": "m1", "created_time": "2026-09-28T22:44:49+0000", "from": mira(), "message": "hi"});
    let row = with_messages(&json!({"data": [row]}));
    let read = reading(Detail::Plain, None, |reading| thread(&row, reading));
    assert_eq!(messages_of(&read)[0].reactions, None);
    // Without Instagram's clock the newest change that the read shows bounds its time.
    assert_eq!(messages_of(&read)[0].as_of, UPDATED);
}

#[test]
fn a_page_ends_where_instagram_offers_no_further_one() {
    let cursor = |paging: &Value, asked: Option<&str>| {
        let answer = json!({"data": [], "paging": paging});
        let page = reading(Detail::Full, None, |reading| page(&answer, asked, reading));
        page.expect("page").after
    };
    let more = json!({"cursors": {"after": "c2"}, "next": "https://evil.example/?access_token=t"});
    assert_eq!(cursor(&more, None).as_deref(), Some("c2"));
    assert_eq!(cursor(&more, Some("c1")).as_deref(), Some("c2"));
    assert_eq!(cursor(&more, Some("c2")), None, "a page that repeats its own cursor");
    assert_eq!(cursor(&json!({"cursors": {"after": "c2"}}), None), None);
    assert_eq!(cursor(&json!({"next": "https://x"}), None), None);
    // The cursor is taken out of an address that is not followed.
    let address = json!({"next": "https://evil.example/?access_token=t&after=c%2B2%3D"});
    assert_eq!(cursor(&address, None).as_deref(), Some("c+2="));
    assert_eq!(cursor(&json!({"next": 7, "cursors": {"after": "c2"}}), None), None);
    assert_eq!(cursor(&Value::Null, None), None);
}

#[test]
fn a_bad_thread_does_not_stop_its_page() {
    let good = with_messages(&json!({"data": []}));
    let answer = json!({"data": [good.clone(), "odd", {"id": "t2"}, good]});
    let page = reading(Detail::Full, None, |reading| page(&answer, None, reading)).expect("page");
    let fine: Vec<bool> = page.threads.iter().map(|thread| thread.problems.is_empty()).collect();
    assert_eq!(fine, [true, false, false, true]);
    for odd in [json!({}), json!([]), json!({"data": {}}), json!(7)] {
        let page = reading(Detail::Full, None, |reading| super::page(&odd, None, reading));
        assert!(page.is_none(), "{odd}");
    }
}

#[test]
fn older_messages_are_known_to_exist() {
    let rows = json!({"data": [], "paging": {"cursors": {"after": "c"}, "next": "https://x"}});
    let read = read(&with_messages(&rows));
    let Observation::Thread(thread) = &read.observations[0] else { panic!("{read:?}") };
    assert!(thread.older_exist);
}

fn scraps() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        "[a-z0-9]{0,6}".prop_map(Value::from),
        Just(json!("2026-09-28T22:44:49+0000")),
    ];
    let name = prop::sample::select(vec![
        "data",
        "id",
        "updated_time",
        "participants",
        "username",
        "messages",
        "paging",
        "cursors",
        "after",
        "next",
        "created_time",
        "from",
        "to",
        "message",
        "attachments",
        "image_data",
        "url",
        "width",
        "shares",
        "link",
        "story",
        "mention",
        "reply_to",
        "mid",
        "reactions",
        "reaction",
        "users",
        "is_unsupported",
        "error",
    ]);
    leaf.prop_recursive(6, 60, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((name.clone(), inner), 0..6).prop_map(|fields| fields
                .into_iter()
                .map(|(name, value)| (name.to_owned(), value))
                .collect()),
        ]
    })
}

proptest! {
    #[test]
    fn no_shape_panics_and_none_is_silent(row in scraps()) {
        let read = read(&row);
        prop_assert!(!read.observations.is_empty() || !read.problems.is_empty());
        reading(Detail::Plain, None, |reading| page(&row, Some("c"), reading));
    }
}
