//! Messages as Instagram knows them.

use std::sync::Arc;

/// Where a media is: made here from its id, or at an address that a test gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Media {
    /// Drawn by this sandbox under `/_cdn/{id}`.
    Made(String),
    /// Anywhere else.
    At(String),
}

/// Who put a message into a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Origin {
    /// The person.
    Person,
    /// The business, through the API.
    Api,
    /// The business, in the Instagram app.
    Phone,
}

/// Something beside the text.
#[derive(Debug, Clone)]
pub(crate) enum Attachment {
    /// A picture, a GIF, or a sticker when `sticker`.
    Image { media: Media, sticker: bool },
    /// A film.
    Video { media: Media },
    /// A voice message or other sound.
    Audio { media: Media },
    /// A document.
    File { media: Media, name: String },
    /// A shared link, such as a permalink.
    Share { link: String, name: Option<String> },
    /// A shared post or reel.
    Post { kind: PostKind, link: String, name: Option<String> },
    /// A template that the business sent.
    Template { title: String },
    /// Anything else, as webhooks put it: the kinds that few messages have, and those that do not exist yet.
    Other { kind: String, payload: Option<serde_json::Value> },
}

/// What is shared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PostKind {
    /// A post: `ig_post`, or `share` as it was before.
    Post,
    /// A reel: `ig_reel`.
    Reel,
    /// A reel under its older name, `reel`.
    LegacyReel,
}

/// What a message has to do with a story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StoryRole {
    /// The person mentions the handle in their story.
    Mention,
    /// The person answers the handle's story.
    Reply,
}

/// The story that a message mentions or answers.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    pub(crate) role: StoryRole,
    pub(crate) media: Media,
    pub(crate) id: String,
    /// Where a sticker in the story leads.
    pub(crate) link_sticker: Option<String>,
}

/// A reaction on a message, one per side.
#[derive(Debug, Clone)]
pub(crate) struct Reaction {
    pub(crate) emoji: String,
    pub(crate) by_person: bool,
}

/// One message.
#[derive(Debug, Clone)]
pub(crate) struct Message {
    pub(crate) mid: Arc<str>,
    pub(crate) at_ms: i64,
    pub(crate) origin: Origin,
    pub(crate) text: Option<String>,
    pub(crate) attachments: Vec<Attachment>,
    pub(crate) story: Option<Story>,
    pub(crate) reply_to: Option<Arc<str>>,
    pub(crate) reactions: Vec<Reaction>,
    pub(crate) unsupported: bool,
    pub(crate) unsent: bool,
    pub(crate) edits: u32,
    pub(crate) human_agent: bool,
    /// The payload of the quick reply that the person pressed.
    pub(crate) quick_reply: Option<String>,
    /// The payload of the button or ice breaker that the person pressed; `text` is its title.
    pub(crate) postback: Option<String>,
    /// The advert or product that led here.
    pub(crate) referral: Option<serde_json::Value>,
    /// The handle wrote to itself.
    pub(crate) to_self: bool,
    /// The id of another app that sent it.
    pub(crate) other_app: Option<String>,
}

impl Message {
    /// A message without content yet.
    pub(crate) fn new(mid: Arc<str>, at_ms: i64, origin: Origin) -> Self {
        Self {
            mid,
            at_ms,
            origin,
            text: None,
            attachments: Vec::new(),
            story: None,
            reply_to: None,
            reactions: Vec::new(),
            unsupported: false,
            unsent: false,
            edits: 0,
            human_agent: false,
            quick_reply: None,
            postback: None,
            referral: None,
            to_self: false,
            other_app: None,
        }
    }

    /// Whether the person wrote it.
    pub(crate) fn inbound(&self) -> bool {
        self.origin == Origin::Person
    }

    /// Sets, changes or (with none) takes away one side's reaction.
    pub(crate) fn react(&mut self, by_person: bool, emoji: Option<String>) {
        self.reactions.retain(|r| r.by_person != by_person);
        if let Some(emoji) = emoji {
            self.reactions.push(Reaction { emoji, by_person });
        }
    }
}
