//! Messages.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{ReplyView, mirror};

mirror! {
    /// Which way a message went.
    Direction = domain::message::Direction {
        /// From the person.
        In,
        /// From the handle.
        Out,
    }
}

mirror! {
    /// Where a message was written.
    Origin = domain::message::Origin {
        /// By the person.
        Person,
        /// By the brand, Instagram did not say where.
        Elsewhere,
        /// By the brand, in the Instagram app or Meta's own inbox.
        InstagramApp,
        /// By the brand, in another connected tool.
        OtherApp,
        /// By the brand, here.
        ThisApp,
    }
}

mirror! {
    /// What a message is on screen.
    MessageKind = domain::message::MessageKind {
        /// Text.
        Text,
        /// Pictures.
        Image,
        /// A video.
        Video,
        /// A voice message.
        Audio,
        /// A file.
        File,
        /// A sticker.
        Sticker,
        /// A shared post.
        Post,
        /// A shared reel.
        Reel,
        /// A mention in their story.
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
        /// Not shown to apps by Instagram, or not known to us.
        Unsupported,
        /// Listed without its details.
        Unavailable,
        /// Unsent.
        Unsent,
    }
}

/// What an attachment is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AttachmentKind {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// Sound.
    Audio,
    /// A file.
    File,
    /// A sticker.
    Sticker,
    /// A shared post.
    Post,
    /// A shared reel.
    Reel,
    /// A mention in their story.
    StoryMention,
    /// A shared story.
    Story,
    /// View-once media.
    Ephemeral,
    /// Media of a kind that Instagram does not name.
    Media,
    /// A template: cards or products.
    Template,
    /// An appointment.
    Appointment,
    /// A link with a title.
    Fallback,
    /// Not known.
    Other,
}

/// An attachment. Its media is at `media:` … `/message/<message>/<index>`, if it has any.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AttachmentView {
    /// What it is.
    pub kind: AttachmentKind,
    /// Instagram's name of a kind that we do not know.
    pub named: Option<String>,
    /// A title or file name.
    pub title: Option<String>,
    /// Whether there is a link to media.
    pub has_media: bool,
    /// The host of the page that it stands for (a permalink), opened with `open_link` by `LinkRequest.attachment`.
    pub link_host: Option<String>,
    /// The cards of a template, or its products.
    pub cards: Vec<CardView>,
    /// The appointment.
    pub appointment: Option<AppointmentView>,
    /// Width in pixels, when known.
    pub width: Option<u32>,
    /// Height in pixels, when known.
    pub height: Option<u32>,
}

/// A card of a template, or a product. Its picture is at `media:` … `/message/<message>/<index>/card/<card>`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct CardView {
    /// Its heading.
    pub title: Option<String>,
    /// The line below the heading.
    pub subtitle: Option<String>,
    /// Whether there is a link to a picture.
    pub has_media: bool,
    /// The words on its buttons.
    pub buttons: Vec<String>,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct AppointmentView {
    /// How it stands, in Instagram's word.
    pub status: Option<String>,
    /// When it begins; milliseconds since 1970, UTC.
    pub begins_at: Option<i64>,
    /// When it ends; milliseconds since 1970, UTC.
    pub ends_at: Option<i64>,
    /// The name of its time zone.
    pub time_zone: Option<String>,
}

mirror! {
    /// The kinds of places that a person can come from.
    ReferralSource = domain::message::ReferralSource {
        /// An ad.
        Ad,
        /// A product in the shop.
        Product,
        /// An `ig.me` link.
        Link,
        /// Something else.
        Other,
    }
}

/// Where a person came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReferralView {
    /// What kind of place.
    pub source: ReferralSource,
    /// The `ref` that the maker of the link or ad gave.
    pub reference: Option<String>,
    /// The ad's or product's id.
    pub id: Option<String>,
    /// The ad's title.
    pub title: Option<String>,
}

/// A button or ice breaker that the person pressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PostbackView {
    /// The words on the button.
    pub title: Option<String>,
    /// What the button stands for, as whoever made it wrote it.
    pub payload: Option<String>,
}

/// What a line of a thread says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case", tag = "line")]
pub enum LineView {
    /// The person opened the chat again through a link, an ad or the shop.
    Referral {
        /// From where.
        referral: ReferralView,
    },
    /// Another connected tool has the chat.
    OwnerIsAnother {
        /// The id of the Meta app that has it, when Instagram named it.
        app_id: Option<String>,
    },
    /// The chat is ours again.
    OwnerIsThisApp,
    /// Another tool asked for the chat.
    OwnerRequested {
        /// The id of the Meta app that asks, when Instagram named it.
        app_id: Option<String>,
    },
}

/// A line between the messages of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ThreadLine {
    /// Its place in time, comparable with a message's.
    pub position: i64,
    /// When it happened; milliseconds since 1970, UTC.
    pub at: i64,
    /// What it says.
    pub what: LineView,
}

/// A part of a text, in UTF-16 code units as JavaScript counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextRange {
    /// Its first code unit, from 0.
    pub start: u32,
    /// The code unit after its last one.
    pub end: u32,
}

/// A link within a text. Opened by number; the UI never passes an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct LinkView {
    /// Where it stands.
    pub range: TextRange,
    /// The host as it truly is (punycode where it is not plain), for the question before opening.
    pub host: String,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReactionView {
    /// Whose: `in` is the person, `out` the handle.
    pub by: Direction,
    /// The emoji.
    pub emoji: String,
}

/// The message that another replies to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct QuoteView {
    /// Its place, to jump to, when we have it.
    pub position: Option<i64>,
    /// Whose it was, when known.
    pub direction: Option<Direction>,
    /// Its kind, when known.
    pub kind: Option<MessageKind>,
    /// One line of it.
    pub snippet: String,
}

/// A message in the thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessageView {
    /// Our id, not Instagram's.
    pub id: i64,
    /// Instagram knows it by an id, so that a reply or a reaction can name it. A pressed button may come without one.
    pub addressable: bool,
    /// Its place in time, and the key of paging: unique, rises with the time of sending, below 2^53 (ADR 1).
    pub position: i64,
    /// Which way it went.
    pub direction: Direction,
    /// Where it was written.
    pub origin: Origin,
    /// What it is.
    pub kind: MessageKind,
    /// When it was sent; milliseconds since 1970, UTC.
    pub at: i64,
    /// The text.
    pub text: Option<String>,
    /// The links of the text.
    pub links: Vec<LinkView>,
    /// What it carries.
    pub attachments: Vec<AttachmentView>,
    /// For story replies: whether the story's picture has a link, at `media:` … `/story/<message>`.
    pub story_has_media: bool,
    /// When the story of a mention or reply is gone: 24 hours after the message, as the latest (milliseconds since
    /// 1970, UTC).
    pub story_ends_at: Option<i64>,
    /// The message that this one replies to.
    pub quote: Option<QuoteView>,
    /// The button or ice breaker that was pressed.
    pub postback: Option<PostbackView>,
    /// The text is a quick reply that the person chose.
    pub quick_reply: bool,
    /// What led the person here.
    pub referral: Option<ReferralView>,
    /// The handle wrote to itself.
    pub to_self: bool,
    /// History has a hole directly before this message.
    pub gap_before: bool,
    /// Instagram's id of the story of a story reply; shown where the story has no picture.
    pub story_id: Option<String>,
    /// It was sent as a human agent.
    pub human_agent: bool,
    /// It first came by polling although webhooks are expected.
    pub found_by_poll: bool,
    /// The reactions on it.
    pub reactions: Vec<ReactionView>,
    /// Whether its text was changed after sending.
    pub edited: bool,
    /// For messages of ours: whether the person has seen it.
    pub seen: bool,
    /// It arrived while the handle was switched off, and was fetched later because a person asked.
    pub while_paused: bool,
}

/// A page of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessagesPage {
    /// The messages, oldest first.
    pub messages: Vec<MessageView>,
    /// The lines between them, oldest first.
    pub lines: Vec<ThreadLine>,
    /// Replies that are not settled, oldest first; they stand below the newest message.
    pub replies: Vec<ReplyView>,
    /// Ask with `before` set to this for older messages; absent at the beginning.
    pub older: Option<i64>,
    /// Ask with `after` set to this for newer messages; absent at the newest.
    pub newer: Option<i64>,
    /// Instagram has older messages than we could ever fetch: it gives the newest 20 of a conversation only.
    pub older_at_instagram: bool,
}
