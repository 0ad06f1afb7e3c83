//! What happens to a message later: reactions, seen, edits, unsends.

use domain::conversation::Standing;
use domain::message::{Direction, MessageKind};
use serde_json::json;

use super::{MEDIA, Named, answered, asks, attachment, merged, person};
use crate::desk::Shown;

pub(super) fn afterwards() -> Vec<Named> {
    vec![
        ("their reaction on ours", |b| {
            let heart = json!({ "mid": b.mid(1), "action": "react", "reaction": "love", "emoji": "❤️" });
            let events = vec![b.echo(1, json!({ "text": "thanks!" })), b.theirs(2, "reaction", heart)];
            let users = json!([{ "id": person(b.number), "username": "mira.k" }]);
            let reactions = json!({ "message": "thanks!", "reactions": { "data": [{ "reaction": "❤️", "users": users }] } });
            let read = json!([b.listed(1, false, reactions)]);
            let row = b.our_row(1, MessageKind::Text, Some("thanks!"));
            // The window stays shut: only a policy page says that a reaction opens it, and Instagram's answer decides.
            (
                events,
                Some(read),
                Shown { reactions: vec![(Direction::In, "❤️".into())], ..answered(vec![row]) },
            )
        }),
        ("our reaction on theirs", |b| {
            let fire = json!({ "mid": b.mid(1), "action": "react", "reaction": "other", "emoji": "🔥" });
            let events = vec![b.message(1, json!({ "text": "done!" })), b.ours(2, "reaction", fire)];
            let row = b.row(1, MessageKind::Text, Some("done!"));
            (events, None, Shown { reactions: vec![(Direction::Out, "🔥".into())], ..asks(vec![row]) })
        }),
        ("a reaction that was taken back", |b| {
            let react = json!({ "mid": b.mid(1), "action": "react", "reaction": "like", "emoji": "👍" });
            let back = json!({ "mid": b.mid(1), "action": "unreact" });
            let events = vec![
                b.echo(1, json!({ "text": "ok" })),
                b.theirs(2, "reaction", react),
                b.theirs(3, "reaction", back),
            ];
            (events, None, answered(vec![b.our_row(1, MessageKind::Text, Some("ok"))]))
        }),
        ("seen", |b| {
            let events =
                vec![b.echo(1, json!({ "text": "ok" })), b.theirs(2, "read", json!({ "mid": b.mid(1) }))];
            let read = json!([b.listed(1, false, json!({ "message": "ok" }))]);
            (
                events,
                Some(read),
                Shown { seen: true, ..answered(vec![b.our_row(1, MessageKind::Text, Some("ok"))]) },
            )
        }),
        ("two edits", |b| {
            let edit =
                |number: &str, text: &str| json!({ "mid": b.mid(1), "text": text, "num_edit": number });
            let events = vec![
                b.message(1, json!({ "text": "frist" })),
                b.theirs(2, "message_edit", edit("1", "firs")),
                b.theirs(3, "message_edit", edit("2", "first")),
            ];
            let read = json!([b.listed(1, true, json!({ "message": "first" }))]);
            (events, Some(read), asks(vec![b.row(1, MessageKind::Text, Some("first"))]))
        }),
        ("an unsend", |b| {
            let events = vec![
                b.message(1, merged(attachment("image", json!({ "url": MEDIA })), json!({ "text": "oops" }))),
                b.message(1, json!({ "is_deleted": true })),
            ];
            let row = b.row(1, MessageKind::Unsent, None);
            (events, None, Shown { standing: Standing::Quiet, ..asks(vec![row]) })
        }),
        ("an unsend that is written as a word", |b| {
            let events =
                vec![b.message(1, json!({ "text": "oops" })), b.message(1, json!({ "is_deleted": "true" }))];
            let row = b.row(1, MessageKind::Unsent, None);
            (events, None, Shown { standing: Standing::Quiet, ..asks(vec![row]) })
        }),
        ("an unsend of ours", |b| {
            let events = vec![
                b.message(1, json!({ "text": "open?" })),
                b.echo(2, json!({ "text": "yse" })),
                b.echo(2, json!({ "is_deleted": true })),
            ];
            let rows =
                vec![b.row(1, MessageKind::Text, Some("open?")), b.our_row(2, MessageKind::Unsent, None)];
            (events, None, asks(rows))
        }),
    ]
}
