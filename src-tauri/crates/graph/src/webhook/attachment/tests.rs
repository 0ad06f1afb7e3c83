//! Attachments of every type of section 6.6, and what might come in their place.

use serde_json::json;

use super::*;

fn read(rows: &Value) -> Vec<Attachment> {
    list(&json!({ "attachments": rows }))
}

fn one(row: &Value) -> Attachment {
    one_of(&json!([row]))
}

fn one_of(rows: &Value) -> Attachment {
    let mut read = read(rows);
    assert_eq!(read.len(), 1, "{rows}");
    read.remove(0)
}

#[test]
fn a_payload_that_is_nothing_but_its_address_keeps_it() {
    let image = one(&json!({"type": "image", "payload": "https://lookaside.fbsbx.com/1"}));
    assert_eq!(image.url.as_deref(), Some("https://lookaside.fbsbx.com/1"));
    let page = one(&json!({"type": "share", "payload": "https://www.instagram.com/p/C1/"}));
    assert_eq!(page.link.as_deref(), Some("https://www.instagram.com/p/C1/"));
    let word = one(&json!({"type": "image", "payload": "image"}));
    assert_eq!((word.url, word.link), (None, None));
}

#[test]
fn every_type_of_the_reference() {
    for (name, expected) in [
        ("image", AttachmentKind::Image),
        ("video", AttachmentKind::Video),
        ("audio", AttachmentKind::Audio),
        ("file", AttachmentKind::File),
        ("sticker", AttachmentKind::Sticker),
        ("share", AttachmentKind::Post),
        ("ig_post", AttachmentKind::Post),
        ("ig_reel", AttachmentKind::Reel),
        ("reel", AttachmentKind::Reel),
        ("story_mention", AttachmentKind::StoryMention),
        ("ig_story", AttachmentKind::Story),
        ("story", AttachmentKind::Story),
        ("media", AttachmentKind::Media),
        ("unsupported_type", AttachmentKind::Other("unsupported_type".into())),
    ] {
        let media = "https://lookaside.fbsbx.com/1";
        let read = one(&json!({"type": name, "payload": {"url": media}}));
        assert_eq!(read, Attachment::new(expected.clone(), Some(media.into())), "{name}");
        let bare = one(&json!({"type": name}));
        assert_eq!(bare, Attachment::new(expected, None), "{name} without payload");
    }
    for (name, expected) in [
        ("ephemeral", AttachmentKind::Ephemeral),
        ("fallback", AttachmentKind::Fallback),
        ("template", AttachmentKind::Template),
    ] {
        assert_eq!(one(&json!({"type": name})), Attachment::new(expected, None), "{name}");
    }
    assert_eq!(one(&json!({"type": "appointment_booking"})).kind, AttachmentKind::Appointment);
}

#[test]
fn a_permalink_is_a_link_and_never_media() {
    let page = "https://www.instagram.com/p/C1/";
    for name in ["share", "ig_post", "media"] {
        let read = one(&json!({"type": name, "payload": {"url": page}}));
        assert_eq!((read.url, read.link.as_deref()), (None, Some(page)), "{name}");
    }
    let reel = one(&json!({"type": "share", "payload": {"url": "https://www.instagram.com/reel/C2/"}}));
    assert_eq!(reel.kind, AttachmentKind::Reel);
    let profile = one(&json!({"type": "share", "payload": {"url": "https://www.instagram.com/mira.k/"}}));
    assert_eq!(profile.kind, AttachmentKind::Fallback);
    let card =
        one(&json!({"type": "fallback", "payload": {"url": "https://shop.example/1", "title": "Shop"}}));
    assert_eq!(
        (card.url, card.link.as_deref(), card.title.as_deref()),
        (None, Some("https://shop.example/1"), Some("Shop"))
    );
}

#[test]
fn ids_links_and_titles_wherever_they_stand() {
    let story =
        one(&json!({"type": "ig_story", "payload": {"story_media_id": 5, "story_media_url": "https://s"}}));
    assert_eq!((story.url.as_deref(), story.media_id.as_deref()), (Some("https://s"), Some("5")));
    let reel = one(
        &json!({"type": "ig_reel", "payload": {"url": "https://r", "reel_video_id": "17", "title": "How to"}}),
    );
    assert_eq!((reel.media_id.as_deref(), reel.title.as_deref()), (Some("17"), Some("How to")));
    for id in ["ig_post_media_id", "id"] {
        let post = one(&json!({"type": "ig_post", "payload": {"url": "https://p", id: "9"}}));
        assert_eq!(post.media_id.as_deref(), Some("9"));
    }
    let product = one(
        &json!({"type": "template", "payload": {"product": {"elements": [{"id": "1", "title": "Serum"}]}}}),
    );
    assert_eq!((product.title.as_deref(), product.cards.len(), product.media_id), (Some("Serum"), 1, None));
    let booked = one(&json!({"type": "appointment_booking", "payload": {"start_time": 1_790_000_000}}));
    assert!(booked.appointment.is_some_and(|booked| booked.begins_at.is_some()));
    assert_eq!(one(&json!("odd")).kind, AttachmentKind::Other("attachment".into()));
}

#[test]
fn what_is_said_twice_is_kept_once() {
    let by_id = read(&json!([{"type": "share", "payload": {"url": "https://p", "ig_post_media_id": "9"}},
        {"type": "ig_post", "payload": {"url": "https://q", "ig_post_media_id": 9, "title": "New serum"}}]));
    assert_eq!(by_id.len(), 1);
    assert_eq!((by_id[0].url.as_deref(), by_id[0].title.as_deref()), (Some("https://p"), Some("New serum")));
    let page = "https://www.instagram.com/p/C1/";
    let by_link = read(&json!([{"type": "ig_post", "payload": {"url": page, "id": "9"}},
        {"type": "share", "payload": {"url": page}}]));
    assert_eq!((by_link.len(), by_link[0].media_id.as_deref()), (1, Some("9")));
    let reel = read(&json!([{"type": "share", "payload": {"url": "https://r"}},
        {"type": "ig_reel", "payload": {"url": "https://r", "reel_video_id": 7}}]));
    assert_eq!(
        (reel.len(), &reel[0].kind, reel[0].media_id.as_deref()),
        (1, &AttachmentKind::Reel, Some("7"))
    );
    for twins in [["image", "sticker"], ["sticker", "image"]] {
        let sticker = read(&json!([{"type": twins[0], "payload": {"url": "https://s"}},
            {"type": twins[1], "payload": {"url": "https://s"}}]));
        assert_eq!(sticker, [Attachment::new(AttachmentKind::Sticker, Some("https://s".into()))]);
    }
}

#[test]
fn a_share_of_nothing_is_the_post_beside_it() {
    let legacy = json!({"type": "share", "payload": {"title": "legacy"}});
    let post = json!({"type": "ig_post", "payload": {"ig_post_media_id": "5", "url": "https://lookaside.fbsbx.com/1"}});
    for rows in [json!([legacy, post]), json!([post, legacy])] {
        let read = one_of(&rows);
        assert_eq!((read.kind, read.media_id.as_deref()), (AttachmentKind::Post, Some("5")), "{rows}");
        assert!(read.url.is_some() && read.title.as_deref() == Some("legacy"), "{rows}");
    }
}

#[test]
fn an_image_that_says_which_sticker_it_is() {
    let sticker = json!({"type": "image", "payload": {"sticker_id": 369_239_263_222_822_i64}});
    assert_eq!(one(&sticker).kind, AttachmentKind::Sticker);
}

#[test]
fn what_is_not_the_same_is_kept() {
    let album = json!([{"type": "image", "payload": {"url": "https://1"}}, {"type": "image", "payload": {"url": "https://2"}}]);
    assert_eq!(read(&album).len(), 2);
    let same_twice = json!([{"type": "image", "payload": {"url": "https://1"}}, {"type": "image", "payload": {"url": "https://1"}}]);
    assert_eq!(read(&same_twice).len(), 2, "two pictures with one address are two pictures");
    let posts =
        json!([{"type": "ig_post", "payload": {"id": "1"}}, {"type": "ig_post", "payload": {"id": "2"}}]);
    assert_eq!(read(&posts).len(), 2);
    let bare = json!([{"type": "share"}, {"type": "ig_post"}]);
    assert_eq!(read(&bare).len(), 2, "nothing says that they are one");
    let endless: Vec<Value> = (0..10_000).map(|_| json!({"type": "image"})).collect();
    assert_eq!(read(&Value::from(endless)).len(), MAX);
}
