//! What people do: the vocabulary of `POST /_control/events`, of scenario files and of the demo.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;
use thiserror::Error;

/// Something that happens at a handle.
#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Event {
    /// The handle's IG id or username.
    pub(crate) handle: String,
    /// The person's IGSID or username; an unknown username becomes a new person.
    pub(crate) person: String,
    /// When, by the sandbox's clock; now if absent.
    pub(crate) at_ms: Option<i64>,
    /// What.
    #[serde(flatten)]
    pub(crate) kind: EventKind,
}

/// The kinds of events. `url` and `link` take the place of what the sandbox would make.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub(crate) enum EventKind {
    Text {
        text: String,
        reply_to: Option<String>,
    },
    Image {
        url: Option<String>,
        text: Option<String>,
        count: Option<usize>,
    },
    Gif {
        url: Option<String>,
    },
    Sticker {
        url: Option<String>,
    },
    Video {
        url: Option<String>,
        text: Option<String>,
    },
    Audio {
        url: Option<String>,
    },
    File {
        url: Option<String>,
        name: Option<String>,
    },
    Share {
        link: Option<String>,
        text: Option<String>,
    },
    IgPost {
        link: Option<String>,
        title: Option<String>,
        text: Option<String>,
    },
    IgReel {
        link: Option<String>,
        title: Option<String>,
        text: Option<String>,
    },
    /// A mention of the handle in the person's story; `expires_in_s` counts from the event.
    StoryMention {
        url: Option<String>,
        text: Option<String>,
        expires_in_s: Option<i64>,
    },
    /// An answer to the handle's story; the story is `story_age_s` old.
    StoryReply {
        text: String,
        url: Option<String>,
        story_age_s: Option<i64>,
    },
    Unsupported {
        text: Option<String>,
    },
    /// Somebody of the business answers in the Instagram app.
    PhoneReply {
        text: String,
    },
    React {
        mid: String,
        emoji: Option<String>,
    },
    Unreact {
        mid: String,
    },
    /// The person reads what the business wrote.
    Seen,
    Edit {
        mid: String,
        text: String,
    },
    Unsend {
        mid: String,
    },
    /// A reel under its older name.
    Reel {
        link: Option<String>,
        title: Option<String>,
    },
    /// Somebody's story, passed on: `ig_story`.
    SharedStory {
        url: Option<String>,
    },
    /// The type `media`, which is listed without a shape.
    Media {
        url: Option<String>,
    },
    /// To be viewed once.
    Ephemeral,
    /// A product, unless `payload` says otherwise.
    Template {
        payload: Option<Value>,
    },
    /// Without a payload when there is no `url`.
    Fallback {
        url: Option<String>,
        title: Option<String>,
    },
    /// A booking that begins `in_s` after the event.
    Appointment {
        status: Option<String>,
        in_s: Option<i64>,
        zone: Option<String>,
    },
    UnsupportedType {
        url: Option<String>,
    },
    /// Several attachments, and types that do not exist yet.
    Attached {
        attachments: Vec<Raw>,
        text: Option<String>,
    },
    QuickReply {
        text: String,
        payload: String,
    },
    /// A message that an advert (or what `referral` says) led to.
    Referred {
        text: String,
        referral: Option<Value>,
    },
    /// A button or ice breaker was pressed.
    Postback {
        title: String,
        payload: String,
        referral: Option<Value>,
    },
    /// An ig.me link led into a thread.
    Referral {
        r#ref: String,
    },
    /// Another app of the business answers.
    AppReply {
        text: String,
        app_id: Option<String>,
    },
    /// The handle writes to itself.
    SelfMessage {
        text: String,
    },
    /// The business reacts in the Instagram app; takes its reaction back without an emoji.
    PhoneReact {
        mid: String,
        emoji: Option<String>,
    },
    /// Further people came into the thread.
    Group {
        others: Vec<String>,
    },
    /// The thread names nobody but the handle from now on.
    Nobody,
    /// A link of this message stops answering.
    MediaGone {
        mid: String,
    },
    /// The links of this message that were given until now stop answering.
    MediaExpired {
        mid: String,
    },
    /// The thread is passed to another app, or back to this one without `app_id`.
    PassThread {
        app_id: Option<String>,
    },
    /// Another app takes the thread, or this one does without `app_id`.
    TakeThread {
        app_id: Option<String>,
    },
    /// Another app asks for the thread.
    RequestThread {
        app_id: String,
    },
    PolicyEnforcement {
        action: String,
        reason: Option<String>,
    },
    Optin {
        optin: Value,
    },
    Comment {
        text: String,
        parent: Option<String>,
        #[serde(default)]
        live: bool,
        /// The handle itself comments.
        #[serde(default)]
        own: bool,
    },
    /// A mention in somebody's post.
    Mention,
    /// Anything: `event` stands in the webhook as it is, whatever it says.
    Raw {
        field: String,
        event: Value,
    },
}

/// An attachment as webhooks put it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Raw {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) payload: Option<Value>,
}

/// An event that happened: the thread, and the mid when it made a message.
#[derive(Debug, Clone)]
pub(crate) struct Occurred {
    pub(crate) thread: usize,
    pub(crate) mid: Option<Arc<str>>,
}

/// What an event names and is not there.
#[derive(Debug, Error)]
pub(crate) enum EventError {
    /// The handle.
    #[error("no handle `{0}`")]
    Handle(String),
    /// The person, named by an id.
    #[error("no person of id `{0}` at this handle")]
    Person(String),
    /// The message that is to change.
    #[error("no message `{0}` in this thread")]
    Message(String),
}
