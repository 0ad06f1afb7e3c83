//! Real flows against the sandbox, which was written from Meta's documentation and not from this client.

use std::collections::BTreeSet;

use domain::handle::{Flavour, Trouble};
use domain::ids::{Igsid, Mid, ThreadId};
use domain::message::{Direction, MessageKind, kind};
use domain::observation::{Observation, ObservedMessage};
use domain::outbox::{Outcome, Reason};
use domain::time::{DAY, HOUR, MINUTE};
use graph::{ApiErrorKind, Content, GraphError, Message, PageRequest, Retry, ThreadRead};
use sandbox::SWITCHES;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::worlds::{TOKEN, World, tag};

pub(crate) const PLAIN: Message<'static> =
    Message { content: Content::Text("Danke! 😀"), reply_to: None, human_agent: None };

fn messages(read: &ThreadRead) -> Vec<&ObservedMessage> {
    assert_eq!(read.problems, []);
    read.observations.iter().filter_map(as_message).collect()
}

fn as_message(observation: &Observation) -> Option<&ObservedMessage> {
    match observation {
        Observation::Message(message) => Some(message),
        _ => None,
    }
}

pub(crate) fn kinds(read: &ThreadRead) -> Vec<(Direction, MessageKind)> {
    let kind = |message: &ObservedMessage| kind(message.text.as_deref(), Some(&message.body));
    messages(read).iter().map(|message| (message.direction, kind(message))).collect()
}

fn refusal<T: std::fmt::Debug>(result: Result<T, GraphError>) -> ApiErrorKind {
    let error = result.expect_err("refused");
    error.api().map(|api| api.kind).unwrap_or_else(|| panic!("{error:?}"))
}

impl World {
    async fn page(&self) -> Result<Vec<ThreadRead>, GraphError> {
        let reply = self.client.conversations(self.access(), &PageRequest::default()).await?;
        Ok(reply.value.threads)
    }

    /// Somebody who wrote, so that the handle may answer.
    async fn person(&self) -> Igsid {
        self.event("mira.k", "text", json!({"text": "Hallo"})).await;
        let people = &self.sandbox.handles()[0].people;
        Igsid::from(people[0].as_str())
    }

    async fn fault(&self, fault: Value) {
        self.control("POST", "faults", &fault).await;
    }

    async fn ledger(&self) -> Vec<Value> {
        let ledger = self.control("GET", "ledger", &json!({})).await;
        ledger["sends"].as_array().expect("sends").clone()
    }
}

/// A thread with one message of nearly every kind.
pub(crate) async fn everything(world: &World) {
    let text = world.event("mira.k", "text", json!({"text": "Hallo"})).await;
    for (kind, fields) in [
        ("image", json!({"text": "schau"})),
        ("sticker", json!({})),
        ("video", json!({})),
        ("audio", json!({})),
        ("file", json!({})),
        ("ig_post", json!({"title": "Serum"})),
        ("ig_reel", json!({})),
        ("story_mention", json!({})),
        ("story_reply", json!({"text": "wow"})),
        ("unsupported", json!({})),
        ("phone_reply", json!({"text": "Gern"})),
    ] {
        world.event("mira.k", kind, fields).await;
        world.sandbox.advance(1_000);
    }
    world.event("mira.k", "react", json!({"mid": text, "emoji": "🔥"})).await;
}

pub(crate) const EVERYTHING: [(Direction, MessageKind); 12] = [
    (Direction::Out, MessageKind::Text),
    (Direction::In, MessageKind::Unsupported),
    (Direction::In, MessageKind::StoryReply),
    (Direction::In, MessageKind::StoryMention),
    (Direction::In, MessageKind::Reel),
    (Direction::In, MessageKind::Post),
    (Direction::In, MessageKind::File),
    (Direction::In, MessageKind::Audio),
    (Direction::In, MessageKind::Video),
    (Direction::In, MessageKind::Sticker),
    (Direction::In, MessageKind::Image),
    (Direction::In, MessageKind::Text),
];

#[tokio::test]
async fn every_kind_of_message_is_read() {
    let world = World::new().await;
    everything(&world).await;
    let threads = world.page().await.expect("page");
    assert_eq!(threads.len(), 1);
    assert_eq!(kinds(&threads[0]), EVERYTHING);
    let messages = messages(&threads[0]);
    let first = messages[11];
    assert_eq!(first.reactions.as_deref().map(|all| all[0].emoji.as_str()), Some("🔥"));
    assert!(messages[10].body.attachments[0].url.is_some());
    let Observation::Thread(thread) = &threads[0].observations[0] else { panic!("{threads:?}") };
    assert_eq!(thread.profile.username.as_deref(), Some("mira.k"));
    assert!(!thread.older_exist);
    // The same three ways.
    let by_person = world.client.conversation_with(world.access(), &thread.person).await.expect("answer");
    assert_eq!(by_person.value.as_ref(), Some(&threads[0]));
    let by_id = world.client.thread(world.access(), &thread.thread).await.expect("answer");
    assert_eq!(by_id.value, threads[0]);
    let one = world.client.message(world.access(), &first.mid).await.expect("answer").value;
    assert_eq!((&one.text, one.direction, &one.person), (&first.text, first.direction, &first.person));
}

/// Whatever Meta's open questions turn out to be, the same conversation is read.
#[tokio::test]
async fn every_position_of_every_switch_reads_the_same() {
    for switch in SWITCHES.iter().filter(|switch| switch.name != "conversations_throttle") {
        for position in switch.positions {
            let world = World::new().await;
            everything(&world).await;
            let mut turned = json!({});
            turned[switch.name] = json!(position);
            world.control("POST", "switches", &turned).await;
            let me = world.client.me(&world.token, Flavour::InstagramLogin).await.expect("profile").value;
            assert_eq!((me.ig_id, me.username), (world.handle.ig_id.clone(), "bluekiln".to_owned()));
            let threads = world.page().await.expect("page");
            if (switch.name, *position) == ("standard_access", "role_holders") {
                assert!(threads.is_empty(), "nobody of the conversation has a role in the app");
                continue;
            }
            let mut expected = EVERYTHING.to_vec();
            if (switch.name, *position) == ("shares_on_read", "empty") {
                expected[4].1 = MessageKind::Unsupported;
                expected[5].1 = MessageKind::Unsupported;
            }
            assert_eq!(kinds(&threads[0]), expected, "{} {position}", switch.name);
            let person = world.sandbox.handles()[0].people[0].clone();
            let sent = world.client.send(world.access(), &Igsid(person), PLAIN).await;
            assert!(matches!(sent.outcome, Outcome::Delivered(_)), "{} {position}: {sent:?}", switch.name);
            world.client.subscribe(world.access()).await.expect("subscribed");
            let subscription = world.client.subscription(world.access()).await.expect("answer").value;
            assert!(subscription.has_messages(), "{} {position}", switch.name);
            world.client.refresh(&world.token).await.expect("token");
        }
    }
}

#[tokio::test]
async fn all_pages_are_read_once() {
    let world = World::new().await;
    let bulk = json!({"handle": "bluekiln", "conversations": 60, "messages_each": 3, "seed": 7});
    world.control("POST", "bulk", &bulk).await;
    let mut request = PageRequest { limit: 25, ..PageRequest::default() };
    let (mut seen, mut pages): (BTreeSet<ThreadId>, usize) = (BTreeSet::new(), 0);
    loop {
        let page = world.client.conversations(world.access(), &request).await.expect("page").value;
        pages += 1;
        assert!(page.threads.iter().all(|thread| thread.problems.is_empty()));
        seen.extend(page.threads.into_iter().filter_map(|thread| thread.id));
        match page.after {
            Some(after) => request.after = Some(after),
            None => break,
        }
    }
    assert_eq!((pages, seen.len()), (3, 60));
}

#[tokio::test]
async fn what_lies_beyond_the_newest_twenty_is_known_to_exist() {
    let world = World::new().await;
    let mut mids = Vec::new();
    for n in 0..25 {
        mids.push(world.event("mira.k", "text", json!({"text": format!("{n}")})).await.expect("mid"));
        world.sandbox.advance(1_000);
    }
    let threads = world.page().await.expect("page");
    let read = messages(&threads[0]);
    assert_eq!(read.len(), 20);
    assert_eq!(read[0].text.as_deref(), Some("24"));
    let Observation::Thread(thread) = &threads[0].observations[0] else { panic!("{threads:?}") };
    assert!(thread.older_exist);
    for place in ["code", "subcode"] {
        world.control("POST", "switches", &json!({"details_gone_place": place})).await;
        let old = world.client.message(world.access(), &Mid::from(mids[0].as_str())).await;
        assert_eq!(refusal(old), ApiErrorKind::DetailsUnavailable);
    }
}

/// Should Instagram count unsent messages among the 20 and refuse a whole page for one that is too old: fewer help.
#[tokio::test]
async fn a_page_that_is_refused_for_an_old_message_can_be_read_with_fewer() {
    let world = World::new().await;
    let positions = json!({"beyond_newest_20": "error", "newest_20_counts_unsent": "yes"});
    world.control("POST", "switches", &positions).await;
    let mut newest = None;
    for n in 0..22 {
        newest = world.event("mira.k", "text", json!({"text": format!("{n}")})).await;
        world.sandbox.advance(1_000);
    }
    world.event("mira.k", "unsend", json!({"mid": newest})).await;
    assert_eq!(refusal(world.page().await), ApiErrorKind::DetailsUnavailable);
    let fewer = PageRequest { messages: 10, ..PageRequest::default() };
    let page = world.client.conversations(world.access(), &fewer).await.expect("page").value;
    assert_eq!(messages(&page.threads[0]).len(), 10);
}

#[tokio::test]
async fn a_reply_is_delivered_and_found_in_the_thread() {
    let world = World::new().await;
    let person = world.person().await;
    let sent = world.client.send(world.access(), &person, PLAIN).await;
    let Outcome::Delivered(mid) = sent.outcome else { panic!("{sent:?}") };
    let read = world.client.conversation_with(world.access(), &person).await.expect("answer").value;
    let read = read.expect("thread");
    let newest = messages(&read)[0];
    assert_eq!(
        (&newest.mid, newest.direction, newest.text.as_deref()),
        (&mid, Direction::Out, Some("Danke! 😀"))
    );
    let quoting = Message { reply_to: Some(&mid), ..Message::text("PS") };
    let sent = world.client.send(world.access(), &person, quoting).await;
    assert!(matches!(sent.outcome, Outcome::Delivered(_)), "{sent:?}");
    assert_eq!(world.ledger().await.len(), 2);
    world.client.react(world.access(), &person, &messages(&read)[1].mid, "love").await.expect("reacted");
    world.client.unreact(world.access(), &person, &messages(&read)[1].mid).await.expect("taken back");
}

#[tokio::test]
async fn instagrams_refusals_of_a_send() {
    let world = World::new().await;
    let person = world.person().await;
    let too_long = "ä".repeat(501);
    let too_long = Message::text(&too_long);
    let sent = world.client.send(world.access(), &person, too_long).await;
    assert_eq!(sent.outcome, Outcome::RefusedForGood(Reason::TooLong));
    let stranger = world.client.send(world.access(), &Igsid::from("1234567890123456"), PLAIN).await;
    assert_eq!(stranger.outcome, Outcome::RefusedForGood(Reason::PersonUnavailable));
    world.sandbox.advance(DAY);
    let late = world.client.send(world.access(), &person, PLAIN).await;
    assert_eq!(late.outcome, Outcome::RefusedForGood(Reason::WindowClosed));
    let tagged = Message { human_agent: Some(tag()), ..PLAIN };
    let sent = world.client.send(world.access(), &person, tagged).await;
    assert!(matches!(sent.outcome, Outcome::Delivered(_)), "{sent:?}");
    assert_eq!(world.ledger().await.len(), 1);
}

#[tokio::test]
async fn faults_of_a_send() {
    for (fault, expected, sends) in [
        (json!({"kind": "lying_error"}), Outcome::Lost, 1),
        (json!({"kind": "malformed"}), Outcome::Lost, 1),
        (json!({"kind": "half_body"}), Outcome::Lost, 1),
        (json!({"kind": "empty_body"}), Outcome::Lost, 1),
        (json!({"kind": "html"}), Outcome::Lost, 0),
        (json!({"kind": "status", "status": 503}), Outcome::Lost, 0),
        (json!({"kind": "error", "code": 2}), Outcome::Lost, 0),
        (json!({"kind": "throttle"}), Outcome::RefusedForNow(Reason::Throttled), 0),
        (json!({"kind": "token_dead"}), Outcome::RefusedForNow(Reason::NeedsReconnect), 0),
    ] {
        let world = World::new().await;
        let person = world.person().await;
        world.fault(fault.clone()).await;
        let sent = world.client.send(world.access(), &person, PLAIN).await;
        assert_eq!(sent.outcome, expected, "{fault}");
        assert_eq!(world.ledger().await.len(), sends, "{fault}");
    }
}

#[tokio::test]
async fn a_throttle_says_how_long() {
    let world = World::new().await;
    let person = world.person().await;
    world.fault(json!({"kind": "throttle", "code": 80002, "minutes": 7})).await;
    let sent = world.client.send(world.access(), &person, PLAIN).await;
    assert_eq!(sent.wait_ms, Some(7 * MINUTE));
    let error = world.page().await.expect_err("throttled");
    assert_eq!((error.wait_ms(), error.retry()), (Some(7 * MINUTE), Retry::AfterPause));
    assert_eq!(error.trouble(), Some(Trouble::RateLimited));
}

#[tokio::test]
async fn refusals_of_a_read_tell_what_is_wrong_with_the_handle() {
    let world = World::new().await;
    world.person().await;
    let id = world.handle.ig_id.as_str();
    for status in ["plausible", "always_400", "ok_200"] {
        world.control("POST", "switches", &json!({"error_http_status": status})).await;
        world.control("POST", &format!("handles/{id}/access"), &json!({"on": false})).await;
        let error = world.page().await.expect_err("refused");
        assert_eq!((error.trouble(), error.retry()), (Some(Trouble::AccessOff), Retry::Tell), "{status}");
        world.control("POST", &format!("handles/{id}/access"), &json!({"on": true})).await;
        world.page().await.expect("page");
    }
    world.control("POST", &format!("handles/{id}/token"), &json!({"action": "expire"})).await;
    let error = world.page().await.expect_err("refused");
    assert_eq!((error.trouble(), error.retry()), (Some(Trouble::TokenExpired), Retry::Reauth));
    world.control("POST", &format!("handles/{id}/token"), &json!({"action": "revoke"})).await;
    let error = world.page().await.expect_err("refused");
    assert_eq!(error.trouble(), Some(Trouble::TokenRevoked));
    assert!(!format!("{error:?} {error}").contains(TOKEN));
}

#[tokio::test]
async fn answers_that_are_none() {
    for fault in ["html", "malformed", "half_body", "empty_body"] {
        let world = World::new().await;
        world.person().await;
        world.fault(json!({"kind": fault})).await;
        let error = world.page().await.expect_err("no answer");
        assert!(matches!(error, GraphError::NotJson { .. }), "{fault}: {error:?}");
        assert_eq!(error.retry(), Retry::Backoff, "{fault}");
    }
}

#[tokio::test]
async fn rows_twice_or_in_reverse_are_read_all_the_same() {
    let world = World::new().await;
    everything(&world).await;
    let mids = |read: &ThreadRead| messages(read).iter().map(|m| m.mid.clone()).collect::<BTreeSet<Mid>>();
    let before = mids(&world.page().await.expect("page")[0]);
    for fault in ["duplicate", "reorder"] {
        world.fault(json!({"kind": fault, "times": 1})).await;
        let threads = world.page().await.expect("page");
        assert!(threads.iter().all(|thread| mids(thread) == before), "{fault}");
    }
}

#[tokio::test]
async fn a_token_is_refreshed_and_the_new_one_works() {
    let world = World::new().await;
    let fresh = world.client.refresh(&world.token).await.expect("token").value;
    assert_ne!(fresh.token.expose_secret(), TOKEN);
    assert!(fresh.expires_in_s.is_some_and(|seconds| seconds * 1_000 > 59 * DAY));
    world.client.me(&fresh.token, Flavour::InstagramLogin).await.expect("profile");
}

#[tokio::test]
async fn webhooks_are_switched_on_and_off() {
    let world = World::new().await;
    let subscribed = || world.client.subscription(world.access());
    assert_eq!(subscribed().await.expect("answer").value.fields, Vec::<String>::new());
    world.client.subscribe(world.access()).await.expect("subscribed");
    assert!(subscribed().await.expect("answer").value.has_messages());
    world.client.unsubscribe(world.access()).await.expect("unsubscribed");
    assert!(!subscribed().await.expect("answer").value.has_messages());
}

#[tokio::test]
async fn a_profile_takes_consent() {
    let world = World::new().await;
    let person = world.person().await;
    let profile = world.client.profile(world.access(), &person).await.expect("profile").value;
    assert_eq!(profile.username.as_deref(), Some("mira.k"));
    let shy = json!({"handle": "bluekiln", "username": "shy"});
    let shy = world.control("POST", "people", &shy).await;
    let shy = Igsid::from(shy["igsid"].as_str().expect("id"));
    let refused = world.client.profile(world.access(), &shy).await;
    assert_eq!(refusal(refused), ApiErrorKind::ConsentMissing);
    for position in ["100/2534014", "9010"] {
        world.control("POST", "switches", &json!({"profile_no_match": position})).await;
        let nobody = world.client.profile(world.access(), &Igsid::from("1234567890123456")).await;
        assert_eq!(refusal(nobody), ApiErrorKind::NoSuchPerson);
    }
}

/// Without a throttle switch in the way: what Instagram does to a client that calls too fast.
#[tokio::test]
async fn calling_too_fast_is_a_throttle() {
    for position in ["80002", "613"] {
        let world = World::new().await;
        world.person().await;
        world.control("POST", "switches", &json!({"conversations_throttle": position})).await;
        let mut throttled = None;
        for _ in 0..10 {
            throttled = throttled.or(world.page().await.err());
        }
        let throttled = throttled.expect("throttled");
        assert_eq!(throttled.api().map(|api| api.kind), Some(ApiErrorKind::Throttled), "{position}");
        assert!(throttled.wait_ms().is_none_or(|wait| wait < HOUR));
    }
}
