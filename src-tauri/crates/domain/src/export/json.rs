//! Everything, for programs.

use serde_json::json;

use super::{Conversation, Message, Style, Writing, utc};

/// The form of the file. It goes up when a field is renamed or goes; a new field is no new form.
const VERSION: u32 = 1;

/// The file, with a line for each conversation's facts and for each message.
pub(super) struct Json {
    style: Style,
    /// A conversation, or within it a message, was written before: a comma comes between.
    after_conversation: bool,
    after_message: bool,
}

impl Json {
    pub(super) fn new(style: Style) -> Self {
        Self { style, after_conversation: false, after_message: false }
    }
}

impl Writing for Json {
    fn begin(&mut self) -> String {
        let made_at = json!(utc(self.style.made_at));
        let with_notes = self.style.with_notes;
        format!(
            "{{\"format\":\"handrail-conversations\",\"version\":{VERSION},\"made_at\":{made_at},\"with_notes\":{with_notes},\"conversations\":["
        )
    }

    fn open(&mut self, conversation: Conversation) -> String {
        let between = if std::mem::replace(&mut self.after_conversation, true) { "," } else { "" };
        self.after_message = false;
        let facts = serde_json::to_string(&conversation).unwrap_or_default();
        // The messages are the last field of the same object.
        format!("{between}\n{},\"messages\":[", facts.strip_suffix('}').unwrap_or(&facts))
    }

    fn add(&mut self, messages: Vec<Message>) -> String {
        let mut text = String::new();
        for message in messages {
            if std::mem::replace(&mut self.after_message, true) {
                text.push(',');
            }
            text.push('\n');
            text.push_str(&serde_json::to_string(&message).unwrap_or_default());
        }
        text
    }

    fn close(&mut self) -> String {
        "]}".into()
    }

    fn end(&mut self) -> String {
        "\n]}\n".into()
    }
}
