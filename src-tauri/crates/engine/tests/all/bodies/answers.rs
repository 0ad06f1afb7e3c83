//! Threads as reads answer them to other products' clients: with Messenger's fields beside Instagram's, with less than was
//! asked for, and in odd shapes. Each thread is there, with these rows.

use domain::message::Direction::{In, Out};
use domain::message::MessageKind::{
    Audio, File, Image, Post, StoryMention, StoryReply, Text, Unsupported, Video,
};
use domain::time::{HOUR, Timestamp};
use serde_json::{Value, json};

use super::{Rows, row};
use crate::desk::{BRAND, Desk, iso, now};

const MEDIA: &str = "https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id=1&signature=x";

/// What is told of a message besides its id, time and sides, and its row.
fn table() -> Vec<(&'static str, Value, Rows)> {
    let listed = |rows: Value| json!({ "message": "", "attachments": { "data": rows } });
    let picture =
        json!({ "id": "1", "image_data": { "url": MEDIA, "width": 1, "max_height": 2, "preview_url": "" } });
    let one = |kind, text: &str| vec![row(kind, In, text)];
    vec![
        (
            "a sticker of Messenger's, tags and a thread",
            json!({ "message": "hi", "sticker": null, "tags": { "data": [{ "name": "source:web" }] }, "thread_id": "t" }),
            one(Text, "hi"),
        ),
        ("no text", json!({ "message": null }), one(Unsupported, "")),
        ("of an account that is gone", json!({ "message": "hi", "from": null }), one(Text, "hi")),
        (
            "a picture of an account that is gone",
            json!({ "message": "", "from": null, "attachments": { "data": [picture] } }),
            one(Image, ""),
        ),
        (
            "a voice by its own name",
            listed(json!([{ "id": "1", "audio_data": { "url": MEDIA } }])),
            one(Audio, ""),
        ),
        ("attachments of nothing", listed(json!([{}])), one(Unsupported, "")),
        (
            "attachments without a list around them",
            json!({ "message": "", "attachments": [picture] }),
            one(Image, ""),
        ),
        (
            "a film",
            listed(
                json!([{ "id": 1, "mime_type": "video/mp4", "size": "77", "video_data": { "url": MEDIA, "preview_url": MEDIA } }]),
            ),
            one(Video, ""),
        ),
        (
            "a document",
            listed(
                json!([{ "mime_type": "application/pdf", "name": "a.pdf", "size": 7, "file_url": MEDIA }]),
            ),
            one(File, ""),
        ),
        (
            "a share of a link alone",
            json!({ "message": "", "shares": { "data": [{ "id": "1", "link": "https://www.instagram.com/p/C1/", "description": "x" }] } }),
            one(Post, ""),
        ),
        ("shares of nothing", json!({ "message": "hi", "shares": { "data": [] } }), one(Text, "hi")),
        (
            "a mention of a story that is gone",
            json!({ "message": "", "story": { "mention": { "id": "8" } } }),
            one(StoryMention, ""),
        ),
        (
            "an answer to a story without a link",
            json!({ "message": "wow", "story": { "reply_to": { "link": "", "id": 8 } } }),
            one(StoryReply, "wow"),
        ),
        (
            "reactions of nobody",
            json!({ "message": "hi", "reactions": { "data": [{ "reaction": "❤", "users": [] }, { "users": null }, 7] } }),
            one(Text, "hi"),
        ),
        (
            "an answer to nothing",
            json!({ "message": "hi", "reply_to": {}, "is_unsupported": "false" }),
            one(Text, "hi"),
        ),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn each_answer_is_what_it_says() {
    let desk = Desk::new().await;
    let at = iso(Timestamp(now().0 - HOUR));
    let person = |number: usize| format!("12345000003{number:05}");
    // With Messenger's names and made-up addresses beside the ids.
    let named = |id: &str| json!({ "id": id, "name": "Mira K", "email": format!("{id}@facebook.com"), "username": null });
    let brand = json!({ "id": BRAND.parse::<u64>().expect("a number"), "username": "bluekiln" });
    let thread = |number: usize, told: &Value| {
        let p = person(number);
        let mut message = told.clone();
        message["id"] = format!("answer-{p}").into();
        message["created_time"] = at.clone().into();
        if message.get("from").is_none() {
            message["from"] = named(&p);
        }
        message["to"] = json!({ "data": [brand] });
        let ours = json!({ "id": format!("ours-{p}"), "created_time": at, "from": brand, "to": { "data": [named(&p)] }, "message": "yes" });
        json!({
            "id": format!("t{p}"), "updated_time": at, "unread_count": 1, "snippet": "hi", "can_reply": true,
            "participants": { "data": [named(&p), brand] },
            "messages": { "data": [ours, message], "paging": { "cursors": { "before": "x", "after": "y" } } },
        })
    };
    let table = table();
    desk.list_raw(table.iter().enumerate().map(|(number, (_, told, _))| thread(number, told)).collect())
        .await;
    let mut wrong = Vec::new();
    for (number, (name, _, expected)) in table.into_iter().enumerate() {
        let shown = desk.shown(&person(number)).await.map(|shown| shown.messages).unwrap_or_default();
        let mut rows: Rows = shown.into_iter().map(|(_, kind, by, text)| (kind, by, text)).collect();
        rows.sort_by_key(|(_, by, _)| *by == Out);
        let expected: Rows = expected.into_iter().chain([row(Text, Out, "yes")]).collect();
        if rows != expected {
            wrong.push(format!("{name}:\n     is {rows:?}\n not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    desk.close().await;
}
