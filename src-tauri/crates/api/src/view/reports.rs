//! Reports, in the words of [`domain::reports`], which says exactly what each of them counts.

use domain::reports;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// The figures of a period. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Reports {
    /// The period begins with this moment; milliseconds since 1970, UTC.
    pub from: i64,
    /// It ends before this one, which was now; milliseconds since 1970, UTC.
    pub to: i64,
    /// From the first message of a session to the first human reply.
    pub first_response: Responses,
    /// From the beginning of a turn to the human reply.
    pub response: Responses,
    /// The same from when the app first saw the turn, where that was before the reply; absent without any.
    pub since_seen: Option<TimeSummary>,
    /// Turns without a response time, as the app saw them too late.
    pub late: u32,
    /// What came in.
    pub volume: Volume,
    /// What waits now.
    pub backlog: Backlog,
    /// Message windows that closed.
    pub misses: Misses,
    /// Story mentions.
    pub mentions: Mentions,
    /// What no figure but the backlog counts.
    pub not_counted: NotCounted,
}

/// Times in a few numbers, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct TimeSummary {
    /// How many there are: at least 1.
    pub n: u32,
    /// The one in the middle.
    pub median: i64,
    /// Nine of ten are not longer.
    pub p90: i64,
    /// Their sum by their number.
    pub mean: i64,
}

/// The answers of a kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Responses {
    /// How long they took; absent without any.
    pub times: Option<TimeSummary>,
    /// Sessions or turns without a human reply up to now.
    pub unanswered: u32,
}

/// What people sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Volume {
    /// Of each handle that was sent something, most first.
    pub by_handle: Vec<HandleVolume>,
    /// Messages by day, Monday first, and hour, 0 to 23, by the wall clock of the handle's people.
    pub messages: Vec<Vec<u32>>,
    /// Conversations in which a person wrote in that hour, likewise.
    pub conversations: Vec<Vec<u32>>,
    /// The clocks of a handle changed: an hour that came twice is one, and one was left out.
    pub clocks_changed: bool,
}

/// What one handle was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct HandleVolume {
    /// Our id of the handle.
    pub handle: i64,
    /// Messages.
    pub messages: u32,
    /// Conversations that they are of.
    pub conversations: u32,
}

/// What needs a reply now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Backlog {
    /// By how long it has waited: less than 1 hour, 4 hours, 24 hours; up to 7 days; longer.
    pub by_age: Vec<u32>,
    /// What is out of sight for a time, apart.
    pub snoozed: u32,
}

/// Turns whose message window of 24 hours closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Misses {
    /// All of them, answered in time or not.
    pub turns: u32,
    /// Without a human reply within the window: exactly one of the following four each.
    pub missed: u32,
    /// Seven days passed, too.
    pub lost: u32,
    /// Answered within seven days, as a human agent.
    pub saved: u32,
    /// Answered later in another way.
    pub answered: u32,
    /// Not answered up to now, and seven days have not passed.
    pub unanswered: u32,
    /// Not among the turns: after the last question and in time a person said that no reply was needed, or that it was spam.
    pub needless: u32,
}

/// Story mentions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Mentions {
    /// All of them.
    pub received: u32,
    /// How many people they are from.
    pub people: u32,
    /// A human reply followed within 24 hours.
    pub live: u32,
    /// One followed later.
    pub later: u32,
    /// None followed within 24 hours or up to now.
    pub never: u32,
    /// None followed yet, and 24 hours have not passed.
    pub waiting: u32,
    /// From the mention to the human reply; absent without any.
    pub thanks: Option<TimeSummary>,
}

/// What is not counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct NotCounted {
    /// Conversations called spam in which something was sent.
    pub spam: u32,
    /// The same of muted ones.
    pub muted: u32,
    /// The same of groups.
    pub groups: u32,
    /// Messages of people from before their handle was connected.
    pub imported: u32,
    /// Messages of people from while their handle was paused.
    pub paused: u32,
    /// Messages of another connected tool: no human replies.
    pub automatic: u32,
}

impl Reports {
    /// The figures of a period.
    #[must_use]
    pub fn of(period: reports::Period, figures: reports::Figures) -> Self {
        Self {
            from: period.from.0,
            to: period.to.0,
            first_response: figures.first_response.into(),
            response: figures.response.into(),
            since_seen: figures.since_seen.map(Into::into),
            late: figures.late,
            volume: figures.volume.into(),
            backlog: Backlog { by_age: figures.backlog.by_age.into(), snoozed: figures.backlog.snoozed },
            misses: figures.misses.into(),
            mentions: figures.mentions.into(),
            not_counted: figures.not_counted.into(),
        }
    }
}

impl From<reports::Summary> for TimeSummary {
    fn from(summary: reports::Summary) -> Self {
        let reports::Summary { n, median, p90, mean } = summary;
        Self { n, median, p90, mean }
    }
}

impl From<reports::Responses> for Responses {
    fn from(responses: reports::Responses) -> Self {
        Self { times: responses.times.map(Into::into), unanswered: responses.unanswered }
    }
}

impl From<reports::Volume> for Volume {
    fn from(volume: reports::Volume) -> Self {
        let of_handle = |(handle, of): (domain::ids::HandleId, reports::HandleVolume)| HandleVolume {
            handle: handle.0,
            messages: of.messages,
            conversations: of.conversations,
        };
        let mut by_handle: Vec<_> = volume.by_handle.into_iter().map(of_handle).collect();
        by_handle.sort_by_key(|of| std::cmp::Reverse(of.messages));
        let week = |week: reports::Week| week.into_iter().map(Vec::from).collect();
        Self {
            by_handle,
            messages: week(volume.messages),
            conversations: week(volume.conversations),
            clocks_changed: volume.clocks_changed,
        }
    }
}

impl From<reports::Misses> for Misses {
    fn from(misses: reports::Misses) -> Self {
        let reports::Misses { turns, missed, lost, saved, answered, unanswered, needless } = misses;
        Self { turns, missed, lost, saved, answered, unanswered, needless }
    }
}

impl From<reports::Mentions> for Mentions {
    fn from(mentions: reports::Mentions) -> Self {
        let reports::Mentions { received, people, live, later, never, waiting, thanks } = mentions;
        Self { received, people, live, later, never, waiting, thanks: thanks.map(Into::into) }
    }
}

impl From<reports::NotCounted> for NotCounted {
    fn from(not_counted: reports::NotCounted) -> Self {
        let reports::NotCounted { spam, muted, groups, imported, paused, automatic } = not_counted;
        Self { spam, muted, groups, imported, paused, automatic }
    }
}
