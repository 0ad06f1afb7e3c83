//! Messages, and replies on their way.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::mirror;

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
        /// By the brand, in Instagram or another tool.
        Elsewhere,
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
        /// A template or link card.
        Template,
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

mirror! {
    /// Where a reply stands.
    ReplyState = domain::outbox::State {
        /// Waits for its turn or the undo delay.
        Queued,
        /// Waits for a cause to end.
        Held,
        /// On its way.
        Sending,
        /// Being looked for.
        Unknown,
        /// Could not be found: the person decides.
        Ask,
        /// At Instagram.
        Sent,
        /// Refused.
        Failed,
        /// Taken back.
        Cancelled,
    }
}

mirror! {
    /// Why a reply waits or failed.
    ReplyReason = domain::outbox::Reason {
        /// An earlier reply is not settled.
        Uncertain,
        /// No network.
        Offline,
        /// Instagram asked us to slow down.
        Throttled,
        /// The handle must be connected again.
        NeedsReconnect,
        /// The handle is off.
        HandleOff,
        /// Message access is off in Instagram.
        AccessOff,
        /// Sending is restricted by Instagram.
        SendRestricted,
        /// It waited too long to go without a look.
        Stale,
        /// Outside the message window.
        WindowClosed,
        /// Longer than 1,000 bytes.
        TooLong,
        /// The person cannot receive it.
        PersonUnavailable,
        /// Another tool controls the chat.
        OwnedByOtherApp,
        /// The Meta app is not approved.
        NotApproved,
        /// Instagram refused it.
        Refused,
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
    /// A template.
    Template,
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
    /// Width in pixels, when known.
    pub width: Option<u32>,
    /// Height in pixels, when known.
    pub height: Option<u32>,
}

/// A part of a text, in UTF-16 code units as JavaScript counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TextRange {
    /// Where it begins.
    pub start: u32,
    /// Where it ends.
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
    /// Our id.
    pub id: i64,
    /// Its place in time.
    pub position: i64,
    /// Which way it went.
    pub direction: Direction,
    /// Where it was written.
    pub origin: Origin,
    /// What it is.
    pub kind: MessageKind,
    /// When it was sent.
    pub at: i64,
    /// The text.
    pub text: Option<String>,
    /// The links of the text.
    pub links: Vec<LinkView>,
    /// What it carries.
    pub attachments: Vec<AttachmentView>,
    /// For story replies: whether the story's picture has a link, at `media:` … `/story/<message>`.
    pub story_has_media: bool,
    /// When the story of a mention or reply is gone: 24 hours after the message, as the latest.
    pub story_ends_at: Option<i64>,
    /// The message that this one replies to.
    pub quote: Option<QuoteView>,
    /// The title of the button that was pressed.
    pub postback: Option<String>,
    /// The reactions on it.
    pub reactions: Vec<ReactionView>,
    /// Whether its text was changed after sending.
    pub edited: bool,
    /// For messages of ours: whether the person has seen it.
    pub seen: bool,
    /// It arrived while the handle was switched off, and was fetched later because a person asked.
    pub while_paused: bool,
}

/// A reply on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyView {
    /// Its id (a UUID).
    pub id: String,
    /// Its text.
    pub text: String,
    /// Where it stands.
    pub state: ReplyState,
    /// Why it waits or failed.
    pub reason: Option<ReplyReason>,
    /// Instagram's own words, when it refused.
    pub detail: Option<String>,
    /// When it was written.
    pub created_at: i64,
    /// It leaves not before this; the end of the undo delay, or of a wait.
    pub not_before: Option<i64>,
    /// How often it was attempted.
    pub attempts: u32,
}

/// A page of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct MessagesPage {
    /// The messages, oldest first.
    pub messages: Vec<MessageView>,
    /// Replies that are not settled, oldest first; they stand below the newest message.
    pub replies: Vec<ReplyView>,
    /// Ask with `before` set to this for older messages; absent at the beginning.
    pub older: Option<i64>,
    /// Instagram has older messages than we could ever fetch: it gives the newest 20 of a conversation only.
    pub older_at_instagram: bool,
}

/// A reply was taken out of the outbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct ReplyTaken {
    /// Its text when it went back to the draft.
    pub text: Option<String>,
}
