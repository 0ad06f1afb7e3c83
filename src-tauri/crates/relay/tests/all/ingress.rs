use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use relay::protocol::frame::Content;

use crate::meta::{self, HANDLE, OTHER, SECRET, TOKEN, signature};
use crate::world::{World, http, texts};

#[tokio::test]
async fn the_handshake_is_answered_to_whoever_knows_the_token() {
    let world = World::new().await;
    let ask = async |token: &str| {
        let url = format!(
            "{}/webhook?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token={token}",
            world.base
        );
        let answer = http().get(url).send().await.unwrap();
        (
            answer.status().as_u16(),
            answer.headers().get("content-type").cloned(),
            answer.text().await.unwrap(),
        )
    };
    let (status, kind, text) = ask(TOKEN).await;
    assert_eq!((status, text.as_str()), (200, "1158201444"));
    assert!(kind.unwrap().to_str().unwrap().starts_with("text/plain"));
    assert_eq!(ask("wrong").await.0, 403);
    let typed =
        format!("{}/webhook/?hub.mode=subscribe&hub.challenge=5&hub.verify_token={TOKEN}", world.base);
    assert_eq!(
        http().get(typed).send().await.unwrap().text().await.unwrap(),
        "5",
        "with a stroke at its end"
    );
}

#[tokio::test]
async fn every_entry_and_event_reaches_the_laptop_that_follows_its_handle() {
    let world = World::new().await;
    let mut mine = world.laptop(&[HANDLE]).await;
    let mut both = world.laptop(&[HANDLE, OTHER]).await;
    let events = |handle: &str, from: usize| -> Vec<String> {
        (from..from + 4).map(|n| meta::event(handle, &format!("m{n}"), &format!("{handle} {n}"))).collect()
    };
    let entries = [
        meta::entry(HANDLE, &events(HANDLE, 0)),
        meta::entry(OTHER, &events(OTHER, 4)),
        meta::entry(HANDLE, &events(HANDLE, 8)),
    ];
    assert_eq!(world.deliver(&meta::body(&entries)).await, 200);
    let received = texts(&mine.receive(1).await);
    assert_eq!(received.len(), 8);
    assert!(received.iter().all(|text| text.starts_with(HANDLE)));
    assert_eq!(texts(&both.receive(2).await).len(), 12);
}

#[tokio::test]
async fn what_is_not_signed_by_meta_is_refused_and_leaves_no_trace() {
    let world = World::new().await;
    let _laptop = world.laptop(&[HANDLE]).await;
    let body = meta::message(HANDLE, "m1", "forged");
    let good = signature(SECRET, body.as_bytes());
    let send = async |signatures: &[&str]| {
        let mut request = http().post(format!("{}/webhook", world.base)).body(body.clone());
        for signature in signatures {
            request = request.header("x-hub-signature-256", *signature);
        }
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.bytes().await.unwrap().len())
    };
    for signatures in [
        vec![],
        vec!["sha256="],
        vec![signature("another secret", body.as_bytes()).as_str()],
        vec![good.as_str(), good.as_str()],
        vec![good.to_uppercase().as_str()],
    ] {
        assert_eq!(send(&signatures).await, (401, 0), "{signatures:?}");
    }
    let numbers = world.numbers();
    assert!(numbers.contains("handrail_relay_deliveries_unsigned_total 5\n"), "{numbers}");
    assert!(numbers.contains("handrail_relay_deliveries_other_secret_total 1\n"), "{numbers}");
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 0);
    assert_eq!(send(&[&good]).await, (200, 0));
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 1);
}

#[tokio::test]
async fn unknown_and_switched_off_handles_are_dropped_at_the_door() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    assert_eq!(world.deliver(&meta::message(OTHER, "m1", "not ours")).await, 200);
    laptop.follow(&[]).await;
    assert_eq!(world.deliver(&meta::message(HANDLE, "m2", "off")).await, 200);
    assert_eq!(world.relay().log.bounds().await.unwrap().newest, 0);
    laptop.follow(&[HANDLE]).await;
    assert_eq!(world.deliver(&meta::message(HANDLE, "m3", "on again")).await, 200);
    assert_eq!(texts(&laptop.receive(1).await), ["on again"]);
    assert!(world.numbers().contains("handrail_relay_events_dropped_total 2\n"));
}

#[tokio::test]
async fn the_same_body_again_is_no_new_event() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    let body = meta::message(HANDLE, "m1", "once");
    let sent = futures_util::future::join_all((0..20).map(|_| world.deliver(&body))).await;
    assert!(sent.iter().all(|status| *status == 200));
    assert_eq!(world.deliver(&meta::message(HANDLE, "m2", "after")).await, 200);
    assert_eq!(texts(&laptop.receive(2).await), ["once", "after"]);
    assert!(world.numbers().contains("handrail_relay_deliveries_known_total 19\n"));
}

#[tokio::test]
async fn compressed_bodies_are_taken_whichever_form_was_signed() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[HANDLE]).await;
    for (signed_plain, text) in [(true, "plain was signed"), (false, "compressed was signed")] {
        let body = meta::message(HANDLE, text, text);
        let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
        gzip.write_all(body.as_bytes()).unwrap();
        let gzip = gzip.finish().unwrap();
        let signed = if signed_plain { body.as_bytes() } else { &gzip };
        let request = http().post(format!("{}/webhook", world.base));
        let request = request.header("x-hub-signature-256", signature(SECRET, signed));
        let answer = request.header("content-encoding", "gzip").body(gzip.clone()).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{text}");
    }
    assert_eq!(texts(&laptop.receive(2).await), ["plain was signed", "compressed was signed"]);
}

#[tokio::test]
async fn the_dashboards_test_and_unknown_forms_reach_every_laptop() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[]).await;
    let test =
        r#"{"object":"instagram","entry":[{"id":"0","time":1,"changes":[{"field":"messages","value":{}}]}]}"#;
    assert_eq!(world.deliver(test).await, 200);
    assert_eq!(world.deliver(r#"{"something":"new"}"#).await, 200);
    let received = laptop.receive(2).await;
    assert!(
        matches!(&received[0].content, Some(Content::Test { field }) if field.as_deref() == Some("messages"))
    );
    let Some(Content::Opaque { body }) = &received[1].content else { panic!("{received:?}") };
    assert_eq!(body.0, br#"{"something":"new"}"#);
}

#[tokio::test]
async fn pages_are_followed_by_their_other_ids() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[]).await;
    let also = r#"{"on":[{"id":"17841400000000123","also":["100000000000001"]}]}"#;
    let request = http().put(format!("{}/v1/handles", world.base)).bearer_auth(&laptop.bearer);
    let request = request.header("content-type", "application/json").body(also);
    assert_eq!(request.send().await.unwrap().status(), 204);
    assert_eq!(world.deliver(&meta::message("100000000000001", "m1", "by page")).await, 200);
    assert_eq!(texts(&laptop.receive(1).await), ["by page"]);
}

#[tokio::test]
async fn deauthorising_and_deletion_are_carried_through() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[]).await;
    let post = async |path: &str, secret: &str| {
        let form = [("signed_request", meta::signed_request(secret, "218471"))];
        http().post(format!("{}/meta/{path}", world.base)).form(&form).send().await.unwrap()
    };
    assert_eq!(post("deauthorize", "wrong").await.status(), 401);
    assert_eq!(post("deauthorize", SECRET).await.status(), 200);
    // With the other secret: Meta signs with either.
    let answer = post("delete", &"f".repeat(32)).await;
    assert_eq!(answer.status(), 200);
    let answer: serde_json::Value = answer.json().await.unwrap();
    let code = answer["confirmation_code"].as_str().unwrap().to_owned();
    let again: serde_json::Value = post("delete", &"f".repeat(32)).await.json().await.unwrap();
    assert_eq!(answer, again, "the same request has the same code");
    let page = async || {
        let path = answer["url"].as_str().unwrap().replace("http://127.0.0.1:1", &world.base);
        http().get(path).send().await.unwrap().text().await.unwrap()
    };
    assert!(page().await.contains("One computer has still to confirm"));

    let received = laptop.receive(2).await;
    assert!(matches!(&received[0].content, Some(Content::Deauthorised { user_id }) if user_id == "218471"));
    let Some(Content::Deletion { user_id, code: carried }) = &received[1].content else {
        panic!("{received:?}")
    };
    assert_eq!((user_id.as_str(), carried), ("218471", &code));
    let done = serde_json::json!({ "code": code });
    let request = http().post(format!("{}/v1/deletion", world.base)).bearer_auth(&laptop.bearer);
    assert_eq!(request.json(&done).send().await.unwrap().status(), 204);
    assert!(page().await.contains("Done: the data was deleted everywhere."));
    let missing = format!("{}/meta/deletion/AAAAAAAAAAAAAAAAAAAAAA", world.base);
    assert_eq!(http().get(missing).send().await.unwrap().status(), 404);
}

#[tokio::test]
async fn a_deletion_in_the_same_words_as_a_deauthorising_is_carried_too() {
    let world = World::new().await;
    let mut laptop = world.laptop(&[]).await;
    let form = [("signed_request", meta::signed_request(SECRET, "218471"))];
    for path in ["deauthorize", "delete", "deauthorize", "delete"] {
        let request = http().post(format!("{}/meta/{path}", world.base));
        assert_eq!(request.form(&form).send().await.unwrap().status(), 200, "{path}");
    }
    let received = laptop.receive(2).await;
    assert!(matches!(&received[0].content, Some(Content::Deauthorised { user_id }) if user_id == "218471"));
    assert!(matches!(&received[1].content, Some(Content::Deletion { user_id, .. }) if user_id == "218471"));
    assert!(world.numbers().contains("handrail_relay_deliveries_known_total 2\n"), "each once");
}

/// Batches as large as Meta's and larger, odd ones among good ones, and JSON that wants to be a trap.
#[tokio::test]
async fn odd_batches_are_taken_without_harm_to_the_rest() {
    let world = World::new().await;
    let mut mine = world.laptop(&[HANDLE]).await;
    let mut other = world.laptop(&[OTHER]).await;
    // A thousand events in one entry, and a thousand entries.
    let events: Vec<_> =
        (0..1_000).map(|n| meta::event(HANDLE, &format!("m{n}"), &format!("a{n}"))).collect();
    assert_eq!(world.deliver(&meta::body(&[meta::entry(HANDLE, &events)])).await, 200);
    let entries: Vec<_> =
        events.iter().map(|event| meta::entry(HANDLE, &[event.replace("\"a", "\"b")])).collect();
    assert_eq!(world.deliver(&meta::body(&entries)).await, 200);
    assert_eq!(texts(&mine.receive(2).await).len(), 2_000);
    // Nothing at all, and an entry without events.
    for empty in [meta::body(&[]), meta::body(&[meta::entry(OTHER, &[])]), "[]".to_owned()] {
        assert_eq!(world.deliver(&empty).await, 200, "{empty}");
    }
    assert!(texts(&other.receive(1).await).is_empty());
    // An entry that is nobody's reaches everybody, and takes nothing of others along: not of a handle that another
    // laptop follows, not of one that is off.
    let off =
        meta::entry("17841400000000789", &[meta::event("17841400000000789", "x", "of one that is off")]);
    let odd = meta::body(&[
        meta::entry(HANDLE, &[meta::event(HANDLE, "n", "mine")]),
        off,
        r#"{"new":true}"#.to_owned(),
    ]);
    assert_eq!(world.deliver(&odd).await, 200);
    let strange = br#"{"object":"instagram","entry":[{"new":true}]}"#;
    let received = other.receive(1).await;
    assert!(
        matches!(&received[0].content, Some(Content::Opaque { body }) if body.0 == strange),
        "{received:?}"
    );
    let received = mine.receive(2).await;
    assert_eq!(texts(&received), ["mine"]);
    assert!(
        received
            .iter()
            .any(|one| matches!(&one.content, Some(Content::Opaque { body }) if body.0 == strange))
    );
    // Traps: as deep as it is, it is taken; however many are not ours, one that is nobody's is kept.
    let deep = format!(r#"{{"id":"{HANDLE}","x":{}{}}}"#, "[".repeat(200_000), "]".repeat(200_000));
    assert_eq!(world.deliver(&meta::body(std::slice::from_ref(&deep))).await, 200);
    let received = mine.receive(1).await;
    assert!(
        matches!(&received[0].content, Some(Content::Entries { entries, .. }) if entries[0].get() == deep)
    );
    let wide = format!(r#"{{"object":"instagram","entry":[{}{{}}]}}"#, r#"{"id":"3"},"#.repeat(300_000));
    assert_eq!(world.deliver(&wide).await, 200);
    assert!(matches!(&mine.receive(1).await[0].content, Some(Content::Opaque { .. })));
    // Escapes that stand for half a character stay as they are; bytes that are no text are kept whole.
    let half = meta::message(HANDLE, "h", "x").replace("\"x\"", r#""\ud83d \u0000""#);
    assert_eq!(world.deliver(&half).await, 200);
    let received = mine.receive(1).await;
    assert!(
        matches!(&received[0].content, Some(Content::Entries { entries, .. }) if entries[0].get().contains(r"\ud83d \u0000"))
    );
}
