//! Filters: what a search asks of a message and its conversation besides words (experience, section 15).

use std::fmt;

use crate::time::{DAY, HOUR, MINUTE};

use super::day::Day;

/// One filter, as `name:value` says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Filter {
    /// `from:`: who wrote it.
    From(Who),
    /// `handle:`: whose inbox it is in, by the beginning of the handle's name.
    Handle(String),
    /// `label:`: a label of the conversation, by its name.
    Label(String),
    /// `is:`: how the conversation stands.
    Is(State),
    /// `has:`: what the message carries, or what was noted about the conversation.
    Has(Content),
    /// `before:`: sent before a day began.
    Before(Day),
    /// `after:`: sent since a day began.
    After(Day),
    /// `window:`: how much of the conversation's message window is left.
    Window(Window),
}

/// Who wrote a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Who {
    /// The handle, wherever it was written.
    Us,
    /// A person, by the beginnings of the words of their name or username.
    Person(String),
}

/// How a conversation stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// Its newest inbound message was not on screen yet.
    Unread,
    /// It needs a reply.
    Needs,
    /// It waits on them.
    Waiting,
    /// Somebody called it done.
    Done,
    /// It is put off to a later time.
    Snoozed,
    /// A reply of it could not be sent.
    Failed,
    /// It is probably a message request.
    Request,
    /// The handle was mentioned in a story.
    Mention,
    /// It was called spam.
    Spam,
    /// Its person is muted.
    Muted,
    /// It was deleted here, and can still be put back.
    Binned,
}

/// What a message carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Content {
    /// A picture.
    Image,
    /// A video.
    Video,
    /// A voice message or other sound.
    Voice,
    /// A link.
    Link,
    /// A file.
    File,
    /// A note about its conversation.
    Note,
}

/// How much of a message window is left.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Window {
    /// It is open.
    Open,
    /// It is closed, or never was open.
    Closed,
    /// It is open, with less than so many milliseconds left.
    Under(i64),
    /// It is open, with more than so many milliseconds left.
    Over(i64),
}

/// The names of the states, as they are typed; the first is how a state is written.
const STATES: [(State, &[&str]); 11] = [
    (State::Unread, &["unread"]),
    (State::Needs, &["needs", "needs_reply"]),
    (State::Waiting, &["waiting"]),
    (State::Done, &["done"]),
    (State::Snoozed, &["snoozed"]),
    (State::Failed, &["failed"]),
    (State::Request, &["request"]),
    (State::Mention, &["mention"]),
    (State::Spam, &["spam"]),
    (State::Muted, &["muted"]),
    (State::Binned, &["bin", "deleted"]),
];

const CONTENTS: [(Content, &[&str]); 6] = [
    (Content::Image, &["image", "picture", "photo"]),
    (Content::Video, &["video"]),
    (Content::Voice, &["voice", "audio"]),
    (Content::Link, &["link"]),
    (Content::File, &["file", "pdf"]),
    (Content::Note, &["note"]),
];

/// What `name:value` asks for.
pub(super) enum Reading {
    /// A filter.
    Filter(Filter),
    /// The filter is known, its value is not.
    UnknownValue,
    /// There is no such filter.
    UnknownName,
}

/// Whether there is a filter of this name.
pub(super) fn is_known(name: &str) -> bool {
    !matches!(read(name, ""), Reading::UnknownName)
}

/// Reads a filter; names and words in any case.
pub(super) fn read(name: &str, value: &str) -> Reading {
    let (word, text) = (value.to_lowercase(), value.to_owned());
    let filter = match name.to_ascii_lowercase().as_str() {
        "from" if matches!(word.as_str(), "me" | "us") => Some(Filter::From(Who::Us)),
        "from" => Some(Filter::From(Who::Person(text))),
        "handle" => Some(Filter::Handle(text)),
        "label" => Some(Filter::Label(text)),
        "is" => named(&STATES, &word).map(Filter::Is),
        "has" => named(&CONTENTS, &word).map(Filter::Has),
        "before" => Day::read(&word).map(Filter::Before),
        "after" => Day::read(&word).map(Filter::After),
        "window" => window(&word).map(Filter::Window),
        _ => return Reading::UnknownName,
    };
    filter.map_or(Reading::UnknownValue, Reading::Filter)
}

fn named<T: Copy>(table: &[(T, &[&str])], word: &str) -> Option<T> {
    table.iter().find(|(_, names)| names.contains(&word)).map(|(value, _)| *value)
}

fn name_of<T: Copy + PartialEq>(table: &[(T, &[&'static str])], value: T) -> &'static str {
    table
        .iter()
        .find(|(one, _)| *one == value)
        .and_then(|(_, names)| names.first())
        .copied()
        .unwrap_or_default()
}

fn window(word: &str) -> Option<Window> {
    match word {
        "open" => Some(Window::Open),
        "closed" => Some(Window::Closed),
        _ => match word.strip_prefix('>') {
            Some(span) => duration(span).map(Window::Over),
            None => duration(word.strip_prefix('<').unwrap_or(word)).map(Window::Under),
        },
    }
}

/// A span as `45m`, `2h`, `3d`; up to a year.
fn duration(text: &str) -> Option<i64> {
    let unit = match text.chars().last()? {
        'm' => MINUTE,
        'h' => HOUR,
        'd' => DAY,
        _ => return None,
    };
    let count: i64 = text.get(..text.len() - 1)?.trim().parse().ok()?;
    let span = count.checked_mul(unit)?;
    (1..=366 * DAY).contains(&span).then_some(span)
}

impl fmt::Display for Filter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::From(Who::Us) => f.write_str("from:me"),
            Self::From(Who::Person(name)) => write!(f, "from:{}", quoted(name)),
            Self::Handle(name) => write!(f, "handle:{}", quoted(name)),
            Self::Label(name) => write!(f, "label:{}", quoted(name)),
            Self::Is(state) => write!(f, "is:{}", name_of(&STATES, *state)),
            Self::Has(content) => write!(f, "has:{}", name_of(&CONTENTS, *content)),
            Self::Before(day) => write!(f, "before:{day}"),
            Self::After(day) => write!(f, "after:{day}"),
            Self::Window(window) => write!(f, "window:{window}"),
        }
    }
}

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Open => f.write_str("open"),
            Self::Closed => f.write_str("closed"),
            Self::Under(span) => write!(f, "<{}m", span / MINUTE),
            Self::Over(span) => write!(f, ">{}m", span / MINUTE),
        }
    }
}

fn quoted(value: &str) -> String {
    if value.contains(char::is_whitespace) { format!("\"{value}\"") } else { value.to_owned() }
}
