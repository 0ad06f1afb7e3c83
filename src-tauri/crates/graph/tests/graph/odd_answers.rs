//! Every known answer of Instagram, made odd in each of its places in each way: nothing panics, no thread or message takes its
//! neighbours along, ids keep all of their digits, and a refusal is never taken for an answer.

use domain::ids::ThreadId;
use domain::observation::Observation;
use graph::{Access, ConversationPage, PageRequest, ThreadRead};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use testkit::odd;

use crate::corpus::targets;
use crate::worlds::{Recorder, handle, token};

const BRAND: &str = "17841400000000123";
const AT: &str = "2026-09-28T22:44:49+0000";
const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";

/// Beyond 2^53, and no double.
fn person(number: u32) -> String {
    format!("1234500000000{number:04}")
}

fn message(id: &str, person: &str, said: &Value) -> Value {
    let mut message = json!({ "id": id, "created_time": AT, "from": { "id": person, "username": "mira" },
        "to": { "data": [{ "id": BRAND, "username": "bluekiln" }] } });
    message.as_object_mut().expect("an object").extend(said.as_object().expect("an object").clone());
    message
}

fn thread(number: u32, messages: &Value) -> Value {
    let person = person(number);
    json!({ "id": format!("t{number}"), "updated_time": AT,
        "participants": { "data": [{ "id": BRAND, "username": "bluekiln" }, { "id": person, "username": "mira" }] },
        "messages": { "data": messages, "paging": { "cursors": { "after": "x" }, "next": "https://graph.instagram.com/x" } } })
}

/// A thread that has everything in it.
fn full(number: u32) -> Value {
    let p = person(number);
    let said = [
        json!({ "message": "hello", "reply_to": { "mid": "m0" } }),
        json!({ "message": "", "attachments": { "data": [{ "id": "5", "mime_type": "image/jpeg", "image_data": { "url": MEDIA } }] } }),
        json!({ "message": "", "shares": { "data": [{ "link": "https://www.instagram.com/p/C1/", "name": "New" }] } }),
        json!({ "message": "wow", "story": { "reply_to": { "link": MEDIA, "id": "8" } } }),
        json!({ "message": "ok", "reactions": { "data": [{ "reaction": "❤", "users": [{ "id": p }] }] }, "is_unsupported": false }),
    ];
    let messages: Vec<Value> = said
        .into_iter()
        .enumerate()
        .map(|(at, said)| message(&format!("m{number}-{at}"), &p, &said))
        .collect();
    thread(number, &messages.into())
}

fn good(number: u32) -> Value {
    thread(number, &json!([message(&format!("m{number}"), &person(number), &json!({ "message": "hi" }))]))
}

fn read(text: Vec<u8>) -> Option<ConversationPage> {
    let recorder = Recorder::raw(200, text);
    let (handle, token) = (handle(), token());
    let client = recorder.client();
    let access = Access::of(&handle, &token);
    now(client.conversations(access, &PageRequest::default())).ok().map(|reply| reply.value)
}

/// What comes of a call that has nothing to wait for.
fn now<T>(call: impl Future<Output = T>) -> T {
    let mut call = std::pin::pin!(call);
    match call.as_mut().poll(&mut std::task::Context::from_waker(std::task::Waker::noop())) {
        std::task::Poll::Ready(value) => value,
        std::task::Poll::Pending => panic!("nothing to wait for"),
    }
}

#[test]
fn no_odd_answer_takes_the_place_of_a_token_that_works() {
    let whole = json!({ "access_token": "IGAAfresh", "token_type": "bearer", "expires_in": 5_183_944 });
    for odd in odd(&whole) {
        let place = format!("{} at {:?}", odd.change.chars().take(60).collect::<String>(), odd.path);
        let about_the_token = odd.path.first().is_none_or(|name| name == "access_token");
        match now(Recorder::raw(200, &odd.text).client().refresh(&token())) {
            Ok(reply) => {
                let fresh = reply.value.token.expose_secret().to_owned();
                assert!(about_the_token || fresh == "IGAAfresh", "{place}: another");
                let can_be_sent = http::HeaderValue::try_from(format!("Bearer {fresh}")).is_ok();
                assert!(
                    can_be_sent && !fresh.contains(' ') && fresh.is_ascii(),
                    "{place}: {} bytes",
                    fresh.len()
                );
                let is_a_time = |seconds| (1..=10 * 365 * 86_400).contains(&seconds);
                assert!(reply.value.expires_in_s.is_none_or(is_a_time), "{place}");
            }
            Err(error) => assert!(about_the_token, "{place}: {error}"),
        }
    }
}

/// The messages of a thread: their ids, persons and texts.
fn told(thread: &ThreadRead) -> Vec<(&str, &str, Option<&str>)> {
    let messages = thread.observations.iter().filter_map(|observation| match observation {
        Observation::Message(message) => Some(message),
        _ => None,
    });
    messages.map(|message| (message.mid.as_str(), message.person.as_str(), message.text.as_deref())).collect()
}

#[test]
fn one_odd_place_of_a_thread_spoils_no_other() {
    let (before, whole, after) = (good(1), full(2), good(3));
    let mut wrong = Vec::new();
    for odd in odd(&whole) {
        let place = format!("{} at {:?}", odd.change.chars().take(60).collect::<String>(), odd.path);
        let text = [
            format!(r#"{{"data":[{before},"#).as_bytes(),
            odd.text.as_slice(),
            format!(r#",{after}],"paging":{{}}}}"#).as_bytes(),
        ]
        .concat();
        let Some(page) = read(text) else {
            wrong.push(format!("{place}: no page"));
            continue;
        };
        let [first, between @ .., last] = page.threads.as_slice() else {
            wrong.push(format!("{place}: {} threads", page.threads.len()));
            continue;
        };
        for (thread, number) in [(first, 1), (last, 3)] {
            let (mid, person) = (format!("m{number}"), person(number));
            if told(thread) != [(mid.as_str(), person.as_str(), Some("hi"))] || !thread.problems.is_empty() {
                wrong.push(format!("{place}: took thread {number} along: {thread:?}"));
            }
        }
        for thread in between {
            wrong.extend(broken_promise(&odd.path, thread).map(|what| format!("{place}: {what}")));
        }
    }
    assert!(wrong.is_empty(), "{} promises are broken:\n{}", wrong.len(), wrong.join("\n"));
}

/// What a thread with one odd place promises and does not keep.
fn broken_promise(path: &[String], thread: &ThreadRead) -> Option<String> {
    if thread.observations.is_empty() && thread.problems.is_empty() {
        return Some("vanished".to_owned());
    }
    let names: Vec<&str> = path.iter().map(String::as_str).collect();
    let names = names.as_slice();
    // Whose it is, which thread it is, and whether there is a list of messages: without them it is listed as a problem.
    if let [] | ["id"] | ["participants", ..] | ["messages"] | ["messages", "data"] = names {
        return None;
    }
    if thread.id != Some(ThreadId("t2".into())) {
        return Some(format!("is {:?}", thread.id));
    }
    let odd_one = match names {
        ["messages", "data", at, ..] => Some(*at),
        _ => None,
    };
    let mids: Vec<&str> = told(thread).iter().map(|(mid, ..)| *mid).collect();
    for at in ["0", "1", "2", "3", "4"].into_iter().filter(|at| Some(*at) != odd_one) {
        if !mids.contains(&format!("m2-{at}").as_str()) {
            return Some(format!("message {at} is not there: {mids:?}"));
        }
    }
    // The odd one is there with its id, or is told of.
    let is_there = odd_one.is_none_or(|at| mids.contains(&format!("m2-{at}").as_str()));
    let says_id = matches!(names, ["messages", "data", _] | ["messages", "data", _, "id"]);
    if !is_there && !says_id && thread.problems.is_empty() {
        return Some("a message vanished".to_owned());
    }
    let other = told(thread).into_iter().find(|(_, of, _)| *of != person(2));
    other.map(|(mid, of, _)| format!("{mid} is of {of}"))
}

#[test]
fn whatever_is_odd_in_an_answer_keeps_the_promises() {
    let refusal = json!({ "error": { "message": "(#10) outside", "type": "OAuthException", "code": 10,
        "error_subcode": 2_534_022, "is_transient": false, "error_user_title": "Late", "error_user_msg": "Too late.",
        "fbtrace_id": "AbC123" } });
    let flat = json!({ "error_type": "OAuthException", "code": 400, "error_message": "Matching code was not found" });
    let me = json!({ "id": "27640000000000011", "user_id": "17841400000000123", "username": "bluekiln", "name": "Blue",
        "account_type": "BUSINESS", "profile_picture_url": MEDIA, "followers_count": 5 });
    let profile = json!({ "id": "7", "name": "Mira", "username": "mira", "profile_pic": MEDIA, "follower_count": 5,
        "is_user_follow_business": true, "is_verified_user": false });
    let pages = json!({ "data": [{ "id": "104", "name": "Blue Kiln", "access_token": "EAApage", "tasks": ["MESSAGING"],
        "instagram_business_account": { "id": BRAND, "username": "bluekiln" } }],
        "paging": { "cursors": { "after": "c2" }, "next": "https://graph.facebook.com/x?after=c2" } });
    let apps = json!({ "data": [{ "id": "555", "subscribed_fields": ["messages"] }] });
    let list = json!({ "data": [good(2)], "paging": { "cursors": { "after": "c2" }, "next": "https://graph.instagram.com/x?after=c2" } });
    let one = message("m", "7", &json!({ "message": "hi" }));
    for (target, answers) in
        [("error", vec![refusal, flat]), ("page", vec![me, profile, pages, apps, list, one])]
    {
        let (_, check) = targets::TARGETS.iter().find(|(name, _)| *name == target).expect("a target");
        for whole in answers {
            for odd in odd(&whole) {
                let kept = std::panic::catch_unwind(|| check(&odd.text));
                assert!(kept.is_ok(), "{target}: {} at {:?}", odd.change, odd.path);
            }
        }
    }
}
