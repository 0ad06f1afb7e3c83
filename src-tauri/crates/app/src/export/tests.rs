use domain::ids::{MessageId, Mid};
use domain::merge::Unsent;
use domain::message::{Attachment, AttachmentKind, Body, Direction, MessageKind, Origin, Postback};
use domain::observation::Source;
use domain::time::{SentAt, Timestamp};
use store::thread::MessageReaction;

use super::*;

fn row() -> MessageRow {
    let invoice = Attachment {
        title: Some("invoice.pdf".into()),
        ..Attachment::new(AttachmentKind::File, Some("https://cdn.example/1".into()))
    };
    MessageRow {
        id: MessageId(1),
        handle: HandleId(1),
        conversation: ConversationId(1),
        mid: Mid::from("m1"),
        position: Position(1),
        direction: Direction::In,
        origin: Origin::Person,
        sent_at: SentAt::exact(1),
        text: Some("regret".into()),
        edited: false,
        body: Some(Body { attachments: vec![invoice], ..Body::default() }),
        unsent: None,
        kind: MessageKind::File,
        reactions: vec![MessageReaction { by: Direction::Out, emoji: "❤".into(), at: Timestamp(1) }],
        reply: None,
        gap_before: false,
        skipped_before: false,
        by_poll_alone: false,
        while_paused: false,
        found_by: Source::Webhook,
        found_at: Timestamp(1),
    }
}

#[test]
fn a_message_has_what_it_carries_and_nothing_once_it_was_unsent() {
    let sent = message(row(), false);
    assert_eq!((sent.text.as_deref(), sent.links.len(), sent.reactions.len()), (Some("regret"), 1, 1));
    assert_eq!(sent.parts, ["invoice.pdf"]);
    let unsent = message(MessageRow { unsent: Some(Unsent::Announced), ..row() }, false);
    assert_eq!((unsent.kind, unsent.text), (MessageKind::Unsent, None));
    assert!(unsent.links.is_empty() && unsent.parts.is_empty() && unsent.reactions.is_empty());
}

#[test]
fn a_button_that_was_pressed_is_known_by_its_words() {
    let pressed = |title: Option<&str>| {
        let postback = Some(Postback { title: title.map(str::to_owned), payload: Some("SIZES".into()) });
        let body = Some(Body { postback, ..Body::default() });
        message(MessageRow { text: None, body, kind: MessageKind::Postback, ..row() }, false).text
    };
    assert_eq!(pressed(Some("Sizes")).as_deref(), Some("Sizes"));
    assert_eq!(pressed(None), None);
}
