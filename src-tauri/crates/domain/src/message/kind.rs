//! What a message is on screen, and what it counts for.

use serde::{Deserialize, Serialize};

use super::{AttachmentKind, Body, Direction};

/// What a message is on screen: one word for icons, rows and rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MessageKind {
    /// Text, with nothing else.
    Text,
    /// One picture or several.
    Image,
    /// A video.
    Video,
    /// A voice message or other sound.
    Audio,
    /// A file.
    File,
    /// A sticker.
    Sticker,
    /// A shared post.
    Post,
    /// A shared reel.
    Reel,
    /// A story of theirs that mentions the handle.
    StoryMention,
    /// A reply to a story of ours.
    StoryReply,
    /// A shared story.
    Story,
    /// View-once media.
    Ephemeral,
    /// Media of a kind that Instagram does not name.
    Media,
    /// A template.
    Template,
    /// An appointment.
    Appointment,
    /// A link card.
    Link,
    /// A button was pressed.
    Postback,
    /// Instagram does not show this kind to apps, or we do not know it yet.
    Unsupported,
    /// Instagram lists the message without its details.
    Unavailable,
    /// It was unsent.
    Unsent,
}

/// The kind of a message that carries `text` and `body`.
#[must_use]
pub fn kind(text: Option<&str>, body: Option<&Body>) -> MessageKind {
    let has_text = text.is_some_and(|text| !text.is_empty());
    let Some(body) = body else {
        return if has_text { MessageKind::Text } else { MessageKind::Unsupported };
    };
    if body.story_reply.is_some() {
        return MessageKind::StoryReply;
    }
    if body.postback.is_some() {
        return MessageKind::Postback;
    }
    match body.attachments.first().map(|first| &first.kind) {
        Some(AttachmentKind::Image) => MessageKind::Image,
        Some(AttachmentKind::Video) => MessageKind::Video,
        Some(AttachmentKind::Audio) => MessageKind::Audio,
        Some(AttachmentKind::File) => MessageKind::File,
        Some(AttachmentKind::Sticker) => MessageKind::Sticker,
        Some(AttachmentKind::Post) => MessageKind::Post,
        Some(AttachmentKind::Reel) => MessageKind::Reel,
        Some(AttachmentKind::StoryMention) => MessageKind::StoryMention,
        Some(AttachmentKind::Story) => MessageKind::Story,
        Some(AttachmentKind::Ephemeral) => MessageKind::Ephemeral,
        Some(AttachmentKind::Media) => MessageKind::Media,
        Some(AttachmentKind::Template) => MessageKind::Template,
        Some(AttachmentKind::Appointment) => MessageKind::Appointment,
        Some(AttachmentKind::Fallback) => MessageKind::Link,
        Some(AttachmentKind::Other(_)) => MessageKind::Unsupported,
        None if has_text => MessageKind::Text,
        None if body.details_unavailable => MessageKind::Unavailable,
        // Nothing to show and nothing said: still a row, never a blank (requirements, R59).
        None => MessageKind::Unsupported,
    }
}

/// What a message counts for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// It makes the conversation unread.
    pub unread: bool,
    /// It asks for a reply.
    pub needs_reply: bool,
    /// It opens the message window anew.
    pub window: bool,
    /// It answers what was asked before.
    pub answers: bool,
}

impl MessageKind {
    /// What a message of this kind counts for (instagram-platform, section 4 "Windows"; experience, sections 4 and 8;
    /// requirements, R4 and R59).
    ///
    /// Everything that a person sends opens the window, a story mention and what we cannot show included. A story
    /// mention asks for nothing: it has a view of its own. An unsend takes the question away, not the fact that the
    /// person wrote. Of a message without details not even the direction is known, and a handle's words to itself
    /// concern nobody. Reactions, "seen" and lines of a thread are no messages and count for nothing; where
    /// Instagram may let one open the window, a reply is tried ([`crate::window::Openers`]).
    #[must_use]
    pub fn counts(self, direction: Direction, to_self: bool) -> Counts {
        let nothing = Counts::default();
        match (self, direction) {
            _ if to_self => nothing,
            (Self::Unavailable, _) | (Self::Unsent, Direction::Out) => nothing,
            (_, Direction::Out) => Counts { answers: true, ..nothing },
            (Self::StoryMention | Self::Unsent, Direction::In) => {
                Counts { unread: true, window: true, ..nothing }
            }
            (_, Direction::In) => Counts { unread: true, needs_reply: true, window: true, ..nothing },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::Attachment;

    fn with(kind: AttachmentKind) -> Body {
        Body { attachments: vec![Attachment::new(kind, None)], ..Body::default() }
    }

    #[test]
    fn every_body_has_a_kind() {
        assert_eq!(kind(Some("hi"), None), MessageKind::Text);
        assert_eq!(kind(Some("hi"), Some(&Body::default())), MessageKind::Text);
        assert_eq!(kind(Some("look"), Some(&with(AttachmentKind::Image))), MessageKind::Image);
        assert_eq!(kind(None, Some(&with(AttachmentKind::StoryMention))), MessageKind::StoryMention);
        assert_eq!(
            kind(None, Some(&with(AttachmentKind::Other("hologram".into())))),
            MessageKind::Unsupported
        );
        assert_eq!(kind(None, None), MessageKind::Unsupported);
        assert_eq!(kind(Some(""), Some(&Body::default())), MessageKind::Unsupported);
        let unavailable = Body { details_unavailable: true, ..Body::default() };
        assert_eq!(kind(None, Some(&unavailable)), MessageKind::Unavailable);
    }

    /// Each kind × {unread, needs reply, window}, for what a person sent.
    #[test]
    fn what_each_kind_counts_for() {
        use MessageKind::{
            Appointment, Audio, Ephemeral, File, Image, Link, Media, Post, Postback, Reel, Sticker, Story,
            StoryMention, StoryReply, Template, Text, Unavailable, Unsent, Unsupported, Video,
        };

        let all = (true, true, true);
        let table = [
            (Text, all),
            (Image, all),
            (Video, all),
            (Audio, all),
            (File, all),
            (Sticker, all),
            (Post, all),
            (Reel, all),
            (StoryMention, (true, false, true)),
            (StoryReply, all),
            (Story, all),
            (Ephemeral, all),
            (Media, all),
            (Template, all),
            (Appointment, all),
            (Link, all),
            (Postback, all),
            (Unsupported, all),
            (Unavailable, (false, false, false)),
            (Unsent, (true, false, true)),
        ];
        for (kind, expected) in table {
            let counts = kind.counts(Direction::In, false);
            assert_eq!((counts.unread, counts.needs_reply, counts.window), expected, "{kind:?}");
            assert!(!counts.answers, "{kind:?}");
            let ours = kind.counts(Direction::Out, false);
            let answers = !matches!(kind, Unavailable | Unsent);
            assert_eq!(ours, Counts { answers, ..Counts::default() }, "{kind:?} of ours");
            for direction in [Direction::In, Direction::Out] {
                assert_eq!(kind.counts(direction, true), Counts::default(), "{kind:?} to oneself");
            }
        }
    }
}
