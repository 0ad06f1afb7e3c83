//! One page to read and to print. It carries its own looks, loads nothing and runs nothing.

use std::fmt::Write as _;

use super::{Conversation, Message, Note, Style, Writing, utc};
use crate::message::Direction;
use crate::time::Timestamp;

const LOOKS: &str = include_str!("page.css");

/// The page.
pub(super) struct Html {
    style: Style,
    open: Option<Conversation>,
}

impl Html {
    pub(super) fn new(style: Style) -> Self {
        Self { style, open: None }
    }

    /// A time for people and for programs.
    fn time(&self, at: Timestamp) -> String {
        let shown = jiff::Timestamp::from_millisecond(at.0)
            .map(|at| at.to_zoned(self.style.zone.clone()).strftime("%Y-%m-%d %H:%M").to_string())
            .unwrap_or_default();
        format!("<time datetime=\"{}\">{shown}</time>", utc(at))
    }

    fn message(&self, of: &Conversation, message: &Message) -> String {
        let (side, author) = match message.direction {
            Direction::In => ("in", escaped(&of.person)),
            Direction::Out => ("out", format!("@{}", escaped(&of.handle))),
        };
        let words = &self.style.words;
        let edited = if message.edited { format!(" · {}", escaped(&words.edited)) } else { String::new() };
        let mut text = format!(
            "<article class=\"{side}\"><h3><bdi>{author}</bdi> {}{edited}</h3>\n",
            self.time(message.at)
        );
        if message.unsent {
            let _ = writeln!(text, "<p class=\"kind\">{}</p>", escaped(&words.unsent));
        } else if let Some(said) = &message.text {
            let _ = writeln!(text, "<p dir=\"auto\">{}</p>", escaped(said));
        } else if let Some(kind) = words.kinds.get(&message.kind) {
            let _ = writeln!(text, "<p class=\"kind\">{}</p>", escaped(kind));
        }
        for part in &message.parts {
            let _ = writeln!(text, "<p dir=\"auto\">{}</p>", escaped(part));
        }
        for link in &message.links {
            let link = escaped(link);
            let _ = writeln!(text, "<p class=\"link\"><a href=\"{link}\" rel=\"noreferrer\">{link}</a></p>");
        }
        if !message.reactions.is_empty() {
            let emoji: Vec<String> =
                message.reactions.iter().map(|reaction| escaped(&reaction.emoji)).collect();
            let _ = writeln!(text, "<p class=\"reactions\">{}</p>", emoji.join(" "));
        }
        text.push_str("</article>\n");
        text
    }

    fn notes(&self, notes: &[Note]) -> String {
        if notes.is_empty() {
            return String::new();
        }
        let mut text = format!("<section class=\"notes\"><h3>{}</h3>\n", escaped(&self.style.words.notes));
        for note in notes {
            let (time, author) = (self.time(note.at), escaped(&note.author));
            let _ = writeln!(
                text,
                "<p dir=\"auto\"><b><bdi>{author}</bdi></b> {time}<br>{}</p>",
                escaped(&note.text)
            );
        }
        text.push_str("</section>\n");
        text
    }
}

impl Writing for Html {
    fn begin(&mut self) -> String {
        let words = &self.style.words;
        let direction = if words.right_to_left { "rtl" } else { "ltr" };
        let (language, title) = (escaped(&words.language), escaped(&words.title));
        let mut text = format!(
            "<!doctype html>\n<html lang=\"{language}\" dir=\"{direction}\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
             <meta name=\"referrer\" content=\"no-referrer\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n\
             <title>{title}</title>\n<style>\n{LOOKS}</style>\n</head>\n<body>\n<h1>{title}</h1>\n"
        );
        for sentence in &words.lead {
            let _ = writeln!(text, "<p class=\"lead\">{}</p>", escaped(sentence));
        }
        text
    }

    fn open(&mut self, conversation: Conversation) -> String {
        let username = conversation.username.as_deref().map(|name| format!("@{}", escaped(name)));
        let with = [username, Some(format!("→ @{}", escaped(&conversation.handle)))];
        let with: Vec<String> = with.into_iter().flatten().map(|one| format!("<bdi>{one}</bdi>")).collect();
        let labels: String =
            conversation.labels.iter().map(|label| format!(" · <bdi>{}</bdi>", escaped(label))).collect();
        let text = format!(
            "<section class=\"conversation\">\n<h2><bdi>{}</bdi></h2>\n<p class=\"lead\">{}{labels}</p>\n",
            escaped(&conversation.person),
            with.join(" "),
        );
        self.open = Some(conversation);
        text
    }

    fn add(&mut self, messages: Vec<Message>) -> String {
        let Some(of) = &self.open else { return String::new() };
        messages.iter().map(|message| self.message(of, message)).collect()
    }

    fn close(&mut self) -> String {
        let Some(of) = self.open.take() else { return String::new() };
        format!("{}</section>\n", self.notes(&of.notes.unwrap_or_default()))
    }

    fn end(&mut self) -> String {
        "</body>\n</html>\n".into()
    }
}

/// A text as part of a page, between tags or in quotes.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for char in text.chars() {
        match char {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            char => escaped.push(char),
        }
    }
    escaped
}
