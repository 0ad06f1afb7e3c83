//! The audit trail as a table for spreadsheets. It never holds what was said.

use crate::csv::inert;
use crate::ids::ConversationId;
use crate::time::Timestamp;

/// A line of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: Timestamp,
    /// Who; the app itself when absent.
    pub who: Option<String>,
    /// What.
    pub action: String,
    /// The username of the handle that it is about.
    pub handle: Option<String>,
    /// The conversation that it is about.
    pub conversation: Option<ConversationId>,
    /// What was so before.
    pub before: Option<String>,
    /// What is so since.
    pub after: Option<String>,
}

/// What only a person does, of what is done about a whole handle, a person, a reply, the relay.
const OF_A_PERSON: [&str; 17] = [
    "agree_to_human_agent",
    "arrived",
    "connect",
    "delete_handle",
    "discard",
    "disconnect",
    "empty_bin",
    "export_conversations",
    "forget_person",
    "reconnect",
    "recovery_code",
    "relay_paired",
    "relay_unpaired",
    "reply",
    "send_again",
    "switch_off",
    "switch_on",
];

/// Whether only a person does it in the app; everything else the app does by itself.
#[must_use]
pub fn is_of_a_person(action: &str) -> bool {
    OF_A_PERSON.contains(&action)
}

const COLUMNS: [&str; 7] = ["time", "who", "action", "handle", "conversation", "before", "after"];

/// Lines as a table: times in UTC, handles by name, conversations by number.
#[must_use]
pub fn table(lines: &[Line]) -> String {
    let rows = lines.iter().map(|line| {
        let text = |field: &Option<String>| inert(field.as_deref().unwrap_or_default());
        [
            jiff::Timestamp::from_millisecond(line.at.0).map(|at| at.to_string()).unwrap_or_default(),
            text(&line.who),
            inert(&line.action),
            text(&line.handle),
            line.conversation.map(|id| id.0.to_string()).unwrap_or_default(),
            text(&line.before),
            text(&line.after),
        ]
    });
    crate::csv::write(COLUMNS, rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_is_paused_by_a_person_and_a_snooze_ends_by_itself() {
        assert!(is_of_a_person("switch_off") && is_of_a_person("relay_unpaired"));
        assert!(!is_of_a_person("woke") && !is_of_a_person("resubscribe"));
    }

    #[test]
    fn a_spreadsheet_reads_it_as_text() {
        let line = Line {
            at: Timestamp(1_795_446_000_000),
            who: Some("Ada \"A\", Ops".into()),
            action: "done".into(),
            handle: Some("luma".into()),
            conversation: Some(ConversationId(7)),
            before: Some("needs_reply".into()),
            after: None,
        };
        let other = Line { who: Some("=1+1".into()), handle: None, conversation: None, ..line.clone() };
        assert_eq!(
            table(&[line, other]),
            "\u{FEFF}time,who,action,handle,conversation,before,after\r\n\
             2026-11-23T15:00:00Z,\"Ada \"\"A\"\", Ops\",done,luma,7,needs_reply,\r\n\
             2026-11-23T15:00:00Z,'=1+1,done,,,needs_reply,\r\n"
        );
    }
}
