//! Tables for spreadsheets: a row for each message, or for each conversation.

use super::{Conversation, Message, Note, Style, Writing, name, utc};
use crate::csv::{self, inert};
use crate::message::Direction;
use crate::time::Timestamp;

const OF_MESSAGES: [&str; 13] = [
    "time",
    "handle",
    "conversation",
    "person",
    "username",
    "direction",
    "author",
    "kind",
    "text",
    "links",
    "reactions",
    "edited",
    "human_agent",
];

/// A row for each message, and after those of a conversation one for each of its notes.
pub(super) struct Messages {
    style: Style,
    open: Option<Conversation>,
}

impl Messages {
    pub(super) fn new(style: Style) -> Self {
        Self { style, open: None }
    }

    fn row(&self, of: &Conversation, message: &Message) -> [String; 13] {
        let author = match message.direction {
            Direction::In => &of.person,
            Direction::Out => &of.handle,
        };
        let text =
            if message.unsent { Some(self.style.words.unsent.as_str()) } else { message.text.as_deref() };
        let said: Vec<&str> = text.into_iter().chain(message.parts.iter().map(String::as_str)).collect();
        let reactions: Vec<&str> = message.reactions.iter().map(|reaction| reaction.emoji.as_str()).collect();
        [
            utc(message.at),
            inert(&of.handle),
            of.id.0.to_string(),
            inert(&of.person),
            inert(of.username.as_deref().unwrap_or_default()),
            name(message.direction),
            inert(author),
            name(message.kind),
            inert(&said.join("\n")),
            inert(&message.links.join(" ")),
            inert(&reactions.join(" ")),
            message.edited.to_string(),
            message.human_agent.to_string(),
        ]
    }
}

fn note_row(of: &Conversation, note: &Note) -> [String; 13] {
    [
        utc(note.at),
        inert(&of.handle),
        of.id.0.to_string(),
        inert(&of.person),
        inert(of.username.as_deref().unwrap_or_default()),
        String::new(),
        inert(&note.author),
        "note".into(),
        inert(&note.text),
        String::new(),
        String::new(),
        String::new(),
        String::new(),
    ]
}

impl Writing for Messages {
    fn begin(&mut self) -> String {
        csv::begin(OF_MESSAGES)
    }

    fn open(&mut self, conversation: Conversation) -> String {
        self.open = Some(conversation);
        String::new()
    }

    fn add(&mut self, messages: Vec<Message>) -> String {
        let Some(of) = &self.open else { return String::new() };
        csv::rows(messages.into_iter().map(|message| self.row(of, &message)))
    }

    fn close(&mut self) -> String {
        let Some(of) = self.open.take() else { return String::new() };
        csv::rows(of.notes.iter().flatten().map(|note| note_row(&of, note)))
    }

    fn end(&mut self) -> String {
        String::new()
    }
}

const OF_CONVERSATIONS: [&str; 13] = [
    "conversation",
    "handle",
    "person",
    "username",
    "standing",
    "labels",
    "intent",
    "outcome",
    "first_message",
    "last_message",
    "messages_in",
    "messages_out",
    "notes",
];

/// A row for each conversation.
pub(super) struct Conversations {
    open: Option<(Conversation, Tally)>,
}

/// What was counted of a conversation's messages so far.
#[derive(Default)]
struct Tally {
    first: Option<Timestamp>,
    last: Option<Timestamp>,
    inbound: u64,
    outbound: u64,
}

impl Conversations {
    pub(super) fn new(_: Style) -> Self {
        Self { open: None }
    }
}

impl Writing for Conversations {
    fn begin(&mut self) -> String {
        csv::begin(OF_CONVERSATIONS)
    }

    fn open(&mut self, conversation: Conversation) -> String {
        self.open = Some((conversation, Tally::default()));
        String::new()
    }

    fn add(&mut self, messages: Vec<Message>) -> String {
        if let Some((_, tally)) = &mut self.open {
            for message in messages {
                tally.first.get_or_insert(message.at);
                tally.last = Some(message.at);
                match message.direction {
                    Direction::In => tally.inbound += 1,
                    Direction::Out => tally.outbound += 1,
                }
            }
        }
        String::new()
    }

    fn close(&mut self) -> String {
        let Some((of, tally)) = self.open.take() else { return String::new() };
        let notes: Vec<String> =
            of.notes.iter().flatten().map(|note| format!("{}: {}", note.author, note.text)).collect();
        csv::rows([[
            of.id.0.to_string(),
            inert(&of.handle),
            inert(&of.person),
            inert(of.username.as_deref().unwrap_or_default()),
            name(of.standing),
            inert(&of.labels.join(", ")),
            of.intent.map(name).unwrap_or_default(),
            of.outcome.map(name).unwrap_or_default(),
            tally.first.map(utc).unwrap_or_default(),
            tally.last.map(utc).unwrap_or_default(),
            tally.inbound.to_string(),
            tally.outbound.to_string(),
            inert(&notes.join("\n")),
        ]])
    }

    fn end(&mut self) -> String {
        String::new()
    }
}
