//! Conversations as a file for people and programs outside of Handrail.
//!
//! What an unsent message said is in no file, and neither are the bytes of media: pictures and the like are links, which
//! Instagram lets expire. A file is made piece after piece, so that it can be longer than what memory holds. The fields
//! are described in `src-tauri/docs/export.md`; a name that stands there does not change.

mod html;
mod json;
mod sheet;

use std::collections::HashMap;

use jiff::tz::TimeZone;
use serde::Serialize;

use crate::conversation::Standing;
use crate::ids::{ConversationId, MessageId};
use crate::message::{Appointment, Body, Direction, MessageKind};
use crate::time::Timestamp;
use crate::triage::{Disposition, Intent};

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A table with a row for each message.
    MessagesCsv,
    /// A table with a row for each conversation.
    ConversationsCsv,
    /// Everything, for programs.
    Json,
    /// One page to read and to print.
    Html,
}

impl Format {
    /// The name that a file gets.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::MessagesCsv => "handrail-messages.csv",
            Self::ConversationsCsv => "handrail-conversations.csv",
            Self::Json => "handrail-conversations.json",
            Self::Html => "handrail-conversations.html",
        }
    }
}

/// What a file says in the language of the person who asked for it. The names of fields are English in every language.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// The language, as a BCP 47 tag.
    pub language: String,
    /// It is written from right to left.
    pub right_to_left: bool,
    /// The heading of a page.
    pub title: String,
    /// The sentences below it: when it was made, and that links expire.
    pub lead: Vec<String>,
    /// In place of what an unsent message said.
    pub unsent: String,
    /// Over the notes of a conversation.
    pub notes: String,
    /// Beside the time of a message whose text was changed.
    pub edited: String,
    /// What a message is where it has no text.
    pub kinds: HashMap<MessageKind, String>,
}

/// How a file is written.
#[derive(Debug, Clone)]
pub struct Style {
    /// When it is made.
    pub made_at: Timestamp,
    /// The time zone of a page's times. Everything else has UTC.
    pub zone: TimeZone,
    /// Notes are in it.
    pub with_notes: bool,
    /// Its words.
    pub words: Words,
}

/// A conversation as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Conversation {
    /// Our number of it.
    pub id: ConversationId,
    /// The username of its handle, without `@`.
    pub handle: String,
    /// The person's name; never empty.
    pub person: String,
    /// Their username without `@`, when known.
    pub username: Option<String>,
    /// Where it stands.
    pub standing: Standing,
    /// The names of its labels.
    pub labels: Vec<String>,
    /// What the person wants, if somebody said so.
    pub intent: Option<Intent>,
    /// How it was closed, if somebody said so.
    pub outcome: Option<Disposition>,
    /// Its notes, oldest first; absent where none were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub notes: Option<Vec<Note>>,
}

/// What a colleague noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Note {
    /// When.
    #[serde(serialize_with = "in_utc")]
    pub at: Timestamp,
    /// Who.
    pub author: String,
    /// What it says.
    pub text: String,
}

/// A message as a file has it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Our number of it.
    pub id: MessageId,
    /// When it was sent.
    #[serde(serialize_with = "in_utc")]
    pub at: Timestamp,
    /// Which way it went.
    pub direction: Direction,
    /// What it is.
    pub kind: MessageKind,
    /// The text, or the words on the button that was pressed; nothing of an unsent one.
    pub text: Option<String>,
    /// What else it says: see [`parts`]; nothing of an unsent one.
    pub parts: Vec<String>,
    /// It was unsent.
    pub unsent: bool,
    /// Its text was changed after sending.
    pub edited: bool,
    /// It was sent as a human agent.
    pub human_agent: bool,
    /// Where its media and the pages that it shares are; nothing of an unsent one.
    pub links: Vec<String>,
    /// The reactions that stand on it.
    pub reactions: Vec<Reaction>,
}

/// A reaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reaction {
    /// Whose: `in` is the person's, `out` the handle's.
    pub by: Direction,
    /// The emoji.
    pub emoji: String,
}

impl Message {
    /// The same without anything that an unsent message must not show.
    #[must_use]
    pub fn without_unsent(self) -> Self {
        if !self.unsent {
            return self;
        }
        Self {
            kind: MessageKind::Unsent,
            text: None,
            parts: Vec::new(),
            links: Vec::new(),
            reactions: Vec::new(),
            ..self
        }
    }
}

/// The links of what a message carries: to each thing's page, else to its media. Only plain web addresses are any.
#[must_use]
pub fn links(body: &Body) -> Vec<String> {
    let cards = |attachment: &crate::message::Attachment| {
        attachment.cards.iter().filter_map(|card| card.picture.clone()).collect::<Vec<_>>()
    };
    let attached = body.attachments.iter().flat_map(|attachment| {
        attachment.link.clone().or_else(|| attachment.url.clone()).into_iter().chain(cards(attachment))
    });
    let story = body.story_reply.as_ref().and_then(|story| story.url.clone());
    attached.chain(story).filter(|link| crate::links::whole(link).is_some()).collect()
}

/// What a message says beside its text, in order: of each thing that it carries its title or file name; when an
/// appointment is and how it stands; of each card its title, what is below it, and the words on its buttons.
#[must_use]
pub fn parts(body: &Body) -> Vec<String> {
    let mut parts = Vec::new();
    for attachment in &body.attachments {
        parts.extend(attachment.title.clone());
        parts.extend(attachment.appointment.iter().flat_map(appointed));
        for card in &attachment.cards {
            parts.extend(card.title.iter().chain(&card.subtitle).chain(&card.buttons).cloned());
        }
    }
    parts.retain(|part| !part.trim().is_empty());
    parts
}

/// When it is, by the zone that Instagram names, else in UTC; and how it stands, in Instagram's word.
fn appointed(appointment: &Appointment) -> Vec<String> {
    let zone = appointment.time_zone.as_deref().and_then(|name| TimeZone::get(name).ok());
    let zone = zone.unwrap_or(TimeZone::UTC);
    let shown = |at: Timestamp| {
        let at = jiff::Timestamp::from_millisecond(at.0).ok()?;
        Some(at.to_zoned(zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
    };
    let times = [appointment.begins_at, appointment.ends_at].into_iter().flatten().filter_map(shown);
    let times: Vec<String> = times.collect();
    let name = zone.iana_name().unwrap_or("UTC");
    let when = (!times.is_empty()).then(|| format!("{} {name}", times.join(" – ")));
    when.into_iter().chain(appointment.status.clone()).collect()
}

/// A file that is being made: what each piece adds to it, in the order of the calls.
pub trait Writing: Send {
    /// What stands before everything.
    fn begin(&mut self) -> String;
    /// A conversation begins.
    fn open(&mut self, conversation: Conversation) -> String;
    /// Its next messages, oldest first.
    fn add(&mut self, messages: Vec<Message>) -> String;
    /// The conversation ends.
    fn close(&mut self) -> String;
    /// What stands after everything.
    fn end(&mut self) -> String;
}

/// Begins a file.
#[must_use]
pub fn writing(format: Format, style: Style) -> Box<dyn Writing> {
    match format {
        Format::MessagesCsv => Box::new(sheet::Messages::new(style)),
        Format::ConversationsCsv => Box::new(sheet::Conversations::new(style)),
        Format::Json => Box::new(json::Json::new(style)),
        Format::Html => Box::new(html::Html::new(style)),
    }
}

/// A time as programs read it; empty where no calendar has it.
fn utc(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.0).map(|at| at.to_string()).unwrap_or_default()
}

fn in_utc<S: serde::Serializer>(at: &Timestamp, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&utc(*at))
}

/// A value's name in files, which is its name everywhere else.
fn name(value: impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

#[cfg(test)]
mod tests;
