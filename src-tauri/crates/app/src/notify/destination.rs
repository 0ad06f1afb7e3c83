//! Where a notification leads.

use api::request::{Sort, View};
use api::view::Destination;

use super::Announcement;

impl Announcement {
    /// What a person sees who clicks on it.
    #[must_use]
    pub fn leads_to(&self) -> Destination {
        match self {
            Self::Message { conversation, .. }
            | Self::Reaction { conversation, .. }
            | Self::ReplyFailed { conversation, replies: 0 | 1 }
            | Self::Woken { conversation, conversations: 0 | 1, .. } => {
                Destination::Conversation { conversation: *conversation }
            }
            Self::Closing { only: Some(only), .. } => {
                Destination::Conversation { conversation: only.conversation }
            }
            // No place shows several; the rail beside the first one's page marks the others.
            Self::Stopped { id, .. } | Self::StoppedMany { id, .. } => Destination::Handle { handle: *id },
            Self::ReplyFailed { .. } => Destination::Outbox,
            // In this order what woke stands first, then what closes next.
            Self::Closing { .. } | Self::Woken { .. } => {
                Destination::View { view: View::NeedsReply, sort: Sort::ClosingSoonest }
            }
            Self::Summary(announcements) => agreed(announcements),
            Self::Crowd { .. } => NEWS,
            // It tells of nothing.
            Self::Trial => Destination::Inbox,
        }
    }
}

/// What came last.
const NEWS: Destination = Destination::View { view: View::NeedsReply, sort: Sort::Newest };

/// Where all of them lead, or to what came last.
fn agreed(announcements: &[Announcement]) -> Destination {
    let mut destinations = announcements.iter().map(Announcement::leads_to);
    let first = destinations.next().unwrap_or(NEWS);
    if destinations.all(|other| other == first) { first } else { NEWS }
}

#[cfg(test)]
mod tests {
    use api::view::HealthCode;

    use super::super::Whose;
    use super::*;

    fn whose() -> Whose {
        Whose { conversation: 7, person: None, handle: "acme".into() }
    }

    fn woken(conversations: u32) -> Announcement {
        Announcement::Woken { conversation: 7, person: None, handle: "acme".into(), conversations }
    }

    #[test]
    fn a_notification_leads_to_what_it_tells_of() {
        let soonest = Destination::View { view: View::NeedsReply, sort: Sort::ClosingSoonest };
        let seven = Destination::Conversation { conversation: 7 };
        let stopped = Announcement::Stopped { id: 3, handle: "acme".into(), code: HealthCode::TokenRevoked };
        let reacted =
            Announcement::Reaction { conversation: 7, person: None, handle: "acme".into(), reaction: None };
        let failed = |replies| Announcement::ReplyFailed { conversation: 7, replies };
        let closing = |conversations, only| Announcement::Closing { conversations, only };
        for (announcement, leads_to) in [
            (stopped.clone(), Destination::Handle { handle: 3 }),
            (
                Announcement::StoppedMany { id: 3, handles: vec!["acme".into(), "zeta".into()], code: None },
                Destination::Handle { handle: 3 },
            ),
            (reacted, seven),
            (failed(1), seven),
            (failed(2), Destination::Outbox),
            (closing(1, Some(whose())), seven),
            (closing(2, None), soonest),
            (woken(1), seven),
            (woken(2), soonest),
            (Announcement::Summary(vec![closing(2, None), woken(3)]), soonest),
            (Announcement::Summary(vec![stopped, woken(3)]), NEWS),
            (Announcement::Trial, Destination::Inbox),
        ] {
            assert_eq!(announcement.leads_to(), leads_to, "{announcement:?}");
        }
    }
}
