//! The message window: until when Instagram lets us reply.
//!
//! 24 hours from the person's last message; up to 7 days only as a human agent (instagram-platform, section 4
//! "Windows"; experience, section 8). The server's own refusal overrules this clock.

use serde::{Deserialize, Serialize};

use crate::time::{DAY, HOUR, Timestamp};

/// The standard window: 24 hours from the person's last message.
pub const STANDARD_MS: i64 = 24 * HOUR;
/// The human-agent window: 7 days from the person's last message.
pub const HUMAN_AGENT_MS: i64 = 7 * DAY;
/// From here the window counts as closing soon.
pub const SOON_MS: i64 = 4 * HOUR;
/// From here the window counts as closing.
pub const CLOSING_MS: i64 = HOUR;
/// A send is not dispatched when less than this is left: it might arrive too late (reliability, section 6.3).
pub const DISPATCH_MARGIN_MS: i64 = 20 * crate::time::SECOND;

/// The state of a message window.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "state")]
pub enum WindowState {
    /// The person never wrote: only they can begin.
    NeverOpened,
    /// More than four hours are left.
    Open {
        /// When the window closes.
        ends_at: Timestamp,
    },
    /// At most four hours are left.
    Soon {
        /// When the window closes.
        ends_at: Timestamp,
    },
    /// At most one hour is left.
    Closing {
        /// When the window closes.
        ends_at: Timestamp,
    },
    /// Only a human agent may still reply.
    HumanAgent {
        /// When this, too, ends.
        ends_at: Timestamp,
    },
    /// They must message first.
    Closed,
}

impl WindowState {
    /// Whether an ordinary reply is allowed.
    #[must_use]
    pub fn allows_reply(self) -> bool {
        matches!(self, Self::Open { .. } | Self::Soon { .. } | Self::Closing { .. })
    }
}

/// The state at `now` of a window that the person's last message opened. Exactly 24 hours after it, it is closed.
#[must_use]
pub fn state(last_inbound: Option<Timestamp>, now: Timestamp) -> WindowState {
    let Some(opened) = last_inbound else { return WindowState::NeverOpened };
    let standard = opened.plus(STANDARD_MS);
    let human = opened.plus(HUMAN_AGENT_MS);
    let left = standard.since(now);
    if left > SOON_MS {
        WindowState::Open { ends_at: standard }
    } else if left > CLOSING_MS {
        WindowState::Soon { ends_at: standard }
    } else if left > 0 {
        WindowState::Closing { ends_at: standard }
    } else if human > now {
        WindowState::HumanAgent { ends_at: human }
    } else {
        WindowState::Closed
    }
}

/// What may keep a window open besides the person's messages (instagram-platform, section 4 "Windows"). Only Instagram's
/// answer to a send tells whether it does.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Openers {
    /// The person is the handle itself: such a thread has no window.
    pub to_self: bool,
    /// When the person last reacted to a message, or came back by a link, an ad or the shop.
    pub last_hint: Option<Timestamp>,
}

impl Openers {
    /// Until when a reply is worth a try; `None` when these open nothing.
    #[must_use]
    pub fn end(self) -> Option<Timestamp> {
        if self.to_self { Some(Timestamp(i64::MAX)) } else { self.last_hint.map(|at| at.plus(STANDARD_MS)) }
    }

    /// Whether a reply is worth a try at `now`.
    #[must_use]
    pub fn may_be_open(self, now: Timestamp) -> bool {
        self.end().is_some_and(|end| now < end)
    }
}

/// Who sends. Only a person who was told can reply as a human agent: nothing automatic has a way to the tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sender {
    /// A person pressed Send.
    Human {
        /// What the person confirmed about human agents, if the button said so.
        confirmed: Option<Confirmed>,
    },
    /// A rule of ours.
    Automatic,
}

/// A person was told that this reply goes as a human agent's, and pressed that button.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Confirmed(());

impl Sender {
    /// A person; `as_human_agent` says whether this very reply was confirmed as a human agent's.
    #[must_use]
    pub fn human(as_human_agent: bool) -> Self {
        Self::Human { confirmed: as_human_agent.then_some(Confirmed(())) }
    }
}

/// Permission to send one message under Instagram's `HUMAN_AGENT` tag. Only [`human_agent`] gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HumanAgentTag(());

/// The tag for a message that leaves at `now`: only for a person who confirmed it, and only between 24 hours and 7
/// days after the person's last message. Inside the 24 hours nothing carries it (instagram-platform, section 4).
#[must_use]
pub fn human_agent(sender: Sender, last_inbound: Option<Timestamp>, now: Timestamp) -> Option<HumanAgentTag> {
    let Sender::Human { confirmed: Some(Confirmed(())) } = sender else { return None };
    matches!(state(last_inbound, now), WindowState::HumanAgent { .. }).then_some(HumanAgentTag(()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::time::{MINUTE, SECOND};

    const OPENED: Timestamp = Timestamp(1_790_000_000_000);

    fn after(ms: i64) -> &'static str {
        match state(Some(OPENED), OPENED.plus(ms)) {
            WindowState::NeverOpened => "never",
            WindowState::Open { .. } => "open",
            WindowState::Soon { .. } => "soon",
            WindowState::Closing { .. } => "closing",
            WindowState::HumanAgent { .. } => "human agent",
            WindowState::Closed => "closed",
        }
    }

    #[test]
    fn twenty_moments() {
        let table = [
            (-5 * MINUTE, "open"), // their clock runs ahead of ours
            (0, "open"),
            (SECOND, "open"),
            (12 * HOUR, "open"),
            (20 * HOUR - 1, "open"),
            (20 * HOUR, "soon"),
            (20 * HOUR + 1, "soon"),
            (22 * HOUR, "soon"),
            (23 * HOUR - 1, "soon"),
            (23 * HOUR, "closing"),
            (23 * HOUR + 59 * MINUTE + 59 * SECOND, "closing"),
            (24 * HOUR - 1, "closing"),
            (24 * HOUR, "human agent"),
            (24 * HOUR + 1, "human agent"),
            (3 * DAY, "human agent"),
            (6 * DAY + 23 * HOUR + 59 * MINUTE + 59 * SECOND, "human agent"),
            (7 * DAY - 1, "human agent"),
            (7 * DAY, "closed"),
            (7 * DAY + 1, "closed"),
            (400 * DAY, "closed"),
        ];
        for (ms, expected) in table {
            assert_eq!(after(ms), expected, "{ms} ms after their message");
        }
    }

    #[test]
    fn who_never_wrote_cannot_be_written_to() {
        assert_eq!(state(None, OPENED), WindowState::NeverOpened);
        assert!(!state(None, OPENED).allows_reply());
    }

    #[test]
    fn a_hint_is_worth_a_try_for_a_day_and_a_thread_with_oneself_always() {
        let hinted = Openers { last_hint: Some(OPENED), ..Openers::default() };
        let days = [0, STANDARD_MS - 1, STANDARD_MS];
        assert_eq!(days.map(|ms| hinted.may_be_open(OPENED.plus(ms))), [true, true, false]);
        let to_self = Openers { to_self: true, last_hint: None };
        assert_eq!(days.map(|ms| to_self.may_be_open(OPENED.plus(ms))), [true; 3]);
        assert_eq!(days.map(|ms| Openers::default().may_be_open(OPENED.plus(ms))), [false; 3]);
    }

    proptest! {
        #[test]
        fn no_reply_inside_the_window_and_nothing_automatic_carries_the_tag(
            ms in -DAY..9 * DAY,
            confirmed: bool,
            automatic: bool,
            ever: bool,
        ) {
            let sender = if automatic { Sender::Automatic } else { Sender::human(confirmed) };
            let tag = human_agent(sender, ever.then_some(OPENED), OPENED.plus(ms));
            let between = ever && (STANDARD_MS..HUMAN_AGENT_MS).contains(&ms);
            prop_assert_eq!(tag.is_some(), between && confirmed && !automatic);
        }
    }
}
