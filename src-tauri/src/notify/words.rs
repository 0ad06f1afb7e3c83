//! An announcement in words.

use api::view::{HealthCode, MessageKind};
use app::{Announcement, Reacted};

use crate::words::say;

/// A notification's two lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Lines {
    pub title: String,
    pub body: String,
}

/// What an announcement says.
pub(super) fn lines(announcement: &Announcement) -> Lines {
    match announcement {
        Announcement::Message { person, handle, kind, text, messages, .. } => {
            let title = match person {
                Some(person) => of(person, handle),
                None => say("notify_hidden_title", &[("handle", handle)]),
            };
            let words = text.clone().or_else(|| kind.map(kind_words)).unwrap_or_default();
            let body = match (messages, words.is_empty()) {
                (0 | 1, _) => words,
                (count, true) => say("notify_more", &[("count", &count.to_string())]),
                (count, false) => say("notify_newest_of", &[("count", &count.to_string()), ("text", &words)]),
            };
            Lines { title, body }
        }
        Announcement::Reaction { person, handle, reaction, .. } => {
            let title = match person {
                Some(person) => of(person, handle),
                None => say("notify_hidden_reaction_title", &[("handle", handle)]),
            };
            let body = match (reaction, person) {
                (Some(reaction), _) => reaction_words(reaction),
                (None, Some(_)) => say("notify_reacted", &[]),
                (None, None) => String::new(),
            };
            Lines { title, body }
        }
        Announcement::Crowd { messages, handles, .. } => Lines {
            title: say("notify_crowd_title", &[("count", &messages.to_string())]),
            body: some(handles),
        },
        Announcement::Stopped { handle, code, .. } => {
            Lines { title: say("notify_stopped_title", &[("handle", handle)]), body: cause_words(*code) }
        }
        Announcement::StoppedMany { handles, code, .. } => Lines {
            title: say("notify_stopped_many_title", &[("count", &handles.len().to_string())]),
            body: format!("{}\n{}", some(handles), common_cause_words(*code)),
        },
        Announcement::ReplyFailed { replies: 0 | 1, .. } => {
            Lines { title: say("notify_failed_title", &[]), body: say("notify_failed_body", &[]) }
        }
        Announcement::ReplyFailed { replies, .. } => Lines {
            title: say("notify_failed_many_title", &[("count", &replies.to_string())]),
            body: say("notify_failed_body", &[]),
        },
        Announcement::Closing { only: Some(only), .. } => {
            let whose = whose(only.person.as_deref(), &only.handle);
            let body = say("notify_closing_whose", &[("whose", &whose)]);
            Lines { title: say("notify_closing_title", &[]), body }
        }
        Announcement::Closing { conversations: 0 | 1, .. } => {
            Lines { title: say("notify_closing_title", &[]), body: say("notify_closing_body", &[]) }
        }
        Announcement::Closing { conversations, .. } => Lines {
            title: say("notify_closing_many_title", &[("count", &conversations.to_string())]),
            body: say("notify_closing_body", &[]),
        },
        Announcement::Woken { person, handle, conversations: 0 | 1, .. } => {
            let body = whose(person.as_deref(), handle);
            Lines { title: say("notify_woken_title", &[]), body }
        }
        Announcement::Woken { conversations, .. } => Lines {
            title: say("notify_woken_many_title", &[("count", &conversations.to_string())]),
            body: say("notify_closing_body", &[]),
        },
        Announcement::Summary(announcements) => {
            let all: Vec<_> = announcements.iter().map(in_one_line).collect();
            Lines { title: say("notify_summary_title", &[]), body: all.join("\n") }
        }
        Announcement::Trial => {
            Lines { title: say("notify_trial_title", &[]), body: say("notify_trial_body", &[]) }
        }
    }
}

/// A person and their handle, or the handle alone.
fn whose(person: Option<&str>, handle: &str) -> String {
    person.map_or_else(|| format!("@{handle}"), |person| of(person, handle))
}

/// A person and their handle.
fn of(person: &str, handle: &str) -> String {
    say("notify_message_title", &[("person", person), ("handle", handle)])
}

/// A reaction and the message that it was set on: the same words as in the row of the list.
fn reaction_words(reaction: &Reacted) -> String {
    let text = reaction.text.clone().unwrap_or_else(|| kind_words(reaction.kind));
    say("snippet_reacted", &[("emoji", &reaction.emoji), ("text", &text)])
}

/// What a summary says of one of several announcements.
fn in_one_line(announcement: &Announcement) -> String {
    match announcement {
        Announcement::StoppedMany { handles, .. } => say(
            "notify_stopped_many_line",
            &[("count", &handles.len().to_string()), ("handles", &some(handles))],
        ),
        one => lines(one).title,
    }
}

/// The first few handles, and how many more there are: a desktop shows no more.
fn some(handles: &[String]) -> String {
    const NAMED: usize = 3;
    let (named, others) = handles.split_at(handles.len().min(NAMED));
    let named = named.iter().map(|handle| format!("@{handle}")).collect::<Vec<_>>().join(", ");
    if others.is_empty() {
        return named;
    }
    say("notify_and_more", &[("handles", &named), ("count", &others.len().to_string())])
}

fn kind_words(kind: MessageKind) -> String {
    match kind {
        MessageKind::Text => say("kind_text", &[]),
        MessageKind::Image => say("kind_image", &[]),
        MessageKind::Video => say("kind_video", &[]),
        MessageKind::Audio => say("kind_audio", &[]),
        MessageKind::File => say("kind_file", &[]),
        MessageKind::Sticker => say("kind_sticker", &[]),
        MessageKind::Post => say("kind_post", &[]),
        MessageKind::Reel => say("kind_reel", &[]),
        MessageKind::StoryMention => say("kind_story_mention", &[]),
        MessageKind::StoryReply => say("kind_story_reply", &[]),
        MessageKind::Story => say("kind_story", &[]),
        MessageKind::Ephemeral => say("kind_ephemeral", &[]),
        MessageKind::Media => say("kind_media", &[]),
        MessageKind::Template => say("kind_template", &[]),
        MessageKind::Appointment => say("kind_appointment", &[]),
        MessageKind::Link => say("kind_link", &[]),
        MessageKind::Postback => say("kind_postback", &[]),
        MessageKind::Unsupported => say("kind_unsupported", &[]),
        MessageKind::Unavailable => say("kind_unavailable", &[]),
        MessageKind::Unsent => say("kind_unsent", &[]),
    }
}

/// Why a handle stopped.
fn cause_words(code: HealthCode) -> String {
    match code {
        code if is_of_sign_in(code) => say("notify_stopped_sign_in", &[]),
        HealthCode::AccessOff => say("notify_stopped_access", &[]),
        _ => say("notify_stopped_other", &[]),
    }
}

/// Why several handles stopped, if it is the same with all.
fn common_cause_words(code: Option<HealthCode>) -> String {
    match code {
        Some(code) if is_of_sign_in(code) => say("notify_stopped_many_sign_in", &[]),
        Some(HealthCode::AccessOff) => say("notify_stopped_access", &[]),
        _ => say("notify_stopped_many_other", &[]),
    }
}

fn is_of_sign_in(code: HealthCode) -> bool {
    use HealthCode::{Checkpoint, TokenExpired, TokenMissing, TokenRevoked};
    matches!(code, TokenMissing | TokenExpired | TokenRevoked | Checkpoint)
}

#[cfg(test)]
mod tests {
    use super::{Lines, lines};
    use api::view::{HealthCode, MessageKind};
    use app::{Announcement, Reacted, Whose};

    fn message(person: Option<&str>, text: Option<&str>, messages: u32) -> Lines {
        lines(&Announcement::Message {
            conversation: 1,
            person: person.map(str::to_owned),
            handle: "acme".to_owned(),
            kind: None,
            text: text.map(str::to_owned),
            messages,
            sound: false,
        })
    }

    #[test]
    fn as_much_is_shown_as_was_asked_for() {
        let shown = message(Some("Maria"), Some("Is it vegan?"), 1);
        assert_eq!(shown, Lines { title: "Maria · @acme".into(), body: "Is it vegan?".into() });
        let more = message(Some("Maria"), Some("Hello?"), 3);
        assert_eq!(more.body, "3 new messages. Hello?");
        let hidden = message(None, None, 1);
        assert_eq!(hidden, Lines { title: "New message for @acme".into(), body: String::new() });
    }

    #[test]
    fn of_a_reaction_as_much_is_shown_as_was_asked_for() {
        let said = |person: Option<&str>, reaction| {
            let (person, handle) = (person.map(str::to_owned), "acme".to_owned());
            lines(&Announcement::Reaction { conversation: 1, person, handle, reaction })
        };
        let reacted = |text: Option<&str>, kind| {
            Some(Reacted { emoji: "❤️".into(), kind, text: text.map(str::to_owned) })
        };
        let full = said(Some("Maria"), reacted(Some("See you at noon"), MessageKind::Text));
        assert_eq!(
            (full.title.as_str(), full.body.as_str()),
            ("Maria · @acme", "Reacted ❤️ to: See you at noon")
        );
        let picture = said(Some("Maria"), reacted(None, MessageKind::Image));
        assert_eq!(picture.body, "Reacted ❤️ to: Image");
        let sender = said(Some("Maria"), None);
        assert_eq!(sender, Lines { title: "Maria · @acme".into(), body: "Reacted to a message".into() });
        let hidden = said(None, None);
        assert_eq!(hidden, Lines { title: "New reaction for @acme".into(), body: String::new() });
    }

    #[test]
    fn what_came_while_it_was_quiet_has_a_line_for_each_kind() {
        let summary = lines(&Announcement::Summary(vec![
            Announcement::Crowd { messages: 7, handles: vec!["acme".into(), "zeta".into()], sound: false },
            Announcement::Closing { conversations: 2, only: None },
            woken(None, 3),
        ]));
        assert_eq!(summary.title, "While notifications were off");
        assert_eq!(summary.body, "7 new messages\n2 reply windows close within an hour\n3 snoozes ended");
    }

    fn woken(person: Option<&str>, conversations: u32) -> Announcement {
        let (person, handle) = (person.map(str::to_owned), "acme".to_owned());
        Announcement::Woken { conversation: 1, person, handle, conversations }
    }

    #[test]
    fn what_was_snoozed_says_whose_it_is_if_that_is_shown() {
        let title = || "A snooze ended".to_owned();
        let said = |person| lines(&woken(person, 1));
        assert_eq!(said(Some("Maria")), Lines { title: title(), body: "Maria · @acme".into() });
        assert_eq!(said(None), Lines { title: title(), body: "@acme".into() });
    }

    #[test]
    fn a_window_that_closes_says_whose_it_is_if_that_is_shown() {
        let said = |person: Option<&str>| {
            let person = person.map(str::to_owned);
            let only = Some(Whose { conversation: 1, person, handle: "acme".into() });
            lines(&Announcement::Closing { conversations: 1, only }).body
        };
        assert_eq!(said(Some("Maria")), "Maria · @acme. Nobody has answered yet.");
        assert_eq!(said(None), "@acme. Nobody has answered yet.");
    }

    #[test]
    fn a_crowd_names_its_handles() {
        let crowd =
            Announcement::Crowd { messages: 7, handles: vec!["acme".into(), "zeta".into()], sound: true };
        assert_eq!(lines(&crowd), Lines { title: "7 new messages".into(), body: "@acme, @zeta".into() });
    }

    #[test]
    fn several_handles_that_stopped_are_named_as_far_as_there_is_room() {
        let stopped = |names: &[&str], code| Announcement::StoppedMany {
            id: 1,
            handles: names.iter().map(|name| (*name).to_owned()).collect(),
            code,
        };
        let two = stopped(&["acme", "zeta"], Some(HealthCode::TokenRevoked));
        let many = stopped(&["a", "b", "c", "d", "e"], None);
        let body = "@acme, @zeta\nInstagram wants them to sign in again.";
        assert_eq!(lines(&two), Lines { title: "2 handles stopped receiving".into(), body: body.into() });
        let body = "@a, @b, @c and 2 more\nTheir pages say why, and what ends it.";
        assert_eq!(lines(&many), Lines { title: "5 handles stopped receiving".into(), body: body.into() });
        let summary = lines(&Announcement::Summary(vec![two]));
        assert_eq!(summary.body, "2 handles stopped receiving: @acme, @zeta");
    }
}
